"""What the inspector says about an article, tab by tab: values in, lines out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len

from newsbrowse.reading import date_words
from newsbrowse.widgets.line_list import Line
from newsbrowse_store.model import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse.reading import Reading
    from newsbrowse_store.model import Mention, Suggestion
    from newsbrowse_store.schema import Schema

DECIDED, PENDING = "✓", "┄"
MEASURE = 30
"""The columns at which long lines are broken: the inspector has them until it is made narrower."""
SOURCES = {
    "model": "the model",
    "agreement": "as its full name",
    "known": "known already",
    "caption": "the caption repeats",
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where one entity stands in the text: its spans in order, and its label."""

    label: str
    name: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known about the article; `field` is the metadata's, where it can be corrected."""

    name: str
    value: str
    field: str = ""


def entity_lines(
    reading: Reading, schema: Schema, colours: Mapping[str, str], *, faint: bool
) -> list[Line]:
    """The entities by label and name, those with something pending first.

    `colours` are those of the labels; labels of numbers and dates are listed only with `faint`.
    """
    if reading.suggestions is None and not reading.decisions.mentions:
        return [Line((("Being analysed… the first answer takes some seconds.", "quiet"),))]
    groups = _groups(reading)
    order = {label.name: number for number, label in enumerate(schema.labels)}
    hidden = set() if faint else {label.name for label in schema.labels if label.faint}
    lines: list[Line] = []
    listed = sorted(
        (g for g in groups if g.label not in hidden),
        key=lambda g: (order.get(g.label, len(order)), g.label, not g.pending, g.name.casefold()),
    )
    for label, members in groupby(listed, key=lambda g: g.label):
        if lines:
            lines.append(Line(()))
        lines.append(Line(((label, colours.get(label, "")),)))
        lines += [_entity_line(group) for group in members]
    if not lines:
        lines = [Line((("No entities here yet.", "quiet"),))]
    return lines


def relation_lines(reading: Reading) -> list[Line]:
    """The relations: head, type and tail, with note and evidence beneath."""
    lines: list[Line] = []
    for relation in reading.decisions.relations:
        head, tail = reading.end_text(relation.head), reading.end_text(relation.tail)
        lines += [Line(())] if lines else []
        arrow = f" —{relation.type}→ "
        start, end = ((head, "strong"), (arrow, "accent")), (tail, "strong")
        if cell_len(head + arrow + tail) <= MEASURE:
            lines.append(Line((*start, end), value=relation))
        else:
            lines += [Line(start, value=relation), Line((("  ", ""), end))]
        for piece in _wrapped(relation.note):
            lines.append(Line(((f"  {piece}", ""),)))
        for span in reading.evidence(relation):
            quoted = f"“{' '.join(reading.article.text[slice(*span)].split())}”"
            lines += [Line(((f"  {piece}", "quiet"),)) for piece in _wrapped(quoted)]
        lines.append(Line(((f"  {relation.annotator} · {relation.at[:10]}", "quiet"),)))
    return lines or [Line((("No relations here yet. In the text,", "quiet"),)), *_HOW_TO_RELATE]


_HOW_TO_RELATE = (
    Line((("r on an entity starts one, enter on", "quiet"),)),
    Line((("another makes it the other end.", "quiet"),)),
)


def note_lines(reading: Reading) -> list[Line]:
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


def about_lines(reading: Reading, words: int) -> list[Line]:
    """The metadata, which `e` corrects, and the state of the article."""
    article, meta = reading.article, reading.article.metadata
    pending = "not analysed yet" if reading.suggestions is None else str(len(reading.pending))
    derived = "Headline, derived" if meta.headline_derived else "Headline"
    facts = [
        Fact(derived, meta.headline, "headline"),
        Fact("Source", meta.source, "source"),
        Fact("Published", meta.published, "published"),
        Fact("Byline", meta.byline, "byline"),
        Fact("Dateline", meta.dateline, "dateline"),
        Fact("Credit", meta.credit, "credit"),
        Fact("Language", meta.language, "language"),
        Fact("Rights", meta.rights, "rights"),
        Fact("Address", meta.url, "url"),
        Fact("Caption", meta.caption),
        *(Fact(k.replace("_", " ").capitalize(), v) for k, v in meta.extra.items()),
        Fact("Tags", ", ".join(tag.name for tag in reading.decisions.tags)),
        Fact("State", article.state + (", starred" if article.star else "")),
        Fact("Words", f"{words:,}"),
        Fact("Mentions", str(len(reading.decisions.mentions))),
        Fact("Pending", pending),
        Fact("Read from", meta.imported_from),
        Fact("Id", article.id),
    ]
    lines: list[Line] = []
    for fact in facts:
        if fact.value or fact.field:
            value = fact if fact.field else fact.name
            lines.append(Line(((fact.name, "quiet"),), value=value))
            shown = date_words(fact.value) if fact.field == "published" else fact.value
            lines += [Line(((f"  {piece}", ""),)) for piece in _wrapped(shown or "—")]
    return lines


@dataclass(slots=True)
class _Group:
    label: str
    name: str
    spans: list[tuple[int, int]]
    pending: int = 0
    source: str = ""
    tags: tuple[str, ...] = ()


def _groups(reading: Reading) -> Iterable[_Group]:
    groups: dict[tuple[str, str], _Group] = {}

    def group(found: Mention | Suggestion) -> _Group:
        key = (found.label, found.entity or found.text.casefold())
        if key not in groups:
            entity = reading.entities.get(found.entity or "")
            name = entity.name if entity else " ".join(found.text.split())
            groups[key] = _Group(found.label, name, [], tags=entity.tags if entity else ())
        groups[key].spans.append((found.start, found.end))
        return groups[key]

    for mention in reading.decisions.mentions:
        group(mention)
    for suggestion in reading.pending:
        pending = group(suggestion)
        pending.pending += 1
        pending.source = pending.source or suggestion.source
    for found in groups.values():
        found.spans.sort()
    return groups.values()


def _entity_line(group: _Group) -> Line:
    places = Places(group.label, group.name, tuple(group.spans))
    parts: list[tuple[str, str]] = [(f"  {group.name}", "")]
    if group.pending and group.source not in ("", "model"):
        parts.append((f"  {SOURCES.get(group.source, group.source)}", "quiet"))
    parts += [(f"  #{tag}", "quiet") for tag in group.tags]
    mark = PENDING if group.pending else DECIDED
    return Line(tuple(parts), ((f"{len(group.spans):>3} {mark} ", "quiet"),), places)


def _wrapped(value: str, width: int = MEASURE - 2) -> list[str]:
    """Short pieces of a long value, so that all of it can be read in a narrow pane."""
    lines, line = [], ""
    for word in value.split():
        while len(word) > width:
            lines += [line] if line else []
            lines.append(word[:width])
            line, word = "", word[width:]
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines
