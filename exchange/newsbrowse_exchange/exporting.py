"""Exporting: articles of a library in a format, an article at a time, and files that are whole."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING, BinaryIO

from newsbrowse_exchange.format import FilePart
from newsbrowse_store.decisions.shaping import shown_article
from newsbrowse_store.errors import NewsbrowseError, ReadError, StorageError
from newsbrowse_store.records.annotated import pending

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from newsbrowse_exchange.format import Context, ExchangeFormat
    from newsbrowse_exchange.report import Report
    from newsbrowse_store.decisions.article_shape import ArticleShape
    from newsbrowse_store.library import Library

PARTS = ("train", "dev", "test")
"""What the parts of a split are called."""

_STAGED = ".newsbrowse-part"
_OPEN = 8
"""So many files of a folder are kept open; tables are written side by side."""


def shapes(
    library: Library, ids: Iterable[str], report: Report, *, history: bool = False
) -> Iterator[ArticleShape]:
    """Yield articles with all that is decided and pending in them; what is damaged is told.

    Pending is what was suggested when they were last analysed.
    """
    for id_ in ids:
        try:
            suggested = library.suggestions.latest(id_) or ()
            suggestions = pending(suggested, library.decisions(id_))
            yield shown_article(library, id_, suggestions, history=history)
        except NewsbrowseError as error:
            report.wrong(error.what, 0, error.reason)


def export(
    form: ExchangeFormat, articles: Iterable[ArticleShape], context: Context, report: Report
) -> Iterator[FilePart]:
    """Yield the files of articles in a format; the report has what it leaves behind.

    Raises `ReadError` when a library that the format needs is missing.
    """
    if form.write is None:
        raise ReadError(form.name, "is only read", "Choose another format.")

    def looked_at() -> Iterator[ArticleShape]:
        for article in articles:
            report.look_at(article, form.carries)
            yield article

    return form.write(looked_at(), context, report)


def split(
    ids: Sequence[str], stories: Mapping[str, str], shares: Sequence[int], seed: int
) -> list[list[str]]:
    """Deal articles out to parts by shares, at random by `seed`, the same for the same articles.

    Those of one story, by the id of which `stories` has them, stay in one part.
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for id_ in sorted(ids):
        groups[stories.get(id_, id_)].append(id_)
    dealt = [groups[name] for name in sorted(groups)]
    Random(seed).shuffle(dealt)
    total = sum(shares)
    wished = [len(ids) * share / total for share in shares]
    parts: list[list[str]] = [[] for _ in shares]
    for group in dealt:
        at = max(range(len(parts)), key=lambda at: wished[at] - len(parts[at]))
        parts[at] += group
    return parts


def named(parts: Iterable[FilePart], part: str, suffix: str) -> Iterator[FilePart]:
    """Yield the files of one part of a split: in a folder of its name, or in a file of it."""
    for one in parts:
        yield FilePart(f"{part}/{one.name}" if one.name else f"{part}{suffix}", one.data)


def write_stream(parts: Iterable[FilePart], stream: BinaryIO) -> None:
    """Write a format of one file to a stream as it is made."""
    for part in parts:
        stream.write(part.data)
    stream.flush()


def write_file(parts: Iterable[FilePart], path: Path) -> None:
    """Write a format of one file, durable when this returns; after any crash it is whole or not
    there, and what was there before stays until then. Raises `StorageError`.
    """
    staged = path.with_name(path.name + _STAGED)
    with _telling(path):
        try:
            with staged.open("wb") as file:
                write_stream(parts, file)
                os.fsync(file.fileno())
            staged.replace(path)
        finally:
            staged.unlink(missing_ok=True)
        _sync_folder(path.parent)


def write_folder(parts: Iterable[FilePart], path: Path) -> None:
    """Write a format of several files into a folder, made if need be, each file whole.

    What is in the folder besides stays. Raises `StorageError`.
    """
    path = path.absolute()
    staged = path.with_name(path.name + _STAGED)
    with _telling(path):
        shutil.rmtree(staged, ignore_errors=True)
        try:
            staged.mkdir(parents=True)
            names = _write_all(parts, staged)
            for name in names:
                target = path / name
                target.parent.mkdir(parents=True, exist_ok=True)
                (staged / name).replace(target)
            for folder in {(path / name).parent for name in names} | {path.parent}:
                _sync_folder(folder)
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def _write_all(parts: Iterable[FilePart], folder: Path) -> list[str]:
    files: dict[str, BinaryIO] = {}
    names: dict[str, None] = {}
    try:
        for part in parts:
            file = files.pop(part.name, None)
            if file is None:
                if len(files) >= _OPEN:
                    _close(files.pop(next(iter(files))))
                names[part.name] = None
                target = folder / part.name
                target.parent.mkdir(parents=True, exist_ok=True)
                file = target.open("ab")
            files[part.name] = file
            file.write(part.data)
        while files:
            _close(files.popitem()[1])
    finally:
        for file in files.values():
            file.close()
    return list(names)


def _close(file: BinaryIO) -> None:
    with file:
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            str(path),
            f"cannot be written ({error.strerror})",
            "What was there before is as it was.",
        ) from error


def counted(ids: Sequence[str], progress: Callable[[int, int], None]) -> Iterator[str]:
    """Yield ids, telling how many of them are dealt with."""
    for done, id_ in enumerate(ids):
        progress(done, len(ids))
        yield id_
    progress(len(ids), len(ids))
