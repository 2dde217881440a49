"""Annotating with the mouse alone, by the bytes that a terminal sends."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tinydb import TinyDB

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft, Metadata
from pseudoterminal import PseudoTerminal

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """Ilse Brandt flew to Vesland on Tuesday, for the signing ceremony at noon.

Nobody else was asked to come, as far as anybody knows.
"""


class Hand:
    """A mouse at a terminal in which newsbrowse runs."""

    def __init__(self, terminal: PseudoTerminal) -> None:
        self.terminal = terminal

    def at(self, words: str, *, end: bool = False) -> tuple[int, int]:
        """Where words are first seen, counted from 1: their first cell or the last."""
        self.terminal.wait_for(words)
        rows = self.terminal.display.splitlines()
        y = next(y for y, row in enumerate(rows) if words in row)
        return rows[y].index(words) + (len(words) if end else 1), y + 1

    def drag(self, words: str) -> None:
        """Press at the start of words, move over them and let go at their end."""
        (x, y), (stop, _) = self.at(words), self.at(words, end=True)
        self._send(0, x, y, "M")
        for step in range(x + 1, stop + 1):
            self._send(32, step, y, "M")
        self._send(0, stop, y, "m")

    def click(self, words: str) -> None:
        """Click the start of words."""
        x, y = self.at(words)
        self._send(0, x, y, "M")
        self._send(0, x, y, "m")

    def _send(self, button: int, x: int, y: int, end: str) -> None:
        self.terminal.send(f"\x1b[<{button};{x};{y}{end}")


def test_dragging_clicking_a_label_and_relating_by_clicks(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with Library.open(tmp_path / "news") as library:
        article = library.add(Draft(TEXT, Metadata(headline="Brandt in Vesland"))).id
        session = Session(library, "ana")
        for words, label in (("Ilse Brandt", "PERSON"), ("Vesland", "GPE")):
            start = TEXT.index(words)
            session.add(article, start, start + len(words), label)
        path = library.record(article).path
    command = (sys.executable, "-m", "newsbrowse", "--library", str(tmp_path / "news"))
    with PseudoTerminal(command, environment, columns=140) as terminal:
        hand = Hand(terminal)
        hand.drag("signing ceremony")
        terminal.settle()
        hand.click("7 EVENT")
        terminal.wait_for("added “signing ceremony” as EVENT")
        hand.click("Ilse Brandt flew")
        terminal.wait_for("PERSON  Ilse Brandt")
        terminal.send("r")
        terminal.wait_for("link Ilse Brandt")
        hand.click("Vesland on")
        terminal.wait_for("Ilse Brandt … Vesland", "visits")
        hand.click("visits")
        terminal.wait_for("a note on it")
        terminal.send("\r")
        terminal.wait_for("Ilse Brandt —visits→ Vesland")
        terminal.send("q")
        assert terminal.exit_code() == 0
    with TinyDB(path) as database:
        marked = {m["text"]: (m.doc_id, m["label"]) for m in database.table("mentions")}
        [relation] = database.table("relations").all()
    assert marked["signing ceremony"][1] == "EVENT"
    assert relation["type"] == "visits"
    assert relation["head"]["mention"] == marked["Ilse Brandt"][0]
    assert relation["tail"]["mention"] == marked["Vesland"][0]
