"""System calls that the store makes, and files replaced by them so that no crash can halve one.

The order of steps is what makes a file whole and durable: its bytes are synced under another name,
the name is changed in one step, and then the folder is synced, because a name that is not on the
disk yet can vanish with the power although the bytes are there.
"""

from __future__ import annotations

import errno
import fcntl
import itertools
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from newsbrowse_store.errors import StorageError, UnsureError

if TYPE_CHECKING:
    import ctypes
    from collections.abc import Sequence
    from pathlib import Path

TEMPORARY = ".tmp"
"""Suffix of the hidden files that are written beside a file before they take its place."""

_TRUSTED = {
    0xEF53,  # ext2 to ext4
    0x58465342,  # xfs
    0x9123683E,  # btrfs
    0xF2F52010,  # f2fs
    0x01021994,  # tmpfs
}
"""Local file systems, by the number that statfs gives; some others promise more than they do."""

_TELLS_FROM = (5, 8)
"""The Linux since which syncfs tells that a write has failed."""

_unique = itertools.count()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one version of a file from the next without reading it."""

    inode: int
    size: int
    modified: int


class System:
    """Everything the store asks of the operating system; each may raise `OSError`.

    Tests put a disk in its place that can be cut off at any call.
    """

    def open(self, path: Path, flags: int) -> int:
        """Return a descriptor; `flags` are those of `os.open`. Folders may be opened to fsync."""
        return os.open(path, flags | os.O_CLOEXEC, 0o666)

    def write(self, fd: int, data: memoryview) -> int:
        """Write some of `data`, return how much."""
        return os.write(fd, data)

    def fsync(self, fd: int) -> None:
        """Return when the file's bytes, or the folder's names, would survive a power cut."""
        full = getattr(fcntl, "F_FULLFSYNC", None)  # macOS: fsync alone stops at the drive's cache
        if full is None:
            os.fsync(fd)
        else:
            fcntl.fcntl(fd, full)

    def sync_disk(self, fd: int) -> bool:
        """Do what `fsync` does for all files and folders on the disk that an open folder is on.

        False where that cannot be relied upon; nothing is synced then.
        """
        libc = _libc()
        if libc is None or _kind(libc, fd) not in _TRUSTED:
            return False
        if libc.syncfs(fd):
            import ctypes

            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return True

    def close(self, fd: int) -> None:
        """Give the descriptor back."""
        os.close(fd)

    def read(self, path: Path) -> bytes:
        """Return the whole file."""
        return path.read_bytes()

    def replace(self, source: Path, target: Path) -> None:
        """Give `source` the name `target`; whoever looks sees the old file or the new."""
        source.replace(target)

    def unlink(self, path: Path) -> None:
        """Remove a file's name."""
        path.unlink()

    def mkdir(self, path: Path) -> None:
        """Make one folder; `FileExistsError` when there is one."""
        path.mkdir()

    def names(self, folder: Path) -> list[str]:
        """Return the names in a folder."""
        return [path.name for path in folder.iterdir()]

    def stat(self, path: Path) -> Stamp | None:
        """Return what is there under this name, None when nothing is."""
        try:
            return _stamp(path.stat())
        except FileNotFoundError:
            return None

    def fstat(self, fd: int) -> Stamp:
        """Return the same of an open file."""
        return _stamp(os.fstat(fd))

    def flock(self, fd: int) -> bool:
        """Lock an open file against every other descriptor; False at once when it is locked."""
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


SYSTEM = System()


def replace_file(path: Path, data: bytes, system: System = SYSTEM) -> None:
    """Make `data` the durable content of `path`; a crash at any moment leaves old or new, whole.

    Raises `StorageError` when nothing was changed, `UnsureError` when the new content is in place
    but could not be made durable.
    """
    temporary = write_beside(path, data, system)
    put_in_place(temporary, path, system)
    sync_folder(path.parent, system)


