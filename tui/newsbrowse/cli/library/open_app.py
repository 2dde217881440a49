"""`newsbrowse [PATH…]`: the app, with what is to be added."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.launch import start

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
    """Open the app; files, folders and addresses named are added.

    A few of them are added before it opens. A PATH that is itself a library is opened as one. What
    is missing is told, and the app opens with the rest.
    """
    library, adding = _sorted_out(paths, library)
    return start(library, annotator, model, adding)


def neither(word: str) -> str:
    """What is wrong with a word that names nothing."""
    return f"{word} is neither a command nor a file or folder."


def _enters(path: Path) -> bool:
    """Whether one may look into it; what says so of a file does no harm."""
    return os.access(path, os.X_OK)


def _sorted_out(
    given: Sequence[Path | str], library: Path | None
) -> tuple[Path | None, list[Path | str]]:
    """The library that is among what was `given`, if any, and what is to be added."""
    from newsbrowse_store.library import Library

    paths = [each for each in given if isinstance(each, Path)]
    if given and len(paths) == len(given) and not any(map(os.path.lexists, paths)):
        raise click.UsageError(neither(str(paths[0])))
    named = [path for path in paths if _enters(path) and Library.is_library(path)]
    if len(named) + (library is not None) > 1:
        raise click.UsageError("more than one library is named; open them one by one.")
    return (named[0] if named else library), [each for each in given if each not in named]
