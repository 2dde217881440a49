"""Analysing many articles as `newsbrowse analyze` does, against `nlp.pipe` of the same pipeline.

Both find entities in the same texts, with the same components, batches and number of processes;
ours applies all rules besides. Bound: 0.9 of the words a second, by the clock and by the processor.
What a few texts take is taken off, so that starting does not count; it is told apart. The command
also keeps what is found and counts what is pending.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

from newsbrowse.workspace.analyse_all import AnalysisProgress, analyse_articles  # noqa: E402
from newsbrowse_ingest.readers.read import read_path  # noqa: E402
from newsbrowse_nlp.batch.batch import analyse  # noqa: E402
from newsbrowse_nlp.batch.local import Processes  # noqa: E402
from newsbrowse_nlp.pipeline import resolve  # noqa: E402
from newsbrowse_nlp.spacy_pipeline import Model  # noqa: E402
from newsbrowse_nlp.worker.wire import Launch  # noqa: E402
from newsbrowse_store.library import Library  # noqa: E402
from newsbrowse_store.values import Draft, Metadata  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsbrowse_nlp.pipeline import PipelineInfo

DATA = ROOT.parent / "shared" / "data" / "formats" / "csv-wikinews"
BOUND = 0.9
BATCH = 16
FEW = 2 * BATCH
"""Enough for two processes."""


def texts(number: int) -> list[str]:
    """Return so many texts, real ones where there are any, all different."""
    paths = sorted(DATA.glob("*.csv")) or sorted((ROOT / "seeds").iterdir())
    found = [one.text for path in paths for one in read_path(path) if isinstance(one, Draft)]
    rounds = -(-number // len(found))
    return [f"{text}\n\nEdition {at}." for at in range(rounds) for text in found][:number]


def spent() -> float:
    """Return the seconds of processor of this process and of those that have ended."""
    both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in both)


def measure(work: Callable[[int], None], number: int) -> tuple[float, float, float]:
    """Return the seconds of clock and processor that all but a few texts take; then start-up."""
    took = []
    for some in (FEW, number):
        clock, processor = time.monotonic(), spent()
        work(some)
        took.append((time.monotonic() - clock, spent() - processor))
    return took[1][0] - took[0][0], took[1][1] - took[0][1], took[0][0]


def by_pipe(pipeline: PipelineInfo, given: Sequence[str], jobs: int) -> None:
    """Find entities with the same components, as a script of spaCy alone would."""
    nlp = Model(pipeline.name)._nlp
    for doc in nlp.pipe(given, batch_size=BATCH, n_process=jobs):
        for ent in doc.ents:
            _ = ent.start_char, ent.end_char, ent.label_


def by_us(pipeline: PipelineInfo, given: Sequence[str], jobs: int, log: Path) -> None:
    """Find entities and apply all rules."""
    launch = Launch(pipeline.name, log)
    articles = ((str(at), text, ()) for at, text in enumerate(given))
    with launch.open_log() as file, Processes(jobs, launch.environment(), file) as processes:
        for some in analyse(processes, articles, pipeline, (), ahead=2 * jobs):
            assert not any(one.error for one in some)


def by_command(
    pipeline: PipelineInfo, path: Path, ids: Sequence[str], jobs: int, log: Path
) -> None:
    """Do all that the command does."""
    launch = Launch(pipeline.name, log)
    with (
        Library.open(path) as library,
        launch.open_log() as file,
        Processes(jobs, launch.environment(), file) as processes,
    ):
        who = (processes, 2 * jobs, 2)
        for one in analyse_articles(library, ids, pipeline, AnalysisProgress(), *who):
            assert one.status == "analysed"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    pipeline = resolve(None)
    if pipeline is None:
        print("no pipeline is installed", file=sys.stderr)
        return 1
    found = texts(FEW + given.articles)
    words = sum(len(text.split()) for text in found[FEW:])
    print(f"{given.articles} articles, {words:,} words, {given.jobs} processes, {pipeline.name}")
    best: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        log, path = Path(folder, "log"), Path(folder, "library")
        with Library.open(path) as library:
            ids = [one.id for one in library.add_many(Draft(text, Metadata()) for text in found)]
        ways: dict[str, Callable[[int], None]] = {
            "nlp.pipe": lambda some: by_pipe(pipeline, found[:some], given.jobs),
            "analyse": lambda some: by_us(pipeline, found[:some], given.jobs, log),
            "the command": lambda some: by_command(pipeline, path, ids[:some], given.jobs, log),
        }
        for _ in range(given.rounds):
            for name, work in ways.items():
                took = measure(work, len(found))
                before = best.setdefault(name, [float("inf")] * 3)
                best[name] = [min(pair) for pair in zip(before, took, strict=True)]
    for name, (clock, processor, start) in best.items():
        print(
            f"{name:<12} {words / clock:>8,.0f} words/s   {words / processor:>8,.0f} words/CPU s"
            f"   the first {FEW} articles: {start:.1f} s"
        )
    ratios = [best["nlp.pipe"][at] / best["analyse"][at] for at in (0, 1)]
    kept = min(ratios) >= BOUND
    print(
        f"to nlp.pipe: {ratios[0]:.2f} by the clock, {ratios[1]:.2f} by the processor "
        f"(≥ {BOUND}: {'kept' if kept else 'MISSED'})"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
