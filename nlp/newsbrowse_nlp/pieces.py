"""Pieces: a text cut small enough to be analysed one at a time."""

from __future__ import annotations

import re

from newsbrowse_store.text.tokens import paragraphs

PIECE = 6000
"""Characters of a piece, at most."""

_UNBROKEN = re.compile(r"\S{200,}")
_SYMBOL = re.compile(r"[^\w\s\u3000-\u303f\uff00-\uffef]")


def pieces(text: str, size: int = PIECE) -> list[tuple[int, int]]:
    """The spans of the pieces, each of as many whole paragraphs as fit into `size` characters.

    A paragraph that is longer is cut between words where it can be. Only white space is left out.
    """
    cut: list[tuple[int, int]] = []
    for start, end in paragraphs(text):
        if cut and end - cut[-1][0] <= size:
            cut[-1] = (cut[-1][0], end)
            continue
        while end - start > size:
            space = text.rfind(" ", start + 1, start + size)
            middle = space if space > start else start + size
            cut.append((start, middle))
            start = middle
        cut.append((start, end))
    return cut


def digestible(text: str) -> str:
    """The text, as long as before, with spaces for the symbols in runs of 200 without a space.

    The time to tokenize such a run grows with its square.
    """
    return _UNBROKEN.sub(lambda run: _SYMBOL.sub(" ", run[0]), text)
