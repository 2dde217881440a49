"""What the inspector says about an article, tab by tab: values in, lines out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from newsbrowse.reading import date_words
from newsbrowse.widgets.line_list import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse.reading import Reading
    from newsbrowse_store.model import Mention, Suggestion
    from newsbrowse_store.schema import Schema

DECIDED, PENDING = "✓", "┄"
SOURCES = {
    "model": "the model",
    "agreement": "agrees with a full name here",
    "known": "known in the library",
    "caption": "the caption repeats",
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where one entity stands in the text: its spans in order, and its label."""

    label: str
    name: str
    spans: tuple[tuple[int, int], ...]


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


def about_lines(reading: Reading, words: int) -> list[Line]:
    """The metadata and the state of the article."""
    article, meta = reading.article, reading.article.metadata
    pending = "not analysed yet" if reading.suggestions is None else str(len(reading.pending))
    derived = "Headline, derived" if meta.headline_derived else "Headline"
    facts = [
        (derived, meta.headline),
        ("Source", meta.source),
        ("Published", date_words(meta.published)),
        ("Byline", meta.byline),
        ("Dateline", meta.dateline),
        ("Caption", meta.caption),
        ("Credit", meta.credit),
        ("Language", meta.language),
        ("Rights", meta.rights),
        ("Address", meta.url),
        *((key.replace("_", " ").capitalize(), value) for key, value in meta.extra.items()),
        ("Tags", ", ".join(tag.name for tag in reading.decisions.tags)),
        ("State", article.state + (", starred" if article.star else "")),
        ("Words", f"{words:,}"),
        ("Mentions", str(len(reading.decisions.mentions))),
        ("Pending", pending),
        ("Read from", meta.imported_from),
        ("Id", article.id),
    ]
    lines: list[Line] = []
    for name, value in facts:
        if value:
            lines.append(Line(((name, "quiet"),)))
            lines += [Line(((f"  {piece}", ""),), value=(name, piece)) for piece in _wrapped(value)]
    return lines


@dataclass(slots=True)
class _Group:
    label: str
    name: str
    spans: list[tuple[int, int]]
    pending: int = 0
    source: str = ""


def _groups(reading: Reading) -> Iterable[_Group]:
    groups: dict[tuple[str, str], _Group] = {}

    def group(found: Mention | Suggestion) -> _Group:
        key = (found.label, found.entity or found.text.casefold())
        if key not in groups:
            groups[key] = _Group(found.label, " ".join(found.text.split()), [])
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
    mark = PENDING if group.pending else DECIDED
    return Line(tuple(parts), ((f"{len(group.spans):>3} {mark} ", "quiet"),), places)


def _wrapped(value: str, width: int = 30) -> list[str]:
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
