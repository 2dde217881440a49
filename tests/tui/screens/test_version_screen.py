"""Versions of an article beside each other."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from newsbrowse.layout.safe import safe
from newsbrowse.screens.version_screen import VersionsScreen
from newsbrowse.widgets.bars import Hints
from newsbrowse.widgets.line_list import LineList
from newsbrowse.workspace.wording import entry_words
from newsbrowse_store.values import Draft, Metadata
from tui.conftest import TREATY

SECOND = TREATY.replace("sign the treaty", "sign the \x1b[31mpact").replace(
    "Vesland waits.", "Nobody was told."
)
THIRD = SECOND + "\n\nThe port is closed."


def add_versions(desktop, *texts: str) -> list[str]:
    first = desktop.ids["treaty"]
    found = [
        desktop.library.add_version(
            first, Draft(text, Metadata("Minister to sign", published="2026-03-03"))
        ).id
        for text in texts
    ]
    return [first, *found]


def lines_of(app) -> list[str]:
    lines = app.screen.query_one(LineList).lines
    return ["".join(words for words, _ in line.parts).rstrip() for line in lines]


def chosen(app) -> list[str]:
    return str(app.screen.query_one("#versions-chosen").render()).splitlines()


async def open_versions(pilot) -> None:
    await pilot.pause()
    await pilot.press("V")
    await pilot.pause()
    await pilot.pause()


async def test_an_article_with_one_version_says_so_and_what_to_do(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_versions(pilot)
        assert not isinstance(app.screen, VersionsScreen)
        [told] = [note.message for note in app._notifications]
        assert "has one version" in told
        assert f"--as-version-of {desktop.ids['treaty'][:5]} FILE" in told


async def test_both_texts_stand_beside_each_other_with_signs_at_what_changed(desktop) -> None:
    add_versions(desktop, SECOND)
    app = desktop.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_versions(pilot)
        assert isinstance(app.screen, VersionsScreen)
        rows = [[side.strip() for side in line.split("│")] for line in lines_of(app) if line]
        assert ["Minister to sign harbour treaty"] * 2 in rows
        [changed] = [row for row in rows if "[-treaty-]" in row[0]]
        assert changed[0].startswith("~ Ilse Brandt will sign the [-treaty-] in")
        assert changed[1].startswith("~ Ilse Brandt will sign the {+␛[31mpact+} in")
        assert ["- Vesland waits.", ""] in rows
        assert ["", "+ Nobody was told."] in rows
        assert not any("\x1b" in line for line in lines_of(app))
        assert [key for key, _ in app.screen.query_one(Hints).hints] == [
            "tab",
            "h l",
            "n",
            "c",
            "enter",
            "esc",
        ]
        await pilot.press("escape")
        assert app.screen is app.main_screen


async def test_on_a_narrow_screen_they_stand_below_each_other(desktop) -> None:
    add_versions(desktop, SECOND)
    app = desktop.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_versions(pilot)
        lines = lines_of(app)
        at = next(n for n, line in enumerate(lines) if line.startswith("- Ilse"))
        assert lines[at].startswith("- Ilse Brandt will sign the [-treaty-] in")
        assert any(line.startswith("+ Ilse Brandt will sign the {+") for line in lines[at:])
        assert lines.count("  Minister to sign harbour treaty") == 1
        hints = app.screen.query_one(Hints)
        assert str(hints.render()).strip().endswith("esc back")
        assert "carry over" in str(hints.render())
        await pilot.resize_terminal(140, 40)
        await pilot.pause()
        assert any("│" in line for line in lines_of(app))


async def test_keys_choose_which_two_are_compared_and_lead_to_the_changes(desktop) -> None:
    ids = add_versions(desktop, SECOND, THIRD)
    app = desktop.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_versions(pilot)
        assert ["version 2 of 3" in chosen(app)[0], "version 3 of 3" in chosen(app)[1]] == [
            True
        ] * 2
        assert chosen(app)[1].startswith("▸")
        await pilot.press("tab", "h")
        await pilot.pause()
        assert chosen(app)[0].startswith("▸ - version 1 of 3")
        await pilot.press("n")
        texts = app.screen.query_one(LineList)
        assert "[-treaty-]" in lines_of(app)[texts.cursor]
        await pilot.press("n")
        assert "- Vesland waits." in lines_of(app)[texts.cursor]
        await pilot.press("N")
        assert "[-treaty-]" in lines_of(app)[texts.cursor]
        await pilot.press("h")
        assert "version 1 of 3" in chosen(app)[0]
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is app.main_screen
        assert app.workspace.open_id == ids[0]


async def test_decisions_are_carried_over_and_what_has_no_place_is_listed(desktop) -> None:
    first, second = add_versions(desktop, SECOND)
    session = desktop.app().workspace.session
    for words, label in [("Ilse Brandt", "PERSON"), ("Vesland waits", "EVENT")]:
        start = TREATY.index(words)
        session.add(first, start, start + len(words), label)
    app = desktop.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_versions(pilot)
        await pilot.press("c")
        await pilot.pause()
        lines = lines_of(app)
        assert lines[0] == "carried over 1 mention, 1 tag; 1 to look at:"
        assert lines[1] == "“Vesland waits” as EVENT: its words are no longer there"
        assert "1 mention" in chosen(app)[1]
        await pilot.press("c")
        await pilot.pause()
        assert lines_of(app)[0].startswith("nothing to carry; 2 there already")
        await pilot.press("enter")
        await pilot.pause()
        assert app.workspace.open_id == second
        assert [m.origin for m in desktop.library.decisions(second).mentions] == ["carried"]
        [*_, entry] = desktop.library.record(second).history()
        assert entry_words(entry, {}) == "carried over 1 mention, 1 tag"
        await pilot.press("u")
        await pilot.pause()
        assert desktop.library.decisions(second).mentions == ()


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (200, 50)])
async def test_no_line_is_wider_than_the_screen(desktop, size) -> None:
    add_versions(desktop, SECOND.replace("Nobody", "Nobody" * 40 + " 港口" * 60))
    app = desktop.app()
    async with app.run_test(size=size) as pilot:
        await open_versions(pilot)
        if not isinstance(app.screen, VersionsScreen):  # one pane at a time
            await pilot.press("shift+tab")
            await open_versions(pilot)
        texts = app.screen.query_one(LineList)
        for line in texts.lines:
            width = sum(cell_len(safe(words)) for words, _ in line.parts)
            assert width <= texts.size.width
