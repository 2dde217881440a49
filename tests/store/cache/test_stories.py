"""Stories as articles come and go, against the same articles compared pair by pair."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_store.cache import stories
from newsbrowse_store.cache.stories import choose_head, drop_sentences, put_sentences
from newsbrowse_store.cache.tables import TABLES
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.records.history import Change
from newsbrowse_store.values import Draft, Metadata
from store.shelves import put, shelve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

COMMON = 4
"""Few, so that sentences become common and cease to be all the time."""


@pytest.fixture(scope="module", autouse=True)
def _few_are_common() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stories, "COMMON", COMMON)
        yield


@dataclass
class Printed:
    """An article that is nothing but the hashes of its sentences and its dates."""

    hashes: frozenset[int]
    added: str
    moment: str


def model(articles: Mapping[int, Printed]) -> dict[int, frozenset[int]]:
    """The stories by their heads, worked out from scratch."""
    having = Counter(hash_ for article in articles.values() for hash_ in article.hashes)
    counting = {hash_ for hash_, articles in having.items() if articles <= COMMON}
    group = {number: {number} for number in articles}
    for one, other in combinations(articles, 2):
        these, those = articles[one].hashes, articles[other].hashes
        shared = len(these & those & counting)
        if shared >= 3 and 10 * shared >= 4 * min(len(these), len(those)):
            group[one] |= group[other]
            group.update(dict.fromkeys(group[one], group[one]))
    return {
        min(members, key=lambda n: (articles[n].moment, articles[n].added, n)): frozenset(members)
        for members in group.values()
        if len(members) > 1
    }


class Press:
    """The tables of the cache, and what was put in them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.executescript(TABLES)
        self.connection = connection
        self.articles: dict[int, Printed] = {}
        columns = [row[1] for row in connection.execute("PRAGMA table_info(articles)")]
        self._nothing: dict[str, object] = dict.fromkeys(columns, 0)

    def put(self, hashes: frozenset[int], date: str) -> None:
        number = max(self.articles, default=0) + 1
        known = {"number": number, "id": f"{number:012}", "moment": date, "added": date, "head": 1}
        marks = ", ".join(f":{name}" for name in self._nothing)
        self.connection.execute(f"INSERT INTO articles VALUES ({marks})", self._nothing | known)
        self.connection.execute("INSERT INTO filterable VALUES (?, '', '', 0, 0, NULL)", (number,))
        put_sentences(self.connection, number, tuple(hashes))
        self.articles[number] = Printed(hashes, date, date)

    def drop(self, numbers: Iterable[int]) -> None:
        drop_sentences(self.connection, numbers)
        for number in numbers:
            self.connection.execute("DELETE FROM articles WHERE number = ?", (number,))
            del self.articles[number]

    def date(self, number: int, date: str) -> None:
        self.connection.execute("UPDATE articles SET moment = ? WHERE number = ?", (date, number))
        choose_head(self.connection, number)
        self.articles[number].moment = date

    def grouped(self) -> dict[int, frozenset[int]]:
        """The stories by their heads, as they are in the tables."""
        members: dict[int, set[int]] = {}
        heads: dict[int, int] = {}
        for number, story, head in self.connection.execute(
            "SELECT number, story, head FROM filterable JOIN articles USING (number)"
        ):
            if story is None:
                assert head, f"{number} is in no story"
                continue
            members.setdefault(story, set()).add(number)
            if head:
                assert story not in heads, f"story {story} has two heads"
                heads[story] = number
        return {heads[story]: frozenset(numbers) for story, numbers in members.items()}


HASHES = st.frozensets(st.integers(0, 14), max_size=10)
DATES = st.sampled_from(["2026-03-01", "2026-03-02", "2026-03-03"])
PUT = st.tuples(st.just("put"), HASHES, DATES)
DROP = st.tuples(st.just("drop"), st.sets(st.integers(0, 11), min_size=1, max_size=4))
DATE = st.tuples(st.just("date"), st.integers(0, 11), DATES)


