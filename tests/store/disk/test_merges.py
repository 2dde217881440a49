"""Two people's decisions merged by git: all are there, and the later one settles a conflict."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsbrowse_store.disk.json_lines import GITATTRIBUTES, dumps, loads, merged
from newsbrowse_store.errors import StorageError
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.records.documents import ARTICLE, ARTICLE_TABLES
from newsbrowse_store.records.history import Change, read_history
from store.deciding import add, held, mention, new_record, relabel, remove

if TYPE_CHECKING:
    from pathlib import Path

    from newsbrowse_store.disk.raw_tables import Document, RawTables

    Act = tuple[str, int, str, str | None]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["mentions", "notes", "tags"]),
        st.integers(1, 6),
        st.sampled_from(["label", "text"]),
        st.sampled_from(["a", "b", None]),
    ),
    max_size=6,
    unique_by=lambda act: act[:2],
)


def decide(tables: RawTables, acts: list[Act], times: range) -> RawTables:
    """Return the tables after some acts, each with its line in the history."""
    result: RawTables = {name: dict(table) for name, table in tables.items()}
    for time, (name, id_, field, value) in zip(times, acts, strict=False):
        before = result[name].get(str(id_))
        after = None if value is None else {"label": "", "text": "", **(before or {}), field: value}
        if before == after:
            continue
        if after:
            result[name][str(id_)] = after
        else:
            del result[name][str(id_)]
        change = {"table": name, "id": id_, "before": before, "after": after}
        result["history"][str(time)] = {"what": "w", "at": "", "annotator": "", "changes": [change]}
    return result


def told_by_history(tables: RawTables) -> RawTables:
    """The tables that the history alone tells of: each act in the order of time, field by field."""
    result: RawTables = {name: {} for name in tables}
    result["history"] = tables["history"]
    for entry in read_history({int(id_): doc for id_, doc in tables["history"].items()}):
        for change in entry.changes:
            here = result[change.table].pop(str(change.id), None)
            if change.after is None:
                continue
            if here is not None and change.before is not None:
                edits = {k: v for k, v in change.after.items() if change.before[k] != v}
                result[change.table][str(change.id)] = here | edits
            else:
                result[change.table][str(change.id)] = change.after
    return result


def united(base: RawTables, ana: RawTables, ben: RawTables, folder: Path) -> bytes:
    for name, tables in (("base", base), ("ana", ana), ("ben", ben)):
        (folder / name).write_bytes(dumps(tables))
    command = ["git", "merge-file", "--union", "-p", "ana", "base", "ben"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("merge")


@settings(max_examples=150, deadline=None)
@given(ACTS, ACTS, ACTS, st.booleans())
@example([], [("mentions", 1, "text", "a")], [("mentions", 2, "text", "a")], False)
@example(
    [("tags", id_, "text", "a") for id_ in (1, 2, 3)],
    [("tags", 2, "text", None)],
    [("tags", 3, "text", None)],
    False,
)
@example([("tags", 1, "text", "a")], [("tags", 1, "text", "b")], [("tags", 1, "label", "b")], False)
def test_a_union_of_lines_is_a_union_of_decisions(
    folder: Path, first: list[Act], by_ana: list[Act], by_ben: list[Act], taking_turns: bool
) -> None:
    empty: RawTables = {name: {} for name in ARTICLE_TABLES}
    base = decide(empty, first, range(10, 20))
    ana = decide(base, by_ana, range(21, 41, 2))
    ben = decide(base, by_ben, range(20, 40, 2) if taking_turns else range(40, 50))

    merged = loads(united(base, ana, ben, folder))

    assert merged["history"] == base["history"] | ana["history"] | ben["history"]
    assert merged == told_by_history(merged)


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=ana", "-c", "user.email=ana@example.org")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def two_clones(tmp_path: Path) -> tuple[ArticleRecord, ArticleRecord]:
    """An article with the mentions 10 to 13, in two people's clones of a library."""
    root = tmp_path / "ana"
    root.mkdir()
    git(root, "init", "-b", "main")
    (root / ".gitattributes").write_text(GITATTRIBUTES)
    ana = new_record(root)
    ana.commit("add", "ana", add(10, 11, 12, 13))
    git(root, "add", "articles", ".gitattributes")
    git(root, "commit", "-m", "Begin")
    git(tmp_path, "clone", "ana", "ben")
    return ana, ArticleRecord(tmp_path / "ben", ana.id)


def pull(tmp_path: Path) -> None:
    """Let Ana have what Ben decided."""
    for name in ("ana", "ben"):
        git(tmp_path / name, "commit", "-am", "Decide")
    git(tmp_path / "ana", "pull", "--no-rebase", "--no-edit", "../ben", "main")


