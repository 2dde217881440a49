"""`newsbrowse check`: is the library sound."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from newsbrowse.commands import options
from newsbrowse.commands.output import put, put_json, say
from newsbrowse.safe import safe

if TYPE_CHECKING:
    from pathlib import Path


@click.command("check")
@options.library
@options.as_json
def check(library: Path | None, as_json: bool) -> int:
    """Say what is wrong with the library.

    Every file is verified and nothing is changed. Each problem comes with what to do about it; if
    there are any that are not harmless, the exit code is 1.
    """
    from newsbrowse.libraries import open_library

    checked = open_library(library, os.environ)
    try:
        problems = checked.check()
    finally:
        checked.close()
    wrong = [problem for problem in problems if not problem.harmless]
    if as_json:
        put_json({"ok": not wrong, "problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            put(safe(f"{problem.path}: {problem.kind}: {problem.what}. {problem.remedy}"))
    count = "no" if not wrong else str(len(wrong))
    say(f"{checked.path}: {count} problem{'' if len(wrong) == 1 else 's'}")
    return 1 if wrong else 0
