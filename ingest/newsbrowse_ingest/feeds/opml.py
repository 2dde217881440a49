"""OPML: lists of feeds, from other feed readers and for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.parsers import expat

from newsbrowse_store.errors import ReadError
from newsbrowse_store.records.feeds import DEEPEST, Feed

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read(data: bytes, name: str) -> list[Feed]:
    """Return the feeds that an OPML file lists, in its order, without names.

    Raises `ReadError` (calling the file `name`) for what is not OPML, and for a file with a
    document type: that is where XML hides bombs, and OPML has none.
    """
    reader = _Reader(name)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two are of encodings
        reason = f"is not OPML ({error})"
        raise ReadError(name, reason, "Export it again from where it came.") from error
    return reader.feeds


def write(feeds: Iterable[Feed]) -> str:
    """Return an OPML file of the feeds, in their folders."""
    root = ET.Element("opml", version="2.0")
    head, body = ET.SubElement(root, "head"), ET.SubElement(root, "body")
    ET.SubElement(head, "title").text = "Feeds of newsbrowse"
    folders = {"": body}
    for feed in feeds:
        said = {"type": "rss", "text": feed.title or feed.name, "xmlUrl": feed.url}
        said |= {"htmlUrl": feed.site} if feed.site else {}
        parent = _folder(folders, feed.folder)
        ET.SubElement(parent, "outline", {key: _NOT_IN_XML.sub("", it) for key, it in said.items()})
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}\n'


def _folder(folders: dict[str, ET.Element], path: str) -> ET.Element:
    """Return the element of a folder, made with those above it if need be."""
    if path not in folders:
        above, _, name = path.rpartition("/")
        parent = _folder(folders, above)
        folders[path] = ET.SubElement(parent, "outline", text=_NOT_IN_XML.sub("", name))
    return folders[path]


class _Reader:
    """Follows the elements as they begin and end. `feeds` are those met."""

    def __init__(self, name: str) -> None:
        self.feeds: list[Feed] = []
        self._name = name
        self._above: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._above and tag.lower() != "opml":
            reason = f"is not OPML: it begins with <{tag[:40]}>"
            raise ReadError(self._name, reason, "Export it again from where it came.")
        if len(self._above) > DEEPEST + 2:  # the two are <opml> and <body>
            reason = f"has folders in each other, more than {DEEPEST}"
            raise ReadError(self._name, reason, "Take some out.")
        said = {key.lower(): value.strip() for key, value in attributes.items()}
        words = " ".join((said.get("title") or said.get("text") or "").split())
        address = said.get("xmlurl", "")
        if tag.lower() == "outline" and address:
            folder = "/".join(filter(None, self._above))
            self.feeds.append(Feed(address, "", words, said.get("htmlurl", ""), folder))
        is_folder = tag.lower() == "outline" and not address
        self._above.append(words.replace("/", "-") if is_folder else "")

    def end(self, _: str) -> None:
        self._above.pop()

    def refuse(self, *_: object) -> None:
        raise ReadError(self._name, "has a document type, which OPML has not", "Take it out.")
