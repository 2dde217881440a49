"""A session as plain sets of places: what the state machine holds the real one to."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from newsbrowse_store.text.tokens import tokens
from newsbrowse_store.values import Attributes

TEXT = "Ilse Brandt met Brandt of Amsel Lines. Brandtish Amsel Lines, Ilse Brandt."
WORDS = tokens(TEXT)
LABELS = st.sampled_from(["PERSON", "ORG", "EVENT"])
SPANS = st.builds(
    lambda first, count: (WORDS[first][0], WORDS[min(first + count, len(WORDS)) - 1][1]),
    st.sampled_from([0, 1, 3, 5]),  # few, so that decisions meet
    st.integers(1, 2),
)
PLACES = st.builds(lambda span, label: (*span, label), SPANS, LABELS)
TYPES = st.sampled_from(["meets", "holds office", "takes part in", "no such type"])
ATTRIBUTES = st.builds(  # few, so that relations are equal
    Attributes,
    when=st.sampled_from(["", "2024", "2024-11/2024-12", "last week", "2025/2024"]),
    planned=st.booleans(),
    certainty=st.sampled_from(["", "low"]),
    reported_by=st.sampled_from([None, None, None, "no such entity"]),
)
TAGS = st.sampled_from(["defence", "trade/harbours", "x"])

Place = tuple[int, int, str]
Link = tuple[str, Place, Place, Attributes]

TOLD_ONLY_WHEN = "takes part in"
"""A type of which nothing may be said but when."""


@dataclass
class Model:
    """What is decided, by value."""

    mentions: set[Place] = field(default_factory=set)
    rejections: set[Place] = field(default_factory=set)
    relations: set[Link] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    state: str = "new"
    star: bool = False
    headline: str = "Treaty"

    def mark(self, place: Place) -> None:
        self.rejections.discard(place)
        self.mentions.add(place)

    def move(self, old: Place, new: Place) -> None:
        self.mentions.discard(old)
        self.mark(new)
        self.relations = {
            (type_, *(new if end == old else end for end in ends))  # type: ignore[misc]
            for type_, *ends in self.relations
        }

    def hanging(self, places: set[Place]) -> set[Link]:
        return {link for link in self.relations if {link[1], link[2]} & places}


def may_be_said(type_: str, attributes: Attributes) -> bool:
    """Return whether the schema of these tests and the rules allow it."""
    right = attributes.when in ("", "2024", "2024-11/2024-12") and attributes.reported_by is None
    return right and (type_ != TOLD_ONLY_WHEN or attributes == Attributes(when=attributes.when))


def same_words(span: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the runs of whole words that read the same, none reaching into the next."""
    size = span[1] - span[0]
    starts, ends = {start for start, _ in WORDS}, {end for _, end in WORDS}
    found: list[tuple[int, int]] = []
    for start in sorted(starts):
        free = not found or found[-1][1] <= start
        words = TEXT[start : start + size]
        if free and words == TEXT[slice(*span)] and start + size in ends:
            found.append((start, start + size))
    return found
