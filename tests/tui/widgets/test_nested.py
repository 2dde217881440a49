"""Mentions that lie in others: seen in every theme, and told."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.style import Style

from newsbrowse.widgets.reading_pane.painter import Ground, Styles

INK, PAPER = Color.parse("#e0e0e0"), Color.parse("#101418")
COLOURS = {"PERSON": Color.parse("#6aa5ff"), "ORG": Color.parse("#f0a04b")}
ANSI = {"PERSON": Color.parse("ansi_blue"), "ORG": Color.parse("ansi_yellow")}


@pytest.mark.parametrize("ground", ["colour", "ansi", "plain"])
def test_what_is_nested_differs_by_more_than_its_colour(ground: str) -> None:
    base = Style(background=PAPER, foreground=INK)
    paper = Ground(base, PAPER, INK, ansi=ground == "ansi", plain=ground == "plain")
    styles = Styles(paper, ANSI if ground == "ansi" else COLOURS, {})
    for kind in ("decided", "pending"):
        for inner in ("PERSON", "ORG"):
            alone = styles.of((f"{kind}:{inner}",))
            nested = styles.of((f"{kind}:PERSON", f"{kind}:{inner}"))
            assert nested.underline
            assert (nested.bold, nested.italic, nested.underline) != (
                alone.bold,
                alone.italic,
                alone.underline,
            )
    decided = styles.of(("decided:ORG", "decided:PERSON"))
    pending = styles.of(("pending:ORG", "pending:PERSON"))
    assert decided != pending


async def test_the_status_line_tells_what_a_mention_lies_in(desk) -> None:
    await desk.go("Vesland")
    await desk.press("space")
    await desk.go("treaty", 1)
    await desk.press("v", "l", "l", "2", "escape")
    await desk.go("treaty", 1)
    await desk.go("Vesland")
    said = desk.app.main_screen.query_one("#status").text
    assert "GPE  Vesland, in ORG  treaty in Vesland" in said
    session = desk.app.workspace.session
    start = desk.text.index("Vesland")
    session.add(desk.id, start, start + len("Vesland"), "LOC")
    desk.app.main_screen.look_around()
    await desk.go("Ilse")
    await desk.go("Vesland")
    said = desk.app.main_screen.query_one("#status").text
    assert "GPE  Vesland, in ORG  treaty in Vesland, also LOC" in said
