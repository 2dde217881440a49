"""Questions, relations and doubts that meet: what is open stays answerable, what is shown stays."""

from __future__ import annotations

import errno
import os

import pytest
from textual.widgets import Input

from newsbrowse_store.disk.system import System
from newsbrowse_store.errors import UnsureError


def footer(desk) -> str:
    return str(desk.app.main_screen.query_one("Hints").render())


async def test_a_question_asked_over_another_takes_its_place(desk) -> None:
    await desk.go("Ilse")
    await desk.press("c", "tab", "c", *"why", "enter")
    modes = desk.app.main_screen.view.modes
    assert [note.text for note in desk.decisions().notes] == ["why"]
    assert not modes.at_work
    assert "leave it" not in footer(desk)


async def test_a_relation_begun_under_a_question_leaves_it_answerable(desk) -> None:
    await desk.go("Ilse")
    await desk.press("slash", "tab", "shift+tab", "r")
    screen = desk.app.main_screen
    assert "leave it" in footer(desk)
    screen.view.prompt.query_one(Input).focus()
    await desk.press(*"Ves", "enter")
    assert not screen.view.prompt.display
    assert screen.view.text.search_query == "Ves"
    assert "entity" in footer(desk)
    await desk.press("escape")
    assert not screen.view.modes.at_work


async def test_escape_ends_a_question_and_the_relation_begun_under_it(desk) -> None:
    await desk.go("Ilse")
    await desk.press("slash", "tab", "shift+tab", "r", "escape")
    assert not desk.app.main_screen.view.prompt.display
    assert not desk.app.main_screen.view.modes.at_work


@pytest.mark.parametrize("keys", [("c", "escape"), ("shift+tab", "slash", "escape")])
async def test_escape_takes_the_light_from_what_is_related(desk, keys: tuple[str, ...]) -> None:
    from annotator import relate

    await relate(desk)
    await desk.go("Vesland")
    await desk.go("Ilse")
    text = desk.app.main_screen.view.text
    assert text.spotlight
    await desk.press(*keys)
    assert not text.spotlight


@pytest.fixture
def doubtful(desk, monkeypatch: pytest.MonkeyPatch):
    """While it is on, the folder of the article cannot be synced."""
    fsync, folder = System.fsync, desk.desktop.library.record(desk.id).path.parent
    doubts = {"on": True}

    def sync(system: System, fd: int) -> None:
        if doubts["on"] and os.path.samestat(os.fstat(fd), folder.stat()):
            raise OSError(errno.EIO, "input/output error")
        fsync(system, fd)

    monkeypatch.setattr(System, "fsync", sync)
    return doubts


async def test_a_doubtful_article_stays_on_the_screen_until_it_is_opened_again(
    desk, doubtful: dict[str, bool]
) -> None:
    doubtful["on"] = False
    await desk.go("Ilse")
    await desk.press("space")
    doubtful["on"] = True
    await desk.go("Vesland")
    await desk.press("space")
    assert "may not survive a power cut" in desk.told
    workspace, screen = desk.app.workspace, desk.app.main_screen
    desk.desktop.worker.answer(desk.id, desk.text)
    await desk.pilot.pause()
    assert [one.text for one in workspace.reading.decisions.mentions] == ["Ilse Brandt"]
    assert workspace.reading.article.metadata.headline != desk.id
    screen.view.open_article(desk.desktop.ids["strike"])
    desk.app.clear_notifications()
    screen.view.open_article(desk.desktop.ids["storm"])
    await desk.pilot.pause()
    assert "power cut" not in desk.told, "nobody has opened the doubtful one"
    screen.view.open_article(desk.id)
    await desk.pilot.pause()
    assert isinstance(workspace.reading.problem, UnsureError)
    assert [one.text for one in workspace.reading.decisions.mentions] == ["Ilse Brandt"]
    doubtful["on"] = False
    screen.view.open_article(desk.id)
    await desk.pilot.pause()
    assert workspace.reading.problem is None
    assert {one.text for one in workspace.reading.decisions.mentions} == {"Ilse Brandt", "Vesland"}
    row = desk.desktop.library.catalogue.row(desk.id)
    assert row.mentions == 2
