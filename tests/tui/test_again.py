"""Repeating decisions: `.` makes the last one here, `*` wherever its words stand."""

from __future__ import annotations

from annotator import relate


async def test_space_goes_on_yet_the_star_means_what_was_accepted(desk) -> None:
    await desk.go("Vesland")
    await desk.press("space")
    assert desk.cursor != "Vesland"
    await desk.press("asterisk")
    assert desk.mentions() == [("Vesland", "GPE")] * 2


async def test_x_goes_on_yet_the_star_means_what_was_refused(desk) -> None:
    await desk.go("Vesland")
    await desk.press("x", "asterisk")
    assert {r.text for r in desk.decisions().rejections} == {"Vesland"}
    assert len(desk.decisions().rejections) == 2


async def test_in_another_article_the_star_means_the_words_under_the_cursor(desk) -> None:
    await desk.go("speaker")
    await desk.press("2", "J")
    await desk.go("Dockers")
    await desk.press("asterisk")
    strike = desk.desktop.library.decisions(desk.desktop.ids["strike"])
    assert [(m.text, m.label) for m in strike.mentions] == [("Dockers", "ORG")]


async def test_a_deletion_is_repeated_here_and_everywhere(desk) -> None:
    await desk.press("A")
    await desk.go("Amsel")
    await desk.press("x")
    await desk.go("Tuesday")
    await desk.press("full_stop")
    assert [m for m in desk.mentions() if m[0] in ("Amsel Lines", "Tuesday")] == [
        ("Amsel Lines", "ORG")
    ]
    await desk.go("Vesland")
    await desk.press("x", "asterisk")
    assert desk.mentions() == [("Ilse Brandt", "PERSON"), ("Amsel Lines", "ORG")]


async def test_relations_in_the_way_of_many_are_asked_about_once(desk) -> None:
    await relate(desk)
    await desk.go("Vesland", 1)
    await desk.press("space")
    inspector = desk.app.main_screen.view.inspector
    vesland = next(x.value for x in inspector.lines.lines if x.value and x.value.label == "GPE")
    desk.app.main_screen.view.focus_pane("inspector")
    inspector.lines.set_lines(inspector.lines.lines, vesland)
    await desk.press("x")
    assert "x again" in desk.told
    assert ("Vesland", "GPE") in desk.mentions()
    await desk.press("x")
    assert ("Vesland", "GPE") not in desk.mentions()
    assert desk.decisions().relations == ()
