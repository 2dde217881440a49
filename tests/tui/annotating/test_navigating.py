"""Navigating: on to the next article, and words handed on."""

from __future__ import annotations


def test_done_goes_on_and_on_a_done_article_is_taken_back(house) -> None:
    ids = house.desktop.ids
    house.do("everywhere.done")
    assert house.library.article(ids["treaty"]).state == "done"
    assert house.workspace.open_id == ids["strike"]
    house.do("everywhere.previous_article", "everywhere.done")
    assert house.library.article(ids["treaty"]).state == "open"
    assert house.workspace.open_id == ids["treaty"]


def test_the_ends_of_the_list_are_told(house) -> None:
    house.do("everywhere.previous_article")
    house.workspace.open(house.desktop.ids["storm"])
    house.do("everywhere.next_article")
    assert house.view.told == [
        "This is the first article of the list.",
        "This is the last article of the list.",
    ]


def test_the_panes_take_turns(house) -> None:
    seen = []
    for _ in range(3):
        house.do("everywhere.next_pane")
        seen.append(house.view.pane_name)
    assert seen == ["inspector", "sidebar", "pane"]


def test_the_sentence_here_is_copied_or_what_is_selected(house) -> None:
    house.go("Ilse")
    house.do("pane.copy")
    assert house.view.copied == "Ilse Brandt will sign the treaty in Vesland on Tuesday."
    house.view.text.selection = (0, 8)
    house.do("pane.quote")
    assert house.view.copied.startswith("“Minister” (Minister to sign")


def test_an_article_without_an_address_says_so(house) -> None:
    house.do("pane.browse")
    assert (house.view.browsed, house.view.told) == ("", ["This article has no address."])
