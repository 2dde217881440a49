"""`newsbrowse paths`: where everything lies."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from newsbrowse.commands import options
from newsbrowse.commands.output import put, put_json
from newsbrowse.places import places

if TYPE_CHECKING:
    from pathlib import Path


@click.command("paths")
@options.library
@options.as_json
def paths(library: Path | None, as_json: bool) -> None:
    """Show where everything lies. None of it need exist yet."""
    from newsbrowse.libraries import chosen, seeds

    here = places()
    lies = {
        "library": chosen(library, os.environ, here).absolute(),
        "config": here.config,
        "state": here.state,
        "log": here.log,
        "seeds": seeds(),
    }
    if as_json:
        put_json({name: str(path) for name, path in lies.items()})
        return
    for name, path in lies.items():
        put(f"{name:<8} {path}")
