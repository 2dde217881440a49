"""Files that do something to the process that reads them, told by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

HOOK = """
import os, sys, time

def fault(event, args):
    if event != "open" or not isinstance(args[0], str):
        return
    folder, name = os.path.split(args[0])
    if name.startswith("crash"):
        os.abort()
    if name.startswith("hang"):
        time.sleep(1000)
    if name.startswith("hungry"):
        bytearray(1 << 34)
    while name.startswith("wait") and not os.path.exists(os.path.join(folder, ".go")):
        time.sleep(0.02)

sys.addaudithook(fault)
"""
"""Crash, hang, ask for 16 GiB, or wait until there is a file `.go` beside it."""


@pytest.fixture
def faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant them in the Python processes that this one starts."""
    folder = tmp_path / "faults"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(HOOK)
    monkeypatch.syspath_prepend(folder)
