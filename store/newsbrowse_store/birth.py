"""How a folder becomes a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.disk.json_lines import GITATTRIBUTES
from newsbrowse_store.disk.system import TEMPORARY, make_folder, replace_file
from newsbrowse_store.errors import LibraryError, StorageError
from newsbrowse_store.schema.schema import FILE, default_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newsbrowse_store.model import Draft

GIT_FILES = {".gitattributes": GITATTRIBUTES, ".gitignore": ".newsbrowse/\n*.tmp\n"}
"""What tells git how to keep a library, by the names of the files."""

_HARMLESS = frozenset((
    "articles", "entities", ".newsbrowse", ".git", ".gitattributes", ".gitignore", ".DS_Store",
    "README.md", "LICENSE",
))  # fmt: skip
"""What may be in a folder that is to become a library: what git brings, or a birth cut short."""


def is_library(path: Path) -> bool:
    """Whether the folder `path` is a library: it has the file of its schema."""
    return (path / FILE).is_file()


def bear(path: Path, seeds: Iterable[Draft] = (), annotator: str = "") -> None:
    """Make a library of `path`, a new folder or one with nothing of anybody's in it.

    It has the articles `seeds` from the beginning; their tags are ascribed to `annotator`.

    Raises `LibraryError`. Cut short, it can be done again.
    """
    try:
        names = {each.name for each in path.iterdir()} - _HARMLESS
        others = sorted(n for n in names if not (n.startswith(".") and n.endswith(TEMPORARY)))
    except FileNotFoundError:
        others = []
    except OSError as error:
        reason = f"cannot be a library ({error.strerror})"
        raise LibraryError(str(path), reason, "Name another folder.") from error
    if others:
        raise LibraryError(
            str(path),
            f"is not a library, and holds other things ({', '.join(others[:3])})",
            "Name an empty or a new folder for a library.",
        )
    from newsbrowse_store.records.creation import create_articles  # not needed to open a library

    try:
        make_folder(path / "articles")
        for name, content in GIT_FILES.items():
            if not (path / name).exists():
                replace_file(path / name, content.encode())
        create_articles(path, seeds, annotator)
        replace_file(path / FILE, default_text().encode())  # last: with it, it is a library
    except StorageError as error:
        raise LibraryError(error.what, error.reason, error.remedy) from error
