"""`newsbrowse paths`: where everything lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put, put_json
from newsbrowse.settings.paths import standard_paths

if TYPE_CHECKING:
    from pathlib import Path


@click.command("paths")
@options.library
@options.as_json
def paths(library: Path | None, as_json: bool) -> None:
    """Show where everything lies. None of it need exist yet.

    `library` is the one in use, `opened` are those opened before that are still there.
    """
    from newsbrowse.settings.state import State
    from newsbrowse.workspace.libraries import chosen, seeds
    from newsbrowse_store.library import Library

    here = standard_paths()
    lies = {
        "library": chosen(library).absolute(),
        "config": here.config,
        "state": here.state,
        "log": here.log,
        "seeds": seeds(),
    }
    known = [path for path in State(here.state).libraries() if Library.is_library(path)]
    if as_json:
        said = {name: str(path) for name, path in lies.items()}
        put_json({**said, "libraries": [str(path) for path in known]})
        return
    for name, path in lies.items():
        put(f"{name:<8} {path}")
    for path in known:
        put(f"opened   {path}")
