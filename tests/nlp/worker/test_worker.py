"""The worker with its real process; without a pipeline where it makes no difference, as loading
one takes longer than all the rest."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual.app import App

from newsbrowse_nlp.pipeline import NO_PIPELINE, cache_key
from newsbrowse_nlp.worker.wire import Launch
from newsbrowse_nlp.worker.worker import IDLE, NEAR, OPEN, WINDOW, Answer, Worker
from newsbrowse_store.values import KnownName, Region

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

NONE = "xx_no_such_pipeline"
AMSEL = [KnownName("Amsel", "GPE", 1, "e1")]


class Office:
    """A worker, its answers and its states."""

    def __init__(self, model: str | None, log: Path) -> None:
        self.answers: list[Answer] = []
        self.states: list[str] = []
        self.worker = Worker(model, log, self.answers.append, self.states.append)

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(120):
            while not condition():
                await asyncio.sleep(0.01)

    async def answered(self, count: int) -> list[str]:
        await self.until(lambda: len(self.answers) >= count)
        return [answer.id for answer in self.answers]

    async def pid(self, other_than: int | None = None) -> int:
        await self.until(lambda: self.worker.pid not in (None, other_than))
        assert self.worker.pid
        return self.worker.pid


@asynccontextmanager
async def office(tmp_path: Path, model: str | None = NONE) -> AsyncIterator[Office]:
    one = Office(model, tmp_path / "logs" / "worker.log")
    await one.worker.start()
    try:
        yield one
    finally:
        await one.worker.stop()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_model_answers_from_a_process_of_lower_priority(tmp_path: Path) -> None:
    text = "Ilse Brandt met Angela Merkel in Berlin on Tuesday. Reuters"
    async with office(tmp_path, None) as here:
        here.worker.set_names(AMSEL, 3)
        start = text.index("Reuters")
        here.worker.ask("a", text, [Region("credit", start, start + 7)])
        pid = await here.pid()
        await here.answered(1)
        await here.until(lambda: here.worker.state == "ready")
        nice = os.getpriority(os.PRIO_PROCESS, pid)
    (answer,) = here.answers
    assert (answer.id, answer.key, answer.names_version) == ("a", cache_key(None), 3)
    assert {"Angela Merkel", "Berlin"} <= {one.text for one in answer.suggestions}
    assert "Reuters" not in {one.text for one in answer.suggestions}
    assert here.states[0] == "busy"
    assert nice == min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19)


async def test_stop_kills_what_is_in_the_midst_of_work(tmp_path: Path) -> None:
    async with office(tmp_path, None) as here:
        here.worker.ask("short", "Angela Merkel is in Berlin.")
        await here.answered(1)
        here.worker.ask("long", "Angela Merkel is in Berlin.\n" * 100_000)
        pid = await here.pid()
        assert here.worker.state == "busy"
        await here.worker.stop()
        assert not alive(pid)
        states = list(here.states)
    assert here.states == states
    assert len(here.answers) == 1


async def test_stop_right_after_start(tmp_path: Path) -> None:
    one = Office(None, tmp_path / "log")
    await one.worker.start()
    await one.worker.stop()
    await Office(None, tmp_path / "log").worker.stop()


async def test_most_urgent_first(tmp_path: Path) -> None:
    one = Office(NONE, tmp_path / "log")
    one.worker.ask("rest", "", (), IDLE)
    one.worker.ask("neighbour", "", (), NEAR)
    one.worker.ask("open", "", (), OPEN)
    one.worker.ask("moved", "", (), IDLE)
    one.worker.ask("moved", "", (), OPEN)
    await one.worker.start()
    assert await one.answered(4) == ["open", "moved", "neighbour", "rest"]
    await one.worker.stop()


async def test_urgent_question_overtakes_those_that_wait(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        pid = await here.pid()
        os.kill(pid, signal.SIGSTOP)
        for number in range(3 * WINDOW):
            here.worker.ask(str(number), f"text {number}", (), IDLE)
        here.worker.ask("open", "text", (), OPEN)
        os.kill(pid, signal.SIGCONT)
        order = await here.answered(3 * WINDOW + 1)
    assert order.index("open") <= WINDOW


async def test_stale_answers_are_dropped(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        here.worker.set_names(AMSEL, 1)
        pid = await here.pid()
        os.kill(pid, signal.SIGSTOP)
        here.worker.ask("a", "to Amsel")
        here.worker.ask("a", "from Amsel")
        here.worker.ask("b", "by Amsel")
        here.worker.forget("b")
        here.worker.ask("c", "in Amsel")
        os.kill(pid, signal.SIGCONT)
        assert await here.answered(2) == ["a", "c"]
    assert [one.start for one in here.answers[0].suggestions] == [5]


async def test_names_change_what_is_suggested(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        for version, names in enumerate(([], AMSEL, AMSEL)):
            here.worker.set_names(names, version)
            here.worker.ask("a", "to Amsel")
            await here.answered(version + 1)
    assert [answer.names_version for answer in here.answers] == [0, 1, 2]
    assert [[one.entity for one in answer.suggestions] for answer in here.answers] == [
        [],
        ["e1"],
        ["e1"],
    ]


async def test_missing_pipeline_leaves_the_known_names(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        here.worker.set_names(AMSEL, 1)
        here.worker.ask("a", "to Amsel")
        await here.answered(1)
        assert here.worker.state == "missing"
        assert NONE in here.worker.reason
    assert here.answers[0].key == NO_PIPELINE
    assert [one.source for one in here.answers[0].suggestions] == ["known"]


async def test_pipeline_that_cannot_be_loaded_is_missing_too(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text('{"lang": "en", "version": "1"}')
    async with office(tmp_path, str(tmp_path)) as here:
        here.worker.ask("a", "to Amsel")
        await here.answered(1)
        assert here.worker.state == "missing"
        assert "ValueError" in here.worker.reason
    assert here.answers[0].key == NO_PIPELINE


async def test_killed_process_is_started_again_and_goes_on_where_it_was(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        here.worker.set_names(AMSEL, 5)
        first = await here.pid()
        os.kill(first, signal.SIGSTOP)
        for number in range(3):
            here.worker.ask(str(number), "to Amsel")
        os.kill(first, signal.SIGKILL)
        assert sorted(await here.answered(3)) == ["0", "1", "2"]
        assert await here.pid() != first
    assert {answer.names_version for answer in here.answers} == {5}
    assert all(answer.suggestions for answer in here.answers)


async def test_killed_twice_is_down_until_started_anew(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        first = await here.pid()
        os.kill(first, signal.SIGKILL)
        os.kill(await here.pid(other_than=first), signal.SIGKILL)
        await here.until(lambda: here.worker.state == "down")
        assert "killed by signal 9" in here.worker.reason
        here.worker.ask("a", "to Amsel")
        assert here.worker.state == "down"
        await here.worker.start()
        assert await here.answered(1) == ["a"]


async def test_log_that_cannot_be_written_is_down_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    async with office(tmp_path) as here:
        await here.until(lambda: here.worker.state == "down")
        assert "logs" in here.worker.reason


async def test_answer_that_nobody_can_take_is_down_with_the_reason(tmp_path: Path) -> None:
    def refuse(answer: Answer) -> None:
        raise KeyError(answer.id)

    states: list[str] = []
    worker = Worker(NONE, tmp_path / "log", refuse, states.append)
    worker.ask("a", "to Amsel")
    await worker.start()
    async with asyncio.timeout(120):
        while worker.state != "down":
            await asyncio.sleep(0.01)
    await worker.stop()
    assert "KeyError: 'a'" in worker.reason
    assert "in refuse" in (tmp_path / "log").read_text()
    assert (worker.pid, states[-1]) == (None, "down")


@pytest.mark.parametrize("line", ["no JSON", "[]", "{}", '{"say": "answer"}'])
async def test_process_that_talks_nonsense_is_down_with_the_reason(
    tmp_path: Path, line: str
) -> None:
    here = Office(NONE, tmp_path / "log")
    here.worker._launch.command = [sys.executable, "-c", f"print({line!r}); input()"]
    here.worker.ask("a", "to Amsel")
    await here.worker.start()
    await here.until(lambda: here.worker.state == "down")
    await here.worker.stop()
    assert "Error" in here.worker.reason
    assert "Traceback" in (tmp_path / "log").read_text()


def test_process_ends_with_its_parent(tmp_path: Path) -> None:
    launch = Launch(NONE, tmp_path / "log")
    script = (
        "import subprocess, sys\n"
        "child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, *launch.command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=launch.environment(),
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
    fd = os.pidfd_open(pid) if alive(pid) else None
    if fd is not None:
        import select

        ended, _, _ = select.select([fd], [], [], 60)
        os.close(fd)
        assert ended


@pytest.mark.parametrize("noise", ["print('noise')", "import os; os.write(1, b'noise\\n')"])
def test_what_libraries_print_goes_to_the_log(tmp_path: Path, noise: str) -> None:
    launch = Launch(NONE, tmp_path / "log")
    script = (
        "from newsbrowse_store.processes.environment import own_output;"
        f"own_output().write(b'said'); {noise}"
    )
    with launch.open_log() as log:
        done = subprocess.run(
            [sys.executable, "-c", script],
            stdout=subprocess.PIPE,
            stderr=log,
            env=launch.environment(),
            check=True,
        )
    assert done.stdout == b"said"
    assert "noise" in (tmp_path / "log").read_text()


async def test_works_inside_a_running_textual_app(tmp_path: Path) -> None:
    """Textual replaces standard error by one without a file descriptor while an app runs."""

    class Reader(App[None]):
        async def on_mount(self) -> None:
            self.office = Office(NONE, tmp_path / "log")
            await self.office.worker.start()
            self.office.worker.ask("a", "text")

        async def on_unmount(self) -> None:
            await self.office.worker.stop()

    app = Reader()
    async with app.run_test():
        assert await app.office.answered(1) == ["a"]
        pid = await app.office.pid()
    assert not alive(pid)
