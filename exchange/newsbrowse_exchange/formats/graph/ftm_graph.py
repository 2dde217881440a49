"""FtM graph: what a file of FollowTheMoney says of each article, its lines in any order."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import UNSET

from newsbrowse_exchange.formats.graph.ftm_model import (
    PREFIX,
    UNKNOWN,
    WIKIDATA_ID,
    FtmLine,
    FtmModel,
)
from newsbrowse_exchange.formats.own_data import (
    entity_id,
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

    from newsbrowse_exchange.report import Report
    from newsbrowse_store.schema.schema import Schema

_SIGNED = re.compile(r"\.[0-9a-f]{40}")
"""What Aleph adds to the ids of what it is given."""

_OWN_ID = re.compile(rf"{PREFIX}([0-9a-f]{{{ID_LENGTH}}})")
_ALIASES = ("alias", "previousName", "weakAlias")


class FtmGraph:
    """All of a file but the texts: the entities by id, and what is said of each article."""

    def __init__(self, model: FtmModel, schema: Schema, report: Report) -> None:
        self._model = model
        self._schema = schema
        self._report = report
        self._things: dict[str, FtmLine] = {}
        self._links: dict[str, FtmLine] = {}
        self._names: defaultdict[str, list[FtmLine]] = defaultdict(list)
        self._spoken_of: defaultdict[str, list[str]] = defaultdict(list)
        self._by_url: defaultdict[str, list[str]] = defaultdict(list)
        self._proven: defaultdict[str, list[FtmLine]] | None = None
        self._articles: set[str] = set()
        self._told: set[str] = set()

    def add(self, line: FtmLine) -> None:
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

    def is_article(self, line: FtmLine) -> bool:
        """Whether a line is an article; to be asked when all lines are in."""
        return line.schema in self._model.documents and (
            self._has_text(line) or _plain(line.id) in self._names
        )

    def _has_text(self, line: FtmLine) -> bool:
        has = line.newsbrowse or line.texts("bodyText")
        return line.schema in self._model.documents and bool(has)

    def article(self, line: FtmLine, where: str) -> ArticleShape:
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

    def _kept(self, line: FtmLine, text: str, where: str) -> ArticleShape | None:
        if not line.newsbrowse:
            return None
        try:
            return unpacked(line.newsbrowse, text)
        except ReadError as error:
            reason = f"what newsbrowse added cannot be read: {error.what} {error.reason}"
            self._report.wrong(where, 0, reason)
            return None

    def _found(self, line: FtmLine, text: str, entities: dict[str, Entity]) -> ArticleShape:
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

    def _proven_by(self, article: str) -> list[FtmLine]:
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
        link: FtmLine,
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
        is_type = link.schema == UNKNOWN or self._schema.relation(said) is not None
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
        external = wikidata if WIKIDATA_ID.fullmatch(wikidata) else ""
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


def _plain(id_: str) -> str:
    """Return an id as it was before Aleph signed it."""
    return _SIGNED.sub("", id_) if len(id_) > 41 else id_


def _name(line: FtmLine) -> str:
    return line.first("name") or line.first("title") or line.first("full")
