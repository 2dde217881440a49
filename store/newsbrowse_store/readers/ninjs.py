"""News in JSON (IPTC ninjs 1.x, 2.x and 3.x): one article an item that has a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.errors import ReadError
from newsbrowse_store.model import Metadata
from newsbrowse_store.readers import nitf
from newsbrowse_store.readers.facts import (
    a_or_an,
    address,
    article,
    completed,
    joined,
    metadata,
    readable,
)
from newsbrowse_store.readers.format import Format, Remark
from newsbrowse_store.readers.jsons import first_keys, values
from newsbrowse_store.readers.markup import html_story, html_text, parse_xml, plain_text
from newsbrowse_store.readers.ninjs_item import Item
from newsbrowse_store.text.tokens import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.model import Draft
    from newsbrowse_store.readers.format import Found, Source
    from newsbrowse_store.readers.ninjs_item import Said

_TELLING = (
    "altids associations bodies body_text body_xhtml copyrightholder copyrightnotice eventdetails"
    " headlines plannedcoverage pubstatus representationtype rightsinfo standard $standard"
    " trustindicators urgency usageterms versioncreated"
)
"""Keys of which an item has one at least besides its `uri`; version 3 has capitals in them."""

_LISTS = {
    "subjects": ("subject", "subjects"),
    "people": ("person", "people"),
    "organisations": ("organisation", "organisations"),
    "places": ("place", "places"),
    "events": ("event", "events"),
    "objects": ("object", "objects"),
    "genre": ("genre", "genres"),
}
"""The lists whose names are kept, as version 1 and the later ones call them."""

_KEPT = (
    "slugline ednote urgency profile version pubstatus firstcreated contentcreated embargoed"
    " expires"
)
_PICTURES = frozenset(("", "audio", "graphic", "picture", "video"))
_NO_DESCRIPTION = frozenset(("creditline", "note", "writer"))


def sniff(head: bytes) -> bool:
    """Whether the first item has an identifier and another key of the standard."""
    keys = {key.lower() for key in first_keys(head)}
    return "uri" in keys and not keys.isdisjoint(_TELLING.split())


def read(source: Source) -> Iterator[Found]:
    """One article an item, whether there is one, a list of them, or one a line."""
    for number, value in enumerate(values(source), 1):
        if isinstance(value, ReadError | Remark):
            yield value
            continue
        try:
            yield _article(source.name, f"ninjs item {number}", Item.of(value))
        except ReadError as error:
            yield error


def _article(what: str, place: str, item: Item) -> Draft:
    kind = item.kind()
    bodies = _bodies(item, what)
    if kind in {"", "composite", "text"}:  # some texts are sent with their first lines only
        bodies = bodies or [(_description(item, what), Metadata())]
    text, said = max(bodies, key=lambda body: len(paragraphs(body[0])), default=("", Metadata()))
    if not readable(text):
        called = f" is {a_or_an(kind)} item and" if kind else ""
        raise ReadError(what, f"{place}{called} has no text", "Only what has a body is read.")
    return article(what, place, text, completed(_known(item, what), said), item.keywords())


def _known(item: Item, what: str) -> Metadata:
    headlines = sorted(item.said("headline", "headlines"), key=lambda said: said.role != "main")
    pictures = [it for it in item.items("associations") if it.words("type") in _PICTURES]
    captions = [_description(picture, what) for picture in pictures]
    uri = item.words("uri")
    return metadata(
        headline=item.words("headline") or _first(headlines, what) or item.words("title"),
        byline=item.words("byline", "by"),
        dateline=item.words("located"),
        caption=joined(captions, " · "),
        credit=joined((it.words("by", "byline") for it in pictures), " · "),
        source=item.words("copyrightholder") or item.names("infosources", mark=", "),
        published=item.words("versioncreated", "firstcreated"),
        url=uri,
        language=item.words("language"),
        rights=joined((item.words("copyrightnotice"), item.words("usageterms"))),
        extra={
            "uri": "" if address(uri) else uri,
            "altids": item.identifiers(),
            "description": _description(item, what),
            "infosources": item.names("infosources"),
            **{name: item.names(*keys) for name, keys in _LISTS.items()},
            **{key: item.words(key) for key in _KEPT.split()},
        },
    )


def _description(item: Item, what: str) -> str:
    """What describes the item: the caption of a picture, the gist of a text."""
    found = [
        it for it in item.said("description", "descriptions") if it.role not in _NO_DESCRIPTION
    ]
    return _first(found, what)


def _first(found: list[Said], what: str) -> str:
    """The first of what is said, without its markup."""
    texts = (html_text(it.value, what) if it.markup == "html" else it.value for it in found)
    return next(filter(readable, texts), "")


def _bodies(item: Item, what: str) -> list[tuple[str, Metadata]]:
    """The texts of an item, plain ones first, and what they say besides.

    One that is broken goes, if there are others.
    """
    order = ("plain", "html", "nitf")
    bodies, errors = [], []
    for said in sorted(item.said("body", "bodies"), key=lambda said: order.index(said.markup)):
        try:
            bodies.append(_body(said, what))
        except ReadError as error:
            errors.append(error)
    if errors and not bodies:
        raise errors[0]
    return bodies


def _body(said: Said, what: str) -> tuple[str, Metadata]:
    if said.markup == "nitf":
        story = nitf.story(parse_xml(said.value, what))
        return story.text, story.known
    text, caption = html_story(said.value, what) if said.markup == "html" else (said.value, "")
    return plain_text(text), Metadata(caption=caption)


FORMAT = Format("ninjs", (), sniff, read)
