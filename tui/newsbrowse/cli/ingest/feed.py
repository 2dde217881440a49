"""`newsbrowse feed`: which feeds the library takes articles from."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import click

from newsbrowse.cli import options
from newsbrowse.cli.ingest import feed_parts
from newsbrowse.cli.ingest.feed_update import feed_update
from newsbrowse.cli.output import put, put_json, say
from newsbrowse.layout.safe import safe


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


feed.add_command(feed_update)


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

    with feed_parts.opened_by(library, annotator, create=True) as (opened, who):
        with open_web(allow_private=allow_private) as web:
            found = find_feed(address, web)
        asked = replace(found, name=name, folder=folder.strip("/"), full=full)
        kept = opened.feeds.add(asked, who)
        shape = feed_parts.shape(opened, kept)
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
    with feed_parts.opened_by(library, None) as (opened, _):
        shapes = [feed_parts.shape(opened, one) for one in opened.feeds.all()]
    if as_json:
        put_json(shapes)
        return
    for it in shapes:
        cells = (it["name"], it["url"], it["title"], it["folder"], "full" * it["full"])
        put("\t".join(map(safe, (*cells, it["checked"][:16], it["trouble"]))))
    if not shapes:
        say(feed_parts.NONE_YET)


@feed.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="NAME…", shell_complete=feed_parts.names)
@options.library
@options.annotator
@options.as_json
def feed_remove(
    names: tuple[str, ...], library: Path | None, annotator: str | None, as_json: bool
) -> None:
    """Remove feeds, by name or address. The articles that came from them stay."""
    with feed_parts.opened_by(library, annotator) as (opened, who):
        feeds = [opened.feeds.get(name) for name in names]
        shapes = [feed_parts.shape(opened, one) for one in feeds]
        for one in feeds:
            opened.feeds.remove(one, who)
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
    with feed_parts.opened_by(library, annotator, create=True) as (opened, who):
        there = {one.url: one for one in opened.feeds.all()}
        for one in opml.read(data, str(file)):
            if not address(one.url):
                say(safe(f"{one.url[:200]}: is no http address. Look on its site for another."))
                shapes.append({**feed_parts.shape(opened, one), "status": "failed"})
                continue
            new = one.url not in there
            kept = there.setdefault(one.url, opened.feeds.add(one, who) if new else one)
            status = "added" if new else "present"
            shapes.append({**feed_parts.shape(opened, kept), "status": status})
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

    with feed_parts.opened_by(library, None) as (opened, _):
        feeds = opened.feeds.all()
    text = opml.write(feeds)
    if file is None or str(file) == "-":
        put(text.rstrip())
    else:
        file.write_text(text, encoding="utf-8")
        say(safe(f"{len(feeds)} feeds written to {file}"))
