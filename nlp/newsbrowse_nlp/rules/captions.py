"""Captions: paragraphs that say the same as their neighbour have the same entities."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbrowse_nlp.rules.words import longest
from newsbrowse_store.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsbrowse_nlp.rules.words import TextWords
    from newsbrowse_store.values import Suggestion

MAX_EXTRA = 3
"""Words by which one of the two may be longer, such as the credit of a photograph."""

MIN_WORDS = 4
"""Words that they share at least: the same one or two say nothing."""

_RANK = ("known", "agreement", "model", "dateline", "caption")


@dataclass(frozen=True, slots=True)
class Repeat:
    """Neighbouring paragraphs that begin with the same `length` characters, at `starts`."""

    starts: tuple[int, ...]
    length: int


def repeats(words: TextWords) -> Iterator[Repeat]:
    """Each run of paragraphs of which one is its neighbour plus at most `MAX_EXTRA` words."""
    starts: list[int] = []
    length = 0
    previous = (0, 0)
    for paragraph in words.paragraphs:
        shared = _shared(words, previous, paragraph)
        if shared and starts:
            length = min(length, shared)
        else:
            if len(starts) > 1:
                yield Repeat(tuple(starts), length)
            starts, length = ([previous[0]], shared) if shared else ([], 0)
        if shared:
            starts.append(paragraph[0])
        previous = paragraph
    if len(starts) > 1:
        yield Repeat(tuple(starts), length)


def _shared(words: TextWords, one: tuple[int, int], other: tuple[int, int]) -> int:
    """The length of the shorter paragraph if the longer repeats it, else 0."""
    short, long = sorted((one, other), key=lambda span: span[1] - span[0])
    length = short[1] - short[0]
    if words.text[short[0] : short[1]] != words.text[long[0] : long[0] + length]:
        return 0
    shared = words.covered(long[0], long[0] + length)
    if len(shared) < MIN_WORDS or words.ends[shared.stop - 1] > long[0] + length:
        return 0
    return length if len(words.covered(long[0] + length, long[1])) <= MAX_EXTRA else 0


def share(words: TextWords, found: Sequence[Suggestion]) -> list[Suggestion]:
    """What was found, with what was found in only one of two repeating paragraphs in both.

    `found` is in the order of the text and without overlap, and so is what is returned. Where the
    two disagree the longer one counts, then the library's name, then the paragraph that is first.
    """
    offsets = [one.start for one in found]
    rest = {(one.start, one.end): one for one in found}
    shared: list[Suggestion] = []
    for repeat in repeats(words):
        inside = [
            (start, one)
            for start in repeat.starts
            for one in found[
                bisect_left(offsets, start) : bisect_left(offsets, start + repeat.length)
            ]
            if one.end <= start + repeat.length
        ]
        inside.sort(key=lambda item: _RANK.index(item[1].source))
        agreed = longest(
            replace(one, start=one.start - start, end=one.end - start) for start, one in inside
        )
        for start in repeat.starts:
            for one in agreed:
                place = (start + one.start, start + one.end)
                own = rest.get(place)
                if own is None or own.label != one.label:
                    own = replace(one, start=place[0], end=place[1], source="caption")
                shared.append(own)
        for _, one in inside:
            rest.pop((one.start, one.end), None)
    return longest([*shared, *rest.values()])
