"""News Industry Text Format (NITF): one article a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from newsbrowse_ingest.readers.article.facts import article, joined, metadata
from newsbrowse_ingest.readers.bytes.markup import element_text, one_line, parse_xml, root_of
from newsbrowse_ingest.readers.format import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source
    from newsbrowse_store.values import Metadata

_NORM = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:T(?P<hour>\d\d):?(?P<minute>\d\d):?(?P<second>\d\d)?(?:[.,]\d+)?)?(?P<zone>Z|[+-]\d\d:?\d\d)?"
)


class Story(NamedTuple):
    """What a document holds: its text, what it says of itself, its keywords."""

    text: str
    known: Metadata
    tags: tuple[str, ...]


def read(source: Source) -> Iterator[Found]:
    """One article."""
    name = source.name
    found = story(parse_xml(source.read(), name))
    yield article(name, "the document", *found)


def story(root: Any) -> Story:
    """The story in the element `nitf`, whatever its namespace."""
    head, front, body = (
        root.find(f".//{{*}}{name}") for name in ("head", "body.head", "body.content")
    )
    known = metadata(
        headline=_said(front, "hedline/{*}hl1") or _said(front, "hedline") or _said(head, "title"),
        byline=joined(map(_names, _all(front, "byline")), ", "),
        dateline=_said(front, "dateline/{*}location") or _said(front, "dateline"),
        source=_of(head, "pubdata", "name") or _said(front, "distributor") or _holder(head),
        published=_date(head) or _norm(_of(front, "dateline/{*}story.date", "norm")),
        url=_of(head, "pubdata", "ex-ref"),
        language=_language(root),
        rights=_said(front, "rights") or _copyright(head),
        caption=joined(map(one_line, _all(body, "media/{*}media-caption")), " · "),
        credit=joined(map(one_line, _all(body, "media/{*}media-producer")), " · "),
        extra={
            "description": _said(front, "abstract"),
            "subheadline": _said(front, "hedline/{*}hl2"),
            "id": _of(head, "docdata/{*}doc-id", "id-string"),
            "slugline": _of(head, "docdata/{*}du-key", "key"),
            "urgency": _of(head, "docdata/{*}urgency", "ed-urg"),
            "note": _of(head, "docdata/{*}ed-msg", "info") or _said(front, "note"),
            "subjects": joined(_subject(each) for each in _all(head, "tobject.subject")),
        },
    )
    tags = [each.get("key") for each in _all(head, "keyword")]
    content = [each for each in (body, root.find(".//{*}tagline")) if each is not None]
    return Story("\n\n".join(filter(None, map(element_text, content))), known, tuple(tags))


def _all(parent: Any, path: str) -> list[Any]:
    return [] if parent is None else list(parent.iterfind(f".//{{*}}{path}"))


def _said(parent: Any, path: str) -> str:
    return one_line(next(iter(_all(parent, path)), None))


def _of(parent: Any, path: str, attribute: str) -> str:
    return next((each.get(attribute) for each in _all(parent, path) if each.get(attribute)), "")


def _names(byline: Any) -> str:
    """The names in a byline, with what those who bear them are."""
    names, titles = one_line(byline), [one_line(each) for each in _all(byline, "byttl")]
    for title in reversed(titles):
        names = names.removesuffix(title).rstrip(" ,")
    return joined((names, *titles), ", ")


def _holder(head: Any) -> str:
    return _of(head, "docdata/{*}doc.copyright", "holder")


def _copyright(head: Any) -> str:
    year = _of(head, "docdata/{*}doc.copyright", "year")[:4]
    return joined(("©", year, _holder(head)), " ") if _holder(head) else ""


def _date(head: Any) -> str:
    """The day it was released or issued; the kinds of date go from the more to the less telling."""
    norms = [_of(head, f"docdata/{{*}}date.{kind}", "norm") for kind in ("release", "issue")]
    return next(filter(None, map(_norm, (*norms, _of(head, "pubdata", "date.publication")))), "")


def _norm(said: str) -> str:
    """A date of NITF, which has no hyphens and colons, as dates are written elsewhere."""
    found = _NORM.fullmatch(said.strip())
    if not found:
        return said
    day = f"{found['year']}-{found['month']}-{found['day']}"
    if not found["hour"]:
        return day
    return f"{day}T{found['hour']}:{found['minute']}:{found['second'] or '00'}{found['zone'] or ''}"


def _language(root: Any) -> str:
    """What the document or its body says; the key is that of `xml:lang`."""
    key = "{http://www.w3.org/XML/1998/namespace}lang"
    return root.get(key) or _of(root, "body", key) or _of(root, "body.content", key)


def _subject(element: Any) -> str:
    parts = ("type", "matter", "detail")
    return joined((element.get(f"tobject.subject.{part}") for part in parts), ": ")


FORMAT = Format("NITF", (".nitf",), lambda head: root_of(head)[1].lower() == "nitf", read)
