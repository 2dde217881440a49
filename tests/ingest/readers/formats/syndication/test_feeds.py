"""RSS and Atom: one article an entry, with what the feed says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.readers.reading import addresses, format_name, read_all, read_one, refusals, sample
from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from pathlib import Path

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>Harbour Wire</title>
  <link>https://wire.example/</link>
  <language>en-gb</language>
  <copyright>© Harbour Wire</copyright>
  <managingEditor>desk@wire.example (The Desk)</managingEditor>
  <item>
    <title>Quay four &amp; five close</title>
    <link>/2026/quay-four</link>
    <guid isPermaLink="false">wire-17</guid>
    <dc:creator>Ana Ruiz</dc:creator>
    <pubDate>Mon, 02 Mar 2026 09:30:00 +0100</pubDate>
    <category>trade/harbours</category>
    <category>strike</category>
    <category>strike</category>
    <description>Dockers walked out.</description>
    <content:encoded><![CDATA[
      <p>Dockers at <a href="javascript:alert(1)">Port Amsel</a>
      walked out.</p><figure><img src="x.jpg"><figcaption>The quay on Monday</figcaption></figure>
      <p>Talks go on.</p><script>track()</script>]]></content:encoded>
  </item>
  <item>
    <title>Only a link</title>
    <link>https://wire.example/2026/link</link>
    <pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate>
    <category>law</category>
  </item>
  <item><title>Nothing at all</title></item>
  <item>
    <title>In Eastern time</title>
    <pubDate>Tue, 03 Mar 2026 10:00:00 EST</pubDate>
    <description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description>
  </item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl">
  <title>Kustdagblad</title><link href="https://kust.example/"/><author><name>Redactie</name></author>
  <entry><title type="html">&lt;b&gt;Verdrag&lt;/b&gt; getekend</title>
    <link rel="alternate" href="https://kust.example/1"/><id>tag:kust.example,2026:1</id>
    <updated>2026-03-04T08:00:00Z</updated><published>2026-03-03T08:00:00+01:00</published>
    <author><name>Piet Moll</name></author><author><name>Ana Ruiz</name></author>
    <category term="law" label="Recht"/><rights>CC BY 4.0</rights>
    <summary>Kort.</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Een.</p><p>Twee.</p></div></content>
  </entry>
  <entry><title>Tweede</title><id>tag:2</id><summary>Tekst.</summary></entry>
</feed>
"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel><title>Old Wire</title></channel>
  <item><title>Strike ends</title><link>https://old.example/1</link><dc:date>2026-03-05</dc:date>
    <description>Dockers went back.</description></item>
</rdf:RDF>
"""  # fmt: skip


def test_an_entry_of_rss_is_an_article_with_all_that_is_said_of_it() -> None:
    article = read_all(RSS, "wire.rss")[0]
    assert isinstance(article, Draft)
    assert article.text == "Dockers at Port Amsel walked out.\n\nTalks go on."
    known = article.metadata
    assert known.headline == "Quay four & five close"
    assert known.byline == "Ana Ruiz"
    assert known.source == "Harbour Wire"
    assert known.published == "2026-03-02T09:30:00+01:00"
    assert known.url == "https://wire.example/2026/quay-four"
    assert known.language == "en-gb"
    assert known.rights == "© Harbour Wire"
    assert known.caption == "The quay on Monday"
    assert known.imported_from == "wire.rss"
    assert known.extra == {"id": "wire-17", "description": "Dockers walked out."}
    assert article.tags == ("trade/harbours", "strike")


@pytest.mark.parametrize("around", ["{}", "<media:content url='x.jpg'>{}</media:content>"])
def test_what_is_said_of_a_picture_is_its_caption_and_not_the_text(around: str) -> None:
    media = around.format(
        "<media:description>The quay, closed &amp;amp; empty</media:description>"
        "<media:title>quay.jpg</media:title><media:credit>Jo Doe</media:credit>"
    )
    item = f"<title>Quay four closes</title><description>Dockers left.</description>{media}"
    article = read_one(
        "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel>"
        f"<item>{item}</item></channel></rss>"
    )
    known = article.metadata
    assert (article.text, known.headline) == ("Dockers left.", "Quay four closes")
    assert (known.caption, known.credit) == ("The quay, closed & empty", "Jo Doe")


@pytest.mark.parametrize(
    "footer",
    [
        "The post <a href='x'>Quay</a> appeared first on <a href='y'>Wire</a>.",
        "The post Quay first appeared on Wire.",
        "Continue reading...",
    ],
)
def test_what_programs_put_under_each_text_is_left_out(footer: str) -> None:
    words = f"<p>The post is vacant, the port said.</p><p>{footer}</p>"
    article = read_one(
        "<rss version='2.0'><channel><item><title>Quay</title>"
        f"<category><![CDATA[R&amp;D]]></category>"
        f"<description><![CDATA[{words}]]></description></item></channel></rss>"
    )
    assert article.text == "The post is vacant, the port said."
    assert article.tags == ("R&D",)


@pytest.mark.parametrize(
    "many",
    [
        "".join(f"<category>c{number}</category>" for number in range(100_000)),
        f"<media:keywords>{','.join(map(str, range(100_000)))}</media:keywords>",
    ],
)
def test_categories_without_end_are_refused(many: str) -> None:
    item = f"<item><title>Quay</title><description>Dockers left.</description>{many}</item>"
    feed = f"<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel>{item}"
    assert refusals(f"{feed}</channel></rss>") == [
        "input: has an entry with more than 5,000 categories. Take them out."
    ]


