"""The list of articles grouped by source, date and story: its lines, keys and mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from newsbrowse.widgets.article_list.article_lines import first_line, second_line
from newsbrowse.widgets.article_list.article_list import ArticleList
from newsbrowse.workspace.wording import heading_name
from newsbrowse_store.cache.listing import Folds, Heading, ListedLine
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft, Metadata, Row
from store.shelves import shelve
from tui.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from newsbrowse_store.cache.listing import Group


def copy(headline: str, source: str, published: str, story: str = "") -> Draft:
    said = [f"In {story or headline} the minister said sentence {n} twice." for n in range(4)]
    text = "\n".join([headline, source, *said])
    return Draft(text, Metadata(headline=headline, source=source, published=published))


ARTICLES = {
    "leak": copy("Treaty leaks", "Coast Daily", "2026-03-05"),
    "strike": copy("Strike at quay four", "AMW", "2026-03-04"),
    "amw": copy("Treaty signed", "AMW", "2026-03-03", "treaty"),
    "coast": copy("Ministers sign treaty", "Coast Daily", "2026-03-02", "treaty"),
    "wire": copy("Treaty to be signed", "Wire", "2026-03-01", "treaty"),
}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "news") as opened:
        yield opened


@pytest.fixture
def ids(library: Library) -> dict[str, str]:
    return dict(zip(ARTICLES, shelve(library, *ARTICLES.values()), strict=True))


@pytest.fixture
async def pilot(library: Library, ids: dict[str, str]) -> AsyncIterator[Pilot[None]]:
    async with Shelf(library).run_test(size=(40, 20)) as pilot:
        yield pilot


async def group(pilot: Pilot[None], by: Group, folds: Folds | None = None) -> Shelf:
    assert isinstance(pilot.app, Shelf)
    listing = pilot.app.library.catalogue.listing(group=by, folds=folds)
    pilot.app.articles.set_listing(listing)
    await pilot.pause()
    pilot.app.told.clear()
    return pilot.app


def name(ids: dict[str, str], id_: str | None) -> str | None:
    return next((name for name, known in ids.items() if known == id_), None)


class TestSections:
    async def test_headings_stand_over_articles_with_their_counts(
        self, pilot: Pilot[None], library: Library, ids: dict[str, str]
    ) -> None:
        Session(library, "ana").set_state(ids["strike"], "done")
        shelf = await group(pilot, "source")
        lines = shelf.screen_lines()
        assert lines[0] == " ▾ AMW"
        assert lines[1].split() == ["2", "articles", "1●"]
        assert lines[2] == " ● Strike at quay four"
        assert lines[3] == "   AMW · 4 Mar 2026"
        assert lines[4] == " ○ Treaty signed"
        assert lines[6:8] == [" ▾ Coast Daily", "   2 articles"]
        assert lines[12:14] == [" ▾ Wire", "   1 article"]
        assert name(ids, shelf.articles.selected) == "strike"

    async def test_dates_are_in_words(self, pilot: Pilot[None]) -> None:
        shelf = await group(pilot, "date")
        assert shelf.screen_lines()[:2] == [" ▾ March 2026", "   5 articles"]

    async def test_keys_fold_and_unfold(self, pilot: Pilot[None], ids: dict[str, str]) -> None:
        articles = (await group(pilot, "source")).articles
        await pilot.press("j", "h")  # from the second article to its heading
        assert (articles.cursor, articles.selected) == (0, None)
        await pilot.press("h")
        assert shelf_lines(pilot)[:3:2] == [" ▸ AMW", " ▾ Coast Daily"]
        await pilot.press("h", "j", "enter")  # nothing more to fold here; enter folds a heading
        assert shelf_lines(pilot)[:5:2] == [" ▸ AMW", " ▸ Coast Daily", " ▾ Wire"]
        await pilot.press("k", "l", "l")  # unfolds, and goes in
        assert name(ids, articles.selected) == "strike"
        await pilot.press("space")
        assert (articles.cursor, articles.selected) == (0, None)
        await pilot.press("space", "left", "right")
        assert shelf_lines(pilot)[0] == " ▾ AMW"

    async def test_all_are_folded_and_the_cursor_stays_with_its_article(
        self, pilot: Pilot[None], ids: dict[str, str]
    ) -> None:
        articles = (await group(pilot, "source")).articles
        articles.select(ids["coast"])
        await pilot.press("H")
        assert [line for line in shelf_lines(pilot)[::2] if line] == [
            " ▸ AMW",
            " ▸ Coast Daily",
            " ▸ Wire",
        ]
        assert articles.cursor == 1
        assert articles.virtual_size.height == 6
        await pilot.press("L")
        assert articles.cursor == 3
        assert articles.virtual_size.height == 16

    async def test_an_article_that_is_folded_in_is_selected_and_marked_at_its_heading(
        self, pilot: Pilot[None], ids: dict[str, str]
    ) -> None:
        articles = (await group(pilot, "source", Folds(folded=True))).articles
        articles.opened = ids["coast"]
        assert articles.select(ids["coast"])
        assert articles.cursor == 1
        assert [line[:1] for line in shelf_lines(pilot)[:6]] == [" ", " ", "▎", "▎", " ", " "]
        await pilot.press("space")
        bars = [line[:1] for line in shelf_lines(pilot)[2:8]]
        assert bars == [" ", " ", " ", " ", "▎", "▎"]

    async def test_a_click_folds_a_heading_and_opens_an_article(
        self, pilot: Pilot[None], ids: dict[str, str]
    ) -> None:
        shelf = await group(pilot, "source")
        await pilot.click(ArticleList, offset=(9, 6))
        assert shelf_lines(pilot)[6] == " ▸ Coast Daily"
        assert shelf.told == []
        await pilot.click(ArticleList, offset=(1, 5))
        assert [(what, name(ids, id_)) for what, id_ in shelf.told] == [
            ("highlighted", "amw"),
            ("opened", "amw"),
        ]

    async def test_counts_follow_decisions(
        self, pilot: Pilot[None], library: Library, ids: dict[str, str]
    ) -> None:
        await group(pilot, "source")
        assert shelf_lines(pilot)[1] == "   2 articles"
        Session(library, "ana").set_state(ids["amw"], "done")
        assert isinstance(pilot.app, Shelf)
        pilot.app.articles.refresh_row(ids["amw"])
        assert shelf_lines(pilot)[1].split() == ["2", "articles", "1●"]

    async def test_the_cursor_stays_on_its_heading_when_articles_come(
        self, pilot: Pilot[None], library: Library
    ) -> None:
        folds = Folds(folded=True)
        articles = (await group(pilot, "source", folds)).articles
        await pilot.press("j")
        library.add(copy("New", "Amsel Post", "2026-03-06"))
        await group(pilot, "source", folds)
        assert shelf_lines(pilot)[articles.cursor * 2] == " ▸ Coast Daily"
        assert articles.cursor == 2

    async def test_a_filter_leads_to_the_first_article_and_shows_its_heading(
        self, pilot: Pilot[None], library: Library, ids: dict[str, str]
    ) -> None:
        articles = (await group(pilot, "source")).articles
        articles.set_listing(library.catalogue.listing("newest", "sign", group="source"))
        await pilot.pause()
        assert shelf_lines(pilot)[0] == " ▾ AMW"
        assert name(ids, articles.selected) == "amw"
        articles.set_listing(library.catalogue.listing("newest", "no such", group="source"))
        await pilot.press("j", "space", "h", "l", "H", "L", "enter")
        assert articles.cursor == -1


class TestStories:
    async def test_a_story_is_one_row_that_unfolds(
        self, pilot: Pilot[None], library: Library, ids: dict[str, str]
    ) -> None:
        Session(library, "ana").set_state(ids["amw"], "done")
        articles = (await group(pilot, "story")).articles
        assert shelf_lines(pilot)[:5] == [
            " ○ Treaty leaks",
            "   Coast Daily · 5 Mar 2026",
            " ○ Strike at quay four",
            "   AMW · 4 Mar 2026",
            " ○ Treaty to be signed",
        ]
        assert shelf_lines(pilot)[5].startswith(" ▸ +2 from 2 sources · Wire · 1 Mar")
        assert shelf_lines(pilot)[5].endswith(" 1●")
        await pilot.press("G", "l")
        assert shelf_lines(pilot)[5].startswith(" ▾ +2")
        assert shelf_lines(pilot)[6:10] == [
            "   ○ Ministers sign treaty",
            "     Coast Daily · 2 Mar 2026",
            "   ● Treaty signed",
            "     AMW · 3 Mar 2026",
        ]
        await pilot.press("l", "j")
        assert name(ids, articles.selected) == "amw"
        await pilot.press("h")
        assert name(ids, articles.selected) == "wire"
        await pilot.press("h")
        assert articles.virtual_size.height == 6

    async def test_enter_opens_its_head_and_the_mouse_unfolds_it_at_the_mark(
        self, pilot: Pilot[None], ids: dict[str, str]
    ) -> None:
        shelf = await group(pilot, "story")
        await pilot.press("G", "enter")
        assert shelf.told[-1] == ("opened", ids["wire"])
        shelf.told.clear()
        await pilot.click(ArticleList, offset=(1, 5))
        assert shelf_lines(pilot)[6] == "   ○ Ministers sign treaty"
        assert ("opened", ids["wire"]) not in shelf.told
        await pilot.click(ArticleList, offset=(9, 5))
        assert shelf.told[-1] == ("opened", ids["wire"])

    async def test_an_article_alone_has_nothing_to_fold(self, pilot: Pilot[None]) -> None:
        articles = (await group(pilot, "story")).articles
        before = shelf_lines(pilot)
        await pilot.press("g", "space", "l", "h")
        assert shelf_lines(pilot) == before
        assert articles.cursor == 0


def shelf_lines(pilot: Pilot[None]) -> list[str]:
    assert isinstance(pilot.app, Shelf)
    return pilot.app.screen_lines()


ROW = Row(
    "3fa9c1d2e4b5", "日本語の見出し " * 9, False, "Site " * 9, "2026-03-01", "done", True,
    ("law",), 100, 12, 3, 1, "2026-03-04",
)  # fmt: skip


@pytest.mark.parametrize("width", [*range(4, 84, 5), 200])
@pytest.mark.parametrize(
    "line",
    [
        ListedLine(heading=Heading("afp", "AFP 通信社 👩‍👩‍👧" * 9, 12_000, 3_400, folded=True)),
        ListedLine(heading=Heading("\x1b[31m", "\x1b[31m[/x]", 1, 0, folded=False)),
        ListedLine(heading=Heading(20260301, "2026-03-01", 1, 1, folded=False)),
        ListedLine(ROW, Heading(7, "", 30, 7, folded=True, sources=12)),
        ListedLine(ROW, Heading(7, "", 2, 0, folded=False, sources=0)),
        ListedLine(ROW, inner=True),
        ListedLine(),
    ],
)
def test_every_line_fills_the_width_exactly_and_holds_no_controls(
    line: ListedLine, width: int
) -> None:
    for draw in (first_line, second_line):
        text = "".join(part for part, _ in draw(line, width, bar="opened"))
        assert cell_len(text) == width
        assert all(character.isprintable() or character in "\u200b\u200d" for character in text)


@pytest.mark.parametrize(
    ("key", "written", "shown"),
    [
        ("amw", "AMW", "AMW"),
        ("\U0010ffff", "", "No source"),
        (20260303, "2026-03-03", "Tue 3 March 2026"),
        (202603, "2026-03", "March 2026"),
        (20260000, "2026", "2026"),
        (0, "", "No date"),
        (20260231, "2026-02-31", "2026-02-31"),
    ],
)
def test_the_names_of_groups(key: str | int, written: str, shown: str) -> None:
    assert heading_name(Heading(key, written, 1, 0, folded=False)) == shown
