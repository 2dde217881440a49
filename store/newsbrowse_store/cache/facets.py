"""Facets: what an article is found by besides its words, as the cache holds it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbrowse_store.records.history import OPENED, SEEN
from newsbrowse_store.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_store.records.history import HistoryEntry
    from newsbrowse_store.values import Article, Decisions

Facet = tuple[str, str]
"""A kind, such as `tag`, and a value, without case and accents."""

_WORD = re.compile(r"\w+")
_MOST_WORDS = 12
"""Words of a name that it is found by; some mentions are whole paragraphs."""

NOTE_END = " \ue000 "
"""Stands between notes. To the index it is a word, so no phrase reaches from one to another."""


def facets(
    article: Article,
    decisions: Decisions,
    history: Iterable[HistoryEntry],
    labels: Iterable[str],
    entities: Iterable[str],
) -> frozenset[Facet]:
    """Return the facets of an article whose mentions have these labels and entities."""
    ends = (end for relation in decisions.relations for end in (relation.head, relation.tail))
    found = {("state", article.state), ("star", "yes" if article.star else "no")}
    found |= {("tag", plain(tag.name)) for tag in decisions.tags}
    found |= {("label", plain(label)) for label in labels}
    found |= {("entity", entity) for entity in entities}
    found |= {("entity", end.entity) for end in ends if end.entity}
    for relation in {relation.type for relation in decisions.relations}:
        found |= {("relation", start) for start in starts(relation)}
    annotators = {entry.annotator for entry in history if entry.what not in (OPENED, SEEN)}
    annotators |= {tag.annotator for tag in decisions.tags}  # those it came with have no history
    found |= {("annotator", plain(annotator)) for annotator in annotators if annotator}
    return frozenset(found)


def notes_text(decisions: Decisions) -> str:
    """Return all that was noted in an article, on its relations too, as one text."""
    notes = [note.text for note in decisions.notes]
    notes += [relation.note for relation in decisions.relations if relation.note]
    return NOTE_END.join(notes)


def plain(value: str) -> str:
    """Return a tag, label or name without case, accents and superfluous spaces."""
    return " ".join(fold(value).split())


def words(text: str) -> str:
    """Return the words of a name without case, accents and marks, one space between them."""
    return " ".join(_WORD.findall(fold(text)))


def starts(name: str) -> Iterator[str]:
    """Yield the words of a name from each of them on: what it can be found by."""
    found = _WORD.findall(fold(name))[:_MOST_WORDS]
    for at in range(len(found)):
        yield " ".join(found[at:])
