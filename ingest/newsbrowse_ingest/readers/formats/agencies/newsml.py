"""NewsML-G2: one article a news item that has its text in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.article.facts import (
    a_or_an,
    address,
    article,
    completed,
    joined,
    metadata,
    readable,
)
from newsbrowse_ingest.readers.bytes.markup import (
    element_text,
    html_text,
    local_name,
    one_line,
    own_name,
    parse_xml,
    root_of,
)
from newsbrowse_ingest.readers.format import Format
from newsbrowse_ingest.readers.formats.agencies import nitf
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Metadata, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source
    from newsbrowse_store.values import Draft


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


_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_KINDS = {"person": "people", "organisation": "organisations", "event": "events"}
_KINDS |= {"geoArea": "places", "poi": "places"}
"""What a subject of this kind is listed among; the others are subjects and nothing else."""

_CONTENT = ("slugline", "urgency", "contentCreated")
_ITEM = ("edNote", "firstCreated", "embargoed")


def known_of(item: Any) -> Metadata:
    """The metadata that an item gives, whatever kind of item it is."""
    language = _language(item)
    rights = ("copyrightNotice", "usageTerms")
    captions, gist = _descriptions(item)
    infosources = _names(item, "contentMeta/{*}infoSource", language)
    guid = item.get("guid", "")
    return metadata(
        headline=_said(item, "contentMeta/{*}headline") or _said(item, "itemMeta/{*}title"),
        byline=_said(item, "contentMeta/{*}by"),
        dateline=_said(item, "contentMeta/{*}dateline")
        or _names(item, "contentMeta/{*}located", language),
        caption=captions,
        credit=_said(item, "contentMeta/{*}creditline"),
        source=_names(item, "itemMeta/{*}provider", language)
        or _names(item, "rightsInfo/{*}copyrightHolder", language)
        or infosources
        or _code(item, "itemMeta/{*}provider"),
        published=_said(item, "itemMeta/{*}versionCreated")
        or _said(item, "itemMeta/{*}firstCreated"),
        url=guid,
        language=language,
        rights=joined(_said(item, f"rightsInfo/{{*}}{name}") for name in rights),
        extra={
            "guid": "" if address(guid) else guid,
            "version": item.get("version"),
            "description": gist,
            "infosources": infosources,
            "genre": _names(item, "contentMeta/{*}genre", language),
            "service": _names(item, "itemMeta/{*}service", language),
            "pubstatus": _code(item, "itemMeta/{*}pubStatus"),
            **_subjects(item, language),
            **{name.lower(): _said(item, f"contentMeta/{{*}}{name}") for name in _CONTENT},
            **{name.lower(): _said(item, f"itemMeta/{{*}}{name}") for name in _ITEM},
        },
    )


def creators_of(item: Any) -> str:
    """Those who made the content, as far as they have names."""
    return _names(item, "contentMeta/{*}creator", _language(item), ", ")


def keywords_of(item: Any) -> list[str]:
    """The keywords of an item."""
    return [one_line(each) for each in item.iterfind("{*}contentMeta/{*}keyword")]


def class_of(item: Any) -> str:
    """What nature of news an item is: `text`, `picture`, `composite` and so on."""
    return _code(item, "itemMeta/{*}itemClass")


def _language(item: Any) -> str:
    content = item.find("{*}contentMeta/{*}language")
    said = content.get("tag", "") if content is not None else ""
    inline = (each.get(_LANGUAGE) for each in item.iterfind("{*}contentSet/{*}inlineXML"))
    return said or next(filter(None, inline), "") or item.get(_LANGUAGE, "")


def _said(item: Any, path: str) -> str:
    return one_line(item.find(f"{{*}}{path}"))


def _code(item: Any, path: str) -> str:
    """The code that an element names, without the scheme it is from."""
    element = item.find(f"{{*}}{path}")
    if element is None:
        return ""
    code = element.get("qcode", "").partition(":")[2]
    return str(code or element.get("uri", "").rpartition("/")[2])


def _names(item: Any, path: str, language: str, mark: str = "; ") -> str:
    return joined((_name(each, language) for each in item.iterfind(f"{{*}}{path}")), mark)


def _name(concept: Any, language: str) -> str:
    """The name of a concept in the language of the item, else its first one."""
    names = list(concept.iterfind("{*}name"))
    main = language[:2].lower()
    own = [name for name in names if name.get(_LANGUAGE, "").lower().startswith(main)]
    return one_line(next(iter((own if main else []) + names), None))


def _subjects(item: Any, language: str) -> dict[str, str]:
    """The names of what it is about, by kind; a name may stand in an assertion on the same code."""
    asserted = {
        each.get("qcode") or each.get("literal"): _name(each, language)
        for each in item.iterfind("{*}assert")
    }
    found: dict[str, list[str]] = {}
    for subject in item.iterfind("{*}contentMeta/{*}subject"):
        kind = _KINDS.get(subject.get("type", "").partition(":")[2], "subjects")
        name = _name(subject, language) or ", ".join(_facets(subject, language))
        code = subject.get("qcode") or subject.get("literal")
        found.setdefault(kind, []).append(name or asserted.get(code, ""))
    return {kind: joined(names) for kind, names in found.items()}


def _facets(subject: Any, language: str) -> Iterator[str]:
    for part in ("mainConcept", "facetConcept"):
        for concept in subject.iterfind(f"{{*}}{part}"):
            if name := _name(concept, language):
                yield name


def _descriptions(item: Any) -> tuple[str, str]:
    """The captions, and what describes the item otherwise."""
    captions: list[str] = []
    others: list[str] = []
    for each in item.iterfind("{*}contentMeta/{*}description"):
        (captions if "caption" in each.get("role", "").lower() else others).append(one_line(each))
    return joined(captions, " · "), joined(others, " ")
