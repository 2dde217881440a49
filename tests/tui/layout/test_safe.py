"""What reaches a terminal is printable, whatever an article holds."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse.layout.safe import safe, safe_url

ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=80) | st.text(
    st.sampled_from(
        "a \n\t\x1b\x07\x7f\x85\x9b\u202e\u2066\u200d\ufe0f\U0001f3fd👩é\ud800\u2028\xad"
    ),
    max_size=40,
)


@given(ANYTHING)
def test_nothing_that_a_terminal_would_obey_or_choke_on_is_left(text: str) -> None:
    shown = safe(text)
    assert len(shown) == len(text)
    assert {unicodedata.category(c) for c in shown}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert not set(shown) & set("\u061c\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2069\ufe0f")
    shown.encode()


@given(ANYTHING)
def test_what_is_safe_is_left_alone(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@given(ANYTHING)
def test_line_feeds_and_tabs_stay_where_asked_for(text: str) -> None:
    kept = safe(text, lines=True)
    assert [i for i, c in enumerate(kept) if c in "\n\t"] == [
        i for i, c in enumerate(text) if c in "\n\t"
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("\x00\n\t", "␀␊␉"),
        ("\x9b5n", "�5n"),
        ("x\u202ey", "x�y"),
        ("❤\ufe0f", "❤\u200b"),
        ("👍\U0001f3fd", "👍\u200b"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("لا\u200dم", "لا\u200bم"),
        ("“Größe” — naïve, 東京, שלום", "“Größe” — naïve, 東京, שלום"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize("url", ["https://example.org/a?b=c#d", "http://example.org"])
def test_addresses_of_the_web_pass(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://example.org/\x1b]52;c;YQ==\x07",
        "https://example.org/\u202egnp.exe",
        "https://exa mple.org",
        "http://[::1",
    ],
)
def test_other_addresses_do_not(url: str) -> None:
    assert safe_url(url) is None
