"""NITF: the story in a document, alone, in other XML, with or without a namespace."""

from __future__ import annotations

import pytest

from ingest.readers.reading import format_name, read_one, refusals, sample

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf>
  <head>
    <title>Quay four</title>
    <tobject>
      <tobject.subject tobject.subject.type="Economy" tobject.subject.matter="Labour"/></tobject>
    <docdata>
      <doc-id id-string="amw-17"/><urgency ed-urg="4"/><du-key key="QUAY-FOUR"/>
      <date.issue norm="20260302T093000+0100"/>
      <doc.copyright year="2026" holder="Amsel Media"/>
      <key-list><keyword key="harbour"/><keyword key="strike"/></key-list>
    </docdata>
    <pubdata name="Harbour Wire" ex-ref="https://wire.example/17" date.publication="20260303"/>
  </head>
  <body>
    <body.head>
      <hedline><hl1>Quay four
        closes</hl1><hl2>No ship sails</hl2></hedline>
      <byline>By <person>Ana Ruiz</person>, <byttl>Harbour Correspondent</byttl></byline>
      <distributor>AMW</distributor>
      <dateline><location>Port Amsel, <country>Vesland</country></location>
        <story.date norm="20260302">2 March</story.date></dateline>
      <abstract><p>Dockers of the harbour walked out.</p></abstract>
    </body.head>
    <body.content>
      <block><p>Dockers walked out of the <org>Amsel Lines</org> caf&eacute;.</p>
      <media media-type="image"><media-reference source="x.jpg"/>
        <media-caption><p>The quay on Monday</p></media-caption>
        <media-producer>Piet Moll/AMW</media-producer></media>
      <hl2>What is next</hl2><ul><li>Talks</li><li>Pay</li></ul>
      <table><tr><td>Quay</td><td>Ships</td></tr><tr><td>4</td><td>0</td></tr></table></block>
    </body.content>
    <body.end><tagline>(Reporting by Ana Ruiz)</tagline></body.end>
  </body>
</nitf>
"""


def test_a_document_is_an_article_with_all_that_is_said_of_it() -> None:
    article = read_one(NITF)
    assert article.text == (
        "Dockers walked out of the Amsel Lines café.\n\nWhat is next\n\nTalks\nPay\n\n"
        "Quay\tShips\n4\t0\n\n(Reporting by Ana Ruiz)"
    )
    known = article.metadata
    assert known.headline == "Quay four closes"
    assert known.byline == "Ana Ruiz, Harbour Correspondent"
    close = NITF.replace("</person>, <byttl>", "</person><byttl>")
    assert read_one(close).metadata.byline == known.byline
    assert known.dateline == "Port Amsel, Vesland"
    assert known.caption == "The quay on Monday"
    assert known.credit == "Piet Moll/AMW"
    assert known.source == "Harbour Wire"
    assert known.published == "2026-03-02T09:30:00+01:00"
    assert known.url == "https://wire.example/17"
    assert known.rights == "© 2026 Amsel Media"
    assert known.extra == {
        "description": "Dockers of the harbour walked out.",
        "subheadline": "No ship sails",
        "id": "amw-17",
        "slugline": "QUAY-FOUR",
        "urgency": "4",
        "subjects": "Economy: Labour",
    }
    assert article.tags == ("harbour", "strike")


def test_the_namespace_does_not_matter() -> None:
    spaced = NITF.replace("<nitf>", '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/">')
    assert read_one(spaced) == read_one(NITF)
    inside = NITF[NITF.index("<nitf>") :]
    held = read_one(f"<?xml version='1.0'?><wire>{inside.replace('&eacute;', 'é')}</wire>")
    assert (held.text, held.metadata) == (read_one(NITF).text, read_one(NITF).metadata)


@pytest.mark.parametrize(
    ("norm", "published"),
    [
        ("20260302", "2026-03-02"),
        ("20260302T0930", "2026-03-02T09:30:00"),
        ("20260302T093000Z", "2026-03-02T09:30:00+00:00"),
        ("2026-03-02T09:30:00+01:00", "2026-03-02T09:30:00+01:00"),
        ("20261302", ""),
    ],
)
def test_dates_are_those_of_iso(norm: str, published: str) -> None:
    metadata = read_one(NITF.replace("20260302T093000+0100", norm)).metadata
    assert metadata.published == published
    assert published or metadata.extra["date"] == "2026-13-02"


def test_what_is_missing_is_found_elsewhere_or_empty() -> None:
    head, body = "<head><title>Quay</title></head>", "<body.content>Text.</body.content>"
    article = read_one(f"<nitf>{head}<body>{body}</body></nitf>")
    assert (article.text, article.metadata.headline) == ("Text.", "Quay")
    assert article.metadata.source == ""


@pytest.mark.parametrize("document", ["<nitf/>", "<nitf><body><body.content/></body></nitf>"])
def test_a_document_without_a_text_is_refused(document: str) -> None:
    (said,) = refusals(document, "a.nitf")
    assert said == "a.nitf: the document has no text. There is nothing to read in it."


def test_a_document_that_breaks_off_is_refused_with_the_place() -> None:
    (said,) = refusals(NITF[:900], "a.nitf")
    assert said.startswith("a.nitf: is not well-formed XML (")
    assert "line" in said


def test_xml_of_no_known_kind_is_refused_and_not_shown_as_text() -> None:
    (said,) = refusals("<?xml version='1.0'?><svg:Chart xmlns:svg='x'>words</svg:Chart>", "a.svg")
    assert said.startswith(
        "a.svg: is XML of a kind that is not read (its first element is <Chart>)"
    )
    assert format_name("<p>words</p>", "a.xml") == "XML"


def test_the_samples_of_others_say_what_they_say() -> None:
    path = "LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml"
    story = read_one(sample(f"newsml-g2/{path}"), path)
    assert story.metadata.byline == "Sports Network"
    assert story.metadata.headline.startswith(
        "Arizona Diamondbacks (29-23) at Philadelphia Phillies"
    )
    assert story.text.startswith("(Sports Network) - With the Philadelphia Phillies picking up")
