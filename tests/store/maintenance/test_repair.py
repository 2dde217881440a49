"""`check --repair` mends what nothing can be lost by, once, and leaves all that people decided."""

from __future__ import annotations

import json
import os
import subprocess
import time
from typing import TYPE_CHECKING

from tinydb import TinyDB

from newsbrowse_store.cache.database import FILE
from newsbrowse_store.cache.entities import EntityRecord
from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.errors import StorageError
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.maintenance.repair import Repaired, repair
from newsbrowse_store.records.feeds import Feed, Feeds
from newsbrowse_store.records.history import Change
from newsbrowse_store.values import End, Note, Rejection, Relation, Suggestion, Tag
from store.shelves import decide, mention, named, put, shelve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from newsbrowse_store.library import Library

AT = "2026-03-04T10:00:00Z"
DEAD = 2**22 + 1
"""No process has this number: Linux ends at 2²²."""


def repaired(library: Library) -> list[tuple[str, str]]:
    """What was done, by the last part of the path; and that it need not be done again."""
    done = list(repair(library))
    assert all(isinstance(each, Repaired) for each in done)
    after = files(library.path)
    assert list(repair(library)) == []
    assert files(library.path) == after
    return [
        (each.path.rpartition("/")[2], each.what) for each in done if isinstance(each, Repaired)
    ]


def files(root: Path) -> dict[str, bytes]:
    """All files but caches and locks."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".newsbrowse/" not in str(path)
    }


def unite(path: Path, *changes: Callable[[], object]) -> None:
    """Let two people change a file from where it is, and git merge it as a library's are."""
    base = path.with_name("base")
    base.write_bytes(path.read_bytes())
    sides = []
    for number, change in enumerate(changes):
        path.write_bytes(base.read_bytes())
        change()
        sides.append(path.with_name(f"side{number}"))
        sides[-1].write_bytes(path.read_bytes())
    command = ["git", "merge-file", "--union", "-p", sides[0], base, sides[1]]
    path.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    for each in (base, *sides):
        each.unlink()


def alias(record: EntityRecord, id_: int, name: str) -> None:
    made = Change("aliases", id_, None, {"name": name, "annotator": "ana", "at": AT})
    record.commit("alias", "ana", lambda _: [made])


def test_a_library_in_order_stays_as_it_is(library: Library, id_: str) -> None:
    before = files(library.path)
    assert repaired(library) == []
    assert files(library.path) == before


def test_an_empty_library_gets_no_cache_of_it(library: Library) -> None:
    assert repaired(library) == []
    assert not (library.path / ".newsbrowse" / FILE).exists()


def test_what_git_merged_is_read_by_all_and_no_decision_is_lost(library: Library, id_: str) -> None:
    text, path = library.article(id_).text, library.record(id_).path
    first, second = mention(text, 0, 11, "PERSON"), mention(text, 16, 27, "PERSON")
    decide(library, id_, first)
    unite(
        path,
        lambda: decide(
            library, id_, second, Note(7, "ana", AT, "article", "why"), Tag(6, "ana", AT, "trade")
        ),
        lambda: decide(
            library,
            id_,
            Tag(8, "ben", AT, "law"),
            Relation(9, "ben", AT, "meets", End(first.id), End(first.id)),
        ),
    )
    entity = library.entities.create("Ilse Brandt", "PERSON", "ana")
    entity_file = EntityRecord(library.path, entity.id)
    unite(
        entity_file.path,
        lambda: alias(entity_file, 20, "Brandt"),
        lambda: alias(entity_file, 30, "Minister Brandt"),
    )
    merged = [problem.path for problem in check(library.path) if problem.kind == "merged"]
    assert str(path.relative_to(library.path)) in merged
    before = {place: library.record(id_).tables() for place in merged}
    decisions, history = library.decisions(id_), library.record(id_).history()
    entity_before = library.entities.get(entity.id)

    done = dict(repaired(library))

    assert {place.rpartition("/")[2] for place in merged} <= done.keys()
    assert library.decisions(id_) == decisions
    assert library.record(id_).history() == history
    assert library.entities.get(entity.id) == entity_before
    with TinyDB(path) as plain:
        for table, documents in before[merged[0]].items():
            assert {each.doc_id: dict(each) for each in plain.table(table).all()} == documents
    assert [p for p in check(library.path) if not p.harmless] == []


