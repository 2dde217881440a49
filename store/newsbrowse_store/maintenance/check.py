"""Check: every file of a library looked through for what is wrong, without changing anything.

Of an article, what does not fit its text, or what git or two annotators brought in twice.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from newsbrowse_store.cache.database import FILE as INDEX
from newsbrowse_store.cache.database import writable
from newsbrowse_store.cache.refresh import file_version
from newsbrowse_store.disk.json_lines import merged, read_tables, repeated
from newsbrowse_store.disk.system import TEMPORARY
from newsbrowse_store.errors import StorageError
from newsbrowse_store.library import GIT_FILES
from newsbrowse_store.records.article import ArticleRecord, article_path
from newsbrowse_store.records.documents import ARTICLE, read_article, read_regions, text_sum
from newsbrowse_store.schema.schema import FILE as SCHEMA
from newsbrowse_store.schema.schema import SchemaFile
from newsbrowse_store.values import ID_LENGTH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from newsbrowse_store.values import Decisions, End

_NAME = re.compile(r"([0-9a-f]{2,})\.(json|txt)")
_WORK_IT_OUT = "Nothing is lost: newsbrowse brings it up to date by itself, or delete the file."
_FOR = {".gitattributes": "keep what two people decided", ".gitignore": "leave the cache out"}
UNUSED, TWICE, GIT = "unused entity", "twice", "git"
_GIT = "Bring it back from a backup or git."


class Problem(Struct, frozen=True):
    """Something wrong in a library.

    `path` is relative to the library's folder. `kind` is `schema`, `missing`, `extra`, `damaged`,
    `text` (not the one that was added), `decision` (one that does not fit), `merged` (by git, and
    not written since), `twice`, `unused entity`, `git` (it would merge without care) or `cache`.
    `what` says what is wrong and `remedy` what to do.
    """

    path: str
    kind: str
    what: str
    remedy: str

    @property
    def harmless(self) -> bool:
        """Whether it is told for information only.

        An undone link leaves an unused entity, and two people who decide alike, the same twice.
        """
        return self.kind in {UNUSED, TWICE, GIT}


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
            problems += _article_problems(root, id_, entities.found.keys(), mentioned)
    problems += _entity_problems(root, entities, mentioned)
    problems += _feed_problems(root)
    problems += _step_problems(root)
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
        yield from _written_problems(root / place, place)
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


def _step_problems(root: Path) -> Iterator[Problem]:
    from newsbrowse_store.records.step_file import FOLDER, read_step  # not needed to open a library

    for path in sorted((root / FOLDER).glob("*.json")):
        place = str(path.relative_to(root))
        try:
            read_step(root, int(path.stem))
        except StorageError as error:
            yield Problem(place, "damaged", error.reason, error.remedy)
        except ValueError:
            yield _stranger(place)


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
            yield from _written_problems(root / FILE, FILE)


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
            noted = dict(
                connection.execute(
                    "SELECT id, stamp FROM articles UNION ALL SELECT id, stamp FROM hidden"
                )
            )
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


def _article_problems(
    root: Path, id_: str, entities: Collection[str], mentioned: set[str]
) -> Iterator[Problem]:
    """Yield what is wrong with one article; add the entities it refers to to `mentioned`."""
    record = ArticleRecord(root, id_)
    place = str(article_path(root, id_).relative_to(root))
    text_place = place.removesuffix(".json") + ".txt"
    try:
        text = record.text
    except StorageError as error:
        yield Problem(text_place, "damaged", error.reason, error.remedy)
        return
    try:
        document = record.tables()["article"].get(ARTICLE, {})
        decisions = record.decisions()
        read_article(id_, text, document)
        regions = read_regions(document)
    except (StorageError, ValueError) as error:
        reason = error.reason if isinstance(error, StorageError) else f"is damaged: {error}"
        yield Problem(place, "damaged", reason, _GIT)
        return
    yield from _written_problems(record.path, place)
    sha256 = text_sum(text)
    if sha256 != document.get("sha256") or sha256[:ID_LENGTH] != id_:
        yield Problem(text_place, "text", "it is not the text that was added", _GIT)
        return
    for region in regions:
        if not 0 <= region.start <= region.end <= len(text):
            what = f"the region {region.role} lies outside the text"
            yield Problem(place, "decision", what, "Take it out of the file's table `article`.")
    misfits = list(_misfits(text, decisions, entities, mentioned))
    if document.get("removed"):
        return  # on no list: what is wrong in it is told when it is restored
    for table, document_id, what in misfits:
        remedy = f"Delete it in newsbrowse, or take document {document_id} out of table `{table}`."
        yield Problem(place, "decision", what, remedy)
    for what in _twice(decisions):
        yield Problem(place, TWICE, what, "Harmless: keep both, or delete one in newsbrowse.")


def _written_problems(path: Path, place: str) -> Iterator[Problem]:
    """Yield what is wrong with a file that can be read, but not by all, or not all of it."""
    try:
        data = path.read_bytes()
    except OSError:  # it could be read a moment ago: it is gone
        return
    if merged(data):
        what = "git merged it so that other programs do not read in it what was decided"
        remedy = "Any decision made here writes it anew, and so does newsbrowse check --repair."
        yield Problem(place, "merged", what, remedy)
        return
    for key in repeated(data):
        what = f"{key!r} is there twice, and only the last one is read"
        yield Problem(place, "decision", what, "Take one of them out of the file.")


def _misfits(
    text: str, decisions: Decisions, entities: Collection[str], mentioned: set[str]
) -> Iterator[tuple[str, int, str]]:
    """Yield table, document id and what is wrong with it, for each decision that does not fit."""
    mentions = {mention.id for mention in decisions.mentions}
    relations = {relation.id for relation in decisions.relations}
    mentioned.update(m.entity for m in decisions.mentions if m.entity)
    for relation in decisions.relations:
        mentioned.update(e.entity for e in (relation.head, relation.tail) if e.entity)
        mentioned.update({relation.attributes.reported_by or ""} - {""})

    def is_there(end: End) -> bool:
        return end.mention in mentions if end.mention is not None else end.entity in entities

    seen: set[tuple[int, int, str]] = set()
    for mention in decisions.mentions:
        span = (mention.start, mention.end, mention.label)
        if not _fits(text, mention.start, mention.end):
            yield "mentions", mention.id, f"a mention of {mention.text!r} lies outside the text"
        elif text[mention.start : mention.end] != mention.text:
            yield "mentions", mention.id, f"a mention of {mention.text!r} covers other words"
        elif span in seen:
            yield "mentions", mention.id, f"{mention.text!r} is {mention.label} twice"
        elif mention.entity and mention.entity not in entities:
            yield "mentions", mention.id, f"the entity of {mention.text!r} is gone"
        seen.add(span)
    for rejection in decisions.rejections:
        if not _fits(text, rejection.start, rejection.end):
            yield "rejections", rejection.id, f"a rejected {rejection.text!r} lies outside the text"
    for relation in decisions.relations:
        for side, end in (("head", relation.head), ("tail", relation.tail)):
            if not is_there(end):
                yield "relations", relation.id, f"the {side} of a {relation.type!r} is gone"
        reporter = relation.attributes.reported_by
        if reporter and reporter not in entities:
            yield "relations", relation.id, f"who reported a {relation.type!r} is gone"
        if not all(_fits(text, span.start, span.end) for span in relation.evidence):
            what = f"the evidence of a {relation.type!r} lies outside the text"
            yield "relations", relation.id, what
    for note in decisions.notes:
        kind, _, of = note.on.partition(":")
        noted = {"mention": mentions, "relation": relations}.get(kind)
        if noted is not None and of not in {str(id_) for id_ in noted}:
            yield "notes", note.id, f"the {kind} that a note is on is gone"


def _twice(decisions: Decisions) -> Iterator[str]:
    """Yield what is there twice though it may be only once: git has merged what two decided."""
    told: dict[object, str] = {}
    for rejection in decisions.rejections:
        key = ("rejections", rejection.start, rejection.end, rejection.label)
        yield from _seen(told, key, f"{rejection.text!r} is rejected as {rejection.label} twice")
    for relation in decisions.relations:
        what = f"a {relation.type!r} stands between the same two twice"
        said = relation.type, relation.head, relation.tail, relation.attributes
        yield from _seen(told, ("relations", *said), what)
    for tag in decisions.tags:
        yield from _seen(told, ("tags", tag.name), f"the tag {tag.name!r} is there twice")


def _seen(told: dict[object, str], key: object, what: str) -> Iterator[str]:
    if key in told:
        yield what
    told[key] = what


def _fits(text: str, start: int, end: int) -> bool:
    return 0 <= start < end <= len(text)
