"""Sitemaps give addresses, with what a news sitemap says of each."""

from __future__ import annotations

from ingest.readers.reading import addresses, format_name, read_all, refusals, sample
from newsbrowse_ingest.outcome import NoTextError

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc> https://wire.example/17 </loc><lastmod>2026-03-03</lastmod>
    <news:news><news:publication><news:name>Harbour Wire</news:name>
      <news:language>en</news:language></news:publication>
      <news:publication_date>2026-03-02T09:30:00+01:00</news:publication_date>
      <news:title>Quay four closes</news:title><news:keywords>harbour, strike</news:keywords>
    </news:news></url>
  <url><loc>https://wire.example/18</loc><lastmod>2026-03-04</lastmod></url>
  <url><loc>ftp://wire.example/19</loc></url>
  <url/>
</urlset>"""


def test_each_page_is_an_address_with_what_is_said_of_it() -> None:
    found = read_all(SITEMAP, "sitemap.xml")
    first, second = addresses(found)
    assert first.url == "https://wire.example/17"
    assert (first.headline, first.source, first.language) == (
        "Quay four closes",
        "Harbour Wire",
        "en",
    )
    assert first.published == "2026-03-02T09:30:00+01:00"
    assert isinstance(found[0], NoTextError)
    assert found[0].tags == ("harbour", "strike")
    assert (second.url, second.published) == ("https://wire.example/18", "2026-03-04")
    assert str(found[2]) == "sitemap.xml: address 3 is no http address. Nothing was read in."
    assert str(found[3]) == "sitemap.xml: address 4 is no http address. Nothing was read in."


def test_lists_of_sitemaps_and_empty_ones_are_refused() -> None:
    index = "<sitemapindex><sitemap><loc>https://wire.example/s.xml</loc></sitemap></sitemapindex>"
    assert refusals(index, "a.xml") == [
        "a.xml: is a list of sitemaps, and has no articles. Add the sitemaps that it names."
    ]
    assert refusals("<urlset/>", "a.xml")[0].startswith("a.xml: is a sitemap without addresses")


def test_the_samples_of_others_say_what_they_say() -> None:
    data = sample("feeds/trafilatura/sitemap.xml")
    assert format_name(data) == "a sitemap"
    found = addresses(read_all(data))
    assert len(found) == data.count(b"<loc>")
    assert found[1].url == "https://www.sitemaps.org/protocol.html"
    assert found[1].published == "2016-11-21"
