"""Words, sentences and paragraphs of a text."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsbrowse_store.text.tokens import (
    _token_pattern,
    article_id,
    normalise_newlines,
    paragraphs,
    sentence_at,
    sentences,
    snap,
    storable,
    token_at,
    tokens,
)

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared/data"

LETTERS = "a B é n\u0301 3 42 中 の ー ア ا 🙂 हिन्दी 👍🏽 👨\u200d👩\u200d👧 \u200d \ufe0f \u20e3"
SIGNS = ". , ' ’ - _ & $ % : ! ? … \" ( ) ]"
WORDS = "U.S. Mr. Inc. Su-57 O'Neill Russia's we've 3.5 $5bn 20% AT&T p.m. The"
SPACES = (" ", "\n", "\t", "\u00a0", "\u2028")
PIECES = (*LETTERS.split(), *SIGNS.split(), *WORDS.split(), *SPACES)
texts = st.one_of(st.lists(st.sampled_from(PIECES)).map("".join), st.text())


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in tokens(text)]


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia's Su-57 fighter,", ["Russia", "'s", "Su-57", "fighter"]),
        ("the China-led bloc’s", ["the", "China", "led", "bloc", "’s"]),
        ("O'Neill d’Ivoire don't", ["O'Neill", "d’Ivoire", "don't"]),
        ("we've met; Amsel'll sign", ["we", "'ve", "met", "Amsel", "'ll", "sign"]),
        ("the U.S.-led talks", ["the", "U.S.", "led", "talks"]),
        ("Jose\u0301's café's", ["Jose\u0301", "'s", "café", "'s"]),
        ("at 10:30 p.m. in D.C.", ["at", "10:30", "p.m.", "in", "D.C."]),
        ("US$3.5bn, 1,000 or 20%", ["US$3.5bn", "1,000", "or", "20%"]),
        ("AT&T Inc. and Amazon.com", ["AT&T", "Inc.", "and", "Amazon.com"]),
        ("Dr. Brandt of pre-2014", ["Dr.", "Brandt", "of", "pre", "2014"]),
        ('(NEOC) [sic] "so" — no.', ["NEOC", "sic", "so", "no"]),
        ("北京は、カタカナ", ["北", "京", "は", "カタカナ"]),
        ("हिन्दी नि", ["हिन्दी", "नि"]),
        ("e\u0301te\u0301 👍🏽 👨‍👩‍👧 ok👍", ["e\u0301te\u0301", "👍🏽", "👨‍👩‍👧", "ok", "👍"]),
        (" -- ... !\n", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def text_span(text: str) -> tuple[int, int]:
    """The text without the white space at its ends."""
    return (0, 0) if text.isspace() else (0, len(text.rstrip()))


@given(texts)
def test_tokens_hold_every_letter_and_no_white_space(text: str) -> None:
    last = 0
    for start, end in tokens(text):
        assert last <= start < end
        assert not any(character.isspace() for character in text[start:end])
        assert (
            not unicodedata.category(text[start]).startswith("M") or not text[start - 1].isalnum()
        )
        assert not any(character.isalnum() for character in text[last:start])
        last = end
    assert not any(character.isalnum() for character in text[last:])


@given(texts)
def test_tokens_are_the_same_whether_marks_are_expected_or_not(text: str) -> None:
    assert tokens(text) == [found.span() for found in _token_pattern(marked=True).finditer(text)]


@given(texts)
def test_tokens_of_a_line_are_those_of_the_text(text: str) -> None:
    by_line = [token for start, end in paragraphs(text) for token in tokens(text, start, end)]
    assert by_line == tokens(text)


@given(st.one_of(texts, texts.map(lambda text: text * 12)))
def test_token_at_finds_what_tokens_lists(text: str) -> None:
    covering = {offset: token for token in tokens(text) for offset in range(*token)}
    for offset in range(-1, len(text) + 2):
        assert token_at(text, offset) == covering.get(offset)


@given(texts, st.integers(-2, 40), st.integers(-2, 40))
@example("The20%Inc.B", 0, 10)
def test_snap_covers_whole_tokens(text: str, start: int, end: int) -> None:
    covered = [token for token in tokens(text) if token[0] < end and token[1] > start]
    snapped = snap(text, start, end)
    if covered and start < end:
        assert snapped == (covered[0][0], covered[-1][1])
    else:
        assert 0 <= snapped[0] <= snapped[1]
        assert text[slice(*snapped)] == text[slice(*snapped)].strip()
    assert snap(text, *snapped) == snapped


@given(texts)
def test_paragraphs_are_the_lines_with_words_on_them(text: str) -> None:
    lines = [line.strip() for line in text.split("\n")]
    assert [text[start:end] for start, end in paragraphs(text)] == [line for line in lines if line]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("A line\nends one.\n\nNext", ["A line", "ends one.", "Next"]),
        ("Gen. J. Smith met Mr. Day.", ["Gen. J. Smith met Mr. Day."]),
        ("In the U.S. Senate on Dec. 5.", ["In the U.S. Senate on Dec. 5."]),
        ("He left Vesland Inc. The firm sank.", ["He left Vesland Inc.", "The firm sank."]),
        ('"We go." She went. "Why?" asked Li.', ['"We go."', "She went.", '"Why?" asked Li.']),
        ("It cost 3.5 at No. 10. 5 paid.", ["It cost 3.5 at No. 10.", "5 paid."]),
        ("Wait… what… Then?", ["Wait… what…", "Then?"]),
        ("北京。上海！", ["北京。", "上海！"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(texts)
def test_sentences_hold_everything_but_white_space(text: str) -> None:
    pieces = split(text)
    assert all(piece and piece == piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(texts)
def test_sentences_of_a_line_are_those_of_the_text(text: str) -> None:
    by_line = [each for start, end in paragraphs(text) for each in sentences(text, start, end)]
    assert by_line == sentences(text)


@given(texts)
def test_sentence_at_is_where_the_offset_is(text: str) -> None:
    for start, end in sentences(text):
        assert sentence_at(text, start) == (start, end)
        assert sentence_at(text, end - 1) == (start, end)


def test_sentence_at_white_space() -> None:
    text = " One. Two.\n\nThree"
    assert [sentence_at(text, offset) for offset in (0, 5, 10, 11)] == [
        (1, 5),
        (1, 5),
        (6, 10),
        None,
    ]


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "!", "A.", "A-", "$1,", "中", "'s", ".)", "! ", "&", "\u0301", "é\u0301", "(", "🙂"],
)
def test_a_line_without_any_end_takes_linear_time(piece: str) -> None:
    """Any backtracking over the run would take hours here."""
    text = piece * 50_000
    words = tokens(text)
    assert token_at(text, len(text) - 1) in {None, *words[-1:]}
    assert snap(text, 0, len(text)) == ((words[0][0], words[-1][1]) if words else text_span(text))
    assert sum(end - start for start, end in sentences(text)) <= len(text)


def test_newlines_and_surrogates() -> None:
    assert normalise_newlines("a\r\nb\rc\n\r\n") == "a\nb\nc\n\n"
    assert storable("a\ud800b\udfff🙂") == "a\ufffdb\ufffd🙂"


@given(st.text(st.characters()))
def test_whatever_is_storable_has_an_id(text: str) -> None:
    kept = storable(text)
    assert len(kept) == len(text)
    assert len(article_id(kept)) == 12
    assert article_id(kept) == article_id(kept)


def test_an_id_is_the_start_of_the_sha256() -> None:
    assert article_id("") == "e3b0c44298fc"


@pytest.mark.parametrize("name", ["gum_news", "re3d_free"])
def test_names_marked_by_people_begin_and_end_with_tokens(name: str) -> None:
    path = DATA / f"gold/{name}.dev.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    total = right = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        spans = tokens(article["text"])
        starts, ends = {start for start, _ in spans}, {end for _, end in spans}
        for start, end, *_ in article["spans"]:
            total += 1
            right += start in starts and end in ends
    assert right / total >= 0.98


def test_no_group_is_possessive() -> None:
    """Python 3.11.2, which Debian 12 has, matches such groups wrongly; single characters it can."""
    for path in sorted(ROOT.glob("*/newsbrowse*/**/*.py")):
        assert not re.search(r"\)[*+?]\+", path.read_text(encoding="utf-8")), path
