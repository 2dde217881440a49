"""Adding a lot while the app goes on: progress, the list that fills, stopping, what failed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faults import faults
from newsbrowse.screens.failures import FailuresScreen
from newsbrowse.widgets.bars import StatusLine
from newsbrowse_ingest import background
from newsbrowse_ingest.outcome import Outcome
from newsbrowse_ingest.progress import Progress, duration
from newsbrowse_ingest.readers.pool.pool import FILES
from newsbrowse_nlp.worker.worker import IDLE
from newsbrowse_store.maintenance.check import check

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["faults"]

PATIENCE = 60.0


@pytest.fixture
def wire(tmp_path: Path, faults: None) -> Path:
    """A folder whose last file is not read before there is a file `.go` in it."""
    folder = tmp_path / "wire"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:03}.txt").write_text(f"Story {number}\n\nIt happened in Amsel.\n")
    (folder / "wait.txt").write_text("The last story\n\nIt is over.\n")
    return folder


async def until(true: Callable[[], bool], pilot) -> None:
    for _ in range(int(PATIENCE / 0.05)):
        if true():
            break
        await asyncio.sleep(0.05)
    await pilot.pause()
    assert true()


def status(app) -> str:
    return app.main_screen.query_one(StatusLine).text


def told(app) -> str:
    return "\n".join(note.message for note in app._notifications)


async def test_the_list_fills_while_the_keys_are_answered(desktop, wire) -> None:
    app = desktop.app()
    async with app.run_test(size=(140, 40)) as pilot:
        app.main_screen.adding.add([wire])
        await until(lambda: len(app.workspace.view) == 3 + FILES, pilot)
        assert f"adding {FILES} of {FILES + 1}" in status(app)
        assert "ctrl+x stops" in status(app)
        assert app.workspace.reading.article.text.startswith("Story 0")
        await pilot.press("J", "S")
        assert app.workspace.reading.article.star
        here = app.workspace.open_id
        app.main_screen.look_around()
        assert "analysis" not in {worker.group for worker in app.workers}
        (wire / ".go").touch()
        await app.workers.wait_for_complete()
        await pilot.pause()
        app.main_screen.look_around()
        await app.workers.wait_for_complete()
        assert IDLE in {priority for _, priority in desktop.worker.asked}
        assert len(app.workspace.view) == 3 + FILES + 1
        assert app.workspace.open_id == here
        assert "adding" not in status(app)
        assert f"{FILES + 1} added." in told(app)


async def test_one_key_stops_it_and_what_is_in_stays(desktop, wire) -> None:
    app = desktop.app()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("ctrl+x")
        assert "Nothing is being added" in told(app)
        app.main_screen.adding.add([wire])
        await until(lambda: f"adding {FILES} of" in status(app), pilot)
        await pilot.press("ctrl+x")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert f"Stopped: {FILES} added." in told(app)
        assert len(app.workspace.view) == 3 + FILES
        assert check(desktop.library.path) == []
        (wire / ".go").touch()
        app.main_screen.adding.add([wire])
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert f"1 added, {FILES} already there." in told(app)


async def test_leaving_does_not_wait_for_it(desktop, wire) -> None:
    app = desktop.app()
    async with app.run_test(size=(140, 40)) as pilot:
        app.main_screen.adding.add([wire])
        await until(lambda: len(app.workspace.view) == 3 + FILES, pilot)
        await pilot.press("q")
    assert len(desktop.library.ids()) == 3 + FILES
    assert check(desktop.library.path) == []


@pytest.fixture
def hanging(tmp_path: Path, faults: None) -> Path:
    path = tmp_path / "hang.txt"
    path.write_text("It never ends.")
    return path


async def test_a_file_that_hangs_is_ended_by_the_key_pressed_twice(desktop, hanging) -> None:
    app = desktop.app()
    async with app.run_test(size=(140, 40)) as pilot:
        app.main_screen.adding.add([hanging])
        await until(lambda: "adding" in status(app), pilot)
        await pilot.press("ctrl+x", "ctrl+x")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "killed by signal 9" in told(app)
        assert "adding" not in status(app)


async def test_leaving_waits_for_a_file_that_hangs_no_longer_than_a_moment(
    desktop, hanging, monkeypatch
) -> None:
    monkeypatch.setattr(background, "LEAVING", 0.2)
    app = desktop.app()
    async with app.run_test(size=(140, 40)) as pilot:
        app.main_screen.adding.add([hanging])
        await until(lambda: "adding" in status(app), pilot)
        (adding,) = app.main_screen.adding.additions
        await pilot.press("q")
    for _ in range(int(PATIENCE / 0.05)):
        if adding.error is None:
            await asyncio.sleep(0.05)
    assert "killed" in str(adding.error)


async def test_what_failed_is_on_one_screen(desktop, tmp_path) -> None:
    folder = tmp_path / "wire"
    folder.mkdir()
    for name in ("a", "b", "c\x1b[31m"):
        (folder / f"{name}.txt").write_text("")
    (folder / "d.txt").write_bytes(bytes(range(256)))
    (folder / "e.txt").write_text("A story that can be read.")
    app = desktop.app()
    async with app.run_test(size=(100, 30)) as pilot:
        app.main_screen.adding.add([folder])
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "1 added, 4 failed. f8 lists what failed." in told(app)
        assert str(folder / "a.txt") not in told(app)
        await pilot.press("f8")
        assert isinstance(app.screen, FailuresScreen)
        shown = app.screen.query_one("#failures").lines
        heading, *files = ["".join(text for text, _ in line.parts) for line in shown]
        assert heading.startswith("3 times  ")
        assert [Path(file).name for file in files[:3]] == ["a.txt", "b.txt", "c\x1b[31m.txt"]
        await pilot.press("G")
        reason = str(app.screen.query_one("#reason").render())
        assert reason.startswith(f"{folder / 'd.txt'}: ")
        await pilot.press("escape")
        assert app.screen is app.main_screen


async def test_the_app_opens_at_once_on_many_files(desktop, wire) -> None:
    app = desktop.app(adding=[wire])
    async with app.run_test(size=(140, 40)) as pilot:
        await until(lambda: app.workspace.reading.article.text.startswith("Story 0"), pilot)
        assert f"of {FILES + 1}" in status(app)


async def test_a_key_of_ones_own_is_the_one_that_is_shown(desktop, wire) -> None:
    from newsbrowse.settings.config import Config

    app = desktop.app(config=Config(keys={"everywhere.stop": "f7"}), adding=[wire])
    async with app.run_test(size=(140, 40)) as pilot:
        await until(lambda: "f7 stops" in status(app), pilot)
        await pilot.press("f7")


def test_progress_in_words() -> None:
    now = 0.0
    progress = Progress(all_files=40_000, all_bytes=400_000_000, clock=lambda: now)
    for _ in range(1_240):
        progress.count(Outcome("a", "1", "added"))
    for _ in range(3):
        progress.count(Outcome("a", None, "failed", "why"))
    progress.files, progress.bytes, progress.position = 1_243, 90_000_000, 10_000_000
    assert progress.brief == "adding 1,243 of 40,000 · 3 failed"
    now = 100.0
    assert progress.words == (
        "1,243 of 40,000 files · 100 of 400 MB · 1,240 added · 3 failed · 12/s · 5 min left"
    )
    assert progress.brief == "adding 1,243 of 40,000 · 3 failed · 5 min left"
    assert progress.result == "1,240 added, 3 failed"
    assert [duration(s) for s in (0.2, 80, 100, 5000, 7300)] == [
        "1 s",
        "80 s",
        "2 min",
        "83 min",
        "2 h 2 min",
    ]


def test_progress_in_one_large_file_is_told_by_what_was_read_of_it() -> None:
    progress = Progress(all_files=1, all_bytes=1000, position=250)
    progress.count(Outcome("a", "1", "added"))
    assert progress.brief == "adding 1 · 25%"
