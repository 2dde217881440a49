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

from benchmarks.generate import library

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft, Metadata, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = "Ilse Tomas Ana Wanda Pavel Rosa Imre Dora Jonas Mila Otto Petra Ruben Selma Viktor"
LAST = "Brandt Okoye Ruiz Marek Lindqvist Kovacs Amari Novak Silva Tanaka Weber Ozturk Haddad"
HOUSE = "Amsel Harbour Northern Vesland Coastal Union Granite Meridian Orchard Pilot Quay"
KIND = "Lines Shipping Press Council Holdings Works Bank"
SIZES = ((100, 10, 1_500, 8.0), (10_000, 1_000, 200_000, 16.0))
"""Mentions, relations and words of the articles, and the bare writes a decision may cost there."""

LIBRARIES = 1.5
"""What a decision in the largest library may cost, compared to one in the smallest."""

WARM = 5


def prose(words: int) -> tuple[str, list[Suggestion]]:
    """Return a text of so many words and its names: three in each sentence, some thousand names."""
    first, last, house, kind = (names.split() for names in (FIRST, LAST, HOUSE, KIND))
    lines: list[str] = []
    found: list[Suggestion] = []
    at = 0
    for number in range(words // 15 + 1):
        person = f"{first[number % 15]} {last[number // 3 % 13]}"
        other = f"{first[number // 5 % 15]} {last[number % 13]}-{last[number // 7 % 13]}"
        firm = f"{house[number % 11]} {kind[number // 2 % 7]}"
        line = f"{person} met {other} of {firm} in Port Amsel on Tuesday, she said twice.\n"
        for name, label in ((person, "PERSON"), (other, "PERSON"), (firm, "ORG")):
            start = at + line.index(name)
            found.append(Suggestion(start, start + len(name), label, name))
        lines.append(line)
        at += len(line)
    return "".join(lines), found


def begin(session: Session, mentions: int, relations: int, words: int) -> tuple[str, Suggestion]:
    """Add an article with so many decisions; return its id and a suggestion more."""
    text, found = prose(words)
    article = session.library.add(Draft(text, Metadata(headline="Treaty"))).id
    found = found[: mentions + 1]
    session.library.suggestions.put(article, "model", found)
    taken = milliseconds(lambda: session.accept(article, found[:mentions]))
    print(f"    accepting {mentions:,} suggestions at once: {taken:.0f} ms")
    for number in range(relations):
        at = 3 * (number % (mentions // 3))
        session.relate(article, found[at], found[at + 1], ["meets", "talks with"][number % 2])
    return article, found[-1]


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
                article, pending = begin(session, mentions, relations, words)
                try:
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
