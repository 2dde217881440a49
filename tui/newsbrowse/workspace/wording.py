"""Wording: what the status line, the list and empty panes say, and how decisions are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from newsbrowse.settings.keymap import key_shown
from newsbrowse.workspace.attribute_words import attribute_words
from newsbrowse_store.decisions.undo import UndoError
from newsbrowse_store.errors import DecisionError, quoted
from newsbrowse_store.records.history import UNDO
from newsbrowse_store.schema.schema import ATTRIBUTES
from newsbrowse_store.values import Attributes, Mention, Suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsbrowse.workspace.open_article import OpenArticle
    from newsbrowse.workspace.workspace import Workspace
    from newsbrowse_store.cache.listing import Heading
    from newsbrowse_store.decisions.session import Decided, Target
    from newsbrowse_store.errors import NewsbrowseError
    from newsbrowse_store.records.history import HistoryEntry

    Found: TypeAlias = Mention | Suggestion
    Key: TypeAlias = tuple[str, str]
    _Document: TypeAlias = Mapping[str, Any]


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


def retold(error: NewsbrowseError) -> NewsbrowseError:
    """Return the error as it is told: what cannot be undone by the words of the decision."""
    if not isinstance(error, UndoError):
        return error
    return DecisionError(entry_words(error.entry, error.names), error.reason, error.remedy)


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


_MARKS = {
    "accept": ("accepted {text} as {label}", "{n} suggestions accepted"),
    "add": ("added {text} as {label}", "{n} mentions added"),
    "reject": ("rejected {text} as {label}", "{n} suggestions rejected"),
    "relabel": ("{text} is {label} now", "{n} mentions are {label} now"),
    "resize": ("{old} is {text} now", ""),
    "delete": ("deleted {text} ({label})", "{n} mentions deleted"),
    "same": ("{text} is {label} in one more place", "{text} is {label} in {n} more places"),
    "same reject": ("rejected {text} as {label}", "{text} as {label} rejected in {n} places"),
    "same delete": ("deleted {text} ({label})", "{text} ({label}) deleted in {n} places"),
    "link": ("linked {text} to {entity}", ""),
    "unlink": ("{text} is linked no more", ""),
}
"""How decisions on one mention or rejection, and on several, are said."""

_RELATIONS = {
    "relate": "{}",
    "edit relation": "now {}",
    "reverse relation": "turned round to {}",
    "delete relation": "deleted {}",
}
_NOTES = {"note": "noted {}", "edit note": "note is {} now", "delete note": "deleted note {}"}


def decision_words(decided: Decided) -> str:
    """Return what was decided, for the status line."""
    if decided.entry is None:
        return "nothing to change"
    words = entry_words(decided.about or decided.entry, decided.names) + _elsewhere(decided)
    if decided.about is None:
        return words
    return f"{'undone' if decided.entry.what == UNDO else 'made again'}: {words}"


def _elsewhere(decided: Decided) -> str:
    """In how many articles it was decided, and which stay as they are."""
    if decided.step is None:
        return ""
    articles = sum(file.startswith("articles/") for file in decided.step.files)
    entry = decided.about or decided.entry
    within = "" if entry is not None and entry.what in ("remove", "restore") else "in "
    words = f" {within}{article_count(articles)}" if articles > 1 else ""
    if left := decided.step.left:
        others = "" if len(left) == 1 else f", and {len(left) - 1} more stay"
        words += f"; {left[0].file.rpartition('/')[2]} stays as it is ({left[0].reason}){others}"
    return words


def entry_words(entry: HistoryEntry, names: Mapping[int | str, str]) -> str:
    """Return what was done, such as `accepted “Shoigu” as PERSON`; `names` are as in `Decided`."""
    if entry.what in _MARKS:
        return _marks(entry, names)
    if entry.what in _RELATIONS:
        relation = _of(entry, "relations")[0][1]
        known = _mention_texts(entry) | dict(names)
        ends = (_end_words(relation[end], known) for end in ("head", "tail"))
        words = f" —{relation['type']}→ ".join(ends) + _said(relation, names)
        return _RELATIONS[entry.what].format(words) + _accepted(entry)
    if entry.what in ("tag", "untag"):
        tags = ", ".join(document["name"] for _, document in _of(entry, "tags"))
        return f"tagged {tags}" if entry.what == "tag" else f"took off {tags}"
    if entry.what in ("remove", "restore"):
        return "removed" if entry.what == "remove" else "restored"
    if entry.what in ("metadata", "state", "star", "opened"):
        return _article(entry)
    if entry.what in _NOTES:
        return _NOTES[entry.what].format(quoted(_of(entry, "notes")[0][1]["text"]))
    if entry.what == "carry":
        return _carried(entry)
    return entry.what


def _end_words(end: _Document, names: Mapping[int | str, str]) -> str:
    return names.get(end.get("entity") or end["mention"], "?")


def _said(relation: _Document, names: Mapping[int | str, str]) -> str:
    said = relation.get("attributes", {})
    known = Attributes(**{name: it for name, it in said.items() if name in ATTRIBUTES})
    words = attribute_words(known, names.get(known.reported_by or "", "?"))
    return f" ({words})" if words else ""


def _mention_texts(entry: HistoryEntry) -> dict[int | str, str]:
    changes = (change for change in entry.changes if change.table == "mentions")
    return {change.id: (change.after or change.before or {}).get("text", "?") for change in changes}


def _accepted(entry: HistoryEntry) -> str:
    """Return which suggestions became mentions because a relation was made of them."""
    made = [
        f"{quoted(new['text'])} as {new['label']}"
        for old, new in _of(entry, "mentions")
        if old is None and new.get("origin") == "accepted"
    ]
    return f"; accepted {', '.join(made)}" if made else ""


def _marks(entry: HistoryEntry, names: Mapping[int | str, str]) -> str:
    marks = _of(entry, "mentions") or _of(entry, "rejections")
    old, new = marks[0]
    one, many = _MARKS[entry.what]
    words = (one if len(marks) == 1 else many or one).format(
        text=quoted(new["text"]),
        old=quoted((old or new)["text"]),
        label=new["label"],
        n=len(marks),
        entity=names.get(new.get("entity") or "", "?"),
    )
    hanging = len(_of(entry, "relations"))
    if hanging:
        words += " with a relation" if hanging == 1 else f" with {hanging} relations"
    return words


def _carried(entry: HistoryEntry) -> str:
    """Return how much came over from an earlier version."""
    tables = ("mentions", "relations", "tags", "notes", "rejections")
    counts = {table: count for table in tables if (count := len(_of(entry, table)))}
    said = [f"{count} {name if count > 1 else name[:-1]}" for name, count in counts.items()]
    return f"carried over {', '.join(said)}"


def _article(entry: HistoryEntry) -> str:
    before, after = _of(entry, "article")[0]
    old = before or {}
    if entry.what == "star":
        return "starred" if after["star"] else "took the star away"
    if entry.what == "metadata":
        was, now = old.get("metadata", {}), after["metadata"]
        changed = [name for name in now if now[name] != was.get(name)]
        return f"corrected {', '.join(n for n in changed if n != 'headline_derived')}"
    return f"marked {after['state']}"


def _of(entry: HistoryEntry, table: str) -> list[tuple[_Document | None, _Document]]:
    """Return the documents of a table before and after; those deleted as they were."""
    return [
        (change.before, change.after or change.before or {})
        for change in entry.changes
        if change.table == table
    ]
