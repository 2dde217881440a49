"""DocBin: spaCy's own binary file of documents (`.spacy`), which `spacy train` is given.

All mentions are in a group of spans, those that do not overlap are entities too, tags are
categories. What spaCy has no place for is in the `user_data` of each document.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from newsbrowse_exchange.format import ExchangeFormat, FilePart, whole
from newsbrowse_exchange.formats.annotation.doc_bin_file import DocBinFile
from newsbrowse_exchange.formats.own_data import (
    CARRIED,
    entity_id,
    joined,
    packed,
    unpacked,
    with_our_newlines,
)
from newsbrowse_store.decisions.article_shape import ArticleShape, MentionShape
from newsbrowse_store.errors import ReadError, quoted
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import Entity, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from spacy.tokens import Doc, DocBin, Span
    from spacy.vocab import Vocab

    from newsbrowse_exchange.format import Context, Files
    from newsbrowse_exchange.report import Report
    from newsbrowse_store.values import Span as Stretch

GROUP = "sc"
"""The group of spans that spaCy's span categorizer learns from, unless it is told otherwise."""

_OURS = "newsbrowse"
_UNALIGNED = "mentions that do not start and end with a token"
_WRITTEN = ("ORTH", "SPACY", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "SENT_START")
_UNPACKED_LIMIT = 2**32
"""The most bytes that a file may unpack to: spaCy holds them all."""


def _write(
    articles: Iterable[ArticleShape], context: Context, report: Report
) -> Iterator[FilePart]:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    vocab = Vocab()
    group = context.option("spans", GROUP)
    with DocBinFile(DocBin(attrs=_WRITTEN).attrs) as file:
        for article in articles:
            tokenized = context.tokenize(article.text, article.metadata.language)
            # Who marked a name over the end of a sentence says that none ends there.
            sentences = (
                sentence
                for sentence in tokenized.sentences
                if not any(one.start < sentence.start < one.end for one in article.mentions)
            )
            doc = _with_words(vocab, article.text, tokenized.tokens, sentences)
            doc.spans[group] = list(_spans(doc, article, report))
            doc.set_ents(_entities(doc.spans[group]))
            doc.cats = dict.fromkeys(article.tags, 1.0)
            doc.user_data[_OURS] = packed(article, doc.text)
            file.add(DocBin(attrs=_WRITTEN, store_user_data=True, docs=[doc]))
        yield from (FilePart("", part) for part in file.parts())


def _with_words(
    vocab: Vocab, text: str, tokens: Iterable[Stretch], sentences: Iterable[Stretch]
) -> Doc:
    """Return a document whose text is the one given, to the last space.

    White space other than one space after a token is a token of its own, as spaCy's tokenizers
    make it.
    """
    from spacy.tokens import Doc

    starts = {sentence.start for sentence in sentences}
    words: list[str] = []
    spaces: list[bool] = []
    sent_starts: list[bool | int | None] = []
    done = 0

    def add(start: int, end: int) -> None:
        nonlocal done
        if gap := text[done:start]:
            if words and gap[0] == " " and not spaces[-1]:
                spaces[-1] = True
                gap = gap[1:]
            if gap:
                words.append(gap)
                spaces.append(False)
                sent_starts.append(len(words) == 1)
        if end > start:
            words.append(text[start:end])
            spaces.append(False)
            sent_starts.append(start in starts or len(words) == 1)
        done = end

    for token in tokens:
        add(token.start, token.end)
    add(len(text), len(text))
    return Doc(vocab, words=words, spaces=spaces, sent_starts=sent_starts)


def _spans(doc: Doc, article: ArticleShape, report: Report) -> Iterator[Span]:
    from spacy.tokens import Span

    starts = {token.idx: token.i for token in doc}
    ends = {token.idx + len(token): token.i + 1 for token in doc}
    known = {one.id: one.external or one.id for one in article.entities}
    # Each string is in the file once, so these are numbers in the article, not ids of the library.
    for number, mention in enumerate(article.mentions, 1):
        start, end = starts.get(mention.start), ends.get(mention.end)
        if start is None or end is None or start >= end:
            report.lost(_UNALIGNED, article.id, quoted(mention.text))
            continue
        yield Span(
            doc,
            start,
            end,
            mention.label,
            kb_id=known.get(mention.entity or "", mention.entity or ""),
            span_id=str(number),
        )


def _entities(spans: Iterable[Span]) -> list[Span]:
    from spacy.util import filter_spans

    # spaCy refuses to learn entities that start or end with white space.
    found: list[Span] = filter_spans(
        one for one in spans if not (one[0].is_space or one[-1].is_space)
    )
    return found


def _read(files: Files, _: Context, report: Report) -> Iterator[ArticleShape]:
    from spacy.vocab import Vocab

    vocab = Vocab()
    for name in files.names():
        for number, doc in enumerate(_docs(_unpacked(whole(files, name), name), vocab), 1):
            if isinstance(doc, Exception):
                report.wrong(name, 0, f"document {number} cannot be read ({doc})")
            else:
                yield _article(doc, report, f"{name}, document {number}")


