"""Where the app refuses to run, and where stderr goes while it runs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pseudoterminal import PseudoTerminal

if TYPE_CHECKING:
    from pathlib import Path

NEWSBROWSE = (sys.executable, "-m", "newsbrowse")
ALTERNATE_SCREEN = b"\x1b[?1049h"

NOISY_APP = """
import ctypes, sys
import newsbrowse.app
from newsbrowse.cli.main import run

mount = newsbrowse.app.NewsbrowseApp.on_mount

def noise(self):
    mount(self)
    print("python words", file=sys.stderr)
    ctypes.CDLL(None).write(2, b"native words\\n", 13)
    {then}

newsbrowse.app.NewsbrowseApp.on_mount = noise
sys.exit(run(["--library", {library!r}]))
"""


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_place_a_cursor_is_refused_in_one_line(
    environment: dict[str, str], term: str
) -> None:
    with PseudoTerminal(NEWSBROWSE, environment | {"TERM": term, "COLORTERM": "truecolor"}) as app:
        assert app.exit_code() == 2
        assert b"\x1b" not in app.raw
        assert len(app.raw.strip().splitlines()) == 1
        assert b"TERM" in app.raw


def test_a_pipe_for_output_is_refused(environment: dict[str, str]) -> None:
    code = f"""
import subprocess, sys
done = subprocess.run({NEWSBROWSE!r}, stdout=subprocess.PIPE)
sys.exit(done.returncode + len(done.stdout))
"""
    with PseudoTerminal((sys.executable, "-c", code), environment) as app:
        assert app.exit_code() == 2
        assert b"output is not a terminal" in app.raw
        assert ALTERNATE_SCREEN not in app.raw


def test_a_pipe_for_input_is_refused(environment: dict[str, str]) -> None:
    done = subprocess.run(
        NEWSBROWSE, env=environment, input=b"", capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1
    assert b"input is not a terminal" in done.stderr


def test_words_on_stderr_go_to_the_log_and_not_to_the_screen(
    environment: dict[str, str], tmp_path: Path
) -> None:
    code = NOISY_APP.format(
        then="self.set_timer(0.5, self.exit)", library=str(tmp_path / "library")
    )
    with PseudoTerminal((sys.executable, "-c", code), environment) as app:
        assert app.exit_code() == 0
        assert ALTERNATE_SCREEN in app.raw
        assert b"words" not in app.raw
    assert "native words" in log(environment).read_text()


def test_a_crash_exits_with_1_and_names_the_log(
    environment: dict[str, str], tmp_path: Path
) -> None:
    code = NOISY_APP.format(then="raise RuntimeError('planted')", library=str(tmp_path / "library"))
    with PseudoTerminal((sys.executable, "-c", code), environment, columns=400) as app:
        assert app.exit_code() == 1
        assert str(log(environment)) in app.display
        assert b"planted" not in app.raw
    assert "planted" in log(environment).read_text()


def test_the_screen_is_drawn_although_stderr_goes_to_a_file(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with (
        (tmp_path / "errors").open("wb") as file,
        PseudoTerminal(
            (*NEWSBROWSE, "--library", str(tmp_path / "library")),
            environment,
            stderr=file.fileno(),
        ) as app,
    ):
        app.wait_for("newsbrowse")
        app.send("q")
        assert app.exit_code() == 0
    assert (tmp_path / "errors").read_bytes() == b""


def log(environment: dict[str, str]) -> Path:
    from pathlib import Path

    return Path(environment["XDG_STATE_HOME"]) / "newsbrowse" / "log" / "newsbrowse.log"
