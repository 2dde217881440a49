"""Tags, notes and links, and the rows of the inspector."""

from __future__ import annotations

from newsbrowse.workspace.rows import AboutLine, EntityRow
from newsbrowse_store.text.spans import Spans


def tags(house) -> list[str]:
    return [tag.name for tag in house.decisions.tags]


def test_tags_are_added_and_those_with_a_minus_taken_away(house) -> None:
    house.do("everywhere.tag")
    assert list(house.view.asked.completions) == ["law"]
    house.view.answer("port, ships, -law")
    assert sorted(tags(house)) == ["port", "ships"]


def test_a_note_is_on_the_entity_here_else_on_the_article(house) -> None:
    house.go("Ilse")
    house.do("pane.note")
    assert house.view.asked.label == "note on Ilse Brandt"
    house.view.answer("")
    house.view.text.move_to(house.text.index("will"))
    house.do("pane.note")
    house.view.answer("check this")
    assert [(note.on, note.text) for note in house.decisions.notes] == [("article", "check this")]


def test_the_note_of_the_relation_in_the_row_is_changed(house) -> None:
    house.relate()
    house.view.pane_name, [house.view.row] = "inspector", house.decisions.relations
    house.do("inspector.note")
    assert house.view.asked.value == "at last"
    house.view.answer("on Tuesday")
    assert house.decisions.relations[0].note == "on Tuesday"


def test_an_entity_is_named_anew_and_then_known(house) -> None:
    house.go("Vesland")
    house.do("pane.link")
    picking = house.view.picking
    assert (picking.title, picking.typed) == ("Vesland is", "Vesland")
    [new] = picking.options("Vesland")
    assert (new.name, new.value) == ("new GPE “Vesland”", ("Vesland", True))
    picking.then(new.value)
    house.go("Vesland", 1)
    house.do("pane.link")
    [known] = house.view.picking.options("vesland")
    assert (known.name, known.meaning) == ("Vesland", "GPE")
    house.view.picking.then(known.value)
    assert len({mention.entity for mention in house.decisions.mentions}) == 1
    assert len(house.library.entities.all()) == 1


def test_opening_a_row_goes_to_its_place_in_the_text(house) -> None:
    house.relate()
    house.view.pane_name = "inspector"
    house.tags_and_notes.open_row(house.decisions.relations[0])
    assert house.here.startswith("Ilse")
    assert house.view.pane_name == "pane"
    pending = [one for one in house.workspace.reading.pending if one.text == "Amsel Lines"]
    row = EntityRow("ORG", "Amsel Lines", Spans(pending))
    for expected in ("Amsel Lines welcomed", "Amsel Lines. Vesland", "Amsel Lines welcomed"):
        house.tags_and_notes.open_row(row)
        assert house.here.startswith(expected)


def test_a_fact_about_the_article_is_corrected(house) -> None:
    house.view.row = AboutLine("Source", "Harbour Wire", "source")
    house.tags_and_notes.open_row(house.view.row)
    house.view.answer("AMW")
    assert house.workspace.reading.article.metadata.source == "AMW"


def test_a_row_that_has_nothing_to_change_says_so(house) -> None:
    house.do("inspector.delete", "inspector.edit", "inspector.reverse")
    assert house.view.told == ["This row has nothing to change that way."] * 3
