"""Commands on tags, notes, links to entities, and the article itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args

from newsbrowse_store.decisions.mentions import mention_of
from newsbrowse_store.decisions.rules import tag_name
from newsbrowse_store.errors import DecisionError, quoted
from newsbrowse_store.records.documents import ARTICLE
from newsbrowse_store.text.partial_dates import first_day
from newsbrowse_store.values import Metadata, State, fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse_store.decisions.mentions import Target
    from newsbrowse_store.decisions.plan import Plan
    from newsbrowse_store.disk.raw_tables import Document

_LOOK_AGAIN = "Look at the article again, then decide."
_FIELDS = set(fields(Metadata)) - {"headline_derived", "extra"}


def tag(plan: Plan, names: Iterable[str]) -> None:
    """Add tags, passing over those that are there."""
    there = {tag["name"] for tag in plan.documents("tags").values()}
    for name in dict.fromkeys(tag_name(name) for name in names):
        if name not in there:
            plan.insert("tags", name=name)


def untag(plan: Plan, names: Iterable[str]) -> None:
    """Take off tags, passing over those that are not there."""
    going = set(names)
    for id_, tag in list(plan.documents("tags").items()):
        if tag["name"] in going:
            plan.remove("tags", id_)


def note(plan: Plan, on: Target | str, text: str) -> None:
    """Write a note on `article`, `mention:ID`, `relation:ID`, `entity:ID` or a target."""
    place = on if isinstance(on, str) else f"mention:{mention_of(plan, on)}"
    plan.insert("notes", on=place, text=text.strip())


def edit_note(plan: Plan, id_: int, text: str) -> None:
    """Write a note anew."""
    if _note(plan, id_)["text"] != text.strip():
        plan.edit("notes", id_, text=text.strip())


def delete_note(plan: Plan, id_: int) -> None:
    """Delete a note."""
    _note(plan, id_)
    plan.remove("notes", id_)


def link(plan: Plan, target: Target, entity: str) -> None:
    """Say which entity a target is."""
    id_ = mention_of(plan, target)
    if plan.documents("mentions")[id_]["entity"] != entity:
        plan.edit("mentions", id_, entity=entity)


def unlink(plan: Plan, id_: int) -> None:
    """Say that a mention is no entity yet."""
    mention = plan.get("mentions", id_)
    if mention is None:
        raise DecisionError("the mention", "is no longer there", _LOOK_AGAIN)
    if mention["entity"] is not None:
        plan.edit("mentions", id_, entity=None)


def set_metadata(plan: Plan, values: Mapping[str, str]) -> None:
    """Correct fields of `Metadata`; a headline that somebody wrote is no longer derived."""
    for name, value in values.items():
        _check_field(name, value)
    clean: dict[str, Any] = {name: " ".join(value.split()) for name, value in values.items()}
    if "headline" in clean:
        clean["headline_derived"] = False
    _set(plan, metadata={**_article(plan).get("metadata", {}), **clean})


def set_state(plan: Plan, state: State) -> None:
    """Say how far the article is."""
    if state not in get_args(State):
        known = ", ".join(get_args(State))
        raise DecisionError(quoted(state), "is no state of an article", f"These are: {known}.")
    _set(plan, state=state)


def set_star(plan: Plan, star: bool) -> None:
    """Star the article, or take the star away."""
    _set(plan, star=star)


def set_removed(plan: Plan, removed: bool) -> None:
    """Take the article out of all lists, or bring it back."""
    if bool(_article(plan).get("removed")) != removed:
        _set(plan, removed=removed)


def mark_open(plan: Plan) -> None:
    """Note that a new article is open now."""
    if _article(plan).get("state") == "new":
        _set(plan, state="open")


def _set(plan: Plan, **fields: Any) -> None:
    plan.put("article", ARTICLE, {**_article(plan), **fields})


def _article(plan: Plan) -> Document:
    article = plan.get("article", ARTICLE)
    if article is None:
        raise DecisionError(
            "this article", "has lost what it is about", "Bring its file back from a backup or git."
        )
    return article


def _check_field(name: str, value: str) -> None:
    if name not in _FIELDS:
        known = ", ".join(sorted(_FIELDS))
        raise DecisionError(quoted(name), "cannot be corrected", f"These can: {known}.")
    if name == "headline" and not value.strip():
        raise DecisionError("the headline", "cannot be empty", "Write one.")
    if name == "published" and value.strip():
        try:
            datetime.fromisoformat(first_day(value.strip()))
        except ValueError as error:
            raise DecisionError(
                quoted(value), "is no date", "Write it as 2026-03-04 or 2026-03-04T10:00+00:00."
            ) from error


def _note(plan: Plan, id_: int) -> Document:
    found = plan.get("notes", id_)
    if found is None:
        raise DecisionError("the note", "is no longer there", _LOOK_AGAIN)
    return found
