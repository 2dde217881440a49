"""`newsbrowse add`: articles into the library."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.ingest.account import Account
from newsbrowse.cli.output import say
from newsbrowse.layout.safe import safe
from newsbrowse.settings import config
from newsbrowse.settings.paths import standard_paths
from newsbrowse.workspace import failure_reasons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.outcome import Outcome


def _remark(said: str) -> None:
    say(safe(said))


def _columns(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    from newsbrowse_ingest.readers.article.columns import mapping

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
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Read with N processes; else with one for each core when there is much to read.",
)
@click.option("--dry-run", is_flag=True, help="Read everything, and write nothing.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    metavar="FILE",
    help="Write down all that failed: as JSON lines if FILE ends in .jsonl, else as text.",
)
@options.library
@options.annotator
@options.as_json
def add(
    paths: tuple[Path | str, ...],
    fetch: bool,
    allow_private: bool,
    columns: dict[str, str],
    jobs: int | None,
    dry_run: bool,
    report: Path | None,
    library: Path | None,
    annotator: str | None,
    as_json: bool,
) -> int:
    """Add files, folders, standard input, or pages of the network.

    A folder stands for all files below it, `-` for standard input, and an address that begins with
    http:// or https:// for the page there, which is fetched. A text that is in the library
    already is named and not added again. What cannot be read is named with the reason; the rest
    goes on.

    What was added stays: after ctrl+c or a crash the same command goes on where it was.

    \b
      newsbrowse add story.txt wire/
      newsbrowse add --dry-run --report failed.txt archive/
      newsbrowse add https://example.org/story.html
      newsbrowse add --fetch bookmarks.html
      curl -s https://example.org/story.txt | newsbrowse add -
      newsbrowse add stories.csv --map headline=title,text=body
    """
    from newsbrowse.workspace.libraries import chosen, open_library
    from newsbrowse_ingest.add import How, try_paths
    from newsbrowse_ingest.fetch import add_given
    from newsbrowse_ingest.readers.format import Options

    account, stdin = Account(as_json=as_json, dry_run=dry_run), sys.stdin.buffer
    how = How(Options(columns), _remark, jobs)
    if report is not None:
        failure_reasons.write(report, ())  # what cannot be written is told before the work
    if dry_run:
        local = [path for path in paths if isinstance(path, Path)]
        if fetch or len(local) < len(paths):
            raise click.UsageError("--dry-run makes no requests: leave --fetch and addresses out.")
        root = chosen(library, os.environ, standard_paths())
        trial = try_paths(root, local, stdin, progress=account.progress, how=how)
        return account.take(trial, f"Nothing was written. It would be: {{}} in {root}", report)
    name = config.annotator(config.load(standard_paths().config), annotator)
    into = open_library(library, os.environ, create=True)
    try:
        outcomes: Iterator[Outcome] = add_given(
            into,
            paths,
            name,
            stdin,
            fetch=fetch,
            allow_private=allow_private,
            progress=account.progress,
            how=how,
        )
        return account.take(outcomes, f"{{}} in {into.path}", report)
    finally:
        into.close()
