"""Line breaks: lines as they stand on pages, mended into paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

_BULLET = re.compile(r"[•‣◦▪●■]")
_ITEM = re.compile(r"(?:[*–—-]|\(?\d{1,2}[.)])\s")
_END = re.compile(r"[.!?:。！？…][\"'”’»)\]]*$")
_COMPOUND = re.compile(r"\b\w+-\w+")  # without \b it takes the square of a long word's length
_LAST_PART, _FIRST_PART = re.compile(r"\b(\w+)-$"), re.compile(r"\w+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_SOFT_HYPHEN, _PAGE = "\xad", "\f"
_FULL, _RAGGED = 0.95, 0.8
"""A break is meant where the next word would not have filled the line by that much: after the end
of a sentence, and elsewhere."""

_MOST_LINES_OF_HEADLINE = 4


def mended(pages: Sequence[str], headline: str = "") -> str:
    """The text of the pages, with a blank line between paragraphs.

    Words that were hyphenated at the end of a line are whole again. Lines that stand at the top or
    foot of most pages, but for their numbers, are left out. If the text begins with the `headline`,
    that is a paragraph of its own.
    """
    lines = [line for page in _without_furniture(pages) for line in (*page, _PAGE)]
    start = _headline_end(lines, headline)
    compounds = {found[0] for page in pages for found in _COMPOUND.finditer(page)}
    paragraphs = [" ".join(lines[:start])] if start else []
    paragraphs += _paragraphs(lines[start:], compounds)
    return "\n\n".join(paragraphs)


def _without_furniture(pages: Sequence[str]) -> list[list[str]]:
    """The lines of each page, without what stands at the top and foot of most."""
    split = [[" ".join(line.split()) for line in page.strip().splitlines()] for page in pages]
    for _ in range(2):  # two lines of it, at most
        for place in (0, -1):
            keys = Counter(_key(page[place]) for page in split if page)
            often = {key for key, count in keys.items() if count > max(1, len(pages) / 2)}
            for page in split:
                if page and (not page[place] or (len(page) > 2 and _key(page[place]) in often)):
                    del page[place]
    return split


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", line).casefold()


def _headline_end(lines: Sequence[str], headline: str) -> int:
    """How many lines at the top are the headline."""
    wanted = " ".join(headline.split()).casefold()
    for end in range(1, _MOST_LINES_OF_HEADLINE + 1):
        if wanted and " ".join(lines[:end]).casefold() == wanted:
            return end
    return 0


def _paragraphs(lines: Sequence[str], compounds: Set[str]) -> Iterable[str]:
    width = _width(lines)
    pieces: list[str] = []
    last, turned = "", False
    for line in lines:
        if line == _PAGE:
            turned = True
            continue
        if pieces and not (line and _goes_on(last, line, width, turned)):
            yield "".join(pieces)
            pieces = []
        if line:
            _join(pieces, line, compounds)
        last, turned = line, False
    if pieces:
        yield "".join(pieces)


def _width(lines: Iterable[str]) -> int:
    """The length of a full line."""
    lengths = sorted(len(line) for line in lines if len(line) > 1)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _goes_on(last: str, line: str, width: int, turned: bool) -> bool:
    """Whether a line belongs to the paragraph of the one before, over a `turned` page or not."""
    if _BULLET.match(line):
        return False
    if line[0].islower() or _LAST_PART.search(last):
        return True
    ended = bool(_END.search(last))
    if turned:
        return not ended
    filled = len(last) + 1 + len(line.partition(" ")[0])
    return filled >= width * (_FULL if ended or _ITEM.match(line) else _RAGGED)


def _join(pieces: list[str], line: str, compounds: Set[str]) -> None:
    """Put a line behind those of its paragraph."""
    if pieces:
        last = pieces[-1]
        before, after = _LAST_PART.search(last), _FIRST_PART.match(line)
        if last.endswith(_SOFT_HYPHEN):
            pieces[-1] = last[:-1]
        elif before and after:
            if line[0].islower() and f"{before[1]}-{after[0]}" not in compounds:
                pieces[-1] = last[:-1]
        elif not (_WIDE.match(last[-1]) and _WIDE.match(line)):
            pieces.append(" ")
    pieces.append(line)
