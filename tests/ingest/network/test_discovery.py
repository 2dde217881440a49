"""The feeds that pages name."""

from __future__ import annotations

import pytest

from newsbrowse_ingest.network.discovery import HEAD, Link, feeds_in
from newsbrowse_ingest.network.values import Page


def found(html: str) -> list[Link]:
    return feeds_in(Page("https://a.test/", "https://a.test/news/", html.encode(), ".html"))


@pytest.mark.parametrize(
    ("html", "links"),
    [
        (
            '<link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2"'
            ' title="A &amp; B">',
            [Link("https://a.test/rss?a=1&b=2", "A & B")],
        ),
        (
            "<LINK TITLE='it&#39;s' HREF=atom.xml TYPE='Application/Atom+XML; charset=x'"
            " REL='home ALTERNATE'/>",
            [Link("https://a.test/news/atom.xml", "it's")],
        ),
        (
            "<base href='https://b.test/x/'>"
            "<link rel=alternate type=application/feed+json href=feed.json>"
            "<link rel=alternate type=application/feed+json href=feed.json title=again>"
            "<link rel=alternate type=application/rss+xml href=//c.test/rss>",
            [Link("https://b.test/x/feed.json", ""), Link("https://c.test/rss", "")],
        ),
        ('<link rel="stylesheet" type="application/rss+xml" href="/rss">', []),
        ('<link rel="alternate" type="text/html" href="/fr/">', []),
        ('<link rel="alternate" type="application/json" href="/wp-json/">', []),
        ('<link rel="alternate" type="application/rss+xml" href="">', []),
        ('<link rel="alternate" type="application/rss+xml" href="http://[">', []),
        (
            '<link rel="alternate" type="application/rss+xml" href="/rss" data-href="/x" rel="x">',
            [Link("https://a.test/rss", "")],
        ),
        (f"<link {'a' * 4000}>" * 130, []),
        ("<link" * 50_000 + " href='" * 50_000, []),
        (" " * HEAD + '<link rel="alternate" type="application/rss+xml" href="/rss">', []),
    ],
)
def test_the_links_to_feeds_are_found(html: str, links: list[Link]) -> None:
    assert found(html) == links
