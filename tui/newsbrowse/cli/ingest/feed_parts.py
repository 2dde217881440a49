"""What the commands for feeds have in common: the library, names to complete, shapes for JSON."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from newsbrowse.layout.safe import safe
from newsbrowse.settings import config
from newsbrowse.settings.paths import standard_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import click
    from click.shell_completion import CompletionItem

    from newsbrowse_store.library import Library
    from newsbrowse_store.records.feeds import Feed

NONE_YET = "No feeds yet. Add one: newsbrowse feed add https://…"


@contextmanager
def opened_by(
    library: Path | None, annotator: str | None, *, create: bool = False
) -> Iterator[tuple[Library, str]]:
    """The library meant, made with `create` if there is none, and the name of who works in it."""
    from newsbrowse.workspace.libraries import open_library

    with open_library(library, os.environ, create=create) as opened:
        yield opened, config.annotator(config.load(standard_paths().config), annotator)


def names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of feeds that begin so, for the shell."""
    from click.shell_completion import CompletionItem

    from newsbrowse.workspace.libraries import chosen
    from newsbrowse_store.records.feeds import Feeds

    feeds = Feeds(chosen(ctx.params.get("library"), os.environ, standard_paths())).all()
    begin_so = (feed for feed in feeds if feed.name.startswith(incomplete))
    return [CompletionItem(feed.name, help=safe(feed.title)) for feed in begin_so]


def shape(library: Library, feed: Feed) -> dict[str, Any]:
    """A feed as JSON has it, with when it was last updated and what went wrong then."""
    visit = library.visits.get(feed.url)
    last = {"checked": visit.at, "trouble": visit.trouble} if visit else {}
    return {**asdict(feed), "checked": "", "trouble": ""} | last
