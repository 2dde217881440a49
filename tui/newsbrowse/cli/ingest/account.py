"""What `newsbrowse add` tells: each article, how far it is, and at the end what failed."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from newsbrowse.cli.output import put, put_json, say
from newsbrowse.cli.stopping import stoppable
from newsbrowse.cli.watching import watched
from newsbrowse.layout.safe import safe
from newsbrowse.workspace import failure_reasons
from newsbrowse_ingest.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newsbrowse_ingest.outcome import Outcome

LISTED = 20
"""So many articles are listed on a terminal; what reads a pipe gets all of them."""


class Account:
    """Tells people on stderr and in lines, programs with one JSON array on stdout."""

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
            put_json([asdict(outcome) for outcome in self._outcomes])
        for line in failure_reasons.told(self._failed, report):
            say(safe(line))
        if report is not None:
            failure_reasons.write(report, self._failed)
        counts = self.progress.articles
        said = f"{counts['added']:,} added, {counts['present']:,} already there"
        said = summary.format(f"{said}, {counts['failed']:,} failed")
        say(f"Stopped: {said}. The same command goes on." if self.progress.stopped else said)
