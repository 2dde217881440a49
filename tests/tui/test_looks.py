"""A decision returns the state it made: the file that was just written is not looked at again."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsbrowse_store.decisions.session import Session

AT_MOST = 3
"""Under the lock, after the write, and before the catalogue takes it down."""


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The paths that were looked at, each time that one was."""
    found: list[Path] = []
    stat = Path.stat

    def looked(self: Path, **given: bool):
        found.append(self)
        return stat(self, **given)

    monkeypatch.setattr(Path, "stat", looked)
    return found


@pytest.mark.parametrize(
    ("keys", "before"), [(("2",), 0), (("space",), 0), (("x",), 0), (("1", "u"), 1)]
)
async def test_a_decision_looks_at_the_file_of_its_article_three_times_at_most(
    desk, keys: tuple[str, ...], before: int, looks: list[Path]
) -> None:
    path = desk.desktop.library.record(desk.id).path
    await desk.go("Ilse")
    looks.clear()
    for key in keys:
        await desk.press(key)
    assert desk.app.workspace.reading.annotated.decisions == desk.decisions()
    looked = looks.count(path) - 1  # by the line before
    assert len(desk.desktop.library.record(desk.id).history()) > 0
    assert looked <= AT_MOST * len(keys) + before  # to undo, the history is looked at first


async def test_what_another_window_decided_is_seen_by_the_next_decision(desk) -> None:
    Session(desk.desktop.library, "ben").add(desk.id, *_words(desk, "speaker"), "PERSON")
    await desk.go("Ilse")
    await desk.press("2")
    assert {text for text, _ in desk.mentions()} == {"Ilse Brandt", "speaker"}
    assert len(desk.app.workspace.reading.annotated.mentions) == 2


def _words(desk, words: str) -> tuple[int, int]:
    start = desk.text.index(words)
    return start, start + len(words)
