"""A user of their own for every test: a home where nothing lies yet."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.network.server import Server
from newsbrowse_ingest.network.values import RealClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STORY = """Harbour treaty signed in Port Amsel

PORT AMSEL (Harbour Wire) — Ilse Brandt signed the harbour treaty on Tuesday.

She thanked Tomas Okoye, who had waited for two years.
"""

ROOT = Path(__file__).resolve().parents[2]


def _settle_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this process one of a user whose home is `home`."""
    for name in list(os.environ):
        if name.startswith(("NEWSBROWSE_", "XDG_")) or name in {
            "NO_COLOR",
            "FORCE_COLOR",
            "COLORTERM",
            "COLUMNS",
            "LINES",
        }:
            monkeypatch.delenv(name)
    home.mkdir()
    for name, value in {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "TERM": "xterm-256color",
        "PYTHONPATH": os.pathsep.join(
            str(ROOT / room) for room in ("tui", "ingest", "nlp", "exchange", "store")
        ),
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a user with an empty home, for this process and for others."""
    _settle_in(tmp_path / "home", monkeypatch)
    return dict(os.environ)


@pytest.fixture(scope="session")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of one article, STORY, whose suggestions are cached: to be copied, not changed."""
    from newsbrowse.cli.main import run

    folder = tmp_path_factory.mktemp("analysed")
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        _settle_in(folder / "home", monkeypatch)
        library = str(folder / "library")
        assert run(["add", str(folder / "story.txt"), "--library", library]) == 0
        (text,) = (folder / "library" / "articles").rglob("*.txt")
        assert run(["show", text.stem, "--library", library]) == 0
    return folder / "library"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def read(analysed: Path, library: Path) -> Path:
    """A library with the story in it, analysed."""
    return Path(shutil.copytree(analysed, library))


@pytest.fixture
def newsbrowse(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process: arguments to exit code, stdout and stderr."""
    from newsbrowse.cli.main import run

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server for a machine on which pauses take no time."""
    slept = 0.0

    async def sleep(self: RealClock, seconds: float) -> None:
        nonlocal slept
        slept += seconds

    monkeypatch.setattr(RealClock, "sleep", sleep)
    monkeypatch.setattr(RealClock, "monotonic", lambda _: time.monotonic() + slept)
    with Server() as running:
        yield running
