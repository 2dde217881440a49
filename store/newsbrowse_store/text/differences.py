"""Differences: two versions of a text laid beside each other, by sentences and by words."""

from __future__ import annotations

from bisect import bisect_right
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from newsbrowse_store.text.tokens import sentences, tokens
from newsbrowse_store.values import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["same", "removed", "added"]

_ALIKE = 0.35
"""So much of two sentences must be the same for them to be one that was changed."""
_NEAR = 40
"""So many sentences further on it is looked for."""
_MOST_WORDS = 4_000
"""What is longer is compared by sentences only: by words it would take seconds."""


class Part(Struct, frozen=True):
    """Words that are the same in both texts, or stand in one; the other span is empty then.

    What is the same is the same to the letter.
    """

    kind: Kind
    old: Span
    new: Span


class Passage(Struct, frozen=True):
    """A sentence of both texts, or of one, as the parts that it is made of."""

    parts: tuple[Part, ...]

    @property
    def changed(self) -> bool:
        """Whether it is not the same in both."""
        return any(part.kind != "same" for part in self.parts)

    @property
    def old(self) -> Span:
        """Where it stands in the older text; empty if it does not."""
        return Span(self.parts[0].old.start, self.parts[-1].old.end)

    @property
    def new(self) -> Span:
        """Where it stands in the newer text; empty if it does not."""
        return Span(self.parts[0].new.start, self.parts[-1].new.end)


def compare(old: str, new: str) -> list[Passage]:
    """Return both texts as passages in order: all that is not white space, of either, is in one."""
    before, after = _spans(sentences(old)), _spans(sentences(new))
    passages: list[Passage] = []
    matcher = SequenceMatcher(
        None, [_cut(old, span) for span in before], [_cut(new, span) for span in after], False
    )
    at_old = at_new = 0
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(before[a:b], after[c:d], strict=True)
            passages += [Passage((Part("same", one, other),)) for one, other in pairs]
        else:
            passages += _rewritten(old, new, before[a:b], after[c:d], at_old, at_new)
        at_old = before[b - 1].end if b else 0
        at_new = after[d - 1].end if d else 0
    return passages


class Places:
    """Where what stands in an older text stands in the newer one, as `passages` lay them."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        parts = [part for passage in passages for part in passage.parts]
        self._same = [part for part in parts if part.kind == "same"]
        self._starts = [part.old.start for part in self._same]
        self._new = [part.new for part in self._same]
        self._new_starts = [span.start for span in self._new]

    def find(self, span: Span) -> Span | None:
        """Return where both ends of a stretch are now, None where one of them was taken out."""
        start, last = self._offset(span.start), self._offset(span.end - 1)
        return None if start is None or last is None else Span(start, last + 1)

    def is_old(self, span: Span) -> bool:
        """Whether a stretch of the newer text has anything that is the same in the older one."""
        at = bisect_right(self._new_starts, span.end - 1) - 1
        return at >= 0 and self._new[at].end > span.start

    def _offset(self, offset: int) -> int | None:
        at = bisect_right(self._starts, offset) - 1
        if at < 0 or offset >= self._same[at].old.end:
            return None
        part = self._same[at]
        return part.new.start + offset - part.old.start


def words_and_signs(text: str, start: int, end: int) -> list[Span]:
    """Return the words of a stretch, and the signs between them, each run as one."""
    found: list[Span] = []
    words = [(start, start), *tokens(text, start, end), (end, end)]
    for (_, before), (first, last) in pairwise(words):
        at = before
        for run in text[before:first].split():
            at = text.index(run, at)
            found.append(Span(at, at + len(run)))
            at += len(run)
        if last > first:
            found.append(Span(first, last))
    return found


def _rewritten(
    old: str, new: str, gone: Sequence[Span], come: Sequence[Span], at_old: int, at_new: int
) -> Iterator[Passage]:
    """Yield passages for sentences of which none stayed as it was; the alike ones together."""
    pairs = dict(_pairs(old, new, gone, come))
    behind = 0
    for number, span in enumerate(gone):
        partner = pairs.get(number)
        if partner is None:
            where = come[behind - 1].end if behind else at_new
            yield Passage((Part("removed", span, Span(where, where)),))
            at_old = span.end
            continue
        for added in come[behind:partner]:
            yield Passage((Part("added", Span(at_old, at_old), added),))
        yield Passage(tuple(_parts(old, new, span, come[partner])))
        behind, at_old = partner + 1, span.end
    for added in come[behind:]:
        yield Passage((Part("added", Span(at_old, at_old), added),))


def _pairs(
    old: str, new: str, gone: Sequence[Span], come: Sequence[Span]
) -> Iterator[tuple[int, int]]:
    """Yield which sentence became which, in order: each with the first that is alike enough."""
    if sum(span.end - span.start for span in (*gone, *come)) > _MOST_WORDS * 8:
        return
    words = [[_cut(new, span) for span in words_and_signs(new, s.start, s.end)] for s in come]
    first = 0
    for number, sentence in enumerate(gone):
        mine = words_and_signs(old, sentence.start, sentence.end)
        matcher = SequenceMatcher(None, b=[_cut(old, span) for span in mine], autojunk=False)
        best, share = None, _ALIKE
        for other in range(first, min(len(come), first + _NEAR)):
            matcher.set_seq1(words[other])
            if matcher.real_quick_ratio() > share and matcher.quick_ratio() > share:
                ratio = matcher.ratio()
                if ratio > share:
                    best, share = other, ratio
        if best is not None:
            yield number, best
            first = best + 1


def _parts(old: str, new: str, before: Span, after: Span) -> Iterator[Part]:
    """Yield the words of one sentence that was changed, those together that are alike."""
    mine = words_and_signs(old, before.start, before.end)
    others = words_and_signs(new, after.start, after.end)
    matcher = SequenceMatcher(
        None, [_cut(old, span) for span in mine], [_cut(new, span) for span in others], False
    )
    at_old, at_new = before.start, after.start
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from _same_parts(old, new, mine[a:b], others[c:d])
        else:
            if b > a:
                yield Part("removed", _over(mine[a:b]), Span(at_new, at_new))
            at_old = mine[b - 1].end if b else at_old
            if d > c:
                yield Part("added", Span(at_old, at_old), _over(others[c:d]))
        at_old = mine[b - 1].end if b else at_old
        at_new = others[d - 1].end if d else at_new


def _same_parts(old: str, new: str, mine: Sequence[Span], others: Sequence[Span]) -> Iterator[Part]:
    """Yield words that are the same as few parts, cut where the space between them differs."""
    first = 0
    for at in range(1, len(mine) + 1):
        if (
            at == len(mine)
            or old[mine[at - 1].end : mine[at].start] != new[others[at - 1].end : others[at].start]
        ):
            yield Part("same", _over(mine[first:at]), _over(others[first:at]))
            first = at


def _over(spans: Sequence[Span]) -> Span:
    return Span(spans[0].start, spans[-1].end)


def _spans(found: Sequence[tuple[int, int]]) -> list[Span]:
    return [Span(start, end) for start, end in found]


def _cut(text: str, span: Span) -> str:
    return text[span.start : span.end]
