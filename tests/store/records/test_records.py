"""What a record takes, refuses, keeps and says."""

from __future__ import annotations

import errno
import json
import math
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB
from tinydb.table import Document

from newsbrowse_store.disk.json_lines import loads
from newsbrowse_store.disk.system import System
from newsbrowse_store.errors import DecisionError, StorageError, UnsureError
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.records.creation import create_articles
from newsbrowse_store.records.documents import ARTICLE_TABLES, Tables, to_document
from newsbrowse_store.records.history import Change
from newsbrowse_store.records.ids import new_id
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import Draft, End, Mention, Metadata, Note, Region, Relation, Span
from store.deciding import AT, TEXT, add, held, mention, new_record, relabel, remove
from store.fake_disk import Disk


def test_values_come_back_as_they_were_decided(tmp_path: Path) -> None:
    metadata = Metadata(headline="Treaty", extra={"desk": "foreign"})
    regions = (Region("headline", 0, 11), Region("caption", 12, 20, repeats=True))
    draft = Draft(TEXT, metadata, regions, tags=("law", "trade/harbours"))
    record = ArticleRecord(tmp_path, create_articles(tmp_path, [draft], "ana")[0].id)
    article = record.article()
    assert (article.text, article.metadata, article.regions) == (TEXT, metadata, regions)
    assert (article.state, article.star) == ("new", False)
    assert [tag.name for tag in record.decisions().tags] == ["law", "trade/harbours"]

    first = Mention(5, "ana", AT, 0, 11, "PERSON", "Ilse Brandt", "accepted", "a07c")
    head, tail = End(mention=5), End(entity="b18d")
    relation = Relation(6, "ana", AT, "meets", head, tail, "in Port Amsel", (Span(0, 27),))
    note = Note(7, "ana", AT, "relation:6", "says the wire – “twice” \u2028 👩‍🚀")
    values = {"mentions": first, "relations": relation, "notes": note}
    record.commit("relate", "ana", lambda _: [
        Change(table, value.id, None, to_document(value)) for table, value in values.items()
    ])  # fmt: skip
    decisions = ArticleRecord(tmp_path, record.id).decisions()
    assert decisions.mentions == (first,)
    assert decisions.relations == (relation,)
    assert decisions.notes == (note,)


def test_what_no_file_can_hold_is_replaced_in_a_draft(tmp_path: Path) -> None:
    name = "caf\udce9.txt"  # as Python has a file name that is not UTF-8
    metadata = Metadata(headline="\ud800", imported_from=name, extra={"\udc80": name})
    record = ArticleRecord(
        tmp_path, create_articles(tmp_path, [Draft("A\ud800", metadata, (), (name,))])[0].id
    )
    article = record.article()
    assert article.text == "A\ufffd"
    assert article.metadata == Metadata(
        headline="\ufffd", imported_from="caf\ufffd.txt", extra={"\ufffd": "caf\ufffd.txt"}
    )
    assert [tag.name for tag in record.decisions().tags] == ["caf\ufffd.txt"]


def test_an_article_removed_while_it_is_added_anew_keeps_its_text(tmp_path: Path) -> None:
    id_ = article_id(TEXT)

    class Removing(System):
        def flock(self, fd: int) -> bool:
            ArticleRecord(tmp_path, id_).purge()
            return super().flock(fd)

    assert create_articles(tmp_path, [Draft(TEXT, Metadata())], system=Removing())[0].new
    assert ArticleRecord(tmp_path, id_).article().text == TEXT


def test_history_tells_what_was_done_and_how_to_take_it_back(tmp_path: Path) -> None:
    record = new_record(tmp_path)
    record.commit("add", "ana", add(5))
    entry = record.commit("relabel", "ben", relabel(5, "ORG"))
    assert entry == ArticleRecord(tmp_path, record.id).history()[-1]
    assert entry is not None
    assert (entry.what, entry.annotator) == ("relabel", "ben")
    record.commit("undo", "ben", lambda _: [c.inverse() for c in entry.changes], undoes=entry.id)
    assert record.tables()["mentions"] == {5: mention(5)}
    assert record.history()[-1].undoes == entry.id


