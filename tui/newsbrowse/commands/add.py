"""`newsbrowse add`: articles into the library."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from newsbrowse import config
from newsbrowse.commands import options
from newsbrowse.commands.output import put, put_json, say
from newsbrowse.places import places
from newsbrowse.safe import safe


@click.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@options.library
@options.annotator
@options.as_json
def add(paths: tuple[Path, ...], library: Path | None, annotator: str | None, as_json: bool) -> int:
    """Add files, folders or standard input.

    A folder stands for all files below it, `-` for standard input. A text that is in the library
    already is named and not added again. What cannot be read is named with the reason; the rest
    goes on.

    \b
      newsbrowse add story.txt wire/
      curl -s https://example.org/story.txt | newsbrowse add -
    """
    from newsbrowse.adding import add_paths
    from newsbrowse.libraries import open_library

    outcomes = []
    name = config.annotator(config.load(places().config), annotator)
    into = open_library(library, os.environ)
    try:
        for outcome in add_paths(into, paths, name, sys.stdin.buffer):
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
