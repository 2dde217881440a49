from __future__ import annotations

import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.cache.catalogue import Counts
from newsbrowse_store.cache.database import FILE, Index
from newsbrowse_store.cache.refresh import Changes
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.errors import ClosedError, StorageError
from newsbrowse_store.library import Library
from newsbrowse_store.records.documents import ARTICLE, Tables
from newsbrowse_store.records.history import Change
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import End, KnownName, Rejection, Relation, Suggestion, Tag
from store.shelves import decide, long_ago, mention, named, put, shelve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = "2026-03-04T10:00:00Z"
TEXT = "Ilse Brandt met Ilse Brandt"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "news") as opened:
        yield opened


def everything(library: Library) -> object:
    catalogue = library.catalogue
    rows = sorted(catalogue.view().rows(0, 1000), key=lambda row: row.id)
    return rows, catalogue.counts(), catalogue.known_names(), len(catalogue.view("newest", "e"))


def test_opening_a_library_makes_no_cache_and_reads_no_article(library: Library) -> None:
    put(library, named("One"))
    with Library.open(library.path) as again:
        assert again.schema.labels
    assert not (library.path / ".newsbrowse" / FILE).exists()


def test_the_row_of_an_article_follows_what_is_decided_in_it(library: Library) -> None:
    (id_,) = shelve(library, named(TEXT, tags=["law"]))
    text = library.article(id_).text
    first, second = mention(text, 0, 11, "PERSON"), mention(text, 16, 27, "PERSON")
    library.suggestions.put(
        id_, "k", [Suggestion(0, 11, "ORG", text[:11]), Suggestion(12, 15, "ORG", "met")]
    )
    library.touch(id_)
    assert library.catalogue.counts() == Counts(1, 1, 0, 0, 0, 2)
    decide(library, id_, first, second, Tag(7, "ana", AT, "trade"))
    decide(library, id_, Relation(8, "ana", AT, "meets", End(first.id), End(second.id)))
    Session(library, "ana").set_state(id_, "open")
    Session(library, "ana").set_star(id_, True)
    row = library.catalogue.row(id_)
    assert row is not None
    assert (row.mentions, row.relations, row.pending, row.words) == (2, 1, 1, 5)
    assert (row.state, row.star, set(row.tags)) == ("open", True, {"law", "trade"})
    assert library.catalogue.counts() == Counts(1, 0, 1, 0, 1, 1)
    assert len(library.catalogue.view("newest", "trade")) == 1
    library.purge(id_)
    assert library.catalogue.counts() == Counts(0, 0, 0, 0, 0, 0)


class TestKnownNames:
    def test_they_are_counted_over_all_articles(self, library: Library) -> None:
        ids = shelve(library, named(TEXT), named(TEXT, "AMW"))
        text = library.article(ids[0]).text
        before = library.names_version
        decide(library, ids[0], mention(text, 0, 11, "PERSON"), mention(text, 16, 27, "PERSON"))
        decide(library, ids[1], mention(text, 0, 11, "PERSON"), mention(text, 0, 4, "ORG", "e1"))
        for id_ in ids:
            library.touch(id_)
        assert library.known_names() == [
            KnownName("Ilse Brandt", "PERSON", 3),
            KnownName("Ilse", "ORG", 1, "e1"),
        ]
        assert library.names_version > before

    def test_they_go_with_their_last_mention(self, library: Library) -> None:
        ids = shelve(library, named(TEXT), named(TEXT, "AMW"))
        text = library.article(ids[0]).text
        for id_ in ids:
            decide(library, id_, mention(text, 0, 11, "PERSON"))
            library.touch(id_)
        library.purge(ids[0])
        assert library.known_names() == [KnownName("Ilse Brandt", "PERSON", 1)]
        library.purge(ids[1])
        assert library.known_names() == []

    def test_their_version_stays_when_nothing_happens_to_them(self, library: Library) -> None:
        (id_,) = shelve(library, named(TEXT))
        decide(library, id_, mention(library.article(id_).text, 0, 11, "PERSON"))
        library.touch(id_)
        before = library.names_version
        Session(library, "ana").set_star(id_, True)
        decide(library, id_, Rejection(9, "ana", AT, 0, 4, "ORG", "Ilse"))
        library.touch(id_)
        assert library.names_version == before