def write_beside(path: Path, data: bytes, system: System = SYSTEM) -> Path:
    """Write `data` durably to a new hidden file in the folder of `path` and return its path.

    Raises `StorageError`, leaving nothing behind.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{next(_unique)}{TEMPORARY}")
    try:
        fd = system.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            write_all(fd, data, system)
            system.fsync(
                fd
            )  # before it gets its name: else a crash could leave the name on nothing
        finally:
            system.close(fd)
    except BaseException as error:
        discard(temporary, system)
        if isinstance(error, OSError):
            raise cannot_write(path, error) from error
        raise
    return temporary


def put_in_place(temporary: Path, path: Path, system: System = SYSTEM) -> None:
    """Give a file made by `write_beside` its name. Durable only after `sync_folder`."""
    try:
        system.replace(temporary, path)
    except OSError as error:
        discard(temporary, system)
        raise cannot_write(path, error) from error


def sync_folder(folder: Path, system: System = SYSTEM) -> None:
    """Make the names in `folder` durable. Raises `UnsureError`."""
    sync_together([folder], system, at_once=False)


def sync_together(paths: Sequence[Path], system: System = SYSTEM, *, at_once: bool = True) -> None:
    """Make files, or the names in folders, durable: all in one go where the disk can do so.

    They are on one disk. Raises `UnsureError`.
    """
    for path in paths:
        try:
            fd = system.open(path, os.O_RDONLY)
            try:
                if at_once and system.sync_disk(fd):
                    return
                system.fsync(fd)
            finally:
                with suppress(OSError):
                    system.close(fd)
        except OSError as error:
            raise UnsureError(
                str(path),
                f"what was saved last may not survive a power cut ({_why(error)})",
                "Look after the disk, then open the article again.",
            ) from error


def make_folder(folder: Path, system: System = SYSTEM, *, durably: bool = True) -> None:
    """Make `folder` and the folders above it. Raises `StorageError`."""
    if look(folder, system) is not None:
        return
    make_folder(folder.parent, system, durably=durably)
    try:
        with suppress(FileExistsError):
            system.mkdir(folder)
    except OSError as error:
        raise cannot_write(folder, error) from error
    if durably:  # else what is made in it could be lost with it
        sync_folder(folder.parent, system)


def may_write(path: Path) -> bool:
    """Whether this user may write the file or folder `path`, or make it where it is missing."""
    effective = os.access in os.supports_effective_ids
    while path != path.parent and not os.access(path, os.F_OK, effective_ids=effective):
        path = path.parent
    return os.access(path, os.W_OK, effective_ids=effective)


def look(path: Path, system: System = SYSTEM) -> Stamp | None:
    """Return what is at `path`, None when nothing is. Raises `StorageError`."""
    try:
        return system.stat(path)
    except OSError as error:
        raise cannot_read(path, error) from error


def discard(temporary: Path, system: System = SYSTEM) -> None:
    """Remove a file made by `write_beside`, as far as the disk lets us."""
    with suppress(OSError):
        system.unlink(temporary)


def cannot_write(path: Path, error: OSError) -> StorageError:
    """Say why `path` could not be written and what to do about it."""
    remedies = {
        errno.ENOSPC: "Free some space on this disk and do it again.",
        errno.EDQUOT: "Free some of your disk quota and do it again.",
        errno.EACCES: "Give yourself the right to write there.",
        errno.EPERM: "Give yourself the right to write there.",
        errno.EROFS: "The disk is read-only: copy the library to one you can write to.",
    }
    remedy = remedies.get(error.errno or 0, "Look after the disk and do it again.")
    return StorageError(str(path), f"cannot be saved, nothing was changed ({_why(error)})", remedy)


def cannot_read(path: Path, error: OSError) -> StorageError:
    """Say why `path` could not be read and what to do about it."""
    remedy = "Give yourself the right to read it, or bring it back from a backup or git."
    return StorageError(str(path), f"cannot be read ({_why(error)})", remedy)


def damaged(path: Path, reason: object) -> StorageError:
    """Say that what is in `path` cannot be used, and what to do about it."""
    remedy = "Bring it back from a backup or git; it was left as it is."
    return StorageError(str(path), f"is damaged: {reason}", remedy)


def _why(error: OSError) -> str:
    return error.strerror or str(error)


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_ino, status.st_size, status.st_mtime_ns)


def write_all(fd: int, data: bytes, system: System) -> None:
    """Write `data`, however many calls it takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[system.write(fd, rest) :]


@cache
def _libc() -> ctypes.CDLL | None:
    import ctypes  # only adding articles needs it

    release = os.uname().release.split(".")
    version = tuple(int(part) for part in release[:2] if part.isdecimal())
    if sys.platform != "linux" or version < _TELLS_FROM:
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    return libc if hasattr(libc, "syncfs") and hasattr(libc, "fstatfs") else None


def _kind(libc: ctypes.CDLL, fd: int) -> int:
    """The number of the kind of file system; it is the first field of what statfs fills in."""
    import ctypes

    status = (ctypes.c_ulong * 32)()
    return status[0] if libc.fstatfs(fd, status) == 0 else 0
