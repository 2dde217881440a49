"""`analyze`: everything once, watched, interrupted, on a cluster that loses a worker."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from cli.test_commands import heed_interrupts
from newsbrowse_nlp.pipeline import cache_key
from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft, Metadata
from pseudoterminal import PseudoTerminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Newsbrowse = Callable[..., tuple[int, str, str]]

MANY = 160


def make(path: Path, number: int) -> Path:
    """Make a library of so many articles."""
    with Library.open(path) as library:
        drafts = (
            Draft(f"Story {at}. Ilse Brandt met Tomas Okoye in Berlin.", Metadata(f"Story {at}"))
            for at in range(number)
        )
        assert len(list(library.add_many(drafts))) == number
    return path


def analysed(path: Path) -> int:
    with Library.open(path, create=False) as library:
        return len(library.suggestions.analysed(cache_key(None)))


def command(path: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "newsbrowse", "analyze", "--library", str(path), *arguments]


def until_some_are_analysed(path: Path, process: subprocess.Popen[str]) -> None:
    while not analysed(path) and process.poll() is None:
        time.sleep(0.05)


def test_all_are_analysed_once_and_counted_as_pending(
    newsbrowse: Newsbrowse, library: Path
) -> None:
    make(library, 3)
    code, out, err = newsbrowse("analyze", "--jobs", "1", "--library", library)
    assert (code, out) == (0, "")
    assert err == f"3 analysed, 0 failed, 0 had been before in {library}\n"
    _, out, _ = newsbrowse("list", "--json", "--library", library)
    pending = {row["id"]: row["pending"] for row in json.loads(out)}
    assert all(number >= 3 for number in pending.values())
    with closing(sqlite3.connect(library / ".newsbrowse" / "index.sqlite")) as cache:
        assert cache.execute("SELECT DISTINCT settled FROM articles").fetchall() == [(1,)]
    _, _, err = newsbrowse("analyze", "--library", library)
    assert err.startswith("0 analysed, 0 failed, 3 had been before")
    code, out, err = newsbrowse("analyze", "--again", "--json", "--library", library)
    assert code == 0
    assert err == f"3 analysed, 0 failed in {library}\n"
    assert sorted(json.loads(out), key=lambda one: one["id"]) == [
        {"id": id_, "status": "analysed", "suggestions": number, "reason": ""}
        for id_, number in sorted(pending.items())
    ]


def test_what_people_decided_is_known_and_is_not_pending(
    newsbrowse: Newsbrowse, read: Path
) -> None:
    _, out, _ = newsbrowse("list", "--json", "--library", read)
    (row,) = json.loads(out)
    lines = read.parent / "decided.jsonl"
    span = {"start": 0, "end": 7, "label": "LAW"}
    lines.write_text(json.dumps({"id": row["id"], "mentions": [span]}))
    assert newsbrowse("annotate", "--from", lines, "--library", read)[0] == 0
    with Library.open(read) as opened:
        other = opened.add(Draft("It was Harbour that won.", Metadata("Other"))).id
    assert newsbrowse("analyze", "--library", read)[0] == 0
    with Library.open(read) as opened:
        found = opened.suggestions.get(other, cache_key(None))
    assert [(one.text, one.label, one.source) for one in found or ()] == [
        ("Harbour", "LAW", "known")
    ]


def test_an_article_that_cannot_be_read_is_named_and_the_rest_goes_on(
    newsbrowse: Newsbrowse, library: Path
) -> None:
    make(library, 3)
    broken = sorted((library / "articles").rglob("*.json"))[1]
    broken.write_text("{")
    code, out, err = newsbrowse("analyze", "--json", "--library", library)
    assert code == 1
    statuses = {one["id"]: one["status"] for one in json.loads(out)}
    assert statuses.pop(broken.stem) == "failed"
    assert set(statuses.values()) == {"analysed"}
    told, counts = err.splitlines()
    assert told.startswith(f"{broken.stem}: ")
    assert counts.startswith("2 analysed, 1 failed, ")


def test_an_interrupt_keeps_what_is_done_and_the_same_command_goes_on(
    environment: dict[str, str], library: Path
) -> None:
    make(library, MANY)
    with subprocess.Popen(
        command(library, "--jobs", "1"),
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    ) as process:
        until_some_are_analysed(library, process)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130, said
    assert said.startswith("Stopped: ")
    assert said.endswith(" The same command goes on.\n")
    done = analysed(library)
    assert 0 < done == int(said.split()[1]) < MANY
    rest = subprocess.run(command(library), env=environment, stderr=subprocess.PIPE, text=True)
    assert rest.stderr.startswith(f"{MANY - done} analysed, 0 failed, {done} had been before")
    assert analysed(library) == MANY


def test_on_a_terminal_there_is_a_line_that_moves(
    environment: dict[str, str], library: Path
) -> None:
    make(library, 3)
    with PseudoTerminal(command(library), environment) as terminal:
        assert terminal.exit_code() == 0
        assert b"0 of 3 articles" in terminal.raw
        assert "3 analysed, 0 failed" in terminal.display
        assert " of 3 articles" not in terminal.display


def test_wrong_words_are_told_with_what_to_do(newsbrowse: Newsbrowse, library: Path) -> None:
    make(library, 1)
    code, _, err = newsbrowse("analyze", "--model", "nonesuch", "--library", library)
    assert code == 1
    assert "`newsbrowse models`" in err
    both = ("analyze", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1", "--library", library)
    assert newsbrowse(*both)[0] == 2
    code, _, err = newsbrowse("analyze", "--scheduler", "nowhere", "--library", library)
    assert code == 1
    assert "no scheduler answers" in err
    assert "dask scheduler" in err


def test_a_missing_extra_is_named_with_the_command_that_installs_it(
    newsbrowse: Newsbrowse, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(library, 1)
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, _, err = newsbrowse("analyze", "--scheduler", "tcp://127.0.0.1:1", "--library", library)
    assert code == 1
    assert "pip install 'newsbrowse[cluster]'" in err


# on a cluster

WORKER = "distributed.cli.dask_worker"
WITHOUT_NEWSBROWSE = (
    f"import sys; sys.modules['newsbrowse_nlp'] = None\nfrom {WORKER} import main; main()"
)


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of a cluster on the loopback."""
    with (folder / "cluster.log").open("ab") as log:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, *arguments, "--host", "127.0.0.1", "--no-dashboard"],
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    with process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    told = tmp_path / "scheduler.json"
    words = ("-m", "distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", str(told))
    with started(tmp_path, *words) as process:
        while not (told.exists() and told.read_text().endswith("}")):
            assert process.poll() is None, (tmp_path / "cluster.log").read_text()
            time.sleep(0.05)
        yield json.loads(told.read_text())["address"]


def worker(folder: Path, scheduler: str, *python: str) -> Any:
    bounds = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
    return started(folder, *(python or ("-m", WORKER)), scheduler, *bounds)


def test_a_cluster_that_loses_a_worker_analyses_all_the_same(
    environment: dict[str, str], library: Path, tmp_path: Path, scheduler: str
) -> None:
    make(library, MANY)
    with worker(tmp_path, scheduler, "-c", WITHOUT_NEWSBROWSE):
        words = command(library, "--scheduler", scheduler)
        refused = subprocess.run(words, env=environment, stderr=subprocess.PIPE, text=True)
        assert refused.returncode == 1
        assert "Install newsbrowse and the pipeline on every worker" in refused.stderr
    with (
        worker(tmp_path, scheduler) as first,
        worker(tmp_path, scheduler),
        subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as process,
    ):
        until_some_are_analysed(library, process)
        first.kill()
        _, said = process.communicate()
    assert process.returncode == 0, said
    assert said.endswith(f"{MANY} analysed, 0 failed, 0 had been before in {library}\n")
    assert analysed(library) == MANY
