"""`newsbrowse check`: is the library sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put, put_json, say
from newsbrowse.layout.safe import safe
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from pathlib import Path


@click.command("check")
@click.option("--repair", is_flag=True, help="Mend what nothing can be lost by, and say what.")
@options.library
@options.as_json
def check(library: Path | None, repair: bool, as_json: bool) -> int:
    """Say what is wrong with the library.

    Every file is verified and nothing is changed. Each problem comes with what to do about it; if
    there are any that are not harmless, the exit code is 1.

    With --repair, what a write that was cut short has left is removed, files that git merged are
    written anew, the cache is brought up to date, and what tells git how to merge is put back. What
    a person decided is never deleted or changed; what is left to you is told as without it.

    \b
      newsbrowse check
      newsbrowse check --repair --json
    """
    from newsbrowse_store.errors import StorageError
    from newsbrowse_store.maintenance.check import check as find_problems
    from newsbrowse_store.maintenance.repair import repair as mend

    repaired = []
    with options.opened(library) as checked:
        for done in mend(checked) if repair else ():
            if isinstance(done, StorageError):
                say(safe(str(done)))
            else:
                repaired.append(done)
        problems = find_problems(checked.path)
    wrong = [problem for problem in problems if not problem.harmless]
    if as_json:
        found = {"ok": not wrong, "problems": [as_document(problem) for problem in problems]}
        put_json(found | ({"repaired": [as_document(done) for done in repaired]} if repair else {}))
    else:
        for done in repaired:
            put(safe(f"{done.path}: repaired: {done.what}"))
        for problem in problems:
            put(safe(f"{problem.path}: {problem.kind}: {problem.what}. {problem.remedy}"))
    count = "no" if not wrong else str(len(wrong))
    mended = f"{len(repaired)} repaired, " if repair else ""
    say(f"{checked.path}: {mended}{count} problem{'' if len(wrong) == 1 else 's'}")
    return 1 if wrong else 0
