from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, Static

from newsbrowse.screens.search import SearchScreen
from newsbrowse.widgets.bars import Hints
from newsbrowse.widgets.found_lines import found_words
from newsbrowse.widgets.line_list import LineList
from newsbrowse_store.errors import StorageError
from newsbrowse_store.schema.schema import SavedSearch
from newsbrowse_store.search.search import Found, Search
from newsbrowse_store.values import Draft, Metadata, Row

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from newsbrowse.app import NewsbrowseApp
    from newsbrowse.widgets.reading_pane.reading_pane import ReadingPane
    from tui.conftest import Desktop

SIZE = (120, 40)


@pytest.fixture
def app(desktop: Desktop) -> NewsbrowseApp:
    return desktop.app()


def screen(app: NewsbrowseApp) -> SearchScreen:
    assert isinstance(app.screen, SearchScreen)
    return app.screen


def shown(app: NewsbrowseApp) -> list[str]:
    """The lines of the list, as they read."""
    lines = screen(app).query_one(LineList).lines
    return ["".join(text for text, _ in line.parts) for line in lines]


def lit(app: NewsbrowseApp) -> list[str]:
    lines = screen(app).query_one(LineList).lines
    return [text for line in lines for text, style in line.parts if style == "match"]


def said(app: NewsbrowseApp) -> str:
    return str(screen(app).query_one("#search-words", Static).visual)


async def settle(app: NewsbrowseApp, pilot: Pilot[None]) -> None:
    """Wait until the searches in threads have been made and shown."""
    await app.workers.wait_for_complete(screen(app).workers)
    await pilot.pause()


def pane(app: NewsbrowseApp) -> ReadingPane:
    return app.main_screen.view.text


