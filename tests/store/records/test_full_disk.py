"""A really full disk: what cannot be saved is said, and what was there stays."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.errors import StorageError
from newsbrowse_store.records.article import ArticleRecord
from store.deciding import add, held, new_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root, and with mount, can make a small disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(tmp_path)]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"mount refused: {mounted.stderr.decode().strip()}")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Fill the disk up to `leave` bytes."""
    ballast = folder / "ballast"
    free = os.statvfs(folder)
    ballast.write_bytes(bytes(free.f_bavail * free.f_frsize - leave))
    return ballast


def refusal(act: Callable[[], object]) -> StorageError | None:
    try:
        act()
    except StorageError as error:
        return error
    return None


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


@pytest.mark.parametrize("pages", range(8))
def test_a_full_disk_loses_nothing(small_disk: Path, pages: int) -> None:
    record = new_record(small_disk)
    record.commit("add", "ana", add(*range(1, 21)))
    ballast = fill(small_disk, leave=pages * 4096)
    before, held_before = files(small_disk), held(record.tables())
    error = refusal(lambda: record.commit("add", "ana", add(99)))
    if error:
        assert "nothing was changed" in error.reason
        assert error.remedy.startswith("Free some space")
        assert files(small_disk) == before
        assert held(record.tables()) == held_before
        ballast.unlink()
        record.commit("add", "ana", add(99))
    else:
        assert pages > 2
    assert 99 in ArticleRecord(small_disk, record.id).tables()["mentions"]


@pytest.mark.parametrize("pages", range(8))
def test_an_article_is_added_whole_or_not_at_all(small_disk: Path, pages: int) -> None:
    new_record(small_disk)
    fill(small_disk, leave=pages * 4096)
    before = files(small_disk)
    text = "Ferry is late. " * 500
    error = refusal(lambda: new_record(small_disk, text=text))
    if error:
        assert error.remedy.startswith("Free some space")
        assert files(small_disk) == before
    else:
        assert pages > 2
        assert new_record(small_disk, text=text).article().text == text
