"""The feeds of a library: kept, named, merged, and handed on as OPML."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB

from newsbrowse_ingest.feeds import opml
from newsbrowse_store.cache.visits import Visit
from newsbrowse_store.errors import DecisionError, ReadError, StorageError
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.records.feeds import DEEPEST, FILE, Feed, Feeds
from newsbrowse_store.values import replace

if TYPE_CHECKING:
    from pathlib import Path

HARBOUR = Feed("https://harbour.test/rss", title="Harbour Wire", site="https://harbour.test/")
COAST = Feed("https://coast.test/atom", "coast", "Coast Daily", folder="press/local", full=True)


@pytest.fixture
def feeds(tmp_path: Path) -> Feeds:
    with Library.open(tmp_path / "library") as library:
        return library.feeds


def test_feeds_are_kept_in_order_and_found_by_name_and_address(feeds: Feeds) -> None:
    assert feeds.all() == []
    harbour, coast = feeds.add(HARBOUR, "ana"), feeds.add(COAST, "ana")
    assert harbour == replace(HARBOUR, name="harbour-wire")
    assert feeds.all() == [harbour, coast]
    assert feeds.get("harbour-wire") == feeds.get(HARBOUR.url) == harbour
    with pytest.raises(DecisionError, match="is no feed of this library"):
        feeds.get("harbour")


def test_names_are_made_of_titles_and_hosts_and_never_twice(feeds: Feeds) -> None:
    made = [
        feeds.add(Feed(f"https://example.test:8080/{n}", title=title), "ana").name
        for n, title in enumerate(["A & B: news!", "a b news", "", "", "Шторм", "—", "x" * 99])
    ]
    assert made == [
        *("a-b-news", "a-b-news-2", "example-test", "example-test-2", "шторм", "example-test-3"),
        "x" * 40,
    ]


def test_what_is_there_is_not_added_again(feeds: Feeds) -> None:
    feeds.add(HARBOUR, "ana")
    with pytest.raises(DecisionError, match="is there already, as “harbour-wire”"):
        feeds.add(replace(HARBOUR, name="other"), "ana")
    with pytest.raises(DecisionError, match="is the name of another feed"):
        feeds.add(replace(COAST, name="harbour-wire"), "ana")
    with pytest.raises(DecisionError, match="is no name"):
        feeds.add(replace(COAST, name="a\x1b[31m"), "ana")
    assert len(feeds.all()) == 1


def test_folders_are_not_nested_without_end(feeds: Feeds) -> None:
    feeds.add(replace(COAST, folder="/".join("f" * DEEPEST)), "ana")
    assert opml.read(opml.write(feeds.all()).encode(), "feeds.opml")
    with pytest.raises(DecisionError, match="is a folder in more than 100 others"):
        feeds.add(replace(HARBOUR, folder="/".join("f" * (DEEPEST + 1))), "ana")


def test_a_feed_is_changed_and_removed(feeds: Feeds, tmp_path: Path) -> None:
    harbour, coast = feeds.add(HARBOUR, "ana"), feeds.add(COAST, "ana")
    moved = feeds.change(harbour, "ben", url="https://harbour.test/new")
    assert feeds.all() == [moved, coast]
    feeds.remove(coast, "ben")
    assert feeds.all() == [moved]
    database = TinyDB(tmp_path / "library" / FILE)
    assert [feed["url"] for feed in database.table("feeds").all()] == ["https://harbour.test/new"]
    history = database.table("history").all()
    assert [(entry["what"], entry["annotator"]) for entry in history] == [
        *(("add feed", "ana"), ("add feed", "ana")),
        *(("change feed", "ben"), ("remove feed", "ben")),
    ]
    database.close()


def test_two_windows_lose_nothing(feeds: Feeds, tmp_path: Path) -> None:
    other = Feeds(tmp_path / "library")
    feeds.add(HARBOUR, "ana")
    other.add(COAST, "ben")
    assert len(feeds.all()) == len(other.all()) == 2


@pytest.mark.parametrize("content", ["{", '{"feeds": {"1": {"name": "x"}}}'])
def test_a_file_of_no_use_is_named_and_left(feeds: Feeds, tmp_path: Path, content: str) -> None:
    path = tmp_path / "library" / FILE
    path.write_text(content)
    for use in (feeds.all, lambda: feeds.add(HARBOUR, "ana")):
        with pytest.raises(StorageError, match=r"feeds\.json: is damaged"):
            use()
    assert path.read_text() == content
    with Library.open(tmp_path / "library") as library:
        assert [(p.path, p.kind) for p in check(library.path)] == [(FILE, "damaged")]


def test_two_peoples_feeds_are_merged_by_git(tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    home = tmp_path / "library"

    def git(*words: str) -> None:
        name = ("-c", "user.name=x", "-c", "user.email=x", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *name, *words], cwd=home, check=True, capture_output=True)

    with Library.open(home) as library:
        first = library.feeds.add(HARBOUR, "ana")
        git("init")
        git("add", "-A")
        git("commit", "-m", "x")
        git("checkout", "-b", "bens")
        library.feeds.add(COAST, "ben")
        git("commit", "-a", "-m", "x")
        git("checkout", "main")
        moved = library.feeds.change(first, "ana", url="https://harbour.test/new")
        library.feeds.add(replace(COAST, name="the-coast"), "ana")
        git("commit", "-a", "-m", "x")
        git("merge", "bens")
        names = [feed.name for feed in library.feeds.all()]
        assert moved in library.feeds.all()
        assert names in (["harbour-wire", "coast"], ["harbour-wire", "the-coast"])


def test_visits_are_a_part_of_the_cache(tmp_path: Path) -> None:
    visit = Visit("https://a.test/", '"7"', "yesterday", ("3fa9c1d2e4b5",), "", "2026-03-02")
    with Library.open(tmp_path / "library") as library:
        assert library.visits.get("https://a.test/") is None
        library.visits.put(Visit("https://a.test/", trouble="is gone for good (410)"))
        library.visits.put(visit)
        assert library.visits.get("https://a.test/") == visit
        shutil.rmtree(tmp_path / "library" / ".newsbrowse")
        assert library.visits.get("https://a.test/") is None


# OPML


def test_opml_goes_out_and_comes_in_again(feeds: Feeds) -> None:
    feeds.add(replace(HARBOUR, title="<Harbour> & “Wire”\x0b"), "ana")
    feeds.add(COAST, "ana")
    feeds.add(Feed("https://b.test/", title="B", folder="press"), "ana")
    written = opml.write(feeds.all())
    read = opml.read(written.encode(), "feeds.opml")
    assert read == [
        replace(HARBOUR, title="<Harbour> & “Wire”"),
        Feed("https://b.test/", title="B", folder="press"),
        replace(COAST, name="", full=False),
    ]
    assert opml.write(read) == written


@given(
    st.lists(st.builds(Feed, st.text(min_size=1), st.just("n"), st.text(), st.text(), st.text()))
)
def test_any_feed_is_written_as_opml_that_can_be_read(many: list[Feed]) -> None:
    assert len(opml.read(opml.write(many).encode("utf-8", "replace"), "x")) <= len(many)


def test_opml_of_others_is_read() -> None:
    data = """<?xml version="1.0" encoding="ISO-8859-1"?>
    <opml version="1.0"><head><title>x</title></head><body>
      <outline text="Häfen/Küste"><outline title="Inner" text="ignored">
        <outline text="A" xmlUrl=" https://a.test/ " htmlUrl="https://a.test/home"/>
        <outline text="a note without an address"/>
      </outline></outline>
      <outline XMLURL="https://b.test/"/>
    </body></opml>"""
    assert opml.read(data.encode("latin-1"), "x") == [
        Feed("https://a.test/", "", "A", "https://a.test/home", "Häfen-Küste/Inner"),
        Feed("https://b.test/"),
    ]


BOMB = """<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<opml><body><outline text="&b;" xmlUrl="https://a.test/"/></body></opml>"""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is not OPML"),
        (b"feeds", "is not OPML"),
        (b"<html/>", "is not OPML: it begins with <html>"),
        (b"<opml><body>", "is not OPML"),
        (b"<opml>&nbsp;</opml>", "is not OPML"),
        (b'<?xml version="1.0" encoding="nonsense"?><opml/>', "is not OPML"),
        (b'<?xml version="1.0" encoding="gb18030"?><opml/>', "is not OPML"),
        (BOMB.encode(), "has a document type"),
        (b'<!DOCTYPE opml SYSTEM "file:///etc/passwd"><opml/>', "has a document type"),
        (b"<opml>" + b"<outline text='x'>" * 100_000, "has folders in each other"),
    ],
)
def test_what_is_not_opml_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as refused:
        opml.read(data, "feeds.opml")
    assert refused.value.what == "feeds.opml"
