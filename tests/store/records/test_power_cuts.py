"""Invariants 1 and 2: cut at any system call, every decision shown is there and none is half."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsbrowse_store.errors import StorageError
from newsbrowse_store.records.article import ArticleRecord, article_path
from newsbrowse_store.records.creation import create_articles
from newsbrowse_store.records.history import Change
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import Draft, Metadata
from store.deciding import TEXT, add, held, mention, relabel, remove
from store.fake_disk import Disk, NoFolderFsync, NoFsync, OneByOne, PowerCut, RewriteInPlace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsbrowse_store.records.documents import Tables

ROOT = Path("/library")
ID = article_id(TEXT)
STRIKE, TREATY, FERRY = "Strike closes quay four.", "Treaty text leaks.", "Ferry is late."


def session(disk: Disk) -> Iterator[None]:
    """Work on a library; each step is acknowledged when the generator stops at it."""
    create_articles(ROOT, [Draft(TEXT, Metadata())], system=disk)
    yield
    record = ArticleRecord(ROOT, ID, disk)
    for decide in (add(5), several_tables, relabel(5, "ORG"), remove(5)):
        record.commit("test", "ana", decide)
        yield
    disk.mkdir(article_path(ROOT, article_id(STRIKE)).parent)  # by a process that was killed then
    create_articles(ROOT, [Draft(STRIKE, Metadata())], system=disk)
    yield
    batch = (Draft(text, Metadata()) for text in (STRIKE, TREATY, FERRY, TREATY))
    create_articles(ROOT, batch, system=disk)
    yield
    ArticleRecord(ROOT, article_id(STRIKE), disk).purge()
    yield


def several_tables(_tables: Tables) -> list[Change]:
    note = {"annotator": "ana", "at": "", "on": "mention:7", "text": "who?"}
    return [Change("mentions", 7, None, mention(7)), Change("notes", 8, None, note)]


def library(disk: Disk) -> dict[str, Any]:
    """Everything a library holds, read anew. An article is there when its record is."""
    found = {}
    for path in disk.files():
        if path.suffix == ".json" and not path.name.startswith("."):
            record = ArticleRecord(ROOT, path.stem, disk)
            record.article()
            record.decisions()
            found[path.stem] = (record.text, held(record.tables()))
    return found


def states() -> list[dict[str, Any]]:
    """What the library holds before the work and after each step."""
    disk = Disk()
    return [library(disk), *(library(disk) for _ in session(disk))]


def cut_everywhere(kind: Callable[[], Disk]) -> int:
    """Cut a session at each call in turn and look at each disk that may be left; count them."""
    expected = states()
    looked = 0
    for cut in range(10_000):
        disk = kind()
        disk.cut = cut
        done = 0
        try:
            for _ in session(disk):
                done += 1
        except PowerCut:
            pass
        for left in disk.left(seed=cut):
            looked += 1
            found = library(left)
            # A batch is many articles, each there whole or not at all.
            before, after = expected[done], expected[min(done + 1, len(expected) - 1)]
            for id_ in before.keys() | after.keys() | found.keys():
                assert found.get(id_) in (before.get(id_), after.get(id_)), (cut, id_)
        if done == len(expected) - 1:
            return looked
    raise AssertionError("the session never ends")


@pytest.mark.parametrize("kind", [Disk, OneByOne])
def test_acknowledged_is_durable_and_nothing_is_half(kind: type[Disk]) -> None:
    assert cut_everywhere(kind) > 1000


@pytest.mark.parametrize("fault", [NoFsync, NoFolderFsync, RewriteInPlace])
def test_the_test_above_catches(fault: Callable[[], Disk]) -> None:
    with pytest.raises((AssertionError, StorageError)):
        cut_everywhere(fault)
