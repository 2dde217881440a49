"""What every format of exchange must keep: what it carries comes back, and the rest is told."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from newsbrowse_exchange.facets import METADATA
from newsbrowse_exchange.format import Context, TokenizedText
from newsbrowse_exchange.report import Report
from newsbrowse_store.decisions.article_shape import (
    ArticleShape,
    AttributesShape,
    EndShape,
    MentionShape,
    NoteShape,
    RejectionShape,
    RelationShape,
    SpanShape,
    TagShape,
)
from newsbrowse_store.schema.schema import default_text, parse
from newsbrowse_store.text.tokens import article_id, sentences, tokens
from newsbrowse_store.values import Entity, Metadata, Region, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse_exchange.format import ExchangeFormat

SCHEMA = parse(default_text())[0]
LABELS = ("PERSON", "ORG", "GPE")
WORDS = (
    "Ada",
    "Müller",
    "met",
    "the",
    "Bank",
    "of",
    "Vesland",
    "in",
    "Åre",
    "𝒜𝓁𝓅𝒽𝒶",
    "👩‍👩‍👧",
    "naïve",
    "10",
    "北京",
    "O'Neil",
)
AT = "2026-01-02T03:04:05.000006Z"


class Memory:
    """Files in memory, by their names."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def names(self) -> list[str]:
        return sorted(self.files)

    def open(self, name: str) -> io.BytesIO:
        return io.BytesIO(self.files[name])


def tokenize(text: str, _: str) -> TokenizedText:
    """Our own tokens and sentences: no library is needed for them."""
    return TokenizedText(
        tuple(Span(*span) for span in tokens(text)),
        tuple(Span(*span) for span in sentences(text)),
    )


def context(**options: str) -> Context:
    return Context(SCHEMA, tokenize, tuple(options.items()))


def written(
    form: ExchangeFormat,
    articles: Iterable[ArticleShape],
    report: Report | None = None,
    **options: str,
) -> dict[str, bytes]:
    """The files that a format makes of articles, by name."""
    assert form.write is not None
    files: dict[str, bytearray] = {}
    for part in form.write(articles, context(**options), Report() if report is None else report):
        assert bool(part.name) == form.folder
        files.setdefault(part.name or f"articles{form.suffixes[0]}", bytearray()).extend(part.data)
    return {name: bytes(data) for name, data in files.items()}


def read(
    form: ExchangeFormat, files: Mapping[str, bytes], report: Report | None = None, **options: str
) -> list[ArticleShape]:
    assert form.read is not None
    return list(
        form.read(Memory(files), context(**options), Report() if report is None else report)
    )


def normal(article: ArticleShape, carried: frozenset[str]) -> dict[str, Any]:
    """What of an article these facets are, whatever ids and order a format has given it."""
    names = {entity.id: _entity(entity, carried) for entity in article.entities}
    place = {
        str(mention.id): (mention.start, mention.end, mention.label) for mention in article.mentions
    }
    relations = {
        str(relation.id): _relation(relation, place, names, carried)
        for relation in article.relations
        if "relations.entity_ends" in carried
        or not any(map(_is_entity, (relation.head, relation.tail)))
    }
    of = {"mention": place, "relation": relations, "entity": names}
    noted = [
        (kind, of[kind][id_] if id_ else "", note.text)
        for note in article.notes
        for kind, _, id_ in [note.on.partition(":")]
        if f"notes.{kind}" in carried and (not id_ or id_ in of[kind])
    ]
    found: dict[str, Any] = {
        "text": article.text,
        "metadata": {
            facet: getattr(article.metadata, name)
            for facet, name in METADATA.items()
            if facet in carried
        },
    }
    if "mentions" in carried:
        found["mentions"] = sorted(
            (
                place[str(one.id)],
                one.text,
                repr(names.get(one.entity or "")) if "mentions.entity" in carried else "",
            )
            for one in article.mentions
        )
    if "relations" in carried:
        found["relations"] = sorted(map(repr, relations.values()))
    found["notes"] = sorted(map(repr, noted))
    if "tags" in carried:
        found["tags"] = sorted(article.tags)
    if "rejections" in carried:
        found["rejections"] = sorted((one.start, one.end, one.label) for one in article.rejections)
    if "regions" in carried:
        found["regions"] = article.regions
    found |= {
        name: getattr(article, name) for name in ("state", "star", "removed") if name in carried
    }
    return found


def _entity(entity: Entity, carried: frozenset[str]) -> tuple[Any, ...]:
    more = (
        getattr(entity, name) if f"entities.{name}" in carried else ""
        for name in ("aliases", "tags", "note", "external")
    )
    return entity.name, entity.label, *more


def _relation(
    relation: RelationShape,
    place: Mapping[str, Any],
    names: Mapping[str, Any],
    carried: frozenset[str],
) -> tuple[Any, ...]:
    def end(end: EndShape | str | int) -> Any:
        assert isinstance(end, EndShape)
        return (
            names.get(str(end.entity))
            if isinstance(end.mention, UnsetType)
            else place[str(end.mention)]
        )

    said = relation.attributes
    return (
        relation.type,
        end(relation.head),
        end(relation.tail),
        relation.note if "relations.note" in carried else "",
        sorted((one.start, one.end) for one in relation.evidence)
        if "relations.evidence" in carried
        else [],
        (said.when, said.planned, said.denied, said.certainty, names.get(said.reported_by or ""))
        if "relations.attributes" in carried and not isinstance(said, UnsetType)
        else ("", False, False, "", None),
    )


