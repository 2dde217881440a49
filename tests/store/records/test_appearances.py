from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.records.appearances import appearances_of, entry_key
from newsbrowse_store.values import Appearance, Draft, Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "https://wire.example/42"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "news") as opened:
        yield opened


def draft(text: str, seen: str = "", key: str = KEY, place: str = "") -> Draft:
    return Draft(text, Metadata(headline=text), appearance=Appearance(key, place, seen))


def seen(library: Library, id_: str) -> list[tuple[str, str]]:
    return [(one.key, one.seen) for one in appearances_of(library.record(id_))]


@pytest.mark.parametrize(
    ("guid", "link", "site", "key"),
    [
        ("https://a.example/1", "https://a.example/one", "a.example", "https://a.example/1"),
        ("urn:uuid:7", "https://a.example/one", "a.example", "urn:uuid:7"),
        ("tag:a.example,2026:7", "", "a.example", "tag:a.example,2026:7"),
        ("17", "https://a.example/one", "a.example", "a.example 17"),
        (" /story/17 ", "", "a.example", "a.example /story/17"),
        ("", "https://a.example/one", "a.example", "a.example https://a.example/one"),
        ("two words: here", "", "a.example", "a.example two words: here"),
        ("", " ", "a.example", ""),
    ],
)
def test_the_key_of_an_entry(guid: str, link: str, site: str, key: str) -> None:
    assert entry_key(guid, link, site) == key


def test_a_new_article_has_where_it_appeared_in_its_file(library: Library) -> None:
    id_ = library.add(draft("One", "2026-03-04T10:00:00.000+00:00", place="https://a.example")).id
    with Library.open(library.path) as again:
        assert appearances_of(again.record(id_)) == (
            Appearance(KEY, "https://a.example", "2026-03-04T10:00:00.000+00:00"),
        )
    assert not library.record(id_).history()


def test_what_says_no_time_was_seen_now(library: Library) -> None:
    id_ = library.add(draft("One")).id
    [(_, at)] = seen(library, id_)
    assert at.startswith("20")


def test_an_article_that_appeared_nowhere_has_no_table_of_it(library: Library) -> None:
    id_ = library.add(Draft("One", Metadata(headline="One"))).id
    assert '"entries"' not in library.record(id_).path.read_text()


def test_a_text_that_is_there_gets_a_line_for_a_new_key_once(library: Library) -> None:
    id_ = library.add(Draft("One", Metadata(headline="One"))).id
    for _ in range(2):
        assert library.add(draft("One", "2026-03-04")).status == "present"
        library.add(draft("One", "2026-03-05", key="other"))
    assert seen(library, id_) == [(KEY, "2026-03-04"), ("other", "2026-03-05")]
    assert [entry.what for entry in library.record(id_).history()] == ["seen", "seen"]


def test_seeing_the_latest_version_again_writes_nothing(library: Library) -> None:
    first = library.add(draft("One", "2026-03-04")).id
    library.add(draft("One", "2026-03-05"))
    assert seen(library, first) == [(KEY, "2026-03-04")]


def test_a_text_that_comes_back_is_the_latest_version_again(library: Library) -> None:
    first = library.add(draft("One", "2026-03-04")).id
    second = library.add(draft("Two", "2026-03-05")).id
    assert library.catalogue.versions(first)[-1].id == second
    for _ in range(2):
        library.add(draft("One", "2026-03-06"))
    assert seen(library, first) == [(KEY, "2026-03-04"), (KEY, "2026-03-06")]
    assert library.catalogue.versions(first)[-1].id == first
    assert [row.id for row in library.catalogue.view().rows(0, 9)] == [first]


def test_the_three_in_one_batch_end_with_the_first(library: Library) -> None:
    drafts = [draft("One", "2026-03-04"), draft("Two", "2026-03-05"), draft("One", "2026-03-06")]
    first, second, _ = (one.id for one in library.add_many(drafts))
    assert [one.id for one in library.catalogue.versions(second)] == [second, first]


def test_a_later_version_that_another_program_added_is_known(library: Library) -> None:
    first = library.add(draft("One", "2026-03-04")).id
    library.catalogue.refresh()
    with Library.open(library.path) as other:
        other.add(draft("Two", "2026-03-05"))
    library.add(draft("One", "2026-03-06"))
    assert len(seen(library, first)) == 2


def test_undo_passes_over_having_been_seen(library: Library) -> None:
    session = Session(library, "ana")
    id_ = library.add(Draft("One", Metadata(headline="One")), "ana").id
    session.tag(id_, ["law"])
    library.add(draft("One", "2026-03-04"), "ana")
    undone = session.undo(id_)
    assert undone is not None
    assert undone.about is not None
    assert undone.about.what == "tag"
    assert session.undo(id_) is None
    assert seen(library, id_) == [(KEY, "2026-03-04")]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("appeared_before", [False, True])
def test_git_keeps_where_two_people_saw_it(
    library: Library, tmp_path: Path, appeared_before: bool
) -> None:
    appearance = Appearance("before", "", "2026-03-01") if appeared_before else None
    id_ = library.add(Draft("One", Metadata(headline="One"), appearance=appearance)).id
    for name in ("ana", "ben"):
        shutil.copytree(library.path, tmp_path / name)
    path = library.record(id_).path
    shutil.copy(path, tmp_path / "base.json")
    for name, at in (("ana", "2026-03-05"), ("ben", "2026-03-04")):
        with Library.open(tmp_path / name) as theirs:
            theirs.add(draft("One", at, key=name), name)
    mine, others = (tmp_path / name / path.relative_to(library.path) for name in ("ana", "ben"))
    command = ["git", "merge-file", "--union", "-p", mine, tmp_path / "base.json", others]
    path.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    keys = ["before"] if appeared_before else []
    with Library.open(library.path) as merged:
        assert [key for key, _ in seen(merged, id_)] == [*keys, "ben", "ana"]
        assert {entry.annotator for entry in merged.record(id_).history()} == {"ana", "ben"}
