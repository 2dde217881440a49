"""CAS layers: an article as the layers of INCEpTION and back.

Mentions are named entities, relations a custom layer between them, entities chains of coreference.
Other layers of spans and of relations are read likewise. What there is no layer for is in a feature
structure of our own, which INCEpTION passes over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct

from newsbrowse_exchange.formats.own_data import (
    Joined,
    entity_id,
    joined,
    mention_of,
    packed,
    unpacked,
    unused_ids,
    with_our_newlines,
    with_relations,
)
from newsbrowse_store.decisions.article_shape import (
    ArticleShape,
    EndShape,
    MentionShape,
    RelationShape,
)
from newsbrowse_store.errors import ReadError, quoted
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import Entity, Metadata, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from cassis import Cas, TypeSystem

    from newsbrowse_exchange.format import TokenizedText
    from newsbrowse_exchange.report import Report

RELATION = "webanno.custom.NewsbrowseRelation"
"""The layer of our relations."""

_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
_METADATA = f"{_DKPRO}metadata.type.DocumentMetaData"
_TOKEN = f"{_DKPRO}segmentation.type.Token"
_SENTENCE = f"{_DKPRO}segmentation.type.Sentence"
_NAMED = f"{_DKPRO}ner.type.NamedEntity"
_CHAIN = f"{_DKPRO}coref.type.CoreferenceChain"
_LINK = f"{_DKPRO}coref.type.CoreferenceLink"
_OURS = "newsbrowse.Article"
_STRING, _ANNOTATION = "uima.cas.String", "uima.tcas.Annotation"
_UNSAID = "x-unspecified"
"""What a CAS has for a language that nobody told."""

_TYPES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        _METADATA,
        "uima.tcas.DocumentAnnotation",
        (("documentTitle", _STRING), ("documentId", _STRING), ("documentUri", _STRING)),
    ),
    (_TOKEN, _ANNOTATION, ()),
    (_SENTENCE, _ANNOTATION, ()),
    (_NAMED, _ANNOTATION, (("value", _STRING), ("identifier", _STRING))),
    (
        RELATION,
        _ANNOTATION,
        (("Governor", _NAMED), ("Dependent", _NAMED), ("value", _STRING), ("note", _STRING)),
    ),
    (
        _LINK,
        _ANNOTATION,
        (("next", _LINK), ("referenceType", _STRING), ("referenceRelation", _STRING)),
    ),
    (_CHAIN, "uima.cas.AnnotationBase", (("first", _LINK),)),
    (_OURS, "uima.cas.TOP", (("json", _STRING),)),
)

_LABELS = ("value", "label", "type_", "kind")
"""The features that say what an annotation is, by what people call them."""

_PASSED_OVER = re.compile(
    re.escape(_DKPRO) + r"(segmentation\.type\.(Token|Sentence)|metadata\.type\..*)"
    r"|de\.tudarmstadt\.ukp\.clarin\.webanno\.api\.type\..*|uima\.tcas\.DocumentAnnotation"
)
"""Layers that say nothing that was decided."""

_WIKIDATA = "http://www.wikidata.org/entity/"
_WIKIDATA_ID = re.compile(r"https?://www\.wikidata\.org/(?:entity|wiki)/(Q[0-9]+)")


def type_system() -> TypeSystem:
    """Return the layers that articles are written with."""
    from cassis import TypeSystem

    types = TypeSystem()
    for name, above, _ in _TYPES:
        types.create_type(name, above)
    for name, _, features in _TYPES:
        for feature, range_ in features:
            types.create_feature(types.get_type(name), feature, range_)
    return types


def to_cas(
    article: ArticleShape,
    tokenized: TokenizedText,
    types: TypeSystem,
    clean: Callable[[str], str] = str,
) -> Cas:
    """Return an article as a CAS. `clean` makes text such as a file can hold, as long as it was."""
    from cassis import Cas

    cas = Cas(types)
    text = clean(article.text)
    cas.sofa_string = text
    cas.sofa_mime = "text/plain"
    said = article.metadata

    def add(name: str, start: int | None = None, end: int = 0, **features: Any) -> Any:
        place = {} if start is None else {"begin": start, "end": end}
        texts = {n: clean(v) if isinstance(v, str) else v for n, v in features.items()}
        made = types.get_type(name)(**place, **texts)
        cas.add(made)
        return made

    add(
        _METADATA,
        0,
        len(text),
        language=said.language or _UNSAID,
        documentTitle=said.headline or None,
        documentId=article.id or None,
        documentUri=said.url or None,
    )
    for sentence in tokenized.sentences:
        add(_SENTENCE, sentence.start, sentence.end)
    for token in tokenized.tokens:
        add(_TOKEN, token.start, token.end)
    external = {one.id: _identifier(one) for one in article.entities}
    named = {
        str(one.id): add(
            _NAMED,
            one.start,
            one.end,
            value=one.label,
            identifier=external.get(one.entity or ""),
        )
        for one in article.mentions
    }
    for relation in article.relations:
        head, tail = (named.get(mention_of(end)) for end in (relation.head, relation.tail))
        if head is not None and tail is not None:
            add(
                RELATION,
                tail.begin,  # INCEpTION wants a relation to lie where it leads to
                tail.end,
                Governor=head,
                Dependent=tail,
                value=relation.type,
                note=relation.note or None,
            )
    for entity in article.entities:
        following = None
        alike = [one for one in article.mentions if one.entity == entity.id]
        for one in sorted(alike, key=lambda one: (one.start, one.end), reverse=True):
            following = add(_LINK, one.start, one.end, next=following, referenceType=one.label)
        if following is not None:
            add(_CHAIN, first=following)
    # Two characters are JSON as they stand and no XML.
    ours = packed(article, text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    add(_OURS, json=ours)
    return cas


def from_cas(cas: Cas, report: Report, where: str, misplaced: Collection[int] = ()) -> ArticleShape:
    """Return the article in a CAS. What has no place in one is told.

    `misplaced` are offsets that lie within a character or beyond the text. Raises `ReadError`.
    """
    view = next((view for view in cas.views if view.sofa.sofaString is not None), None)
    if view is None:
        raise ReadError(where, "has no text")
    cas = cas.get_view(view.sofa.sofaID)
    return _Reader(cas, report, where, misplaced).article()


class _Chain(Struct, frozen=True):
    """A chain of coreference: its links in order, and the name of its layer."""

    links: tuple[Any, ...]
    layer: str


class _Reader:
    """Reads one view of a CAS."""

    def __init__(self, cas: Cas, report: Report, where: str, misplaced: Collection[int]) -> None:
        self._cas = cas
        self._report = report
        self._where = where
        self._misplaced = misplaced
        self._raw = cas.sofa_string or ""
        self._text, self._at = with_our_newlines(self._raw)
        self._spans: list[Any] = []
        self._relations: list[Any] = []
        self._chains: list[_Chain] = []
        self._ours = ""
        self._metadata = Metadata()

    def article(self) -> ArticleShape:
        for one in self._cas.select_all_fs():
            self._sort(one)
        kept = self._kept()
        entities = list(kept.entities)
        found = [self._mention(one, entities) for one in self._spans]
        kept = replace(kept, entities=tuple(entities))
        there = joined(kept, found, {str(one.id) for one in kept.mentions})
        ids = {id(one): id_ for one, id_ in zip(self._spans, there.ids, strict=True)}
        return self._with_chains(
            replace(there, article=with_relations(there.article, self._relations_of(ids)))
        )

    def _sort(self, one: Any) -> None:
        """Put a feature structure to those of its kind."""
        name = one.type.name
        features = {feature.name for feature in one.type.all_features}
        if name == _OURS:
            self._ours = one.json or ""
        elif "first" in features and "begin" not in features:
            self._chains.append(self._chain(one))
        elif "begin" not in features or "next" in features:
            pass
        elif "documentTitle" in features or name == "uima.tcas.DocumentAnnotation":
            self._metadata = self._about(one)
        elif _PASSED_OVER.fullmatch(name):
            pass
        elif {"Governor", "Dependent"} <= features:
            self._relations.append(one)
        elif not self._lies_well(one):
            reason = f"{_layer(one)} at {one.begin}–{one.end} (of a text of {len(self._raw)})"
            self._report.wrong(self._where, 0, f"{reason} covers no words")
        elif name.startswith((_DKPRO, "uima.", "org.apache.")) and not self._is_named(one):
            self._lost(f"annotations of the layer {_layer(one)}", one)
        else:
            self._spans.append(one)

    def _chain(self, one: Any) -> _Chain:
        links: list[Any] = []
        seen: set[int] = set()
        link = one.first
        while link is not None and id(link) not in seen:
            seen.add(id(link))
            if self._lies_well(link):
                links.append(link)
            link = link.next
        return _Chain(tuple(links), _layer(one).removesuffix("Chain"))

    def _about(self, one: Any) -> Metadata:
        title = getattr(one, "documentTitle", None) or ""
        uri = getattr(one, "documentUri", None) or ""
        is_name = re.fullmatch(r"\S+\.\w+", title)
        return Metadata(
            headline="" if is_name else title,
            imported_from=title if is_name else "",
            url=uri if uri.startswith(("http://", "https://")) else "",
            language="" if one.language in (None, _UNSAID) else one.language,
        )

    def _lies_well(self, one: Any) -> bool:
        return (
            isinstance(one.begin, int)
            and isinstance(one.end, int)
            and 0 <= one.begin < one.end <= len(self._raw)
            and one.begin not in self._misplaced
            and one.end not in self._misplaced
        )

    def _is_named(self, one: Any) -> bool:
        types = self._cas.typesystem
        return types.contains_type(_NAMED) and bool(types.is_instance_of(one.type, _NAMED))

    def _kept(self) -> ArticleShape:
        if self._ours:
            try:
                return unpacked(self._ours, self._text)
            except ReadError as error:
                reason = f"what newsbrowse added cannot be read: {error.what} {error.reason}"
                self._report.wrong(self._where, 0, reason)
        return ArticleShape(id=article_id(self._text), text=self._text, metadata=self._metadata)

    def _mention(self, one: Any, entities: list[Entity]) -> MentionShape:
        start, end = self._at(one.begin), self._at(one.end)
        said = getattr(one, "identifier", None) or ""
        known = _WIKIDATA_ID.fullmatch(said)
        external = known[1] if known else said
        entity = next((it.id for it in entities if it.external == external), None)
        if external and entity is None:
            entity = entity_id("external", external)
            entities.append(Entity(entity, self._text[start:end], _label(one), external=external))
        for feature in one.type.all_features:
            value = getattr(one, feature.name, None)
            if value and feature.name not in (*_LABELS, "identifier", "begin", "end", "sofa"):
                self._lost(f"the feature {feature.name} of the layer {_layer(one)}", one)
        return MentionShape(
            start=start,
            end=end,
            label=_label(one),
            text=self._text[start:end],
            entity=entity if external else None,
        )

    def _relations_of(self, ids: dict[int, str]) -> Iterator[RelationShape]:
        for one in self._relations:
            head, tail = ids.get(id(one.Governor)), ids.get(id(one.Dependent))
            if head is None or tail is None:
                self._lost(f"relations of the layer {_layer(one)} between no mentions", one)
                continue
            yield RelationShape(
                id=UNSET,
                type=_label(one),
                head=EndShape(mention=head),
                tail=EndShape(mention=tail),
                note=getattr(one, "note", None) or "",
            )

    def _with_chains(self, there: Joined) -> ArticleShape:
        """Return the article with an entity for each chain; what our JSON kept has them already."""
        article = there.article
        mentions = {str(one.id): one for one in article.mentions}
        entities = list(article.entities)
        new = set(there.new)
        fresh = unused_ids(article)
        for chain in self._chains:
            members: list[str] = []
            for link in chain.links:
                place = self._at(link.begin), self._at(link.end)
                alike = [i for i, one in mentions.items() if (one.start, one.end) == place]
                named = [i for i in alike if mentions[i].label == link.referenceType]
                if not alike:
                    named = [next(fresh)]
                    new.add(named[0])
                    label, words = link.referenceType or chain.layer, self._text[slice(*place)]
                    mentions[named[0]] = MentionShape(
                        id=named[0], start=place[0], end=place[1], label=label, text=words
                    )
                members.append((named or alike)[0])
            if not members:
                continue
            entity = next((it for i in members if (it := mentions[i].entity)), None)
            if entity is None:
                first = mentions[next((i for i in members if i in there.ids), members[0])]
                entity = entity_id("chain", article.id, str(first.start), first.label)
                entities.append(Entity(entity, first.text, first.label))
            for i in members:
                if i in new and mentions[i].entity is None:
                    mentions[i] = replace(mentions[i], entity=entity)
        return replace(article, mentions=tuple(mentions.values()), entities=tuple(entities))

    def _lost(self, kind: str, one: Any) -> None:
        self._report.lost(kind, self._where, quoted(self._raw[one.begin : one.end]))


def _identifier(entity: Entity) -> str | None:
    is_wikidata = re.fullmatch("Q[0-9]+", entity.external)
    return f"{_WIKIDATA}{entity.external}" if is_wikidata else entity.external or None


def _layer(one: Any) -> str:
    name: str = one.type.name
    return name.rpartition(".")[2]


def _label(one: Any) -> str:
    said = (getattr(one, name, None) for name in _LABELS)
    return next((it for it in said if isinstance(it, str) and it.strip()), _layer(one))