async def test_it_teaches_how_to_search_and_goes_back_to_where_one_was(app: NewsbrowseApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab", "ctrl+f")
        assert any("tag:defence" in line for line in shown(app))
        assert ("esc", "back") in screen(app).query_one(Hints).hints
        await pilot.press("escape")
        assert app.screen is app.main_screen
        assert app.main_screen.view.pane_name == "pane"


async def test_it_searches_as_one_types_and_lights_up_what_was_found(app: NewsbrowseApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", *"vesl")
        await settle(app, pilot)
        assert said(app) == "2 articles, best first"
        assert any("Minister to sign harbour treaty" in line for line in shown(app))
        assert any("Harbour Wire · 3 March 2026 · #law" in line for line in shown(app))
        assert set(lit(app)) == {"Vesland"}
        await pilot.press(*"and storm")
        await settle(app, pilot)
        assert said(app) == "1 article"
        assert "Storm" in lit(app)


async def test_an_unfinished_search_leaves_what_was_found_and_says_what_is_missing(
    app: NewsbrowseApp,
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", *"treaty AND")
        await settle(app, pilot)
        assert "a word is missing behind AND" in said(app)
        assert any("Minister to sign" in line for line in shown(app))
        assert not screen(app).query_one("#search-words").has_class("-wrong")
        await pilot.press(*' "ha')
        await settle(app, pilot)
        label = len(" search ")
        assert said(app)[: said(app).index("^")] == " " * (label + len("treaty AND "))
        await pilot.press(*'" tagg:x')
        assert "Did you mean tag:?" in said(app)
        assert screen(app).query_one("#search-words").has_class("-wrong")


async def test_enter_opens_at_the_first_match_and_n_leads_on(
    app: NewsbrowseApp, desktop: Desktop
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", *"amsel OR waits")
        await settle(app, pilot)
        await pilot.press("enter")
        text = pane(app).document.text
        assert app.workspace.open_id == desktop.ids["treaty"]
        assert app.main_screen.view.pane_name == "pane"
        first = pane(app).cursor
        assert text[slice(*first)] == "Amsel"
        assert first[0] == text.index("Amsel")
        await pilot.press("n", "n")
        assert text[slice(*pane(app).cursor)] == "waits"
        await pilot.press("n", "N", "N")
        assert pane(app).cursor[0] == text.rindex("Amsel")
        await pilot.press("escape")
        assert pane(app).search_query == ""


async def test_what_is_typed_fast_is_opened_when_it_is_found(
    app: NewsbrowseApp, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    find = Search.find

    def slow(self: Search, *arguments: object) -> Found:
        gate.wait(30)
        return find(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Search, "find", slow)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab", "ctrl+f", *"storm", "enter")
        assert isinstance(app.screen, SearchScreen)
        gate.set()
        await settle(app, pilot)
        await pilot.pause()
        assert app.screen is app.main_screen
        assert app.workspace.open_id == desktop.ids["storm"]


async def test_results_of_an_earlier_search_are_dropped(
    app: NewsbrowseApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, began = threading.Event(), threading.Event()
    find = Search.find

    def slow_at_first(self: Search, *arguments: object) -> Found:
        if not began.is_set():
            began.set()
            gate.wait(30)
        return find(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Search, "find", slow_at_first)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", "d", "o")
        began.wait(30)
        await pilot.press(*"ckers")
        gate.set()
        await settle(app, pilot)
        assert said(app) == "1 article"
        assert lit(app) == ["Dockers", "Dockers"]


async def test_arrows_walk_the_results_while_one_types(
    app: NewsbrowseApp, desktop: Desktop
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", *"vesland")
        await settle(app, pilot)
        first = screen(app).query_one(LineList).value
        await pilot.press("down")
        second = screen(app).query_one(LineList).value
        assert {first, second} == {desktop.ids["treaty"], desktop.ids["storm"]}
        await pilot.press("down", "enter")
        assert app.workspace.open_id == second
        await pilot.press("ctrl+f")
        await settle(app, pilot)
        assert screen(app).query_one(Input).value == "vesland"
        assert screen(app).query_one(LineList).value == second
        await pilot.press(*"dockers")
        assert screen(app).query_one(Input).value == "dockers"


async def test_a_result_can_be_clicked_anywhere(app: NewsbrowseApp, desktop: Desktop) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", *"dockers")
        await settle(app, pilot)
        await pilot.click(LineList, offset=(8, 2))
        await pilot.pause()
        assert app.workspace.open_id == desktop.ids["strike"]


async def test_nothing_found_says_so(app: NewsbrowseApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", *"pact", "enter")
        await settle(app, pilot)
        assert said(app) == "No article matches."
        assert shown(app) == []


async def test_a_search_is_kept_under_a_name_and_offered_again(
    app: NewsbrowseApp, desktop: Desktop
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", "ctrl+s", *"tag:law trea")
        await settle(app, pilot)
        await pilot.press("ctrl+s", *"Treaties", "enter")
        assert desktop.library.schema.searches == (SavedSearch("Treaties", "tag:law trea*"),)
        await pilot.press(*"ty")
        await settle(app, pilot)
        await pilot.press("ctrl+s", *"Treaties", "enter")
        assert any("called Treaties already" in note.message for note in app._notifications)
        await pilot.press("ctrl+u", *"One", "enter")
        assert desktop.library.schema.searches[1] == SavedSearch("One", "tag:law treaty")
        await pilot.press("ctrl+u")
        assert "Your searches" in shown(app)
        await pilot.press("enter")
        await settle(app, pilot)
        assert screen(app).query_one(Input).value == "tag:law trea*"
        assert said(app) == "1 article"


async def test_leaving_the_name_goes_back_to_the_search(app: NewsbrowseApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", *"treaty")
        await settle(app, pilot)
        await pilot.press("ctrl+s", "x", "escape", "y")
        assert screen(app).query_one(Input).value == "treatyy"
        assert not screen(app).query_one("#search-name").display


async def test_a_cache_that_cannot_be_used_is_told(
    app: NewsbrowseApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Found:
        raise StorageError("index.sqlite", "is locked")

    monkeypatch.setattr(Search, "find", fail)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", *"treaty")
        await settle(app, pilot)
        assert any("is locked" in note.message for note in app._notifications)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_it_fits_every_screen(desktop: Desktop, size: tuple[int, int]) -> None:
    wide = "中文" * 60
    desktop.library.add(
        Draft(f"Treaty {wide}\n\n[b]{wide} treaty\x1b[31m {wide}", Metadata("[/x]"))
    )
    app = desktop.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("ctrl+f", *"treaty")
        await settle(app, pilot)
        assert "treaty" in lit(app)
        listed = screen(app).query_one(LineList)
        for y in range(listed.size.height):
            assert listed.render_line(y).cell_length == listed.scrollable_content_region.width


ROW = Row("0" * 12, "", False, "", "", "new", False, (), 0, -1, 0, 0, "")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Found((), 0), "No article matches."),
        (Found((ROW,), 1), "1 article"),
        (Found((ROW, ROW), 2, ranked=True), "2 articles, best first"),
        (Found((ROW, ROW), 2345, ranked=True), "the first 2 of 2,345 articles, best first"),
        (
            Found((ROW, ROW), 10_000, more=True),
            "the first 2 of more than 10,000 articles, newest first",
        ),
    ],
)
def test_the_count_is_said_in_words(found: Found, words: str) -> None:
    assert found_words(found) == words
