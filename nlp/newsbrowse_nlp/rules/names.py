"""Name index: where any of many names stands in a text, in one walk over its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsbrowse_store.text.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_nlp.rules.words import TextWords


@dataclass(slots=True)
class _Node:
    """What may follow the words read so far; `written` has the names that end here."""

    following: dict[str, _Node] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)


class NameIndex:
    """A set of names made ready for searching.

    The time of a search grows with the text, hardly with the number of names. Case counts; white
    space between words may differ, so that a name broken across lines is found.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._root = _Node()
        for name in names:
            spans = tokens(name)
            node = self._root
            for start, end in spans:
                node = node.following.setdefault(name[start:end], _Node())
            if spans:
                node.written.setdefault(_plain(name[spans[0][0] : spans[-1][1]]), name)

    def find(self, words: TextWords) -> Iterator[tuple[int, int, str]]:
        """Start, end and name of each place, from left to right without overlap, longest first."""
        forms, resume = words.forms, 0
        for at, form in enumerate(forms):
            node = self._root.following.get(form) if at >= resume else None
            last, name = at, None
            while node is not None:
                if node.written:
                    text = _plain(words.text[words.starts[at] : words.ends[last]])
                    if text in node.written:
                        resume, name = last + 1, node.written[text]
                last += 1
                node = node.following.get(forms[last]) if last < len(forms) else None
            if name is not None:
                yield words.starts[at], words.ends[resume - 1], name


def _plain(name: str) -> str:
    return " ".join(name.split())
