"""The furniture of agency text is found, and the text is left alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_ingest.readers.article.headline import LONGEST_CUT, derived_headline
from newsbrowse_ingest.readers.article.story import draft
from newsbrowse_ingest.readers.read import read_path
from newsbrowse_store.values import Draft, Metadata

DATA = Path(__file__).resolve().parents[4].parent / "shared/data"

BODY = (
    "Vesland will sign its harbour treaty with Maren this month, foreign minister Ilse Brandt said"
    " on Monday.\n\nThe treaty creates a commission that will set dues."
)
CAPTION = "Ilse Brandt, pictured at the harbour office, will sign"
LINES = [
    *("", " ", "AFP", "(Reuters)", "By Ana Ruiz", "By and by", "March 3, 2026", "# Heading", "#"),
    *("Strike closes quay", "Strike closes quay four.", CAPTION, CAPTION + " AFP", "© 2026 AFP"),
    *("PORT AMSEL (AMW) — Dockers", "Reporting by Li", BODY, "中文。", "\u200b", "\u2028", "\t x"),
]
texts = st.one_of(st.lists(st.sampled_from(LINES)).map("\n".join), st.text())


def parts(article: Draft) -> list[tuple[str, str]]:
    return [(each.role, article.text[each.start : each.end]) for each in article.regions]


@given(texts)
def test_regions_lie_in_the_text_in_order_and_hold_all_its_words(text: str) -> None:
    article = draft(text)
    assert article.text == text
    last = 0
    for region in article.regions:
        assert last <= region.start < region.end <= len(text)
        words = text[region.start : region.end]
        assert words == words.strip()
        assert not text[last : region.start].strip().strip(" \t\n#")
        last = region.end
    assert not text[last:].strip().strip(" \t\n#")


@given(texts)
def test_a_derived_headline_is_short_and_on_one_line(text: str) -> None:
    metadata = draft(text).metadata
    assert "\n" not in metadata.headline
    if metadata.headline_derived:
        assert len(metadata.headline) <= LONGEST_CUT


@given(texts)
def test_what_is_known_outranks_what_the_text_says(text: str) -> None:
    known = Metadata(
        headline="Known",
        byline="A",
        dateline="B",
        caption="C",
        credit="D",
        source="E",
        published="2026-01-01",
        rights="F",
    )
    assert draft(text, known).metadata == known


def test_caption_repeat_and_credit() -> None:
    article = draft(f"{CAPTION}\n{CAPTION} AFP\n\n{BODY}")
    assert parts(article) == [
        ("caption", CAPTION),
        ("caption", CAPTION),
        ("credit", "AFP"),
        ("body", BODY),
    ]
    assert [region.repeats for region in article.regions] == [False, True, False, False]
    assert article.metadata.caption == CAPTION
    assert article.metadata.credit == article.metadata.source == "AFP"
    assert article.metadata.headline_derived


@pytest.mark.parametrize(
    ("credit", "kept", "agency"),
    [
        (" (Photo: Harbour Wire)", "Photo: Harbour Wire", ""),
        (" © Greg Day/AFP", "© Greg Day/AFP", "AFP"),
        (" / REUTERS", "REUTERS", "REUTERS"),
    ],
)
def test_credits(credit: str, kept: str, agency: str) -> None:
    metadata = draft(f"{CAPTION}\n{CAPTION}{credit}\n\n{BODY}").metadata
    assert (metadata.credit, metadata.source) == (kept, agency)


def test_a_line_that_goes_on_for_longer_is_no_credit() -> None:
    article = draft(f"{CAPTION}\n{CAPTION} the treaty in the spring.\n\n{BODY}")
    assert not {"caption", "credit"} & {role for role, _ in parts(article)}


def test_a_longer_word_is_no_credit() -> None:
    article = draft(f"{CAPTION}\n{CAPTION}atory states\n\n{BODY}")
    assert article.metadata.credit == ""


def test_a_full_stop_is_no_credit() -> None:
    article = draft(f"{CAPTION}\n{CAPTION}.\n\n{BODY}")
    assert "credit" not in {role for role, _ in parts(article)}
    assert article.metadata.credit == ""


def test_a_caption_amid_the_body_parts_it() -> None:
    article = draft(f"{BODY}\n\n{CAPTION}\n{CAPTION} AFP\n\nMore.")
    assert [role for role, _ in parts(article)] == ["body", "caption", "caption", "credit", "body"]


def test_headline_byline_date_dateline_and_foot() -> None:
    text = (
        "Strike closes quay four\nBy Lena Abara and Piet van Moll\nWednesday, March 4, 2026\n\n"
        f"PORT AMSEL, Vesland (AMW) — {BODY}\n\nReporting by Lena Abara\n"
        "© 2026 Amsel Wire. No copies."
    )
    article = draft(text)
    assert parts(article) == [
        ("headline", "Strike closes quay four"),
        ("byline", "By Lena Abara and Piet van Moll"),
        ("date", "Wednesday, March 4, 2026"),
        ("dateline", "PORT AMSEL, Vesland (AMW) —"),
        ("body", BODY),
        ("credit", "Reporting by Lena Abara"),
        ("credit", "© 2026 Amsel Wire. No copies."),
    ]
    assert article.metadata == Metadata(
        headline="Strike closes quay four",
        byline="Lena Abara and Piet van Moll",
        dateline="PORT AMSEL, Vesland",
        credit="Reporting by Lena Abara",
        source="AMW",
        published="2026-03-04",
        rights="© 2026 Amsel Wire. No copies.",
    )


@pytest.mark.parametrize(
    ("line", "dateline", "source", "published"),
    [
        ("Paris, Nov 12, 2024 (AFP) - The", "Paris, Nov 12, 2024", "AFP", "2024-11-12"),
        ("LONDON — The", "LONDON", "", ""),
        ("WASHINGTON, Nov 12 (Reuters) - The", "WASHINGTON, Nov 12", "Reuters", ""),
        ("The European Union (EU) — which is", "", "", ""),
        ("BERLIN-based Amsel Lines", "", "", ""),
    ],
)
def test_datelines(line: str, dateline: str, source: str, published: str) -> None:
    metadata = draft(f"{line} minister of Vesland said it would sign the treaty.").metadata
    assert (metadata.dateline, metadata.source, metadata.published) == (dateline, source, published)


@pytest.mark.parametrize(
    "first",
    [
        "Ministers met in the old customs house.",
        "ministers meet",
        "Ministers said:",
        "██ Ministers",
        "Ministers",
        "March 4, 2026",
        BODY.partition("\n")[0].rstrip("."),
    ],
)
def test_first_lines_that_are_no_headline(first: str) -> None:
    assert draft(f"{first}\n\n{BODY}").metadata.headline_derived


def test_wrapped_lines_are_no_headline() -> None:
    wrapped = "Vesland will sign its harbour treaty with Maren this\nmonth, foreign minister\nsaid."
    metadata = draft(wrapped).metadata
    assert metadata.headline_derived
    assert metadata.headline == "Vesland will sign its harbour treaty with Maren this month, " + (
        "foreign minister said"
    )


def test_the_first_headline_and_the_first_date_count() -> None:
    article = draft(
        f"Strike closes quay\nMarch 3, 2026\nUpdated: March 4, 2026\nDockers say no\n\n{BODY}"
    )
    assert [role for role, _ in parts(article)] == ["headline", "date", "date", "body"]
    assert article.metadata.headline == "Strike closes quay"
    assert article.metadata.published == "2026-03-03"


def test_a_headline_said_twice_is_a_repeat() -> None:
    article = draft(f"Strike closes quay\nStrike closes quay\n\n{BODY}")
    assert [(each.role, each.repeats) for each in article.regions] == [
        ("headline", False),
        ("headline", True),
        ("body", False),
    ]


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        ("Short one. Another.", "Short one"),
        ("He left Vesland Inc.", "He left Vesland Inc."),
        (
            "The minister will meet the head of the port authority on Tuesday, as dockers keep"
            " the largest quay of the country closed for a third week.",
            "The minister will meet the head of the port authority on Tuesday",
        ),
        ("word " * 60, ("word " * 22).strip() + "…"),
        ("x" * 300, "x" * 109 + "…"),
        ("", ""),
    ],
)
def test_derived_headlines(body: str, headline: str) -> None:
    assert derived_headline(body) == headline


@pytest.mark.parametrize("line", ["a", "a ", "A. ", "! ", "(", "By A ", "\u00a9 ", "A-", "A, "])
def test_a_line_of_ten_million_characters(line: str) -> None:
    """Any rule that looks at the whole line more than once a character would take hours."""
    text = line * (10_000_000 // len(line))
    assert draft(text).regions[-1].end == len(text.rstrip())


def test_the_agency_story_this_began_with() -> None:
    folder = DATA / "seed"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    (article,) = read_path(next(folder.iterdir()))
    assert [role for role, _ in parts(article)] == ["caption", "caption", "credit", "body"]
    assert article.metadata.headline == (
        "China's top diplomat will host senior Russian official Sergei Shoigu for security talks"
        " in Beijing on Tuesday"
    )
    assert article.metadata.credit == "AFP"


def test_wikinews_titles_are_found_and_none_is_made_up() -> None:
    folder = DATA / "formats/csv-wikinews"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    rows: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    found = untitled = 0
    for row in rows:
        titled = draft(f"{row['title']}\n\n{row['text']}").metadata
        found += titled.headline == row["title"] and not titled.headline_derived
        untitled += draft(row["text"]).metadata.headline_derived
    assert len(rows) == 295
    assert found >= 292
    assert untitled == 295
