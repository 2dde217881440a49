"""An address typed in the app: fetched in the background, told, and left alone on leaving."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

import newsbrowse_ingest.background
from annotator import SIZE
from ingest.network.server import Server, reply, silent
from newsbrowse.widgets.prompt import Prompt
from newsbrowse_store.processes.environment import python

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.pilot import Pilot

    from ingest.network.server import Talk
    from tui.conftest import Desktop

STORY = "Quay four is closed.\n\nIlse Brandt said so on Tuesday."


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that the process which adds takes for the internet."""
    monkeypatch.setattr(
        newsbrowse_ingest.background, "python", lambda _: python("ingest.network.adder")
    )
    with Server() as running:
        yield running


async def type_address(pilot: Pilot[None], address: str) -> None:
    await pilot.press("a")
    pilot.app.screen.query_one("#prompt", Prompt).query_one(Input).value = address
    await pilot.press("enter")


async def test_a_page_is_fetched_while_the_keys_go_on(desktop: Desktop, server: Server) -> None:
    asked, wanted = threading.Event(), threading.Event()

    def when_wanted(talk: Talk) -> None:
        asked.set()
        wanted.wait(10)
        reply(STORY)(talk)

    server.pages["/story"] = when_wanted
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await type_address(pilot, server.url("/story"))
        while not asked.is_set():
            await pilot.pause(0.02)
        here = app.workspace.open_id
        await pilot.press("J")
        assert app.workspace.open_id != here  # the keys do not wait for the network
        wanted.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.workspace.open_id != here  # nobody is taken from where they have gone meanwhile
        (story,) = {*app.library.ids()} - {*desktop.ids.values()}
        assert app.library.article(story).text == STORY
        assert app.library.article(story).metadata.url == server.url("/story")


async def test_what_cannot_be_fetched_is_told(desktop: Desktop, server: Server) -> None:
    told: list[str] = []
    app = desktop.app()
    app.notify = lambda message, **_: told.append(message)  # type: ignore[method-assign]
    async with app.run_test(size=SIZE) as pilot:
        await type_address(pilot, server.url("/missing"))
        await app.workers.wait_for_complete()
        await pilot.pause()
    address = server.url("/missing")
    failed = f"{address}: is not there (404). Check its spelling."
    assert f"{failed}\n1 failed. f8 lists what failed." in told
    assert f"Fetching {address}" in told


async def test_leaving_does_not_wait_for_a_slow_site(desktop: Desktop, server: Server) -> None:
    server.pages["/story"] = silent
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await type_address(pilot, server.url("/story"))
        while "/story" not in server.asked:
            await pilot.pause(0.02)
        await pilot.press("q")
    for thread in threading.enumerate():
        if thread.name == "network":
            thread.join(10)
            assert not thread.is_alive()
