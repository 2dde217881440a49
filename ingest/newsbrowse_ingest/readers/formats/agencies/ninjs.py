"""News in JSON (IPTC ninjs 1.x, 2.x and 3.x): one article an item that has a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from newsbrowse_ingest.readers.article.facts import (
    a_or_an,
    address,
    article,
    completed,
    joined,
    metadata,
    readable,
    words,
)
from newsbrowse_ingest.readers.bytes.json_stream import first_keys, values
from newsbrowse_ingest.readers.bytes.markup import html_story, html_text, parse_xml, plain_text
from newsbrowse_ingest.readers.format import Format, Remark
from newsbrowse_ingest.readers.formats.agencies import nitf
from newsbrowse_store.errors import ReadError
from newsbrowse_store.text.tokens import paragraphs
from newsbrowse_store.values import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsbrowse_ingest.readers.format import Found, Source
    from newsbrowse_store.values import Draft


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


class Said(NamedTuple):
    """A headline, description or body: what it is for, how it is written, and the words."""

    role: str
    markup: Literal["plain", "html", "nitf"]
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item or an object in one; its keys are in lower case, as they were before version 3."""

    values: Mapping[str, Any]

    @classmethod
    def of(cls, value: Any) -> Self:
        """Make one; what is no object has nothing in it."""
        pairs = value.items() if isinstance(value, dict) else ()
        return cls({key.lower(): each for key, each in pairs})

    def words(self, *keys: str) -> str:
        """Return what the first of the keys says that says anything."""
        return next(filter(None, (words(self.values.get(key)) for key in keys)), "")

    def items(self, *keys: str) -> list[Item]:
        """Return the objects in these lists; in version 1 some were objects themselves."""
        found: list[Any] = []
        for value in map(self.values.get, keys):
            found += value.values() if isinstance(value, dict) else _list(value)
        return [Item.of(each) for each in found if isinstance(each, dict)]

    def names(self, *keys: str, mark: str = "; ") -> str:
        """Return the names of the objects in these lists."""
        return joined((item.words("name", "literal") for item in self.items(*keys)), mark)

    def keywords(self) -> list[str]:
        """Return the keywords, which are words or objects with a name."""
        found = _list(self.values.get("keywords"))
        return [words(each) or Item.of(each).words("name", "value") for each in found]

    def said(self, one: str, many: str) -> list[Said]:
        """Return all texts of a kind: `body_text` and its like, or those in `bodies`."""
        prefix = f"{one}_"
        found = [
            (key.removeprefix(prefix), "", value)
            for key, value in self.values.items()
            if key.startswith(prefix)
        ]
        for item in self.items(many):
            kind = item.words("contenttype").lower()
            found.append((item.words("role").lower(), kind, item.values.get("value")))
        return [
            Said(role, _markup(f"{role} {kind}", value), value)
            for role, kind, value in found
            if isinstance(value, str)
        ]

    def identifiers(self) -> str:
        """Return the other identifiers, each with what it is for."""
        value = self.values.get("altids")
        pairs = list(value.items()) if isinstance(value, dict) else []
        pairs += [(item.words("role"), item.words("value")) for item in self.items("altids")]
        return joined(f"{role}: {words(said)}" for role, said in pairs if words(said))

    def kind(self) -> str:
        """Return what the item is: `text`, `picture`, `event` and so on."""
        if "eventdetails" in self.values:
            return "event"
        return "planning" if "plannedcoverage" in self.values else self.words("type")[:20].lower()


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _markup(kind: str, value: str) -> Literal["plain", "html", "nitf"]:
    if "nitf" in kind:
        return "nitf"
    tagged = value.lstrip().startswith("<") and "plain" not in kind
    return "html" if "html" in kind or tagged else "plain"
