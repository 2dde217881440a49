"""Many articles analysed by executors: the same answers as the app's, whatever dies on the way."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsbrowse_ingest.readers.read import read_path
from newsbrowse_nlp.batch.batch import ARTICLES, Analysed, analyse
from newsbrowse_nlp.batch.local import DiedError, Processes
from newsbrowse_nlp.pipeline import PipelineError, resolve
from newsbrowse_nlp.worker import wire
from newsbrowse_nlp.worker.child import Child
from newsbrowse_nlp.worker.wire import Launch
from newsbrowse_store.processes.environment import environment
from newsbrowse_store.values import Draft, KnownName, replace
from nlp import deadly
from nlp.worker.test_worker import alive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_nlp.batch.batch import Asked
    from newsbrowse_nlp.spacy_pipeline import Model

SEEDS = sorted((Path(__file__).resolve().parents[3] / "seeds").iterdir())
KNOWN = [KnownName("harbour treaty", "LAW", 3), KnownName("Harbour Wire", "ORG", 5, "e1")]
PIPELINE = resolve(None)
assert PIPELINE


class Here(Executor):
    """Does each call at once, in this process, and counts what it was given."""

    def __init__(self) -> None:
        self.articles = 0

    def submit(self, fn, /, *args, **kwargs):
        future: Future = Future()
        self.articles += len(args[0])
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Deadly(Processes):
    """Processes that some articles kill."""

    def submit(self, fn, /, *args, **kwargs):
        return super().submit(deadly.analyse_chunk, *args, **kwargs)


@contextmanager
def processes(log: Path, number: int = 2, kind: type[Processes] = Processes) -> Iterator[Processes]:
    launch = Launch(None, log)
    with launch.open_log() as file, kind(number, launch.environment(), file) as executor:
        yield executor


def all_of(executor: Executor, articles: Iterable[Asked]) -> dict[str, Analysed]:
    found = [one for some in analyse(executor, articles, PIPELINE, KNOWN, ahead=4) for one in some]
    assert len(found) == len({one.id for one in found})
    return {one.id: one for one in found}


def long_and_short() -> list[Asked]:
    drafts = [draft for path in SEEDS for draft in read_path(path) if isinstance(draft, Draft)]
    asked = [(f"{number}", draft.text, draft.regions) for number, draft in enumerate(drafts)]
    return [*asked, ("long", "\n\n".join(draft.text for draft in drafts), ()), ("empty", "", ())]


def test_processes_answer_as_the_worker_of_the_app_does(model: Model, tmp_path: Path) -> None:
    said: list[wire.Message] = []
    child = Child(model, said.append)
    child.hear(wire.names_message(KNOWN, 1))
    articles = long_and_short()
    for ticket, (_, text, regions) in enumerate(articles):
        child.hear(wire.ask_message(ticket, text, f"{ticket}", regions, 0))
    while not child.idle:
        child.work()
    expected = {
        articles[message["ticket"]][0]: wire.suggestions_in(message, articles[message["ticket"]][1])
        for message in said
    }
    with processes(tmp_path / "log") as executor:
        found = all_of(executor, articles)
    assert {id_: one.suggestions for id_, one in found.items()} == expected
    assert {one.source for one in found["long"].suggestions} >= {"model", "known"}


def test_articles_are_read_as_they_are_needed() -> None:
    here = Here()
    endless = ((f"{number}", "", ()) for number in count())
    for taken, some in enumerate(islice(analyse(here, endless, PIPELINE, (), ahead=4), 20)):
        assert len(some) == ARTICLES
        assert here.articles <= (taken + 2 * 4) * ARTICLES


def test_much_text_is_a_chunk_of_its_own() -> None:
    articles = [(f"{number}", "x " * 60_000, ()) for number in range(3)]
    with pytest.raises(ZeroDivisionError):  # told apart before anything is analysed
        next(analyse(Counting(1), articles, PIPELINE, (), ahead=3))


class Counting(Here):
    """Refuses a chunk of other than so many articles; ends the work with the first right one."""

    def __init__(self, wanted: int) -> None:
        super().__init__()
        self._wanted = wanted

    def submit(self, fn, /, *args, **kwargs):
        assert len(args[0]) == self._wanted
        raise ZeroDivisionError


def test_an_article_that_cannot_be_analysed_fails_alone() -> None:
    good = [(f"{number}", "Angela Merkel went to Berlin.", ()) for number in range(3)]
    found = all_of(Here(), [*good, ("bad", b"bytes", ())])
    assert found["bad"].error.startswith("TypeError: ")
    assert [found[id_].suggestions[0].text for id_, _, _ in good] == ["Angela Merkel"] * 3


def test_one_article_that_kills_is_named_and_all_others_are_analysed(tmp_path: Path) -> None:
    articles = [(f"{number}", "harmless", ()) for number in range(100)]
    articles[20] = ("20", "poison", ())
    with processes(tmp_path / "log", kind=Deadly) as executor:
        found = all_of(executor, articles)
    assert len(found) == 100
    assert {id_: one.error for id_, one in found.items() if one.error} == {
        "20": "DiedError: killed by signal 9"
    }


def test_what_a_process_had_when_it_was_killed_once_is_analysed(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).touch()
    articles = [(f"{number}", "harmless", ()) for number in range(40)]
    articles[0] = ("0", str(tmp_path / "first"), ())
    articles[39] = ("39", str(tmp_path / "second"), ())
    with processes(tmp_path / "log", kind=Deadly) as executor:
        found = all_of(executor, articles)
    assert len(found) == 40
    assert not any(one.error for one in found.values())
    assert list(tmp_path.glob("*d")) == []


def test_processes_that_never_live_end_the_work(tmp_path: Path) -> None:
    articles = ((f"{number}", "", ()) for number in count())
    with (
        (tmp_path / "log").open("wb") as log,
        pytest.raises(PipelineError, match="exit code 1"),
        Processes(2, {"PYTHONHOME": "/nowhere"}, log) as executor,
    ):
        all_of(executor, articles)
    assert b"encodings" in (tmp_path / "log").read_bytes()


def test_another_version_of_the_pipeline_is_refused() -> None:
    other = replace(PIPELINE, version="0.0.1")
    with pytest.raises(PipelineError, match=r"0\.0\.1") as raised:
        list(analyse(Here(), [("1", "text", ())], other, (), ahead=1))
    assert "same versions" in raised.value.remedy


def test_an_error_kills_what_is_at_work(tmp_path: Path) -> None:
    with suppress(KeyboardInterrupt), processes(tmp_path / "log", 1) as executor:
        pid = executor.submit(os.getpid).result()
        calls = [executor.submit(time.sleep, 3600), executor.submit(time.sleep, 3600)]
        while not calls[0].running():
            time.sleep(0.01)
        raise KeyboardInterrupt
    assert isinstance(calls[0].exception(), DiedError)
    assert calls[1].cancelled()
    assert not alive(pid)


def test_an_answer_that_cannot_be_read_spoils_no_other(tmp_path: Path) -> None:
    with processes(tmp_path / "log", 1) as executor:
        pid = executor.submit(os.getpid).result()
        assert isinstance(executor.submit(deadly.fail_twofold).exception(), TypeError)
        assert executor.submit(os.getpid).result() == pid


def test_processes_are_humble_and_out_of_the_reach_of_the_terminal(tmp_path: Path) -> None:
    with processes(tmp_path / "log", 1) as executor:
        assert executor.submit(os.nice, 0).result() >= 10
        assert executor.submit(os.getsid, 0).result() != os.getsid(0)
        executor.submit(partial(print, "said by a library", flush=True)).result()
    assert (tmp_path / "log").read_text() == "said by a library\n"


def test_processes_end_with_their_parent() -> None:
    script = (
        "import os, sys, time\n"
        "from newsbrowse_nlp.batch.local import Processes\n"
        "executor = Processes(1, os.environ, sys.stderr.buffer)\n"
        "print(executor.submit(os.getpid).result(), flush=True)\n"
        "executor.submit(time.sleep, 3600).result()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment()
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    if alive(pid):
        fd = os.pidfd_open(pid)
        ended, _, _ = select.select([fd], [], [], 60)
        os.close(fd)
        assert ended
