"""JSON Feed: one article an item, with what the feed says of it."""

from __future__ import annotations

import json

import pytest

from ingest.readers.reading import addresses, format_name, read_all, read_one, refusals, sample
from newsbrowse_store.values import Draft

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour Wire",
    "home_page_url": "https://wire.example/",
    "language": "en",
    "authors": [{"name": "The Desk"}],
    "items": [
        {
            "id": "wire-17",
            "url": "quay-four",
            "title": "Quay four closes",
            "content_html": "<p>Dockers walked out.</p><figure><img src='x'><figcaption>The quay"
            "</figcaption></figure><p>Talks go on.</p>",
            "content_text": "Dockers walked out. Talks go on.",
            "summary": "No ship sails.",
            "date_published": "2026-03-02T09:30:00+01:00",
            "authors": [{"name": "Ana Ruiz"}, {"url": "mailto:piet@wire.example"}],
            "tags": ["trade", "#strike", "trade", 7, None, "R&amp;D"],
            "language": "en-GB",
        },
        {"id": "2", "url": "https://wire.example/2", "title": "Only a link", "tags": ["law"]},
        {"id": "3"},
        "no object",
        {"id": "5", "content_text": "One.\r\nTwo.\0 \ud800", "url": "javascript:alert(1)"},
    ],
}


def test_an_item_is_an_article_with_all_that_is_said_of_it() -> None:
    article = read_all(json.dumps(FEED))[0]
    assert isinstance(article, Draft)
    assert article.text == "Dockers walked out.\n\nTalks go on."
    known = article.metadata
    assert known.headline == "Quay four closes"
    assert known.byline == "Ana Ruiz, piet@wire.example"
    assert known.source == "Harbour Wire"
    assert known.published == "2026-03-02T09:30:00+01:00"
    assert known.url == "https://wire.example/quay-four"
    assert known.language == "en-GB"
    assert known.extra == {"id": "wire-17", "description": "No ship sails."}
    assert known.caption == "The quay"
    assert article.tags == ("trade", "strike", "7", "R&D")


def test_what_has_no_text_is_an_address_or_refused_and_the_rest_goes_on() -> None:
    found = read_all(json.dumps(FEED), "feed.json")
    (known,) = addresses(found)
    assert (known.url, known.headline) == ("https://wire.example/2", "Only a link")
    assert str(found[2]) == "feed.json: item 3 has no text. There is nothing to read in it."
    assert str(found[3]).startswith("feed.json: item 4 is no object")
    last = found[4]
    assert isinstance(last, Draft)
    assert last.text == "One.\nTwo.\ufffd \ufffd"
    assert last.metadata.url == ""
    assert last.metadata.byline == "The Desk"  # that of the feed, where an item has none


@pytest.mark.parametrize("items", [None, [], {}, "x"])
def test_a_feed_without_items_is_refused(items: object) -> None:
    (said,) = refusals(json.dumps({**FEED, "items": items}), "feed.json")
    assert said == "feed.json: is a feed without items. There is nothing to read in it."


def test_a_feed_that_breaks_off_is_refused_with_the_place() -> None:
    (said,) = refusals(json.dumps(FEED, indent=1)[:-40], "feed.json")
    assert said.startswith("feed.json: is not valid JSON (line 5")


def test_it_is_told_by_its_version_and_not_by_words_in_a_text() -> None:
    escaped = json.dumps(FEED).replace("/", "\\/")
    assert format_name(escaped) == "JSON Feed"
    assert format_name("\ufeff \n" + json.dumps(FEED, indent=4)) == "JSON Feed"
    assert format_name(json.dumps({"note": json.dumps(FEED)})) != "JSON Feed"
    assert format_name(json.dumps({"held": FEED})) != "JSON Feed"


def test_the_samples_of_others_say_what_they_say() -> None:
    first = read_all(sample("feeds/trafilatura/feed.json"))[0]
    assert isinstance(first, Draft)
    assert first.metadata.byline == "Manoush Zomorodi"
    assert first.metadata.published == "2021-10-29T10:26:00-04:00"
    assert first.text.startswith("In rural areas, basic health care can be out of reach.")
    full = read_all(sample("feeds/reader/tests/data/full.json"))
    assert [each.text for each in full if isinstance(each, Draft)] == [
        "Content with link",
        "Hello, world!",
    ]
    assert len(refusals(sample("feeds/reader/tests/data/invalid.json"))) == 8
    assert read_one(sample("feeds/reader/tests/data/empty.json")).text == "content"
