"""ninjs: items of three versions become articles, with what they say of themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ingest.readers.reading import format_name, read_all, read_one, refusals, sample
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft

HTML = "<body><p>PORT AMSEL (AMW) — Dockers walked out.</p><p>Talks &amp; pay.</p></body>"
NITF = (
    '<?xml version="1.0" encoding="ISO-8859-1"?><nitf><body>'
    "<body.head><distributor>AMW</distributor></body.head>"
    "<body.content><p>Één.</p><p>Twee.</p><p>Drie.</p></body.content>"
    "</body></nitf>"
)
TOUR = (
    "ninjs/3.0/20231008-anti-doping-measures-at-the-tour-down-under-will-be-the-toughest-ever"
    "-addb-ninjs-nitf.json"
)
SECOND: dict[str, Any] = {
    "uri": "urn:amw:17",
    "type": "text",
    "versioncreated": "2026-03-02T09:30:00+01:00",
    "firstcreated": "2026-03-02T08:00:00Z",
    "language": "en-GB",
    "by": "By Ana Ruiz",
    "located": "Port Amsel",
    "copyrightholder": "Amsel Media",
    "copyrightnotice": "© 2026 Amsel Media",
    "usageterms": "Not for archives.",
    "headlines": [
        {"role": "short", "value": "Quay closes"},
        {"role": "main", "contenttype": "text/html", "value": "<h1>Quay <b>four</b> closes</h1>"},
    ],
    "descriptions": [{"role": "lead", "value": "No ship sails."}],
    "bodies": [
        {"role": "text", "contenttype": "text/plain", "value": "Dockers walked out. Talks & pay."},
        {"role": "xhtml", "contenttype": "text/html", "value": HTML},
    ],
    "subjects": [{"name": "labour dispute"}, {"name": "economy, business"}],
    "people": [{"name": "Ilse Brandt"}],
    "places": [{"name": "Vesland", "rel": "mentions"}],
    "keywords": ["harbour", {"name": "strike"}, "harbour"],
    "altids": [{"role": "transref", "value": "A1"}],
    "slugline": "QUAY-FOUR",
    "urgency": 3,
    "associations": [
        {
            "name": "main",
            "type": "picture",
            "by": "Piet Moll/AMW",
            "descriptions": [{"role": "caption", "value": "The quay on Monday"}],
        },
        {"name": "plan", "type": "planning", "descriptions": [{"value": "More at noon"}]},
    ],
}
THIRD = {
    "versionCreated" if key == "versioncreated" else key: value for key, value in SECOND.items()
} | {"bodies": [{"contentType": "text/html", "value": HTML}], "altIds": SECOND["altids"]}
FIRST = {
    "uri": "https://wire.example/17",
    "versioncreated": "2026-03-02T09:30:00Z",
    "byline": "Ana Ruiz",
    "headline": "Quay four closes",
    "body_text": "Dockers walked out. Talks & pay.",
    "body_xhtml": HTML,
    "person": [{"name": "Ilse Brandt"}],
    "altids": {"transref": "A1"},
    "associations": {"mainpic": {"type": "picture", "description_text": "The quay on Monday"}},
}


@pytest.mark.parametrize("item", [SECOND, THIRD])
def test_an_item_is_an_article_with_all_that_is_said_of_it(item: dict[str, Any]) -> None:
    article = read_one(json.dumps(item))
    assert article.text == "PORT AMSEL (AMW) — Dockers walked out.\n\nTalks & pay."
    known = article.metadata
    assert known.headline == "Quay four closes"
    assert known.byline == "Ana Ruiz"
    assert known.dateline == "Port Amsel"
    assert known.caption == "The quay on Monday"
    assert known.credit == "Piet Moll/AMW"
    assert known.source == "Amsel Media"
    assert known.published == "2026-03-02T09:30:00+01:00"
    assert known.language == "en-GB"
    assert known.rights == "© 2026 Amsel Media; Not for archives."
    assert known.url == ""
    assert known.extra == {
        "uri": "urn:amw:17",
        "altids": "transref: A1",
        "description": "No ship sails.",
        "subjects": "labour dispute; economy, business",
        "people": "Ilse Brandt",
        "places": "Vesland",
        "slugline": "QUAY-FOUR",
        "urgency": "3",
        "firstcreated": "2026-03-02T08:00:00Z",
    }
    assert article.tags == ("harbour", "strike")


def test_version_1_has_other_names_for_it() -> None:
    article = read_one(json.dumps(FIRST))
    assert article.text == "PORT AMSEL (AMW) — Dockers walked out.\n\nTalks & pay."
    known = article.metadata
    assert (known.headline, known.byline) == ("Quay four closes", "Ana Ruiz")
    assert known.published == "2026-03-02T09:30:00+00:00"
    assert known.url == "https://wire.example/17"
    assert known.caption == "The quay on Monday"
    assert known.source == "AMW"  # as the dateline says, for want of better
    assert known.extra == {"altids": "transref: A1", "people": "Ilse Brandt"}


def bodies(*values: tuple[str, str]) -> str:
    held = [{"role": role, "value": value} for role, value in values]
    return json.dumps({**SECOND, "copyrightholder": "", "bodies": held})


def test_the_body_with_the_most_paragraphs_is_read_and_of_equal_ones_the_plain_one() -> None:
    plain, html = ("text", "One.\nTwo."), ("html", "<p>1</p><p>2</p>")
    assert read_one(bodies(html, plain)).text == "One.\nTwo."
    assert read_one(bodies(("text", "One. Two."), html)).text == "1\n\n2"
    nitf = read_one(bodies(plain, ("nitf", NITF)))
    assert nitf.text == "Één.\n\nTwee.\n\nDrie."
    assert nitf.metadata.source == "AMW"
    assert read_one(bodies(("", "<p>1</p>"))).text == "1"


def test_a_broken_body_goes_where_another_will_do() -> None:
    broken = ("nitf", "<nitf><p>")
    assert read_one(bodies(broken, ("text", "One."))).text == "One."
    assert "is not well-formed XML" in refusals(bodies(broken))[0]


def test_a_text_that_is_sent_with_its_description_only_is_that() -> None:
    item = {key: value for key, value in SECOND.items() if key != "bodies"}
    article = read_one(json.dumps(item))
    assert article.text == "No ship sails."
    assert "description" not in article.metadata.extra


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"type": "picture"}, "ninjs item 1 is a picture item and has no text"),
        ({"type": "audio"}, "ninjs item 1 is an audio item and has no text"),
        ({"eventDetails": {}}, "ninjs item 1 is an event item and has no text"),
        ({"plannedCoverage": []}, "ninjs item 1 is a planning item and has no text"),
        ({"type": "text", "descriptions": []}, "ninjs item 1 is a text item and has no text"),
        ({"type": None, "descriptions": [{"value": "…"}]}, "ninjs item 1 has no text"),
    ],
)
def test_an_item_without_a_text_says_what_it_is(more: dict[str, Any], said: str) -> None:
    item = {key: value for key, value in SECOND.items() if key != "bodies"}
    (refusal,) = refusals(json.dumps(item | more), "a.json")
    assert refusal == f"a.json: {said}. Only what has a body is read."


def test_lists_and_lines_of_items_are_read_past_what_is_wrong_in_them() -> None:
    items = [SECOND, {**SECOND, "type": "picture", "bodies": []}, 7, FIRST]
    lines = "\n".join(map(json.dumps, items))
    for data in (json.dumps(items), lines):
        first, picture, seven, last = read_all(data, "a.json")
        assert isinstance(first, Draft)
        assert isinstance(last, Draft)
        assert isinstance(seven, ReadError)
        assert isinstance(picture, ReadError)
        assert picture.reason.startswith("ninjs item 2 is a picture item")
    *before, broken, last = read_all(f"{lines}\n{{\n{json.dumps(FIRST)}", "a.json")
    assert len(before) == 4
    assert str(broken).startswith("a.json: line 5 is not valid JSON (column 1")
    assert isinstance(last, Draft)


def test_it_is_told_by_its_keys_at_the_top() -> None:
    for item in (FIRST, SECOND, THIRD, [SECOND]):
        assert format_name(json.dumps(item, indent=4)) == "ninjs"
    long = {"renditions": [{"href": "x" * 50_000}], **SECOND}
    assert format_name(json.dumps(long)) == "ninjs"
    for other in (
        {"uri": "x", "title": "y", "text": "z"},
        {"title": "y", "bodies": [], "urgency": 1},
        {"items": [SECOND]},
        {"text": json.dumps(SECOND)},
        "uri, urgency",
    ):
        assert format_name(json.dumps(other)) != "ninjs"


def test_the_samples_of_others_say_what_they_say() -> None:
    dpa = read_one(sample("ninjs/2.1/dpa_text.json"))
    assert dpa.metadata.headline == "Faktencheck Derby-Elfmeter: Hat Schiedsrichter Zwayer recht?"
    assert dpa.metadata.byline == "Christian Hollmann, dpa"
    assert dpa.metadata.source == "dpa"
    assert dpa.metadata.published == "2019-05-10T16:02:28+02:00"
    assert dpa.metadata.rights == "Copyright 2019, dpa (www.dpa.de). Alle Rechte vorbehalten"
    assert len(dpa.text.split("\n\n")) == 9
    captain = read_one(sample("ninjs/1.4/ninjsExComplex1.json"))
    assert captain.metadata.dateline == "Grossetto, Italy"
    assert captain.metadata.caption.startswith("The Costa Concordia cruise ship lies on its side")
    assert captain.metadata.credit == "Paulo Santalucia"
    assert captain.metadata.extra["people"] == "Francesco Schettino"
    assert len(captain.text.split("\n\n")) == 4
    tour = read_one(sample(TOUR))
    assert tour.text.startswith("The Australian Sports Anti-Doping Authority (ASADA) today")
    assert tour.metadata.byline == "Trond Husø, The Anti-Doping Database"
    assert tour.metadata.dateline == "Oslo, Norway"
    tt = read_one(sample("ninjs/3.0/tt_text_image_3.json"))
    assert tt.regions[0].role == "headline"
    assert tt.metadata.credit == "Karl Melander/TT"
    assert len(refusals(sample("ninjs/3.0/20231016-event-timeline-sample.json"))) == 14
