"""What a search should find, by looking at everything: what the index is compared with."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from newsbrowse_store.query.query import And, Fact, Not, Or, Published, Query, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbrowse_store.library import Library


@dataclass(frozen=True)
class Known:
    """An article as its files have it."""

    text: str
    headline: str
    source: str
    published: str
    state: str
    star: bool
    tags: set[str]
    labels: set[str]
    names: set[str]
    relations: set[str]
    notes: list[str]
    annotators: set[str]


def known(library: Library, id_: str) -> Known:
    """Read all that can be found of an article; `names` are those of its entities, too."""
    article, decisions = library.article(id_), library.decisions(id_)
    history = library.record(id_).history()
    ends = [end for one in decisions.relations for end in (one.head, one.tail)]
    entities = {one.entity for one in [*decisions.mentions, *ends] if one.entity}
    named = [library.entities.get(entity) for entity in entities]
    return Known(
        article.text,
        article.metadata.headline,
        article.metadata.source,
        article.metadata.published,
        article.state,
        article.star,
        tags={tag.name for tag in decisions.tags},
        labels={mention.label for mention in decisions.mentions},
        names={m.text for m in decisions.mentions}.union(*((e.name, *e.aliases) for e in named)),
        relations={relation.type for relation in decisions.relations},
        notes=[note.text for note in decisions.notes] + [r.note for r in decisions.relations],
        annotators={one.annotator for one in (*history, *decisions.tags)},
    )


def holds(query: Query, article: Known) -> bool:
    """Whether an article is found."""
    match query:
        case And(parts):
            return all(holds(part, article) for part in parts)
        case Or(parts):
            return any(holds(part, article) for part in parts)
        case Not(part):
            return not holds(part, article)
        case Words(_, "text"):
            return _said(query, [article.headline, article.text])
        case Words(_, "title"):
            return _said(query, [article.headline])
        case Words(_, "source"):
            return _said(query, [article.source])
        case Words(_, "note"):
            return _said(query, article.notes)
        case Fact():
            return _has(query, article)
        case Published("before", date):
            return article.published < date
        case Published(_, date):
            return article.published >= date
    assert_never(query)


def _has(fact: Fact, article: Known) -> bool:
    match fact.field:
        case "tag":
            parts = {tag[:end] for tag in article.tags for end in _ends(tag)}
            return _any(fact, article.tags if fact.prefix else parts)
        case "label":
            return _any(fact, article.labels)
        case "entity":
            return _said(Words(fact.value, prefix=fact.prefix), article.names)
        case "relation":
            return _said(Words(fact.value, prefix=fact.prefix), article.relations)
        case "annotator":
            return _any(fact, article.annotators)
        case "state":
            return article.state == fact.value
        case "star":
            return article.star == (fact.value == "yes")


def _any(fact: Fact, values: Iterable[str]) -> bool:
    wanted = plain(fact.value)
    found = map(plain, values)
    return any(v.startswith(wanted) if fact.prefix else v == wanted for v in found)


def _ends(tag: str) -> list[int]:
    return [match.start() for match in re.finditer("/|$", tag)]


def _said(wanted: Words, texts: Iterable[str]) -> bool:
    """Whether the words follow each other in one of the texts."""
    looked_for = _words(wanted.text)
    return any(
        _fits(looked_for, said[at : at + len(looked_for)], prefix=wanted.prefix)
        for said in map(_words, texts)
        for at in range(len(said))
    )


def _fits(wanted: list[str], said: list[str], *, prefix: bool) -> bool:
    if len(said) < len(wanted) or said[:-1] != wanted[:-1]:
        return False
    return said[-1].startswith(wanted[-1]) if prefix else said[-1] == wanted[-1]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain(text))


def plain(text: str) -> str:
    pieces = unicodedata.normalize("NFD", text.casefold())
    return "".join(piece for piece in pieces if not unicodedata.combining(piece))
