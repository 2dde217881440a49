"""The app while it adds thousands of files in the background, against the same app at rest."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import drafts
from benchmarks.terminal import Program, Sample, newsbrowse, p95, report
from benchmarks.tui.reading_pane import article

from newsbrowse_nlp.pipeline import cache_key
from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft, Metadata

ARTICLES, WORDS = 5, 2_000
KEYS = ["\x1b[B", "\x1b[C", "\x1b[B", "\x1b[A"] * 25
BOUND = 2.5


def make(folder: Path) -> Path:
    """A library of a few articles that have been analysed."""
    with Library.open(folder) as library:
        texts = [f"{at} {article(WORDS)}" for at in range(ARTICLES)]
        for added in library.add_many([Draft(text, Metadata()) for text in texts]):
            library.suggestions.put(added.id, cache_key(None), [])
            library.touch(added.id)
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        home = Path(name)
        wire = home / "wire"
        wire.mkdir()
        for at, draft in enumerate(drafts(options.files)):
            (wire / f"{at:06}.txt").write_text(draft.text)
        rest = Program(newsbrowse("--library", str(make(home / "rest"))), home)
        rest.wait_for("all keys")
        rest.settle(2.0)
        busy = Program(newsbrowse("--library", str(make(home / "busy")), str(wire)), home)
        busy.wait_for("stops")
        at_rest, adding = Sample(), Sample()
        for program in (rest, busy):
            program.press("\t", Sample())
        for key in KEYS:
            rest.press(key, at_rest)
            busy.press(key, adding)
        rest.close()
        busy.close()
        with Library.open(home / "busy", create=False) as library:
            added = len(library.ids()) - ARTICLES
    print(f"keys: at rest p95 {p95(at_rest.wall):.1f} ms, while adding {p95(adding.wall):.1f} ms")
    if not 0 < added < options.files:
        print(f"  {added:,} files were added meanwhile: not what is meant")
        return 1
    ratio = p95(adding.wall) / p95(at_rest.wall)
    return 0 if report(f"key p95 while {added:,} files are added", ratio, BOUND) else 1


if __name__ == "__main__":
    sys.exit(main())
