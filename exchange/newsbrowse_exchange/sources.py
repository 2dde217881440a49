"""Sources: the files that an import is given, one by itself or all of a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path


class FilesAt:
    """The file at a path, or all files of the folder there but hidden ones."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        """Return the relative names, in order; that of a single file is its own name."""
        if not self._path.is_dir():
            return [self._path.name]
        found = (path.relative_to(self._path) for path in self._path.rglob("*") if path.is_file())
        visible = (path for path in found if not any(part.startswith(".") for part in path.parts))
        return sorted(path.as_posix() for path in visible)

    def open(self, name: str) -> BinaryIO:
        """Open a file at its start. Raises `ReadError`."""
        path = self._path / name if self._path.is_dir() else self._path
        try:
            return path.open("rb")
        except OSError as error:
            raise ReadError(str(path), f"cannot be read ({error.strerror})") from error
