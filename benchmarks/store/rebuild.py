"""Making the cache of a library anew, against reading and hashing the bytes of all its files.

This is what deleting `.newsbrowse/` costs, and what the first start after an update may: catalogue,
full text, stories and names of all articles. The app does it in the background.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import time
from typing import TYPE_CHECKING

from benchmarks.generate import library as library_of

from newsbrowse_store.library import Library

if TYPE_CHECKING:
    from pathlib import Path

BOUND = 30.0


def read_and_hash(folder: Path) -> float:
    """Seconds of the processor to read every file of the articles and hash it."""
    begun = time.process_time()
    for path in sorted((folder / "articles").rglob("*.*")):
        hashlib.sha256(path.read_bytes()).digest()
    return time.process_time() - begun


def rebuild(folder: Path) -> float:
    """Seconds of the processor to make the cache anew, of all threads."""
    shutil.rmtree(folder / ".newsbrowse")
    begun = time.process_time()
    with Library.open(folder, create=False) as library:
        changes = library.catalogue.refresh()
        count = library.catalogue.counts().articles
    taken = time.process_time() - begun
    assert changes.read == count > 0, changes
    return taken


def main() -> int:
    """Print both and their ratio; 1 when the bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    options = parser.parse_args()
    folder = library_of(options.articles)
    read_and_hash(folder)  # the files are in the system's memory now, for both
    floor, taken = read_and_hash(folder), rebuild(folder)
    ratio = taken / floor
    print(
        f"rebuild, {options.articles:,} articles: read and hash {floor:.1f} s, cache anew"
        f" {taken:.1f} s ({options.articles / taken:,.0f} articles a second), ratio {ratio:.1f}"
        f" (bound {BOUND:.0f}){'' if ratio <= BOUND else '   MISSED'}"
    )
    return 0 if ratio <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