class TestSuggestions:
    FOUND = (Suggestion(0, 4, "PERSON", "Ilse", "agreement", "e1"), Suggestion(5, 6, "ORG", "B"))

    def test_they_are_kept_for_the_key_they_were_made_with(self, library: Library) -> None:
        library.suggestions.put("3fa9c1d2e4b5", "small 3.8", self.FOUND)
        with Library.open(library.path) as again:
            assert again.suggestions.get("3fa9c1d2e4b5" + 52 * "0", "small 3.8") == self.FOUND
            assert again.suggestions.get("3fa9c1d2e4b5", "medium 3.8") is None
            assert again.suggestions.get("000000000000", "small 3.8") is None

    def test_a_newer_key_takes_the_place_of_the_older(self, library: Library) -> None:
        library.suggestions.put("3fa9c1d2e4b5", "small 3.8", self.FOUND)
        library.suggestions.put("3fa9c1d2e4b5", "medium 3.8", [])
        assert library.suggestions.get("3fa9c1d2e4b5", "small 3.8") is None
        assert library.suggestions.get("3fa9c1d2e4b5", "medium 3.8") == ()

    def test_many_articles_keep_theirs(self, library: Library) -> None:
        for number in range(20):
            library.suggestions.put(f"{number:012}", "k", self.FOUND[:number])
        for number in range(20):
            assert library.suggestions.get(f"{number:012}", "k") == self.FOUND[:number]


class TestStaleness:
    """Invariant 7: caches are caches."""

    def test_what_came_changed_and_went_unseen_is_noticed_and_taken_up(
        self, library: Library
    ) -> None:
        kept, changed, gone = shelve(library, named("Kept"), named("Changed"), named("Gone"))
        library.catalogue.refresh()
        assert not library.catalogue.stale()
        (came,) = put(library, named("Came"))
        with Library.open(library.path) as other:
            other.record(changed).commit("star", "ben", starred)
            other.record(gone).purge()
        long_ago(library.path)
        assert library.catalogue.stale()
        assert library.catalogue.refresh() == Changes(read=2, removed=1)
        rows = {row.id: row.star for row in library.catalogue.view().rows(0, 9)}
        assert rows == {kept: False, changed: True, came: False}
        assert not library.catalogue.stale()
        assert library.catalogue.refresh() == Changes()

    def test_a_change_right_after_the_look_is_not_overlooked(self, library: Library) -> None:
        """Within one tick of the clock a folder changes without another time of change."""
        library.add(named("One"))
        library.catalogue.refresh()
        assert library.catalogue.stale()

    def test_a_cache_deleted_is_worked_out_again(self, library: Library) -> None:
        ids = shelve(library, *(named(f"{TEXT} {number}", "AMW") for number in range(9)))
        decide(library, ids[0], mention(library.article(ids[0]).text, 0, 11, "PERSON"))
        Session(library, "ana").set_state(ids[1], "done")
        library.touch(ids[0])
        before = everything(library)
        shutil.rmtree(library.path / ".newsbrowse")
        library.catalogue.refresh()  # this library still holds the deleted file
        assert everything(library) == before
        library.close()
        shutil.rmtree(library.path / ".newsbrowse")
        with Library.open(library.path) as again:
            assert again.catalogue.stale()
            again.catalogue.refresh()
            assert everything(again) == before

    @pytest.mark.parametrize("damage", ["garbage", "cut", "another program's", "older"])
    def test_a_cache_of_no_use_is_begun_anew(self, library: Library, damage: str) -> None:
        shelve(library, *(named(f"Article {number}") for number in range(9)))
        before = everything(library)
        library.close()
        spoil(library.path / ".newsbrowse" / FILE, damage)
        with Library.open(library.path) as again:
            assert again.catalogue.stale()
            again.catalogue.refresh()
            assert everything(again) == before

    @pytest.mark.parametrize("when", ["reading", "writing"])
    @pytest.mark.parametrize("table", ["folders", "articles", "totals", "articles_newest"])
    def test_a_cache_with_a_bad_page_is_begun_anew_when_the_page_is_met(
        self, library: Library, table: str, when: str
    ) -> None:
        shelve(library, *(named(f"Article {number}") for number in range(300)))
        before = everything(library)
        library.close()
        spoil_page(library.path / ".newsbrowse" / FILE, table)
        with Library.open(library.path) as again:
            if when == "reading":
                again.catalogue.view().rows(0, 300)
                again.catalogue.counts()
            else:
                put(library, named("Another, to make it write"))
            again.catalogue.refresh()
            if when == "writing":
                assert again.catalogue.counts().articles == 301
                again.purge(article_id("Another, to make it write  "))
            assert everything(again) == before

    def test_rebuild_reads_all_anew_and_keeps_suggestions(self, library: Library) -> None:
        ids = shelve(library, *(named(f"Article {number}") for number in range(9)))
        library.suggestions.put(ids[0], "k", [])
        seen: list[tuple[int, int]] = []
        assert library.catalogue.rebuild(lambda done, total: seen.append((done, total))).read == 9
        assert seen[-1] == (9, 9)
        assert library.suggestions.get(ids[0], "k") == ()

    def test_an_article_that_cannot_be_read_is_listed_and_told(self, library: Library) -> None:
        fine, damaged = shelve(library, named("Fine"), named("Damaged"))
        record = library.record(damaged)
        record.path.unlink()
        record.path.write_text("{")
        long_ago(library.path)
        changes = library.catalogue.refresh()
        assert [problem.what for problem in changes.problems] == [str(record.path)]
        headlines = {row.id: row.headline for row in library.catalogue.view().rows(0, 9)}
        assert headlines == {fine: "Fine", damaged: damaged}

    def test_a_link_to_nothing_is_no_article(self, library: Library) -> None:
        (id_,) = shelve(library, named("One"))
        folder = library.path / "articles" / id_[:2]
        (folder / f"{id_[:2]}0123456789.json").symlink_to("nowhere")
        assert library.catalogue.rebuild() == Changes(read=1)

    def test_a_scan_never_puts_an_older_row_over_a_newer(self, library: Library) -> None:
        """Another thread decides between the scan's look at the file and its turn to write."""
        (id_,) = shelve(library, named("One"))
        older = library.catalogue._read(library.record(id_), None)
        assert older is not None
        Session(library, "ana").set_star(id_, True)
        library.catalogue._write([older])
        row = library.catalogue.row(id_)
        assert row is not None
        assert row.star


