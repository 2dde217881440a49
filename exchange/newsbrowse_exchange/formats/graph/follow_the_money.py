"""FollowTheMoney: entities, articles and links as JSON lines, for Aleph and OpenAleph.

An article is an `Article` with its text, a name in it a `Mention`, a relation one of the links of
the model, whose `recordId` is the article that proves it; the things that it joins have that
article as their `proof`. What the model has no place for is beside the properties of the article.
How our labels and types are called there is in `ftm_model.toml`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import DecodeError, UnsetType
from msgspec.json import Decoder, encode

from newsbrowse_exchange.format import ExchangeFormat, FilePart, file_name, lines
from newsbrowse_exchange.formats.graph.ftm_graph import FtmGraph
from newsbrowse_exchange.formats.graph.ftm_model import (
    PREFIX,
    WIKIDATA_ID,
    FtmLine,
    FtmLink,
    FtmModel,
)
from newsbrowse_exchange.formats.own_data import CARRIED, entity_id, mention_of, packed
from newsbrowse_store.decisions.article_shape import EndShape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_exchange.format import Context, Files
    from newsbrowse_exchange.report import Report
    from newsbrowse_store.decisions.article_shape import (
        ArticleShape,
        MentionShape,
        RelationShape,
        SpanShape,
    )
    from newsbrowse_store.values import Entity

_CHUNK = 500


def _write(articles: Iterable[ArticleShape], _: Context, report: Report) -> Iterator[FilePart]:
    model = FtmModel()
    known: dict[str, FtmLine] = {}
    for article in articles:
        yield FilePart("", _encoded(_Article(article, model, known, report).lines()))
    entities = list(known.values())
    for at in range(0, len(entities), _CHUNK):
        yield FilePart("", _encoded(entities[at : at + _CHUNK]))


def _encoded(entities: Iterable[FtmLine]) -> bytes:
    return b"".join(encode(one) + b"\n" for one in entities)


class _Article:
    """Writes an article. Entities of the library are gathered in `known`, to be written once."""

    def __init__(
        self, article: ArticleShape, model: FtmModel, known: dict[str, FtmLine], report: Report
    ) -> None:
        self._article = article
        self._model = model
        self._known = known
        self._report = report
        self._id = f"{PREFIX}{article.id}"
        self._local: dict[str, FtmLine] = {}
        self._mentions = {str(one.id): one for one in article.mentions}
        self._entities = {one.id: one for one in article.entities}

    def lines(self) -> Iterator[FtmLine]:
        yield self._document()
        for entity in self._article.entities:
            self._entity(entity)
        links = list(self._links())
        yield from self._names()
        yield from self._local.values()
        yield from links

    def _document(self) -> FtmLine:
        article, said = self._article, self._article.metadata
        language = said.language.partition("-")[0].lower()
        line = _line(
            self._id,
            "Article",
            title=said.headline or article.text.strip().partition("\n")[0][:100],
            fileName=file_name(article, ".txt"),
            mimeType="text/plain",
            bodyText=article.text,
            author=said.byline,
            publishedAt=said.published,
            publisher=said.source,
            sourceUrl=said.url,
            language=self._model.languages.get(language, ""),
            keywords=article.tags,
            notes=[one.text for one in article.notes if one.on == "article"],
        )
        line.newsbrowse = packed(article, article.text)
        return line

    def _entity(self, entity: Entity) -> FtmLine | None:
        schema = self._model.schema(entity.label)
        if schema is None:
            return None
        id_ = f"{PREFIX}{entity.id}"
        line = self._known.setdefault(
            id_,
            _thing(
                id_,
                schema,
                entity.name,
                alias=entity.aliases,
                keywords=entity.tags,
                notes=entity.note,
                wikidataId=entity.external if WIKIDATA_ID.fullmatch(entity.external) else "",
            ),
        )
        self._prove(line)
        return line

    def _prove(self, line: FtmLine) -> None:
        proof = line.properties.setdefault("proof", [])
        if not proof or proof[-1] != self._id:
            proof.append(self._id)

    def _named(self, mention: MentionShape) -> FtmLine | None:
        """Return the thing of this article alone that an unlinked mention names."""
        schema = self._model.schema(mention.label)
        if schema is None:
            return None
        id_ = self._local_id(mention)
        line = self._local.setdefault(id_, _thing(id_, schema, mention.text))
        self._prove(line)
        return line

    def _end(self, end: EndShape | str | int) -> FtmLine | None:
        mention = self._mentions.get(mention_of(end))
        if mention is not None and mention.entity not in self._entities:
            return self._named(mention)
        id_ = mention.entity if mention else isinstance(end, EndShape) and end.entity
        entity = self._entities.get(str(id_))
        return None if entity is None else self._entity(entity)

    def _links(self) -> Iterator[FtmLine]:
        said = self._article.metadata
        for relation in self._article.relations:
            head, tail = self._end(relation.head), self._end(relation.tail)
            if head is None or tail is None:
                kind = "relations of things that FollowTheMoney has no schema for"
                self._report.lost(kind, self._article.id, relation.type)
                continue
            link, head.schema, tail.schema = self._model.link(
                relation.type, head.schema, tail.schema
            )
            about = _about(relation, link)
            about |= {link.head[0]: head.id, link.tail[0]: tail.id, link.says: relation.type}
            proven = [one.text or self._words(one) for one in relation.evidence]
            yield _line(
                f"{self._id}-relation-{relation.id}",
                link.schema,
                recordId=self._id,
                summary=proven,
                description=relation.note,
                publisher=said.source,
                sourceUrl=said.url,
                **about,
            )

    def _words(self, span: SpanShape) -> str:
        return self._article.text[span.start : span.end]

    def _names(self) -> Iterator[FtmLine]:
        """Yield a `Mention` for each name, however often it stands in the article."""
        seen: set[tuple[str, str, str]] = set()
        for one in self._article.mentions:
            schema = self._model.schema(one.label)
            entity = one.entity if one.entity in self._entities else ""
            key = one.text, one.label, entity or ""
            if schema is None or key in seen:
                continue
            seen.add(key)
            thing = self._known.get(f"{PREFIX}{entity}") or self._local.get(self._local_id(one))
            is_legal = thing is not None and self._model.is_a(thing.schema, "LegalEntity")
            yield _line(
                f"{self._id}-mention-{entity_id(*key)}",
                "Mention",
                document=self._id,
                name=one.text,
                detectedSchema=schema,
                resolved=thing.id if thing is not None and is_legal else "",
            )

    def _local_id(self, mention: MentionShape) -> str:
        return f"{self._id}-{entity_id(mention.label, mention.text)}"


def _thing(id_: str, schema: str, name: str, **properties: Iterable[str] | str) -> FtmLine:
    more = {"fileName": name, "title": name} if schema == "Document" else {}
    more |= {"full": name} if schema == "Address" else {}
    return _line(id_, schema, name=name, **more, **properties)


def _about(relation: RelationShape, link: FtmLink) -> dict[str, str]:
    said = relation.attributes
    if isinstance(said, UnsetType):
        return {}
    start, _, end = said.when.partition("/")
    found = {"startDate": start, "endDate": end} if end else {"date": start}
    if link.says == "role":  # only the kinds of interest have a status
        words = [name for name in ("planned", "denied") if getattr(said, name)]
        words += [f"certainty: {said.certainty}"] if said.certainty else []
        found["status"] = ", ".join(words)
    return found


def _line(id_: str, schema: str, **properties: Iterable[str] | str) -> FtmLine:
    said = {
        name: [values] if isinstance(values, str) else list(dict.fromkeys(filter(None, values)))
        for name, values in properties.items()
        if values
    }
    return FtmLine(id_, schema, said)


def _read(files: Files, context: Context, report: Report) -> Iterator[ArticleShape]:
    graph = FtmGraph(FtmModel(), context.schema, report)
    for _, _, line in _lines(files, report):
        graph.add(line)
    for name, number, line in _lines(files, None):
        if graph.is_article(line):
            yield graph.article(line, f"{name}, line {number}")
    graph.tell_the_rest()


def _lines(files: Files, report: Report | None) -> Iterator[tuple[str, int, FtmLine]]:
    decoder = Decoder(FtmLine)
    for name in files.names():
        for number, data in lines(files, name):
            try:
                line = decoder.decode(data.removeprefix(b"\xef\xbb\xbf"))
            except (DecodeError, RecursionError) as error:
                if report is not None:
                    report.wrong(name, number, f"is no entity of FollowTheMoney ({error})")
            else:
                yield name, number, line


def _claims(name: str, head: bytes) -> bool:
    if not name.lower().endswith((*FORMAT.suffixes, ".json", ".jsonl", ".ndjson")):
        return False
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    return start.startswith(b"{") and all(
        re.search(rb'"%s"\s*:' % key, start) for key in (b"id", b"schema", b"properties")
    )


FORMAT = ExchangeFormat(
    name="ftm",
    title="FollowTheMoney entities, for Aleph and OpenAleph",
    suffixes=(".ftm.json", ".ftm", ".ijson"),
    carries=CARRIED,
    write=_write,
    read=_read,
    claims=_claims,
)