def test_history_ids_grow_even_when_the_clock_went_back(tmp_path: Path) -> None:
    record = new_record(tmp_path)
    far = new_id() + (1 << 40)
    with TinyDB(record.path) as database:
        entry = {"what": "w", "at": AT, "annotator": "ana", "changes": [], "undoes": None}
        database.table("history").insert(Document(entry, far))
    entry_of_today = record.commit("add", "ana", add(5))
    assert entry_of_today is not None
    assert far < entry_of_today.id < 2**63


@pytest.mark.parametrize(
    "bad", [math.nan, math.inf, "\ud800", {"deep": ["\udfff"]}, {1, 2}, b"bytes"]
)
def test_what_json_cannot_hold_is_refused_before_memory(tmp_path: Path, bad: Any) -> None:
    record = new_record(tmp_path)
    record.commit("add", "ana", add(5))
    before, held_before = record.path.read_bytes(), held(record.tables())
    with pytest.raises(DecisionError, match="cannot be stored"):
        record.commit("add", "ana", lambda _: [Change("notes", 9, None, {"text": bad})])
    assert record.path.read_bytes() == before
    assert held(record.tables()) == held_before


def stale(tables: Tables) -> list[Change]:
    return [Change("mentions", 5, {**tables["mentions"][5], "label": "LOC"}, None)]


def failing(tables: Tables) -> list[Change]:
    raise RuntimeError("a bug in a command")


@pytest.mark.parametrize(
    ("decide", "error"),
    [
        (stale, DecisionError),
        (add(5), DecisionError),
        (add(6, 6), DecisionError),
        (add(6, table="history"), DecisionError),
        (add(6, table="nonsense"), DecisionError),
        (add(-1), DecisionError),
        (failing, RuntimeError),
    ],
)
def test_a_decision_that_raises_changes_nothing(
    tmp_path: Path, decide: Any, error: type[Exception]
) -> None:
    record = new_record(tmp_path)
    record.commit("add", "ana", add(5))
    before, held_before = record.path.read_bytes(), held(record.tables())
    with pytest.raises(error):
        record.commit("test", "ana", decide)
    assert record.path.read_bytes() == before
    assert held(record.tables()) == held_before
    record.commit("add", "ana", add(7))
    assert sorted(record.tables()["mentions"]) == [5, 7]


def test_plain_tinydb_reads_and_writes_it(tmp_path: Path) -> None:
    """Invariant 4."""
    record = new_record(tmp_path)
    record.commit("add", "ana", add(5, 6))
    with TinyDB(record.path) as database:
        assert database.tables() == set(ARTICLE_TABLES)
        assert database.table("mentions").all() == [mention(5), mention(6)]
        assert database.table("article").get(doc_id=1)["id"] == record.id  # type: ignore[index,call-overload]
        database.table("mentions").remove(doc_ids=[6])
    assert record.changed()
    assert [found.id for found in record.decisions().mentions] == [5]


