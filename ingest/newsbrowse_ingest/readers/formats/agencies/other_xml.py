"""XML of no known kind: an NITF story inside it is read, the rest is refused rather than shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.article.facts import article
from newsbrowse_ingest.readers.bytes.markup import own_name, parse_xml
from newsbrowse_ingest.readers.format import Format
from newsbrowse_ingest.readers.formats.agencies import nitf
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.readers.format import Found, Source

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s")


def read(source: Source) -> Iterator[Found]:
    """One article an NITF story."""
    what = source.name
    root = parse_xml(source.read(), what)
    stories = list(root.iter("{*}nitf"))
    if not stories:
        reason = f"is XML of a kind that is not read (its first element is <{own_name(root)}>)"
        raise ReadError(what, reason, "Save its text as plain text.")
    for number, story in enumerate(stories, 1):
        try:
            yield article(what, f"story {number}", *nitf.story(story))
        except ReadError as error:
            yield error


FORMAT = Format("XML", (".xml",), lambda head: bool(_DECLARATION.match(head)), read)
