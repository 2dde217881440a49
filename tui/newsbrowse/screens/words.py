"""The quiet words of the main screen: how things stand, and what to do where nothing is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbrowse.desk import Desk

WORKER = {
    "starting": "model starting",
    "ready": "model ready",
    "busy": "analysing",
    "down": "model stopped",
    "missing": "no model",
}
EMPTY_LIBRARY = (
    "This library is empty.\n\n"
    "Press a and type the path of a file or a folder to add.\n"
    "Plain text and Markdown can be read."
)
NOTHING_OPEN = "Choose an article in the list with j and k, and open it with enter."
WORKER_DOWN = (
    "The model stopped and no longer makes suggestions; reading goes on.\n"
    "Start newsbrowse again to try once more. What it said last is in {log}"
)
WORKER_MISSING = (
    "No language model is installed, so nothing is suggested.\n"
    "`newsbrowse models` says how to add one."
)


def pane_words(desk: Desk) -> str:
    """What stands in the reading pane while no article is open."""
    return NOTHING_OPEN if len(desk.view) or desk.filter else EMPTY_LIBRARY


def status_facts(desk: Desk, worker: str) -> list[str]:
    """The facts of the status line, those that matter most last."""
    counts = desk.library.catalogue.counts()
    facts = []
    place = desk.place()
    if place is not None:
        facts.append(f"{place + 1} of {len(desk.view)}")
    facts.append(f"{counts.done} done")
    if desk.reading is not None and desk.reading.suggestions is not None:
        facts.append(f"{counts.pending} pending, here {len(desk.reading.pending)}")
    elif counts.pending:
        facts.append(f"{counts.pending} pending")
    if desk.reading is not None and desk.reading.problem is not None:
        facts.append("read-only")
    analysing = desk.reading is not None and desk.reading.suggestions is None
    facts.append("analysing" if analysing and worker == "ready" else WORKER.get(worker, worker))
    facts.append(session_words(desk))
    return facts


def session_words(desk: Desk) -> str:
    """The session in a few words: how long, how many decisions, how fast."""
    minutes = desk.minutes
    if not desk.decisions_made:
        return f"{int(minutes)} min"
    rate = desk.decisions_made / max(minutes, 1.0)
    return f"{int(minutes)} min, {desk.decisions_made} decisions, {rate:.1f}/min"
