"""One step over many articles against as many single decisions, in turn on the same articles.

Both tag every article, through the session, with the catalogue kept up to date. Bound: the step
costs at most 1.3 times the single decisions.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft, Metadata

BOUND = 1.3
WORDS = "Ilse Brandt met Tomas Okoye of Amsel Lines in Port Amsel on Tuesday. " * 20


def main() -> int:
    """Measure, print, and tell by the exit code whether the bound is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "news") as library:
        drafts = (Draft(f"Article {n}. {WORDS}", Metadata()) for n in range(given.articles))
        ids = [added.id for added in library.add_many(drafts)]
        session, single, step = Session(library, "ana"), 0.0, 0.0
        for turn in range(given.rounds):
            begun = time.perf_counter()
            for id_ in ids:
                session.tag(id_, [f"single{turn}"])
            between = time.perf_counter()
            session.tag_all(ids, [f"step{turn}"])
            single += between - begun
            step += time.perf_counter() - between
    each = [1000 * spent / given.articles / given.rounds for spent in (single, step)]
    ratio = step / single
    print(f"{given.articles} articles, {given.rounds} rounds, milliseconds an article")
    print(f"single decisions {each[0]:.2f}, one step {each[1]:.2f}: {ratio:.2f} (bound {BOUND})")
    return 0 if ratio <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