def test_an_entry_with_a_link_only_is_an_address_and_the_rest_goes_on() -> None:
    _, link, nothing, last = read_all(RSS, "wire.rss")
    assert isinstance(link, NoTextError)
    assert link.metadata.url == "https://wire.example/2026/link"
    assert link.metadata.headline == "Only a link"
    assert link.metadata.published == "2026-03-03T10:00:00+00:00"
    assert link.tags == ("law",)
    assert str(nothing) == "wire.rss: entry 3 has no text. There is nothing to read in it."
    assert isinstance(last, Draft)
    assert last.text == "One.\n\nTwo."
    assert last.metadata.byline == ""  # the managing editor did not write it


def test_a_date_in_a_zone_with_a_name_is_told_in_utc() -> None:
    last = read_all(RSS)[3]
    assert isinstance(last, Draft)
    assert last.metadata.published == "2026-03-03T15:00:00+00:00"


def test_atom_has_its_own_names_for_it_all() -> None:
    first, second = read_all(ATOM)
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert first.text == "Een.\n\nTwee."
    assert first.metadata.headline == "Verdrag getekend"
    assert first.metadata.byline == "Piet Moll, Ana Ruiz"
    assert first.metadata.published == "2026-03-03T08:00:00+01:00"
    assert first.metadata.url == "https://kust.example/1"
    assert first.metadata.language == "nl"
    assert first.metadata.rights == "CC BY 4.0"
    assert first.metadata.extra == {"id": "tag:kust.example,2026:1", "description": "Kort."}
    assert first.tags == ("Recht",)
    assert second.metadata.byline == "Redactie"  # that of the feed, where an entry has none
    assert second.metadata.url == ""


def test_rss_1_is_read_too() -> None:
    article = read_one(RDF)
    assert article.text == "Dockers went back."
    assert article.metadata.source == "Old Wire"
    assert article.metadata.published == "2026-03-05"


def test_the_encoding_is_the_declared_one() -> None:
    feed = RDF.replace("<rdf", '<?xml version="1.0" encoding="iso-8859-2"?><rdf', 1)
    article = read_one(feed.replace("Dockers", "Dokerzy w Łodzi").encode("iso-8859-2"))
    assert article.text == "Dokerzy w Łodzi went back."


def test_a_feed_that_breaks_off_gives_what_came_before_and_says_so() -> None:
    *entries, last = read_all(RSS[: RSS.index("<item><title>Nothing")], "wire.rss")
    assert len(entries) == 2
    assert isinstance(entries[0], Draft)
    assert str(last) == "wire.rss: breaks off, amid its last entry or before. Fetch it again."


def test_a_stray_ampersand_costs_nothing() -> None:
    found = read_all(RDF.replace("Dockers", "Dockers & pilots & crews"))
    assert [each.text for each in found if isinstance(each, Draft)] == [
        "Dockers & pilots & crews went back."
    ]
    assert len(found) == 1


@pytest.mark.parametrize("data", ["<rss/>", "<rss><channel>", "<feed xmlns='purl.org/atom'/>"])
def test_a_feed_without_entries_is_refused(data: str) -> None:
    (said,) = refusals(data, "a.rss")
    assert said.startswith("a.rss: is a feed without entries")


def test_the_input_is_never_taken_for_a_file_or_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "feed.rss"
    secret.write_text(RDF)
    monkeypatch.chdir(tmp_path)
    for name in (b"feed.rss", bytes(secret), secret.as_uri().encode()):
        assert "without entries" in refusals(name, "a.rss")[0]


def test_entities_are_neither_fetched_nor_multiplied(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    bomb = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    subset = f'<!DOCTYPE rdf [{bomb}<!ENTITY out SYSTEM "{secret.as_uri()}">]>'
    own = '<!DOCTYPE rdf [\n<!ENTITY co "Amsel Lines">\n]>\n'
    assert read_one(own + RDF.replace("Dockers", "1 &co; 2")).text.startswith("1 &co; 2")
    found = read_all(subset + RDF.replace("Dockers", "1 &out; &a9; 2"), "a.rss")
    for each in found:
        said = each.text if isinstance(each, Draft) else str(each)
        assert "SECRET" not in said
        assert len(said) < 1_000


@pytest.mark.parametrize("data", [RSS, ATOM, RDF, "\n" + RSS.replace("<rss", "<!-- x --><rss", 1)])
def test_feeds_are_told_by_their_first_element(data: str) -> None:
    assert format_name(data, "feed.txt") == "RSS or Atom"


@pytest.mark.parametrize("data", ["<feeds/>", "<rdf:RDF xmlns:rdf='x'/>", "rss", "<feed/>"])
def test_and_nothing_else_is_one(data: str) -> None:
    assert format_name(data) != "RSS or Atom"


def test_the_samples_of_others_say_what_they_say() -> None:
    full = read_all(sample("feeds/reader/tests/data/full.atom"))
    assert isinstance(full[0], Draft)
    assert full[0].metadata.source == "Source Title"
    assert full[0].metadata.published == "2003-12-13T09:17:51-08:00"
    assert full[0].text == "content"
    assert addresses(full) == []  # the other entries have neither text nor address
    rss = read_one(sample("feeds/trafilatura/feed2.rss"))
    assert rss.text == "Here is some text containing an interesting description."
    assert rss.metadata.url == "http://www.example.com/blog/post/1"
    assert rss.metadata.published == "2009-09-06T16:20:00+00:00"


@pytest.mark.parametrize(
    "broken",
    [
        RSS.replace("</item>", "<category>a</item></category>", 1),
        RSS.encode().replace(b"UTF-8", b"\xcbTF-8", 1),
    ],
    ids=["a category that ends behind its entry", "no name of an encoding"],
)
def test_what_the_parser_trips_over_is_told_or_read(broken: str | bytes) -> None:
    data = broken if isinstance(broken, bytes) else broken.encode()
    for each in read_all(data):
        assert "cannot be understood" not in str(each)
