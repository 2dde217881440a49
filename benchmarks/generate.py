"""Libraries of any size for the benchmarks, the same at every run, kept under /tmp between runs."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import zlib
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from newsbrowse_store.cache.tables import TABLES
from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.disk.system import System
from newsbrowse_store.library import Library
from newsbrowse_store.records.creation import create_articles
from newsbrowse_store.values import Draft, Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = 2
SEED = 20_261
_SYLLABLES = "al an ar bel bran cor den dor el en fal gar hol il kor lan mar nor or pel ren sol tar"
_BATCH = 1_000
_FILLERS = ["the", "of", "to", "and", "in", "on", "for", "with", "after", "over"]


class Unsynced(System):
    """The file system without the waiting: a library for a benchmark can be made again."""

    def fsync(self, fd: int) -> None:
        """Leave it to the system."""

    def sync_disk(self, fd: int) -> bool:  # noqa: ARG002
        """Leave it to the system."""
        return True


def library(articles: int, kind: str = "") -> Path:
    """Return the folder of a library with so many articles, made now if it is not there yet.

    `kind` is empty or `wire`: how the articles are made up.

    Each version of the cache has one of its own. Their files are links to the same ones: that is
    safe, since newsbrowse replaces files and never writes into them.
    """
    base = Path(tempfile.gettempdir()) / f"newsbrowse-benchmark-{VERSION}"
    base.mkdir(exist_ok=True)
    whole = base / f"{kind}{articles}"
    folder = base / f"{kind}{articles}-{zlib.crc32(TABLES.encode()):08x}"
    with FileLock(base / "lock", patience=3600):  # others may be measuring beside
        if not (whole / "complete").exists():
            shutil.rmtree(whole, ignore_errors=True)
            with Library.open(whole):
                waiting = wire(articles) if kind == "wire" else drafts(articles)
                while batch := list(islice(waiting, _BATCH)):
                    create_articles(whole, batch, system=Unsynced())
            (whole / "complete").touch()
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            skipped = shutil.ignore_patterns(".newsbrowse", "complete")
            shutil.copytree(whole, folder, copy_function=os.link, ignore=skipped)
            (folder / "complete").touch()
    with Library.open(folder, create=False) as made:
        if made.catalogue.stale():  # always so when the tables of the cache are others now
            made.catalogue.refresh(_tell)
    return folder


def _tell(done: int, total: int) -> None:
    if done % 20_000 == 0:
        print(f"  {done:,} of {total:,} articles read", file=sys.stderr)


def drafts(number: int) -> Iterator[Draft]:
    """Yield so many articles, different from each other."""
    chance = random.Random(SEED)
    words = [word(chance) for _ in range(4_000)]
    sources = [f"{word(chance).capitalize()} {kind}" for kind in ("Wire", "Daily") * 20]
    tags = [word(chance) for _ in range(200)]
    for at in range(number):
        headline = sentence(chance, words, chance.randint(6, 12)).rstrip(".")
        body = " ".join(sentence(chance, words, 15) for _ in range(4))
        published = (
            f"20{chance.randint(10, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        )
        yield Draft(
            f"{headline}\n\n{body} {at}.\n",
            Metadata(headline=headline, source=chance.choice(sources), published=published),
            tags=tuple(chance.sample(tags, chance.randint(0, 3))),
        )


def wire(number: int) -> Iterator[Draft]:
    """Yield so many articles, a third of them copies of others as sites print an agency's stories.

    A copy lacks some of the story's end, has a few sentences rewritten and two that the site puts
    under all it prints. `extra` says which story an article has.
    """
    chance = random.Random(SEED)
    words = [word(chance) for _ in range(4_000)]
    sites = [f"{word(chance).capitalize()} {kind}" for kind in ("Wire", "Daily") * 100]
    own = {site: [sentence(chance, words, 12) for _ in range(2)] for site in sites}
    made = 0
    for story in count():
        copies = (
            1 if chance.random() < 0.9 else chance.randint(2, 12) if chance.random() < 0.9 else 30
        )
        said = [sentence(chance, words, 15) for _ in range(chance.randint(10, 20))]
        headline = sentence(chance, words, chance.randint(6, 12)).rstrip(".")
        day = f"20{chance.randint(10, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        for site in chance.sample(sites, copies):
            kept = said[: chance.randint(max(6, len(said) // 2), len(said))]
            for place in chance.sample(range(len(kept)), chance.randint(0, 2)):
                kept[place] = sentence(chance, words, 15)
            body = "\n\n".join([*kept, *own[site]])
            yield Draft(
                f"{headline}\n\n{body} {made}.\n",
                Metadata(
                    headline=headline, source=site, published=day, extra={"story": str(story)}
                ),
            )
            made += 1
            if made == number:
                return


def sentence(chance: random.Random, words: list[str], length: int) -> str:
    """Return a sentence of nonsense with so many words."""
    chosen = [chance.choice(words if at % 3 else _FILLERS) for at in range(length)]
    return " ".join(chosen).capitalize() + "."


def word(chance: random.Random) -> str:
    """Return a word of nonsense."""
    return "".join(chance.choices(_SYLLABLES.split(), k=chance.randint(2, 4)))


if __name__ == "__main__":
    print(library(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
