"""What an item of NewsML-G2 says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbrowse_store.readers.facts import address, joined, metadata
from newsbrowse_store.readers.markup import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.model import Metadata

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
