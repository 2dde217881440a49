"""An article full of what terminals obey: none of it reaches the terminal."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import pytest

from pseudoterminal import PseudoTerminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Newsbrowse = Callable[..., tuple[int, str, str]]

SGR = "\x1b[31;58;5;213;99m"
CLIPBOARD = "\x1b]52;c;bmV3c2Jyb3dzZQ==\x07"
LINK = "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\"
C1 = "\x9b31mC1\x9d52;c;AAAA\x9c\x85"
BIDI = "\u202eesrever\u202c \u2066isolated\u2069 \u200fmark\u061c"
CONTROLS = "bell\x07 back\x08\x08\x08 del\x7f null\x01 tab\tstop \x0b\x0c return\rover"
MARKUP = "[@click=app.quit]quit[/] [/nope] [bold red]loud[/bold red] [link=file:///x]f[/link]"
BODY = f"""Hostile lead {SGR}red{CLIPBOARD}{LINK} by Marta Quill of Port Amsel.

Second {C1} paragraph {BIDI} stays {CONTROLS} whole.

Third {MARKUP} paragraph ends here, says Marta Quill.
"""
TITLE = f"Title [/nope] [@click=app.quit]x[/] {SGR}{CLIPBOARD}\u202e"

ESCAPE, PALETTE = "\x1b", "\x10"

# What Textual and Rich send: styles, cursor, modes, keyboard protocol, queries of the terminal.
SENT = re.compile(
    r"\x1b\[(?:[0-9;:]*[mHABCDJKSTr]|\?[0-9;]+(?:[hl]|\$p)|[<>=][0-9;]*u|\?u|[0-9;]*[tn])"
    r"|\x1b[78=>]|\x1b\]22;[a-z-]*\x07|\x1bP[=+][^\x1b]*\x1b\\"
)
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
HOSTILE = (SGR, "\x1b]52;c;bmV3", "\x1b]8;;https://evil")


@pytest.fixture
def library(tmp_path: Path, newsbrowse: Newsbrowse) -> Path:
    source = tmp_path / "hostile.md"
    values = {"title": TITLE, "source": f"Wire{SGR}[/nope]", "tags": [f"tag{SGR}", "[/nope]"]}
    front = "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items())
    source.write_text(f"---\n{front}---\n\n{BODY}", encoding="utf-8", newline="")
    library = tmp_path / f"library{SGR}[@click=app.quit]"
    code, _, err = newsbrowse("add", source, "--library", library)
    assert code == 0, err
    return library


def assert_harmless(raw: str) -> None:
    for sequence in HOSTILE:
        assert sequence not in raw, f"{sequence!r} reached the terminal"
    rest = SENT.sub("", raw)
    found = FORBIDDEN.search(rest)
    assert found is None, f"{found and rest[max(0, found.start() - 60) : found.end() + 60]!r}"


def test_the_app_shows_it_and_lives(environment: dict[str, str], library: Path) -> None:
    command = (sys.executable, "-m", "newsbrowse", "--library", str(library))
    with PseudoTerminal(command, environment, columns=140) as app:
        app.wait_for("Hostile lead", "Title [/nope]", "all keys")
        for keys in ("\t", "eeee", "jjjj", "]", "i", "i", "?", ESCAPE, "f", ESCAPE, "/"):
            app.send(keys)
            app.settle()
        for keys in ("whole\r", ESCAPE, PALETTE, "title", ESCAPE):
            app.send(keys)
            app.settle()
        app.send("q")
        assert app.exit_code() == 0
        assert_harmless(app.raw.decode())


def test_the_commands_print_it_harmlessly_and_json_loses_nothing(
    newsbrowse: Newsbrowse, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (article,) = json.loads(newsbrowse("list", "--json", "--library", library)[1])
    shown = json.loads(newsbrowse("show", article["id"], "--json", "--library", library)[1])
    (stored,) = (library / "articles").rglob("*.txt")
    assert shown["text"] == stored.read_bytes().decode("utf-8")
    for part in (SGR, CLIPBOARD, LINK, C1, BIDI, MARKUP):
        assert part in shown["text"]
    assert shown["metadata"]["headline"] == TITLE
    assert_commands_harmless(newsbrowse, article["id"])
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert_commands_harmless(newsbrowse, article["id"])


def assert_commands_harmless(newsbrowse: Newsbrowse, id_: str) -> None:
    for arguments in (
        ("list",),
        ("list", "--json"),
        ("show", id_),
        ("show", id_, "--json"),
        ("show", SGR + CLIPBOARD),
        ("add", f"missing{SGR}", SGR + CLIPBOARD),
        ("open", SGR + BIDI),
        (f"--{SGR}",),
        ("tag", id_, SGR + CLIPBOARD),
        ("tag", id_, "--remove", f"tag{SGR}", "--annotator", SGR),
        ("relate", id_, "--head", f"0:12:{SGR}", "--type", BIDI, "--tail", "entity:\x9b"),
        ("annotate", id_, "--from", SGR + CLIPBOARD),
        ("stats",),
        ("check",),
        ("paths",),
        ("paths", "--json"),
    ):
        _, out, err = newsbrowse(*arguments)
        assert_harmless(out)
        assert_harmless(err)
