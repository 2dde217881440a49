"""One decision of a session against a bare write and fsync of the same bytes, side by side.

In articles of 100 mentions and of 10,000 with 1,000 relations and 200,000 words, each in a library
of 100 and in one of 100,000 articles. Bounds: at most 8 times the bare write in the small article,
16 times in the large one, whose file is 50 times as large; the largest library costs at most 1.5
times the smallest.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from typing import TYPE_CHECKING

from generate import library
from newsbrowse_store.library import Library
from newsbrowse_store.model import Draft, Metadata, Suggestion
from newsbrowse_store.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = "Ilse Brandt met Tomas Okoye of Amsel Lines in Port Amsel on Tuesday, she said twice.\n"
PLACES = ((0, 11, "PERSON"), (16, 27, "PERSON"), (31, 42, "ORG"))
SIZES = ((100, 10, 1_500, 8.0), (10_000, 1_000, 200_000, 16.0))
"""Mentions, relations and words of the articles, and the bare writes a decision may cost there."""

LIBRARIES = 1.5
"""What a decision in the largest library may cost, compared to one in the smallest."""

WARM = 5


def suggestions(count: int) -> list[Suggestion]:
    """Return so many suggestions for the text, three in each of its sentences."""
    found = []
    for number in range(count):
        start, end, label = PLACES[number % 3]
        at = number // 3 * len(WORDS)
        found.append(Suggestion(at + start, at + end, label, WORDS[start:end]))
    return found


def begin(session: Session, mentions: int, relations: int, words: int) -> str:
    """Add an article with so many decisions, and a suggestion more, and return its id."""
    text = WORDS * (words // 15 + 1) + f"{mentions} of them."
    article = session.library.add(Draft(text, Metadata(headline="Treaty"))).id
    found = suggestions(mentions + 1)
    session.library.suggestions.put(article, "model", found)
    taken = milliseconds(lambda: session.accept(article, found[:mentions]))
    print(f"    accepting {mentions:,} suggestions at once: {taken:.0f} ms")
    for number in range(relations):
        at = 3 * (number % (mentions // 3))
        session.relate(article, found[at], found[at + 1], ["meets", "talks with"][number % 2])
    return article


def milliseconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def measure(session: Session, article: str, pending: Suggestion, rounds: int) -> float:
    """Print what decisions take; return the ratio of the median one to a bare write."""
    library = session.library
    path = library.record(article).path
    head, tail = library.decisions(article).mentions[-2:]
    acts: list[tuple[str, Callable[[], object]]] = [
        ("accept", lambda: session.accept(article, [pending])),
        ("relabel", lambda: session.relabel(article, [pending], "LOC")),
        ("relate", lambda: session.relate(article, head, tail, "visits", "a note")),
        ("tag", lambda: session.tag(article, ["defence"])),
        *[("undo", lambda: session.undo(article))] * 4,
    ]
    taken: dict[str, list[float]] = {name: [] for name, _ in acts}
    floors: list[float] = []
    bare = os.open(path.with_suffix(".bare"), os.O_RDWR | os.O_CREAT)

    def write() -> None:
        os.pwrite(bare, data, 0)
        os.fsync(bare)

    try:
        for turn in range(rounds + WARM):
            for name, act in acts:
                data = path.read_bytes()
                floor, cost = milliseconds(write), milliseconds(act)
                if turn >= WARM:
                    floors.append(floor)
                    taken[name].append(cost)
    finally:
        os.close(bare)
        path.with_suffix(".bare").unlink()
    floor = statistics.median(floors)
    print(f"    file of {len(data) // 1024:,} kB, a bare write + fsync of it {floor:.2f} ms")
    for name, costs in taken.items():
        cost = statistics.median(costs)
        print(f"    {name:8} {cost:7.2f} ms {cost / floor:5.1f} x")
    every = statistics.median(cost for costs in taken.values() for cost in costs)
    print(f"    median   {every:7.2f} ms {every / floor:5.1f} x")
    return every / floor


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, action="append", help="(default: 100 and 100,000)")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    missed = 0
    first: dict[int, float] = {}
    for size in options.articles or [100, 100_000]:
        with Library.open(library(size)) as opened:
            session = Session(opened, "ana")
            for mentions, relations, words, bound in SIZES:
                print(f"{size:,} articles, {mentions:,} mentions (bound {bound:g} x):")
                article = begin(session, mentions, relations, words)
                try:
                    pending = suggestions(mentions + 1)[-1]
                    ratio = measure(session, article, pending, options.rounds)
                finally:
                    opened.remove(article)
                missed += ratio > bound
                more = ratio / first.setdefault(mentions, ratio)
                print(f"    {more:.2f} x the smallest library (bound {LIBRARIES:g} x)")
                missed += more > LIBRARIES
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
