"""How the list is sorted and grouped on the main screen, and how one goes through it then."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from newsbrowse.settings.state import State
from newsbrowse.widgets.bars import Hints, StatusLine
from newsbrowse_store.values import Draft, Metadata

SIZE = (140, 40)


def heading(app) -> str:
    return str(app.main_screen.query_one("#sidebar-heading", Static).render())


def status(app) -> str:
    return app.main_screen.query_one(StatusLine).text


def drawn(app) -> list[str]:
    articles = app.main_screen.view.sidebar.articles
    return [articles.render_line(y).text.strip() for y in range(articles.size.height)]


@pytest.fixture
def copies(desktop) -> list[str]:
    """Two copies of the storm, which is the oldest of its story then."""
    said = [f"The harbour master counted ships in quay number {n} twice." for n in range(4)]
    ids = []
    for number, source in enumerate(("Storm Post", "Echo", "Mail")):
        metadata = Metadata(headline="Ships counted", source=source, published=f"2026-02-0{number}")
        ids.append(desktop.library.add(Draft("\n".join([*said, source]), metadata)).id)
    return ids


async def test_b_turns_through_the_groups_and_the_heading_says_so(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        assert heading(app) == "Articles ▾ newest"
        hints = app.main_screen.query_one(Hints)
        assert ("b", "group") in hints.hints
        await pilot.press("b")
        assert heading(app) == "By source ▾ newest"
        assert drawn(app)[0] == "▾ AMW"
        assert ("space", "fold") in hints.hints
        await pilot.press("b", "s")
        assert heading(app) == "By date ▾ oldest"
        assert drawn(app)[0] == "▾ March 2026"
        await pilot.press("b")
        assert heading(app) == "By story ▾ oldest"
        await pilot.press("slash", *"storm")
        assert heading(app) == "1 with “storm”, by story ▾ oldest"
        await pilot.press("enter", "b")
        assert heading(app) == "1 with “storm” ▾ oldest"
        assert ("a", "add") in hints.hints


async def test_order_and_groups_are_remembered_for_the_library(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("b", "s", "s")
    app = desktop.app(state=State(desktop.state_path))
    async with app.run_test(size=SIZE):
        assert heading(app) == "By source ▾ source"


async def test_going_on_passes_through_folded_sources(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("b", "H")
        assert drawn(app)[:6:2] == ["▸ AMW", "▸ Coast Daily", "▎▸ Harbour Wire"]
        assert "3 of 3" in status(app)
        await pilot.press("K")
        assert app.workspace.open_id == desktop.ids["storm"]
        assert app.main_screen.view.sidebar.articles.cursor == 1
        assert "2 of 3" in status(app)
        assert drawn(app)[2] == "▎▸ Coast Daily"


async def test_going_on_passes_over_a_folded_story_and_not_done_finds_what_is_in_it(
    desktop, copies: list[str]
) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("b", "b", "b")
        assert "1 of 4" in status(app)
        await pilot.press("J", "J", "J")
        assert app.workspace.open_id == copies[0]
        await pilot.press("J")
        assert app.workspace.open_id == copies[0]  # the last line of the list
        await pilot.press("U")
        assert app.workspace.open_id == copies[1]
        assert drawn(app)[7].startswith("▎▸ +2 from 2 sources")
        assert "4 of 4" in status(app)
        await pilot.press("K")
        assert app.workspace.open_id == desktop.ids["storm"]


async def test_done_is_counted_at_the_heading_and_leads_on(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        app.main_screen.view.open_article(desktop.ids["strike"])
        await pilot.press("b", "d")
        assert drawn(app)[1].split() == ["1", "article", "1●"]
        assert app.workspace.open_id == desktop.ids["storm"]


async def test_unfolded_stays_unfolded_when_the_order_changes_but_not_when_the_groups_do(
    desktop, copies: list[str]
) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("b", "b", "b", "G", "l")
        assert len(app.workspace.view) == 6
        await pilot.press("s")
        assert len(app.workspace.view) == 6
        assert drawn(app)[0] == "○ Ships counted"
        await pilot.press("b", "b", "b", "b")
        assert len(app.workspace.view) == 4