def test_unknown_tables_and_fields_are_kept(tmp_path: Path) -> None:
    """Invariant 3: what a newer version wrote survives our decisions."""
    record = new_record(tmp_path)
    record.commit("add", "ana", add(5))
    raw = json.loads(record.path.read_bytes())
    raw["mentions"]["5"]["certainty"] = 0.7
    raw["translations"] = {"77": {"text": "…"}}
    raw["article"]["1"]["desk"] = "foreign"
    record.path.write_text(json.dumps(raw))
    assert record.decisions().mentions[0].label == "PERSON"
    record.commit("relabel", "ana", relabel(5, "ORG"))
    after = json.loads(record.path.read_bytes())
    assert after["mentions"]["5"] == {**raw["mentions"]["5"], "label": "ORG"}
    assert after["translations"] == raw["translations"]
    assert after["article"] == raw["article"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"{",
        b"[1, 2]",
        b'{"mentions": {"5": [1]}}',
        b'{"mentions": {"5": {"start": NaN}}}',
        b'{"mentions": {"five": {}}}',
        b'{"notes": {"5": {"text": "\\ud800"}}}',
        b'{"mentions": {"5": {"start": "0"}}}',
        b'{"mentions": {"5": {"start": 1}}}',
        b'{"relations": {"5": {"head": {}}}}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_an_unreadable_file_is_reported_and_left(tmp_path: Path, content: bytes) -> None:
    """Invariant 3."""
    record = new_record(tmp_path)
    record.path.write_bytes(content)
    with pytest.raises(StorageError) as caught:
        record.decisions()
    assert record.path.name in caught.value.what
    assert caught.value.reason
    assert caught.value.remedy
    assert record.text == TEXT
    assert record.path.read_bytes() == content


def test_a_file_cut_anywhere_is_never_taken_for_a_whole_one(tmp_path: Path) -> None:
    """Invariant 3: the reader that mends merged files does not mend what is missing."""
    record = new_record(tmp_path)
    record.commit("add", "ana", add(5, 6))
    record.commit("remove", "ana", remove(5))
    whole = record.path.read_bytes()
    for size in range(len(whole) - 1):
        with pytest.raises(json.JSONDecodeError):
            loads(whole[:size])
    lines = whole.split(b"\n")
    for gone in range(len(lines)):
        if lines[gone] and not re.match(rb',?"\d', lines[gone]):
            with pytest.raises(json.JSONDecodeError):
                loads(b"\n".join(lines[:gone] + lines[gone + 1 :]))


@pytest.mark.parametrize(
    "wrong", [{"regions": 5}, {"regions": [5]}, {"state": "weird"}, {"state": []}, {"star": "yes"}]
)
def test_an_article_whose_own_document_is_wrong_is_damaged(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    record = new_record(tmp_path)
    tables = json.loads(record.path.read_text())
    tables["article"]["1"] |= wrong
    record.path.write_text(json.dumps(tables))
    with pytest.raises(StorageError, match="is damaged"):
        record.article()


@pytest.mark.parametrize("content", [b"", b"{", b'{"mentions": {"five": {}}}'])
def test_nothing_is_decided_in_an_unreadable_file(tmp_path: Path, content: bytes) -> None:
    record = new_record(tmp_path)
    record.path.write_bytes(content)
    with pytest.raises(StorageError):
        record.commit("add", "ana", add(5))
    assert record.path.read_bytes() == content


def test_another_text_is_not_taken_for_the_article(tmp_path: Path) -> None:
    record = new_record(tmp_path)
    record.path.with_suffix(".txt").write_text("Another text.")
    with pytest.raises(StorageError, match="not the text that was added"):
        ArticleRecord(tmp_path, record.id).article()


def test_a_removed_article_is_missed(tmp_path: Path) -> None:
    record, other = new_record(tmp_path), new_record(tmp_path)
    other.purge()
    with pytest.raises(StorageError, match="no longer there"):
        record.commit("add", "ana", add(5))
    assert not [path for path in (tmp_path / "articles").rglob("*") if path.is_file()]


def test_each_window_shows_the_others_decisions(tmp_path: Path) -> None:
    """Invariant 5, within one process; `test_processes` has it between processes."""
    ana, ben = new_record(tmp_path), new_record(tmp_path)
    assert ben.decisions().mentions == ()
    ana.commit("add", "ana", add(5))
    assert ben.changed()
    assert [found.id for found in ben.decisions().mentions] == [5]
    assert not ben.changed()
    ben.commit("remove", "ben", remove(5))
    ana.commit("add", "ana", add(6))
    assert [found.id for found in ben.decisions().mentions] == [6]
    assert [entry.annotator for entry in ana.history()] == ["ana", "ben", "ana"]


class DoubtfulFolder(Disk):
    """A disk that cannot say whether a folder's names are safe, while `doubtful`."""

    doubtful = False

    def sync_names(self, folder: Any) -> None:
        if self.doubtful:
            raise OSError(errno.EIO, "input/output error")
        super().sync_names(folder)


def test_after_a_doubtful_fsync_the_record_is_read_only_until_read_anew() -> None:
    disk = DoubtfulFolder()
    record = new_record(Path("/library"), disk)
    record.commit("add", "ana", add(5))
    disk.doubtful = True
    with pytest.raises(UnsureError):
        record.commit("add", "ana", add(6))
    assert sorted(record.tables()["mentions"]) == [5]
    with pytest.raises(UnsureError):
        record.reload()
    disk.doubtful = False
    with pytest.raises(UnsureError):
        record.commit("add", "ana", add(7))
    record.reload()
    record.commit("add", "ana", add(8))
    for left in disk.left():
        found = ArticleRecord(Path("/library"), record.id, left)
        assert sorted(found.tables()["mentions"]) == [5, 6, 8]


def test_reading_starts_no_tinydb(tmp_path: Path) -> None:
    record = new_record(tmp_path)
    code = (
        "import sys; from pathlib import Path;"
        "from newsbrowse_store.records.article import ArticleRecord;"
        "record = ArticleRecord(Path(sys.argv[1]), sys.argv[2]);"
        "record.article(); record.decisions(); record.history();"
        "assert 'tinydb' not in sys.modules"
    )
    command = [sys.executable, "-c", code, str(tmp_path), record.id]
    store = str(Path(__file__).resolve().parents[3] / "store")
    subprocess.run(command, check=True, env={"PYTHONPATH": store})


def test_a_folder_without_rights_says_so(tmp_path: Path) -> None:
    class NoRights(System):
        def open(self, path: Path, flags: int) -> int:
            if path.suffix == ".tmp":
                raise PermissionError(errno.EACCES, "Permission denied")
            return super().open(path, flags)

    record = new_record(tmp_path)
    record = ArticleRecord(tmp_path, record.id, NoRights())
    with pytest.raises(StorageError, match=r"Permission denied.*Give yourself the right"):
        record.commit("add", "ana", add(5))


class ForgetfulFolder(DoubtfulFolder):
    """One that, having failed, holds what was not saved for saved, as some kernels do."""

    def sync_names(self, folder: Any) -> None:
        if self.doubtful:
            folder.pending.clear()
        super().sync_names(folder)


@pytest.mark.parametrize("kind", [DoubtfulFolder, ForgetfulFolder])
def test_what_is_acknowledged_after_a_doubtful_fsync_is_never_lost(kind: type) -> None:
    disk = kind()
    record = new_record(Path("/library"), disk)
    record.commit("add", "ana", add(5))
    disk.doubtful = True
    with pytest.raises(UnsureError):
        record.commit("add", "ana", add(6))
    disk.doubtful = False
    another = ArticleRecord(Path("/library"), record.id, disk)  # it knows of no doubt
    another.commit("add", "ana", add(7))
    for left in disk.left():
        found = ArticleRecord(Path("/library"), record.id, left)
        assert sorted(found.tables()["mentions"]) == [5, 6, 7]


def test_what_is_shown_after_a_doubtful_fsync_may_be_lost_until_it_is_read_anew() -> None:
    disk = DoubtfulFolder()
    record = new_record(Path("/library"), disk)
    disk.doubtful = True
    with pytest.raises(UnsureError):
        record.commit("add", "ana", add(6))
    disk.doubtful = False

    def held_after_a_cut() -> set[tuple[int, ...]]:
        left = (ArticleRecord(Path("/library"), record.id, disk) for disk in disk.left())
        return {tuple(found.tables()["mentions"]) for found in left}

    assert sorted(ArticleRecord(Path("/library"), record.id, disk).tables()["mentions"]) == [6]
    assert held_after_a_cut() == {(), (6,)}, "shown by another record, and yet lost"
    record.reload()
    assert held_after_a_cut() == {(6,)}
