"""Placing: what was annotated in one text, found again in the text that a library has of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import UNSET, UnsetType

from newsbrowse_store.errors import quoted
from newsbrowse_store.text.differences import Places, compare
from newsbrowse_store.values import Span, replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse_exchange.report import Report
    from newsbrowse_store.decisions.article_shape import ArticleShape

    Find = Callable[[Span, str], Span | None]

_NO_PLACE = "decisions whose words are not in the article"


class _Stretch(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def text(self) -> str: ...


def squeezed(text: str) -> str:
    """Return a text without its white space: what stays the same however it was cut in lines."""
    return "".join(text.split())


def placed(given: ArticleShape, text: str, report: Report) -> ArticleShape:
    """Return an article's annotations with their offsets in `text`; the rest is told as lost.

    The text they were made in may have other white space, or be another version, or not be there:
    then they are found by their words, of several places the one nearest to where they were.
    """
    if given.text == text:
        return given
    find = _finder(given.text, text)
    lost: set[str] = set()

    def at(one: _Stretch) -> Span | None:
        span = find(Span(one.start, one.end), one.text)
        if span is None:
            report.lost(_NO_PLACE, given.id, quoted(one.text or f"{one.start}:{one.end}"))
        return span

    mentions = []
    for mention in given.mentions:
        if span := at(mention):
            words = text[span.start : span.end]
            mentions.append(replace(mention, start=span.start, end=span.end, text=words))
        elif not isinstance(mention.id, UnsetType):
            lost.add(f"mention:{mention.id}")
    rejections = []
    for rejection in given.rejections:
        if span := at(rejection):
            words = text[span.start : span.end]
            rejections.append(replace(rejection, start=span.start, end=span.end, text=words))
    relations = []
    for relation in given.relations:
        spans = filter(None, map(at, relation.evidence))
        evidence = tuple(
            replace(relation.evidence[0], start=span.start, end=span.end, text="") for span in spans
        )
        relations.append(replace(relation, evidence=evidence))
    return replace(
        given,
        text=text,
        regions=(),
        mentions=tuple(replace(one, grown_over=UNSET) for one in mentions),
        rejections=tuple(rejections),
        relations=tuple(relations),
        notes=tuple(note for note in given.notes if note.on not in lost),
    )


def _finder(old: str, new: str) -> Find:
    if old and squeezed(old) == squeezed(new):
        return _by_letters(old, new)
    if not old:
        return lambda span, words: _by_words(new, span, words)
    places = Places(compare(old, new))

    def find(span: Span, words: str) -> Span | None:
        words = words or old[span.start : span.end]
        found = places.find(span)
        if found is not None and squeezed(new[found.start : found.end]) == squeezed(words):
            return found
        return _by_words(new, span, words)

    return find


def _by_letters(old: str, new: str) -> Find:
    """Find by counting what is not white space: the two texts have the same."""
    before = [at for at, letter in enumerate(old) if not letter.isspace()]
    number = {at: number for number, at in enumerate(before)}
    after = [at for at, letter in enumerate(new) if not letter.isspace()]

    def find(span: Span, _: str) -> Span | None:
        inner = [at for at in range(max(span.start, 0), min(span.end, len(old))) if at in number]
        return Span(after[number[inner[0]]], after[number[inner[-1]]] + 1) if inner else None

    return find


def _by_words(text: str, span: Span, words: str) -> Span | None:
    """Find words, of several places the nearest to where they were."""
    words = words.strip()
    if not words:
        return None
    if text.startswith(words, span.start) and span.start >= 0:
        return Span(span.start, span.start + len(words))
    best: int | None = None
    at = text.find(words)
    while at >= 0:
        if best is None or abs(at - span.start) < abs(best - span.start):
            best = at
        at = text.find(words, at + 1)
    return None if best is None else Span(best, best + len(words))