def test_merged_feeds_are_written_anew(library: Library) -> None:
    feeds = Feeds(library.path)
    feeds.remove(feeds.add(Feed("https://a.example/feed"), "ana"), "ana")
    unite(
        library.path / "feeds.json",
        lambda: Feeds(library.path).add(Feed("https://b.example/feed"), "ana"),
        lambda: Feeds(library.path).add(Feed("https://c.example/feed"), "ben"),
    )
    before = Feeds(library.path).all()
    assert len(before) == 2
    assert [name for name, _ in repaired(library)] == ["feeds.json"]
    assert Feeds(library.path).all() == before
    with TinyDB(library.path / "feeds.json") as plain:
        assert len(plain.table("feeds")) == 2


def test_what_a_write_left_is_removed_once_its_process_is_gone(library: Library, id_: str) -> None:
    folder = library.record(id_).path.parent
    old = [
        f".{id_}.json.{DEAD}-1.tmp",
        f".{id_}.txt.{DEAD}-2.tmp",
        f".{id_}.json.{os.getpid()}-3.tmp",
    ]
    for name in old:
        (folder / name).write_text("{")
    long_ago = time.time() - 4_000
    os.utime(folder / old[2], (long_ago, long_ago))
    assert sorted(name for name, _ in repaired(library)) == sorted(old)
    assert not any((folder / name).exists() for name in old)


def test_what_may_still_be_wanted_is_left(library: Library, id_: str) -> None:
    folder = library.record(id_).path.parent
    other = "0" * 12
    kept = [
        f".{id_}.json.{os.getpid()}-1.tmp",  # somebody is writing it
        f".{other}.json.{DEAD}-1.tmp",  # all that there is of an article
        "notes.tmp",
        f"{id_}.json.tmp",
        ".feeds.json.tmp",
    ]
    for name in kept:
        (folder / name).write_text("{")
    before = files(library.path)
    assert repaired(library) == []
    assert files(library.path) == before
    assert len(check(library.path)) == len(kept)


def test_the_only_whole_copy_is_left(library: Library, id_: str) -> None:
    path = library.record(id_).path
    copy = path.with_name(f".{id_}.json.{DEAD}-1.tmp")
    copy.write_bytes(path.read_bytes())
    path.write_text("{")
    text = path.with_name(f".{id_}.txt.{DEAD}-1.tmp")
    text.write_text("what it was")
    repaired(library)
    assert copy.exists()
    assert text.exists()


def test_an_addition_that_was_cut_short_leaves_nothing(library: Library, id_: str) -> None:
    folder = library.path / "articles" / ".adding"
    folder.mkdir(exist_ok=True)
    for number in range(3):
        (folder / f"{number}.tmp").write_text("half")
    with FileLock(library.path / ".newsbrowse" / "locks" / "adding"):
        assert list(repair(library)) == []  # somebody adds just now
    assert len(repaired(library)) == 3
    assert list(folder.iterdir()) == []


def test_what_tells_git_how_to_merge_is_put_back(library: Library) -> None:
    attributes = library.path / ".gitattributes"
    before = attributes.read_bytes()
    attributes.unlink()
    (problem,) = check(library.path)
    assert (problem.path, problem.kind, problem.harmless) == (".gitattributes", "git", True)
    assert [name for name, _ in repaired(library)] == [".gitattributes"]
    assert attributes.read_bytes() == before
    attributes.write_text("mine\n")
    assert repaired(library) == []
    assert attributes.read_text() == "mine\n"


def test_a_stale_cache_is_brought_up_to_date_and_keeps_suggestions(
    library: Library, id_: str
) -> None:
    suggestion = Suggestion(0, 11, "PERSON", "Ilse Brandt")
    library.suggestions.put(id_, "model", [suggestion])
    put(library, named("Came unseen"))
    assert repaired(library) == [(FILE, "worked out anew")]
    assert library.catalogue.counts().articles == 2
    assert library.suggestions.get(id_, "model") == (suggestion,)


