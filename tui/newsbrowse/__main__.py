"""`newsbrowse` and `python -m newsbrowse`."""

from __future__ import annotations

import gc
import os
import sys
from functools import partial
from pathlib import Path

YOUNG_OBJECTS = 50_000
"""New objects between two collections; Python's own 700 cost an eighth of a start."""


def main() -> None:
    """Run the app or the command line and exit with its code."""
    gc.set_threshold(YOUNG_OBJECTS)
    try:
        sys.exit(_run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)


def _run(words: list[str]) -> int:
    """Go on reading at once where that is all that is asked for; click is for everything else."""
    from newsbrowse.cli.launch import start
    from newsbrowse.cli.output import ended

    completing = "_NEWSBROWSE_COMPLETE" in os.environ
    match words:
        case [] if not completing:
            return ended(partial(start, None))
        case ["--library", folder] if not completing and Path(folder).is_dir():
            return ended(partial(start, Path(folder)))
    from newsbrowse.cli.main import run

    return run(words)


if __name__ == "__main__":
    main()
