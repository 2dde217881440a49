"""A disk in memory that can be cut off at any system call, and then shows what may be left.

Until a file is synced its bytes may be lost, kept, torn or zeroed after a cut; until a folder is
synced, each change of its names may be there or not, whatever came before or after it.
"""

from __future__ import annotations

import errno
import itertools
import os
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from newsbrowse_store.disk.system import Stamp, System

if TYPE_CHECKING:
    from collections.abc import Iterable


FEW = 6
"""How many changes of one folder are tried in every combination."""


class PowerCut(BaseException):
    """The machine is off: no code runs any more."""


@dataclass(eq=False)
class File:
    inode: int
    data: bytes = b""
    durable: bytes = b""
    modified: int = 0

    def left(self) -> list[bytes]:
        """What the file may hold after a cut."""
        half = len(self.data) // 2
        torn = (self.data[:half], self.data[:half] + self.durable[half:], bytes(len(self.data)))
        if self.data == self.durable:
            return [self.data]
        return list(dict.fromkeys((self.durable, self.data, *torn, b"")))


@dataclass(eq=False)
class Folder:
    inode: int
    names: dict[str, File | Folder] = field(default_factory=dict)
    durable: dict[str, File | Folder] = field(default_factory=dict)
    pending: list[dict[str, File | Folder | None]] = field(default_factory=list)

    def change(self, **edits: File | Folder | None) -> None:
        self.pending.append(edits)
        _apply(self.names, edits)

    def left(self) -> list[dict[str, File | Folder]]:
        """What names the folder may hold after a cut."""
        found = []
        for kept in _choices(len(self.pending)):
            names = dict(self.durable)
            for edits in itertools.compress(self.pending, kept):
                _apply(names, edits)
            if names not in found:
                found.append(names)
        return found


