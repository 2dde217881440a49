"""What comes in between: another article, the palette, something added meanwhile."""

from __future__ import annotations

import pytest
from annotator import relate

from newsbrowse.actions import ACTIONS_BY_ID
from newsbrowse.adding import Outcome
from newsbrowse.screens.picker import Picker
from newsbrowse.widgets.legend import LinkBar


async def test_a_link_ends_with_its_article(desk) -> None:
    strike = desk.desktop.library.record(desk.desktop.ids["strike"]).path
    await desk.go("Ilse")
    await desk.press("r", "J")
    assert not desk.app.main_screen.query_one(LinkBar).display
    before = strike.read_bytes()
    await desk.press("e", "enter")
    assert not isinstance(desk.app.screen, Picker)
    assert strike.read_bytes() == before


async def test_what_is_being_typed_never_goes_to_another_article(desk) -> None:
    await desk.press("t", *"secret")
    await desk.pilot.click("#articles", offset=(5, 2))
    await desk.pilot.pause()
    assert desk.app.desk.open_id == desk.desktop.ids["strike"]
    assert not desk.app.main_screen.prompt.display


@pytest.mark.parametrize("keys", [["t"], ["r"], ["L"]])
async def test_what_was_added_is_opened_only_when_it_does_not_disturb(desk, keys) -> None:
    outcome = Outcome("storm.txt", desk.desktop.ids["storm"], "added", "")
    await desk.go("Ilse")
    await desk.press(*keys)
    desk.app.told_of_adding([outcome])
    assert desk.app.desk.open_id == desk.id
    await desk.press("escape")
    desk.app.told_of_adding([outcome])
    assert desk.app.desk.open_id == outcome.id


async def test_evidence_is_no_longer_selected_when_it_is_given(desk) -> None:
    await desk.go("Ilse")
    await desk.press("r", "v", "l", "v", "e", "enter")
    kind = next(t for t in desk.desktop.library.schema.relations if t.name == "visits")
    await desk.press(kind.key, "enter")
    [relation] = desk.decisions().relations
    assert [desk.text[e.start : e.end] for e in relation.evidence] == ["Ilse Brandt"]
    assert desk.app.main_screen.reading_pane.selection is None


async def test_the_palette_gives_labels_and_acts_on_the_row_of_the_inspector(desk) -> None:
    screen = desk.app.main_screen
    await desk.go("speaker")
    await screen.run_named(ACTIONS_BY_ID["pane.label_1"])
    assert ("speaker", "PERSON") in desk.mentions()
    await relate(desk)
    await desk.press("tab", "l", "shift+tab")
    await screen.run_named(ACTIONS_BY_ID["inspector.note"])
    await desk.press(*"why", "enter")
    assert desk.decisions().relations[0].note == "why"


@pytest.mark.parametrize("keys", [["L"], ["question_mark"]])
async def test_the_palette_does_not_open_over_what_is_asked(desk, keys) -> None:
    await desk.go("speaker")
    await desk.press(*keys)
    asked = desk.app.screen
    await desk.press("ctrl+p")
    assert desk.app.screen is asked


async def test_the_palette_opens_and_does_what_is_chosen(desk) -> None:
    await desk.press("ctrl+p", *"star the", "enter")
    await desk.pilot.pause()
    assert desk.desktop.library.article(desk.id).star


async def test_the_place_is_remembered_whichever_key_leaves(desktop) -> None:
    app = desktop.app()
    async with app.run_test() as pilot:
        await pilot.press("tab", "l", "l", "ctrl+q")
    assert app.state.position(desktop.ids["treaty"]) > 0


async def test_tagging_an_entity_of_a_known_name_makes_no_second_one(desk) -> None:
    await desk.go("Amsel")
    await desk.press("T", *"shipping", "enter")
    await desk.go("Amsel", 1)
    await desk.press("T", *"port", "enter")
    assert len({m.entity for m in desk.decisions().mentions}) == 1
