"""`newsbrowse add`: articles into the library."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from newsbrowse import config
from newsbrowse.commands import options
from newsbrowse.commands.output import put, put_json, say
from newsbrowse.places import places
from newsbrowse.safe import safe

if TYPE_CHECKING:
    from pathlib import Path


def _remark(said: str) -> None:
    say(safe(said))


def _columns(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    from newsbrowse_store.readers.columns import mapping

    try:
        return {field: name for words in values for field, name in mapping(words).items()}
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command("add")
@click.argument("paths", nargs=-1, required=True, type=options.PATH_OR_ADDRESS, metavar="PATH…")
@click.option("--fetch", is_flag=True, help="Fetch entries that have an address, but no text.")
@options.allow_private
@click.option(
    "--map",
    "columns",
    multiple=True,
    callback=_columns,
    metavar="FIELD=NAME,…",
    help="The column or key that a field is in, where it is not the one that was guessed.",
)
@options.library
@options.annotator
@options.as_json
def add(
    paths: tuple[Path | str, ...],
    fetch: bool,
    allow_private: bool,
    columns: dict[str, str],
    library: Path | None,
    annotator: str | None,
    as_json: bool,
) -> int:
    """Add files, folders, standard input, or pages of the network.

    A folder stands for all files below it, `-` for standard input, and an address that begins with
    http:// or https:// for the page there, which is fetched. A text that is in the library
    already is named and not added again. What cannot be read is named with the reason; the rest
    goes on.

    \b
      newsbrowse add story.txt wire/
      newsbrowse add https://example.org/story.html
      newsbrowse add --fetch bookmarks.html
      curl -s https://example.org/story.txt | newsbrowse add -
      newsbrowse add stories.csv --map headline=title,text=body
    """
    from newsbrowse.fetching import add_given
    from newsbrowse.libraries import open_library
    from newsbrowse_store.readers.format import Options

    outcomes = []
    name = config.annotator(config.load(places().config), annotator)
    into = open_library(library, os.environ)
    try:
        given = add_given(
            into,
            paths,
            name,
            sys.stdin.buffer,
            fetch=fetch,
            allow_private=allow_private,
            options=Options(columns),
            remark=_remark,
        )
        for outcome in given:
            outcomes.append(outcome)
            if outcome.status == "failed":
                say(safe(f"{outcome.path}: {outcome.reason}"))
            elif not as_json:
                put(safe(f"{outcome.id}  {outcome.status:<7}  {outcome.path}"))
    finally:
        into.close()
    if as_json:
        put_json([asdict(outcome) for outcome in outcomes])
    counts = Counter(outcome.status for outcome in outcomes)
    say(
        f"{counts['added']} added, {counts['present']} already there, {counts['failed']} failed"
        f" in {into.path}"
    )
    return 1 if counts["failed"] else 0
