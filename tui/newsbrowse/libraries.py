"""Which library is meant, and the first one of a user, made with articles in it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import newsbrowse_store
from newsbrowse import config
from newsbrowse.places import LIBRARY_VARIABLE, NAME, Places, places
from newsbrowse.state import State
from newsbrowse_store.library import Library
from newsbrowse_store.model import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def chosen(given: Path | None, environment: Mapping[str, str], here: Places) -> Path:
    """The folder of the library meant.

    That is the one `given`, else that of the environment, the config's, the one used last if it
    is still there, and at last the user's first.
    """
    if given is not None:
        return given
    named = environment.get(LIBRARY_VARIABLE) or config.load(here.config).library
    if named:
        return Path(named).expanduser()
    last = State(here.state).library
    return last if last is not None and Library.is_library(last) else here.library


def open_library(given: Path | None, environment: Mapping[str, str]) -> Library:
    """Open the library meant, made if need be: the user's first one has the seeds in it.

    One that was `given` is the one used last from now on.
    """
    here = places()
    path = chosen(given, environment, here)
    if path == here.library and not Library.is_library(path):
        library = Library.open(path, seeds=_seeds(), annotator=NAME)
        library.catalogue.refresh()
    else:
        library = Library.open(path)
    if given is not None:
        _remember(path, here)
    return library


def _seeds() -> Iterator[Draft]:
    """The articles that come with newsbrowse; a stray file among them stops no first start."""
    from newsbrowse_store.readers import read_path, walk

    for path in walk([seeds()]):
        if isinstance(path, Path):
            yield from (found for found in read_path(path) if isinstance(found, Draft))


def _remember(path: Path, here: Places) -> None:
    state = State(here.state)
    if state.library != path.absolute():
        state.library = path
        with suppress(OSError):  # a convenience: a home that is read-only stops no command
            state.save()


def seeds() -> Path:
    """The folder of the articles that come along: in the package, or beside its source."""
    package = Path(newsbrowse_store.__file__).parent
    packed = package / "_seeds"
    return packed if packed.is_dir() else package.parents[1] / "seeds"
