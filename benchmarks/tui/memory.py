"""Memory of the app with 100,000 articles, against a bare Textual app that says hello.

Counted is the proportional set size of the app's own process (its worker is another one) after
walking to both ends of the list, filtering it and opening a few articles, while the worker
analyses the rest.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import library
from benchmarks.terminal import HELLO, Program, Sample, newsbrowse, report

BOUND = 4.0
KEYS = [*"GgGg", "/", *"sol", "\r", "\r", *"JJJ", "\x1b", "\x1b", "\x1b", *"Gg"]


def measure(folder: Path, home: Path) -> tuple[float, float]:
    """The MiB of the bare app and of newsbrowse on the library in `folder`."""
    bare = Program([sys.executable, "-c", HELLO], home)
    ours = Program(newsbrowse("--library", str(folder)), home)
    try:
        bare.wait_for("Hello, world!")
        ours.wait_for("all keys")
        ours.settle(1.0)
        for key in KEYS:
            ours.press(key, Sample(), quiet=0.3)
        bare.settle(1.0)
        ours.settle(3.0)
        return bare.memory(), ours.memory()
    finally:
        bare.close()
        ours.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        bare, ours = measure(library(options.articles), Path(home))
    print(f"memory, {options.articles:,} articles: bare app {bare:.0f} MiB, ours {ours:.0f} MiB")
    return 0 if report("memory, newsbrowse to a bare app", ours / bare, BOUND) else 1


if __name__ == "__main__":
    sys.exit(main())
