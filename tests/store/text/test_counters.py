from __future__ import annotations

import pytest

from newsbrowse_store.text.counters import only_counters_differ

TEXT = "Harbour treaty signed\n\n{}\n\nIlse Brandt signed it for 12 ports on Tuesday."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("12 comments", "13 comments"),
        ("1 comment", "2,104 comments"),
        ("Updated 3 March 2026, 10:15", "Updated 4 March 2026, 9:02 am GMT"),
        ("Last updated: Tue, 3 Mar 2026 10:15 CET", "Last updated: Wed, 4 Mar 2026 08:00 CET"),
        ("2026-03-04T10:15Z", "2026-03-04T11:00Z"),
        ("5 min read", "6 min read"),
        ("", "Shares: 17"),
        ("a  b", "a b"),
    ],
)
def test_a_line_that_counts_or_says_when_makes_no_version(before: str, after: str) -> None:
    assert only_counters_differ(TEXT.format(before), TEXT.format(after))
    assert only_counters_differ(TEXT.format(after), TEXT.format(before))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("12 ports signed it.", "13 ports signed it."),
        ("It was 12.", "It was 13."),
        ("Of the ports 12 have signed so far", "Of the ports 13 have signed so far"),
        ("By Ilse Brandt", "By Tomas Okoye"),
        ("A Su-57 came", "A Su-75 came"),
        ("国防部长访问北京 12", "国防部长访问上海 12"),
        ("", "She thanked him."),
    ],
)
def test_a_sentence_a_name_or_a_longer_line_makes_a_version(before: str, after: str) -> None:
    assert not only_counters_differ(TEXT.format(before), TEXT.format(after))


def test_a_number_in_the_first_line_makes_a_version() -> None:
    assert not only_counters_differ("5 killed in blast\n\nText.", "7 killed in blast\n\nText.")


def test_a_changed_number_in_a_sentence_is_a_version() -> None:
    text = TEXT.format("12 comments")
    assert not only_counters_differ(text, text.replace("12 ports", "13 ports"))
