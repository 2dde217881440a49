"""Options that may stand before or after a command, and those that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsbrowse.places import LIBRARY_VARIABLE


def _or_before(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """What was given after the command, else before it."""
    if value is None and ctx.parent is not None and parameter.name is not None:
        return ctx.parent.params.get(parameter.name)
    return value


library = click.option(
    "--library",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    callback=_or_before,
    help=f"The library: a folder, made if there is none. Else ${LIBRARY_VARIABLE}, else the "
    "one used last.",
)

annotator = click.option(
    "--annotator",
    metavar="NAME",
    callback=_or_before,
    help="Whose decisions these are. Else the config's, else the login.",
)

model = click.option(
    "--model",
    metavar="NAME",
    callback=_or_before,
    help="The spaCy pipeline that suggests entities; `newsbrowse models` lists them.",
)

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
