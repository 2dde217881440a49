"""The reading pane: where its keys and the mouse lead, what it tells, and what it draws."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Offset

from newsbrowse.layout.layers import Mark
from newsbrowse.layout.page import Document
from newsbrowse.settings.themes import LOOKS
from newsbrowse.widgets.reading_pane.reading_pane import ReadingPane
from newsbrowse_store.text.tokens import tokens
from newsbrowse_store.values import Region

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.message import Message
    from textual.pilot import Pilot

TEXT = (
    "A man smiles AFP\n"
    "\n"
    "Ilse Brandt will meet Tomas Okoye of Amsel Lines. They talk on Tuesday.\n"
    "\n"
    "Vesland signs the harbour treaty. Amsel Lines is pleased, and so is Ilse Brandt.\n"
)
REGIONS = (Region("caption", 0, 12), Region("credit", 13, 16))
DOCUMENT = Document("1", TEXT, REGIONS, "Minister to sign", "Harbour Wire · 3 March", ("law",))
COLOURS = {"PERSON": "#6aa5ff", "ORG": "#f0a04b", "GPE": "#76c76b", "DATE": "#8b929e"}


def mark(words: str, label: str, *, pending: bool = False, last: bool = False) -> Mark:
    start = TEXT.rindex(words) if last else TEXT.index(words)
    return Mark(start, start + len(words), label, pending)


MARKS = [
    mark("man", "PERSON", pending=True),
    mark("Ilse Brandt", "PERSON"),
    mark("Tomas Okoye", "PERSON", pending=True),
    mark("Amsel Lines", "ORG"),
    mark("Amsel", "GPE", pending=True),
    mark("Tuesday", "DATE", pending=True),
    mark("Vesland", "GPE"),
    mark("Ilse Brandt", "PERSON", last=True),
]


class PaneApp(App[None]):
    def __init__(self, document: Document, marks: list[Mark], cursor: int) -> None:
        super().__init__()
        self.heard: list[Message] = []
        self._shown = document, marks, cursor

    def compose(self) -> ComposeResult:
        yield ReadingPane()

    @property
    def pane(self) -> ReadingPane:
        return self.query_one(ReadingPane)

    def on_mount(self) -> None:
        document, marks, cursor = self._shown
        self.pane.set_colours(COLOURS, {"DATE"})
        self.pane.show(document, cursor)
        self.pane.set_marks(marks)
        self.pane.focus()

    @property
    def word(self) -> str:
        return self.pane.document.text[slice(*self.pane.cursor)]

    @property
    def selected(self) -> str:
        return self.pane.document.text[slice(*self.pane.selection)] if self.pane.selection else ""

    def rows(self) -> list[str]:
        """What the pane shows, row by row."""
        return [self.pane.render_line(y).text.strip() for y in range(self.pane.size.height)]

    def where(self, words: str) -> Offset:
        """The cell where some words start on the screen."""
        for y in range(self.pane.size.height):
            x = self.pane.render_line(y).text.find(words)
            if x >= 0:
                return Offset(x, y)
        raise AssertionError(words)

    def heard_of(self, kind: type[Message]) -> list[Message]:
        told = {id(message): message for message in self.heard}  # the hook sees each step up
        return [message for message in told.values() if type(message) is kind]


@asynccontextmanager
async def reading(
    document: Document = DOCUMENT,
    marks: list[Mark] = MARKS,
    *,
    size: tuple[int, int] = (60, 20),
    cursor: int = 0,
) -> AsyncIterator[tuple[PaneApp, Pilot[None]]]:
    app = PaneApp(document, marks, cursor)
    async with app.run_test(size=size, message_hook=app.heard.append) as pilot:
        await pilot.pause()
        app.heard.clear()
        yield app, pilot


async def test_it_shows_header_fold_and_text() -> None:
    async with reading() as (app, _):
        assert app.rows()[:9] == [
            "Minister to sign",
            "Harbour Wire · 3 March",
            "law",
            "",
            "▸ caption · AFP",
            "",
            "Ilse Brandt will meet Tomas Okoye of Amsel Lines. They",
            "talk on Tuesday.",
            "",
        ]
        assert app.word == "Ilse"


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("l", "Brandt"),
        ("right right", "will"),
        ("l l h", "Brandt"),
        ("h", "Ilse"),
        ("j", "talk"),
        ("j j", "Vesland"),
        ("j j j up up", "talk"),
        ("dollar_sign", "They"),
        ("l end", "They"),
        ("l l circumflex_accent", "Ilse"),
        ("right_parenthesis", "They"),
        ("right_parenthesis right_parenthesis", "Vesland"),
        ("right_parenthesis l left_parenthesis", "They"),
        ("right_parenthesis left_parenthesis", "Ilse"),
        ("right_curly_bracket", "Vesland"),
        ("right_curly_bracket l left_curly_bracket", "Vesland"),
        ("right_curly_bracket left_curly_bracket", "Ilse"),
        ("G", "Brandt"),
        ("ctrl+end ctrl+home", "Ilse"),
        ("pagedown", "pleased"),
        ("pagedown ctrl+u", "Ilse"),
        ("e", "Tomas"),
        ("e e", "Amsel"),
        ("e e e", "Tuesday"),
        ("e e e e e e e e", "Ilse"),
        ("G E", "Ilse"),
        ("G E E", "Vesland"),
        ("G left_square_bracket", "Tuesday"),
    ],
)
async def test_keys_move_the_cursor(keys: str, word: str) -> None:
    async with reading() as (app, pilot):
        await pilot.press(*keys.split())
        assert app.word == word


async def test_up_and_down_keep_to_their_column_over_short_lines() -> None:
    text = "one two three four five\nno\n\none two three four five"
    async with reading(Document("2", text), []) as (app, pilot):
        await pilot.press("l", "l", "l", "j", "j")
        assert app.pane.cursor == (text.rindex("four"), text.rindex("four") + 4)
        await pilot.press("k", "k")
        assert app.pane.cursor[0] == text.index("four")


async def test_moving_tells_where_and_which_mark_lies_there() -> None:
    async with reading() as (app, pilot):
        await pilot.press("e", "e")
        moved = app.heard_of(ReadingPane.CursorMoved)
        assert [TEXT[m.start : m.end] for m in moved] == ["Tomas", "Amsel"]
        assert [m.mark.label for m in moved] == ["PERSON", "GPE"]
        assert [m.label for m in app.pane.marks_at(moved[1].start)] == ["ORG", "GPE"]
        app.heard.clear()
        await pilot.press("g", "g")
        assert len(app.heard_of(ReadingPane.CursorMoved)) == 1


async def test_folding_shows_the_caption_and_the_way_to_its_marks() -> None:
    async with reading() as (app, pilot):
        await pilot.press("Z")
        assert not app.pane.folded
        assert "A man smiles AFP" in app.rows()
        await pilot.press("E")
        assert app.word == "man"
        await pilot.press("Z")
        assert app.pane.folded
        assert app.word == "Ilse"


async def test_a_place_inside_a_fold_is_unfolded_to_be_shown() -> None:
    async with reading() as (app, _):
        app.pane.move_to(2)
        assert app.word == "man"
    async with reading(cursor=2) as (app, _):
        assert app.word == "man"


async def test_only_what_is_pending_is_walked() -> None:
    async with reading() as (app, _):
        app.pane.action_next_pending()
        app.pane.action_next_pending()
        assert app.word == "Amsel"


async def test_numbers_and_dates_are_hidden_and_shown_again() -> None:
    async with reading() as (app, pilot):
        app.pane.action_numbers()
        assert not app.pane.numbers_shown
        assert app.pane.mark_at(TEXT.index("Tuesday")) is None
        await pilot.press("e", "e", "e")
        assert app.word == "Vesland"
        app.pane.action_numbers()
        assert app.pane.mark_at(TEXT.index("Tuesday")) is not None


async def test_a_hint_on_every_entity_in_view_leads_there() -> None:
    async with reading() as (app, pilot):
        await pilot.press("f")
        assert app.pane.jumping
        assert "fomas" not in " ".join(app.rows())
        hinted = {row[0] for row in app.rows() if row[1:].startswith("esland")}
        assert len(hinted) == 1
        await pilot.press(hinted.pop())
        assert app.word == "Vesland"
        assert not app.pane.jumping
        assert "Vesland signs the harbour treaty. Amsel Lines is" in app.rows()


@pytest.mark.parametrize("key", ["escape", "1", "j", "down", "space", "z"])
async def test_any_other_key_leaves_the_hints_and_does_nothing_else(key: str) -> None:
    async with reading(marks=[mark("Vesland", "GPE")]) as (app, pilot):
        await pilot.press("f", key)
        assert not app.pane.jumping
        assert app.word == "Ilse"


async def test_hints_of_two_letters_are_typed_one_after_the_other() -> None:
    words = [f"w{i:02}" for i in range(60)]
    text = " ".join(words)
    marks = [Mark(a, b, "ORG") for a, b in tokens(text)]
    async with reading(Document("2", text), marks) as (app, pilot):
        await pilot.press("f")
        shown = " ".join(app.rows()).split()
        target = shown[41]
        await pilot.press(target[0])
        assert app.pane.jumping
        await pilot.press(target[1])
        assert app.word == "w41"


async def test_there_are_no_hints_without_entities() -> None:
    async with reading(marks=[]) as (app, pilot):
        await pilot.press("f")
        assert not app.pane.jumping


async def test_search_counts_and_leads_round() -> None:
    async with reading() as (app, pilot):
        assert app.pane.search("amsel LINES") == 2
        await pilot.press("n")
        assert app.pane.cursor[0] == TEXT.index("Amsel")
        await pilot.press("n")
        assert app.pane.cursor[0] == TEXT.rindex("Amsel")
        await pilot.press("n")
        assert app.pane.cursor[0] == TEXT.index("Amsel")
        await pilot.press("N")
        assert app.pane.cursor[0] == TEXT.rindex("Amsel")
        assert app.pane.search("nowhere") == 0
        await pilot.press("n")
        assert app.pane.cursor[0] == TEXT.rindex("Amsel")
        app.pane.clear()
        assert app.pane.search_query == ""


async def test_a_match_in_a_fold_is_unfolded() -> None:
    async with reading() as (app, pilot):
        assert app.pane.search("smiles") == 1
        await pilot.press("n")
        assert app.word == "smiles"


async def test_a_selection_grows_by_tokens_and_is_told() -> None:
    async with reading() as (app, pilot):
        app.pane.start_selection()
        await pilot.press("l", "l")
        assert app.selected == "Ilse Brandt will"
        app.pane.stop_selection()
        await pilot.press("l")
        assert app.selected == "Ilse Brandt will"
        app.pane.clear_selection()
        assert app.pane.selection is None
        app.pane.extend_selection(-1)
        app.pane.extend_selection(-1)
        assert app.selected == "Brandt will meet"
        await pilot.pause()
        told = app.heard_of(ReadingPane.Selected)
        assert TEXT[told[-1].start : told[-1].end] == "Brandt will meet"
        assert any(message.start == message.end for message in told)


async def test_a_click_moves_and_tells_the_mark() -> None:
    async with reading() as (app, pilot):
        await pilot.click(offset=app.where("koye"))
        assert app.word == "Okoye"
        assert [m.mark.label for m in app.heard_of(ReadingPane.MarkClicked)] == ["PERSON"]
        await pilot.click(offset=app.where("signs"))
        assert app.word == "signs"
        assert len(app.heard_of(ReadingPane.MarkClicked)) == 1
        assert app.pane.selection is None


async def test_a_click_on_a_fold_opens_it() -> None:
    async with reading() as (app, pilot):
        await pilot.click(offset=app.where("▸"))
        assert not app.pane.folded


async def test_a_drag_selects_whole_tokens_both_ways() -> None:
    async with reading() as (app, pilot):
        for start, end in (("eet", "eaty"), ("eaty", "eet")):
            await pilot.mouse_down(offset=app.where(start))
            await pilot.hover(offset=app.where(end))
            await pilot.mouse_up(offset=app.where(end))
            first, last = TEXT.index("meet"), TEXT.index("treaty") + len("treaty")
            assert app.pane.selection == (first, last)
        assert not app.heard_of(ReadingPane.MarkClicked)
        assert app.heard_of(ReadingPane.Selected)


LONG = Document("3", "\n".join(f"Paragraph {i} says nothing new at all." for i in range(400)))


async def test_the_cursor_stays_in_view_wherever_it_goes() -> None:
    async with reading(LONG, []) as (app, pilot):
        for keys in ("G", "g", "j " * 25, "ctrl+d ctrl+d", "ctrl+u", "G k k"):
            await pilot.press(*keys.split())
            line = LONG.text.count("\n", 0, app.pane.cursor[0])
            top = app.pane.scroll_offset.y
            assert top <= line < top + app.pane.size.height, keys


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    async with reading(LONG, []) as (app, pilot):
        await pilot._post_mouse_events([_wheel()], offset=(5, 5))
        await pilot.pause()
        assert app.pane.scroll_offset.y > 0
        assert app.pane.cursor[0] == 0


def _wheel() -> type:
    from textual.events import MouseScrollDown

    return MouseScrollDown


async def test_resizing_wraps_anew_and_keeps_the_cursor_in_view() -> None:
    async with reading(LONG, [], cursor=LONG.text.index("200")) as (app, pilot):
        for size in ((30, 20), (30, 8), (140, 40), (60, 20)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.word == "200"
            assert "200" in " ".join(app.rows())
            assert all(len(row) <= min(size[0], 88) for row in app.rows())


async def test_another_document_starts_from_nothing() -> None:
    async with reading() as (app, _):
        app.pane.search("Amsel")
        app.pane.extend_selection(2)
        app.pane.show(LONG, LONG.text.index("300"))
        assert app.word == "300"
        assert "300" in " ".join(app.rows())
        assert app.pane.selection is None
        assert app.pane.search_query == ""
        assert app.pane.marks_at(0) == []


HOSTILE = (
    "\x1b[31mred\x1b]52;c;QQ==\x07 [/nope] [@click=app.quit]x[/] \x9b5n \x7f \u202eevil\u2066\r\x0c"
    " 👩\u200d🚒 e\u0301\u0301 中文 \u200d\ufe0f \ud800 السلام\tשלום \U000e0001"
)


@pytest.mark.parametrize(
    "text", ["", "\n", "\n\n \n", HOSTILE, HOSTILE * 200, "x" * 200_000, "\u0301" * 9000]
)
async def test_whatever_a_text_holds_only_printable_cells_are_drawn(text: str) -> None:
    hostile = Document(HOSTILE, text, (), HOSTILE, HOSTILE, (HOSTILE,))
    marks = [Mark(i, i + 9, HOSTILE, bool(i % 2)) for i in range(0, len(text), 11)][:500]
    async with reading(hostile, marks, size=(40, 12)) as (app, pilot):
        await pilot.press(
            *"ljjenfxGkEZ", "right_square_bracket", "left_curly_bracket", "left_parenthesis"
        )
        app.pane.search("e")
        app.pane.select(0, len(text))
        app.pane.set_spotlight([(0, 5)])
        for y in range(app.pane.size.height):
            strip = app.pane.render_line(y)
            assert strip.cell_length == app.pane.size.width - 1
            assert "".join(strip.text).isprintable() or set(strip.text) & set(
                "\u200b\u200d\u0600\ue000"
            )
            assert not set(strip.text) & set("\x1b\x07\x9b\r\x7f\u202e\u2066\ud800\n\t")


async def test_marks_cursor_and_selection_look_different() -> None:
    async with reading(cursor=TEXT.index("treaty")) as (app, _):
        app.pane.select(TEXT.index("They"), TEXT.index("talk") + 4)
        app.pane.search("harbour")
        app.pane.set_spotlight([(TEXT.index("pleased"), TEXT.index(", and"))])
        words = (
            "Ilse",
            "Tomas",
            "Lines",
            "Amsel",
            "Tuesday",
            "They",
            "harbour",
            "treaty",
            "pleased",
        )
        looks = {word: _look(app, word) for word in (*words, "meet")}
        assert len({str(look) for look in looks.values()}) == len(looks)
        assert looks["Tomas"].underline
        assert not looks["Ilse"].underline
        assert looks["Amsel"].underline


async def test_without_colour_each_layer_still_looks_different(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with reading(cursor=TEXT.index("treaty")) as (app, _):
        app.pane.select(TEXT.index("They"), TEXT.index("talk") + 4)
        app.pane.search("harbour")
        words = ("Ilse", "Tomas", "Amsel", "They", "harbour", "treaty", "meet")
        looks = {word: _attributes(_look(app, word)) for word in words}
        assert len(set(looks.values())) == len(looks), looks
        assert _look(app, "treaty").color == _look(app, "meet").color  # reversed once, not twice


async def test_a_theme_of_the_terminal_is_drawn_in_its_own_colours() -> None:
    async with reading() as (app, pilot):
        app.register_theme(LOOKS["ansi"].theme)
        app.theme = "ansi"
        app.pane.set_colours(dict.fromkeys(COLOURS, "ansi_blue"))
        await pilot.pause()
        look = _look(app, "Vesland")
        assert look.bgcolor.number == 4
        assert look.color.number == 15
        assert _look(app, "meet").bgcolor.is_default


async def test_a_new_theme_changes_what_is_drawn() -> None:
    async with reading() as (app, pilot):
        before = _look(app, "Vesland")
        app.theme = "textual-light"
        await pilot.pause()
        assert _look(app, "Vesland") != before


async def test_decided_marks_are_drawn_at_once() -> None:
    async with reading() as (app, pilot):
        before = _look(app, "Tomas")
        app.pane.set_marks([mark("Tomas Okoye", "PERSON")])
        await pilot.pause()
        after = _look(app, "Tomas")
        assert before.underline
        assert not after.underline
        assert after.bgcolor != before.bgcolor


def _look(app: PaneApp, word: str):
    """The style of the first cell of a word."""
    y = app.where(word).y
    x = 0
    for segment in app.pane.render_line(y):
        at = app.pane.render_line(y).text.find(word)
        if x <= at < x + len(segment.text):
            return segment.style
        x += len(segment.text)
    raise AssertionError(word)


def _attributes(style) -> tuple[bool | None, ...]:
    return (style.bold, style.dim, style.italic, style.underline, style.underline2, style.reverse)
