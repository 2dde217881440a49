"""What is decided on all that are marked in the list; removal; undo that follows and that asks."""

from __future__ import annotations

import pytest

from newsbrowse.annotating import many_articles
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library


def listed(desk) -> list[str]:
    view = desk.app.workspace.view
    return [line.row.id for line in view.lines(0, len(view)) if line.row]


def tags(desk) -> list[set[str]]:
    library = desk.desktop.library
    return [{tag.name for tag in library.decisions(id_).tags} for id_ in desk.desktop.ids.values()]


@pytest.fixture
async def shelf(desk):
    """The list has the keys, its cursor on the first article."""
    await desk.press("escape", "g")
    return desk


async def test_keys_mean_all_that_are_marked_and_escape_takes_the_marks_away(shelf) -> None:
    await shelf.press("v", "v")
    ids = shelf.desktop.ids
    assert shelf.app.main_screen.view.sidebar.articles.marked == {ids["treaty"], ids["strike"]}
    await shelf.press("t", *"sea", "enter")
    assert tags(shelf) == [{"law", "sea"}, {"sea"}, set()]
    await shelf.press("S", "d")
    catalogue = shelf.desktop.library.catalogue
    assert (catalogue.counts().starred, catalogue.counts().done) == (2, 2)
    await shelf.press("S", "d")
    assert (catalogue.counts().starred, catalogue.counts().done) == (0, 0)
    await shelf.press("escape")
    assert shelf.app.main_screen.view.sidebar.articles.marked == frozenset()
    await shelf.press("t", *"one", "enter")
    assert [("one" in each) for each in tags(shelf)] == [True, False, False]


async def test_u_takes_the_whole_step_back_and_redo_makes_it_again(shelf) -> None:
    await shelf.press("ctrl+a", "t", *"sea, -law", "enter")
    assert tags(shelf) == [{"sea"}] * 3
    await shelf.press("u")
    assert tags(shelf) == [{"sea", "law"}, {"sea"}, {"sea"}]
    await shelf.press("u")
    assert tags(shelf) == [{"law"}, set(), set()]
    await shelf.press("ctrl+r")
    assert tags(shelf) == [{"sea", "law"}, {"sea"}, {"sea"}]


async def test_with_the_keys_in_the_text_they_mean_the_open_article(shelf) -> None:
    await shelf.press("v", "v", "tab", "t", *"one", "enter")
    assert [("one" in each) for each in tags(shelf)] == [True, False, False]
    assert len(shelf.app.workspace.marked) == 2


async def test_what_is_removed_leaves_the_list_and_u_brings_it_back(shelf) -> None:
    ids = shelf.desktop.ids
    await shelf.press("v", "v", "X")
    assert listed(shelf) == [ids["storm"]]
    assert shelf.app.workspace.open_id == ids["storm"]
    assert "u takes it back" in shelf.told
    await shelf.press("u")
    assert set(listed(shelf)) == set(ids.values())
    assert shelf.app.workspace.marked == {}
    await shelf.press("g", "X")
    assert len(listed(shelf)) == 2
    gone = shelf.desktop.library.catalogue.removed()
    assert len(gone) == 1


async def test_everything_can_be_removed_and_brought_back(shelf) -> None:
    await shelf.press("ctrl+a", "X")
    assert listed(shelf) == []
    await shelf.press("u")
    assert len(listed(shelf)) == 3


async def test_u_goes_back_to_where_the_latest_decision_was(desk) -> None:
    await desk.go("speaker")
    await desk.press("1", "d")
    assert desk.app.workspace.open_id == desk.desktop.ids["strike"]
    await desk.press("u")
    assert desk.app.workspace.open_id == desk.id
    assert desk.desktop.library.article(desk.id).state == "open"
    await desk.press("u")
    assert desk.mentions() == []


async def test_where_something_was_decided_u_stays(desk) -> None:
    await desk.go("speaker")
    await desk.press("1", "J", "S", "u")
    strike = desk.desktop.ids["strike"]
    assert desk.app.workspace.open_id == strike
    assert not desk.desktop.library.article(strike).star
    await desk.press("u")
    assert desk.mentions() == [("speaker", "PERSON")], "the article that is open has no more"


async def test_u_undoes_nothing_where_another_window_has_decided_since(desk) -> None:
    await desk.go("speaker")
    await desk.press("1", "J")
    other = Session(Library.open(desk.desktop.library.path), "ana")
    other.set_star(desk.id, True)
    await desk.press("u")
    assert "has another one after it" in desk.told
    assert desk.app.workspace.open_id == desk.desktop.ids["strike"]
    assert desk.desktop.library.article(desk.id).star
    assert desk.mentions() == [("speaker", "PERSON")]


async def test_a_step_of_an_earlier_session_is_told_before_it_is_undone(desk) -> None:
    earlier = Session(Library.open(desk.desktop.library.path), "ana")
    earlier.tag_all(desk.desktop.ids.values(), ["sea"])
    await desk.press("u")
    assert "was one step in 3 articles" in desk.told
    assert [("sea" in each) for each in tags(desk)] == [True] * 3
    await desk.press("u")
    assert [("sea" in each) for each in tags(desk)] == [False] * 3


async def test_many_articles_are_decided_on_while_the_keys_are_answered(
    shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_articles, "FEW", 2)
    await shelf.press("ctrl+a", "t", *"sea", "enter")
    await shelf.app.workers.wait_for_complete()
    await shelf.pilot.pause()
    assert [("sea" in each) for each in tags(shelf)] == [True] * 3
    assert shelf.app.main_screen._many.facts() == [(5, "3 marked")]
    await shelf.press("escape", "u")
    assert [("sea" in each) for each in tags(shelf)] == [False] * 3


async def test_tags_on_and_off_are_both_done_where_it_takes_long(
    shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_articles, "FEW", 2)
    await shelf.press("ctrl+a", "t", *"sea, -law", "enter")
    for _ in range(2):
        await shelf.app.workers.wait_for_complete()
        await shelf.pilot.pause()
    assert tags(shelf) == [{"sea"}] * 3
