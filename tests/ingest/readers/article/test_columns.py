"""Which column or key holds what, guessed or told."""

from __future__ import annotations

import pytest

from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers.article.columns import Columns, columns_of, mapping, to_draft
from newsbrowse_store.errors import ReadError

BODY = "Vesland will sign its treaty with Maren, foreign minister Ilse Brandt said on Monday.\n"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["url", "date", "title", "text"], "headline=title,published=date,url=url,text=text"),
        (["Article_Text", "HEADLINE"], "headline=HEADLINE,text=Article_Text"),
        (["content", "body", "text "], "text=text"),
        (["title", "Publication Date", "maintext"], "headline=title,published=Publication Date"),
        (["text", "section", "Keywords"], "text=text,tags=section,tags=Keywords"),
        (["publisher", "source", "text"], "source=source,text=text"),
        (["href", "id"], "url=href"),
        (["text", "Year"], "published=Year,text=text"),
        (["year", "text", "date"], "published=date,text=text"),
    ],
)
def test_common_names_are_known(names: list[str], expected: str) -> None:
    assert columns_of(names, {}, "a.csv").words().startswith(expected)


def test_what_a_person_says_outranks_the_guess() -> None:
    names = ["title", "text", "lede", "body"]
    columns = columns_of(names, {"headline": "lede", "text": "BODY"}, "a.csv")
    assert columns.fields == {"headline": "lede", "text": "body"}
    columns = columns_of(["text", "tags", "desk"], {"tags": "desk"}, "a.csv")
    assert columns.tags == ("desk",)


def test_a_column_is_not_taken_twice() -> None:
    columns = columns_of(["title", "body", "text"], {"headline": "body"}, "a.csv")
    assert columns.fields == {"headline": "body", "text": "text"}


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ReadError) as caught:
        columns_of(["title", "text"], {"headline": "titel"}, "a.csv")
    assert str(caught.value) == "a.csv: has no column or key 'titel'. There are: title, text."


def test_without_text_and_address_the_columns_are_named() -> None:
    with pytest.raises(ReadError, match=r"--map text=NAME. There are: one, \(no name\), three\.$"):
        columns_of(["one", "  ", "three"], {}, "a.csv")


def test_a_mapping_is_read_as_written() -> None:
    assert mapping("headline=title,text=body") == {"headline": "title", "text": "body"}
    assert mapping("title=headline,text=body") == {"headline": "headline", "text": "body"}
    assert mapping("Date = on, at ,text=a=b") == {"published": "on, at", "text": "a=b"}
    for wrong, said in (("text", "is not FIELD"), ("=x", "no field"), ("size=x", "no field")):
        with pytest.raises(ValueError, match=said):
            mapping(wrong)


COLUMNS = Columns(
    {"headline": "title", "published": "date", "byline": "by", "source": "from", "url": "url",
     "text": "text"},
    ("tags", "desk"),
)  # fmt: skip


def test_values_of_any_kind_are_words() -> None:
    record = {
        "title": {"rendered": "Treaty\nsigned"},
        "date": 1_774_360_800,
        "by": [{"name": "Ana Ruiz"}, "Piet Moll"],
        "from": {"id": None, "name": "Coast Daily"},
        "tags": ["law", {"name": "trade"}, "law"],
        "desk": "law; ports, ships",
        "text": ["One.", "Two."],
        "seen": {"a": [1, 2]},
        "none": None,
        "fiction": True,
    }
    article = to_draft(record, COLUMNS, "a.json", "item 1")
    metadata = article.metadata
    assert article.text == "One.\n\nTwo."
    assert metadata.headline == "Treaty signed"
    assert metadata.byline == "Ana Ruiz, Piet Moll"
    assert metadata.source == "Coast Daily"
    assert metadata.published == "2026-03-24T14:00:00+00:00"
    assert metadata.extra == {"seen": '{"a": [1, 2]}', "fiction": "true"}
    assert article.tags == ("law", "trade", "law; ports", "ships")


def test_a_date_that_cannot_be_told_keeps_its_column() -> None:
    record = {"text": BODY, "date": "last spring"}
    metadata = to_draft(record, COLUMNS, "a.csv", "row 2").metadata
    assert (metadata.published, metadata.extra) == ("", {"date": "last spring"})


def test_a_record_without_text_has_an_address_or_nothing() -> None:
    record = {"title": "Treaty", "url": "https://coast.example/1", "tags": "law", "text": " "}
    with pytest.raises(NoTextError) as caught:
        to_draft(record, COLUMNS, "a.csv", "row 2")
    assert caught.value.metadata.headline == "Treaty"
    assert caught.value.tags == ("law",)
    with pytest.raises(ReadError, match=r"^a.csv: row 3 has no text"):
        to_draft({"title": "Treaty"}, COLUMNS, "a.csv", "row 3")
    with pytest.raises(ReadError, match=r"^a.csv: row 4 holds NUL"):
        to_draft({"text": "a\0b"}, COLUMNS, "a.csv", "row 4")


@pytest.mark.parametrize(
    ("written", "language", "kept"),
    [("English", "en", ""), ("pt_BR", "pt-BR", ""), ("see below", "", "see below")],
)
def test_languages_are_tags_or_kept_as_written(written: str, language: str, kept: str) -> None:
    columns = columns_of(["text", "Lang"], {}, "a.csv")
    metadata = to_draft({"text": BODY, "Lang": written}, columns, "a.csv", "row 2").metadata
    assert (metadata.language, metadata.extra.get("Lang", "")) == (language, kept)
