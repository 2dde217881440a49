from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from newsbrowse.widgets.article_list.article_lines import first_line, fit, second_line
from newsbrowse.widgets.article_list.article_list import ArticleList
from newsbrowse_store.cache.listing import ListedLine
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.values import Row, Suggestion
from store.shelves import named, shelve
from tui.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from textual.pilot import Pilot

ARTICLES = 200


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("news")) as opened:
        shelve(opened, *(named(f"Headline {number:03}", "AMW") for number in range(ARTICLES)))
        yield opened


@pytest.fixture
async def pilot(library: Library) -> AsyncIterator[Pilot[None]]:
    async with Shelf(library).run_test(size=(40, 20)) as pilot:
        shelf(pilot).articles.set_listing(library.catalogue.view("headline"))
        await pilot.pause()
        shelf(pilot).told.clear()
        yield pilot


def shelf(pilot: Pilot[None]) -> Shelf:
    assert isinstance(pilot.app, Shelf)
    return pilot.app


def ids(library: Library) -> list[str]:
    return [row.id for row in library.catalogue.view("headline").rows(0, ARTICLES)]


async def test_the_rows_in_view_are_drawn_two_lines_each(
    pilot: Pilot[None], library: Library
) -> None:
    lines = shelf(pilot).screen_lines()
    assert lines[:4] == [" ○ Headline 000", "   AMW", " ○ Headline 001", "   AMW"]
    assert lines[18] == " ○ Headline 009"
    assert shelf(pilot).articles.virtual_size.height == 2 * ARTICLES


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (["j"], 1),
        (["down", "down", "k"], 1),
        (["up"], 0),
        (["G"], ARTICLES - 1),
        (["end", "j"], ARTICLES - 1),
        (["G", "g"], 0),
        (["pagedown"], 9),
        (["ctrl+d", "ctrl+d", "ctrl+u"], 9),
        (["j", "pageup"], 0),
    ],
)
async def test_keys_move_the_cursor_and_keep_it_in_view(
    pilot: Pilot[None], library: Library, keys: list[str], place: int
) -> None:
    articles = shelf(pilot).articles
    await pilot.press(*keys)
    assert (articles.cursor, articles.selected) == (place, ids(library)[place])
    drawn = [line for line in shelf(pilot).screen_lines() if f"Headline {place:03}" in line]
    assert len(drawn) == 1
    if place:
        assert shelf(pilot).told[-1] == ("highlighted", ids(library)[place])


async def test_enter_and_a_click_open_an_article(pilot: Pilot[None], library: Library) -> None:
    await pilot.press("j", "enter")
    assert shelf(pilot).told[-1] == ("opened", ids(library)[1])
    shelf(pilot).told.clear()
    await pilot.click(ArticleList, offset=(5, 7))
    assert shelf(pilot).told == [("highlighted", ids(library)[3]), ("opened", ids(library)[3])]


async def test_a_click_in_a_scrolled_list_opens_what_is_seen_there(
    pilot: Pilot[None], library: Library
) -> None:
    shelf(pilot).articles.scroll_to(y=101, animate=False)  # half an article
    await pilot.pause()
    await pilot.click(ArticleList, offset=(5, 0))
    assert shelf(pilot).told[-1] == ("opened", ids(library)[50])


async def test_a_click_below_the_last_article_opens_nothing(
    pilot: Pilot[None], library: Library
) -> None:
    shelf(pilot).articles.set_listing(library.catalogue.view("headline", "001"))
    await pilot.pause()
    shelf(pilot).told.clear()
    await pilot.click(ArticleList, offset=(5, 12))
    assert shelf(pilot).told == []


async def test_an_article_can_be_selected_wherever_it_is(
    pilot: Pilot[None], library: Library
) -> None:
    articles = shelf(pilot).articles
    assert articles.select(ids(library)[150])
    await pilot.pause()
    assert " ○ Headline 150" in shelf(pilot).screen_lines()
    assert not articles.select("0" * 12)
    assert articles.cursor == 150


