"""`newsbrowse [PATH…]`: the app, with what is to be added."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsbrowse.commands import options
from newsbrowse.launch import start

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    library, adding = _sorted_out(paths, library)
    return start(library, annotator, model, adding)


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
