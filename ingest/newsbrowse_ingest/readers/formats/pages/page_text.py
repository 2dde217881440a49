"""Page text: the bytes of a saved page as text, in the encoding that it says or seems to be in."""

from __future__ import annotations

import codecs
import re

from newsbrowse_ingest.readers.bytes.decode import decode, known_codec
from newsbrowse_ingest.readers.bytes.markup import undeclared
from newsbrowse_store.errors import ReadError
from newsbrowse_store.text.tokens import normalise_newlines, storable

LIMIT = 8 * 2**20
"""The most bytes of markup that are looked for an article; pictures in the page do not count."""

_HEAD = 4_096
_DECLARED = re.compile(
    rb"""<meta\s[^>]{0,300}?charset\s*=\s*["']?\s*([\w:.-]{1,40})|<\?xml\s[^>]{0,100}?encoding="""
    rb"""["']([\w:.-]{1,40})""",
    re.IGNORECASE,
)
_PICTURE = re.compile(rb"data:[\w.+/-]{1,100}(?:;[\w.+=-]{1,40})*;base64,[A-Za-z0-9+/=]{64,}")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_SEVEN_BIT = ("iso2022", "hz")


def page_text(data: bytes, name: str) -> str:
    """The source of a page, with LF line ends, storable, and without an XML declaration.

    A mark at the start tells the encoding; bytes that are UTF-8 are read as such, whatever they
    say; else what the page declares counts. Raises `ReadError`, calling the input `name`, if the
    page is no text, or too large without the pictures in it.
    """
    if len(data) > LIMIT:
        data = _PICTURE.sub(b"", data)
    if len(data) > LIMIT:
        remedy = "Save the text of the article only."
        raise ReadError(name, f"is a web page larger than {LIMIT // 2**20} MiB", remedy)
    declared = "" if data.startswith(_MARKS) else _declared(data[:_HEAD])
    if declared and (declared.startswith(_SEVEN_BIT) or not _utf8(data)):
        text = storable(normalise_newlines(data.decode(declared, "replace")))
    else:
        text = decode(data, name)
    return undeclared(text)


def _declared(head: bytes) -> str:
    """The codec for what the page says it is in; empty if it does not, or in words unknown."""
    found = _DECLARED.search(head)
    return known_codec((found[1] or found[2]).decode("latin-1")) if found else ""


def _utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
