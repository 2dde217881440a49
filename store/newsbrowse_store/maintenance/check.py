"""Looking at every file of a library for what is wrong, without changing anything."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from newsbrowse_store.cache.database import FILE as INDEX
from newsbrowse_store.cache.database import writable
from newsbrowse_store.cache.refresh import file_version
from newsbrowse_store.disk.json_lines import read_tables
from newsbrowse_store.disk.system import TEMPORARY
from newsbrowse_store.errors import StorageError
from newsbrowse_store.library import GIT_FILES
from newsbrowse_store.maintenance.check_article import (
    GIT,
    TWICE,
    UNUSED,
    Problem,
    article_problems,
    written_problems,
)
from newsbrowse_store.records.article import article_path
from newsbrowse_store.schema.schema import FILE as SCHEMA
from newsbrowse_store.schema.schema import SchemaFile

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Problem", "cache_problems", "check"]

_NAME = re.compile(r"([0-9a-f]{2,})\.(json|txt)")
_WORK_IT_OUT = "Nothing is lost: newsbrowse brings it up to date by itself, or delete the file."
_FOR = {".gitattributes": "keep what two people decided", ".gitignore": "leave the cache out"}


def check(root: Path) -> list[Problem]:
    """Return what is wrong in the library at `root`, paths relative to it, in their order."""
    articles = _Files(root, "articles", {"json", "txt"})
    entities = _Files(root, "entities", {"json"})
    problems = [
        Problem(SCHEMA, "schema", f"{error.what}: {error.reason}", error.remedy)
        for error in SchemaFile(root / SCHEMA).errors
    ]
    problems += [*articles.problems, *entities.problems]
    mentioned: set[str] = set()
    for id_ in articles.found.keys() - articles.unreadable:
        kinds = articles.found[id_]
        place = article_path(Path(), id_)
        if "txt" not in kinds:
            problems.append(
                Problem(
                    str(place.with_suffix(".txt")),
                    "missing",
                    "there are decisions, but not the text they are about",
                    "Bring it back from a backup or git.",
                )
            )
        elif "json" not in kinds:
            problems.append(
                Problem(
                    str(place.with_suffix(".txt")),
                    "extra",
                    "a text that is no article: an addition was cut short, or decisions are lost",
                    "Bring the .json beside it back from a backup or git, or delete the text.",
                )
            )
        else:
            problems += article_problems(root, id_, entities.found.keys(), mentioned)
    problems += _entity_problems(root, entities, mentioned)
    problems += _feed_problems(root)
    problems += _git_problems(root)
    problems += [_stranger(path.name) for path in root.glob(f".*{TEMPORARY}")]
    problems += _cache_problems(root, articles)
    return sorted(problems, key=lambda problem: (problem.path, problem.what))


def cache_problems(root: Path) -> list[Problem]:
    """Return what of it is wrong with the cache; no article is read for it."""
    return list(_cache_problems(root, _Files(root, "articles", {"json", "txt"})))


class _Files:
    """What lies in the folders of articles or of entities.

    `found` are the files by id and suffix, `unreadable` the ids of those not to be looked at.
    """

    def __init__(self, root: Path, kind: str, suffixes: set[str]) -> None:
        self.found: dict[str, dict[str, os.stat_result]] = {}
        self.unreadable: set[str] = set()
        self.problems: list[Problem] = []
        for path in self._below(root, root / kind):
            name = _NAME.fullmatch(path.name)
            place = str(path.relative_to(root))
            if name and name[2] in suffixes and place == f"{kind}/{name[1][:2]}/{path.name}":
                try:
                    self.found.setdefault(name[1], {})[name[2]] = path.stat()
                except OSError as error:  # a link to nothing
                    self.unreadable.add(name[1])
                    self.problems.append(_unreadable(place, error))
            else:
                self.problems.append(_stranger(place))

    def _below(self, root: Path, folder: Path) -> Iterator[Path]:
        """Yield the files below a folder; links are followed as the library does, not deeper."""
        try:
            with os.scandir(folder) as scan:
                entries = sorted(
                    (entry.name, entry.is_dir(follow_symlinks=folder.parent == root))
                    for entry in scan
                )
        except FileNotFoundError:
            return
        except OSError as error:
            self.problems.append(_unreadable(str(folder.relative_to(root)), error))
            return
        for name, is_folder in entries:
            if is_folder:
                yield from self._below(root, folder / name)
            else:
                yield folder / name


def _stranger(place: str) -> Problem:
    cut_short = place.endswith(TEMPORARY)
    what = "left over from a write that was cut short" if cut_short else "does not belong here"
    return Problem(place, "extra", what, "Delete it, or move it elsewhere.")


def _unreadable(place: str, error: OSError) -> Problem:
    remedy = "Give yourself the right to read it, or bring it back from a backup or git."
    return Problem(place, "damaged", f"cannot be read ({error.strerror})", remedy)


def _entity_problems(root: Path, entities: _Files, mentioned: set[str]) -> Iterator[Problem]:
    called: dict[tuple[str, str], str] = {}
    for id_ in sorted(entities.found.keys() - entities.unreadable):
        place = f"entities/{id_[:2]}/{id_}.json"
        try:
            tables = read_tables(root / place) or {}
        except StorageError as error:
            yield Problem(place, "damaged", error.reason, error.remedy)
            continue
        yield from written_problems(root / place, place)
        if id_ not in mentioned:
            yield Problem(
                place,
                UNUSED,
                "no decision refers to this entity",
                "Harmless: use it, or delete the file.",
            )
        for document in tables.get("entity", {}).values():
            name = (str(document.get("name", "")).casefold(), str(document.get("label", "")))
            first = called.setdefault(name, id_)
            if name[0] and first != id_:
                what = (
                    f"{document['name']!r} is an entity of label {name[1]} twice, also as {first}"
                )
                yield Problem(place, TWICE, what, "Harmless if they are two; else link all to one.")


def _git_problems(root: Path) -> Iterator[Problem]:
    for name in GIT_FILES:
        if not (root / name).exists():
            what = f"it is not there: git would not {_FOR[name]}"
            remedy = "Harmless without git; newsbrowse check --repair writes it."
            yield Problem(name, GIT, what, remedy)


def _feed_problems(root: Path) -> Iterator[Problem]:
    from newsbrowse_store.records.feeds import FILE, Feeds  # not needed to open a library

    try:
        Feeds(root).all()
    except StorageError as error:
        yield Problem(FILE, "damaged", error.reason, error.remedy)
    else:
        if (root / FILE).exists():
            yield from written_problems(root / FILE, FILE)


def _cache_problems(root: Path, articles: _Files) -> Iterator[Problem]:
    path = root / ".newsbrowse" / INDEX
    if not path.exists() or not writable(path.parent):  # nor can it be looked into, then
        return
    place = str(path.relative_to(root))
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=10)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError("its pages are mixed up")
            noted = dict(connection.execute("SELECT id, stamp FROM articles"))
    except sqlite3.Error as error:
        yield Problem(place, "cache", f"the cache is of no use ({error})", _WORK_IT_OUT)
        return
    there = {
        id_: file_version(files["json"]) for id_, files in articles.found.items() if "json" in files
    }
    changed = sum(1 for id_ in there.keys() | noted.keys() if there.get(id_) != noted.get(id_))
    if changed:
        yield Problem(
            place, "cache", f"the cache is not up to date with {changed} articles", _WORK_IT_OUT
        )
