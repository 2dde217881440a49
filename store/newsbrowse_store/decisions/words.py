"""Words for decisions: what was done, for the status line, from its entry in the history alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.errors import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.history import HistoryEntry

    Names = Callable[[Document], str]

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


def words_of(entry: HistoryEntry, names: Names) -> str:
    """Return what was done, such as `accepted “Shoigu” as PERSON`.

    `names` gives the words for an end of a relation, or an entity, as a document holds them.
    """
    if entry.what in _MARKS:
        return _marks(entry, names)
    if entry.what in _RELATIONS:
        relation = relation_words(_of(entry, "relations")[0][1], names)
        return _RELATIONS[entry.what].format(relation) + _accepted(entry)
    if entry.what in ("tag", "untag"):
        tags = ", ".join(document["name"] for _, document in _of(entry, "tags"))
        return f"tagged {tags}" if entry.what == "tag" else f"took off {tags}"
    if entry.what in ("metadata", "state", "star", "opened"):
        return _article(entry)
    if entry.what in _NOTES:
        return _NOTES[entry.what].format(quoted(_of(entry, "notes")[0][1]["text"]))
    return entry.what


def relation_words(relation: Document, names: Names) -> str:
    """Return a relation as it is shown in a line: `Sergei Shoigu —meets→ Wang Yi`."""
    return f"{names(relation['head'])} —{relation['type']}→ {names(relation['tail'])}"


def _accepted(entry: HistoryEntry) -> str:
    """Return which suggestions became mentions because a relation was made of them."""
    made = [
        f"{quoted(new['text'])} as {new['label']}"
        for old, new in _of(entry, "mentions")
        if old is None and new.get("origin") == "accepted"
    ]
    return f"; accepted {', '.join(made)}" if made else ""


def _marks(entry: HistoryEntry, names: Names) -> str:
    marks = _of(entry, "mentions") or _of(entry, "rejections")
    old, new = marks[0]
    one, many = _MARKS[entry.what]
    words = (one if len(marks) == 1 else many or one).format(
        text=quoted(new["text"]),
        old=quoted((old or new)["text"]),
        label=new["label"],
        n=len(marks),
        entity=names({"entity": new.get("entity")}) if entry.what == "link" else "",
    )
    hanging = len(_of(entry, "relations"))
    if hanging:
        words += " with a relation" if hanging == 1 else f" with {hanging} relations"
    return words


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


def _of(entry: HistoryEntry, table: str) -> list[tuple[Document | None, Document]]:
    """Return the documents of a table before and after; those deleted as they were."""
    return [
        (change.before, change.after or change.before or {})
        for change in entry.changes
        if change.table == table
    ]
