from __future__ import annotations

import pytest

from newsbrowse_store.text.sentence_hashes import sentence_hashes
from newsbrowse_store.values import Region

SIGNED = "The ministers signed the harbour treaty."
STRIKE = "Dockers walked out at quay four on Tuesday."


def test_a_sentence_is_the_same_wherever_it_stands() -> None:
    one = sentence_hashes(f"{SIGNED} {STRIKE}")
    other = sentence_hashes(f"Port Amsel\n\n{STRIKE}\n\n  {SIGNED}\n")
    assert len(one) == 2
    assert set(one) == set(other)


@pytest.mark.parametrize(
    "printed",
    [
        "The Ministers SIGNED the harbour treaty!",
        "“The ministers signed — the harbour treaty”.",
        "The  ministers\tsigned the harbour\u00a0treaty",
        "The ministérs signed the harbour treaty.",
        "The ministe\u0301rs signed the harbour treaty.",
    ],
)
def test_case_accents_spaces_and_punctuation_make_no_difference(printed: str) -> None:
    assert sentence_hashes(printed) == sentence_hashes(SIGNED)


@pytest.mark.parametrize("other", [SIGNED.replace("signed", "sign"), SIGNED.replace("the h", "h")])
def test_another_word_makes_another_sentence(other: str) -> None:
    assert sentence_hashes(other) != sentence_hashes(SIGNED)


def test_short_sentences_and_repeats_are_left_out() -> None:
    assert sentence_hashes(f"He said so. {SIGNED} Why? {SIGNED}") == sentence_hashes(SIGNED)
    assert sentence_hashes("") == ()


def test_furniture_is_left_out_and_a_dateline_makes_no_difference() -> None:
    caption, dateline = "The two ministers shake hands in the harbour.", "PORT AMSEL (AMW) — "
    text = f"{caption}\n\n{dateline}{SIGNED} {STRIKE}"
    start = len(caption) + 2
    regions = [
        Region("body", start + len(dateline), len(text)),
        Region("dateline", start, start + len(dateline)),
        Region("caption", 0, len(caption)),
    ]
    assert sentence_hashes(text, regions) == sentence_hashes(f"{SIGNED} {STRIKE}")
    assert len(sentence_hashes(text)) == 3


def test_the_same_everywhere() -> None:
    """The hashes are kept, so another process must find the same."""
    assert sentence_hashes(SIGNED) == (-700526969570633384,)


def test_a_text_without_end_is_looked_at_as_far_as_an_article_goes() -> None:
    endless = sentence_hashes("".join(f"{SIGNED[:-1]} {number}.\n" for number in range(20_000)))
    assert 2_000 < len(endless) < 10_000
