"""Deciding by keyboard: each key, what it does to the disk, and how many keys a task takes."""

from __future__ import annotations

import pytest
from tinydb import TinyDB

from annotator import SIZE, Desk, relate
from newsbrowse.widgets.bars import Hints, Legend, LinkBar, StatusLine, shortened
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.text.tokens import sentence_at

# --- labelling and deciding ---


async def test_space_accepts_and_goes_to_the_next_pending(desk) -> None:
    await desk.go("Ilse")
    await desk.press("space")
    assert desk.mentions() == [("Ilse Brandt", "PERSON")]
    assert desk.decisions().mentions[0].origin == "accepted"
    assert desk.cursor == "Vesland"


async def test_x_refuses_and_goes_on_and_the_refusal_is_remembered(desk) -> None:
    await desk.go("Ilse")
    await desk.press("x")
    assert [(r.text, r.label) for r in desk.decisions().rejections] == [("Ilse Brandt", "PERSON")]
    assert desk.cursor == "Vesland"
    assert desk.app.main_screen.view.text.mark_at(desk.text.index("Ilse")) is None


async def test_relabelling_is_one_key_from_the_entity(desk) -> None:
    await desk.go("Vesland")
    await desk.press("5")
    assert desk.mentions() == [("Vesland", "LOC")]
    await desk.press("2")
    assert desk.mentions() == [("Vesland", "ORG")]


async def test_a_token_without_mark_becomes_a_mention(desk) -> None:
    await desk.go("speaker")
    await desk.press("1")
    assert desk.mentions() == [("speaker", "PERSON")]
    assert desk.decisions().mentions[0].origin == "manual"


async def test_two_tokens_are_added_with_select_move_label(desk) -> None:
    await desk.go("harbour treaty")
    await desk.press("v", "l", "0")
    assert desk.mentions() == [("harbour treaty", "LAW")]
    assert desk.app.main_screen.view.text.selection is None


async def test_shift_and_arrows_select_too(desk) -> None:
    await desk.go("harbour treaty")
    await desk.press("shift+right", "7")
    assert desk.mentions() == [("harbour treaty", "EVENT")]


async def test_the_extent_grows_and_shrinks_by_tokens_at_both_ends(desk) -> None:
    await desk.go("Brandt")
    await desk.press("plus")
    assert desk.mentions() == [("Ilse Brandt will", "PERSON")]
    await desk.press("minus", "greater_than_sign")
    assert desk.mentions() == [("Brandt", "PERSON")]
    await desk.press("less_than_sign")
    assert desk.mentions() == [("Ilse Brandt", "PERSON")]


async def test_all_labels_are_in_the_picker_by_letter_and_by_name(desk) -> None:
    await desk.go("speaker")
    await desk.press("L", "d")
    assert desk.mentions() == [("speaker", "DATE")]
    await desk.press("L", "slash", *"work", "enter")
    assert desk.mentions() == [("speaker", "WORK_OF_ART")]


async def test_accept_all_is_one_step(desk) -> None:
    await desk.press("A")
    assert len(desk.mentions()) == 6
    assert "Nothing is pending" in desk.told
    await desk.press("u")
    assert desk.mentions() == []


async def test_where_nothing_is_pending_footer_and_words_lead_on(desk) -> None:
    hints = desk.app.main_screen.query_one(Hints)
    assert hints.hints[0] == ("space", "accept")
    await desk.press("A")
    assert hints.hints[:2] == [("d", "done"), ("U", "next to do")]
    assert "d marks the article done" in desk.told
    await desk.press("d")
    assert hints.hints[0] == ("space", "accept")
    await desk.press("K", "right_square_bracket")
    assert "the article is done. U opens the next one to do" in desk.told
    await desk.press("u", "u")
    assert hints.hints[0] == ("space", "accept")


async def test_tags_are_asked_for_with_the_keys_that_help(desk) -> None:
    await desk.press("t")
    assert [word for _, word in desk.app.main_screen.query_one(Hints).hints] == [
        "take it",
        "complete",
        "take one away",
        "leave it",
    ]