class Disk(System):
    """A `System` on a disk of its own. `cut` and `fail` count calls: the power goes before call
    number `cut`; call number `fail` raises `error`."""

    syncs_whole = True
    most = 40
    """How many of those that may be left after one cut are looked at; beyond, a sample."""

    def __init__(self) -> None:
        self.root = Folder(0)
        self.calls = 0
        self.cut: int | None = None
        self.fail: int | None = None
        self.error = errno.EIO
        self._inodes = itertools.count(1)
        self._clock = itertools.count(1)
        self._open: dict[int, File | Folder] = {}
        self._fds = itertools.count(3)

    # The system calls.

    def open(self, path: Path, flags: int) -> int:
        self._call()
        folder = self._folder(path.parent)
        if path == Path("/"):
            node: File | Folder | None = self.root
        else:
            node = folder.names.get(path.name)
        if node is None:
            if not flags & os.O_CREAT:
                raise FileNotFoundError(errno.ENOENT, "no such file", str(path))
            node = File(next(self._inodes))
            folder.change(**{path.name: node})
        elif flags & os.O_EXCL:
            raise FileExistsError(errno.EEXIST, "there is one", str(path))
        if flags & os.O_TRUNC and isinstance(node, File):
            node.data = b""
        fd = next(self._fds)
        self._open[fd] = node
        return fd

    def write(self, fd: int, data: memoryview) -> int:
        self._call()
        file = self._open[fd]
        assert isinstance(file, File)
        size = max(1, len(data) // 2)  # short writes are allowed, so they happen here
        file.data += bytes(data[:size])
        file.modified = next(self._clock)
        return size

    def fsync(self, fd: int) -> None:
        self._call()
        node = self._open[fd]
        if isinstance(node, File):
            self.sync_file(node)
        else:
            self.sync_names(node)

    def sync_disk(self, fd: int) -> bool:
        self._call()
        if not self.syncs_whole:
            return False
        for node in _nodes(self.root):
            self.sync_file(node) if isinstance(node, File) else self.sync_names(node)
        return True

    def close(self, fd: int) -> None:
        self._call()
        del self._open[fd]

    def read(self, path: Path) -> bytes:
        self._call()
        node = self._folder(path.parent).names.get(path.name)
        if not isinstance(node, File):
            raise FileNotFoundError(errno.ENOENT, "no such file", str(path))
        return node.data

    def replace(self, source: Path, target: Path) -> None:
        self._call()
        folder, aim = self._folder(source.parent), self._folder(target.parent)
        if folder is aim:
            folder.change(**{target.name: folder.names[source.name], source.name: None})
        else:
            aim.change(**{target.name: folder.names[source.name]})
            folder.change(**{source.name: None})

    def unlink(self, path: Path) -> None:
        self._call()
        folder = self._folder(path.parent)
        if path.name not in folder.names:
            raise FileNotFoundError(errno.ENOENT, "no such file", str(path))
        folder.change(**{path.name: None})

    def mkdir(self, path: Path) -> None:
        self._call()
        folder = self._folder(path.parent)
        if path.name in folder.names:
            raise FileExistsError(errno.EEXIST, "there is one", str(path))
        folder.change(**{path.name: Folder(next(self._inodes))})

    def names(self, folder: Path) -> list[str]:
        self._call()
        return list(self._folder(folder).names)

    def stat(self, path: Path) -> Stamp | None:
        self._call()
        try:
            node = self.root if path == Path("/") else self._folder(path.parent).names[path.name]
        except (KeyError, FileNotFoundError):
            return None
        return _stamp(node)

    def fstat(self, fd: int) -> Stamp:
        self._call()
        return _stamp(self._open[fd])

    def flock(self, fd: int) -> bool:
        self._call()
        return True

    # What a planted fault leaves out.

    def sync_file(self, file: File) -> None:
        file.durable = file.data

    def sync_names(self, folder: Folder) -> None:
        folder.durable = dict(folder.names)
        folder.pending.clear()

    # What tests ask.

    def files(self) -> dict[Path, bytes]:
        """Return what is on the disk now, without counting as calls."""
        found: dict[Path, bytes] = {}

        def look(folder: Folder, path: Path) -> None:
            for name, node in folder.names.items():
                if isinstance(node, File):
                    found[path / name] = node.data
                else:
                    look(node, path / name)

        look(self.root, Path("/"))
        return found

    def left(self, seed: int = 0) -> list[Disk]:
        """Return the disks that may be left when the power goes now."""
        dirty = [node for node in _nodes(self.root) if len(node.left()) > 1]
        ways = 1
        for node in dirty:
            ways *= len(node.left())
        if ways <= self.most:
            chosen = list(itertools.product(*(range(len(node.left())) for node in dirty)))
        else:
            pick = random.Random(seed)
            chosen = [tuple(pick.randrange(len(n.left())) for n in dirty) for _ in range(self.most)]
        return [self._after(dict(zip(map(id, dirty), choice, strict=True))) for choice in chosen]

    def _after(self, choice: dict[int, int]) -> Disk:
        disk = Disk()
        copies: dict[int, File | Folder] = {}

        def copy(node: File | Folder) -> File | Folder:
            if id(node) not in copies:
                left = node.left()[choice.get(id(node), 0)]
                if isinstance(left, bytes):
                    copies[id(node)] = File(next(disk._inodes), left, left, next(disk._clock))
                else:
                    folder = copies[id(node)] = Folder(next(disk._inodes))
                    folder.names = {name: copy(child) for name, child in left.items()}
                    folder.durable = dict(folder.names)
            return copies[id(node)]

        root = copy(self.root)
        assert isinstance(root, Folder)
        disk.root = root
        return disk

    def _call(self) -> None:
        if self.cut is not None and self.calls >= self.cut:
            raise PowerCut
        self.calls += 1
        if self.fail is not None and self.calls > self.fail:
            self.fail = None
            raise OSError(self.error, os.strerror(self.error))

    def _folder(self, path: Path) -> Folder:
        node: File | Folder | None = self.root
        for name in path.parts[1:]:
            node = node.names.get(name) if isinstance(node, Folder) else None
        if not isinstance(node, Folder):
            raise FileNotFoundError(errno.ENOENT, "no such folder", str(path))
        return node


class OneByOne(Disk):
    """A disk that syncs no more than a file or a folder at once."""

    syncs_whole = False
    most = 12


class NoFsync(Disk):
    """Planted fault: files are never synced."""

    def sync_file(self, file: File) -> None:
        pass


class NoFolderFsync(Disk):
    """Planted fault: folders are never synced."""

    def sync_names(self, folder: Folder) -> None:
        pass


class RewriteInPlace(Disk):
    """Planted fault: a file is not replaced but written over, and synced after that."""

    def replace(self, source: Path, target: Path) -> None:
        data = memoryview(self.read(source))
        fd = self.open(target, os.O_CREAT | os.O_TRUNC)
        while data:
            data = data[self.write(fd, data) :]
        self.fsync(fd)
        self.close(fd)
        self.unlink(source)


def _choices(number: int) -> Iterable[tuple[bool, ...]]:
    """Which of so many changes are kept: every choice; of many, the first ones and each alone."""
    if number <= FEW:
        return itertools.product((False, True), repeat=number)
    begun = [tuple(at < end for at in range(number)) for end in range(number + 1)]
    alone = [tuple(at == one for at in range(number)) for one in range(number)]
    return dict.fromkeys((*begun, *alone))


def _apply(names: dict[str, File | Folder], edits: dict[str, File | Folder | None]) -> None:
    for name, node in edits.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def _nodes(folder: Folder) -> list[File | Folder]:
    """Every node that some disk left after a cut can show."""
    found: list[File | Folder] = [folder]
    children = [*folder.durable.values(), *folder.names.values()]
    children += [node for edits in folder.pending for node in edits.values() if node]
    for node in dict.fromkeys(children):
        found += _nodes(node) if isinstance(node, Folder) else [node]
    return list(dict.fromkeys(found))


def _stamp(node: File | Folder) -> Stamp:
    if isinstance(node, File):
        return Stamp(node.inode, len(node.data), node.modified)
    return Stamp(node.inode, 0, 0)
