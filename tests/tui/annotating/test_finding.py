"""Finding: the filter, the searches that are kept, what lights up in the text."""

from __future__ import annotations

from newsbrowse.annotating.view import Searched
from newsbrowse_store.query.parser import parse


def test_a_filter_lists_while_it_is_typed_and_stays_when_it_is_taken(house) -> None:
    house.do("sidebar.filter")
    house.finding.filter_typed("dockers")
    assert len(house.workspace.view) == 1
    house.finding.filter_taken()
    assert (house.workspace.filter, house.view.pane_name) == ("dockers", "sidebar")
    assert house.view.filter_asked == ""
    house.view.modes.escape()
    assert (house.workspace.filter, len(house.workspace.view)) == ("", 3)


def test_a_kept_search_lists_what_it_finds(house) -> None:
    house.finding.choose()
    assert house.view.told.pop().startswith("No search is kept yet")
    house.library.save_search("Ports", "port")
    house.finding.choose()
    assert [one.name for one in house.view.picking.options] == ["All articles", "Ports"]
    house.view.picking.then("Ports")
    assert house.view.told == ["“Ports” finds 1 article."]
    assert f"list {house.desktop.ids['storm']}" in house.view.drawn
    house.view.modes.escape()
    assert house.workspace.search is None


def test_matches_in_the_article_are_told(house) -> None:
    house.do("pane.search")
    house.view.answer("Vesland")
    house.do("pane.search")
    house.view.answer("ferry")
    assert house.view.told == [
        "2 matches. n and N lead through them.",
        "“ferry” is not in this article.",
    ]


def test_what_was_found_in_the_library_is_opened_at_its_first_match(house) -> None:
    house.do("everywhere.find")
    searched = Searched("port", parse("port"), house.desktop.ids["storm"])
    house.view.picking.then(searched)
    assert house.workspace.open_id == house.desktop.ids["storm"]
    assert house.here.startswith("port of Vesland")
    house.do("everywhere.find")
    assert house.view.picking.before == searched