class TestAnotherView:
    async def test_the_cursor_stays_on_its_article_under_another_order(
        self, pilot: Pilot[None], library: Library
    ) -> None:
        articles = shelf(pilot).articles
        articles.select(ids(library)[150])
        articles.set_listing(library.catalogue.view("oldest"))
        await pilot.pause()
        assert articles.selected == ids(library)[150]
        assert " ○ Headline 150" in shelf(pilot).screen_lines()

    async def test_under_a_new_filter_it_goes_to_the_first_match(
        self, pilot: Pilot[None], library: Library
    ) -> None:
        articles = shelf(pilot).articles
        articles.select(ids(library)[150])
        articles.set_listing(library.catalogue.view("headline", "5"))
        await pilot.pause()
        assert shelf(pilot).screen_lines()[0] == " ○ Headline 005"
        assert articles.selected == ids(library)[5]
        articles.set_listing(library.catalogue.view("headline"))
        assert articles.selected == ids(library)[5]

    async def test_an_empty_one_has_no_cursor(self, pilot: Pilot[None], library: Library) -> None:
        articles = shelf(pilot).articles
        articles.set_listing(library.catalogue.view("headline", "no such word"))
        await pilot.press("j", "G", "pageup", "enter")
        assert (articles.cursor, articles.selected) == (-1, None)
        assert shelf(pilot).told == []
        assert set(shelf(pilot).screen_lines()) == {""}
        articles.set_listing(library.catalogue.view("headline"))
        assert articles.selected == ids(library)[0]


async def test_a_row_that_changed_is_drawn_anew(pilot: Pilot[None], library: Library) -> None:
    first = ids(library)[0]
    library.suggestions.put(first, "k", [Suggestion(0, 1, "ORG", "H")] * 3)
    Session(library, "ana").set_star(first, True)
    Session(library, "ana").set_state(first, "done")
    assert shelf(pilot).screen_lines()[0] == " ○ Headline 000"
    shelf(pilot).articles.refresh_row(first)
    line = shelf(pilot).screen_lines()[0]
    assert line.startswith(" ● Headline 000")
    assert line.endswith(" ★ 3┄")
    Session(library, "ana").set_state(first, "new")


async def test_the_open_article_has_a_bar_and_the_cursor_a_ground(
    pilot: Pilot[None], library: Library
) -> None:
    articles = shelf(pilot).articles
    articles.opened = ids(library)[1]
    assert [line[0] for line in shelf(pilot).screen_lines()[:6]] == [" ", " ", "▎", "▎", " ", " "]
    grounds = [{segment.style.bgcolor for segment in articles.render_line(y)} for y in range(4)]  # type: ignore[union-attr]
    assert grounds[0] == grounds[1] != grounds[2] == grounds[3]
    assert all(len(ground) == 1 for ground in grounds)


async def test_the_cursor_is_quieter_without_the_focus(pilot: Pilot[None]) -> None:
    articles = shelf(pilot).articles
    focused = next(iter(articles.render_line(0))).style
    articles.blur()
    await pilot.pause()
    assert next(iter(articles.render_line(0))).style != focused


@pytest.mark.parametrize("width", [*range(4, 84, 8), 200])
@pytest.mark.parametrize(
    "headline",
    [
        "Short",
        "word " * 60,
        "日本語の見出し" * 9,
        "👩‍👩‍👧 family " * 9,
        "é" * 90,
        "\x1b[31m[/x]\n\t" * 20,
        "",
    ],
)
def test_both_lines_fill_the_width_exactly_and_hold_no_controls(headline: str, width: int) -> None:
    row = Row(
        "3fa9c1d2e4b5", headline, False, headline[:40], "2026-03-01", "open", True,
        ("trade/harbours", headline[:20]), 100, 12, 3, 1, "2026-03-04",
    )  # fmt: skip
    for draw in (first_line, second_line):
        text = "".join(part for part, _ in draw(ListedLine(row), width, bar="opened"))
        assert cell_len(text) == width
        assert all(character.isprintable() or character in "\u200b\u200d" for character in text)


def test_what_does_not_fit_is_cut_with_an_ellipsis() -> None:
    assert fit("harbour", 7) == "harbour"
    assert fit("harbours", 7) == "harbou…"
    assert fit("日本語", 5) == "日本…"
    assert fit("日本語", 4) == "日… "
    assert fit("a headline", 3) == "a… "
    assert fit("x", 0) == ""


def test_what_is_not_known_of_an_article_is_left_out() -> None:
    row = Row(
        "3fa9c1d2e4b5", "", False, "", "", "new", False, (), 1, -1, 0, 0, "2026-03-04T10:00:00Z"
    )
    first, second = (draw(ListedLine(row), 40, bar="") for draw in (first_line, second_line))
    assert "(no headline)" in "".join(part for part, _ in first)
    assert "added 4 Mar 2026" in "".join(part for part, _ in second)


def test_what_is_damaged_has_a_mark_and_says_so() -> None:
    row = Row("3fa9c1d2e4b5", "3fa9c1d2e4b5", True, "", "", "new", False, (), 0, -1, 0, 0, "")
    first, second = (draw(ListedLine(row), 40, bar="") for draw in (first_line, second_line))
    assert "".join(part for part, _ in first).startswith(" ! 3fa9c1d2e4b5")
    assert "".join(part for part, _ in second).strip() == "damaged"
