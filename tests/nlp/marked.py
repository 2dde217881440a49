"""Texts with their spans written into them: `[Wang Yi|PERSON] met [Shoigu|GPE].`"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbrowse_store.values import Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARK = re.compile(r"\[([^|\]]*)\|([A-Z_]+)\]")


def read(marked: str, source: str = "model") -> tuple[str, list[Suggestion]]:
    text, found, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        found.append(Suggestion(len(text), len(text) + len(mark[1]), mark[2], mark[1], source))
        text += mark[1]
        last = mark.end()
    return text + marked[last:], found


def write(text: str, suggestions: Iterable[Suggestion]) -> str:
    for one in sorted(suggestions, key=lambda one: one.start, reverse=True):
        assert one.text == text[one.start : one.end]
        text = f"{text[: one.start]}[{one.text}|{one.label}]{text[one.end :]}"
    return text