def test_git_merges_two_libraries(tmp_path: Path) -> None:
    ana, ben = two_clones(tmp_path)
    ana.commit("add", "ana", add(20))
    ana.commit("relabel", "ana", relabel(11, "ORG"))
    ana.commit("tag", "ana", add(30, table="tags"))  # the first of an empty table, on both sides
    ana.commit("star", "ana", article(star=True))
    ben.commit("tag", "ben", add(31, table="tags"))
    ben.commit("note", "ben", add(32, table="notes"))
    ben.commit("remove", "ben", remove(10, 12))
    ben.commit("done", "ben", article(state="done"))
    pull(tmp_path)

    ana = ArticleRecord(tmp_path / "ana", ana.id)
    tables = ana.tables()
    assert sorted(tables["mentions"]) == [11, 13, 20]
    assert tables["mentions"][11]["label"] == "ORG"
    assert sorted(tables["tags"]) == [30, 31]
    assert sorted(tables["notes"]) == [32]
    assert (ana.article().star, ana.article().state) == (True, "done")
    assert [entry.annotator for entry in ana.history()].count("ana") == 5
    assert [entry.annotator for entry in ana.history()].count("ben") == 4

    ana.commit("add", "ana", add(40))
    assert sorted(json.loads(ana.path.read_bytes())["tags"]) == ["30", "31"]


def linked(entity: str) -> Any:
    def edit(tables: dict[str, dict[int, Document]]) -> list[Change]:
        before = tables["mentions"][11]
        return [Change("mentions", 11, before, before | {"entity": entity})]

    return edit


@pytest.mark.parametrize("moment", range(4))
def test_what_one_deletes_and_brings_back_keeps_the_others_edit(
    tmp_path: Path, moment: int
) -> None:
    ana, ben = two_clones(tmp_path)
    acts = [("remove", remove(11)), ("undo", back(ana)), ("relabel", relabel(11, "ORG"))]
    for time, (what, act) in enumerate(acts):
        if time == moment:
            ben.commit("link", "ben", linked("a07c"))
        ana.commit(what, "ana", act)
    if moment == len(acts):
        ben.commit("link", "ben", linked("a07c"))
    pull(tmp_path)

    mentioned = ArticleRecord(tmp_path / "ana", ana.id).tables()["mentions"][11]
    assert (mentioned["label"], mentioned["entity"]) == ("ORG", "a07c")


def back(record: ArticleRecord) -> Any:
    return lambda _tables: [change.inverse() for change in record.history()[-1].changes]


def test_files_are_told_that_stock_tinydb_misreads(tmp_path: Path) -> None:
    ana, ben = two_clones(tmp_path)
    ana.commit("remove", "ana", remove(10, 11))
    ana.commit("undo", "ana", back(ana))
    ana.commit("remove", "ana", remove(12))
    assert not merged(ana.path.read_bytes())
    ben.commit("link", "ben", linked("a07c"))
    ana.commit("remove", "ana", remove(11))
    pull(tmp_path)

    assert "11" in json.loads(ana.path.read_bytes())["mentions"]  # deleted, and edited before
    assert merged(ana.path.read_bytes())
    ArticleRecord(tmp_path / "ana", ana.id).commit("add", "ana", add(40))
    assert not merged(ana.path.read_bytes())
    assert sorted(json.loads(ana.path.read_bytes())["mentions"]) == ["10", "13", "40"]


def article(**fields: Any) -> Any:
    def edit(tables: dict[str, dict[int, Document]]) -> list[Change]:
        before = tables["article"][ARTICLE]
        return [Change("article", ARTICLE, before, before | fields)]

    return edit


def test_an_unfinished_merge_is_reported_and_left(tmp_path: Path) -> None:
    record = new_record(tmp_path)
    text = record.path.read_text().replace('"notes": {\n', '<<<<<<< HEAD\n"notes": {\n')
    record.path.write_text(text)
    with pytest.raises(StorageError, match="is damaged"):
        record.decisions()
    assert record.path.read_text() == text


def diff(before: str, after: str) -> list[str]:
    removed = [f"-{line}" for line in before.split("\n") if line not in after.split("\n")]
    return removed + [f"+{line}" for line in after.split("\n") if line not in before.split("\n")]


def test_one_decision_is_one_line_and_one_of_history(tmp_path: Path) -> None:
    """Invariant 6."""
    record = new_record(tmp_path)
    record.commit("add", "ana", add(5, 6, 7))
    before = record.path.read_text()
    record.commit("relabel", "ana", relabel(6, "ORG"))
    changed = diff(before, after := record.path.read_text())
    assert [line[:6] for line in changed] == [
        '-,"6":',
        f'+,"{record.history()[-1].id}'[:6],
        '+,"6":',
    ]
    assert len(after.split("\n")) == len(before.split("\n")) + 1
    before = after
    record.commit("add", "ana", add(8))
    assert [line[0] for line in diff(before, record.path.read_text())] == ["+", "+"]


def test_what_was_not_decided_stays_byte_for_byte(tmp_path: Path) -> None:
    """Invariant 6: nothing changes by itself, not even when it is read and written again."""
    record = new_record(tmp_path)
    record.commit("add", "ana", add(5))
    before = record.path.read_bytes()
    record.decisions()
    assert record.commit("nothing", "ana", lambda _tables: []) is None
    assert record.path.read_bytes() == before == dumps(loads(before))
    assert mention(5) == record.tables()["mentions"][5]
    assert held(record.tables()) == held(ArticleRecord(tmp_path, record.id).tables())
