"""Version lines: two versions of a text as lines of a list, beside or below each other."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len

from newsbrowse.layout.cells import crop
from newsbrowse.layout.safe import safe
from newsbrowse.widgets.line_list import Line
from newsbrowse.workspace.version_chain import passage_sign, passage_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsbrowse_store.text.differences import Kind, Passage

    Parts = list[tuple[str, str]]

BESIDE_FROM = 100
"""Columns from which two texts stand beside each other."""

_STYLES: dict[Kind, str] = {"same": "", "removed": "removed", "added": "added"}
_GUTTER = 2
_BETWEEN = " │ "
_WORD = re.compile(r"\s*\S+")


def version_lines(
    passages: Sequence[Passage], old: str, new: str, width: int
) -> tuple[list[Line], list[int]]:
    """Return the lines that show both texts in `width` columns, and where in them changes begin.

    Each line has its number as its value.
    """
    lines: list[Line] = []
    changes: list[int] = []
    before: Passage | None = None
    for passage in passages:
        if before is not None and _breaks(before, passage, old, new):
            lines.append(Line((), value=len(lines)))
        if passage.changed:
            changes.append(len(lines))
        rows = _beside if width >= BESIDE_FROM else _below
        for parts in rows(passage, old, new, width):
            lines.append(Line(tuple(parts), value=len(lines)))
        before = passage
    return lines, changes


def _beside(passage: Passage, old: str, new: str, width: int) -> Iterator[Parts]:
    room = (width - len(_BETWEEN)) // 2
    left = list(_column(passage, old, new, ("same", "removed"), room))
    right = list(_column(passage, old, new, ("same", "added"), room))
    for mine, other in zip_longest(left, right, fillvalue=[("", "")]):
        used = sum(cell_len(text) for text, _ in mine)
        yield [*mine, (" " * (room - used), ""), (_BETWEEN, "quiet"), *other]


def _below(passage: Passage, old: str, new: str, width: int) -> Iterator[Parts]:
    """A sentence that is the same once, one that was changed as it was and as it is."""
    sides: list[tuple[Kind, ...]] = [("same",)]
    if passage.changed:
        sides = [("same", "removed"), ("same", "added")]
    for kinds in sides:
        yield from _column(passage, old, new, kinds, width, below=True)


def _column(
    passage: Passage,
    old: str,
    new: str,
    kinds: tuple[Kind, ...],
    width: int,
    *,
    below: bool = False,
) -> Iterator[Parts]:
    """The lines of one side; none where the passage stands on the other only."""
    sign = passage_sign(passage)
    if below and sign == "~":
        sign = "-" if "removed" in kinds else "+"
    if len(passage.parts) == 1 and passage.parts[0].kind not in kinds:
        return
    style = {"-": "removed", "+": "added", "~": "strong"}.get(sign, "")
    words = ((text, _STYLES[kind]) for text, kind in passage_words(passage, old, new, kinds))
    for number, parts in enumerate(wrapped_parts(words, width - _GUTTER)):
        shown = sign if number == 0 or sign != "~" else " "
        yield [(f"{shown} ", style), *parts]


def wrapped_parts(parts: Iterable[tuple[str, str]], width: int) -> Iterator[Parts]:
    """Yield styled text as lines of `width` cells, of whole words where those are not longer."""
    line: Parts = []
    used = 0
    for text, style in parts:
        for piece in _WORD.findall(safe(text, lines=True)):
            word = piece.strip()
            space = 1 if used and piece[0].isspace() else 0
            if used and used + space + cell_len(word) > width:
                yield line
                line, used, space = [], 0, 0
            while cell_len(word) > width:
                head = crop(word, width) or word[:1]
                yield [(head, style)]
                word = word[len(head) :]
            line.append((" " * space + word, style))
            used += space + cell_len(word)
    if line:
        yield line


def _breaks(before: Passage, passage: Passage, old: str, new: str) -> bool:
    """Whether a new paragraph begins, in the newer text where it stands there."""
    if passage.new.start < passage.new.end:
        return "\n" in new[before.new.end : passage.new.start]
    return "\n" in old[before.old.end : passage.old.start]
