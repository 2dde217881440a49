"""Lines of the inspector: relations, notes and what is known about the article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from newsbrowse.widgets.line_list import Line, wrapped
from newsbrowse.workspace.open_article import date_words
from newsbrowse_store.model import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse.workspace.open_article import OpenArticle

MEASURE = 30
"""The columns at which long lines are broken: the inspector has them until it is made narrower."""


@dataclass(frozen=True, slots=True)
class AboutLine:
    """A line of the tab about the article; `field` is the metadata's, where it can be corrected."""

    name: str
    value: str
    field: str = ""


class RelationLines:
    """Says the relations of an article; what stays the same is not said anew."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[object, ...], list[Line]]] = {}

    def of(self, reading: OpenArticle) -> list[Line]:
        """The relations: head, type and tail, with note and evidence beneath."""
        before, self._known = self._known, {}
        lines: list[Line] = []
        for relation in reading.decisions.relations:
            head, tail = reading.end_text(relation.head), reading.end_text(relation.tail)
            evidence = reading.evidence(relation)
            made_of = (reading.article.id, relation, head, tail, evidence)
            known = before.get(relation.id)
            if known is None or known[0] != made_of:
                quotes = [reading.article.text[slice(*span)] for span in evidence]
                known = made_of, list(_relation_lines(relation, head, tail, quotes))
            self._known[relation.id] = known
            lines += [Line(())] if lines else []
            lines += known[1]
        return lines or [Line((("No relations here yet. In the text,", "quiet"),)), *_HOW_TO_RELATE]


def _relation_lines(
    relation: Relation, head: str, tail: str, quotes: Iterable[str]
) -> Iterator[Line]:
    arrow = f" —{relation.type}→ "
    start, end = ((head, "strong"), (arrow, "accent")), (tail, "strong")
    if cell_len(head + arrow + tail) <= MEASURE:
        yield Line((*start, end), value=relation)
    else:
        yield Line(start, value=relation)
        yield Line((("  ", ""), end))
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
