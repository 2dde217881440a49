"""Bookmarks exported from browsers, Pocket and Instapaper."""

from __future__ import annotations

import pytest

from ingest.readers.reading import addresses, errors, format_name, read_all, refusals

NETSCAPE = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks Menu</H1>
<DL><p>
<DT><A HREF="https://a.example/1?a=1&amp;b=2" ADD_DATE="1686813518" TAGS="law,trade">Treaty &amp; <b>law</b></A>
<DD>Signed in <i>Port Amsel</i>,
at noon.
<DT><H3 ADD_DATE="1">Ships</H3>
<DL><p>
    <DT><H3>Old</H3>
    <DL><p><DT><A HREF='http://a.example/2'>Tugs</A></DL><p>
    <DT><A HREF=https://a.example/3 ICON="data:image/png;base64,AA==">Ferries</A>
    <DT><A HREF="javascript:alert(1)">Run</A>
</DL><p>
<DT><A HREF="place:sort=8">Recent</A>
<DT><A HREF="https://a.example/4"></A>
</DL>
"""  # noqa: E501
POCKET = """<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1>
<ul><li><a href="https://a.example/1" time_added="1688628695" tags="law">Treaty</a></li></ul>
<h1>Read Archive</h1><ul><li><a href="https://a.example/2" tags="">Ships</a></li></ul></body></html>
"""
INSTAPAPER = """<!doctype html><html><head><meta charset="utf-8"><title>Instapaper: Export</title>
</head><body><h1>Starred</h1><ol><li><a href="https://a.example/1">Treaty</a></ol></body></html>
"""


def test_bookmarks_of_a_browser_are_entries_without_text() -> None:
    found = read_all(NETSCAPE)
    first, second, third, fourth = addresses(found)
    assert first.url == "https://a.example/1?a=1&b=2"
    assert first.headline == "Treaty & law"
    assert first.extra == {
        "saved": "2023-06-15T07:18:38+00:00",
        "note": "Signed in Port Amsel, at noon.",
    }
    assert (second.headline, second.extra) == ("Tugs", {"folder": "Ships/Old"})
    assert (third.url, third.extra) == ("https://a.example/3", {"folder": "Ships"})
    assert (fourth.url, fourth.headline, fourth.extra) == ("https://a.example/4", "", {})
    assert errors(found)[0].tags == ("law", "trade")  # type: ignore[attr-defined]
    assert "holds bookmarks that lead to no web page: 2." in str(found[-1])


def test_pages_of_read_later_services() -> None:
    first, second = addresses(read_all(POCKET))
    assert (first.headline, first.extra["folder"]) == ("Treaty", "Unread")
    assert (second.headline, second.extra) == ("Ships", {"folder": "Read Archive"})
    (entry,) = addresses(read_all(INSTAPAPER))
    assert (entry.url, entry.extra) == ("https://a.example/1", {"folder": "Starred"})


@pytest.mark.parametrize("page", [NETSCAPE, POCKET, INSTAPAPER])
def test_they_are_told_by_their_start(page: str) -> None:
    assert format_name(page, "a.html") == "bookmarks"
    assert format_name("<title>Pocket Exports</title>", "a.html") != "bookmarks"


def test_an_export_without_bookmarks_says_so() -> None:
    (said,) = refusals("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL></DL>")
    assert "holds no bookmarks" in said


@pytest.mark.parametrize("piece", ["<", "<a ", '<a href="', "<dl>", "<dd>x", "<h1>", "</dl>", "&"])
def test_a_million_of_anything_is_read_in_one_walk(piece: str) -> None:
    """Any rule that looks at the rest of the page for each of them would take hours."""
    assert read_all(NETSCAPE + piece * (1_000_000 // len(piece)))
    assert read_all(f"{NETSCAPE}<a {piece.strip('<')[:1] * 1_000_000}>")
