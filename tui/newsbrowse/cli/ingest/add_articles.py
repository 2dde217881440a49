"""`newsbrowse add`: articles into the library."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.long_work import stoppable, watched
from newsbrowse.cli.output import put, put_json, say
from newsbrowse.layout.safe import safe
from newsbrowse.workspace import failure_reasons
from newsbrowse_ingest.progress import Progress
from newsbrowse_store.values import as_document, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_ingest.outcome import Outcome
    from newsbrowse_store.library import Library


LISTED = 20
"""So many articles are listed on a terminal; what reads a pipe gets all of them."""


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
@click.option("--restore", is_flag=True, help="Bring articles back that were removed.")
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
    restore: bool,
    report: Path | None,
    library: Path | None,
    annotator: str | None,
    as_json: bool,
) -> int:
    """Add files, folders, standard input, or pages of the network.

    A folder stands for all files below it, `-` for standard input, and an address that begins with
    http:// or https:// for the page there, which is fetched. A text that is in the library
    already is named and not added again, and so is one that was removed, unless --restore is
    given. What cannot be read is named with the reason; the rest goes on.

    What was added stays: after ctrl+c or a crash the same command goes on where it was.

    \b
      newsbrowse add story.txt wire/
      newsbrowse add --dry-run --report failed.txt archive/
      newsbrowse add https://example.org/story.html
      newsbrowse add --fetch bookmarks.html
      curl -s https://example.org/story.txt | newsbrowse add -
      newsbrowse add stories.csv --map headline=title,text=body
    """
    from newsbrowse.workspace.libraries import chosen
    from newsbrowse_ingest.add import How, try_paths
    from newsbrowse_ingest.fetch import add_given
    from newsbrowse_ingest.readers.format import Options

    account, stdin = _Account(as_json=as_json, dry_run=dry_run), sys.stdin.buffer
    how = How(Options(columns), _remark, jobs)
    if report is not None:
        failure_reasons.write(report, ())  # what cannot be written is told before the work
    if dry_run:
        local = [path for path in paths if isinstance(path, Path)]
        if fetch or len(local) < len(paths):
            raise click.UsageError("--dry-run makes no requests: leave --fetch and addresses out.")
        root = chosen(library)
        trial = try_paths(root, local, stdin, progress=account.progress, how=how)
        return account.take(trial, f"Nothing was written. It would be: {{}} in {root}", report)
    name = options.annotator_name(annotator)
    with options.opened(library, create=True) as into:
        outcomes = add_given(
            into,
            paths,
            name,
            stdin,
            fetch=fetch,
            allow_private=allow_private,
            progress=account.progress,
            how=how,
        )
        if restore:
            outcomes = _restored(outcomes, into, name)
        return account.take(outcomes, f"{{}} in {into.path}", report)


def _restored(outcomes: Iterable[Outcome], library: Library, annotator: str) -> Iterator[Outcome]:
    """The same; what was removed is brought back."""
    from newsbrowse_store.decisions.session import Session

    session = Session(library, annotator)
    for outcome in outcomes:
        if outcome.status == "removed" and outcome.id is not None:
            session.restore([outcome.id])
            yield replace(outcome, status="restored")
        else:
            yield outcome


class _Account:
    """What becomes of the articles, told to people in lines, to programs as one JSON array."""

    def __init__(self, *, as_json: bool, dry_run: bool = False) -> None:
        self.progress = Progress()
        self._words = {"added": "would add"} if dry_run else {}
        self._as_json = as_json
        self._outcomes: list[Outcome] = []
        self._failed: list[Outcome] = []
        self._listed = 0

    def take(self, outcomes: Iterable[Outcome], summary: str, report: Path | None) -> int:
        """Tell what becomes of the articles, as it becomes of them, and return the exit code.

        `{}` in `summary` are the counts; `report` is a file for all that failed.
        """
        progress = self.progress
        try:
            with stoppable(progress), watched(progress) as tell:
                for outcome in outcomes:
                    self._take(outcome)
                    tell()
        except KeyboardInterrupt:
            progress.stop()
        finally:
            self._close(summary, report)
        if progress.stopped:
            return 130
        return 1 if self._failed else 0

    def _take(self, outcome: Outcome) -> None:
        self.progress.count(outcome)
        if outcome.status == "failed":
            self._failed.append(outcome)
        if self._as_json:
            self._outcomes.append(outcome)
        elif outcome.status != "failed":
            self._listed += 1
            if self._listed <= LISTED or not sys.stdout.isatty():
                word = self._words.get(outcome.status, outcome.status)
                put(f"{outcome.id}  {word:<7}  {safe(outcome.path)}")
            elif self._listed == LISTED + 1:
                put("…")

    def _close(self, summary: str, report: Path | None) -> None:
        if self._as_json:
            put_json([as_document(outcome) for outcome in self._outcomes])
        for line in failure_reasons.told(self._failed, report):
            say(safe(line))
        if report is not None:
            failure_reasons.write(report, self._failed)
        counts = self.progress.articles
        said = f"{counts['added']:,} added, {counts['present']:,} already there"
        said += f", {counts['restored']:,} restored" if counts["restored"] else ""
        if counts["removed"]:
            said += f", {counts['removed']:,} removed before (--restore brings them back)"
        said = summary.format(f"{said}, {counts['failed']:,} failed")
        say(f"Stopped: {said}. The same command goes on." if self.progress.stopped else said)
