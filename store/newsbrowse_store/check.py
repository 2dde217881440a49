"""Looking at every file of a library for what is wrong, without changing anything."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from newsbrowse_store.check_article import Problem, article_problems
from newsbrowse_store.errors import StorageError
from newsbrowse_store.index import FILE as INDEX
from newsbrowse_store.layout import read_tables
from newsbrowse_store.records import article_path
from newsbrowse_store.scanning import file_version
from newsbrowse_store.schema import FILE as SCHEMA
from newsbrowse_store.schema import SchemaFile

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["Problem", "check"]

_NAME = re.compile(r"([0-9a-f]{2,})\.(json|txt)")
_WORK_IT_OUT = "Nothing is lost: newsbrowse brings it up to date by itself, or delete the file."


def check(root: Path) -> list[Problem]:
    """Return what is wrong in the library at `root`, paths relative to it, in their order."""
    articles = _Files(root, "articles", {"json", "txt"})
    entities = _Files(root, "entities", {"json"})
    problems = [
        Problem(SCHEMA, "schema", f"{error.what}: {error.reason}", error.remedy)
        for error in SchemaFile(root / SCHEMA).errors
    ]
    problems += [*articles.strangers(), *entities.strangers()]
    mentioned: set[str] = set()
    for id_, kinds in articles.found.items():
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
    problems += _cache_problems(root, articles)
    return sorted(problems, key=lambda problem: problem.path)


class _Files:
    """What lies in the folders of articles or of entities."""

    def __init__(self, root: Path, kind: str, suffixes: set[str]) -> None:
        self.kind = kind
        self.found: dict[str, dict[str, os.stat_result]] = {}
        self._strangers: list[str] = []
        for path in sorted((root / kind).rglob("*")):
            name = _NAME.fullmatch(path.name)
            place = str(path.relative_to(root))
            if path.is_dir():
                continue
            if name and name[2] in suffixes and place == f"{kind}/{name[1][:2]}/{path.name}":
                self.found.setdefault(name[1], {})[name[2]] = path.stat()
            else:
                self._strangers.append(place)

    def strangers(self) -> Iterator[Problem]:
        """Yield the files that do not belong here."""
        for place in self._strangers:
            cut_short = place.endswith(".tmp")
            what = (
                "left over from a write that was cut short" if cut_short else "does not belong here"
            )
            yield Problem(place, "extra", what, "Delete it, or move it elsewhere.")


def _entity_problems(root: Path, entities: _Files, mentioned: set[str]) -> Iterator[Problem]:
    for id_ in entities.found:
        place = f"entities/{id_[:2]}/{id_}.json"
        try:
            read_tables(root / place)
        except StorageError as error:
            yield Problem(place, "damaged", error.reason, error.remedy)
        else:
            if id_ not in mentioned:
                yield Problem(
                    place,
                    "unused",
                    "no decision refers to this entity",
                    "Harmless: use it, or delete the file.",
                )


def _cache_problems(root: Path, articles: _Files) -> Iterator[Problem]:
    path = root / ".newsbrowse" / INDEX
    if not path.exists():
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
