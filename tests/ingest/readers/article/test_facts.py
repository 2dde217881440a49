"""What formats say is made fit for metadata, and what cannot be meant is left out."""

from __future__ import annotations

import pytest

from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers.article.facts import address, article, completed, metadata, words
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Metadata

HOME = "https://wire.example/feed/"


@pytest.mark.parametrize(
    ("said", "url"),
    [
        (" https://wire.example/1 ", "https://wire.example/1"),
        ("../17?a=b#c", "https://wire.example/17?a=b#c"),
        ("//other.example/1", "https://other.example/1"),
        ("a b", "https://wire.example/feed/a%20b"),
        ("javascript:alert(1)", ""),
        ("javascript://wire.example/%0aalert(1)", ""),
        ("ftp://wire.example/1", ""),
        ("file:///etc/passwd", ""),
        ("https://[wire/1", ""),
        ("https://wire.example/\x1b]8;;", ""),
        ("https://wire.example/\u202egpj", ""),
        ("", ""),
        (None, ""),
        (["https://wire.example/1"], ""),
    ],
)
def test_an_address_is_one_of_http_in_full(said: object, url: str) -> None:
    assert address(said, HOME) == url


def test_words_are_one_line_that_can_be_stored() -> None:
    assert words(" a\r\n b\0\ud800 ") == "a b\ufffd\ufffd"
    assert (words(7), words(True), words({"a": 1}), words(None)) == ("7", "", "", "")


def test_what_cannot_be_meant_is_left_out() -> None:
    known = metadata(
        byline="By: Ana Ruiz",
        published="last spring",
        language="en_GB",
        url="urn:x",
        extra={"id": 7, "none": None, "list": []},
    )
    assert known == Metadata(
        byline="Ana Ruiz", language="en-GB", extra={"id": "7", "date": "last spring"}
    )
    for language, said, names in (
        ("de-AT", "Von Ana Ruiz", "Ana Ruiz"),
        ("de", "Von der Aa", "Von der Aa"),
        ("fr", "Par Ana Ruiz", "Ana Ruiz"),
        ("en", "Par Lagerkvist", "Par Lagerkvist"),
    ):
        assert metadata(language=language, byline=said, extra={}).byline == names
    assert metadata(language="English (UK)", byline="By", extra={}) == Metadata(byline="By")


def test_what_is_known_outranks_what_completes_it() -> None:
    known = Metadata(headline="A", source="B", extra={"id": "1"})
    more = Metadata(headline="X", byline="C", headline_derived=True, extra={"id": "2", "note": "n"})
    expected = Metadata(headline="A", source="B", byline="C", extra={"id": "1", "note": "n"})
    assert completed(known, more) == expected


def test_tags_are_such_as_the_session_takes() -> None:
    tags = ["#law", "trade / harbours", "a//b", "/", "", "law", 7, None, "\x1bx"]
    assert article("x", "item 1", "Words.", Metadata(), tags).tags == (
        *("law", "trade/harbours", "a/b", "7"),
    )


def test_a_description_that_the_text_repeats_goes() -> None:
    known = Metadata(extra={"description": "Dockers walked out …", "id": "1"})
    repeated = article("x", "item 1", "On Monday\nDockers walked out and left.", known)
    assert repeated.metadata.extra == {"id": "1"}
    assert article("x", "item 1", "Other words.", known).metadata.extra == known.extra


def test_a_headline_alone_is_no_text() -> None:
    known = Metadata(headline="Quay four closes")
    with pytest.raises(ReadError, match="item 1 has no text"):
        article("x", "item 1", "Quay four\ncloses", known)
    with pytest.raises(NoTextError):
        article("x", "item 1", "…", Metadata(url=HOME))