def _unpacked(data: bytes, name: str) -> DocBin:
    from spacy.tokens import DocBin

    size, unpacker = 0, zlib.decompressobj()
    try:
        for start in range(0, len(data), 2**16):
            chunk = data[start : start + 2**16]
            while chunk and size <= _UNPACKED_LIMIT:
                size += len(unpacker.decompress(chunk, 2**20))
                chunk = unpacker.unconsumed_tail
        if size > _UNPACKED_LIMIT:
            raise ReadError(name, f"unpacks to more than {_UNPACKED_LIMIT // 2**30} GiB")
        return DocBin().from_bytes(data)
    except ReadError:
        raise
    except Exception as error:  # whatever spaCy makes of bytes that are none of its own
        raise ReadError(name, "is no DocBin, or only a part of one") from error


def _docs(docs: DocBin, vocab: Vocab) -> Iterator[Doc | Exception]:
    """Yield documents one at a time, so that one that is damaged does not hide those after it."""
    from spacy.attrs import IDS
    from spacy.tokens import DocBin

    for string in docs.strings:
        vocab.strings.add(string)
    wanted = [at for at, attr in enumerate(docs.attrs) if attr in {IDS[it] for it in _WRITTEN}]
    for at, tokens in enumerate(docs.tokens):
        try:
            one = DocBin()
            one.attrs = [docs.attrs[column] for column in wanted]
            one.tokens = [tokens[:, wanted]]
            one.spaces, one.cats = [docs.spaces[at]], [docs.cats[at]]
            one.span_groups, one.flags = [docs.span_groups[at]], [docs.flags[at]]
            one.user_data = docs.user_data[at : at + 1]
            yield from one.get_docs(vocab)
        except Exception as error:  # see above
            yield error


def _article(doc: Doc, report: Report, where: str) -> ArticleShape:
    text, at = with_our_newlines(doc.text)
    kept = _kept(doc.user_data, text, report, where)
    known = list(kept.entities if kept else ())
    entities = {one.external or one.id: one.id for one in known}
    ids = {str(number): one.id for number, one in enumerate(kept.mentions if kept else (), 1)}
    mentions: dict[tuple[int, int, str], MentionShape] = {}
    in_groups = [(span, span.id_) for group in doc.spans.values() for span in group]
    # The ids of entities are those of the rules that found them.
    for span, id_ in (*in_groups, *((span, "") for span in doc.ents)):
        start, end = at(span.start_char), at(span.end_char)
        label, linked = span.label_, span.kb_id_
        if not label or start >= end:
            report.lost("spans without a label", where, quoted(span.text))
            continue
        if linked not in (*entities, "", "NIL"):
            new = Entity(entity_id("external", linked), span.text, label, external=linked)
            known.append(new)
            entities[linked] = new.id
        mentions.setdefault(
            (start, end, label),
            MentionShape(
                id=ids.get(id_, UNSET),
                start=start,
                end=end,
                label=label,
                text=text[start:end],
                entity=entities.get(linked),
            ),
        )
    tags = tuple(str(tag) for tag, score in doc.cats.items() if score >= 0.5)
    if kept is None:
        numbered = (replace(it, id=str(n)) for n, it in enumerate(mentions.values(), 1))
        return ArticleShape(
            id=article_id(text),
            text=text,
            tags=tags,
            mentions=tuple(numbered),
            entities=tuple(known),
        )
    back = joined(kept, mentions.values(), _shown(kept, doc)).article
    return replace(back, tags=tags, entities=tuple(known))


def _kept(data: Mapping[Any, Any], text: str, report: Report, where: str) -> ArticleShape | None:
    ours = data.get(_OURS)
    if not isinstance(ours, str):
        return None
    try:
        return unpacked(ours, text)
    except ReadError as error:
        report.wrong(where, 0, f"what newsbrowse added cannot be read: {error.what} {error.reason}")
        return None


def _shown(kept: ArticleShape, doc: Doc) -> set[str]:
    """Return the ids of the mentions that spaCy could be shown."""
    starts = {token.idx for token in doc}
    ends = {token.idx + len(token) for token in doc}
    return {str(one.id) for one in kept.mentions if one.start in starts and one.end in ends}


def _claims(name: str, head: bytes) -> bool:
    if not name.lower().endswith(".spacy"):
        return False
    try:
        return b"version" in zlib.decompressobj().decompress(head, 64)
    except zlib.error:
        return False


FORMAT = ExchangeFormat(
    name="docbin",
    title="spaCy DocBin, to train pipelines with",
    suffixes=(".spacy",),
    carries=CARRIED,
    write=_write,
    read=_read,
    claims=_claims,
    binary=True,
    options=(("spans", "the key of the group of all mentions (sc)"),),
)
