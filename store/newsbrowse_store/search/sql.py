"""SQL of a search: a full-text expression and conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsbrowse_store.cache.facets import plain, words
from newsbrowse_store.query.query import And, Fact, Not, Or, Published, Query, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbrowse_store.query.fields import TextField

_COLUMNS: dict[TextField, str] = {
    "text": "{headline body}",
    "title": "headline",
    "source": "source",
}
_LAST = "\U0010ffff"
_IN_FACETS = "SELECT number FROM facets WHERE kind = ? AND "


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and the values of its question marks."""

    text: str
    values: tuple[Any, ...] = ()

    def of(self, number: str) -> str:
        """Return a condition as it holds of `number`."""
        return self.text.format(number=number)


@dataclass(frozen=True, slots=True)
class SqlPlan:
    """What holds of the articles that are found.

    `match` is the expression that `texts` has to match, None when a search is not for words. What
    holds besides is said twice: `each` of the number of an article that is looked at by itself,
    `all` of `articles AS a` where there is nothing else to find them by.
    """

    match: str | None
    each: Sql
    all: Sql


def plan(query: Query) -> SqlPlan:
    """Return how to find the articles that a search asks for."""
    parts = query.parts if isinstance(query, And) else (query,)
    in_texts = [part for part in parts if _match(part) or _unwanted(part)]
    match = _match(And(tuple(in_texts))) if in_texts else None
    rest = [part for part in parts if part not in in_texts] if match else list(parts)
    each, every = (_joined("AND", rest, each=way) if rest else Sql("1") for way in (True, False))
    return SqlPlan(match, each, Sql(every.of("a.number"), every.values))


def expression(wanted: Iterable[Words]) -> str | None:
    """Return what matches wherever one of these words is in a headline or a text."""
    found = (_match(one) for one in wanted if one.field in ("text", "title"))
    return " OR ".join(match for match in found if match) or None


def _match(query: Query) -> str | None:
    """Return the expression for `texts`, None when it has none for this.

    NOT binds before AND and AND before OR there. Brackets are few, since SQLite bears few.
    """
    match query:
        case Words(text, field, prefix) if field in _COLUMNS:
            return f"{_COLUMNS[field]} : {_phrase(text, prefix=prefix)}"
        case Or(parts):
            found = [_match(part) for part in parts]
            return None if None in found else f"({' OR '.join(map(str, found))})"
        case And(parts):
            wanted = [match for part in parts if (match := _match(part))]
            unwanted = [match for part in parts if (match := _unwanted(part))]
            if not wanted or len(wanted) + len(unwanted) < len(parts):
                return None
            return " NOT ".join([" AND ".join(wanted), *unwanted])
    return None


def _unwanted(query: Query) -> str | None:
    if not isinstance(query, Not):
        return None
    match = _match(query.part)
    return f"({match})" if match and isinstance(query.part, And) else match


def _phrase(text: str, *, prefix: bool) -> str:
    """Return words as a full-text expression, in which nothing of them is taken for syntax."""
    quoted = text.replace('"', '""')
    return f'"{quoted}" *' if prefix else f'"{quoted}"'


def _condition(query: Query, *, each: bool) -> Sql:
    """Return what holds of the `{number}` of an article."""
    match query:
        case And(parts) if _match(query) is None:
            return _joined("AND", parts, each=each)
        case Or(parts) if _match(query) is None:
            return _joined("OR", parts, each=each)
        case Not(part):
            inner = _condition(part, each=each)
            return Sql(f"NOT {inner.text}", inner.values)
        case Fact(field, value, False) if each and field not in ("tag", "relation", "entity"):
            test = f"EXISTS ({_IN_FACETS}value = ? AND number = {{number}})"
            return Sql(test, (field, plain(value)))
        case Fact():
            inner = _fact(query)
        case Published(field, date):
            looked_up = "(SELECT moment FROM articles AS p WHERE p.number = {number})"
            comparison = "<" if field == "before" else ">="
            return Sql(f"{looked_up if each else 'a.moment'} {comparison} ?", (date,))
        case Words(text, "note", prefix):
            inner = _full_text("notes", _phrase(text, prefix=prefix))
        case _:
            inner = _full_text("texts", _match(query) or "")
    return Sql(f"{{number}} IN ({inner.text})", inner.values)


def _joined(operator: str, parts: Iterable[Query], *, each: bool) -> Sql:
    found = [_condition(part, each=each) for part in parts]
    text = f" {operator} ".join(one.text for one in found)
    return Sql(f"({text})", tuple(value for one in found for value in one.values))


def _full_text(table: str, match: str) -> Sql:
    return Sql(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (match,))


def _fact(fact: Fact) -> Sql:
    """Return the numbers of the articles that have it."""
    match fact.field:
        case "tag":
            return _facets("tag", "/", plain(fact.value), prefix=fact.prefix)
        case "relation":
            return _facets("relation", " ", words(fact.value), prefix=fact.prefix)
        case "entity":
            return _entity(words(fact.value), prefix=fact.prefix)
    return _facets(fact.field, "", plain(fact.value), prefix=fact.prefix)


def _facets(kind: str, joint: str, value: str, *, prefix: bool) -> Sql:
    found = [
        Sql(f"{_IN_FACETS}{reach.text}", (kind, *reach.values))
        for reach in _reaches("value", joint, value, prefix=prefix)
    ]
    return Sql(
        " UNION ALL ".join(one.text for one in found),
        tuple(value for one in found for value in one.values),
    )


def _entity(name: str, *, prefix: bool) -> Sql:
    reaches = _reaches("start", " ", name, prefix=prefix)
    started = " OR ".join(reach.text for reach in reaches)
    values = tuple(value for reach in reaches for value in reach.values)
    return Sql(
        "SELECT number FROM article_names WHERE name IN"
        f" (SELECT name FROM name_starts WHERE {started})"
        f" UNION ALL {_IN_FACETS} value IN (SELECT id FROM entity_starts WHERE {started})",
        (*values, "entity", *values),
    )


def _reaches(column: str, joint: str, value: str, *, prefix: bool) -> list[Sql]:
    """Return which values are meant: this one and, behind `joint`, all that it goes on with."""
    if prefix:
        return [Sql(f"{column} >= ? AND {column} < ?", (value, value + _LAST))]
    found = [Sql(f"{column} = ?", (value,))]
    if joint:
        after = chr(ord(joint) + 1)
        found.append(Sql(f"{column} >= ? AND {column} < ?", (value + joint, value + after)))
    return found
