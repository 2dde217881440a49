"""Files read in several processes: in order, and one that is fatal to its reader to no other."""

from __future__ import annotations

import os
import tarfile
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from faults import faults
from newsbrowse_ingest.readers.pool.pool import FILES, Pool
from newsbrowse_ingest.readers.pool.reader import ITEMS
from newsbrowse_ingest.readers.read import Input, Options, Read, read_here
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["faults"]


def files(folder: Path, *names: str) -> list[Input]:
    """Files of one article each, which is their name."""
    inputs = []
    for name in names:
        path = folder / f"{name}.txt"
        path.write_text(f"This is {name}.")
        inputs.append(Input(path, path.stat().st_size))
    return inputs


def numbered(folder: Path, number: int) -> list[Input]:
    return files(folder, *(f"{at:04}" for at in range(number)))


def archive(folder: Path, articles: int) -> Input:
    """One file with many articles."""
    path = folder / "all.tar"
    with tarfile.open(path, "w") as tar:
        for each in numbered(folder, articles):
            tar.add(each.path, each.path.name)
    return Input(path, path.stat().st_size)


def told(reads: Iterable[Read | None]) -> list[str]:
    """What was read, in words: texts, reasons of errors, and the ends of files."""
    words = []
    for read in reads:
        if read is not None and isinstance(read.found, Draft):
            words.append(read.found.text)
        elif read is not None and read.found is not None:
            words.append(f"{read.input.path.stem}: {read.found.reason}")
        elif read is not None:
            words.append(f"end of {read.input.path.stem}")
    return words


def test_several_processes_read_what_one_does_and_in_its_order(tmp_path: Path) -> None:
    inputs = [*numbered(tmp_path, 3 * FILES), Input(tmp_path / "none.txt", 0)]
    with Pool(3) as pool:
        assert told(pool.read(inputs)) == told(read_here(inputs, Options()))
        assert told(pool.read(inputs[:2])) == told(read_here(inputs[:2], Options()))


def test_a_large_file_comes_in_pieces_with_its_position(tmp_path: Path) -> None:
    source = archive(tmp_path, 5 * ITEMS)
    with Pool(1) as pool:
        reads = [read for read in pool.read([source]) if read is not None]
    assert len(reads) == 5 * ITEMS + 1
    positions = [read.position for read in reads]
    assert positions == sorted(positions)
    assert positions[-1] == source.size


@pytest.mark.usefixtures("faults")
def test_a_file_that_crashes_its_reader_fails_alone(tmp_path: Path) -> None:
    names = ["a", "crash1", "b", "c", "crash2", "crash3", "d"]
    inputs = files(tmp_path, *names)
    with Pool(2) as pool:
        words = told(pool.read(inputs))
    reason = "ended the process that read it (killed by signal 6)"
    expected = [
        (f"{n}: {reason}" if "crash" in n else f"This is {n}.", f"end of {n}") for n in names
    ]
    assert words == [word for pair in expected for word in pair]


@pytest.mark.usefixtures("faults")
def test_a_file_that_takes_too_long_fails_alone(tmp_path: Path) -> None:
    inputs = files(tmp_path, "a", "hang", "b")
    with Pool(1, patience=0.5) as pool:
        words = told(pool.read(inputs))
    assert words[2] == "hang: gave no article within 0.5 seconds"
    assert [words[0], words[4]] == ["This is a.", "This is b."]


@pytest.mark.usefixtures("faults")
def test_a_file_that_takes_too_much_memory_fails_and_not_the_machine(tmp_path: Path) -> None:
    with Pool(1) as pool:
        _, _, hungry, _, after, _ = told(pool.read(files(tmp_path, "a", "hungry", "b")))
    assert hungry.startswith("hungry: ended the process")
    assert after == "This is b."


@pytest.mark.usefixtures("faults")
def test_readers_end_when_nobody_reads_on(tmp_path: Path) -> None:
    before = threading.active_count()
    inputs = [*numbered(tmp_path, 2 * FILES), *files(tmp_path, "hang")]
    with Pool(2) as pool, closing(pool.read(inputs)) as reads:
        assert next(read for read in reads if read)
        pids = [reader._child.pid for reader in pool._readers if reader._child.pid]
    assert threading.active_count() == before
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_reader_that_cannot_start_is_told_rather_than_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os; os._exit(7)")
    monkeypatch.syspath_prepend(tmp_path)
    with Pool(1) as pool, pytest.raises(ReadError, match="exit code 7"):
        told(pool.read(files(tmp_path, "a", "b")))
