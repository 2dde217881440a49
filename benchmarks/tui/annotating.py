"""A move and a decision in the app: an article of 200,000 words against one of 500.

The long one has 10,000 mentions and 1,000 relations, the short one as many for its words. Time is
that of the processor until the last byte reaches the terminal. What the disk asks for is taken off
a decision: a bare write and fsync of the same file.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.store.session import prose
from benchmarks.terminal import Program, Sample, newsbrowse, p95, report

from newsbrowse_nlp.pipeline import cache_key
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft, Metadata

LONG, SHORT = 200_000, 500
WORDS_A_MENTION, MENTIONS_A_RELATION = 20, 10
PENDING = 24
MOVES = [*["\x1b[B"] * 5, *["\x1b[C"] * 5, *"eEee", *["\x1b[A"] * 3, *["\x1b[D"] * 3]
DECISIONS = [" ", "u", "x", "u", "2", "u", "+", "u"]
ROUNDS = 12
MOVE_BOUND, DECISION_BOUND = 1.2, 1.8


class Annotator:
    """The app on a library with one article of so many words, decided as far as it is said."""

    def __init__(self, folder: Path, words: int) -> None:
        self.moves, self.decisions, self.writes = Sample(), Sample(), list[float]()
        with Library.open(folder / str(words)) as library:
            text, found = prose(words)
            article = library.add(Draft(text, Metadata(headline=f"{words} words"))).id
            decided = words // WORDS_A_MENTION
            step = len(found) // decided
            session = Session(library, "ana")
            session.accept(article, found[::step][:decided])
            mentions = library.decisions(article).mentions
            for at in range(0, decided - 1, MENTIONS_A_RELATION):  # as dense in both
                session.relate(article, mentions[at], mentions[at + 1], "meets")
            waiting = [one for number, one in enumerate(found) if number % step == 1]
            library.suggestions.put(article, cache_key(None), waiting[:PENDING])
            library.touch(article)
            self._path = library.record(article).path
        self._program = Program(newsbrowse("--library", str(folder / str(words))), folder)
        self._program.wait_for("all keys", "model ready")
        self._program.settle(2.0)
        for key in ("\t", "]", " ", "u"):
            self._program.press(key, Sample())

    def move(self) -> None:
        """Go about in the text."""
        for key in MOVES:
            self._program.press(key, self.moves)
        self._program.press("]", Sample())

    def decide(self) -> None:
        """Accept, reject, relabel and resize, and take it back."""
        for key in DECISIONS:
            self.writes.append(bare_write(self._path))
            self._program.press(key, self.decisions)

    def close(self) -> None:
        """End the app."""
        self._program.close()

    @property
    def beyond(self) -> list[float]:
        """What each decision cost beyond a bare write of its file."""
        return [cost - write for cost, write in zip(self.decisions.cpu, self.writes, strict=True)]


def bare_write(path: Path) -> float:
    """Return the milliseconds of the processor that a write and fsync of a file's bytes takes."""
    data, other = path.read_bytes(), path.with_suffix(".bare")
    begun = time.process_time()
    file = os.open(other, os.O_RDWR | os.O_CREAT)
    os.write(file, data)
    os.fsync(file)
    os.close(file)
    taken = (time.process_time() - begun) * 1000
    other.unlink()
    return taken


def main() -> int:
    """Measure both in turn; 1 when a bound is missed."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        both = [Annotator(Path(name), words) for words in (SHORT, LONG)]
        try:
            for _ in range(ROUNDS):
                for one in both:
                    one.move()
                for one in both:
                    one.decide()
        finally:
            for one in both:
                one.close()
    for words, one in zip((SHORT, LONG), both, strict=True):
        for what, sample in (("move", one.moves), ("decision", one.decisions)):
            figures = f"{median(sample.cpu):6.1f} ms, p95 {p95(sample.cpu):6.1f}"
            print(f"{words:>8,} words: a {what:8} {figures}")
        print(f"{'':>14}  a bare write {median(one.writes):6.1f} ms")
    short, long = both
    held = [
        report("move p95, long to short", p95(long.moves.cpu) / p95(short.moves.cpu), MOVE_BOUND),
        report(
            "decision beyond the write, long to short, median",
            median(long.beyond) / median(short.beyond),
            DECISION_BOUND,
        ),
    ]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
