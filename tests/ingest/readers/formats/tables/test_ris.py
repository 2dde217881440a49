"""References with abstracts, from library databases."""

from __future__ import annotations

import pytest
import rispy

from ingest.readers.reading import (
    SAMPLES,
    addresses,
    articles,
    errors,
    format_name,
    read_all,
    refusals,
    sample,
)
from ingest.readers.sample_documents import STORY
from ingest.readers.sample_records import RIS, SCIENCE
from newsbrowse_store.values import Draft

FILES = sorted((SAMPLES / "ris").glob("*.ris"))


def test_a_reference_with_an_abstract_is_an_article() -> None:
    first, second = read_all(RIS)
    assert isinstance(first, Draft)
    metadata = first.metadata
    assert first.text == STORY.strip()
    assert (metadata.headline, metadata.byline) == ("Treaty signed", "Ruiz, Ana; Moll, Piet")
    assert (metadata.source, metadata.published) == ("Coast Daily", "2026-03-24")
    assert metadata.url == "https://coast.example/1"
    assert metadata.extra == {"type": "NEWS"}
    assert first.tags == ("law", "trade")
    assert "https://doi.org/10.1000/ships" in str(second)


def test_web_of_science() -> None:
    (article,) = articles(read_all(SCIENCE.replace("\n", "\r\n")))
    metadata = article.metadata
    assert article.text == STORY[:90].strip()
    assert (metadata.headline, metadata.byline) == ("Treaty signed", "Ruiz, Ana; Moll, Piet")
    assert (metadata.published, metadata.language) == ("2026-03-24", "en")
    assert metadata.url == "https://doi.org/10.1000/1"
    assert article.tags == ("law", "trade")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("AB  - One\nand two\n\n  and three", "One\nand two\n\nand three"),
        ("N2  - Two\nAB  -\nN1  - Notes", "Two"),
        ("N1  - Only notes\nN1  - of two", "Only notes\n\nof two"),
        ("AB -One\nAB  - Two", "One\n\nTwo"),
        ("AB  - One\nER then two", "One\nER then two"),
    ],
)
def test_what_is_the_text(lines: str, text: str) -> None:
    lines = lines.replace("AB -One", "AB  -  One")
    (article,) = articles(read_all(f"TY  - JOUR\nTI  - Title\n{lines}\nER  -\n"))
    assert article.text == text


@pytest.mark.parametrize(
    ("written", "published", "date"),
    [
        ("DA  - 2026/03/24", "2026-03-24", ""),
        ("PY  - 2026/03/24/Spring", "2026-03-24", ""),
        ("DA  - 24 March 2026", "2026-03-24", ""),
        ("PY  - 2026//", "2026", ""),
        ("Y1  - 1948/07//", "1948-07", ""),
        ("DA  - Spring", "", "Spring"),
        ("DA  - Spring\nPY  - 2009", "2009", ""),
    ],
)
def test_dates(written: str, published: str, date: str) -> None:
    (article,) = articles(read_all(f"TY  - JOUR\nAB  - {STORY}\n{written}\nER  -"))
    assert article.metadata.published == published
    assert article.metadata.extra.get("date", "") == date


def test_where_an_identifier_leads_is_no_source() -> None:
    (article,) = articles(read_all("TY  - JOUR\nAB  - One here\nDO  - 10.1000/1\nER  -"))
    assert article.metadata.url == "https://doi.org/10.1000/1"
    assert article.metadata.source == ""


def test_a_record_that_is_not_ended_ends_where_the_next_begins() -> None:
    found = read_all(
        f"TY  - JOUR\nAB  - One here\nTY  - JOUR\nTI  - No text\nTY  - X\nAB  - {STORY}"
    )
    assert [article.text for article in articles(found)] == ["One here", STORY.strip()]
    assert [str(error) for error in errors(found)] == [
        "input: record 2 has no text. There is nothing to read in it."
    ]


def test_other_files_are_no_references() -> None:
    assert format_name("They wrote TY  - JOUR", "a.txt") == "plain text"
    assert format_name("words", "a.ris") == "RIS"
    assert "holds no references" in refusals("words", "a.ris")[0]


def test_a_million_lines_of_one_value_are_read_once() -> None:
    (article,) = articles(read_all("TY  - JOUR\nAB  - One\n" + " and more\n" * 1_000_000))
    assert article.text.endswith("and more")


@pytest.mark.skipif(not FILES, reason="no ../shared/data")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_as_many_records_as_its_peer_finds(path: object) -> None:
    data = sample(f"ris/{path.name}")  # type: ignore[attr-defined]
    text = data.decode("utf-8-sig")
    peer = rispy.WokParser if text.startswith("FN ") else rispy.RisParser
    theirs = rispy.loads(text, implementation=peer)
    found = read_all(data, "a.ris")
    assert len(found) == len(theirs)
    for ours, their in zip(found, theirs, strict=True):
        abstract = their.get("abstract") or their.get("notes_abstract") or ""
        title = their.get("title") or their.get("primary_title") or ""
        if isinstance(ours, Draft):
            assert ours.text.split() == abstract.split()
            assert ours.metadata.headline == title or not title
        elif isinstance(title, str) and addresses([ours]):
            assert addresses([ours])[0].headline == title
