"""`newsbrowse import`: annotations that other tools made become decisions, as one step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.exchange.told import ArticleWork, context, option_pairs, tell
from newsbrowse.cli.long_work import stoppable, watched
from newsbrowse.cli.output import put_json, say
from newsbrowse.layout.safe import safe
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from newsbrowse_exchange.format import ExchangeFormat
    from newsbrowse_exchange.importing import Choice, ImportOutcome
    from newsbrowse_exchange.report import Report
    from newsbrowse_exchange.sources import FilesAt

_TOLD = 10


class _ImportWork(ArticleWork):
    """An import under way: what is being written is finished before it stops."""

    writing = True

    def __init__(self) -> None:
        super().__init__(0)
        self.read, self.stopped = 0, False

    @property
    def words(self) -> str:
        """How far it is."""
        return super().words if self.all else f"{self.read:,} read"

    def stop(self) -> None:
        """Stop between two articles."""
        self.stopped = True


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--format", "format_", metavar="F", help="The format; else what the files tell.")
@click.option("--as", "signed", metavar="ANNOTATOR", help="Whose decisions these become.")
@click.option(
    "--ours",
    "choice",
    flag_value="ours",
    default="ours",
    help="Leave out what contradicts a decision that is there (so it is without a choice).",
)
@click.option("--theirs", "choice", flag_value="theirs", help="Put it in place of that decision.")
@click.option("--both", "choice", flag_value="both", help="Keep both.")
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="THEIRS=OURS",
    help="Take a label, or a type of relations, for one of newsbrowse.toml.",
)
@click.option(
    "--option", "pairs", multiple=True, metavar="NAME=VALUE", help="What a format can be told."
)
@click.option("--strict", is_flag=True, help="Change nothing if anything cannot be taken over.")
@click.option("--dry-run", is_flag=True, help="Change nothing; tell what would be done.")
@options.library
@options.annotator
@options.model
@options.as_json
def import_annotations(
    path: Path,
    format_: str | None,
    signed: str | None,
    choice: Choice,
    names: tuple[str, ...],
    pairs: tuple[str, ...],
    strict: bool,
    dry_run: bool,
    library: Path | None,
    annotator: str | None,
    model: str | None,
    as_json: bool,
) -> int:
    """Import annotations that other tools made.

    Texts that the library lacks are added. The others are known again by their text, also if its
    white space differs, or else by the words that are annotated; what is not found is told. All
    decisions are one step, which `u` in the app takes back; articles that were added stay.
    `newsbrowse export --formats` lists the formats.

    A mention that contradicts a decision made here (another label on the same words, words that
    cross, something rejected) is a conflict, and is listed. Labels and types of relations must be
    in newsbrowse.toml; --name says which of ours one of theirs is. JSON: articles by what became of
    them, what was added and there already, the conflicts, what was lost, and what was wrong.

    \b
      newsbrowse import export.jsonl --dry-run
      newsbrowse import train.spacy --name PER=PERSON --as ben
      newsbrowse import project.zip --format cas-xmi --theirs
    """
    from newsbrowse_exchange.importing import Importer
    from newsbrowse_exchange.report import Report
    from newsbrowse_exchange.sources import FilesAt

    files = FilesAt(path)
    form = _format(format_, files)
    report = Report()
    named = dict(_name(one) for one in names)
    with options.session_in(library, signed or annotator, create=not dry_run) as session:
        given = context(session.library.schema, model, option_pairs(form, pairs))
        if session.library.catalogue.stale():
            session.library.catalogue.refresh()

        def run(*, dry_run: bool, report: Report) -> ImportOutcome:
            from newsbrowse_store.decisions.steps import StopStep

            work = _ImportWork()
            importer = Importer(session, report, choice=choice, names=named, dry_run=dry_run)

            def read(number: int) -> None:
                work.read = number
                moved()
                if work.stopped:
                    raise KeyboardInterrupt

            def progress(done: int, every: int) -> None:
                work.done, work.all = done, every
                moved()
                if work.stopped:
                    raise StopStep

            with stoppable(work), watched(work) as moved:
                try:
                    assert form.read is not None
                    return importer.take(form.read(files, given, report), progress, read)
                except StopStep:
                    raise KeyboardInterrupt from None

        if strict:
            run(dry_run=True, report=report)
            if report:
                tell(report, "cannot be taken over", as_json=as_json)
                say("Nothing was changed, as --strict wishes.")
                return 1
        report = Report()
        outcome = run(dry_run=dry_run, report=report)
    _tell(outcome, report, dry_run=dry_run, as_json=as_json)
    return 1 if report.troubles else 0


def _format(name: str | None, files: FilesAt) -> ExchangeFormat:
    from newsbrowse_exchange.registry import by_name, recognised

    found = by_name(name) if name else recognised(files)
    if found is None:
        raise click.UsageError(f"There is no format {name}: newsbrowse export --formats")
    if found.read is None:
        raise click.UsageError(f"{found.name} is only written: newsbrowse export --help")
    return found


def _name(given: str) -> tuple[str, str]:
    theirs, equals, ours = given.partition("=")
    if not (theirs and equals and ours):
        raise click.UsageError(f"{given} is no pair: --name PER=PERSON")
    return theirs, ours


def _tell(outcome: ImportOutcome, report: Report, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        put_json(
            {
                "articles": dict(outcome.articles),
                "added": dict(outcome.added),
                "present": dict(outcome.present),
                "conflicts": [as_document(one) for one in outcome.conflicts],
                "lost": [as_document(kind) for kind in report.kinds()],
                "wrong": [as_document(one) for one in report.troubles],
            }
        )
        return
    articles = ", ".join(
        f"{count:,} {status}" for status, count in outcome.articles.items() if count
    )
    say(f"Articles: {articles or 'none'}.")
    for said, counts in (("Added", outcome.added), ("There already", outcome.present)):
        tables = ", ".join(f"{count:,} {table}" for table, count in counts.items() if count)
        if tables:
            say(f"{said}: {tables}.")
    for one in outcome.conflicts[:_TOLD]:
        say(safe(f"Conflict in {one.article}: {one.theirs} against {one.ours}"))
    if len(outcome.conflicts) > _TOLD:
        say(f"and {len(outcome.conflicts) - _TOLD:,} conflicts more; --json names all")
    tell(report, "cannot be taken over", as_json=False)
    if dry_run:
        say("Nothing was changed: this was a dry run.")
