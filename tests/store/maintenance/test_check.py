from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from newsbrowse_store.cache.database import FILE
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.values import End, Note, Rejection, Relation, Span
from store.shelves import decide, mention, named, put

if TYPE_CHECKING:
    from pathlib import Path

    from newsbrowse_store.library import Library

AT = "2026-03-04T10:00:00Z"
WHO = "ana"


def kinds(library: Library) -> list[tuple[str, str]]:
    """What `check` says: the last part of each path, and the kind."""
    before = state(library.path)
    problems = check(library.path)
    assert state(library.path) == before, "check changes nothing"
    assert all(problem.what and problem.remedy for problem in problems)
    return [(problem.path.rpartition("/")[2], problem.kind) for problem in problems]


def state(root: Path) -> dict[str, bytes]:
    """The files but SQLite's own, which come and go with a connection."""
    return {
        str(path): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def test_a_library_in_order_has_no_problems(library: Library, id_: str) -> None:
    text = library.article(id_).text
    head, tail = mention(text, 0, 11, "PERSON"), mention(text, 16, 27, "PERSON", "a07c")
    entity = library.path / "entities" / "a0" / "a07c.json"
    entity.parent.mkdir(parents=True)
    entity.write_text('{"entity": {"1": {}}}')
    decide(library, id_, head, tail, Rejection(5, WHO, AT, 0, 4, "ORG", "Ilse"))
    decide(
        library,
        id_,
        Relation(6, WHO, AT, "meets", End(head.id), End(entity="a07c"), "", (Span(0, 9),)),
    )
    decide(library, id_, Note(7, WHO, AT, "relation:6", "why"), Note(8, WHO, AT, "article", "x"))
    library.touch(id_)
    assert check(library.path) == []


def test_an_empty_library_is_in_order_without_a_cache(library: Library) -> None:
    assert kinds(library) == []
    assert not (library.path / ".newsbrowse").exists()


def test_missing_and_extra_files_are_told_apart(library: Library, id_: str) -> None:
    folder = library.record(id_).path.parent
    (folder / f"{id_}.txt").unlink()
    (folder / f"{id_[:2]}0123456789.txt").write_text("left alone")
    (folder / f".{id_}.json.1-1.tmp").write_text("")
    (folder / "notes.docx").write_text("")
    assert sorted(kinds(library)) == sorted(
        [
            (f"{id_}.txt", "missing"),
            (f"{id_[:2]}0123456789.txt", "extra"),
            (f".{id_}.json.1-1.tmp", "extra"),
            ("notes.docx", "extra"),
        ]
    )


def test_an_article_in_the_wrong_folder_is_extra(library: Library, id_: str) -> None:
    path = library.record(id_).path
    elsewhere = library.path / "articles" / ("00" if id_[:2] != "00" else "01")
    elsewhere.mkdir()
    (elsewhere / path.name).write_bytes(path.read_bytes())
    assert kinds(library) == [(path.name, "extra")]


@pytest.mark.parametrize("suffix", [".json", ".txt"])
def test_a_link_to_nothing_is_told(library: Library, id_: str, suffix: str) -> None:
    path = library.record(id_).path.with_suffix(suffix)
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("nowhere")
    (path.parent / "elsewhere").unlink()
    assert (path.name, "damaged") in kinds(library)
    assert (path.name, "extra") not in kinds(library)


def test_folders_that_are_links_are_looked_into_but_not_round_in_circles(
    library: Library, id_: str
) -> None:
    folder = library.record(id_).path.parent
    (folder / "back").symlink_to("..")
    folder.rename(library.path / "moved")
    folder.symlink_to("../moved")
    assert kinds(library) == [("back", "extra")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("closed", ["articles", "the article's", "entities"])
def test_a_folder_that_may_not_be_read_is_told(library: Library, id_: str, closed: str) -> None:
    folder = library.path / closed if closed != "the article's" else library.record(id_).path.parent
    folder.mkdir(exist_ok=True)
    folder.chmod(0)
    try:
        problems = check(library.path)
    finally:
        folder.chmod(0o755)
    assert str(folder.relative_to(library.path)) in {
        problem.path for problem in problems if problem.kind == "damaged"
    }


def test_a_folder_that_is_none_is_told(library: Library) -> None:
    (library.path / "entities").write_text("")
    assert ("entities", "damaged") in kinds(library)


def test_a_text_that_was_edited_is_told(library: Library, id_: str) -> None:
    text = library.record(id_).path.with_suffix(".txt")
    text.write_text(text.read_text().replace("Ilse", "Else"))
    assert kinds(library) == [(text.name, "text")]


@pytest.mark.parametrize("content", ["{", "[]", "", '{"mentions": {"1": {"start": "x"}}}'])
def test_decisions_that_do_not_open_are_told(library: Library, id_: str, content: str) -> None:
    path = library.record(id_).path
    path.write_text(content)
    assert (path.name, "damaged") in kinds(library)


@pytest.mark.parametrize(
    ("table", "document", "said"),
    [
        ("mentions", {"start": 20, "end": 99}, "lies outside the text"),
        ("mentions", {"start": 3, "end": 3}, "lies outside the text"),
        ("mentions", {"text": "Else Brandt"}, "covers other words"),
        ("mentions", {"entity": "a07c"}, "the entity of 'Ilse Brandt' is gone"),
        ("rejections", {"start": -1}, "lies outside the text"),
        ("relations", {"head": {"mention": 99, "entity": None}}, "the head of a 'meets' is gone"),
        ("relations", {"tail": {"mention": None, "entity": "e9"}}, "the tail of a 'meets' is gone"),
        ("relations", {"evidence": [{"start": 0, "end": 999}]}, "evidence"),
        ("notes", {"on": "mention:99"}, "the mention that a note is on is gone"),
    ],
)
def test_decisions_that_do_not_fit_are_told(
    library: Library, id_: str, table: str, document: dict[str, Any], said: str
) -> None:
    text = library.article(id_).text
    first, second = mention(text, 0, 11, "PERSON"), mention(text, 16, 27, "PERSON")
    rejection = Rejection(5, WHO, AT, 0, 4, "ORG", "Ilse")
    relation = Relation(6, WHO, AT, "meets", End(first.id), End(second.id))
    decide(library, id_, first, second, rejection, relation, Note(7, WHO, AT, "article", "x"))
    path = library.record(id_).path
    tables = json.loads(path.read_text())
    at = min(tables[table], key=int)
    tables[table][at] |= document
    path.write_text(json.dumps(tables))
    library.touch(id_)
    (problem,) = check(library.path)
    assert (problem.kind, problem.path) == ("decision", str(path.relative_to(library.path)))
    assert said in problem.what
    assert at in problem.remedy


def test_a_region_outside_the_text_is_told_and_never_shown(library: Library, id_: str) -> None:
    path, text = library.record(id_).path, library.article(id_).text
    tables = json.loads(path.read_text())
    end = len(text)
    spans = [(-5, 4), (2, end + 9), (end + 1, end + 9), (6, 3)]
    tables["article"]["1"]["regions"] = [
        {"role": "body", "start": start, "end": stop, "repeats": False} for start, stop in spans
    ]
    path.write_text(json.dumps(tables))
    library.touch(id_)
    assert kinds(library) == [(path.name, "decision")] * len(spans)
    assert [(r.start, r.end) for r in library.article(id_).regions] == [(0, 4), (2, end)]


def test_the_same_mention_twice_is_told(library: Library, id_: str) -> None:
    text = library.article(id_).text
    decide(library, id_, mention(text, 0, 11, "PERSON"), mention(text, 0, 11, "PERSON"))
    library.touch(id_)
    assert [problem.what for problem in check(library.path)] == ["'Ilse Brandt' is PERSON twice"]


def test_an_entity_nobody_refers_to_and_a_damaged_one_are_told(library: Library) -> None:
    folder = library.path / "entities" / "a0"
    folder.mkdir(parents=True)
    (folder / "a07c.json").write_text("{}")
    (folder / "a08d.json").write_text("{")
    assert kinds(library) == [("a07c.json", "unused entity"), ("a08d.json", "damaged")]


def test_a_file_that_git_merged_is_told_until_a_decision_writes_it(
    library: Library, id_: str
) -> None:
    text, path, folder = library.article(id_).text, library.record(id_).path, library.path.parent
    (folder / "base").write_bytes(path.read_bytes())
    for name, span in (("ana", (0, 11)), ("ben", (16, 27))):
        path.write_bytes((folder / "base").read_bytes())
        decide(library, id_, mention(text, *span, "PERSON"))
        (folder / name).write_bytes(path.read_bytes())
    command = ["git", "merge-file", "--union", "-p", "ana", "base", "ben"]
    united = subprocess.run(command, cwd=folder, check=True, capture_output=True)
    path.write_bytes(united.stdout)
    library.touch(id_)
    assert kinds(library) == [(path.name, "merged")]
    decide(library, id_, Note(7, WHO, AT, "article", "x"))
    library.touch(id_)
    assert kinds(library) == []


def test_a_stale_and_a_damaged_cache_are_told(library: Library, id_: str) -> None:
    put(library, named("Came unseen"))
    assert kinds(library) == [(FILE, "cache")]
    library.catalogue.refresh()
    assert kinds(library) == []
    library.close()
    (library.path / ".newsbrowse" / FILE).write_bytes(b"no database at all" * 1000)
    assert kinds(library) == [(FILE, "cache")]


def test_wrong_entries_of_the_schema_are_told_with_their_line(library: Library) -> None:
    (library.path / "newsbrowse.toml").write_text('[labels]\nA = { colour = "mauve" }\n')
    (problem,) = check(library.path)
    assert (problem.path, problem.kind) == ("newsbrowse.toml", "schema")
    assert "line 2" in problem.what
