"""Modes: what each allows, what it says in the footer, and where escape leads."""

from __future__ import annotations

from newsbrowse.annotating.modes import DECIDING


def link(house) -> None:
    house.go("Ilse")
    house.do("pane.relate")


def test_reading_allows_everything_and_its_footer_is_that_of_the_place(house) -> None:
    modes, view = house.view.modes, house.view
    assert not any(modes.refusal(action, {}) for action in DECIDING)
    assert modes.footer() == "pane"
    view.text.selection = (0, 4)
    assert modes.footer() == "selecting"
    view.pane_name = "sidebar"
    house.do("sidebar.group")
    assert modes.footer() == "groups"


def test_escape_leads_out_of_a_selection_and_then_to_the_list(house) -> None:
    house.view.text.selection = (0, 4)
    house.view.modes.escape()
    assert (house.view.text.selection, house.view.pane_name) == (None, "pane")
    house.view.modes.escape()
    assert house.view.pane_name == "sidebar"


def test_a_relation_in_the_making_lets_decisions_wait_and_moving_go_on(house) -> None:
    link(house)
    modes = house.view.modes
    assert modes.footer() == "linking"
    assert modes.refusal("pane.accept", {}).startswith("A relation is in the making: esc leaves")
    assert modes.refusal("pane.note", {})
    assert not modes.refusal("pane.confirm", {})
    assert not modes.refusal("everywhere.next_article", {})
    modes.escape()
    assert modes.footer() == "pane"
    assert house.view.draft is None


def test_escape_from_a_question_leaves_the_relation_that_it_was_asked_for_too(house) -> None:
    link(house)
    house.go("Vesland")
    house.do("pane.confirm")
    house.view.picking.then("visits")
    modes = house.view.modes
    assert modes.asking is not None
    assert modes.footer() == ()
    assert modes.refusal("pane.accept", {})
    modes.escape()
    assert not modes.at_work
    assert (house.view.asked, house.view.draft, house.decisions.relations) == (None, None, ())


def test_a_filter_lies_under_a_relation_and_is_left_after_it(house) -> None:
    link(house)
    house.do("sidebar.filter")
    house.finding.filter_typed("treaty")
    modes = house.view.modes
    assert modes.footer() == "linking"
    modes.escape()
    assert house.view.draft is None
    assert (modes.at_work, house.workspace.filter) == (False, "treaty")
    modes.escape()
    assert house.workspace.filter == ""


def test_opening_an_article_ends_the_relation_and_keeps_the_filter(house) -> None:
    house.do("sidebar.filter")
    house.finding.filter_typed("o")
    link(house)
    house.view.open_article(house.desktop.ids["strike"])
    assert (house.view.draft, house.view.filter_asked) == (None, "/")
