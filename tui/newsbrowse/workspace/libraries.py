"""Libraries: which one is meant, and the first one of a user, made with the seeds in it."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import newsbrowse_store
from newsbrowse.settings import config
from newsbrowse.settings.paths import LIBRARY_VARIABLE, NAME, standard_paths
from newsbrowse.settings.state import State
from newsbrowse_store.errors import LibraryError, StorageError
from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def chosen(given: Path | None) -> Path:
    """The folder of the library meant.

    That is the one `given`, else that of the environment, the config's, the one used last if it
    is still there, and at last the user's first.
    """
    if given is not None:
        return given
    here = standard_paths()
    named = os.environ.get(LIBRARY_VARIABLE) or config.load(here.config).library
    if named:
        return Path(named).expanduser()
    last = State(here.state).library
    return last if last is not None and Library.is_library(last) else here.library


def open_library(
    given: Path | None, *, create: bool = False, told: Callable[[str], None] = lambda _: None
) -> Library:
    """Open the library meant; with `create`, make it if there is none.

    The user's first one is made in any case, with the seeds in it. What a process that was killed
    left of a step is carried out, and `told`. Raises `LibraryError`.
    """
    path = chosen(given)
    if Library.is_library(path):
        library = Library.open(path)
        for words in _finished(library):
            told(words)
        return library
    if path == standard_paths().library:
        library = Library.open(path, seeds=_seeds(), annotator=NAME)
        library.catalogue.refresh()
        return library
    if not create:
        folder = path.absolute()
        reason = "is not a library" if folder.exists() else "no such library"
        made = shlex.join(("newsbrowse", "--library", str(folder)))
        raise LibraryError(str(folder), reason, f"Check the path, or make one there: {made}")
    return Library.open(path)


def _finished(library: Library) -> Iterator[str]:
    """Carry out what was left of steps over several articles; yield in words what they were."""
    if not (library.path / "steps").exists():
        return
    from newsbrowse_store.decisions.steps import finish_steps  # not needed to start

    try:
        ended = finish_steps(library)
    except StorageError as error:
        yield f"A step over several articles is not finished: {error}"
        return
    for step in ended:
        back = " by taking it back" if step.state == "taken back" else ""
        articles = sum(file.startswith("articles/") for file in step.files)
        yield f"Finished{back} what was cut short: {step.what} in {articles} articles"


def _seeds() -> Iterator[Draft]:
    """The articles that come with newsbrowse; a stray file among them stops no first start."""
    from newsbrowse_ingest.readers.read import read_path
    from newsbrowse_ingest.readers.walk import walk

    for path in walk([seeds()]):
        if isinstance(path, Path):
            yield from (found for found in read_path(path) if isinstance(found, Draft))


def seeds() -> Path:
    """The folder of the articles that come along: in the package, or beside its source."""
    package = Path(newsbrowse_store.__file__).parent
    packed = package / "_seeds"
    return packed if packed.is_dir() else package.parents[1] / "seeds"