async def test_hidden_numbers_are_not_accepted_with_the_rest(desk) -> None:
    await desk.press("number_sign", "A")
    assert ("Tuesday", "DATE") not in desk.mentions()
    assert len(desk.mentions()) == 5


async def test_the_last_decision_is_repeated_elsewhere(desk) -> None:
    await desk.go("speaker")
    await desk.press("1")
    await desk.go("treaty")
    await desk.press("full_stop")
    assert ("treaty", "PERSON") in desk.mentions()


async def test_the_same_text_gets_the_same_decision_everywhere(desk) -> None:
    await desk.go("Amsel")
    await desk.press("6", "asterisk")
    assert [m for m in desk.mentions() if m[1] == "FAC"] == [("Amsel Lines", "FAC")] * 2
    await desk.press("u")
    assert desk.mentions() == [("Amsel Lines", "FAC")]


async def test_undo_and_redo_walk_the_history(desk) -> None:
    await desk.go("Ilse")
    await desk.press("space", "space", "x")
    await desk.press("u", "u", "u", "u")
    assert desk.mentions() == []
    assert "Nothing to undo" in desk.told
    await desk.press("ctrl+r", "ctrl+r")
    assert desk.mentions() == [("Ilse Brandt", "PERSON"), ("Vesland", "GPE")]


