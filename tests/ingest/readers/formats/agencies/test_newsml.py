"""NewsML-G2: news items with a text become articles, the others say what they are."""

from __future__ import annotations

import pytest

from ingest.readers.reading import addresses, format_name, read_all, read_one, refusals, sample
from newsbrowse_store.values import Draft

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
NITF = (
    '<inlineXML contenttype="application/nitf+xml">'
    '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>'
    "<body.head><hedline><hl1>Other</hl1></hedline>"
    "<byline>By Ana Ruiz, <byttl>Port Amsel</byttl></byline></body.head>"
    "<body.content><p>Dockers walked out.</p><p>Talks go on.</p></body.content>"
    "</body></nitf></inlineXML>"
)
XHTML = (
    '<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head>'
    "<body><h1>Quay four closes</h1><p>Dockers walked out.</p><p>Talks go on.</p></body>"
    "</html></inlineXML>"
)
DATA = '<inlineData contenttype="text/plain">Dockers walked out.\n\nTalks go on.\n</inlineData>'
HTML = (
    '<inlineData contenttype="text/html">&lt;p&gt;Dockers walked out.&lt;/p&gt;'
    "&lt;p&gt;Talks go on.&lt;/p&gt;</inlineData>"
)


def item(content: str = NITF, nature: str = "text", root: str = "newsItem") -> str:
    return f"""<{root} xmlns="{NAMESPACE}" guid="urn:amw:17" version="3" xml:lang="en-GB">
  <rightsInfo><copyrightHolder><name>Amsel Media</name></copyrightHolder>
    <copyrightNotice>© 2026 Amsel Media</copyrightNotice><usageTerms>Not for archives</usageTerms>
  </rightsInfo>
  <itemMeta><itemClass qcode="ninat:{nature}"/><provider qcode="nprov:AMW"/>
    <versionCreated>2026-03-02T09:30:00+01:00
    </versionCreated><firstCreated>2026-03-02T08:00:00Z</firstCreated>
    <pubStatus qcode="stat:usable"/><edNote>Updates pay</edNote></itemMeta>
  <contentMeta><urgency>4</urgency><located><name>Port Amsel</name></located>
    <creator><name>Ana Ruiz</name></creator><infoSource><name>Coast Daily</name></infoSource>
    <subject type="cpnat:abstract"><name xml:lang="de">Streik</name>
      <name xml:lang="en">strike</name></subject>
    <subject type="cpnat:person" qcode="p:1"/>
    <subject type="cpnat:geoArea"><name>Vesland</name></subject>
    <keyword>harbour</keyword><slugline>QUAY-FOUR</slugline><creditline>AMW</creditline>
    <headline> Quay four
      closes</headline><description role="drol:caption">The quay</description>
    <description role="drol:summary">No ship sails.</description></contentMeta>
  <assert qcode="p:1"><name>Ilse Brandt</name></assert>
  <contentSet>{content}</contentSet>
</{root}>"""


def test_a_news_item_is_an_article_with_all_that_is_said_of_it() -> None:
    article = read_one(f'<?xml version="1.0"?>\n{item()}')
    assert article.text == "Dockers walked out.\n\nTalks go on."
    known = article.metadata
    assert known.headline == "Quay four closes"
    assert known.byline == "Ana Ruiz, Port Amsel"  # as NITF has it: it knows more
    assert known.dateline == "Port Amsel"
    assert known.caption == "The quay"
    assert known.credit == "AMW"
    assert known.source == "Amsel Media"
    assert known.published == "2026-03-02T09:30:00+01:00"
    assert known.language == "en-GB"
    assert known.rights == "© 2026 Amsel Media; Not for archives"
    assert known.extra == {
        "guid": "urn:amw:17",
        "version": "3",
        "description": "No ship sails.",
        "infosources": "Coast Daily",
        "pubstatus": "usable",
        "subjects": "strike",
        "people": "Ilse Brandt",
        "places": "Vesland",
        "slugline": "QUAY-FOUR",
        "urgency": "4",
        "ednote": "Updates pay",
        "firstcreated": "2026-03-02T08:00:00Z",
    }
    assert article.tags == ("harbour",)


