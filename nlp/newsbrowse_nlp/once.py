"""Once: one text analysed while the caller waits, for the command line."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

from newsbrowse_nlp.pipeline import PipelineError
from newsbrowse_nlp.worker import wire
from newsbrowse_nlp.worker.launch import Launch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsbrowse_store.values import KnownName, Region, Suggestion


def analyse_once(
    text: str,
    regions: Sequence[Region],
    model: str | None,
    known: Sequence[KnownName],
    log: Path,
) -> list[Suggestion]:
    """The suggestions in one text, from a process that lives no longer than that.

    Without a usable pipeline they come from the known names alone. Raises PipelineError if the
    process dies or fails on this text.
    """
    launch = Launch(model, log)
    with (
        launch.open_log() as errors,
        subprocess.Popen(
            launch.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=launch.environment(),
            start_new_session=True,
        ) as process,
    ):
        assert process.stdin
        assert process.stdout
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(wire.encode(wire.names_message(known, 0)))
                process.stdin.write(wire.encode(wire.ask_message(0, text, "", regions, 0)))
                process.stdin.flush()
            for line in process.stdout:
                message = wire.decode(line)
                if message["say"] == "answer":
                    return list(wire.suggestions_in(message, text))
                if message["say"] == "error":
                    raise PipelineError("Analysis", message["reason"], f"See {log}.")
        finally:
            process.kill()
    raise PipelineError("Analysis", "the process died", f"See {log}.")
