"""One durable decision against a bare write and fsync of the same bytes, side by side.

The decision changes the label of one mention in an article with 100, among 100 and among 100,000
articles. Bound: at most 8 times the bare write, and the same at both sizes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.generate import library

from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.records.creation import create_articles
from newsbrowse_store.records.documents import Tables, to_document
from newsbrowse_store.records.history import Change
from newsbrowse_store.records.ids import new_id, now
from newsbrowse_store.values import Draft, Mention, Metadata

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOUND = 8.0
WARM = 10
WORDS = "Ilse Brandt met Tomas Okoye of Amsel Lines in Port Amsel on Tuesday. " * 40


def begin(root: Path) -> ArticleRecord:
    """Add an article with 100 mentions to the library and return it."""
    record = ArticleRecord(root, create_articles(root, [Draft(WORDS, Metadata())])[0].id)

    def mentions(_tables: Tables) -> list[Change]:
        places = [(start, start + 11) for start in range(0, 1500, 15)]
        made = [
            Mention(new_id(), "ana", now(), start, end, "PERSON", WORDS[start:end])
            for start, end in places
        ]
        return [Change("mentions", mention.id, None, to_document(mention)) for mention in made]

    record.commit("add", "ana", mentions)
    return record


def decide(record: ArticleRecord, label: str) -> None:
    def relabel(tables: Tables) -> list[Change]:
        id_, before = next(iter(tables["mentions"].items()))
        return [Change("mentions", id_, before, {**before, "label": label})]

    record.commit("relabel", "ana", relabel)


def milliseconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def measure(articles: int, rounds: int) -> float:
    """Print what a decision and a bare write of the same bytes take; return their ratio."""
    record = begin(library(articles))
    bare = os.open(record.path.with_suffix(".bare"), os.O_RDWR | os.O_CREAT)

    def write() -> None:
        os.pwrite(bare, data, 0)
        os.fsync(bare)

    floors, decisions = [], []
    try:
        for turn in range(rounds + WARM):
            data = record.path.read_bytes()
            floors.append(milliseconds(write))
            decisions.append(milliseconds(partial(decide, record, f"L{turn}")))
    finally:
        os.close(bare)
        record.path.with_suffix(".bare").unlink()
        record.purge()
    floors, decisions = floors[WARM:], decisions[WARM:]
    ratio = statistics.median(decisions) / statistics.median(floors)
    print(
        f"{articles:>7} articles: a decision {statistics.median(decisions):.2f} ms"
        f" (p95 {statistics.quantiles(decisions, n=20)[-1]:.2f}),"
        f" bare write + fsync of {len(data) // 1024} kB {statistics.median(floors):.2f} ms:"
        f" {ratio:.1f} x (bound {BOUND:g} x)"
    )
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, action="append", help="(default: 100 and 100,000)")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    sizes = options.articles or [100, 100_000]
    ratios = [measure(size, options.rounds) for size in sizes]
    if len(ratios) > 1:
        print(f"the largest library costs {ratios[-1] / ratios[0]:.2f} x the smallest")
    return int(max(ratios) > BOUND)


if __name__ == "__main__":
    sys.exit(main())
