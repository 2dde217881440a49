from __future__ import annotations

import pickle
import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsbrowse_store.query.fields import FIELDS
from newsbrowse_store.query.parser import LONGEST, parse
from newsbrowse_store.query.query import (
    And,
    Fact,
    Not,
    Or,
    Published,
    Query,
    QueryError,
    Words,
)
from newsbrowse_store.search.sql import plan

PIECES = [
    *("treaty", "harb*", "a*", "Su-57", "O'Neill", "é", "中", '"', '"harbour treaty"', '"a"*', "*"),
    *("AND", "OR", "NOT", "and", "(", ")", "-", "--", ":", "^", "+", "{", "}", ",", "'", "\\", ";"),
    *(f"{field}:" for field in FIELDS),
    *("tags:", "NEAR(", "rowid:", "x:", "open", "2026-03", "yes", "\x00", "\ud800", "\n", "&", "…"),
]
QUERIES = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
)


def words(*texts: str) -> tuple[Words, ...]:
    return tuple(Words(text) for text in texts)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("treaty", Words("treaty")),
        ("  Treaty\t", Words("Treaty")),
        ("harbour treaty", And(words("harbour", "treaty"))),
        ("harbour AND treaty", And(words("harbour", "treaty"))),
        ("harbour and treaty", And(words("harbour", "and", "treaty"))),
        ('"harbour  treaty"', Words("harbour treaty")),
        ("“harbour treaty”", Words("harbour treaty")),
        ('"AND"', Words("AND")),
        ("harb*", Words("harb", prefix=True)),
        ('"port ams"*', Words("port ams", prefix=True)),
        ("a b OR c", Or((And(words("a", "b")), Words("c")))),
        ("a (b OR c)", And((Words("a"), Or(words("b", "c"))))),
        ("a NOT b", And((Words("a"), Not(Words("b"))))),
        ("a -b", And((Words("a"), Not(Words("b"))))),
        ('-"a b" -(c)', And((Not(Words("a b")), Not(Words("c"))))),
        ("NOT NOT a", Words("a")),
        ("Su-57", Words("Su-57")),
        ("Smith & Sons …", And(words("Smith", "Sons"))),
        ("Treaty: signed", And(words("Treaty:", "signed"))),
        ("https://a.example/b", Words("https://a.example/b")),
        ("10:30", Words("10:30")),
        ("title:treaty", Words("treaty", "title")),
        ('source:"harbour wire"', Words("harbour wire", "source")),
        ("TITLE: treaty", Words("treaty", "title")),
        ("title:(a OR b)", Or((Words("a", "title"), Words("b", "title")))),
        ("note:sourc*", Words("sourc", "note", prefix=True)),
        ("tag:defence/diplomacy", Fact("tag", "defence/diplomacy")),
        ("tag:def*", Fact("tag", "def", prefix=True)),
        ("label:PERSON", Fact("label", "PERSON")),
        ('entity:"Wang Yi"', Fact("entity", "Wang Yi")),
        ('relation:"holds office"', Fact("relation", "holds office")),
        ("annotator:ana", Fact("annotator", "ana")),
        ("state:Open", Fact("state", "open")),
        ("star:yes", Fact("star", "yes")),
        ("before:2026", Published("before", "2026")),
        ("after:2026-03", Published("after", "2026-03")),
        ("NOT after:2026-03-31", Not(Published("after", "2026-03-31"))),
        ("tag:a:b", Fact("tag", "a:b")),
        ("tag:AND", Fact("tag", "AND")),
    ],
)
def test_what_is_typed_is_read_as_it_is_meant(text: str, meant: Query) -> None:
    assert parse(text) == meant


