"""What comes in between: another article, the palette, something added meanwhile."""

from __future__ import annotations

import shutil

import pytest
from rich.cells import cell_len
from textual.widgets import Input, Static

from annotator import relate
from newsbrowse.actions import ACTIONS_BY_ID
from newsbrowse.screens.picker import Picker
from newsbrowse.widgets.bars import ALL_LABELS, Legend, LinkBar, StatusLine
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft, Metadata, Note


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
    assert desk.app.workspace.open_id == desk.desktop.ids["strike"]
    assert not desk.app.main_screen.view.prompt.display


@pytest.mark.parametrize("keys", [["t"], ["r"], ["L"]])
async def test_what_was_added_is_opened_only_when_it_does_not_disturb(desk, keys, tmp_path) -> None:
    for name in ("bridge", "ferry"):
        (tmp_path / f"{name}.txt").write_text(f"The {name} was opened on Monday.")
    await desk.go("Ilse")
    await desk.press(*keys)
    await add(desk, tmp_path / "bridge.txt")
    assert desk.app.workspace.open_id == desk.id
    await desk.press("escape")
    await add(desk, tmp_path / "ferry.txt")
    assert "ferry" in desk.text


async def add(desk, path) -> None:
    desk.app.main_screen.adding.add([path])
    await desk.app.workers.wait_for_complete()
    await desk.pilot.pause()


async def test_evidence_is_no_longer_selected_when_it_is_given(desk) -> None:
    await desk.go("Ilse")
    await desk.press("r", "v", "l", "v", "e", "enter")
    kind = next(t for t in desk.desktop.library.schema.relations if t.name == "visits")
    await desk.press(kind.key, "enter")
    [relation] = desk.decisions().relations
    assert [desk.text[e.start : e.end] for e in relation.evidence] == ["Ilse Brandt"]
    assert desk.app.main_screen.view.text.selection is None


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


# --- what is no longer as it was ---


async def test_undo_and_other_windows_change_the_heading_too(desk) -> None:
    pane = desk.app.main_screen.view.text
    await desk.press("t", *"new", "enter")
    assert pane.document.tags == ("law", "new")
    await desk.go("Vesland", 1)
    await desk.press("v", "u")
    assert pane.document.tags == ("law",)
    assert desk.cursor == "Vesland"
    assert pane.selection is not None
    with Library.open(desk.desktop.library.path) as other:
        Session(other, "ben").tag(desk.id, ["theirs"])
    desk.app.main_screen.look_around()
    assert "theirs" in pane.document.tags


async def test_an_article_that_breaks_while_open_is_told_once_and_stays_to_be_read(desk) -> None:
    await desk.go("Ilse")
    await desk.press("space")
    desk.desktop.library.record(desk.id).path.write_text("{ broken")
    for _ in range(3):
        desk.app.main_screen.look_around()
    await desk.pilot.pause()
    assert len(desk.app._notifications) == 1
    assert desk.app.main_screen.view.text.mark_at(desk.text.index("Ilse")) is not None
    assert "read-only" in desk.app.main_screen.query_one(StatusLine).text


async def test_the_inspector_is_filled_when_a_wider_window_brings_it_into_view(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=(100, 30)) as pilot:
        assert not app.main_screen.view.inspector.display
        await pilot.resize_terminal(140, 40)
        await pilot.pause()
        assert app.main_screen.view.inspector.display
        assert any(
            "Ilse Brandt" in x.parts[0][0]
            for x in app.main_screen.view.inspector.lines.lines
            if x.parts
        )


async def test_names_decided_here_are_looked_for_in_the_articles_that_hold_them(desk) -> None:
    worker, ids = desk.desktop.worker, desk.desktop.ids
    await desk.press("J", "J", "K", "K")
    worker.asked.clear()
    await desk.go("Amsel")
    await desk.press("space", "J")
    assert "Amsel Lines" in worker.names
    assert [id_ for id_, _ in worker.asked] == [ids["strike"]]
    await desk.press("J", "K")
    assert [id_ for id_, _ in worker.asked] == [ids["strike"]]


# --- words of an article beside its text ---


async def test_words_of_the_article_are_harmless_in_questions_and_messages(desk) -> None:
    hostile = desk.desktop.library.add(Draft("\x1b[31mIlse\x9b " * 9 + "Vesland", Metadata())).id
    desk.app.main_screen.view.open_article(hostile)
    session = Session(desk.desktop.library, "ana")
    session.add(hostile, 0, len(desk.text) - 8, "PERSON")
    session.note(hostile, "article", "one\n\x1btwo")
    desk.app.main_screen.look_around()
    await desk.press("g", "c")
    asked = desk.app.main_screen.view.prompt.query_one(Static).content
    assert not set("\x1b\x9b") & set(str(asked))
    assert cell_len(str(asked)) < 40
    await desk.press("escape")
    desk.app.notify("\x1b[1m")
    assert "\x1b" not in desk.told
    desk.app.main_screen.view.focus_pane("inspector")
    desk.app.main_screen.view.inspector.tab = "Notes"
    await desk.pilot.pause()
    await desk.press("e")
    assert "\x1b" not in desk.app.main_screen.view.prompt.query_one(Input).value
    await desk.press("!", "enter")
    [note] = desk.desktop.library.decisions(hostile).notes
    assert note.text == "one\n␛two!"


async def test_a_note_on_a_relation_leads_to_it_and_a_strange_one_nowhere(desk) -> None:
    await relate(desk)
    session, [relation] = Session(desk.desktop.library, "ana"), desk.decisions().relations
    session.note(desk.id, f"relation:{relation.id}", "why")
    desk.app.main_screen.look_around()
    desk.app.main_screen.view.inspector.tab = "Notes"
    desk.app.main_screen.view.focus_pane("inspector")
    await desk.pilot.pause()
    await desk.press("enter")
    assert desk.cursor == "Ilse"
    assert desk.app.workspace.reading.subject(Note(1, "ana", "", "mention:x", "?")) is None


async def test_all_labels_can_be_clicked_in_the_legend(desk) -> None:
    await desk.go("speaker")
    desk.app.main_screen.on_legend_picked(Legend.Picked(ALL_LABELS))
    await desk.pilot.pause()
    assert isinstance(desk.app.screen, Picker)


async def test_the_open_article_may_be_removed_by_somebody_else(desk) -> None:
    screen, library = desk.app.main_screen, desk.desktop.library
    others = [
        library.add(Draft(f"Story {number}.", Metadata(f"{number}"))).id for number in range(9)
    ]
    with Library.open(library.path) as elsewhere:
        elsewhere.purge(desk.id)
    for other in others:  # it is no longer at hand then
        library.article(other)
    desk.desktop.worker.answer(desk.id, desk.text)
    await desk.pilot.pause()
    assert any("no article has this id" in note.message for note in desk.app._notifications)
    screen.look_around()
    await desk.pilot.pause()
    assert desk.app.workspace.reading.problem is not None
    await desk.press("J")
    assert desk.app.workspace.open_id != desk.id
    assert desk.app.workspace.reading.problem is None


async def test_the_list_comes_back_when_the_cache_is_deleted_meanwhile(desk) -> None:
    screen = desk.app.main_screen
    shutil.rmtree(desk.desktop.library.path / ".newsbrowse")
    screen.look_around()
    await desk.app.workers.wait_for_complete()
    await desk.pilot.pause()
    listed = [line.row.id for line in screen.view.sidebar.articles.listing.lines(0, 9)]
    assert sorted(listed) == sorted(desk.desktop.ids.values())
    assert screen.view.sidebar.articles.selected == desk.id
