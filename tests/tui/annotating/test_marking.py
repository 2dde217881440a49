"""Marking: labels given, accepted, rejected, given again, taken back."""

from __future__ import annotations


def test_a_label_goes_to_the_selection_and_ends_it(house) -> None:
    start = house.text.index("treaty in")
    house.view.text.selection = (start, start + len("treaty"))
    key = next(one.key for one in house.library.schema.labels if one.name == "LAW")
    house.marking.label(key)
    assert house.mentions == [("treaty", "LAW")]
    assert house.view.text.selection is None


def test_an_unknown_number_is_told(house) -> None:
    house.marking.label("?")
    assert house.view.told == ["No label has the key ?. L shows all labels."]
    assert house.mentions == []


def test_accepting_goes_on_to_the_next_and_round_the_end_to_the_first(house) -> None:
    house.go("Ilse")
    house.do("pane.accept")
    assert house.mentions == [("Ilse Brandt", "PERSON")]
    assert house.here.startswith("Vesland on")
    house.go("Vesland", 1)
    house.do("pane.accept")
    assert house.here.startswith("Vesland on")


def test_rejecting_is_repeated_elsewhere(house) -> None:
    house.go("Vesland")
    house.do("pane.reject")
    house.go("Tuesday")
    house.do("pane.repeat")
    assert [house.text[one.start : one.end] for one in house.decisions.rejections] == [
        "Vesland",
        "Tuesday",
    ]


def test_nothing_can_be_repeated_before_the_first_decision(house) -> None:
    house.do("pane.repeat", "pane.same")
    assert [words.partition(" ")[0] for words in house.view.told] == ["There", "Decide"]


def test_the_same_is_decided_for_every_same_text_wherever_the_cursor_has_gone(house) -> None:
    house.go("Vesland")
    house.do("pane.accept")
    house.go("Ilse")
    house.do("pane.same")
    assert house.mentions == [("Vesland", "GPE")] * 2


def test_undo_takes_back_and_brings_the_cursor_there(house) -> None:
    house.go("Ilse")
    house.do("pane.accept")
    house.go("Amsel", 1)
    house.do("everywhere.undo")
    assert house.mentions == []
    assert house.here.startswith("Ilse")
    house.do("everywhere.redo")
    assert house.mentions == [("Ilse Brandt", "PERSON")]


def test_relations_in_the_way_of_a_deletion_are_asked_about_once(house) -> None:
    house.relate()
    house.go("Ilse")
    house.do("pane.reject")
    assert house.view.told[-1].startswith("1 relation hangs on it. x again deletes all of it")
    assert len(house.decisions.relations) == 1
    house.do("pane.reject")
    assert house.decisions.relations == ()
    assert house.mentions == [("Vesland", "GPE")]


def test_moving_away_from_what_was_asked_about_asks_again(house) -> None:
    house.relate()
    house.go("Ilse")
    house.do("pane.reject")
    house.deciding.cursor_moved(None)
    house.do("pane.reject")
    assert len(house.decisions.relations) == 1
