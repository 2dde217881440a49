"""Keys pressed at random in articles of every kind: the app must never fall over."""

from __future__ import annotations

import random

import pytest

from newsbrowse.actions import ACTIONS
from newsbrowse_store.values import Draft, Metadata, Region

LEAVES = {"everywhere.quit", "sidebar.add", "pane.browse"}
"""What ends the test, or reaches what is not the test's own."""
KEYS = sorted({key for action in ACTIONS if action.id not in LEAVES for key in action.keys})
HOSTILE = "\x1b[31m[/nope] [@click=app.quit]Ilse Brandt\x07 \u202e in Vesland [red\x9b"
TEXTS = {
    "hostile": HOSTILE
    + f"\n\n\tAmsel Lines 👩\u200d👩\u200d👧 e\u0301\x00 Vesland.\n中文 שלום{'x' * 3000}",
    "tokenless": "… — …\n\n— !",
    "one token": "Vesland",
    "blank": "\n",
}


@pytest.fixture
def hostile(desktop):
    meta = Metadata(headline=HOSTILE, source=HOSTILE, published="2026-13-99", byline="[b]\x1b")
    for name, text in TEXTS.items():
        regions = (Region("body", 0, len(text)),)
        desktop.ids[name] = desktop.library.add(Draft(text, meta, regions, ("[/x]\x1b",))).id
    broken = desktop.library.add(Draft("Nothing of Vesland\n\nis right here.", meta, ())).id
    desktop.library.record(broken).path.write_text("{ not json")
    desktop.ids["broken"] = broken
    return desktop


@pytest.mark.parametrize(
    ("seed", "size", "keys"),
    [
        (1, (140, 40), 12),
        (2, (60, 20), 12),
        (3, (100, 30), 12),
        pytest.param(4, (80, 24), 200, marks=pytest.mark.long),
    ],
)
async def test_no_key_in_no_article_is_too_much(hostile, seed, size, keys) -> None:
    chance = random.Random(seed)
    app = hostile.app()
    async with app.run_test(size=size) as pilot:
        names = list(hostile.ids)
        chance.shuffle(names)
        for name in names:
            while len(app.screen_stack) > 1:
                await pilot.press("escape")
            app.main_screen.view.open_article(hostile.ids[name])
            await pilot.press("escape", "escape", "tab", *chance.choices(KEYS, k=keys))
        await pilot.pause()
        assert app.is_running
