"""Choosing one of many on a small screen."""

from __future__ import annotations

import pytest
from textual.containers import Vertical

from newsbrowse.screens.picker import Picker
from newsbrowse.widgets.bars import Hints
from newsbrowse.widgets.line_list import LineList


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_every_option_can_be_brought_into_view(desktop, size) -> None:
    app = desktop.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("tab", "L")
        await pilot.pause()
        assert isinstance(app.screen, Picker)
        lines, frame = app.screen.query_one(LineList), app.screen.query_one(Vertical)
        labels = len(desktop.library.schema.labels)
        await pilot.press(*["down"] * labels)
        assert lines.cursor == labels - 1
        assert 0 <= lines.cursor - lines.scroll_offset.y < lines.size.height
        assert frame.content_region.contains_region(lines.region)


def listed(desk) -> list[str]:
    lines = desk.app.screen.query_one(LineList).lines
    return ["".join(words for words, _ in line.parts).strip() for line in lines]


async def test_the_keys_of_a_picker_stand_in_the_place_of_the_footer(desk) -> None:
    await desk.press("L")
    hints = desk.app.screen.query_one(Hints)
    assert hints.region.y == desk.app.size.height - 1
    assert [key for key, _ in hints.hints] == ["letter", "enter", "↑↓", "/", "esc"]
    await desk.press("/")
    assert [key for key, _ in hints.hints] == ["enter", "↑↓", "esc"]
    await desk.press("down", *"org")
    assert listed(desk)[0].startswith("2 ORG")
    await desk.press("enter")
    assert desk.mentions()[0][1] == "ORG"


async def test_the_words_of_the_mention_are_typed_already_to_say_who_it_is(desk) -> None:
    entities = desk.desktop.library.entities
    await desk.go("Ilse")
    await desk.press("m")
    assert listed(desk) == ["new PERSON “Ilse Brandt”"]
    await desk.press("enter")
    [made] = entities.all()
    assert (made.name, made.label) == ("Ilse Brandt", "PERSON")


async def test_a_known_name_stands_before_a_new_one_and_part_of_one_behind(desk) -> None:
    entities = desk.desktop.library.entities
    for name, label in [
        ("Vesland", "NORP"),
        ("Vesland Bank", "ORG"),
        ("North Vesland", "GPE"),
        ("Maren", "GPE"),
    ]:
        entities.create(name, label, "ben")
    await desk.go("Vesland")
    await desk.press("m")
    assert listed(desk) == [
        "Vesland  NORP",
        "North Vesland  GPE",
        "new GPE “Vesland”",
        "Vesland Bank  ORG",
    ]
    await desk.press(*"mar")
    assert listed(desk) == ["Maren  GPE", "new GPE “mar”"]
    await desk.press("enter")
    [mention] = desk.decisions().mentions
    assert entities.get(mention.entity).name == "Maren"
    await desk.press("m")
    assert listed(desk)[:2] == ["Vesland  NORP", "North Vesland  GPE"]
    await desk.press("down", "enter")
    assert entities.get(desk.decisions().mentions[0].entity).name == "North Vesland"
