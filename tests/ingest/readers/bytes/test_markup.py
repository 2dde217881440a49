"""HTML and XML become text with its paragraphs, and nothing outside the bytes is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_ingest.readers.bytes.markup import element_text, html_text, parse_xml, root_of
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path

PIECES = [
    *("<p>", "</p>", "<br>", "<div>", "</div>", "<li>", "<td>", "<pre>", "</pre>", "<b>", "</b>"),
    *("<script>", "</script>", "<!--", "-->", "<![CDATA[", "<x:y>", "&amp;", "&nope;", "&#0;"),
    *("words", " ", "\n", "\r\n", "\t", "\0", "\xa0", "<", ">", '"', "\ud800", "é", "中文"),
]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One <b>bold</b>\n  word.</p><p>Two", "One bold word.\n\nTwo"),
        ("One<br>two<br/>\nthree<br><br>four", "One\ntwo\nthree\n\nfour"),
        ("<ul><li>a</li><li>b <i>c</i></li></ul>d", "a\nb c\n\nd"),
        ("<table><tr><th>A<th> B<tr><td>1<td></table>", "A\tB\n1"),
        ("a<script>let x</script><style>p{}</style> b<!-- c -->", "a b"),
        ("<pre>one\n  two\n\nthree</pre>", "one\ntwo\n\nthree"),
        ("<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb"),
        ("<body>a<figure><img alt=x><figcaption>Cap</figcaption></figure>b</body>", "ab"),
        ("<figure><table><tr><td>1</table><figcaption>Cap</figcaption></figure>", "1\n\nCap"),
        ("Trade &amp; law,\nsecond line\n\nagain", "Trade & law, second line\n\nagain"),
        ("3 < 4", "3 < 4"),
        ("", ""),
        ("<br>", ""),
    ],
)  # fmt: skip
def test_paragraphs_survive_and_markup_does_not(markup: str, text: str) -> None:
    assert html_text(markup, "x") == text


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_fragment_has_a_text_that_can_be_stored(markup: str) -> None:
    text = html_text(markup, "x")
    text.encode()
    assert text == text.strip()
    assert not {"\r", "\0", "\v", "\f"} & set(text)
    assert "\n\n\n" not in text


def test_what_is_nested_too_deeply_is_refused_and_not_cut() -> None:
    assert html_text("<div>" * 1_500 + "deep", "x") == "deep"
    with pytest.raises(ReadError, match="is HTML nested too deeply"):
        html_text("<div>" * 100_000 + "deep", "x")
    with pytest.raises(ReadError, match="is not well-formed XML"):
        parse_xml(b"<a>" * 100_000, "x")


def test_entities_are_not_multiplied() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 9}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE p [<!ENTITY a0 "ha">{bomb}]>'
    assert element_text(parse_xml((bomb + "<p>&a2;</p>").encode(), "x")) == "&a2;"
    for body in ("<p>&a11;</p>", '<p x="&a11;"/>'):
        with pytest.raises(ReadError, match="amplification"):
            parse_xml((bomb + body).encode(), "x")


def test_entities_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    for subset in (
        f'<!ENTITY out SYSTEM "{secret.as_uri()}">',
        f'<!ENTITY % out SYSTEM "{secret.as_uri()}">%out;',
    ):
        document = f"<!DOCTYPE p SYSTEM '{secret.as_uri()}' [{subset}]><p>1 &out; caf&eacute;</p>"
        assert element_text(parse_xml(document.encode(), "x")) == "1 &out; café"


@pytest.mark.parametrize(
    ("head", "root"),
    [
        (b"<nitf>", ("", "nitf")),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <a> -->\n<n:a xmlns:n='urn:x'>", ("urn:x", "a")),
        (b"<!DOCTYPE nitf SYSTEM 'x' [<!ENTITY a '<b>'>]><nitf b='c'/>", ("", "nitf")),
        (b" <!doctype html>\n<HTML lang=en>", ("", "HTML")),
        ('<?xml version="1.0"?><rss>'.encode("utf-16"), ("", "rss")),
        (b"I <3 you", ("", "")),
        (b"", ("", "")),
        (b"<" * 65_536, ("", "")),
        (b"<!--" * 16_384, ("", "")),
        (b"<!DOCTYPE a [" + b"]" * 65_000, ("", "")),
    ],
)
def test_the_first_element_is_told(head: bytes, root: tuple[str, str]) -> None:
    assert root_of(head) == root
