"""All formats that articles are read from. The module is imported when one is first looked for.

A format is a module with a `FORMAT`, or a `CONTAINER` where it holds files of other formats;
adding it to `FORMATS` is all it takes to join.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.containers import (
    compressed,
    mbox,
    tar_archive,
    web_archive,
    zip_archive,
)
from newsbrowse_ingest.readers.formats.agencies import newsml, ninjs, nitf, other_xml
from newsbrowse_ingest.readers.formats.documents import docx, epub, odt, pdf
from newsbrowse_ingest.readers.formats.pages import bookmarks, web_page
from newsbrowse_ingest.readers.formats.syndication import json_feed, rss_atom, sitemap
from newsbrowse_ingest.readers.formats.tables import delimited, json_records, ris
from newsbrowse_ingest.readers.formats.texts import mail, markdown, plain

if TYPE_CHECKING:
    from newsbrowse_ingest.readers.format import Container, Format

FORMATS: tuple[Format | Container, ...] = (
    web_archive.CONTAINER,
    tar_archive.CONTAINER,
    compressed.CONTAINER,
    docx.FORMAT,
    odt.FORMAT,
    epub.FORMAT,
    zip_archive.CONTAINER,
    pdf.FORMAT,
    mbox.CONTAINER,
    mail.FORMAT,
    rss_atom.FORMAT,
    json_feed.FORMAT,
    ninjs.FORMAT,
    newsml.FORMAT,
    nitf.FORMAT,
    sitemap.FORMAT,
    bookmarks.FORMAT,
    web_page.FORMAT,
    other_xml.FORMAT,
    ris.FORMAT,
    json_records.FORMAT,
    delimited.FORMAT,
    markdown.FORMAT,
    plain.FORMAT,
)
"""Every format, the more telling ones first; the last one takes what no other claims."""
