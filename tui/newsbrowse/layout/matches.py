"""Where a text holds some words, whatever their case."""

from __future__ import annotations


def caseless(text: str) -> str:
    """`text` in lower case, one code point for one (two letters would change the length)."""
    return text.replace("\u0130", "i").lower().replace("ς", "σ")


def matches(text: str, query: str) -> list[int]:
    """The offsets in `text` where `query` starts, from left to right, without overlaps.

    Both went through `caseless`.
    """
    found: list[int] = []
    at = text.find(query) if query else -1
    while at >= 0:
        found.append(at)
        at = text.find(query, at + len(query))
    return found
