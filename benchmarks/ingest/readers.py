"""What the readers make of files that others wrote, and what that costs against their bytes.

Run: `python benchmarks/readers.py [--refused] [FOLDER]` (../shared/data/formats if none is named).
The table has a row for each format: files, articles, entries with an address only, refusals, and
how many articles have each field. `cost` is the time to read them over that to read and hash their
bytes. `--refused` lists what each refusal says.
Claim: every file is read, or refused in one clear line that names no mistake of ours.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers.read import HEAD, format_of, read_path
from newsbrowse_ingest.readers.walk import walk
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "formats"
SHORT = {
    "headline": "head",
    "byline": "by",
    "published": "date",
    "source": "source",
    "url": "url",
    "language": "lang",
    "tags": "tags",
    "rights": "rights",
    "caption": "capt",
    "credit": "credit",
    "dateline": "place",
}
"""The fields that are counted, and the heads of their columns; derived headlines do not count."""

COUNTS = ("files", "articles", "address", "refused")
HEADS = (*COUNTS, *SHORT.values(), "length", "cost")


@dataclass
class Result:
    """What came of the files of one format."""

    counts: Counter[str] = field(default_factory=Counter)
    lengths: list[int] = field(default_factory=list)
    seconds: float = 0.0
    floor: float = 0.0

    def add(self, other: Result) -> None:
        """Count these files too."""
        self.counts += other.counts
        self.lengths += other.lengths
        self.seconds += other.seconds
        self.floor += other.floor

    def row(self) -> Iterable[str]:
        """The cells of its row."""
        yield from (str(self.counts[name] or "·") for name in (*COUNTS, *SHORT))
        yield f"{statistics.median(self.lengths):.0f}" if self.lengths else "·"
        yield f"{self.seconds / self.floor:.0f} ×"


def read(path: Path) -> tuple[str, Result, list[ReadError]]:
    """Read a file: its format, what came of it, and the refusals."""
    begun = time.perf_counter()
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    middle = time.perf_counter()
    found = list(read_path(path))
    result = Result(seconds=time.perf_counter() - middle, floor=middle - begun)
    with path.open("rb") as file:
        name = format_of(file.read(HEAD), path.name).name
    result.counts["files"] = 1
    for each in found:
        if isinstance(each, Draft):
            count(each, result)
        else:
            result.counts["address" if isinstance(each, NoTextError) else "refused"] += 1
    refused = [each for each in found if isinstance(each, ReadError)]
    return name, result, [each for each in refused if not isinstance(each, NoTextError)]


def count(draft: Draft, result: Result) -> None:
    result.counts["articles"] += 1
    result.lengths.append(len(draft.text))
    for name in SHORT:
        held = draft.tags if name == "tags" else getattr(draft.metadata, name)
        if held and not (name == "headline" and draft.metadata.headline_derived):
            result.counts[name] += 1


def warm(paths: list[Path]) -> None:
    """Import what the readers import when they first need it: it is no cost of one file."""
    for path in paths:
        list(read_path(path))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DATA)
    parser.add_argument("--refused", action="store_true")
    asked = parser.parse_args()
    folder = asked.folder
    if not folder.exists():
        print(f"There is nothing to read: {folder} is absent.", file=sys.stderr)
        return 1
    paths = [path for path in walk([folder]) if isinstance(path, Path)]
    warm(paths)
    results: dict[str, Result] = {}
    refusals: list[ReadError] = []
    for path in paths:
        name, result, refused = read(path)
        results.setdefault(name, Result()).add(result)
        results.setdefault("all", Result()).add(result)
        refusals += refused
    print(f"{'format':<18}" + "".join(f"{head:>9}" for head in HEADS))
    for name in (*sorted(results.keys() - {"all"}, key=str.lower), "all"):
        print(f"{name:<18}" + "".join(f"{cell:>9}" for cell in results[name].row()))
    for error in refusals if asked.refused else ():
        print(f"  {str(error).replace(f'{folder}/', '')}")
    wrong = [error for error in refusals if "cannot be understood" in str(error)]
    verdict = "MISSED" if wrong else "kept"
    print(f"\nevery file is read or refused in one clear line: {len(wrong)} not ({verdict})")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
