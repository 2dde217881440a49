"""`newsbrowse feed`: which feeds the library takes articles from."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put, put_json, say
from newsbrowse.layout.safe import safe
from newsbrowse_store.values import as_document, replace

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from newsbrowse_ingest.feeds.update import Update
    from newsbrowse_store.library import Library
    from newsbrowse_store.records.feeds import Feed


NONE_YET = "No feeds yet. Add one: newsbrowse feed add https://…"


def _names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of feeds that begin so, for the shell."""
    from click.shell_completion import CompletionItem

    from newsbrowse.workspace.libraries import chosen
    from newsbrowse_store.records.feeds import Feeds

    feeds = Feeds(chosen(ctx.params.get("library"))).all()
    begin_so = (feed for feed in feeds if feed.name.startswith(incomplete))
    return [CompletionItem(feed.name, help=safe(feed.title)) for feed in begin_so]


def _shape(library: Library, feed: Feed) -> dict[str, Any]:
    """A feed as JSON has it, with when it was last updated and what went wrong then."""
    visit = library.visits.get(feed.url)
    last = {"checked": visit.at, "trouble": visit.trouble} if visit else {}
    return {**as_document(feed), "checked": "", "trouble": ""} | last


@click.group("feed", no_args_is_help=False)
@options.library
@options.annotator
def feed(library: Path | None, annotator: str | None) -> None:  # for the commands
    """Follow feeds: RSS, Atom and JSON Feed.

    The list is the library's file feeds.json. Only `feed add` and `feed update` reach the network.

    \b
      newsbrowse feed add https://example.org/     finds the feed of the site
      newsbrowse feed update                       adds what is new in all feeds
      newsbrowse feed update coast                 in one of them
      newsbrowse feed import feeds.opml            takes over the list of another reader
    """


@feed.command("add")
@click.argument("address")
@click.option("--name", default="", help="What commands call it; else it is made of the title.")
@click.option("--folder", default="", metavar="PATH", help="Its place in the list: press/local.")
@click.option("--full", is_flag=True, help="Always fetch the pages of its entries, too.")
@options.allow_private
@options.library
@options.annotator
@options.as_json
def feed_add(
    address: str,
    name: str,
    folder: str,
    full: bool,
    allow_private: bool,
    library: Path | None,
    annotator: str | None,
    as_json: bool,
) -> None:
    """Add the feed at ADDRESS, or the one that the page there names.

    It is fetched once, to see what it is; `feed update` then brings its articles.

    \b
      newsbrowse feed add https://example.org/rss.xml
      newsbrowse feed add https://example.org/ --name coast --full
    """
    from newsbrowse_ingest.feeds.update import find_feed
    from newsbrowse_ingest.network import open_web

    with options.opened(library, create=True) as opened:
        with open_web(allow_private=allow_private) as web:
            found = find_feed(address, web)
        asked = replace(found, name=name, folder=folder.strip("/"), full=full)
        kept = opened.feeds.add(asked, options.annotator_name(annotator))
        shape = _shape(opened, kept)
    if as_json:
        put_json(shape)
    else:
        put(safe(f"{kept.name}  {kept.url}  {kept.title}"))
        say(safe(f"Added. `newsbrowse feed update {kept.name}` brings its articles."))


@feed.command("list")
@options.library
@options.as_json
def feed_list(library: Path | None, as_json: bool) -> None:
    """List the feeds.

    Each line has name, address, title, folder, `full` where pages are fetched too, when it was last
    updated, and what went wrong then, with tabs between.
    """
    with options.opened(library) as opened:
        shapes = [_shape(opened, one) for one in opened.feeds.all()]
    if as_json:
        put_json(shapes)
        return
    for it in shapes:
        cells = (it["name"], it["url"], it["title"], it["folder"], "full" * it["full"])
        put("\t".join(map(safe, (*cells, it["checked"][:16], it["trouble"]))))
    if not shapes:
        say(NONE_YET)


@feed.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="NAME…", shell_complete=_names)
@options.library
@options.annotator
@options.as_json
def feed_remove(
    names: tuple[str, ...], library: Path | None, annotator: str | None, as_json: bool
) -> None:
    """Remove feeds, by name or address. The articles that came from them stay."""
    with options.opened(library) as opened:
        feeds = [opened.feeds.get(name) for name in names]
        shapes = [_shape(opened, one) for one in feeds]
        for one in feeds:
            opened.feeds.remove(one, options.annotator_name(annotator))
    if as_json:
        put_json(shapes)
    for one in feeds:
        say(safe(f"Removed {one.name} ({one.url})"))


@feed.command("import", short_help="Take over the feeds that an OPML file lists.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.opml")
@options.library
@options.annotator
@options.as_json
def feed_import(file: Path, library: Path | None, annotator: str | None, as_json: bool) -> int:
    """Take over the feeds that an OPML file lists; `-` is standard input.

    Nothing is fetched. Feeds that are there already are passed over; those that are not on the web
    are named and left out.
    """
    from newsbrowse_ingest.feeds import opml
    from newsbrowse_ingest.readers.article.facts import address
    from newsbrowse_ingest.readers.walk import no_access

    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise no_access(file, error) from error
    shapes = []
    with options.opened(library, create=True) as opened:
        who = options.annotator_name(annotator)
        there = {one.url: one for one in opened.feeds.all()}
        for one in opml.read(data, str(file)):
            if not address(one.url):
                say(safe(f"{one.url[:200]}: is no http address. Look on its site for another."))
                shapes.append({**_shape(opened, one), "status": "failed"})
                continue
            new = one.url not in there
            kept = there.setdefault(one.url, opened.feeds.add(one, who) if new else one)
            status = "added" if new else "present"
            shapes.append({**_shape(opened, kept), "status": status})
    if as_json:
        put_json(shapes)
    counts = Counter(shape["status"] for shape in shapes)
    lost = counts["failed"]
    say(f"Feeds: {counts['added']} added, {counts['present']} already there, {lost} failed")
    return 1 if lost else 0


@feed.command("export", short_help="Write the feeds as OPML, for other feed readers.")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE.opml]")
@options.library
def feed_export(file: Path | None, library: Path | None) -> None:
    """Write the feeds as OPML, for other feed readers; without FILE to standard output."""
    from newsbrowse_ingest.feeds import opml

    with options.opened(library) as opened:
        feeds = opened.feeds.all()
    text = opml.write(feeds)
    if file is None or str(file) == "-":
        put(text.rstrip())
    else:
        file.write_text(text, encoding="utf-8")
        say(safe(f"{len(feeds)} feeds written to {file}"))


@feed.command("update")
@click.argument("names", nargs=-1, metavar="[NAME…]", shell_complete=_names)
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
    with options.opened(library) as opened:
        feeds = [opened.feeds.get(name) for name in names] or opened.feeds.all()
        if not feeds:
            say(NONE_YET)
        with open_web(allow_private=allow_private) as web:
            for updated in update(opened, feeds, options.annotator_name(annotator), web, full=full):
                updates.append(updated)
                _tell(updated, only_troubles=as_json)
    if as_json:
        put_json([_update_shape(updated) for updated in updates])
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


def _update_shape(updated: Update) -> dict[str, Any]:
    of: dict[str, list[Any]] = {"added": [], "present": [], "failed": []}
    for it in updated.outcomes:
        failed = it.status == "failed"
        of[it.status].append({"path": it.path, "reason": it.reason} if failed else it.id)
    return {
        "name": updated.feed.name,
        "url": updated.feed.url,
        "was": updated.was,
        "status": updated.status,
        "reason": updated.reason,
        **of,
        "without_text": updated.bare,
    }
