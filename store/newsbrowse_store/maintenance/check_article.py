"""Looking at one article for decisions that do not fit its text or each other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbrowse_store.disk.json_lines import merged, repeated
from newsbrowse_store.errors import StorageError
from newsbrowse_store.model import ID_LENGTH
from newsbrowse_store.records.article import ArticleRecord, article_path
from newsbrowse_store.records.documents import ARTICLE, read_article, read_regions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from newsbrowse_store.model import Decisions, End

UNUSED, TWICE, GIT = "unused entity", "twice", "git"
_GIT = "Bring it back from a backup or git."


@dataclass(frozen=True, slots=True)
class Problem:
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


def article_problems(
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
    yield from written_problems(record.path, place)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if sha256 != document.get("sha256") or sha256[:ID_LENGTH] != id_:
        yield Problem(text_place, "text", "it is not the text that was added", _GIT)
        return
    for region in regions:
        if not 0 <= region.start <= region.end <= len(text):
            what = f"the region {region.role} lies outside the text"
            yield Problem(place, "decision", what, "Take it out of the file's table `article`.")
    for table, document_id, what in _misfits(text, decisions, entities, mentioned):
        remedy = f"Delete it in newsbrowse, or take document {document_id} out of table `{table}`."
        yield Problem(place, "decision", what, remedy)
    for what in _twice(decisions):
        yield Problem(place, TWICE, what, "Harmless: keep both, or delete one in newsbrowse.")


def written_problems(path: Path, place: str) -> Iterator[Problem]:
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
        yield from _seen(told, ("relations", relation.type, relation.head, relation.tail), what)
    for tag in decisions.tags:
        yield from _seen(told, ("tags", tag.name), f"the tag {tag.name!r} is there twice")


def _seen(told: dict[object, str], key: object, what: str) -> Iterator[str]:
    if key in told:
        yield what
    told[key] = what


def _fits(text: str, start: int, end: int) -> bool:
    return 0 <= start < end <= len(text)
