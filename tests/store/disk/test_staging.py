"""New articles come in batches: what a killed process left goes, and a batch is synced as one."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.disk.staging import FOLDER
from newsbrowse_store.disk.system import System
from newsbrowse_store.errors import StorageError, UnsureError
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.records.creation import create_articles
from newsbrowse_store.values import Draft, Metadata, Region

if TYPE_CHECKING:
    from pathlib import Path

MANY = [Draft(f"Story number {number}.", Metadata()) for number in range(300)]


class Counting(System):
    """Counts what is waited for; `whole` says whether the disk syncs as one."""

    def __init__(self, *, whole: bool, error: int = 0) -> None:
        self.whole, self.error = whole, error
        self.waits = 0

    def fsync(self, fd: int) -> None:
        self.waits += 1
        if self.error:
            raise OSError(self.error, os.strerror(self.error))

    def sync_disk(self, fd: int) -> bool:
        if self.whole:
            self.fsync(fd)
        return self.whole


def files(root: Path) -> list[Path]:
    return [path for path in (root / "articles").rglob("*") if path.is_file()]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    Library.open(tmp_path / "library").close()
    return tmp_path / "library"


def test_a_batch_is_waited_for_as_one_where_the_disk_can(root: Path) -> None:
    system = Counting(whole=True)
    create_articles(root, MANY, system=system)
    assert system.waits <= 4


def test_every_file_is_waited_for_where_it_cannot(root: Path) -> None:
    system = Counting(whole=False)
    create_articles(root, MANY, system=system)
    assert system.waits > 2 * len(MANY)


def test_what_a_killed_process_left_is_thrown_away(root: Path) -> None:
    with Library.open(root, create=False) as library:
        library.add(MANY[0])
        leftover = root / "articles" / FOLDER / "0123456789ab.txt.tmp"
        leftover.write_text("half a st")
        assert [problem.path for problem in check(library.path)] == [
            str(leftover.relative_to(root))
        ]
        library.add(MANY[1])
        assert not check(library.path)
    assert not leftover.exists()


@pytest.mark.parametrize("whole", [True, False])
def test_a_disk_that_fails_gets_nothing_new(root: Path, whole: bool) -> None:
    create_articles(root, MANY[:1])
    before = files(root)
    with pytest.raises(StorageError, match="nothing was changed") as failure:
        create_articles(root, MANY, system=Counting(whole=whole, error=errno.EIO))
    assert not isinstance(failure.value, UnsureError)
    assert files(root) == before
    assert all(one.record for one in create_articles(root, MANY)[1:])


def test_what_a_killed_process_did_not_catalogue_is_listed_when_it_is_added_again(
    root: Path,
) -> None:
    with Library.open(root, create=False) as library:
        library.add(MANY[0])
        create_articles(root, MANY[:3])
        assert check(library.path)
        assert [one.status for one in library.add_many(MANY[:3])] == ["present"] * 3
        assert not check(library.path)
        assert library.catalogue.counts().articles == 3


def test_what_was_just_written_is_catalogued_as_if_it_were_read(root: Path) -> None:
    text = "Minister to sign\n\nIlse Brandt will sign."
    meta = Metadata("Minister to sign", source="Wire", published="2026-03-01", extra={"k": "v"})
    draft = Draft(text, meta, (Region("headline", 0, 16),), ("law", "trade"))
    with Library.open(root, create=False) as library:
        id_ = library.add(draft, "ana").id
        row = library.catalogue.row(id_)
        assert row is not None
        assert (row.words, row.tags, row.source) == (7, ("law", "trade"), "Wire")
        library.catalogue.rebuild()
        assert library.catalogue.row(id_) == row
        assert library.catalogue.view(filter="trade").rows(0, 9) == [row]
