from __future__ import annotations

import errno
import os
import stat
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.disk.system import System
from newsbrowse_store.errors import LibraryError, UnknownArticleError, UnsureError
from newsbrowse_store.library import Added, Library
from newsbrowse_store.records.article import article_path
from newsbrowse_store.schema.schema import default_text
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import Draft, Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "news") as opened:
        yield opened


class TestBirth:
    def test_a_new_folder_becomes_a_library_made_to_be_edited_and_merged(
        self, tmp_path: Path
    ) -> None:
        with Library.open(tmp_path / "deep" / "news") as library:
            assert Library.is_library(library.path)
            assert library.name == "news"
            assert library.ids() == []
        made = tmp_path / "deep" / "news"
        assert (made / "newsbrowse.toml").read_text() == default_text()
        assert "*.json text eol=lf merge=union" in (made / ".gitattributes").read_text()
        assert ".newsbrowse/" in (made / ".gitignore").read_text().splitlines()

    def test_one_without_all_its_seeds_is_no_library_yet(self, tmp_path: Path) -> None:
        def cut_short() -> Iterator[Draft]:
            yield draft("One")
            raise KeyboardInterrupt

        seeds = [draft("One"), draft("Two")]
        with pytest.raises(KeyboardInterrupt):
            Library.open(tmp_path, seeds=cut_short())
        assert not Library.is_library(tmp_path)
        for _ in range(2):
            with Library.open(tmp_path, seeds=seeds) as library:
                assert len(library.ids()) == 2

    def test_one_whose_birth_was_killed_is_born_again(self, tmp_path: Path) -> None:
        (tmp_path / ".newsbrowse.toml.4711-0.tmp").write_text("half a sch")
        Library.open(tmp_path).close()
        assert Library.is_library(tmp_path)

    def test_opening_an_existing_library_changes_no_file(self, tmp_path: Path) -> None:
        Library.open(tmp_path).close()
        (tmp_path / "newsbrowse.toml").write_text('name = "Harbour library"\n[labels]\nA = {}\n')
        before = contents(tmp_path)
        with Library.open(tmp_path) as library:
            assert library.name == "Harbour library"
            assert [label.name for label in library.schema.labels] == ["A"]
        assert contents(tmp_path) == before

    def test_a_folder_with_other_things_in_it_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.odt").write_text("mine")
        with pytest.raises(LibraryError, match=r"thesis\.odt.*Name an empty or a new folder"):
            Library.open(tmp_path)
        assert list(contents(tmp_path)) == ["thesis.odt"]

    def test_without_create_nothing_is_made(self, tmp_path: Path) -> None:
        with pytest.raises(LibraryError, match="is not a library"):
            Library.open(tmp_path / "news", create=False)
        assert not (tmp_path / "news").exists()

    def test_a_file_is_no_library(self, tmp_path: Path) -> None:
        (tmp_path / "news").write_text("")
        with pytest.raises(LibraryError):
            Library.open(tmp_path / "news")

    def test_a_git_repository_with_an_ignore_file_keeps_it(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        (tmp_path / ".gitignore").write_text("mine\n")
        Library.open(tmp_path).close()
        assert (tmp_path / ".gitignore").read_text() == "mine\n"

    def test_a_birth_cut_short_can_be_done_again(self, tmp_path: Path) -> None:
        (tmp_path / "articles").mkdir()
        (tmp_path / ".gitattributes").write_text("*.json merge=union\n")
        Library.open(tmp_path).close()
        assert Library.is_library(tmp_path)


def test_the_same_text_added_twice_is_one_article(library: Library) -> None:
    first, second = draft("One text."), Draft("One text.", Metadata(headline="Another headline"))
    id_ = article_id("One text.")
    assert library.add(first) == Added(id_, "added")
    assert library.add(second) == Added(id_, "present")
    assert list(library.add_many([draft("B"), first, draft("B")])) == [
        Added(article_id("B"), "added"),
        Added(id_, "present"),
        Added(article_id("B"), "present"),
    ]
    assert library.article(id_).metadata.headline == "Headline of One text."
    assert sorted(library.ids()) == sorted([id_, article_id("B")])


def test_an_article_comes_back_as_it_was_added(library: Library) -> None:
    text = "Zwei\nZeilen, 👩‍👩‍👧 und mehr\n"
    given = Draft(text, Metadata(headline="Zwei", source="AMW"), tags=("law", "trade/harbours"))
    article = library.article(library.add(given, "ana").id)
    assert (article.text, article.metadata, article.state) == (text, given.metadata, "new")
    tags = library.decisions(article.id).tags
    assert [(tag.name, tag.annotator) for tag in tags] == [
        ("law", "ana"),
        ("trade/harbours", "ana"),
    ]


class TestResolve:
    def test_any_unique_beginning_names_an_article(self, library: Library) -> None:
        ids = [library.add(draft(str(number))).id for number in range(12)]
        for id_ in ids:
            assert library.resolve(id_) == id_
            assert library.resolve(id_[:8].upper()) == id_

    def test_an_ambiguous_one_lists_what_it_may_mean(self, library: Library) -> None:
        ids = sorted(library.add(draft(str(number))).id for number in range(12))
        first = next(id_ for id_, after in pairwise(ids) if id_[0] == after[0])
        with pytest.raises(UnknownArticleError, match=rf"{first}.*Give more"):
            library.resolve(first[0])

    @pytest.mark.parametrize("prefix", ["", "zz", "../..", "0" * 13])
    def test_what_no_article_has_is_refused(self, library: Library, prefix: str) -> None:
        library.add(draft("One"))
        with pytest.raises(UnknownArticleError):
            library.resolve(prefix)
        with pytest.raises(UnknownArticleError):
            library.article(prefix)

    def test_what_is_no_id_leads_to_no_other_file(self, library: Library) -> None:
        kept = library.add(draft("kept")).id
        path = "../otherfile"  # as long as an id
        outside = article_path(library.path, path)
        outside.parent.mkdir(parents=True, exist_ok=True)
        outside.write_bytes(library.record(kept).path.read_bytes())
        with pytest.raises(UnknownArticleError):
            library.record(path)


def test_state_and_star_are_decisions_with_a_name_and_a_history(library: Library) -> None:
    id_ = library.add(draft("One")).id
    Session(library, "ana").set_state(id_, "done")
    Session(library, "ben").set_star(id_, True)
    with Library.open(library.path) as again:
        article = again.article(id_)
        assert (article.state, article.star) == ("done", True)
        assert [(e.what, e.annotator) for e in again.record(id_).history()] == [
            ("state", "ana"),
            ("star", "ben"),
        ]
    row = library.catalogue.row(id_)
    assert row is not None
    assert (row.state, row.star) == ("done", True)


def test_a_removed_article_is_gone_from_disk_and_catalogue(library: Library) -> None:
    kept, gone = library.add(draft("kept")).id, library.add(draft("gone")).id
    library.purge(gone)
    assert library.ids() == [kept]
    assert library.catalogue.row(gone) is None
    assert library.catalogue.counts().articles == 1
    with pytest.raises(UnknownArticleError):
        library.article(gone)


def draft(text: str) -> Draft:
    return Draft(text, Metadata(headline=f"Headline of {text}"))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_doubtful_article_is_asked_about_again_however_many_were_opened_since(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [library.add(draft(f"Text {number}")).id for number in range(12)]
    session, folder = Session(library, "ana"), library.record(ids[0]).path.parent
    fsync, synced, doubtful = System.fsync, [], True

    def sync(system: System, fd: int) -> None:
        if os.path.samestat(os.fstat(fd), folder.stat()):
            if doubtful:
                raise OSError(errno.EIO, "input/output error")
            synced.append(fd)
        fsync(system, fd)

    monkeypatch.setattr(System, "fsync", sync)
    with pytest.raises(UnsureError):
        session.set_star(ids[0], True)
    for other in ids[1:]:
        library.article(other)
    assert not library.article(ids[0]).star, "as it was before"
    with pytest.raises(UnsureError):
        library.make_sure(ids[0])
    with pytest.raises(UnsureError):
        session.tag(ids[0], ["law"])
    doubtful = False
    library.make_sure(ids[0])
    assert library.article(ids[0]).star
    row = library.catalogue.row(ids[0])
    assert row is not None
    assert row.star
    assert len(synced) == 1, "it is shown only when it would survive a power cut"
    session.tag(ids[0], ["law"])


def test_any_number_of_articles_may_be_doubtful_at_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [library.add(draft(f"Text {number}")).id for number in range(12)]
    session, fsync = Session(library, "ana"), System.fsync

    def sync(system: System, fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(errno.EIO, "input/output error")
        fsync(system, fd)

    monkeypatch.setattr(System, "fsync", sync)
    for id_ in ids:
        with pytest.raises(UnsureError):
            session.set_star(id_, True)
    for id_ in ids:
        with pytest.raises(UnsureError):
            library.make_sure(id_)
