"""`newsbrowse feed update`: what is new in the feeds of the library."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from newsbrowse.cli import options
from newsbrowse.cli.ingest import feed_parts
from newsbrowse.cli.output import put, put_json, say
from newsbrowse.layout.safe import safe

if TYPE_CHECKING:
    from pathlib import Path

    from newsbrowse_ingest.feeds.update import Update


@click.command("update")
@click.argument("names", nargs=-1, metavar="[NAME…]", shell_complete=feed_parts.names)
@click.option("--full", is_flag=True, help="Fetch the page of each new entry, too.")
@options.allow_private
@options.library
@options.annotator
@options.as_json
def feed_update(
    names: tuple[str, ...],
    full: bool,
    allow_private: bool,
    library: Path | None,
    annotator: str | None,
    as_json: bool,
) -> int:
    """Add what is new in the feeds named, else in all.

    Of a feed that has not changed nothing is sent but the word that it has not. One that fails is
    named with the reason, and the others go on.

    \b
      newsbrowse feed update
      newsbrowse feed update coast --full     where a feed has summaries only
    """
    from newsbrowse_ingest.feeds.update import update
    from newsbrowse_ingest.network import open_web

    updates: list[Update] = []
    with feed_parts.opened_by(library, annotator) as (opened, who):
        feeds = [opened.feeds.get(name) for name in names] or opened.feeds.all()
        if not feeds:
            say(feed_parts.NONE_YET)
        with open_web(allow_private=allow_private) as web:
            for updated in update(opened, feeds, who, web, full=full):
                updates.append(updated)
                _tell(updated, only_troubles=as_json)
    if as_json:
        put_json([_shape(updated) for updated in updates])
    counts = Counter(outcome.status for updated in updates for outcome in updated.outcomes)
    lost = sum(updated.status == "failed" for updated in updates)
    say(
        f"{len(updates)} feeds, {lost} failed. Articles: {counts['added']} added,"
        f" {counts['present']} already there, {counts['failed']} failed"
    )
    return 1 if counts["failed"] or lost else 0


def _tell(updated: Update, *, only_troubles: bool) -> None:
    """Say what became of one feed."""
    name, counts = updated.feed.name, Counter(outcome.status for outcome in updated.outcomes)
    if updated.status == "failed":
        say(safe(f"{name}: {updated.reason}"))
    elif not only_troubles:
        said = f"{counts['added']} added, {counts['present']} already there"
        put(safe(f"{name}  {'unchanged' if updated.status == 'unchanged' else said}"))
    for outcome in updated.outcomes:
        if outcome.status == "failed":
            where = "" if outcome.path == updated.feed.url else f"{outcome.path}: "
            say(safe(f"{name}: {where}{outcome.reason}"))
    if updated.was:
        say(safe(f"{name}: has moved for good, from {updated.was} to {updated.feed.url}"))
    if updated.bare:
        entries = "1 entry has" if updated.bare == 1 else f"{updated.bare} entries have"
        say(safe(f"{name}: {entries} no text, only an address; --full fetches the pages"))


def _shape(updated: Update) -> dict[str, Any]:
    ids: dict[str, list[str | None]] = {"added": [], "present": []}
    troubles = []
    for outcome in updated.outcomes:
        if outcome.status == "failed":
            troubles.append({"path": outcome.path, "reason": outcome.reason})
        else:
            ids[outcome.status].append(outcome.id)
    return {
        "name": updated.feed.name,
        "url": updated.feed.url,
        "was": updated.was,
        "status": updated.status,
        "reason": updated.reason,
        **ids,
        "failed": troubles,
        "without_text": updated.bare,
    }
