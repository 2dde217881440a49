"""Facts: what a feed or an agency says of an article, made fit for its metadata."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers.article.dates import date_or_part
from newsbrowse_ingest.readers.article.story import draft
from newsbrowse_ingest.readers.bytes.markup import plain_text
from newsbrowse_store.errors import ReadError
from newsbrowse_store.text.tokens import storable
from newsbrowse_store.values import Metadata, fields, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsbrowse_store.values import Draft

_BY = re.compile(r"by:?\s+(?=\S)", re.IGNORECASE)
_BY_ELSEWHERE = {
    "Af": ("da",),
    "Av": ("nb", "nn", "no", "sv"),
    "Di": ("it",),
    "Door": ("nl",),
    "Par": ("fr",),
    "Por": ("es", "pt"),
    "Von": ("de",),
}
"""What it is in other languages; in some this is a part of names too."""

_LEADING_ON = {"doi.org", "dx.doi.org"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}")


def words(value: Any) -> str:
    """A string on one line, or the digits of a number; empty for everything else."""
    if isinstance(value, str):
        return " ".join(storable(value).replace("\0", "\ufffd").split())
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def a_or_an(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[:1].lower() in set('aeiou') else 'a'} {noun}"


def joined(values: Iterable[Any], mark: str = "; ") -> str:
    """The words of the values that have any, each once."""
    return mark.join(dict.fromkeys(filter(None, map(words, values))))


def address(said: Any, base: str = "") -> str:
    """The http(s) address that is said, in full where `base` is; empty if it is none."""
    written = words(said)
    try:
        url = urljoin(base, written)
        parts = urlsplit(url)
    except ValueError:
        return ""
    whole = parts.scheme in {"http", "https"} and parts.hostname and url.isprintable()
    return url.replace(" ", "%20") if written and whole else ""


def site(url: str) -> str:
    """The host of an address, without `www.`; empty for one that only leads on to others."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in _LEADING_ON else host


def metadata(extra: Mapping[str, Any], **said: Any) -> Metadata:
    """The metadata that is `said` of an article; what cannot be meant is left out.

    A byline loses its `By`, in the language of the article too; a date that cannot be told is kept
    in `extra`.
    """
    facts = {name: words(value) for name, value in said.items()}
    more = {name: words(value) for name, value in extra.items()}
    if "published" in facts:
        written = facts["published"]
        facts["published"] = date_or_part(written)
        more |= {} if facts["published"] else {"date": written}
    if "language" in facts:
        tag = facts["language"].replace("_", "-")
        facts["language"] = tag if _LANGUAGE.fullmatch(tag) else ""
    if "byline" in facts:
        facts["byline"] = _names(facts["byline"], facts.get("language", ""))
    if "url" in facts:
        facts["url"] = address(facts["url"])
    return Metadata(**facts, extra={name: each for name, each in more.items() if each})  # type: ignore[arg-type]


def _names(byline: str, language: str) -> str:
    """The names in a byline: `Von Ana Ruiz` has the word before them, `Von der Aa` is one."""
    word, _, names = byline.partition(" ")
    if names[:1].isupper() and language[:2].lower() in _BY_ELSEWHERE.get(word, ()):
        return names
    return _BY.sub("", byline, count=1)


def completed(known: Metadata, more: Metadata) -> Metadata:
    """What is `known`, and of `more` what it leaves open."""
    left_open = {
        name: getattr(more, name)
        for name in fields(Metadata)
        if name != "headline_derived" and not getattr(known, name)
    }
    return replace(known, **left_open | {"extra": {**more.extra, **known.extra}})


def readable(text: str) -> bool:
    """Whether there is a letter or a digit in the text."""
    return any(map(str.isalnum, text))


def article(what: str, place: str, text: str, known: Metadata, tags: Iterable[Any] = ()) -> Draft:
    """The draft of an article with this text, which lies at `place` in the input `what`.

    Raises `ReadError` when there is no text, or nothing in it but the headline, and `NoTextError`
    when there is an address in its place. An extra `description` that the text repeats goes.
    """
    text = plain_text(text)
    tags = tuple(dict.fromkeys(filter(None, map(_tag, tags))))
    line = words(text)
    if known.extra.get("description", "").rstrip(" .…") in line:
        extra = {name: said for name, said in known.extra.items() if name != "description"}
        known = replace(known, extra=extra)
    if readable(line) and line.casefold() != known.headline.casefold():
        return draft(text, known, tags)
    if known.url:
        raise NoTextError.of(what, known, tags)
    raise ReadError(what, f"{place} has no text", "There is nothing to read in it.")


def _tag(said: Any) -> str:
    said = unescape(words(said))  # many a program writes `R&amp;D` into what is no HTML
    parts = (words(part) for part in said.lstrip("#").split("/"))
    tag = "/".join(filter(None, parts))
    return tag if tag.isprintable() else ""
