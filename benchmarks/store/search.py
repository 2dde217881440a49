"""Searching 100,000 articles as one types, against tantivy on the same texts and searches.

Both count what they find and return the first 50: the library its rows, tantivy what it has stored
of them. Bounds: 95 of 100 searches take at most 50 ms, and at most five times as long as the same
share takes with tantivy. Each search is made three times, and the middle one counts. Time is that
of the processor, of all threads.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import tantivy
from benchmarks.generate import SEED
from benchmarks.generate import library as library_of

from newsbrowse_store.cache.database import FILE, Index
from newsbrowse_store.cache.fulltext import fill
from newsbrowse_store.library import Library
from newsbrowse_store.query.parser import parse
from newsbrowse_store.query.query import And, Fact, Not, Or, Query, QueryError, Words
from newsbrowse_store.records.article import ArticleRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BOUND, RATIO = 50.0, 5.0
LIMIT = 50
SCREENFUL = 12
HEADLINE_WEIGHT = 8.0


class Peer:
    """The same articles in tantivy."""

    def __init__(self, library: Library, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for field in ("headline", "source", "body"):
            builder.add_text_field(field)
        builder.add_text_field("tag", tokenizer_name="raw")
        self._schema = builder.build()
        index = tantivy.Index(self._schema, path=str(folder))
        writer = index.writer(heap_size=200_000_000, num_threads=1)
        view = library.catalogue.view()
        for start in range(0, len(view), 5_000):
            for row in view.rows(start, start + 5_000):
                writer.add_document(
                    tantivy.Document(
                        id=row.id,
                        headline=row.headline,
                        source=row.source,
                        body=ArticleRecord(library.path, row.id).text,
                        tag=list(row.tags),
                    )
                )
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def find(self, query: Query) -> int:
        """Count what is found and read what is stored of the first."""
        found = self._searcher.search(self._query(query), LIMIT, count=True)
        for _, address in found.hits:
            self._searcher.doc(address)["id"]
        return int(found.count)

    def _query(self, query: Query) -> tantivy.Query:
        boolean, occur = tantivy.Query.boolean_query, tantivy.Occur
        match query:
            case And(parts):
                return boolean(
                    [
                        (occur.MustNot, self._query(part.part))
                        if isinstance(part, Not)
                        else (occur.Must, self._query(part))
                        for part in parts
                    ]
                )
            case Or(parts):
                return boolean([(occur.Should, self._query(part)) for part in parts])
            case Fact("tag", value):
                return tantivy.Query.term_query(self._schema, "tag", value)
            case Words(text, "text", prefix):
                fields = {"headline": HEADLINE_WEIGHT, "body": 1.0}
                return boolean(
                    [
                        (
                            occur.Should,
                            tantivy.Query.boost_query(self._words(field, text, prefix), weight),
                        )
                        for field, weight in fields.items()
                    ]
                )
            case Words(text, field, prefix):
                return self._words("headline" if field == "title" else field, text, prefix)
        raise AssertionError(query)

    def _words(self, field: str, text: str, prefix: bool) -> tantivy.Query:
        words = text.lower().split()
        if prefix:
            return tantivy.Query.regex_query(self._schema, field, f"{words[0]}.*")
        if len(words) > 1:
            return tantivy.Query.phrase_query(self._schema, field, words)
        return tantivy.Query.term_query(self._schema, field, words[0])


@dataclass(frozen=True, slots=True)
class Kind:
    """Searches of one kind, as they are typed."""

    name: str
    queries: Sequence[tuple[str, Query]]


def kinds(library: Library, each: int) -> Iterator[Kind]:
    """Yield searches made of words of the articles, the same at every run."""
    chance = random.Random(SEED)
    view = library.catalogue.view()
    texts = [library.article(view.id_at(chance.randrange(len(view)))).text for _ in range(60)]
    tags = library.catalogue.tags()
    sources = sorted({row.source for row in view.rows(0, 500)})

    def word(shortest: int = 5) -> str:
        return chance.choice([w for w in chance.choice(texts).split() if len(w) >= shortest]).strip(
            "."
        )

    def phrase() -> str:
        words = chance.choice(texts).split("\n")[2].split()
        at = chance.randrange(len(words) - 2)
        return '"' + " ".join(words[at : at + 2]).replace(".", "") + '"'

    made: dict[str, Callable[[], str]] = {
        "a word": word,
        "two words": lambda: f"{word()} {word()}",
        "the and a word": lambda: f"the {word()}",
        "the": lambda: chance.choice(["the", "of", "and", "with the", "to in"]),
        "any of three": lambda: f"{word()} OR {word()} OR {word()}",
        "a phrase": phrase,
        "not": lambda: f"{word()} NOT {word()}",
        "a beginning": lambda: f"{word()[: chance.randint(3, 5)]}*",
        "in the title": lambda: f"title:{word()}",
        "in a source": lambda: f'source:"{chance.choice(sources)}" {word()}',
        "with a tag": lambda: f"tag:{chance.choice(tags)} {word()}",
    }
    for name, make in made.items():
        yield Kind(name, [(text, parse(text)) for text in (make() for _ in range(each))])
    typed = [f"{word()} {word()}" for _ in range(each // 2)]
    prefixes = [text[:end] for text in typed for end in range(2, len(text) + 1)]
    yield Kind("as one types", [(text, query) for text in prefixes if (query := typing(text))])


def typing(text: str) -> Query | None:
    try:
        return parse(text, typing=True)
    except QueryError:
        return None


def milliseconds(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        begun = time.process_time()
        act()
        taken.append((time.process_time() - begun) * 1000)
    return median(taken)


def p95(taken: Sequence[float]) -> float:
    return quantiles(taken, n=20)[-1]


def compare(library: Library, peer: Peer, each: int) -> bool:
    """Print how long searches take, by kind and all together; tell whether the bounds hold."""
    ours: list[float] = []
    theirs: list[float] = []
    print(f"{'ms':16} {'':>6} {'newsbrowse':>16} {'tantivy':>16}")
    print(f"{'':16} {'number':>6} {'p50':>8}{'p95':>8} {'p50':>8}{'p95':>8}")
    for kind in kinds(library, each):
        here, there = [], []
        for text, query in kind.queries:
            found, count = library.search.find(query, LIMIT), peer.find(query)
            assert found.more or found.count == count, (text, found.count, count)
            here.append(milliseconds(lambda query=query: library.search.find(query, LIMIT)))
            there.append(milliseconds(lambda query=query: peer.find(query)))
        print(_line(kind.name, here, there))
        ours, theirs = ours + here, theirs + there
    print(_line("all", ours, theirs))
    ratio = p95(ours) / p95(theirs)
    print(
        f"p95 {p95(ours):.1f} ms (bound {BOUND:g}), {ratio:.1f} x tantivy's (bound {RATIO:g} x);"
        f" p50 {median(ours) / median(theirs):.1f} x"
    )
    return p95(ours) <= BOUND and ratio <= RATIO


def _line(name: str, here: Sequence[float], there: Sequence[float]) -> str:
    figures = f"{median(here):8.2f}{p95(here):8.2f} {median(there):8.2f}{p95(there):8.2f}"
    return f"{name:16} {len(here):6} {figures}"


def excerpts(library: Library, each: int) -> None:
    """Print what it takes to show a screenful of what was found."""
    taken = []
    for kind in kinds(library, each):
        for _, query in kind.queries[:3]:
            rows = library.search.find(query, SCREENFUL).rows
            taken.append(milliseconds(lambda q=query, r=rows: library.search.excerpts(r, q, 1)))
    print(f"pieces of {SCREENFUL} articles: p50 {median(taken):.1f} ms, p95 {p95(taken):.1f} ms")


def filling(library: Library, folder: Path) -> tuple[float, int]:
    """Return how long it takes to index all words anew, in seconds, and their size in bytes."""
    shutil.copy(library.path / ".newsbrowse" / FILE, folder / FILE)
    index = Index(folder)
    with closing(index):
        with index.transaction() as connection:
            connection.execute("INSERT INTO texts (texts) VALUES ('delete-all')")
            connection.execute("DELETE FROM told")
        begun = time.perf_counter()
        fill(library.path, index)
        taken = time.perf_counter() - begun
        size = index.query(
            "SELECT (SELECT sum(length(block)) FROM texts_data)"
            " + (SELECT sum(length(sz) + 8) FROM texts_docsize)"
        )[0][0]
    return taken, size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=20, help="searches of each kind")
    options = parser.parse_args()
    folder = library_of(options.articles)
    with Library.open(folder, create=False) as library, tempfile.TemporaryDirectory() as made:
        there = Path(made) / "tantivy"
        there.mkdir()
        begun = time.perf_counter()
        peer = Peer(library, there)
        theirs = time.perf_counter() - begun
        ours, size = filling(library, Path(made))
        their_size = sum(path.stat().st_size for path in there.iterdir())
        print(
            f"{options.articles:,} articles indexed in {ours:.0f} s, tantivy {theirs:.0f} s:"
            f" {ours / theirs:.1f} x; {size / 1e6:.0f} MB, tantivy {their_size / 1e6:.0f} MB"
        )
        holds = compare(library, peer, options.each)
        excerpts(library, options.each)
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main())
