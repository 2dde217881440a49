"""`newsbrowse [PATH…]`: the app."""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsbrowse import config, terminal
from newsbrowse.commands import options
from newsbrowse.commands.output import say
from newsbrowse.places import places
from newsbrowse.state import State
from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbrowse.adding import Outcome
    from newsbrowse_store.library import Library


@click.command("open")
@click.argument("paths", nargs=-1, type=options.PATH_OR_ADDRESS, metavar="[PATH…]")
@options.library
@options.annotator
@options.model
def open_app(
    paths: tuple[Path | str, ...], library: Path | None, annotator: str | None, model: str | None
) -> int:
    """Open the app; files, folders and addresses named are added, a few before it opens.

    A PATH that is itself a library is opened as one.
    """
    return start(paths, library, annotator, model)


def start(
    paths: Sequence[Path | str], library: Path | None, annotator: str | None, model: str | None
) -> int:
    """Run the app on the terminal; the exit code is 2 when there is none that it can use."""
    reason = terminal.unfit(os.environ)
    if reason is not None:
        say(f"newsbrowse: {reason}. `newsbrowse list` and `show` work anywhere; see --help.")
        return 2
    from newsbrowse.libraries import open_library

    library, paths = _sorted_out(paths, library)
    opened = open_library(library, os.environ)
    try:
        settings = config.load(places().config)
        annotator = config.annotator(settings, annotator)
        outcomes = _added_at_once(opened, paths, annotator) if paths else []
        rest = [] if outcomes else paths
        return _run(opened, outcomes, rest, settings, annotator, model or settings.model or None)
    finally:
        opened.close()


def _added_at_once(
    library: Library, paths: Sequence[Path | str], annotator: str
) -> Sequence[Outcome]:
    """Add what is so little that the app need not be open meanwhile; nothing of anything else."""
    from newsbrowse.adding import add_paths, few  # loads all readers: no plain start should

    files = [each for each in paths if isinstance(each, Path)]
    if len(files) < len(paths) or not few(files):
        return ()
    return list(add_paths(library, files, annotator))


def _sorted_out(
    given: Sequence[Path | str], library: Path | None
) -> tuple[Path | None, list[Path | str]]:
    """The library that is among what was `given`, if any, and what is to be added."""
    from newsbrowse_store.library import Library

    paths = [each for each in given if isinstance(each, Path)]
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise click.UsageError(f"{missing[0]} is neither a command nor a file or folder.")
    named = [path for path in paths if Library.is_library(path)]
    if len(named) + (library is not None) > 1:
        raise click.UsageError("more than one library is named; open them one by one.")
    return (named[0] if named else library), [each for each in given if each not in named]


def _run(
    library: Library,
    added: Sequence[Outcome],
    adding: Sequence[Path | str],
    settings: config.Config,
    annotator: str,
    model: str | None,
) -> int:
    here = places()
    with terminal.errors_to(here.log):
        try:
            from newsbrowse.app import NewsbrowseApp

            state = State(here.state)
            state.library = library.path
            app = NewsbrowseApp(
                library,
                state=state,
                config=settings,
                annotator=annotator,
                model=model,
                log_path=here.log,
                first=next((outcome.id for outcome in added if outcome.id), None),
                adding=adding,
                notices=[f"{o.path}: {o.reason}" for o in added if o.status == "failed"],
            )
            app.run()
            code = app.return_code or 0
        except NewsbrowseError:
            raise
        except Exception:
            traceback.print_exc()
            code = 1
    if code:
        say(f"newsbrowse stopped because of an error. Decisions are saved; see {here.log}")
    return code
