"""Keys that come all at once go where they were meant, as if they had come one by one."""

from __future__ import annotations

import asyncio

from textual import events
from textual.keys import _character_to_key

SIZE = (140, 40)
NAMES = {"\r": "enter", "\t": "tab", "\x1b": "escape", " ": "space"}


async def burst(app, pilot, typed: str) -> None:
    """Send keys faster than any of them can be dealt with."""
    for character in typed:
        key = NAMES.get(character) or _character_to_key(character)
        app.post_message(events.Key(key, character if character.isprintable() else None))
    for _ in range(200):
        await asyncio.sleep(0.01)
        if app._key_since is None:
            break
    await pilot.pause()


async def test_a_search_typed_at_once_is_a_search_and_no_command(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await burst(app, pilot, "\t/Amsel\r")
        text = app.workspace.reading.article.text
        assert app.main_screen.view.text.cursor[0] == text.index("Amsel")
        assert desktop.library.decisions(desktop.ids["treaty"]).mentions == ()


async def test_a_relation_typed_at_once_has_its_type_and_its_note(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.main_screen.view.focus_pane("pane")
        app.main_screen.view.text.action_top()
        await burst(app, pilot, "ere\rvSo Saxd\r")
        [relation] = desktop.library.decisions(desktop.ids["treaty"]).relations
        assert (relation.type, relation.note) == ("visits", "So Saxd")
        assert not desktop.library.article(desktop.ids["treaty"]).star


async def test_a_filter_typed_at_once_is_a_filter(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await burst(app, pilot, "/storm\r\r")
        assert app.workspace.open_id == desktop.ids["storm"]


async def test_a_label_picked_by_typing_at_once(desktop) -> None:
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await burst(app, pilot, "\tgL/law\r")
        [mention] = desktop.library.decisions(desktop.ids["treaty"]).mentions
        assert (mention.text, mention.label) == ("Minister", "LAW")