def _is_entity(end: EndShape | str | int) -> bool:
    return isinstance(end, EndShape) and isinstance(end.mention, UnsetType)


@st.composite
def articles(draw: st.DrawFn, *, overlapping: bool = True) -> ArticleShape:
    """Articles with decisions of every kind, on whole words; mentions overlap only if they may."""
    paragraphs = draw(
        st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), min_size=1, max_size=4)
    )
    text = "\n\n".join(" ".join(words) + "." for words in paragraphs)
    spans = tokens(text)
    signed = {"annotator": draw(st.sampled_from(["ann", "bob"])), "at": AT}
    entities = tuple(
        Entity(f"{number + 10:012x}", name, label, aliases, tags, note, external)
        for number, (name, label, aliases, tags, note, external) in enumerate(
            draw(st.lists(_ENTITIES, max_size=2, unique_by=lambda one: one[0]))
        )
    )
    one_of = st.none() | st.sampled_from([entity.id for entity in entities] or [None])
    mentions: list[MentionShape] = []
    for first, count, label in draw(st.lists(_PLACES, max_size=6)):
        first %= len(spans)
        last = min(first + count, len(spans)) - 1
        start, end = spans[first][0], spans[last][1]
        if "\n\n" in text[start:end] or any(
            (m.start, m.end, m.label) == (start, end, label)
            or (not overlapping and m.start < end and start < m.end)
            for m in mentions
        ):
            continue
        mentions.append(
            MentionShape(
                **signed,
                id=str(len(mentions) + 1),
                start=start,
                end=end,
                label=label,
                text=text[start:end],
                origin="imported",
                entity=draw(one_of),
            )
        )
    relations: list[RelationShape] = []
    ends = [EndShape(mention=one.id, text=one.text, label=one.label) for one in mentions]
    ends += [EndShape(entity=one.id, text=one.name, label=one.label) for one in entities]
    for head, tail, type_, note, said in draw(st.lists(_RELATIONS, max_size=3)):
        if len(ends) < 2 or head % len(ends) == tail % len(ends):
            continue
        place = (type_, ends[head % len(ends)], ends[tail % len(ends)])
        if any((one.type, one.head, one.tail) == place for one in relations):
            continue
        proof = spans[head % len(spans)]
        said = AttributesShape(**said) if said else UNSET
        relations.append(
            RelationShape(
                **signed,
                id=str(1000 + len(relations)),
                type=place[0],
                head=place[1],
                tail=place[2],
                note=note,
                evidence=(SpanShape(start=proof[0], end=proof[1], text=text[slice(*proof)]),),
                attributes=said,
            )
        )
    things = ["article", *(f"mention:{one.id}" for one in mentions)]
    things += [f"relation:{one.id}" for one in relations]
    noted = draw(
        st.lists(st.tuples(st.integers(0, 99), _NOTES), max_size=3, unique_by=lambda n: n[1])
    )
    tags = tuple(
        draw(st.lists(st.sampled_from(["ports", "law/treaty", "nach Süden"]), unique=True))
    )
    refused = spans[-1]
    return ArticleShape(
        id=article_id(text),
        text=text,
        metadata=Metadata(
            headline=draw(st.sampled_from(["", "Bank, & “Law”: 100 %", "Один"])),
            source=draw(st.sampled_from(["", "Wire\tNews"])),
            published=draw(st.sampled_from(["", "2026-03", "2026-03-04", "2026-03-04T05:06:07Z"])),
            url=draw(st.sampled_from(["", "https://example.org/a?b=c&d"])),
            byline=draw(st.sampled_from(["", "A. Writer"])),
            language=draw(st.sampled_from(["", "en"])),
        ),
        regions=(Region("headline", *spans[0]),) if draw(st.booleans()) else (),
        state=draw(st.sampled_from(["new", "open", "done"])),
        star=draw(st.booleans()),
        tags=tags,
        tagged=tuple(TagShape(**signed, id=str(3000 + n), name=tag) for n, tag in enumerate(tags)),
        mentions=tuple(mentions),
        rejections=(
            RejectionShape(
                **signed,
                id="4000",
                start=refused[0],
                end=refused[1],
                label="ORG",
                text=text[slice(*refused)],
            ),
        )
        if draw(st.booleans())
        else (),
        relations=tuple(relations),
        notes=tuple(
            NoteShape(**signed, id=str(2000 + n), on=things[where % len(things)], text=said)
            for n, (where, said) in enumerate(noted)
        ),
        entities=entities,
    )


_NOTES = st.sampled_from(["see, also", "two\nlines\tand a tab", "“quoted” 𝒳 & <b>", "#1 \\n [x]"])
_PLACES = st.tuples(st.integers(0, 60), st.integers(1, 3), st.sampled_from(LABELS))
_ENTITIES = st.tuples(
    st.sampled_from(["Ada Müller", "Bank of Vesland", "北京 & Co"]),
    st.sampled_from(LABELS),
    st.sampled_from([(), ("A. M.",), ("B, C", "D|E")]),
    st.sampled_from([(), ("watched",)]),
    st.sampled_from(["", "born; in 1912"]),
    st.sampled_from(["", "Q42"]),
)
_SAID = st.sampled_from([
    {},
    {"when": "2024-11-12", "planned": True},
    {"denied": True, "certainty": "low"},
])  # fmt: skip
_RELATIONS = st.tuples(
    st.integers(0, 60),
    st.integers(0, 60),
    st.sampled_from(["meets", "leads"]),
    st.sampled_from(["", "so it says; \n here"]),
    _SAID,
)