@pytest.mark.parametrize("content", [XHTML, DATA, HTML, "<inlineXML/>" + DATA])
def test_the_text_may_be_in_other_markup(content: str) -> None:
    article = read_one(item(content))
    assert (
        article.text.removeprefix("Quay four closes\n\n") == "Dockers walked out.\n\nTalks go on."
    )
    assert article.metadata.byline == "Ana Ruiz"
    if content == XHTML:
        assert article.regions[0].role == "headline"


def test_a_message_is_read_item_by_item() -> None:
    items = item() + item("", root="packageItem") + item(DATA, "picture") + item("", "picture")
    message = f'<newsMessage xmlns="{NAMESPACE}"><header/><itemSet>{items}</itemSet></newsMessage>'
    first, package, third, picture = read_all(message, "a.xml")
    assert isinstance(first, Draft)
    assert isinstance(third, Draft)
    assert str(package).startswith("a.xml: item 2 is a package item and has no text")
    assert str(picture).startswith("a.xml: item 4 is a picture item and has no text")
    (said,) = refusals(f'<newsMessage xmlns="{NAMESPACE}"/>', "a.xml")
    assert said.startswith("a.xml: is a message without items")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (item(root="conceptItem", content=""), "item 1 is a concept item and has no text"),
        (item(root="planningItem", content=""), "item 1 is a planning item and has no text"),
        (item("<inlineXML/>"), "item 1 has no text"),
        (
            item("<inlineXML><sports-content>1:0</sports-content></inlineXML>"),
            "item 1 is a text item with <sports-content> in it and has no text",
        ),
        (item('<inlineData encoding="base64">QUJD</inlineData>', ""), "item 1 is a news item and"),
    ],
)
def test_what_has_no_text_says_what_it_is(document: str, said: str) -> None:
    (refusal,) = refusals(document, "a.xml")
    assert refusal.startswith(f"a.xml: {said}")


def test_a_text_that_lies_elsewhere_is_an_address() -> None:
    remote = '<remoteContent href="https://wire.example/17.html" contenttype="text/html"/>'
    (known,) = addresses(read_all(item(remote)))
    assert known.url == "https://wire.example/17.html"
    assert known.headline == "Quay four closes"
    (said,) = refusals(item('<remoteContent href="file:///etc/passwd"/>'), "a.xml")
    assert said == "a.xml: item 1 has no text. There is nothing to read in it."


def test_it_is_told_by_its_first_element() -> None:
    assert format_name(item()) == "NewsML-G2"
    assert format_name(item().replace(NAMESPACE, "urn:x")) != "NewsML-G2"


def test_the_samples_of_others_say_what_they_say() -> None:
    fed = read_one(sample("newsml-g2/LISTING_2_NewsML-G2_Text_Document.xml"))
    assert fed.metadata.headline == 'Fed to halt QE to avert "bubble"'
    assert fed.metadata.byline == "Meredith Jameson, Staff Reporter"
    assert fed.metadata.dateline == "New York, NY"
    assert fed.metadata.source == "Acme News and Media LLC"
    assert fed.metadata.published == "2018-11-21T16:25:32-05:00"
    assert fed.metadata.extra["infosources"] == "Associated Press"
    assert len(fed.text.split("\n\n")) == 2
    game = read_one(sample("newsml-g2/LISTING_22_Sports_story_in_NewsML-G2NITF.xml"))
    assert game.metadata.extra["people"] == "Doug Davis; Freddy Garcia"
    assert game.metadata.extra["genre"] == "Game Preview"
    assert len(game.text.split("\n\n")) == 6
    (sports,) = refusals(sample("newsml-g2/LISTING_21_A_complete_sample_SportsML-G2_document.xml"))
    assert "with <sports-content> in it and has no text" in sports
