"""Grouping 100,000 articles by story, against reading their texts and hashing their sentences.

Also whether adding an article costs the same at the end as at the beginning, and how well the
stories found are those that were made: by pairs of articles, as precision and recall.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.generate import library as library_of
from benchmarks.generate import wire

from newsbrowse_store.cache.database import Index
from newsbrowse_store.cache.stories import put_sentences
from newsbrowse_store.library import Library
from newsbrowse_store.text.sentence_hashes import sentence_hashes
from newsbrowse_store.text.tokens import article_id

if TYPE_CHECKING:
    from collections.abc import Iterable

BATCH = 200
BOUND, GROWTH_BOUND = 2.5, 2.0
PRECISION, RECALL = 0.98, 0.98


def emptied(folder: Path, into: Path) -> Index:
    """Return an index with the articles of a library and without their stories."""
    index = Index(into)
    index.query("SELECT 1")
    with index.transaction() as connection:
        connection.execute("COMMIT")
        connection.execute("ATTACH ? AS made", (str(folder / ".newsbrowse" / "index.sqlite"),))
        connection.execute("BEGIN")
        connection.execute("INSERT INTO articles SELECT * FROM made.articles")
        connection.execute("UPDATE articles SET head = 1 WHERE NOT head")
        connection.execute("INSERT INTO filterable SELECT * FROM made.filterable")
        connection.execute("UPDATE filterable SET story = NULL WHERE story IS NOT NULL")
    return index


def measure(folder: Path, index: Index) -> tuple[float, float, list[float]]:
    """Return seconds of the processor for reading, hashing, and grouping by tenths of the work."""
    reading = hashing = 0.0
    grouping = []
    with Library.open(folder, create=False) as library:
        numbers = index.query("SELECT number, id FROM articles ORDER BY number")
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            begun = time.process_time()
            articles = [library.article(id_) for _, id_ in batch]
            read = time.process_time()
            hashes = [sentence_hashes(article.text, article.regions) for article in articles]
            hashed = time.process_time()
            with index.transaction() as connection:
                for (number, _), found in zip(batch, hashes, strict=True):
                    put_sentences(connection, number, found)
            grouping.append(time.process_time() - hashed)
            reading, hashing = reading + read - begun, hashing + hashed - read
    tenth = max(1, len(grouping) // 10)
    tenths = [sum(grouping[at : at + tenth]) for at in range(0, tenth * 10, tenth)]
    return reading, hashing, tenths


def pairs(groups: Iterable[int]) -> int:
    """Return how many pairs of articles are in the same group, given how large the groups are."""
    return sum(size * (size - 1) // 2 for size in groups)


def quality(index: Index, articles: int) -> tuple[float, float]:
    """Return precision and recall, by pairs."""
    made = {article_id(draft.text): draft.metadata.extra["story"] for draft in wire(articles)}
    found: dict[int, list[str]] = defaultdict(list)
    for id_, story in index.query(
        "SELECT id, story FROM articles JOIN filterable USING (number) WHERE story IS NOT NULL"
    ):
        found[story].append(made[id_])
    right = sum(pairs(Counter(stories).values()) for stories in found.values())
    return right / pairs(map(len, found.values())), right / pairs(Counter(made.values()).values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    options = parser.parse_args()
    folder = library_of(options.articles, "wire")
    with tempfile.TemporaryDirectory() as place:
        index = emptied(folder, Path(place))
        reading, hashing, tenths = measure(folder, index)
        precision, recall = quality(index, options.articles)
        size = index.query("SELECT count(*), count(DISTINCT story) FROM filterable WHERE story")[0]
        index.close()
    floor, grouping = reading + hashing, sum(tenths)
    print(f"{options.articles:,} articles, {size[0]:,} of them in {size[1]:,} stories")
    for what, seconds in {"reading": reading, "hashing": hashing, "grouping": grouping}.items():
        print(f"{what:10} {seconds:7.1f} s  {seconds / options.articles * 1000:6.2f} ms an article")
    outcome = {
        "all of it to reading and hashing": ((floor + grouping) / floor, BOUND),
        "the last tenth to the second": (tenths[-1] / tenths[1], GROWTH_BOUND),
    }
    for what, (ratio, bound) in outcome.items():
        print(f"{what}: {ratio:.2f}  (bound {bound}){'' if ratio <= bound else '   missed'}")
    print(f"precision {precision:.3f}, recall {recall:.3f}  (bounds {PRECISION}, {RECALL})")
    fine = all(ratio <= bound for ratio, bound in outcome.values())
    return 0 if fine and precision >= PRECISION and recall >= RECALL else 1


if __name__ == "__main__":
    sys.exit(main())
