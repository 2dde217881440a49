"""Lines of the inspector: entities, relations, notes and what is known about the article."""

from __future__ import annotations

from bisect import bisect_left, insort_right
from collections import defaultdict
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len

from newsbrowse.widgets.line_list import Line, wrapped
from newsbrowse.workspace.open_article import date_words
from newsbrowse.workspace.rows import AboutLine, EntityRow
from newsbrowse.workspace.wording import SOURCES
from newsbrowse_store.text.spans import Spans
from newsbrowse_store.values import Relation, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newsbrowse.workspace.open_article import OpenArticle
    from newsbrowse_store.records.annotated import Annotated
    from newsbrowse_store.schema.schema import Schema
    from newsbrowse_store.values import Entity, Mention

    Found: TypeAlias = Mention | Suggestion
    Key: TypeAlias = tuple[str, str]

MEASURE = 30
"""The columns at which long lines are broken: the inspector has them until it is made narrower."""

DECIDED, PENDING = "✓", "┄"


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """The mentions and suggestions of one entity, its place among others, and what is said."""

    members: Spans[Found]
    entity: Entity | None
    order: tuple[bool, str, str]
    line: Line


_order = attrgetter("order")


class EntityLines:
    """Lists the entities of an article; what a decision left alone is not listed anew."""

    def __init__(self) -> None:
        self._annotated: Annotated | None = None
        self._entities: Mapping[str, Entity] = {}
        self._groups: dict[Key, _Group] = {}
        self._listed: dict[str, list[_Group]] = {}

    def of(
        self, reading: OpenArticle, schema: Schema, colours: Mapping[str, str], *, faint: bool
    ) -> list[Line]:
        """The entities by label and name, those with something pending first.

        `colours` are those of the labels; labels of numbers and dates are listed only with `faint`.
        """
        self._follow(reading)
        if not reading.analysed and not reading.decisions.mentions:
            return [Line((("Being analysed… the first answer takes some seconds.", "quiet"),))]
        place = {label.name: number for number, label in enumerate(schema.labels)}
        hidden = set() if faint else {label.name for label in schema.labels if label.faint}
        lines: list[Line] = []
        for label in sorted(self._listed, key=lambda label: (place.get(label, len(place)), label)):
            if self._listed[label] and label not in hidden:
                lines += [Line(())] if lines else []
                lines.append(Line(((label, colours.get(label, "")),)))
                lines += [group.line for group in self._listed[label]]
        return lines or [Line((("No entities here yet.", "quiet"),))]

    def _follow(self, reading: OpenArticle) -> None:
        """Bring the groups up to date with what is marked now and with the entities' names."""
        before, self._annotated = self._annotated, reading.annotated
        delta = reading.annotated.marks_delta_from(before) if before else None
        if delta is None:
            self._groups, self._listed = {}, {}
            found: dict[Key, list[Found]] = defaultdict(list)
            for one in (*reading.annotated.mentions, *reading.pending):
                found[_key(one)].append(one)
            for key, every in found.items():
                self._put(key, Spans(every), reading.entities)
        for one in delta.gone if delta else ():
            self._put(_key(one), self._members(one).changed([one], ()), reading.entities)
        for one in delta.come if delta else ():
            self._put(_key(one), self._members(one).changed((), [one]), reading.entities)
        if reading.entities != self._entities:
            self._entities = reading.entities
            for key, group in list(self._groups.items()):
                if group.entity != reading.entities.get(key[1]):
                    self._put(key, group.members, reading.entities)

    def _members(self, of: Found) -> Spans[Found]:
        known = self._groups.get(_key(of))
        return known.members if known else Spans()

    def _put(self, key: Key, members: Spans[Found], entities: Mapping[str, Entity]) -> None:
        """Take the members of a group in place of those it had."""
        listed = self._listed.setdefault(key[0], [])
        known = self._groups.pop(key, None)
        if known is not None:
            del listed[listed.index(known, bisect_left(listed, known.order, key=_order))]
        if members:
            self._groups[key] = made = _group(key, members, entities.get(key[1]))
            insort_right(listed, made, key=_order)


def _key(found: Found) -> Key:
    return found.label, found.entity or found.text.casefold()


def _group(key: Key, members: Spans[Found], entity: Entity | None) -> _Group:
    first = members.all[0]
    name = entity.name if entity else " ".join(first.text.split())
    pending = [one for one in members if isinstance(one, Suggestion)]
    parts: list[tuple[str, str]] = [(f"  {name}", "")]
    if pending and pending[0].source not in ("", "model"):
        parts.append((f"  {SOURCES.get(pending[0].source, pending[0].source)}", "quiet"))
    parts += [(f"  #{tag}", "quiet") for tag in (entity.tags if entity else ())]
    right = f"{len(members):>3} {PENDING if pending else DECIDED} "
    line = Line(tuple(parts), ((right, "quiet"),), EntityRow(*key, members))
    return _Group(members, entity, (not pending, name.casefold(), key[1]), line)


