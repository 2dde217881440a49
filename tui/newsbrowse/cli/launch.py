"""Launch of the app on a terminal, from its library to its exit code. Needs no click."""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from newsbrowse.cli.output import say
from newsbrowse.settings import config
from newsbrowse.settings.paths import standard_paths
from newsbrowse.settings.state import State
from newsbrowse.terminal import terminal
from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbrowse_ingest.outcome import Outcome
    from newsbrowse_store.library import Library


def start(
    library: Path | None,
    annotator: str | None = None,
    model: str | None = None,
    paths: Sequence[Path | str] = (),
) -> int:
    """Run the app on the terminal; the exit code is 2 when there is none that it can use.

    `paths` are files, folders and addresses to add: a few before it opens, else in the background.
    """
    reason = terminal.unfit(os.environ)
    if reason is not None:
        say(f"newsbrowse: {reason}. `newsbrowse list` and `show` work anywhere; see --help.")
        return 2
    from newsbrowse.workspace.libraries import open_library

    notices: list[str] = []
    with open_library(library, create=True, told=notices.append) as opened:
        settings = config.load(standard_paths().config)
        annotator = config.annotator(settings, annotator)
        outcomes = _added_at_once(opened, paths, annotator) if paths else []
        rest = [] if outcomes else paths
        notices += [f"{one.path}: {one.reason}" for one in outcomes if one.status == "failed"]
        first, model = next((one.id for one in outcomes if one.id), None), model or settings.model
        return _run(opened, first, rest, settings, annotator, model or None, notices)


def _added_at_once(
    library: Library, paths: Sequence[Path | str], annotator: str
) -> Sequence[Outcome]:
    """Add what is so little that the app need not be open meanwhile; nothing of anything else."""
    from newsbrowse_ingest.add import add_paths, few  # loads all readers: no plain start should

    files = [each for each in paths if isinstance(each, Path)]
    if len(files) < len(paths) or not few(files):
        return ()
    return list(add_paths(library, files, annotator))


def _run(
    library: Library,
    first: str | None,
    adding: Sequence[Path | str],
    settings: config.Config,
    annotator: str,
    model: str | None,
    notices: Sequence[str],
) -> int:
    here = standard_paths()
    with terminal.errors_to(here.log):
        try:
            from newsbrowse.app import NewsbrowseApp

            state = State(here.state)
            if state.library != library.path:
                state.library = library.path
                with suppress(OSError):  # a convenience: a home that is read-only stops nothing
                    state.save()
            app = NewsbrowseApp(
                library,
                state=state,
                config=settings,
                annotator=annotator,
                model=model,
                log_path=here.log,
                first=first,
                adding=adding,
                notices=notices,
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
