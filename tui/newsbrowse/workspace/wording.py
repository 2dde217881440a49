"""Wording: the quiet words of the main screen and of its list, and what to do where it is empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from newsbrowse.settings.keymap import key_shown
from newsbrowse_store.model import Mention, Suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsbrowse.workspace.open_article import OpenArticle
    from newsbrowse.workspace.workspace import Workspace
    from newsbrowse_store.cache.listing import Heading
    from newsbrowse_store.decisions.session import Target

    Found: TypeAlias = Mention | Suggestion
    Key: TypeAlias = tuple[str, str]


WORKER = {
    "starting": "model starting",
    "ready": "model ready",
    "busy": "analysing",
    "down": "model stopped",
    "missing": "no model",
}
EMPTY_LIBRARY = (
    "This library is empty.\n\n"
    "Press a and type the path of a file or a folder to add, or an address.\n"
    "Plain text and Markdown can be read."
)
ADDING = "Adding.\n\nThe first article is opened as soon as it is here."
ALL_ARTICLES = "All articles"
"""What stands for no search among those that the library keeps."""
NOTHING_OPEN = "Choose an article in the list with j and k, and open it with enter."
WORKER_DOWN = (
    "The model stopped and no longer makes suggestions; reading goes on.\n"
    "Start newsbrowse again to try once more. What it said last is in {log}"
)
WORKER_MISSING = (
    "No language model is installed, so nothing is suggested.\n"
    "`newsbrowse models` says how to add one."
)


@dataclass(frozen=True, slots=True)
class DraftEnds:
    """A relation in the making, in words; empty where nothing is chosen yet."""

    head: str = ""
    type: str = ""
    tail: str = ""
    evidence: str = ""
    head_label: str = ""
    tail_label: str = ""


def pane_words(workspace: Workspace) -> str:
    """What stands in the reading pane while no article is open."""
    return NOTHING_OPEN if len(workspace.view) or workspace.filter else EMPTY_LIBRARY


def status_facts(workspace: Workspace, worker: str) -> list[tuple[int, str]]:
    """The facts of the status line with their weights: the lightest go when it is narrow."""
    reading, counts = workspace.reading, workspace.library.catalogue.counts()
    facts = []
    if (rank := workspace.rank()) is not None:
        facts.append((2, f"{rank[0]} of {rank[1]}"))
    facts.append((1, f"{counts.done} done"))
    if reading is not None and reading.analysed:
        facts.append((4, f"{counts.pending} pending, here {len(reading.pending)}"))
    elif counts.pending:
        facts.append((1, f"{counts.pending} pending"))
    if reading is not None and reading.problem is not None:
        facts.append((5, "read-only"))
    analysing = reading is not None and not reading.analysed and worker == "ready"
    quiet = worker == "ready" and not analysing
    facts.append((0 if quiet else 3, WORKER["busy" if analysing else worker]))
    facts.append((2, session_words(workspace)))
    return facts


def target_words(reading: OpenArticle, target: Target, offset: int) -> str:
    """What is under the cursor at `offset`: label, words, where from; and what it lies in."""
    words = f"{target.label}  {_one_line(target.text)}"
    if isinstance(target, Suggestion):
        words += f"  ┄ {SOURCES.get(target.source, target.source)}"
    for mark in reading.marks.at(offset):
        other = reading.target(mark)
        if other is not None and other != target:
            same = (other.start, other.end) == (target.start, target.end)
            words += (
                f", also {other.label}" if same else f", in {other.label}  {_one_line(other.text)}"
            )
    related = len(reading.relations_of(target.id)) if isinstance(target, Mention) else 0
    return f"{words}  {related} related, w follows" if related else words


def nothing_pending(reading: OpenArticle, keys: Mapping[str, str]) -> str:
    """What to do when nothing that is shown is pending; `keys` are the user's own."""
    done, following, numbers = (
        key_shown(id_, keys)
        for id_ in ("everywhere.done", "everywhere.next_not_done", "pane.numbers")
    )
    if reading.article.state == "done":
        return f"Nothing is pending, and the article is done. {following} opens the next one to do."
    if hidden := len(reading.pending):
        still = f"{hidden} hidden dates and numbers are still pending"
        return f"{still}; {numbers} shows them. {done} leaves them so."
    return f"Nothing is pending here any more. {done} marks the article done and opens the next."


def session_words(workspace: Workspace) -> str:
    """The session in a few words: how long, how many decisions and articles, how fast."""
    minutes, made = int(workspace.minutes), workspace.activity
    words = f"{minutes} min"
    if made and made.decisions:
        many = "1 decision" if made.decisions == 1 else f"{made.decisions} decisions"
        words += f", {many}, {made.decisions / max(workspace.minutes, 1.0):.1f}/min"
    if made and made.done > 0:
        words += f", {made.done} done now"
    return words


def _one_line(words: str) -> str:
    return " ".join(words.split())


SOURCES = {
    "model": "the model",
    "agreement": "as its full name",
    "known": "known already",
    "caption": "the caption repeats",
    "dateline": "the date line",
}


def heading_name(heading: Heading) -> str:
    """The name of a group as it is shown: a source, or a date in words."""
    if isinstance(heading.key, str):
        return heading.name or "No source"
    if not heading.name:
        return "No date"
    year, month, day = (int(part) for part in f"{heading.name}-01-01".split("-")[:3])
    try:
        date = datetime(year, month, day)
    except ValueError:
        return heading.name
    return date.strftime({4: "%Y", 7: "%B %Y"}.get(len(heading.name), f"%a {day} %B %Y"))


def article_count(count: int) -> str:
    """How many articles, in words."""
    return "1 article" if count == 1 else f"{count} articles"
