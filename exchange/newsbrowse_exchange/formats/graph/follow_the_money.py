"""FollowTheMoney: entities, articles and links as JSON lines, for Aleph and OpenAleph.

An article is an `Article` with its text, a name in it a `Mention`, a relation one of the links of
the model, whose `recordId` is the article that proves it; the things that it joins have that
article as their `proof`. What the model has no place for is beside the properties of the article.
How our labels and types are called there is in `follow_the_money.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import UNSET, DecodeError, Struct, UnsetType
from msgspec.json import Decoder, encode

from newsbrowse_exchange.format import ExchangeFormat, FilePart, file_name, lines
from newsbrowse_exchange.formats.own_data import (
    CARRIED,
    entity_id,
    mention_of,
    packed,
    unpacked,
    unused_ids,
    with_our_newlines,
)
from newsbrowse_store.decisions.article_shape import (
    ArticleShape,
    AttributesShape,
    EndShape,
    MentionShape,
    RelationShape,
    SpanShape,
)
from newsbrowse_store.errors import ReadError, quoted
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import ID_LENGTH, Entity, Metadata, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_exchange.format import Context, Files
    from newsbrowse_exchange.report import Report

_PREFIX = "newsbrowse-"
_SIGNED = re.compile(r"\.[0-9a-f]{40}")
"""What Aleph adds to the ids of what it is given."""

_OWN_ID = re.compile(rf"{_PREFIX}([0-9a-f]{{{ID_LENGTH}}})")
_WIKIDATA = re.compile("Q[0-9]+")
_UNKNOWN = "UnknownLink"
_CHUNK = 500


class _Line(Struct, omit_defaults=True):
    """An entity of FollowTheMoney; `newsbrowse` is ours, other programs pass it over."""

    id: str
    schema: str
    properties: dict[str, Any] = {}
    newsbrowse: str = ""

    def texts(self, name: str) -> list[str]:
        """Return the values of a property; of an entity that is nested there, its id."""
        given = self.properties.get(name)
        values = given if isinstance(given, list) else [given]
        found = (one.get("id") if isinstance(one, dict) else one for one in values)
        return [one for one in found if isinstance(one, str) and one]

    def first(self, name: str) -> str:
        return next(iter(self.texts(name)), "")


class _Link(NamedTuple):
    """How the model has a kind of link: properties and schemata of its ends."""

    schema: str
    head: tuple[str, str]
    tail: tuple[str, str]
    says: str
    types: tuple[str, ...]
    reads: str


class _Model:
    """The table beside this module."""

    def __init__(self) -> None:
        table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
        self._labels: dict[str, str] = table["labels"]
        self.schemata: dict[str, str] = table["schemata"]
        self.languages: dict[str, str] = table["languages"]
        self.documents = frozenset(table["documents"]["kinds"])
        self.links = {
            name: _Link(
                name,
                tuple(link["head"]),
                tuple(link["tail"]),
                link["says"],
                tuple(link["types"]),
                link["reads"],
            )
            for name, link in table["links"].items()
        }
        self._kinds: dict[str, list[str]] = table["kinds"]
        self._becomes: dict[str, dict[str, str]] = table["becomes"]
        self._of_type = {type_: link for link in self.links.values() for type_ in link.types}

    def fitting(self, schema: str, wanted: str) -> str:
        """Return what a schema is, or becomes, where another is wanted; empty if it cannot."""
        if not wanted or self.is_a(schema, wanted):
            return schema
        return self._becomes.get(wanted, {}).get(schema, "")

    def is_a(self, schema: str, wanted: str) -> bool:
        above = self._kinds.get(schema, ())
        return schema == wanted or any(self.is_a(one, wanted) for one in above)

    def link(self, type_: str, head: str, tail: str) -> tuple[_Link, str, str]:
        """Return the link for a type of relation between schemata, and what they become for it."""
        found = self._of_type.get(type_)
        if found is not None:
            ends = self.fitting(head, found.head[1]), self.fitting(tail, found.tail[1])
            if all(ends):
                return found, *ends
        return self.links[_UNKNOWN], head, tail

    def schema(self, label: str) -> str | None:
        return self._labels.get(label.upper())

    def label(self, schema: str) -> str:
        return self.schemata.get(schema, schema)


def _line(id_: str, schema: str, **properties: Iterable[str] | str) -> _Line:
    said = {
        name: [values] if isinstance(values, str) else list(dict.fromkeys(filter(None, values)))
        for name, values in properties.items()
        if values
    }
    return _Line(id_, schema, said)


def _write(articles: Iterable[ArticleShape], _: Context, report: Report) -> Iterator[FilePart]:
    model = _Model()
    known: dict[str, _Line] = {}
    for article in articles:
        yield FilePart("", _encoded(_Article(article, model, known, report).lines()))
    entities = list(known.values())
    for at in range(0, len(entities), _CHUNK):
        yield FilePart("", _encoded(entities[at : at + _CHUNK]))


def _encoded(entities: Iterable[_Line]) -> bytes:
    return b"".join(encode(one) + b"\n" for one in entities)


class _Article:
    """Writes an article. Entities of the library are gathered in `known`, to be written once."""

    def __init__(
        self, article: ArticleShape, model: _Model, known: dict[str, _Line], report: Report
    ) -> None:
        self._article = article
        self._model = model
        self._known = known
        self._report = report
        self._id = f"{_PREFIX}{article.id}"
        self._local: dict[str, _Line] = {}
        self._mentions = {str(one.id): one for one in article.mentions}
        self._entities = {one.id: one for one in article.entities}

    def lines(self) -> Iterator[_Line]:
        yield self._document()
        for entity in self._article.entities:
            self._entity(entity)
        links = list(self._links())
        yield from self._names()
        yield from self._local.values()
        yield from links

    def _document(self) -> _Line:
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

    def _entity(self, entity: Entity) -> _Line | None:
        schema = self._model.schema(entity.label)
        if schema is None:
            return None
        id_ = f"{_PREFIX}{entity.id}"
        line = self._known.setdefault(
            id_,
            _thing(
                id_,
                schema,
                entity.name,
                alias=entity.aliases,
                keywords=entity.tags,
                notes=entity.note,
                wikidataId=entity.external if _WIKIDATA.fullmatch(entity.external) else "",
            ),
        )
        self._prove(line)
        return line

    def _prove(self, line: _Line) -> None:
        proof = line.properties.setdefault("proof", [])
        if not proof or proof[-1] != self._id:
            proof.append(self._id)

    def _named(self, mention: MentionShape) -> _Line | None:
        """Return the thing of this article alone that an unlinked mention names."""
        schema = self._model.schema(mention.label)
        if schema is None:
            return None
        id_ = self._local_id(mention)
        line = self._local.setdefault(id_, _thing(id_, schema, mention.text))
        self._prove(line)
        return line

    def _end(self, end: EndShape | str | int) -> _Line | None:
        mention = self._mentions.get(mention_of(end))
        if mention is not None and mention.entity not in self._entities:
            return self._named(mention)
        id_ = mention.entity if mention else isinstance(end, EndShape) and end.entity
        entity = self._entities.get(str(id_))
        return None if entity is None else self._entity(entity)

    def _links(self) -> Iterator[_Line]:
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

    def _names(self) -> Iterator[_Line]:
        """Yield a `Mention` for each name, however often it stands in the article."""
        seen: set[tuple[str, str, str]] = set()
        for one in self._article.mentions:
            schema = self._model.schema(one.label)
            entity = one.entity if one.entity in self._entities else ""
            key = one.text, one.label, entity or ""
            if schema is None or key in seen:
                continue
            seen.add(key)
            thing = self._known.get(f"{_PREFIX}{entity}") or self._local.get(self._local_id(one))
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


def _thing(id_: str, schema: str, name: str, **properties: Iterable[str] | str) -> _Line:
    more = {"fileName": name, "title": name} if schema == "Document" else {}
    more |= {"full": name} if schema == "Address" else {}
    return _line(id_, schema, name=name, **more, **properties)


def _about(relation: RelationShape, link: _Link) -> dict[str, str]:
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


def _read(files: Files, context: Context, report: Report) -> Iterator[ArticleShape]:
    graph = _Graph(_Model(), context, report)
    for _, _, line in _lines(files, report):
        graph.add(line)
    for name, number, line in _lines(files, None):
        if graph.is_article(line):
            yield graph.article(line, f"{name}, line {number}")
    graph.tell_the_rest()


def _lines(files: Files, report: Report | None) -> Iterator[tuple[str, int, _Line]]:
    decoder = Decoder(_Line)
    for name in files.names():
        for number, data in lines(files, name):
            try:
                line = decoder.decode(data.removeprefix(b"\xef\xbb\xbf"))
            except (DecodeError, RecursionError) as error:
                if report is not None:
                    report.wrong(name, number, f"is no entity of FollowTheMoney ({error})")
            else:
                yield name, number, line


class _Graph:
    """All of a file but the texts: the entities by id, and what is said of each article."""

    def __init__(self, model: _Model, context: Context, report: Report) -> None:
        self._model = model
        self._schema = context.schema
        self._report = report
        self._things: dict[str, _Line] = {}
        self._links: dict[str, _Line] = {}
        self._names: defaultdict[str, list[_Line]] = defaultdict(list)
        self._spoken_of: defaultdict[str, list[str]] = defaultdict(list)
        self._by_url: defaultdict[str, list[str]] = defaultdict(list)
        self._proven: defaultdict[str, list[_Line]] | None = None
        self._articles: set[str] = set()
        self._told: set[str] = set()

    def add(self, line: _Line) -> None:
        """Take in a line; the lines of one id are one entity."""
        id_ = _plain(line.id)
        if self._has_text(line):
            self._articles.add(id_)
            for url in line.texts("sourceUrl"):
                self._by_url[url].append(id_)
        elif line.schema == "Mention":
            for document in line.texts("document"):
                self._names[_plain(document)].append(line)
        else:
            known = self._links if line.schema in self._model.links else self._things
            for proof in line.texts("proof"):
                self._spoken_of[_plain(proof)].append(id_)
            if id_ in known:
                for name in line.properties:
                    known[id_].properties[name] = known[id_].texts(name) + line.texts(name)
            else:
                known[id_] = line

    def is_article(self, line: _Line) -> bool:
        """Whether a line is an article; to be asked when all lines are in."""
        return line.schema in self._model.documents and (
            self._has_text(line) or _plain(line.id) in self._names
        )

    def _has_text(self, line: _Line) -> bool:
        has = line.newsbrowse or line.texts("bodyText")
        return line.schema in self._model.documents and bool(has)

    def article(self, line: _Line, where: str) -> ArticleShape:
        """Return an article with the names in it and the links that it proves."""
        id_ = _plain(line.id)
        text, _ = with_our_newlines("\n\n".join(line.texts("bodyText")))
        kept = self._kept(line, text, where)
        entities = {one.id: one for one in (kept.entities if kept else ())}
        if kept is None:
            kept = self._found(line, text, entities)
        mentions = {(one.text, one.label): str(one.id) for one in reversed(kept.mentions)}
        self._told.add(id_)
        for thing in self._spoken_of[id_]:
            if thing.startswith(f"{id_}-"):
                self._told.add(thing)
            elif thing in self._things:
                self._entity(thing, entities)
        fresh = unused_ids(kept)
        relations = list(kept.relations)
        for link in self._proven_by(id_):
            self._told.add(_plain(link.id))
            if line.newsbrowse and _plain(link.id).startswith(f"{id_}-"):
                continue  # what we wrote is in what we kept
            made = self._relation(link, id_, mentions, entities, kept.text)
            if made is not None:
                relations.append(replace(made, id=next(fresh)))
        return replace(kept, relations=tuple(relations), entities=tuple(entities.values()))

    def tell_the_rest(self) -> None:
        """Tell what no article was found for."""
        for id_, link in self._links.items():
            if id_ not in self._told:
                self._report.lost("links that no article proves", "", f"{link.schema} {id_}")
        for id_, thing in self._things.items():
            if id_ not in self._told:
                kind = "entities that no article speaks of"
                self._report.lost(kind, "", quoted(_name(thing) or thing.schema))

    def _kept(self, line: _Line, text: str, where: str) -> ArticleShape | None:
        if not line.newsbrowse:
            return None
        try:
            return unpacked(line.newsbrowse, text)
        except ReadError as error:
            reason = f"what newsbrowse added cannot be read: {error.what} {error.reason}"
            self._report.wrong(where, 0, reason)
            return None

    def _found(self, line: _Line, text: str, entities: dict[str, Entity]) -> ArticleShape:
        """Return an article by its properties, with its names where they stand in the text."""
        own = _OWN_ID.fullmatch(_plain(line.id))
        by_code = {code: tag for tag, code in self._model.languages.items()}
        codes = line.texts("language")
        return ArticleShape(
            id=article_id(text) if text else own[1] if own else "",
            text=text,
            metadata=Metadata(
                headline=line.first("title") or line.first("name"),
                byline=", ".join(line.texts("author")),
                source=line.first("publisher"),
                published=line.first("publishedAt") or line.first("date"),
                url=line.first("sourceUrl"),
                language=by_code.get(codes[0], "") if codes else "",
            ),
            tags=tuple(dict.fromkeys(line.texts("keywords"))),
            mentions=tuple(self._mentions(_plain(line.id), text, entities)),
        )

    def _mentions(
        self, article: str, text: str, entities: dict[str, Entity]
    ) -> Iterator[MentionShape]:
        taken: set[tuple[int, int]] = set()
        number = 0
        named = [(name, line) for line in self._names[article] for name in line.texts("name")]
        for name, line in sorted(named, key=lambda it: (-len(it[0]), it[0])):
            resolved = _plain(line.first("resolved"))
            thing = self._things.get(resolved)
            schema = line.first("detectedSchema") or (thing.schema if thing else "")
            entity = None
            if thing is not None and not resolved.startswith(f"{article}-"):
                entity = self._entity(resolved, entities)
            elif thing is not None:
                self._told.add(resolved)
            places = [at for at in _places(name, text) if at in taken or not _overlap(at, taken)]
            if not places or not schema:
                self._report.lost("names that are not in the text", article, quoted(name))
            for start, end in places if schema else ():
                taken.add((start, end))
                number += 1
                yield MentionShape(
                    id=str(number),
                    start=start,
                    end=end,
                    label=self._model.label(schema),
                    text=name,
                    entity=entity.id if entity else None,
                )

    def _proven_by(self, article: str) -> list[_Line]:
        if self._proven is None:
            self._proven = defaultdict(list)
            for line in self._links.values():
                told = {_plain(it) for it in (*line.texts("recordId"), *line.texts("proof"))}
                by_url = {id_ for url in line.texts("sourceUrl") for id_ in self._by_url[url]}
                for id_ in told & (self._articles | set(self._names)) or by_url:
                    self._proven[id_].append(line)
        return self._proven[article]

    def _relation(
        self,
        link: _Line,
        article: str,
        mentions: dict[tuple[str, str], str],
        entities: dict[str, Entity],
        text: str,
    ) -> RelationShape | None:
        known = self._model.links[link.schema]
        ends: list[EndShape] = []
        for name in (known.head[0], known.tail[0]):
            id_ = _plain(link.first(name))
            thing = self._things.get(id_)
            if thing is None:
                kind = "links to entities that are not there"
                self._report.lost(kind, article, f"{link.schema} {link.id}")
                return None
            mention = mentions.get((_name(thing), self._model.label(thing.schema)))
            if mention is not None and id_.startswith(f"{article}-"):
                self._told.add(id_)
                ends.append(EndShape(mention=mention))
            else:
                ends.append(EndShape(entity=self._entity(id_, entities).id))
        said = link.first(known.says)
        is_type = link.schema == _UNKNOWN or self._schema.relation(said) is not None
        type_ = said if said and is_type else known.reads
        notes = ([] if said == type_ else [said]) + link.texts("description")
        when = link.first("date") or "/".join(
            filter(None, (link.first("startDate"), link.first("endDate")))
        )
        return RelationShape(
            type=type_,
            head=ends[0],
            tail=ends[1],
            note="; ".join(filter(None, notes)),
            evidence=tuple(
                SpanShape(start=at, end=at + len(words), text=words)
                for words in link.texts("summary")
                if (at := text.find(words)) >= 0
            ),
            attributes=AttributesShape(when=when) if when else UNSET,
        )

    def _entity(self, id_: str, entities: dict[str, Entity]) -> Entity:
        """Return the entity that a thing is, which joins those of the article."""
        self._told.add(id_)
        thing = self._things[id_]
        own = _OWN_ID.fullmatch(id_)
        wikidata = thing.first("wikidataId")
        external = wikidata if _WIKIDATA.fullmatch(wikidata) else ""
        made = own[1] if own else entity_id(*(("external", external) if external else ("ftm", id_)))
        if made not in entities:
            names = thing.texts("name")
            others = (*names[1:], *(it for n in _ALIASES for it in thing.texts(n)))
            entities[made] = Entity(
                made,
                _name(thing) or id_,
                self._model.label(thing.schema),
                aliases=tuple(dict.fromkeys(others)),
                tags=tuple(dict.fromkeys(thing.texts("keywords"))),
                note="\n".join(thing.texts("notes")),
                external=external,
            )
        return entities[made]


def _places(name: str, text: str) -> list[tuple[int, int]]:
    """Return where a name stands as words of its own; within words where words have no spaces."""
    found = [at.span() for at in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    return found or [at.span() for at in re.finditer(re.escape(name), text)]


def _overlap(place: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)


_ALIASES = ("alias", "previousName", "weakAlias")


def _plain(id_: str) -> str:
    """Return an id as it was before Aleph signed it."""
    return _SIGNED.sub("", id_) if len(id_) > 41 else id_


def _name(line: _Line) -> str:
    return line.first("name") or line.first("title") or line.first("full")


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