def test_threads_read_while_another_brings_the_catalogue_up_to_date(library: Library) -> None:
    put(library, *(named(f"Article {number}") for number in range(500)))
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            view = library.catalogue.view("headline", "article")
            if len(view) < len(view.rows(0, 10)):
                wrong.append(len(view))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        library.catalogue.refresh()
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert not wrong
    assert library.catalogue.counts().articles == 500


def test_threads_that_come_first_at_once_all_find_a_cache(library: Library) -> None:
    for _ in range(40):
        library.close()
        shutil.rmtree(library.path / ".newsbrowse", ignore_errors=True)
        with ThreadPoolExecutor(8) as threads:
            counts = [threads.submit(library.catalogue.counts) for _ in range(8)]
            assert {counted.result().articles for counted in counts} == {0}


def test_a_cache_that_cannot_be_written_says_so(library: Library) -> None:
    (library.path / ".newsbrowse").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match=r"\.newsbrowse"):
        library.catalogue.counts()


def starred(tables: Tables) -> list[Change]:
    before = tables["article"][ARTICLE]
    return [Change("article", ARTICLE, before, {**before, "star": True})]


def spoil(file: Path, damage: str) -> None:
    if damage == "garbage":
        file.write_bytes(b"no database at all" * 1000)
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:5000])
    else:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA user_version = 7")
            if damage == "another program's":
                connection.execute("DROP TABLE articles")
            connection.commit()


def spoil_page(file: Path, table: str) -> None:
    """Overwrite the first page of a table, so that the file opens well."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
    pages = bytearray(file.read_bytes())
    pages[(page - 1) * size : page * size] = b"\x55" * size
    file.write_bytes(pages)


def test_closing_is_told_as_such_to_a_thread_in_the_midst_of_work(tmp_path: Path) -> None:
    index = Index(tmp_path)
    begun, closed = threading.Event(), threading.Event()

    def work() -> None:
        with index.transaction() as connection:
            begun.set()
            closed.wait(30)
            connection.execute("DELETE FROM folders")

    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(work)
        begun.wait(30)
        index.close()
        closed.set()
        with pytest.raises(ClosedError) as told:
            working.result()
    assert told.value.remedy == ""
    assert index.query("SELECT 1") == [(1,)]
    index.close()
