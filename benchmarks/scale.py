"""Every claim about a library of 100,000 articles, one after the other, with the machine it ran on.

Run: `make scale`, or `python -m benchmarks.scale --articles N`. The articles are made by
`generate.py`, the same at every run. Each part is a module of its own, which can be run alone;
`docs/performance.md` has the results of one run.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks.generate import library

SCRIPTS = {
    "ingest.importing": "import rate against reading and hashing the bytes",
    "store.rebuild": "the cache made anew",
    "tui.startup": "start to first paint",
    "tui.list": "the list: mounting, a key, one letter of the filter",
    "store.search": "full text as one types, against tantivy",
    "store.stories": "articles grouped by story",
    "tui.memory": "memory of the app",
    "store.decision": "one durable decision, against the same at 100 articles",
}


def machine() -> str:
    """What the figures were taken on."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    packages = ", ".join(f"{name} {version(name)}" for name in ("textual", "spacy", "tinydb"))
    system = f"{platform.platform()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} × {cpu}, {system}, {packages}"


def main() -> int:
    """Run them all; 1 when one has missed a bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--only", nargs="*", choices=SCRIPTS, default=list(SCRIPTS))
    options = parser.parse_args()
    print(f"{machine()}, load {os.getloadavg()[0]:.1f}", flush=True)
    library(options.articles)
    missed = []
    for name in options.only:
        print(f"\n== {name}: {SCRIPTS[name]}", flush=True)
        begun = time.monotonic()
        arguments = ["--articles", str(options.articles)]
        if name == "store.decision":
            arguments = ["--articles", "100", *arguments]
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], check=False)
        print(f"   ({time.monotonic() - begun:.0f} s)", flush=True)
        missed += [name] if done.returncode else []
    print(f"\n{'a bound was missed in: ' + ', '.join(missed) if missed else 'all bounds hold'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