class RelationLines:
    """Says the relations of an article; what stays the same is not said anew."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[object, ...], list[Line]]] = {}

    def of(self, reading: OpenArticle) -> list[Line]:
        """The relations: head, type and tail, beneath what is said of it, note and evidence."""
        before, self._known = self._known, {}
        lines: list[Line] = []
        for relation in reading.decisions.relations:
            head, tail = reading.end_text(relation.head), reading.end_text(relation.tail)
            evidence = reading.evidence(relation)
            said = reading.said(relation)
            made_of = (reading.article.id, relation, head, tail, said, evidence)
            known = before.get(relation.id)
            if known is None or known[0] != made_of:
                quotes = [reading.article.text[slice(*span)] for span in evidence]
                known = made_of, list(_relation_lines(relation, head, tail, said, quotes))
            self._known[relation.id] = known
            lines += [Line(())] if lines else []
            lines += known[1]
        return lines or [Line((("No relations here yet. In the text,", "quiet"),)), *_HOW_TO_RELATE]


def _relation_lines(
    relation: Relation, head: str, tail: str, said: str, quotes: Iterable[str]
) -> Iterator[Line]:
    arrow = f" —{relation.type}→ "
    start, end = ((head, "strong"), (arrow, "accent")), (tail, "strong")
    if cell_len(head + arrow + tail) <= MEASURE:
        yield Line((*start, end), value=relation)
    else:
        yield Line(start, value=relation)
        yield Line((("  ", ""), end))
    for piece in _wrapped(said):
        yield Line(((f"  {piece}", "accent"),))
    for piece in _wrapped(relation.note):
        yield Line(((f"  {piece}", ""),))
    for quote in quotes:
        for piece in _wrapped(f"“{' '.join(quote.split())}”"):
            yield Line(((f"  {piece}", "quiet"),))
    yield Line(((f"  {relation.annotator} · {relation.at[:10]}", "quiet"),))


_HOW_TO_RELATE = (
    Line((("r on an entity starts one, enter on", "quiet"),)),
    Line((("another makes it the other end.", "quiet"),)),
)


def note_lines(reading: OpenArticle) -> list[Line]:
    """The notes, each under what it is about."""
    lines: list[Line] = []
    for note in reading.decisions.notes:
        about, subject = "the article", reading.subject(note)
        if isinstance(subject, Relation):
            about = f"{reading.end_text(subject.head)} {subject.type}"
        elif subject is not None:
            about = " ".join(subject.text.split())
        lines += [Line(())] if lines else []
        said = ((f"{about} ", "strong"), (f"{note.annotator} · {note.at[:10]}", "quiet"))
        lines.append(Line(said, value=note))
        lines += [Line(((f"  {piece}", ""),)) for piece in _wrapped(note.text)]
    return lines or [Line((("No notes here yet. c writes one.", "quiet"),))]


def about_lines(reading: OpenArticle, words: int) -> list[Line]:
    """The metadata, which `e` corrects, and the state of the article."""
    article, meta = reading.article, reading.article.metadata
    pending = "not analysed yet" if not reading.analysed else str(len(reading.pending))
    derived = "Headline, derived" if meta.headline_derived else "Headline"
    facts = [
        AboutLine(derived, meta.headline, "headline"),
        AboutLine("Source", meta.source, "source"),
        AboutLine("Published", meta.published, "published"),
        AboutLine("Byline", meta.byline, "byline"),
        AboutLine("Dateline", meta.dateline, "dateline"),
        AboutLine("Credit", meta.credit, "credit"),
        AboutLine("Language", meta.language, "language"),
        AboutLine("Rights", meta.rights, "rights"),
        AboutLine("Address", meta.url, "url"),
        AboutLine("Caption", meta.caption),
        *(AboutLine(k.replace("_", " ").capitalize(), v) for k, v in meta.extra.items()),
        AboutLine("Tags", ", ".join(tag.name for tag in reading.decisions.tags)),
        AboutLine("State", article.state + (", starred" if article.star else "")),
        AboutLine("Words", f"{words:,}"),
        AboutLine("Mentions", str(len(reading.decisions.mentions))),
        AboutLine("Pending", pending),
        AboutLine("Read from", meta.imported_from),
        AboutLine("Id", article.id),
    ]
    lines: list[Line] = []
    for fact in facts:
        if fact.value or fact.field:
            value = fact if fact.field else fact.name
            lines.append(Line(((fact.name, "quiet"),), value=value))
            shown = date_words(fact.value) if fact.field == "published" else fact.value
            lines += [Line(((f"  {piece}", ""),)) for piece in _wrapped(shown or "—")]
    return lines


def _wrapped(words: str) -> list[str]:
    return wrapped(words, MEASURE - 2)
