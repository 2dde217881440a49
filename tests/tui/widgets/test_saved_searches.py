from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Static

from newsbrowse.screens.picker import Picker
from newsbrowse.widgets.article_list.sidebar import SavedSearches
from newsbrowse.widgets.line_list import LineList
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.errors import StorageError
from newsbrowse_store.search.search import Search

if TYPE_CHECKING:
    from newsbrowse.app import NewsbrowseApp
    from tui.conftest import Desktop

SIZE = (140, 40)


@pytest.fixture
def app(desktop: Desktop) -> NewsbrowseApp:
    desktop.library.save_search("Vesland", "vesland")
    desktop.library.save_search("Laws", "tag:law")
    desktop.library.save_search("Nothing", "pact")
    return desktop.app()


def listed(app: NewsbrowseApp) -> list[str]:
    view = app.workspace.view
    found = [view.beside(None, 1)]
    while found[-1] is not None:
        found.append(view.beside(found[-1], 1))
    return [id_ for id_ in found if id_]


def heading(app: NewsbrowseApp) -> str:
    return str(app.main_screen.query_one("#sidebar-heading", Static).visual)


def searches(app: NewsbrowseApp) -> SavedSearches:
    return app.main_screen.view.sidebar.searches


async def test_they_stand_over_the_list_and_one_is_chosen_by_its_key(
    app: NewsbrowseApp, desktop: Desktop
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        assert searches(app).lines == ["All articles", "Vesland", "Laws", "Nothing"]
        await pilot.press("f", "1")
        assert listed(app) == [desktop.ids["treaty"], desktop.ids["storm"]]
        assert heading(app) == "2 in “Vesland” ▾ newest"
        assert app.main_screen.view.pane_name == "sidebar"
        await pilot.press("s")
        assert listed(app) == [desktop.ids["storm"], desktop.ids["treaty"]]
        await pilot.press("slash", *"treaty", "enter")
        assert listed(app) == [desktop.ids["treaty"]]
        await pilot.press("escape")
        assert len(listed(app)) == 2
        await pilot.press("escape")
        assert len(listed(app)) == 3
        assert heading(app) == "Articles ▾ oldest"


async def test_the_cursor_is_on_the_first_search_and_then_on_its_first_article(
    app: NewsbrowseApp, desktop: Desktop
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("G", "enter", "shift+tab", "f", "enter")
        assert heading(app) == "2 in “Vesland” ▾ newest"
        assert app.main_screen.view.sidebar.articles.selected == desktop.ids["treaty"]
        assert [note.message for note in app._notifications] == ["“Vesland” finds 2 articles."]
        await pilot.press("f")
        assert not app._notifications
        await pilot.press("down", "enter")
        assert heading(app) == "1 in “Laws” ▾ newest"


async def test_going_on_stays_within_the_search(app: NewsbrowseApp, desktop: Desktop) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f", "1", "enter")
        assert app.workspace.open_id == desktop.ids["treaty"]
        await pilot.press("J")
        assert app.workspace.open_id == desktop.ids["storm"]
        await pilot.press("K")
        assert app.workspace.open_id == desktop.ids["treaty"]
        await pilot.press("d", "U")
        assert app.workspace.open_id == desktop.ids["storm"]


async def test_the_list_is_what_the_search_finds_when_it_is_chosen(
    app: NewsbrowseApp, desktop: Desktop
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f", "2")
        assert listed(app) == [desktop.ids["treaty"]]
        Session(desktop.library, "ben").tag(desktop.ids["storm"], ["law"])
        await pilot.press("f", "2")
        assert set(listed(app)) == {desktop.ids["treaty"], desktop.ids["storm"]}
        await pilot.press("f", "3")
        words = str(app.main_screen.query_one("#sidebar-words", Static).visual)
        assert "finds nothing now" in words
        await pilot.press("f", "0")
        assert len(listed(app)) == 3


async def test_a_click_chooses(app: NewsbrowseApp, desktop: Desktop) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(SavedSearches, offset=(4, 2))
        await pilot.pause()
        assert listed(app) == [desktop.ids["treaty"]]
        await pilot.click(SavedSearches, offset=(4, 0))
        await pilot.pause()
        assert len(listed(app)) == 3


async def test_they_are_one_line_where_there_is_no_room(app: NewsbrowseApp) -> None:
    async with app.run_test(size=(80, 20)) as pilot:
        assert searches(app).lines == ["All articles"]
        assert searches(app).size.height == 1
        assert "3 ▾ f" in str(searches(app).render())
        await pilot.click(SavedSearches)
        await pilot.pause()
        assert isinstance(app.screen, Picker)
        assert len(app.screen.query_one(LineList).lines) == 4
        await pilot.press("2")
        assert searches(app).lines == ["Laws"]
        await pilot.resize_terminal(80, 40)
        await pilot.pause()
        assert searches(app).size.height == 4


async def test_without_any_there_is_no_line_and_the_key_says_how_to_keep_one(
    desktop: Desktop,
) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        assert not searches(app).display
        await pilot.press("f")
        assert any("ctrl+f searches" in note.message for note in app._notifications)


async def test_one_that_is_kept_or_taken_out_is_shown_so(
    app: NewsbrowseApp, desktop: Desktop
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f", "1", "ctrl+f", *"storm")
        await app.workers.wait_for_complete(app.screen.workers)
        await pilot.pause()
        await pilot.press("ctrl+s", *"Storms", "enter", "escape")
        assert searches(app).lines[-1] == "Storms"
        path = desktop.library.path / "newsbrowse.toml"
        path.write_text(path.read_text("utf-8").replace('Vesland = "vesland"\n', ""), "utf-8")
        app.main_screen.look_around()
        await pilot.pause()
        assert searches(app).lines == ["All articles", "Laws", "Nothing", "Storms"]
        assert len(listed(app)) == 3


async def test_one_that_cannot_be_made_leaves_the_list_as_it_is(
    app: NewsbrowseApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[str]:
        raise StorageError("index.sqlite", "is locked")

    async with app.run_test(size=SIZE) as pilot:
        monkeypatch.setattr(Search, "ids", fail)
        await pilot.press("f", "1")
        assert any("is locked" in note.message for note in app._notifications)
        assert app.workspace.search is None
        assert len(listed(app)) == 3


async def test_names_from_the_file_can_do_no_harm(desktop: Desktop) -> None:
    desktop.library.save_search("[/nope]\x1b[31m" + "x" * 60, "vesland")
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f", "1")
        drawn = str(searches(app).render())
        assert "\x1b" not in drawn
        assert "[/nope]" in drawn
        assert all(len(line) <= searches(app).size.width for line in drawn.split("\n"))
