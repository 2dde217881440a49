"""Adding by a process that ends as it should not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from newsbrowse_ingest import background
from newsbrowse_ingest.background import Addition

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TELL = """
import json, os, sys
progress = {"all_files": 2, "all_bytes": 9, "files": 1, "bytes": 5, "position": 0}
message = {"progress": progress | {"articles": {"added": 1}}, "first": "one", "failed": []}
line = json.dumps(message).encode()
sys.stdin.readline()
os.write(1, line + b"\\n" + line[: len(line) // 2])
"""


def end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, *given: str) -> Addition:
    """Add by a process that does something else."""
    monkeypatch.setattr(background, "python", lambda _: [sys.executable, "-c", script])
    added = Addition(given)
    added.run(tmp_path, "ana")
    return added


def test_what_it_told_before_it_was_killed_counts(monkeypatch, tmp_path) -> None:
    added = end(monkeypatch, tmp_path, TELL + "os.kill(os.getpid(), 9)")
    assert added.first == "one"
    assert added.progress.articles == {"added": 1}
    assert "killed by signal 9" in str(added.error)


def test_one_that_does_not_listen_is_told_of(monkeypatch, tmp_path) -> None:
    more_than_a_pipe_holds = "x" * 1_000_000
    added = end(monkeypatch, tmp_path, "raise SystemExit(3)", more_than_a_pipe_holds)
    assert "exit code 3" in str(added.error)


def test_one_that_cannot_be_started_is_told_of(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(background, "python", lambda _: [str(tmp_path / "nothing")])
    added = Addition(["file"])
    added.run(tmp_path, "ana")
    assert "cannot be begun" in str(added.error)
