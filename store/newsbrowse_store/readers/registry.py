"""All formats that articles are read from. The module is imported when one is first looked for.

A format is a module with a `FORMAT`, or a `CONTAINER` where it holds files of other formats;
adding it to `FORMATS` is all it takes to join.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.readers import (
    bookmarks,
    compressed,
    delimited,
    docx,
    epub,
    feeds,
    json_feed,
    json_records,
    mail,
    markdown,
    mbox,
    newsml,
    ninjs,
    nitf,
    odt,
    other_xml,
    pdf,
    plain,
    ris,
    sitemap,
    tar_archive,
    web_archive,
    web_page,
    zip_archive,
)

if TYPE_CHECKING:
    from newsbrowse_store.readers.format import Container, Format

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
    feeds.FORMAT,
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
