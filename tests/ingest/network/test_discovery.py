"""The feeds that pages name."""

from __future__ import annotations

import pytest

from newsbrowse_ingest.network.discovery import HEAD, PageLink, feeds_in
from newsbrowse_ingest.network.values import FetchedPage


def found(html: str) -> list[PageLink]:
    return feeds_in(FetchedPage("https://a.test/", "https://a.test/news/", html.encode(), ".html"))


@pytest.mark.parametrize(
    ("html", "links"),
    [
        (
            '<link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2"'
            ' title="A &amp; B">',
            [PageLink("https://a.test/rss?a=1&b=2", "A & B")],
        ),
        (
            "<LINK TITLE='it&#39;s' HREF=atom.xml TYPE='Application/Atom+XML; charset=x'"
            " REL='home ALTERNATE'/>",
            [PageLink("https://a.test/news/atom.xml", "it's")],
        ),
        (
            "<base href='https://b.test/x/'>"
            "<link rel=alternate type=application/feed+json href=feed.json>"
            "<link rel=alternate type=application/feed+json href=feed.json title=again>"
            "<link rel=alternate type=application/rss+xml href=//c.test/rss>",
            [PageLink("https://b.test/x/feed.json", ""), PageLink("https://c.test/rss", "")],
        ),
        ('<link rel="stylesheet" type="application/rss+xml" href="/rss">', []),
        ('<link rel="alternate" type="text/html" href="/fr/">', []),
        ('<link rel="alternate" type="application/json" href="/wp-json/">', []),
        ('<link rel="alternate" type="application/rss+xml" href="">', []),
        ('<link rel="alternate" type="application/rss+xml" href="http://[">', []),
        (
            '<link rel="alternate" type="application/rss+xml" href="/rss" data-href="/x" rel="x">',
            [PageLink("https://a.test/rss", "")],
        ),
        (f"<link {'a' * 4000}>" * 130, []),
        ("<link" * 50_000 + " href='" * 50_000, []),
        (" " * HEAD + '<link rel="alternate" type="application/rss+xml" href="/rss">', []),
    ],
)
def test_the_links_to_feeds_are_found(html: str, links: list[PageLink]) -> None:
    assert found(html) == links
