"""What is said of a relation, by keyboard: while it is made, and in the inspector."""

from __future__ import annotations

from annotator import relate
from newsbrowse.widgets.bars import Hints, StatusLine
from newsbrowse.widgets.prompt import Prompt
from newsbrowse_store.values import Attributes


def footer(desk) -> str:
    hints = desk.app.main_screen.query_one(Hints).hints
    return " · ".join(f"{key} {word}" for key, word in hints)


def asked(desk) -> Prompt:
    return desk.app.main_screen.query_one("#prompt", Prompt)


def listed(desk) -> list[str]:
    lines = desk.app.main_screen.view.inspector.lines.lines
    return ["".join(text for text, _ in line.parts).strip() for line in lines]


def attributes(desk) -> Attributes:
    [relation] = desk.decisions().relations
    return relation.attributes


async def begin(desk) -> None:
    """Ilse Brandt —visits→ Vesland, as far as its note."""
    await desk.go("Ilse")
    kind = next(t for t in desk.desktop.library.schema.relations if t.name == "visits")
    await desk.press("r", "e", "enter", kind.key)


def another_type(desk):
    types = desk.desktop.library.schema.allowed("PERSON", "GPE")
    return next(kind for kind in types if kind.name != "visits")


def allow(desk, said: str, type_: str = "visits") -> None:
    schema = desk.desktop.library.path / "newsbrowse.toml"
    head = f'[relations."{type_}"]' if " " in type_ else f"[relations.{type_}]"
    assert head in schema.read_text()
    schema.write_text(schema.read_text().replace(head, f"{head}\nattributes = {said}"))


async def test_it_is_said_in_a_line_behind_the_note(desk) -> None:
    desk.desktop.library.entities.create("Harbour Wire", "ORG", "ana")
    await begin(desk)
    assert "ctrl+t when, by whom" in footer(desk)
    await desk.press(*"at noon", "ctrl+t")
    assert asked(desk).value == ""
    assert footer(desk).endswith("as 2024-11-12 planned denied low|medium|high by NAME")
    await desk.press(*"2024-11-12 planned low by Harbour Wire")
    words = "12 November 2024, planned, low certainty, reported by Harbour Wire"
    assert footer(desk).endswith(f"✓ {words}")
    await desk.press("enter")
    [relation] = desk.decisions().relations
    assert relation.note == "at noon"
    wire = desk.desktop.library.entities.called("Harbour Wire").id
    assert relation.attributes == Attributes("2024-11-12", True, False, "low", wire)
    said = desk.app.main_screen.query_one(StatusLine).text
    assert f"Ilse Brandt —visits→ Vesland ({words})" in said
    await desk.press("tab", "l")
    assert "12 November 2024, planned," in listed(desk)
    await desk.press("u")
    assert desk.decisions().relations == ()


async def test_what_is_not_understood_stays_with_the_reason(desk) -> None:
    await begin(desk)
    await desk.press("ctrl+t", *"plannd", "enter")
    assert (asked(desk).display, asked(desk).value) == (True, "plannd")
    assert "✗ “plannd” is none of 2024-11-12 planned" in footer(desk)
    await desk.press("backspace", *"ed by Nobody", "enter")
    assert "✗ “Nobody” is no entity yet. m on a mention" in footer(desk)
    await desk.press("ctrl+t")
    assert asked(desk).value == "planned by Nobody"
    await desk.press("ctrl+u", "enter")
    assert attributes(desk) == Attributes()


async def test_escape_leaves_the_whole_relation(desk) -> None:
    await begin(desk)
    await desk.press("ctrl+t", *"2024", "escape")
    assert desk.decisions().relations == ()
    assert not desk.app.main_screen.view.modes.at_work
    await relate(desk)
    assert attributes(desk) == Attributes()


async def test_only_what_the_type_allows_is_offered(desk) -> None:
    allow(desk, '["when"]')
    await begin(desk)
    await desk.press("ctrl+t")
    assert footer(desk).endswith("as 2024-11-12")
    await desk.press(*"planned", "enter")
    assert "✗ “planned” is none of 2024-11-12" in footer(desk)


async def test_where_nothing_may_be_said_nothing_is_offered(desk) -> None:
    allow(desk, "[]")
    await begin(desk)
    assert "ctrl+t" not in footer(desk)
    await desk.press("ctrl+t")
    assert "lets nothing be said of “visits”" in desk.told
    await desk.press(*"so", "enter")
    assert desk.decisions().relations[0].note == "so"
    await desk.press("tab", "l", "e")
    picked = desk.app.screen.query_one("#picker-lines").lines
    assert len(picked) > 1
    assert not any("nothing said yet" in text for line in picked for text, _ in line.parts)


async def test_e_on_the_row_changes_it_and_a_letter_the_type(desk) -> None:
    await relate(desk)
    await desk.press("tab", "l", "e", "enter", *"2024 denied", "enter")
    assert attributes(desk) == Attributes("2024", denied=True)
    assert "2024, denied" in listed(desk)
    await desk.press("e")
    first = desk.app.screen.query_one("#picker-lines").lines[0]
    assert "2024, denied" in "".join(text for text, _ in first.parts)
    await desk.press("=")
    assert asked(desk).value == "2024 denied"
    await desk.press("ctrl+u", *"2025", "enter")
    assert attributes(desk) == Attributes("2025")
    other = another_type(desk)
    await desk.press("e", other.key)
    [relation] = desk.decisions().relations
    assert (relation.type, relation.attributes) == (other.name, Attributes("2025"))


async def test_the_key_itself_leads_there_from_the_row_and_says_so_elsewhere(desk) -> None:
    await desk.press("ctrl+t")
    assert "is said of a relation: after its type" in desk.told
    await relate(desk)
    await desk.press("tab", "l", "ctrl+t", *"high", "enter")
    assert attributes(desk) == Attributes(certainty="high")


async def test_a_type_that_forbids_what_is_said_is_refused_with_a_remedy(desk) -> None:
    await relate(desk)
    await desk.press("tab", "l", "ctrl+t", *"2024", "enter")
    other = another_type(desk)
    allow(desk, "[]", other.name)
    await desk.press("e", other.key)
    assert "cannot have when" in desk.told
    assert "Leave that out" in desk.told
    assert desk.decisions().relations[0].type == "visits"
