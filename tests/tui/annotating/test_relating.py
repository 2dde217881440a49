"""Relating: a relation from its head to its note, and what becomes of it on the way."""

from __future__ import annotations

import pytest


def start(house, words: str, action: str = "pane.relate") -> None:
    house.go(words)
    house.do(action)


def ends(house) -> list[tuple[str, str, str]]:
    reading = house.workspace.reading
    return [
        (reading.end_text(one.head), one.type, reading.end_text(one.tail))
        for one in house.decisions.relations
    ]


def test_from_the_head_to_the_note(house) -> None:
    house.relate()
    assert ends(house) == [("Ilse Brandt", "visits", "Vesland")]
    assert house.decisions.relations[0].note == "at last"
    assert house.view.draft is None
    assert not house.view.modes.at_work


@pytest.mark.parametrize("turned", [False, True])
def test_from_the_tail(house, *, turned: bool) -> None:
    start(house, "Vesland", "pane.relate" if turned else "pane.relate_from_tail")
    if turned:
        house.do("pane.relate_from_tail")
    house.go("Ilse")
    house.do("pane.confirm")
    house.view.picking.then("visits")
    house.view.answer("")
    assert ends(house) == [("Ilse Brandt", "visits", "Vesland")]


def test_where_no_type_is_allowed_that_is_said_and_the_other_end_chosen_again(house) -> None:
    begin = house.text.index("sign the")
    house.workspace.session.add(house.workspace.open_id, begin, begin + 4, "EVENT")
    house.workspace.reopen()
    start(house, "sign the")
    house.go("Ilse")
    house.do("pane.confirm")
    assert house.view.told == [
        "The schema has no relation from EVENT to PERSON. R turns the link round."
    ]
    assert house.view.picking is None
    assert house.view.modes.at_work


def test_leaving_the_choice_of_type_goes_back_to_the_other_end(house) -> None:
    start(house, "Ilse")
    house.go("Vesland")
    house.do("pane.confirm")
    house.view.picking.otherwise()
    house.go("Amsel")
    house.relating.cursor_moved(None)
    assert (house.view.draft.head, house.view.draft.tail) == ("Ilse Brandt", "Amsel Lines")


def test_what_is_selected_is_the_evidence(house) -> None:
    start(house, "Ilse")
    begin = house.text.index("will sign")
    house.view.text.selection = (begin, begin + 9)
    house.relating.selected()
    assert house.view.draft.evidence == "will sign"
    house.go("Vesland")
    house.do("pane.confirm")
    house.view.picking.then("visits")
    house.view.answer("")
    [relation] = house.decisions.relations
    assert [house.text[one.start : one.end] for one in relation.evidence] == ["will sign"]


def test_it_starts_and_ends_at_two_entities(house) -> None:
    house.view.text.move_to(house.text.index("will"))
    house.do("pane.relate")
    start(house, "Ilse")
    house.do("pane.confirm")
    assert [words.partition(".")[0] for words in house.view.told] == [
        "There is no entity under the cursor",
        "Move to the other entity first; esc leaves",
    ]


def test_following_goes_to_the_other_end_and_back(house) -> None:
    house.relate()
    house.go("Ilse")
    house.do("pane.follow")
    assert house.here.startswith("Vesland")
    house.do("pane.follow")
    assert house.here.startswith("Ilse")
