"""Folding: text without case and accents, as filters, sorting and comparisons see it."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return a text without case and accents."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    pieces = unicodedata.normalize("NFKD", folded)
    return "".join(piece for piece in pieces if not unicodedata.combining(piece))
