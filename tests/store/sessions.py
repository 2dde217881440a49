"""Sessions for tests: one article, and what is decided in it as plain values to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft, Mention, Metadata, Suggestion

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    "Ilse Brandt met Tomas Okoye of Amsel Lines in Port Amsel on Tuesday. Brandt signed.\n"
    "Okoye’s Amsel Lines will own the quay, Brandt said: “The Brandtish days are over.”\n"
)


def session_in(folder: Path, annotator: str = "ana", text: str = TEXT) -> tuple[Session, str]:
    """Return a session in the library of the folder and the id of its one article."""
    library = Library.open(folder / "news")
    article = library.add(Draft(text, Metadata(headline="Treaty", headline_derived=True))).id
    return Session(library, annotator), article


def suggest(words: str, label: str, nth: int = 1, text: str = TEXT) -> Suggestion:
    """Suggest the nth place of these words."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return Suggestion(start, start + len(words), label, words)


def mention(session: Session, article: str, words: str, nth: int = 1) -> Mention:
    """Return the nth mention of these words, in the order of the text."""
    found = [m for m in session.library.decisions(article).mentions if m.text == words]
    return sorted(found, key=lambda m: m.start)[nth - 1]


def marked(session: Session, article: str) -> list[tuple[str, str]]:
    """Return words and label of all mentions, in the order of the text."""
    mentions = session.library.decisions(article).mentions
    return [(m.text, m.label) for m in sorted(mentions, key=lambda m: (m.start, m.end, m.label))]


def related(session: Session, article: str) -> list[tuple[str, str, str]]:
    """Return the relations by the words of their ends (or the ids of entities)."""
    decisions = session.library.decisions(article)
    words: dict[object, str] = {m.id: m.text for m in decisions.mentions}
    return [
        (
            words.get(relation.head.mention) or str(relation.head.entity),
            relation.type,
            words.get(relation.tail.mention) or str(relation.tail.entity),
        )
        for relation in decisions.relations
    ]


def documents(session: Session, article: str) -> dict[str, Any]:
    """Return all that the file holds but its history."""
    tables = session.library.record(article).tables()
    return {name: dict(table) for name, table in tables.items() if name != "history"}
