"""Bytes of any encoding become text, or one clear error."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_ingest.readers.bytes.decode import decode, decode_or_guess
from newsbrowse_store.errors import ReadError

ENGLISH = "“We will sign,” said José Núñez — the café cost €5.\nNext line…"
POLISH = (
    "Minister spraw zagranicznych powiedział w środę, że Polska zwiększy wydatki na obronność,"
    " a żołnierze będą ćwiczyć."
)
RUSSIAN = "Министр иностранных дел Весландии встретится с капитаном порта во вторник вечером."
CHINESE = "中国外交部长将于周二在北京会见来访的俄罗斯官员，双方将讨论战略安全问题。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((ENGLISH, name) for name in ("utf-8", "utf-8-sig", "cp1252")),
        *((ENGLISH, name) for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (CHINESE, "gb18030"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "x") == text


@pytest.mark.parametrize(
    ("text", "encoding", "guessed"),
    [
        (ENGLISH, "utf-8", ""),
        (RUSSIAN, "utf-16", ""),
        ("plain", "ascii", ""),
        (ENGLISH, "cp1252", "cp1252"),
        (RUSSIAN, "cp1251", "cp1251"),
    ],
)
def test_what_is_guessed_rather_than_known_says_so(text: str, encoding: str, guessed: str) -> None:
    assert decode_or_guess(text.encode(encoding), "x") == (text, guessed)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_utf8_comes_back_but_for_line_ends(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert decode(f"a{text}".encode(), "x") == f"a{lines}"


@given(st.binary())
def test_no_bytes_do_more_than_fail_with_a_read_error(data: bytes) -> None:
    with suppress(ReadError):
        text = decode(data, "x")
        assert text.strip()
        assert not {"\0", "\r"} & set(text)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"news\0room", "is not text"),
        (bytes(range(256)), "is not text"),
        (b"%PDF-1.7 \xe2\xe3", "is a PDF document, not text"),
        (b"7z\xbc\xaf\x27\x1c..", "is a 7z archive, not text"),
        (b"\xff\xfeA\x00\x00\xd8", "is marked as UTF-16-LE, but breaks off at byte 2"),
        (bytes(range(128, 256)) * 3, "is in an encoding that cannot be told"),
    ],
)
def test_what_is_no_text(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        decode(data, "file.txt")
    assert (caught.value.what, caught.value.reason) == ("file.txt", reason)
