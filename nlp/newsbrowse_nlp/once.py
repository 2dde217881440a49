"""Once: one text analysed while the caller waits, for the command line."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from newsbrowse_nlp.pipeline import PipelineError
from newsbrowse_nlp.worker import wire
from newsbrowse_store.processes.json_child import EndedError, JsonChild

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
    launch = wire.Launch(model, log)
    with (
        launch.open_log() as errors,
        closing(JsonChild(launch.command, errors, launch.environment())) as child,
    ):
        try:
            child.tell(wire.names_message(known, 0))
            child.tell(wire.ask_message(0, text, "", regions, 0))
            while (message := child.hear())["say"] not in ("answer", "error"):
                pass
        except EndedError as ended:
            raise PipelineError("Analysis", "the process died", f"See {log}.") from ended
    if message["say"] == "error":
        raise PipelineError("Analysis", message["reason"], f"See {log}.")
    return list(wire.suggestions_in(message, text))
