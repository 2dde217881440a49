"""Rows of the inspector: what a line of it stands for, apart from relations and notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbrowse_store.text.spans import Spans
    from newsbrowse_store.values import Mention, Suggestion


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One entity in the text: its label, its id or else its words, and where it stands."""

    label: str
    of: str
    members: Spans[Mention | Suggestion] = field(compare=False)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where it stands, in order."""
        return [(one.start, one.end) for one in self.members]


@dataclass(frozen=True, slots=True)
class AboutLine:
    """Something known about the article; `field` is the metadata's, where it can be corrected."""

    name: str
    value: str
    field: str = ""