@pytest.mark.parametrize(
    ("text", "column", "reason", "unfinished"),
    [
        ("", 1, "nothing to search for", True),
        ("…", 2, "nothing to search for", True),
        ('harbour "trea', 9, "closing quote", True),
        ("harbour AND", 12, "missing behind AND", True),
        ("harbour AND OR x", 13, "missing behind AND", False),
        ("NOT", 4, "missing behind NOT", True),
        ("OR x", 1, "missing before OR", False),
        ("a (b OR c", 3, "not closed", True),
        ("a) b", 2, "no bracket is open", False),
        ("a ()", 4, "nothing stands in the brackets", False),
        ("a tagg:x", 3, "tagg: is no field", False),
        ("tag:", 1, "nothing behind it", True),
        ("tag: ) x", 1, "nothing behind it", False),
        ("title:(tag:x)", 8, "cannot stand in title:", False),
        ("state:shut", 7, "new, open or done", False),
        ("state:do", 7, "new, open or done", True),
        ("star:maybe x", 6, "yes or no", False),
        ("before:2026-13", 8, "there is no month 13", True),
        ("after:2026-02-30 x", 7, "there is no 2026-02-30", False),
        ("after:2026-1 x", 7, "a day, a month or a year", False),
        ("before:yesterday x", 8, "a day, a month or a year", False),
        ("x a*", 3, "two letters", True),
        ('""', 1, "no letter or digit", True),
        ("(" * 40 + "x", 13, "brackets in each other", False),
        ("x " * 201, 401, "more than 200 words", False),
        ("x" * (LONGEST + 1), LONGEST + 1, "longer than", False),
    ],
)
def test_an_error_points_at_its_place(
    text: str, column: int, reason: str, unfinished: bool
) -> None:
    with pytest.raises(QueryError, match=reason) as caught:
        parse(text)
    assert (caught.value.column, caught.value.unfinished) == (column, unfinished)
    assert caught.value.query == text
    assert caught.value.remedy


def test_an_unknown_field_is_guessed_or_all_are_named() -> None:
    with pytest.raises(QueryError, match="Did you mean relation:"):
        parse("relations:meets")
    with pytest.raises(QueryError, match=", ".join(FIELDS)):
        parse("xyz:meets")


def test_every_field_has_an_example_that_can_be_read() -> None:
    for field in FIELDS.values():
        assert parse(field.example) != Words(field.example)


def test_the_last_word_may_go_on_while_it_is_typed() -> None:
    assert parse("a harb", typing=True) == And((Words("a"), Words("harb", prefix=True)))
    assert parse("tag:d", typing=True) == Fact("tag", "d", prefix=True)
    assert parse("中", typing=True) == Words("中", prefix=True)
    for finished in ("harb ", '"harb"', "(harb)", "a ", "state:open", "before:2026", "tag:a"):
        assert parse(finished, typing=True) in (parse(finished), Fact("tag", "a", prefix=True))
    for begun in ("a", "harb A", "harb AN", "harb O", "harb NO", "title:t"):
        with pytest.raises(QueryError, match="type on") as caught:
            parse(begun, typing=True)
        assert caught.value.unfinished


def test_an_error_goes_to_another_process_whole() -> None:
    with pytest.raises(QueryError) as caught:
        parse("harbour AND")
    error = pickle.loads(pickle.dumps(caught.value))
    assert (str(error), error.column, error.unfinished) == (str(caught.value), 12, True)


def refused(text: str, *, typing: bool) -> QueryError | None:
    try:
        parse(text, typing=typing)
    except QueryError as error:
        return error
    return None


@given(QUERIES, st.booleans())
@example("title:(((a)", True)
@example('-"', False)
@example("-", True)
def test_nothing_but_a_query_error_comes_of_any_text(text: str, typing: bool) -> None:
    error = refused(text, typing=typing)
    assert error is None or 1 <= error.column <= len(text) + 1
    assert error is None or "\n" not in error.reason


@pytest.fixture(scope="module")
def texts() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE texts USING fts5 (headline, source, body, prefix = '2 3')"
    )
    return connection


@pytest.mark.parametrize(
    "around",
    [
        "aa ({})",
        "aa OR ({})",
        "aa NOT ({})",
        "(aa OR {}) bb",
        "NOT ({}) aa",
        "aa NOT (bb OR cc NOT {})",
        "title:(aa OR bb) ({} OR cc*)",
    ],
)
def test_brackets_as_deep_as_they_may_be_are_not_too_deep_for_sqlite(
    texts: sqlite3.Connection, around: str
) -> None:
    deepest, nested = "", "zz"
    while refused(nested, typing=False) is None:
        deepest, nested = nested, around.format(nested)
    assert deepest.count("(") >= 10
    texts.execute("SELECT 1 FROM texts WHERE texts MATCH ?", (plan(parse(deepest)).match,))


@given(QUERIES)
@example('title:(a OR "b) OR x*") NOT -source:"x y"*')
@example(" ".join(["NOT x a"] * 90))
def test_nothing_that_is_typed_is_taken_for_the_syntax_of_sqlite(
    texts: sqlite3.Connection, text: str
) -> None:
    try:
        how = plan(parse(text))
    except QueryError:
        return
    if how.match is not None:
        texts.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (how.match,)).fetchall()
