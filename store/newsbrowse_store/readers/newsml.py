"""NewsML-G2: one article a news item that has its text in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import ReadError
from newsbrowse_store.model import Metadata
from newsbrowse_store.readers import nitf
from newsbrowse_store.readers.facts import a_or_an, address, article, completed, readable
from newsbrowse_store.readers.format import Format
from newsbrowse_store.readers.markup import (
    element_text,
    html_text,
    local_name,
    own_name,
    parse_xml,
    root_of,
)
from newsbrowse_store.readers.newsml_meta import class_of, creators_of, keywords_of, known_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.model import Draft
    from newsbrowse_store.readers.format import Found, Source

_NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
_ROOTS = (
    "catalogItem conceptItem knowledgeItem newsItem newsItemUpdate newsMessage packageItem"
    " planningItem"
)
_TEXT_ELEMENTS = "article body div h1 h2 h3 html main ol p pre section span ul"


def sniff(head: bytes) -> bool:
    """Whether the first element is one of the standard."""
    namespace, name = root_of(head)
    return namespace == _NAMESPACE and name in _ROOTS.split()


def read(source: Source) -> Iterator[Found]:
    """One article a news item, of which a message has several."""
    what = source.name
    root = parse_xml(source.read(), what)
    items = [root] if local_name(root) != "newsmessage" else list(root.iterfind("{*}itemSet/{*}*"))
    if not items:
        raise ReadError(what, "is a message without items", "There is nothing to read in it.")
    for number, item in enumerate(items, 1):
        try:
            yield _article(what, f"item {number}", item)
        except ReadError as error:
            yield error


def _article(what: str, place: str, item: Any) -> Draft:
    kind = local_name(item).removesuffix("item")
    nature = (class_of(item) or kind) if kind == "news" else kind
    text, said, other = _content(item, what)
    if not readable(text) and (nature != "text" or other):
        inside = f" with {other} in it" if other else ""
        reason = f"{place} is {a_or_an(nature)} item{inside} and has no text"
        raise ReadError(what, reason, "Only what has a text in it is read.")
    known = completed(completed(known_of(item), said), Metadata(byline=creators_of(item)))
    if not known.url:
        known = replace(known, url=_elsewhere(item))
    return article(what, place, text, known, keywords_of(item))


def _content(item: Any, what: str) -> tuple[str, Metadata, str]:
    """The text in an item, what it says besides, and the element in its place if it is no text."""
    other = ""
    for inline in item.iterfind("{*}contentSet/{*}*"):
        kind, held = local_name(inline), [each for each in inline if isinstance(each.tag, str)]
        text, known = "", Metadata()
        if kind == "inlinedata" and not inline.get("encoding"):
            text = _data(inline, what)
        elif kind == "inlinexml" and held:
            if local_name(held[0]) == "nitf":
                text, known, _ = nitf.story(held[0])
            elif local_name(held[0]) in _TEXT_ELEMENTS.split():
                text = element_text(inline)
            else:
                other = other or f"<{own_name(held[0])}>"
        if readable(text):
            return text, known, ""
    return "", Metadata(), other


def _data(inline: Any, what: str) -> str:
    data = "".join(inline.itertext())
    return html_text(data, what) if "html" in inline.get("contenttype", "") else data


def _elsewhere(item: Any) -> str:
    """The address of the text, where it is not in the item."""
    remote = (each.get("href") for each in item.iterfind("{*}contentSet/{*}remoteContent"))
    return next(filter(None, map(address, remote)), "")


FORMAT = Format("NewsML-G2", (), sniff, read)