async def test_undo_reaches_into_the_session_before(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab", "A", "q")
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        desk = Desk(desktop, app, pilot)
        assert len(desk.mentions()) == 6
        await desk.press("u")
        assert desk.mentions() == []


async def test_deleting_what_has_relations_asks_once_and_is_undone_together(desk) -> None:
    await relate(desk)
    await desk.go("Ilse")
    await desk.press("x")
    assert len(desk.decisions().relations) == 1
    assert "x again" in desk.told
    await desk.press("x")
    assert desk.decisions().relations == ()
    await desk.press("u")
    assert len(desk.decisions().relations) == 1


async def test_the_next_pending_is_found_round_the_end_and_said_when_there_is_none(desk) -> None:
    await desk.go("Vesland", 1)
    await desk.press("right_square_bracket")
    assert desk.cursor == "Ilse"
    await desk.press("A", "right_square_bracket")
    assert "d marks the article done" in desk.told


async def test_what_was_done_is_said_with_what_is_under_the_cursor_now(desk) -> None:
    await desk.go("Ilse")
    await desk.press("space")
    said = desk.app.main_screen.query_one(StatusLine).text
    assert "accepted “Ilse Brandt” as PERSON" in said
    assert "GPE  Vesland" in said


async def test_a_selection_says_what_it_is_for(desk) -> None:
    status, hints = (desk.app.main_screen.query_one(kind) for kind in (StatusLine, Hints))
    await desk.go("harbour treaty")
    await desk.press("v", "l")
    assert "selected “harbour treaty”" in status.text
    assert hints.hints[:3] == [("1", "to 0 label"), ("L", "all labels"), ("r", "relate")]
    await desk.press("escape")
    assert "selected" not in status.text
    assert ("f", "jump") in hints.hints


def test_a_quotation_is_shortened_and_what_was_done_stays() -> None:
    words = "added “Vesland on Wednesday morning” as ORG"
    assert shortened(words, 60) == words
    assert shortened(words, 30) == "added “Vesland on Wed…” as ORG"
    assert shortened(words, 5) == "added “Vesland…” as ORG"


async def test_done_on_the_last_article_leads_to_one_that_is_not(desk) -> None:
    await desk.press("J", "J", "d")
    assert desk.app.workspace.open_id == desk.id


async def test_the_last_pending_is_told_and_one_key_leads_on(desk) -> None:
    await desk.go("Ilse")
    await desk.press(*["space"] * 6)
    assert "d marks the article done" in desk.told
    await desk.press("d")
    assert desk.app.workspace.open_id == desk.desktop.ids["strike"]
    assert desk.desktop.library.article(desk.id).state == "done"


# --- relating ---


async def test_two_entities_are_related_with_a_note_and_evidence(desk) -> None:
    await relate(desk, *"signs it")
    [relation] = desk.decisions().relations
    assert (relation.type, relation.note) == ("visits", "signs it")
    reading = desk.app.workspace.reading
    assert reading.end_text(relation.head) == "Ilse Brandt"
    assert reading.end_text(relation.tail) == "Vesland"
    assert desk.mentions() == [("Ilse Brandt", "PERSON"), ("Vesland", "GPE")]
    assert reading.evidence(relation) == [sentence_at(desk.text, desk.text.index("Ilse"))]


async def test_the_link_mode_shows_head_candidate_and_evidence(desk) -> None:
    bar = desk.app.main_screen.query_one(LinkBar)
    await desk.go("will")
    await desk.press("v", "l", "v")
    await desk.go("Ilse")
    pane = desk.app.main_screen.view.text
    pane.select(desk.text.index("will"), desk.text.index("the treaty in"))
    await desk.press("r", "e")
    assert bar.display
    assert (bar.linking.head, bar.linking.tail) == ("Ilse Brandt", "Vesland")
    assert (bar.linking.head_label, bar.linking.tail_label) == ("PERSON", "GPE")
    assert "Ilse Brandt PERSON ─ ? → Vesland GPE" in str(bar.render())
    assert "will sign" in bar.linking.evidence


async def test_labels_accepted_with_a_relation_are_told(desk) -> None:
    await relate(desk)
    said = desk.app.main_screen.query_one(StatusLine).text
    assert "; accepted “Ilse Brandt” as PERSON, “Vesland” as GPE" in said


async def test_a_link_is_turned_round_where_the_schema_has_a_type_that_way(desk) -> None:
    bar = desk.app.main_screen.query_one(LinkBar)
    await desk.go("Vesland")
    await desk.press("7", "r")
    await desk.go("Ilse")
    await desk.press("enter")
    assert "no relation from EVENT to PERSON. R turns the link round." in desk.told
    await desk.press("R")
    assert (bar.linking.head, bar.linking.tail) == ("Ilse Brandt", "Vesland")
    await desk.go("Tuesday")
    await desk.press("enter")
    assert desk.told.endswith("no relation from DATE to EVENT.")
    await desk.go("Ilse")
    await desk.press("enter")
    assert desk.app.screen is not desk.app.main_screen


async def test_what_no_type_allows_is_told_at_once(desk) -> None:
    await desk.go("Tuesday")
    await desk.press("r")
    assert "no relation with DATE" in desk.told
    assert not desk.app.main_screen.query_one(LinkBar).display


async def test_nothing_else_is_decided_while_a_relation_is_in_the_making(desk) -> None:
    before = desk.desktop.library.record(desk.id).path.read_bytes()
    await desk.go("Ilse")
    await desk.press("r", "e", *"1LmtTcxAudS+", "space")
    desk.app.main_screen.post_message(Legend.Picked("1"))
    await desk.pilot.pause()
    assert "is in the making: esc leaves it" in desk.told
    assert desk.desktop.library.record(desk.id).path.read_bytes() == before
    assert desk.app.main_screen.query_one(LinkBar).display
    assert desk.app.screen is desk.app.main_screen
    assert not desk.app.main_screen.view.prompt.display


@pytest.mark.parametrize("keys", ["r", "r e", "r e enter", "r e enter v"])
async def test_escape_leaves_the_link_mode_without_a_trace(desk, keys) -> None:
    before = desk.desktop.library.record(desk.id).path.read_bytes()
    await desk.go("Ilse")
    await desk.press(*keys.split())
    for _ in range(3):
        await desk.press("escape")
    assert desk.desktop.library.record(desk.id).path.read_bytes() == before
    assert not desk.app.main_screen.query_one(LinkBar).display


async def test_relating_from_the_tail_turns_it_round(desk) -> None:
    await desk.go("Vesland")
    await desk.press("R", "E", "enter")
    kind = next(t for t in desk.desktop.library.schema.relations if t.name == "visits")
    await desk.press(kind.key, "enter")
    [relation] = desk.decisions().relations
    assert desk.app.workspace.reading.end_text(relation.head) == "Ilse Brandt"


async def test_only_types_that_the_schema_allows_are_offered(desk) -> None:
    await desk.go("Ilse")
    await desk.press("r", "e", "enter")
    offered = {line.value.name for line in desk.app.screen.query_one("#picker-lines").lines}
    schema = desk.desktop.library.schema
    assert offered == {relation.name for relation in schema.allowed("PERSON", "GPE")}
    assert offered != {relation.name for relation in schema.relations}


async def test_an_entity_lights_up_what_it_is_related_to_and_w_goes_there(desk) -> None:
    await relate(desk)
    pane = desk.app.main_screen.view.text
    await desk.go("Ilse")
    assert (desk.text.index("Vesland"), desk.text.index("Vesland") + 7) in pane.spotlight
    await desk.press("w")
    assert desk.cursor == "Vesland"
    await desk.press("w")
    assert desk.cursor == "Ilse"


async def test_the_relations_tab_shows_deletes_notes_and_turns(desk) -> None:
    await relate(desk)
    await desk.press("tab", "l")
    lines = desk.app.main_screen.view.inspector.lines.lines
    assert "".join(text for text, _ in lines[0].parts) == "Ilse Brandt —visits→ Vesland"
    await desk.press("c", *"secret", "enter")
    assert desk.decisions().relations[0].note == "secret"
    await desk.press("x")
    assert desk.decisions().relations == ()


# --- tags, notes, entities, metadata ---


async def test_tag_and_next_is_t_the_tag_enter_and_j(desk) -> None:
    await desk.press("t", *"trade/harbours", "enter", "J")
    assert {tag.name for tag in desk.decisions().tags} == {"law", "trade/harbours"}
    assert desk.app.workspace.open_id == desk.desktop.ids["strike"]


async def test_a_tag_is_completed_from_those_in_the_library_and_taken_away(desk) -> None:
    await desk.press("J", "t", *"la", "right", "enter")
    strike = desk.desktop.library.decisions(desk.desktop.ids["strike"])
    assert [tag.name for tag in strike.tags] == ["law"]
    await desk.press("t", *"-law", "enter")
    assert desk.desktop.library.decisions(desk.desktop.ids["strike"]).tags == ()


async def test_a_note_goes_to_the_entity_here_else_to_the_article(desk) -> None:
    await desk.go("Ilse")
    await desk.press("c", *"who?", "enter")
    await desk.go("speaker")
    await desk.press("c", *"weak", "enter")
    notes = desk.decisions().notes
    assert [note.text for note in notes] == ["who?", "weak"]
    assert notes[0].on == f"mention:{desk.decisions().mentions[0].id}"
    assert notes[1].on == "article"


async def test_a_note_is_changed_and_deleted_in_its_tab(desk) -> None:
    await desk.go("speaker")
    await desk.press("c", *"weak", "enter", "tab", "l", "l")
    await desk.press("e", *"er", "enter")
    assert [note.text for note in desk.decisions().notes] == ["weaker"]
    await desk.press("x")
    assert desk.decisions().notes == ()


async def test_mentions_are_linked_to_one_entity_by_typing_its_name(desk) -> None:
    await desk.go("Amsel")
    await desk.press("m", *"Amsel Lines", "enter")
    await desk.go("Amsel", 1)
    await desk.press("m", "enter")
    entities = {m.entity for m in desk.decisions().mentions}
    assert len(entities) == 1
    assert entities != {None}


async def test_an_entity_is_tagged_for_the_whole_library(desk) -> None:
    await desk.go("Amsel")
    await desk.press("T", *"shipping", "enter")
    [mention] = desk.decisions().mentions
    assert desk.desktop.library.entities.get(mention.entity).tags == ("shipping",)
    listed = "".join(t for x in desk.app.main_screen.view.inspector.lines.lines for t, _ in x.parts)
    assert "Amsel Lines  #shipping" in listed
    await desk.press("u")
    assert desk.decisions().mentions == ()
    assert desk.desktop.library.entities.get(mention.entity).tags == ()


async def test_a_headline_is_corrected_in_the_about_tab(desk) -> None:
    await desk.press("J", "tab", "h", "e", *" at noon", "enter")
    meta = desk.desktop.library.article(desk.desktop.ids["strike"]).metadata
    assert meta.headline == "Dockers walk out at noon"
    assert not meta.headline_derived


# --- other windows, the schema, the session ---


async def test_what_another_window_decides_is_shown(desk) -> None:
    with Library.open(desk.desktop.library.path) as other:
        start = desk.text.index("Ilse")
        Session(other, "ben").add(desk.id, start, start + 11, "PERSON")
    desk.app.main_screen.look_around()
    assert desk.app.main_screen.view.text.mark_at(start).pending is False
    await desk.go("Vesland")
    await desk.press("space")
    assert {m.annotator for m in desk.decisions().mentions} == {"ana", "ben"}


async def test_a_changed_schema_is_taken_up_and_a_wrong_one_told_with_its_line(desk) -> None:
    path = desk.desktop.library.path / "newsbrowse.toml"
    good = path.read_text()
    path.write_text(good.replace('PERSON = { key = "1"', 'PERSON = { key = "w"'))
    desk.app.main_screen.look_around()
    await desk.go("speaker")
    await desk.press("1")
    assert "No label has the key 1" in desk.told
    path.write_text(good.replace('PERSON = { key = "1"', 'PERSON = { key = "one"'))
    desk.app.main_screen.look_around()
    await desk.pilot.pause()
    line = next(n for n, text in enumerate(good.splitlines(), 1) if text.startswith("PERSON"))
    assert f"{line}" in desk.told
    assert desk.desktop.library.schema.label_for_key("w").name == "PERSON"


async def test_the_session_is_counted_in_the_status_line(desk) -> None:
    await desk.go("Ilse")
    await desk.press("space", "space", "d")
    said = desk.app.main_screen.query_one(StatusLine).text
    assert "3 decisions" in said
    assert "1 done now" in said


# --- the mouse ---


async def test_a_label_is_clicked_in_the_legend(desk) -> None:
    await desk.go("speaker")
    await desk.pilot.click("#legend", offset=(2, 0))
    await desk.pilot.pause()
    assert desk.mentions() == [("speaker", "PERSON")]


async def test_stock_tinydb_reads_what_was_decided(desk) -> None:
    await relate(desk, *"note")
    database = TinyDB(desk.desktop.library.record(desk.id).path)
    assert [r["type"] for r in database.table("relations").all()] == ["visits"]
    assert {m["label"] for m in database.table("mentions").all()} == {"PERSON", "GPE"}
    database.close()


async def test_one_stretch_can_have_two_labels(desk) -> None:
    await desk.go("speaker")
    await desk.press("1")
    start = desk.text.index("speaker")
    desk.app.workspace.session.add(desk.id, start, start + len("speaker"), "ORG")
    desk.app.workspace.reopen()
    desk.app.main_screen.view.show_reading()
    assert sorted(desk.mentions()) == [("speaker", "ORG"), ("speaker", "PERSON")]
    await desk.press("x", "u", "u")
    assert desk.mentions() == [("speaker", "PERSON")]


async def test_what_lies_within_a_mention_stays_pending(desk) -> None:
    await desk.go("Ilse")
    before = len(desk.app.workspace.reading.pending)
    start = desk.text.index("Ilse Brandt")
    desk.desktop.library.touch(desk.id)
    session = desk.app.workspace.session
    end = desk.text.index(" ", start + len("Ilse Brandt") + 1)
    session.add(desk.id, start, end, "ORG")
    desk.app.workspace.reopen()
    assert len(desk.app.workspace.reading.pending) == before
    await desk.press("plus")
    assert len(desk.app.workspace.reading.pending) == before - 1, "grown over"
