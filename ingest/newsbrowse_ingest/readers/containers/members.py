"""Members of archives: which are taken out, and how much they may unpack to."""

from __future__ import annotations

import io
import re
from typing import Protocol

from newsbrowse_ingest.readers.format import LIMIT, Source
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Metadata

MOST_UNPACKED = 4 * 2**30
"""In bytes: an archive, with all archives in it, may unpack to so much."""

MOST_TIMES, HARMLESS = 200, 16 * 2**20
"""It may unpack to so many times its own size, or to so many bytes if that is more."""

MOST_MEMBERS = 200_000
"""So many files and folders may be in it."""

REMEDY = "Unpack it with another program, and add the folder."

_LONGEST_NAME = 300
_DRIVE = re.compile(r"[A-Za-z]:[/\\]")


class Budget:
    """What is left of the bounds of one archive and all that lie in it."""

    def __init__(self, name: str, packed: int, most: int | None = None) -> None:
        self._name = name
        self._most = most or MOST_UNPACKED
        self._by_size = max(HARMLESS, MOST_TIMES * packed)
        self._unpacked = self._members = 0

    @classmethod
    def of(cls, source: Source, most: int | None = None) -> Budget:
        """The budget of the outermost archive that the source lies in, which may be itself.

        `most` is its bound where that is not `MOST_UNPACKED`.
        """
        if isinstance(source.stream, _Member):
            return source.stream.budget
        packed = source.stream.seek(0, io.SEEK_END)
        source.stream.seek(0)
        return cls(source.name, packed, most)

    def spend(self, size: int) -> None:
        """Count bytes that were unpacked. Raises `ReadError` when they are too many."""
        self._unpacked += size
        if self._unpacked > self._by_size:
            reason = f"unpacks to more than {MOST_TIMES} times its size, as only a bomb does"
            raise ReadError(self._name, reason, "Nothing more was read from it.")
        if self._unpacked > self._most:
            raise ReadError(self._name, f"unpacks to more than {self._most // 2**30} GiB", REMEDY)

    def spend_member(self) -> None:
        """Count a member. Raises `ReadError` when they are too many."""
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise ReadError(self._name, f"holds more than {MOST_MEMBERS:,} files", REMEDY)


class MemberStream(Protocol):
    """A stream as members are read from."""

    def read(self, size: int, /) -> bytes:
        """Return so many bytes, or all there are."""


class _Member(io.BytesIO):
    """The bytes of a member; an archive that lies in another spends that one's budget."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        super().__init__(data)
        self.budget = budget


def member(
    data: bytes, name: str, budget: Budget, known: Metadata | None = None, suffix: str = ""
) -> Source:
    """Make the source of a member that was taken out whole."""
    return Source(_Member(data, budget), name, known or Metadata(), suffix=suffix)


def take(stream: MemberStream, name: str, budget: Budget) -> Source | ReadError:
    """Read a member, whatever size its archive claims for it."""
    data = stream.read(LIMIT + 1)
    return too_large(name) if len(data) > LIMIT else member(data, name, budget)


def too_large(name: str) -> ReadError:
    """Say that a member is over the bound of one file."""
    return ReadError(name, f"is larger than {LIMIT // 2**20} MiB", REMEDY)


def shown(said: str, most: int = _LONGEST_NAME) -> str:
    """A name or message of an archive's own, fit for a line of ours: printable and not too long."""
    if len(said) > most:
        said = f"{said[: most // 2]}…{said[-most // 2 :]}"
    return "".join(each if each.isprintable() else "\ufffd" for each in said)


def called(archive: str, name: str) -> str | ReadError | None:
    """What messages call a member: `archive.zip/folder/file.txt`.

    None where `walk` would pass it over as hidden, and a `ReadError` where its name leads out of
    the archive: nothing is written by that name, but it bodes ill.
    """
    parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".")]
    made = f"{archive}/{shown('/'.join(parts))}"
    if ".." in parts or name.startswith(("/", "\\")) or _DRIVE.match(name):
        return ReadError(made, "has a name that leads out of its archive", REMEDY)
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return None if hidden else made
