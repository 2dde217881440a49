"""`newsbrowse stats`: who did how much on which day."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put, put_json
from newsbrowse.layout.safe import safe

if TYPE_CHECKING:
    from pathlib import Path

    from newsbrowse_store.cache.activity import Activity

HEADER = ("day", "annotator", "decisions", "done", "minutes", "per minute")


@click.command("stats")
@options.library
@options.as_json
def stats(library: Path | None, as_json: bool) -> None:
    """Show what each annotator did on each day.

    Each line has day, annotator, decisions, articles done, minutes at work and decisions per
    minute, and the first their names: on a terminal as a table, in a pipe with tabs between. Pauses
    of five minutes and more are not counted as work, and a decision on many places at once is one.

    \b
      newsbrowse stats
      newsbrowse stats --json | jq 'map(.decisions) | add'
    """
    with options.opened(library) as opened:
        days = opened.activity()
    if as_json:
        put_json([_shape(day) for day in days])
    elif sys.stdout.isatty():
        _table([HEADER, *map(_cells, days)])
    else:
        for cells in (HEADER, *map(_cells, days)):
            put("\t".join(cells))


def _shape(day: Activity) -> dict[str, str | int | float]:
    return {
        "annotator": day.annotator,
        "day": day.day,
        "decisions": day.decisions,
        "done": day.done,
        "minutes": round(day.minutes, 2),
        "per_minute": round(day.per_minute, 2),
    }


def _cells(day: Activity) -> tuple[str, ...]:
    numbers = (str(day.decisions), str(day.done), f"{day.minutes:.1f}", f"{day.per_minute:.1f}")
    return (day.day, safe(day.annotator), *numbers)


def _table(rows: list[tuple[str, ...]]) -> None:
    from rich.cells import cell_len, set_cell_size

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        words = [set_cell_size(row[column], widths[column]) for column in (0, 1)]
        numbers = [row[column].rjust(widths[column]) for column in range(2, len(row))]
        put("  ".join((*words, *numbers)))
