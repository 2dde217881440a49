"""`newsbrowse` and `python -m newsbrowse`."""

from __future__ import annotations

import gc
import sys

YOUNG_OBJECTS = 50_000
"""New objects between two collections; Python's own 700 cost an eighth of a start."""


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(YOUNG_OBJECTS)
    try:
        from newsbrowse.cli import run
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(run())


if __name__ == "__main__":
    main()