def test_a_decision_that_no_folder_tells_of_is_noticed(library: Library, id_: str) -> None:
    text = library.article(id_).text
    folder = library.record(id_).path.parent
    before = folder.stat()
    decide(library, id_, mention(text, 0, 11, "PERSON"))
    os.utime(folder, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert repaired(library) == [(FILE, "worked out anew")]
    row = library.catalogue.row(id_)
    assert row is not None
    assert row.mentions == 1


def test_a_damaged_cache_is_begun_anew(library: Library, id_: str) -> None:
    library.close()
    (library.path / ".newsbrowse" / FILE).write_bytes(b"no database at all" * 1000)
    assert repaired(library) == [(FILE, "worked out anew")]
    assert library.catalogue.counts().articles == 1


def test_what_a_person_has_to_decide_is_told_and_left(library: Library, id_: str) -> None:
    text, path = library.article(id_).text, library.record(id_).path
    first, second = mention(text, 0, 11, "PERSON"), mention(text, 16, 27, "PERSON")
    decide(library, id_, first, second, Rejection(5, "ana", AT, 0, 4, "ORG", "Ilse"))
    decide(library, id_, Relation(6, "ana", AT, "meets", End(first.id), End(second.id)))
    tables = json.loads(path.read_text())
    tables["mentions"][str(first.id)] |= {"start": 20, "end": 999}
    tables["relations"]["6"]["tail"] = {"mention": 99, "entity": None}
    tables["article"]["1"]["regions"] = [{"role": "body", "start": 2, "end": 999}]
    path.write_text(json.dumps(tables))
    others = shelve(library, named("Damaged"), named("Changed"))
    library.record(others[0]).path.write_text("{")
    library.record(others[1]).path.with_suffix(".txt").write_text("another text")
    library.catalogue.rebuild()
    before, told = files(library.path), check(library.path)
    assert len(told) == 5
    assert repaired(library) == []
    assert files(library.path) == before
    assert check(library.path) == told


def test_what_is_there_twice_is_told(library: Library, id_: str) -> None:
    text, path = library.article(id_).text, library.record(id_).path
    first, second = mention(text, 0, 11, "PERSON"), mention(text, 16, 27, "PERSON")
    decide(library, id_, first, second)
    for number in (20, 30):
        decide(
            library,
            id_,
            Rejection(number, "ana", AT, 0, 4, "ORG", "Ilse"),
            Relation(number + 1, "ana", AT, "meets", End(first.id), End(second.id)),
            Tag(number + 2, "ana", AT, "law"),
        )
    for name in ("Ilse Brandt", "ILSE BRANDT"):
        library.entities.create(name, "PERSON", "ana")
    library.entities.create("Ilse Brandt", "ORG", "ana")
    library.touch(id_)
    told = {
        problem.what.partition(": ")[0]
        for problem in check(library.path)
        if problem.kind == "twice"
    }
    assert {
        "'Ilse' is rejected as ORG twice",
        "a 'meets' stands between the same two twice",
        "the tag 'law' is there twice",
    } < told
    assert len(told) == 4
    assert all(problem.harmless for problem in check(library.path))
    path.write_text(path.read_text().replace("{", '{"x": {"7": {}, "7": {}},', 1))
    assert any("'7' is there twice" in problem.what for problem in check(library.path))


def test_what_cannot_be_written_is_told_and_the_rest_goes_on(
    library: Library, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (library.path / ".gitattributes").unlink()
    (library.path / ".gitignore").unlink()
    (library.path / ".gitattributes").symlink_to("nowhere/at/all")
    put(library, named("Came unseen"))

    def refuse(path: Path, data: bytes) -> None:
        raise StorageError(str(path), "cannot be written")

    monkeypatch.setattr("newsbrowse_store.maintenance.repair.replace_file", refuse)
    *errors, done = repair(library)
    assert [str(error).rpartition("/")[2] for error in errors] == [
        ".gitattributes: cannot be written",
        ".gitignore: cannot be written",
    ]
    assert isinstance(done, Repaired)
