"""The main screen, by its keys: what is open, what is shown, what is remembered."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from newsbrowse.actions import ACTIONS
from newsbrowse.settings.state import State
from newsbrowse.widgets.bars import Hints, StatusLine
from newsbrowse_store.values import Draft, Metadata

WIDE, MIDDLE, NARROW = (140, 40), (100, 30), (60, 20)


def shown(app) -> list[str]:
    screen = app.main_screen
    parts = {
        "sidebar": screen.view.sidebar,
        "pane": screen.query_one("#column"),
        "inspector": screen.view.inspector,
    }
    return [name for name, widget in parts.items() if widget.display]


def status(app) -> str:
    return app.main_screen.query_one(StatusLine).text


async def test_it_opens_on_the_first_article_with_its_entities_marked(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert app.workspace.open_id == desktop.ids["treaty"]
        assert shown(app) == ["sidebar", "pane", "inspector"]
        marks = app.main_screen.view.text.marks_at(desktop_text(app).index("Ilse"))
        assert [(mark.label, mark.pending) for mark in marks] == [("PERSON", True)]
        assert "1 of 3" in status(app)
        assert "here 6" in status(app)


def desktop_text(app) -> str:
    return app.workspace.reading.article.text


async def test_opening_tells_the_disk_that_the_article_is_no_longer_new(desktop) -> None:
    async with desktop.app().run_test(size=WIDE) as pilot:
        await pilot.pause()
    assert desktop.library.article(desktop.ids["treaty"]).state == "open"
    assert desktop.library.article(desktop.ids["storm"]).state == "new"


async def test_the_open_article_is_asked_about_first_and_the_next_ones_after(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        order = [desktop.ids[name] for name in ("treaty", "strike", "storm")]
        assert [article for article, _ in desktop.worker.asked] == order
        first, *others = [priority for _, priority in desktop.worker.asked]
        assert all(first < other for other in others)
        assert desktop.worker.started
    assert desktop.worker.stopped


async def test_what_was_analysed_once_is_coloured_at_once(desktop) -> None:
    async with desktop.app().run_test(size=WIDE) as pilot:
        await pilot.pause()
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        assert app.workspace.reading.annotated.suggestions
        await pilot.pause()
        assert desktop.worker.asked == []


@pytest.mark.parametrize(
    ("size", "keys", "panes"),
    [
        (WIDE, "", ["sidebar", "pane", "inspector"]),
        (WIDE, "i", ["sidebar", "pane"]),
        (WIDE, "ctrl+b", ["pane", "inspector"]),
        (WIDE, "z", ["pane"]),
        (WIDE, "z z", ["sidebar", "pane", "inspector"]),
        (MIDDLE, "", ["sidebar", "pane"]),
        (MIDDLE, "i", ["pane", "inspector"]),
        (MIDDLE, "i i", ["sidebar", "pane"]),
        (NARROW, "", ["sidebar"]),
        (NARROW, "enter", ["pane"]),
        (NARROW, "enter tab", ["inspector"]),
        (NARROW, "enter escape", ["sidebar"]),
    ],
)
async def test_the_panes_fit_the_width_and_the_wish(desktop, size, keys, panes) -> None:
    app = desktop.app()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*keys.split())
        assert shown(app) == panes


async def test_tab_goes_round_the_panes_and_escape_back_to_the_list(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        seen = [app.main_screen.view.pane_name]
        for key in ("tab", "tab", "tab", "shift+tab", "escape", "escape", "escape"):
            await pilot.press(key)
            seen.append(app.main_screen.view.pane_name)
        assert seen == [
            "sidebar",
            "pane",
            "inspector",
            "sidebar",
            "inspector",
            "pane",
            "sidebar",
            "sidebar",
        ]
        assert app.is_running


async def test_articles_are_walked_in_the_order_of_the_list(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        opened = []
        for key in ("J", "J", "J", "K"):
            await pilot.press(key)
            opened.append(app.workspace.open_id)
        names = ("strike", "storm", "storm", "strike")
        assert opened == [desktop.ids[name] for name in names]


async def test_done_is_written_and_leads_on_and_the_next_not_done_skips_it(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("J", "d")
        assert app.workspace.open_id == desktop.ids["storm"]
        assert desktop.library.article(desktop.ids["strike"]).state == "done"
        await pilot.press("K", "K", "U")
        assert app.workspace.open_id == desktop.ids["storm"]
        assert "1 done" in status(app)


async def test_done_again_takes_it_back(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("d", "K", "d")
        assert desktop.library.article(desktop.ids["treaty"]).state == "open"


async def test_a_star_is_given_and_taken(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("S")
        assert desktop.library.article(desktop.ids["treaty"]).star
        await pilot.press("S")
        assert not desktop.library.article(desktop.ids["treaty"]).star


async def test_the_filter_works_as_one_types_and_escape_ends_it(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("slash", *"stor")
        assert len(app.workspace.view) == 1
        await pilot.press("enter", "enter")
        assert app.workspace.open_id == desktop.ids["storm"]
        await pilot.press("escape", "escape")
        assert len(app.workspace.view) == 3


async def test_the_library_is_searched_from_anywhere(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("tab", "ctrl+f", *"outside", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.workspace.open_id == desktop.ids["storm"]


async def test_sorting_turns_through_the_orders(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("s")
        assert [row.published for row in app.workspace.view.rows(0, 3)] == [
            "2026-03-01",
            "2026-03-02",
            "2026-03-03",
        ]


async def test_searching_the_article_moves_to_the_match_and_n_goes_on(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("tab", "slash", *"amsel", "enter")
        pane, text = app.main_screen.view.text, desktop_text(app)
        first = text.index("Amsel")
        assert pane.cursor[0] == first
        await pilot.press("n")
        assert pane.cursor[0] == text.index("Amsel", first + 1)
        await pilot.press("N")
        assert pane.cursor[0] == first


async def test_the_inspector_leads_to_the_places_of_an_entity_in_turn(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        await pilot.press("tab", "tab", "j", "enter")
        text = desktop_text(app)
        places = [text.index("Amsel"), text.rindex("Amsel")]
        assert app.main_screen.view.text.cursor[0] == places[0]
        assert app.main_screen.view.pane_name == "pane"
        await pilot.press("tab", "enter")
        assert app.main_screen.view.text.cursor[0] == places[1]


async def test_the_about_tab_tells_the_metadata(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("tab", "tab", "h")
        said = "\n".join(
            "".join(text for text, _ in line.parts)
            for line in app.main_screen.view.inspector.lines.lines
        )
        assert "Harbour Wire" in said
        assert "3 March 2026" in said


async def test_article_and_place_are_found_again_next_time(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("J", "tab", "l", "l", "q")
        place = app.main_screen.view.text.cursor
    again = desktop.app(state=State(desktop.state_path))
    async with again.run_test(size=WIDE):
        assert again.workspace.open_id == desktop.ids["strike"]
        assert again.main_screen.view.text.cursor == place


async def test_theme_and_pane_widths_are_found_again_next_time(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        before = app.main_screen.view.sidebar.outer_size.width
        await pilot.press("f9", "ctrl+right", "q")
    again = desktop.app(state=State(desktop.state_path))
    async with again.run_test(size=WIDE):
        assert again.theme == "light"
        assert again.main_screen.view.sidebar.outer_size.width == before + 4


async def test_help_lists_the_keys_of_where_one_is_first_and_finds(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("tab", "question_mark")
        lines = app.screen.query_one("#help-lines").lines
        assert lines[0].parts[0][0] == "Reading pane"
        await pilot.press("slash", *"star")
        found = [line.value for line in app.screen.query_one("#help-lines").lines if line.value]
        assert "everywhere.star" in found
        assert "pane.jump" not in found
        await pilot.press("escape", "escape")
        assert app.screen is app.main_screen


@pytest.mark.parametrize("size", [(60, 20), (80, 24), WIDE])
async def test_help_tells_all_of_what_a_key_does_however_narrow(desktop, size) -> None:
    app = desktop.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("tab", "question_mark")
        await pilot.pause()
        shown = app.screen.query_one("#help-lines")
        for line in shown.lines:
            taken = sum(cell_len(words) for words, _ in (*line.parts, *line.right))
            assert taken + bool(line.right) <= shown.scrollable_content_region.width, line
        said = " ".join(" ".join(words for words, _ in line.parts) for line in shown.lines)
        told = " ".join(said.split())
        assert all(a.description in told for a in ACTIONS if not a.argument)


async def test_the_palette_does_what_a_key_would(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+p", *"star the art")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert desktop.library.article(desktop.ids["treaty"]).star


async def test_a_file_is_added_from_the_list_and_opened(desktop, tmp_path) -> None:
    path = tmp_path / "new.txt"
    path.write_text(
        "Bridge opens\n\nThe bridge over the Amsel was opened on Monday by the mayor.\n"
    )
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("a", *str(path), "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "mayor" in desktop_text(app)
        assert len(app.workspace.view) == 4


async def test_what_cannot_be_added_is_told_and_nothing_changes(desktop, tmp_path) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("a", *str(tmp_path / "none.txt"), "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        [note] = app._notifications
        assert "none.txt" in note.message
        assert note.message.endswith("f8 lists what failed.")
        assert len(app.workspace.view) == 3


async def test_a_routine_message_takes_the_place_of_the_one_before(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        app.notify("one")
        app.notify("two", severity="error")
        app.notify("three")
        await pilot.press("tab", "slash", *"zz", "enter")
        said = [note.message for note in app._notifications]
        assert said == ["two", "“zz” is not in this article."]
        await pilot.press("ctrl+p")
        assert not app._notifications


async def test_what_is_in_the_library_already_is_opened_when_it_is_added(desktop, tmp_path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("A story that is in already.")
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        for _ in range(2):
            await pilot.press("a", *str(story), "enter")
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert app.workspace.reading.article.text.startswith("A story")
            app.main_screen.view.open_article(desktop.ids["storm"])


async def test_an_empty_library_says_what_to_do(tmp_path, desktop) -> None:
    for id_ in desktop.ids.values():
        desktop.library.purge(id_)
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        words = app.main_screen.query_one("#pane-words")
        assert words.display
        assert "Press a" in str(words.render())
        await pilot.press("tab", "J", "d", "S", "slash", "escape", "z", "Y")
        assert app.is_running


@pytest.mark.parametrize(("state", "word"), [("down", "stopped"), ("missing", "models")])
async def test_without_suggestions_the_reader_is_told_what_to_do(desktop, state, word) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        desktop.worker.set_state(state)
        await pilot.pause()
        assert any(word in note.message for note in app._notifications)


async def test_an_article_being_analysed_says_so(desktop) -> None:
    app = desktop.app(make_worker=lambda *calls: _silent(desktop, *calls))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert "analysing" in status(app)
        lines = app.main_screen.view.inspector.lines.lines
        assert "Being analysed" in lines[0].parts[0][0]
        treaty = desktop.library.article(desktop.ids["treaty"])
        desktop.worker.answer(treaty.id, treaty.text)
        await pilot.pause()
        assert "analysing" not in status(app)
        assert app.main_screen.view.inspector.lines.value is not None


def _silent(desktop, *calls):
    worker = desktop.make_worker(*calls)
    worker.silent = True
    return worker


async def test_an_article_whose_decisions_cannot_be_read_opens_read_only(desktop) -> None:
    path = desktop.library.record(desktop.ids["strike"]).path
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        path.write_text("{broken")
        app.main_screen.view.open_article(desktop.ids["strike"])
        await pilot.press("d", "K")
        app.main_screen.view.open_article(desktop.ids["strike"])
        await pilot.pause()
        assert desktop_text(app).startswith("Dockers")
        assert "read-only" in status(app)
        assert any(path.name in note.message for note in app._notifications)
    assert path.read_text() == "{broken"


async def test_an_article_that_is_gone_is_told_and_the_one_before_stays(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        desktop.library.record(desktop.ids["strike"]).path.with_suffix(".txt").unlink()
        desktop.library.record(desktop.ids["strike"]).path.unlink()
        await pilot.press("J")
        assert app.workspace.open_id == desktop.ids["treaty"]
        assert any(desktop.ids["strike"] in note.message for note in app._notifications)


async def test_a_headline_with_markup_is_shown_as_it_is(desktop) -> None:
    meta = Metadata(headline="[/nope] [@click=app.quit]x[/]", published="2026-04-01")
    desktop.library.add(Draft("Some [bold]text[/].", meta))
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("slash", *"[/nope", "enter", "tab", "question_mark", "escape", "tab", "l")
        assert app.workspace.reading.article.metadata.headline.startswith("[/nope]")
        assert app.is_running


async def test_the_users_own_keys_work_and_are_shown(desktop) -> None:
    from newsbrowse.settings.config import Config

    app = desktop.app(config=Config(keys={"everywhere.star": "f5", "pane.jump": "w"}))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("S")
        assert not desktop.library.article(desktop.ids["treaty"]).star
        await pilot.press("f5", "tab")
        assert desktop.library.article(desktop.ids["treaty"]).star
        assert ("w", "jump") in app.main_screen.query_one(Hints).hints


async def test_hints_are_six_at_most_and_lead_to_all_keys(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        for _ in range(3):
            await pilot.press("tab")
            hints = app.main_screen.query_one(Hints).hints
            assert len(hints) <= 6
            assert hints[-1] == ("?", "all keys")


async def test_copying_takes_the_sentence_and_its_source(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("tab", "right_curly_bracket", "y")
        assert app.clipboard == "Ilse Brandt will sign the treaty in Vesland on Tuesday."
        await pilot.press("Y")
        assert "Harbour Wire, 3 March 2026" in app.clipboard


async def test_no_color_keeps_to_the_terminals_own_colours(desktop, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = desktop.app(environment={"NO_COLOR": "1"})
    async with app.run_test(size=WIDE) as pilot:
        assert app.theme == "ansi"
        await pilot.press("f9")
        assert app.theme == "ansi"