@given(st.lists(PUT, max_size=12), st.lists(st.one_of(PUT, PUT, DROP, DATE), max_size=20))
def test_whatever_comes_and_goes_the_stories_are_those_worked_out_from_scratch(
    first: list[tuple[str, frozenset[int], str]], then: list[tuple[object, ...]]
) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        press = Press(connection)
        for what, *given_ in [*first, *then]:
            numbers = list(press.articles)
            match what, given_:
                case "put", [hashes, date]:
                    press.put(hashes, date)
                case "drop", [places]:
                    press.drop([numbers[place] for place in places if place < len(numbers)])
                case "date", [place, date]:
                    if place < len(numbers):
                        press.date(numbers[place], date)
            assert press.grouped() == model(press.articles)
        press.drop(list(press.articles))
        for table in ("prints", "sentences", "common_sentences"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


SENTENCES = [f"The minister said that pier {n} would be built at the quay." for n in range(80)]


def printed(*places: int, source: str, published: str = "") -> Draft:
    text = "\n\n".join([f"News from {source}", *(SENTENCES[place] for place in places)])
    metadata = Metadata(headline=f"News from {source}", source=source, published=published)
    return Draft(text, metadata)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "news") as opened:
        yield opened


WIRE = [
    printed(*range(8), source="Harbour Wire", published="2026-03-01"),
    printed(*range(6), source="Coast Daily", published="2026-03-02"),
    printed(2, 3, 4, source="AMW", published="2026-02-28"),
    printed(9, 10, 11, source="Quay Post"),
    printed(0, 1, 9, 10, source="Mail"),
]


def test_the_same_story_is_grouped_under_its_oldest_article(library: Library) -> None:
    wire, daily, amw, *_ = shelve(library, *WIRE)
    assert library.catalogue.stories() == dict.fromkeys((wire, daily, amw), amw)


def test_what_one_article_connected_is_parted_when_it_goes(library: Library) -> None:
    ids = shelve(
        library,
        printed(*range(5), source="One"),
        printed(*range(2, 9), source="Between"),
        printed(*range(6, 11), source="Other"),
    )
    assert set(library.catalogue.stories()) == set(ids)
    library.purge(ids[1])
    assert library.catalogue.stories() == {}
    library.add(printed(*range(2, 9), source="Between"))
    assert len(library.catalogue.stories()) == 3


def test_an_article_that_turns_out_to_be_older_is_the_head(library: Library) -> None:
    wire, daily, amw, *_ = shelve(library, *WIRE)

    def dated(tables):
        article = tables["article"][1]
        metadata = {**article["metadata"], "published": "2026-01-01"}
        return [Change("article", 1, article, {**article, "metadata": metadata})]

    library.record(daily).commit("metadata", "ana", dated)
    library.touch(daily)
    assert library.catalogue.stories() == dict.fromkeys((wire, daily, amw), daily)


def test_deleting_the_cache_brings_the_same_stories_back(library: Library) -> None:
    chance = random.Random(3)
    drafts = [
        printed(*range(start, start + chance.randint(3, 9)), source=f"Site {number}")
        for number, start in enumerate(chance.choices(range(70), k=30))
    ]
    for start in range(0, 30, 7):
        put(library, *drafts[start : start + 7])
        library.catalogue.refresh()
    library.purge(library.ids()[4])
    before = library.catalogue.stories()
    assert len(before) > 5
    library.close()
    shutil.rmtree(library.path / ".newsbrowse")
    library.catalogue.refresh()
    assert library.catalogue.stories() == before


def test_a_text_is_read_once(library: Library) -> None:
    ids = shelve(library, *WIRE)
    before = library.catalogue.stories()
    library.record(ids[0]).path.with_suffix(".txt").write_text("Nothing else.")
    Session(library, "ana").set_star(ids[0], True)
    library.catalogue.rebuild()
    assert library.catalogue.stories() == before


@pytest.mark.parametrize("copies", [COMMON, COMMON + 1])
def test_sentences_that_too_many_have_connect_nothing(library: Library, copies: int) -> None:
    """A site's own words under short news are no story."""
    shelve(library, *(printed(0, 1, 2, source=f"Site {number}") for number in range(copies)))
    assert len(library.catalogue.stories()) == (copies if copies <= COMMON else 0)
