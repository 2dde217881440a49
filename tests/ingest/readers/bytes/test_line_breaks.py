"""Lines of pages become paragraphs again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_ingest.readers.bytes.line_breaks import mended

FULL = "The treaty creates a commission that will set the dues of all the harbours of the"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("of the har-", "bour and its dues.", "of the harbour and its dues."),
        ("of the har\xad", "bour and its dues.", "of the harbour and its dues."),
        ("of the Franco-", "German treaty.", "of the Franco-German treaty."),
        ("in the years 2026-", "27 and later.", "in the years 2026-27 and later."),
        ("the harbours of", "Vesland and Maren.", "the harbours of Vesland and Maren."),
        ("a well-", "known one, as well-known as any.", "a well-known one, as well-known as any."),
    ],
)
def test_words_are_whole_again(before: str, after: str, expected: str) -> None:
    start = FULL[: -len(before)]
    assert mended([f"{start}{before}\n{after}"]) == f"{start}{expected}"


def test_a_line_that_had_room_for_more_ends_a_paragraph() -> None:
    dues = "The dues are to be paid in advance, and on the first day of each month."
    page = f"{FULL}\ncoast, she said.\n{dues}\nYes.\n{FULL}"
    assert mended([page]).split("\n\n") == [
        f"{FULL} coast, she said.",
        dues,
        "Yes.",
        FULL,
    ]


def test_headings_items_and_blank_lines_stand_apart() -> None:
    page = f"Reactions\n{FULL}\ncoast.\n• One\n• Two\n\n{FULL}\n \nend."
    assert mended([page]).split("\n\n") == [
        "Reactions",
        f"{FULL} coast.",
        "• One",
        "• Two",
        FULL,
        "end.",
    ]


def test_a_paragraph_goes_on_over_the_page() -> None:
    assert mended([FULL, "coast. And more."]) == f"{FULL} coast. And more."
    assert mended([f"{FULL}\ncoast.", f"Yes, {FULL}"]) == f"{FULL} coast.\n\nYes, {FULL}"


def test_what_stands_on_every_page_is_left_out() -> None:
    stories = [f"{word}: {FULL}\n{word}." for word in ("One", "Two", "Three")]
    pages = [
        f"Coast Daily, 24 March 2026\nPage {number} of 3\n{story}\n— {number} —"
        for number, story in enumerate(stories, 1)
    ]
    assert mended(pages) == "\n\n".join(stories).replace("the\n", "the ")
    assert mended(pages[:1]).startswith("Coast Daily")


def test_the_headline_stands_alone_over_several_lines() -> None:
    page = f"Minister to sign Harbour\nTreaty\n{FULL}"
    assert mended([page]).startswith("Minister to sign Harbour\n\nTreaty\n\n")
    assert mended([page], "Minister to sign  harbour treaty").split("\n\n") == [
        "Minister to sign Harbour Treaty",
        FULL,
    ]


def test_scripts_without_spaces_are_joined_without_them() -> None:
    assert mended(["外长将于周二在北京会见来访\n的官员。"]) == "外长将于周二在北京会见来访的官员。"


def test_a_word_as_long_as_a_page_takes_no_longer_than_others() -> None:
    word = "x" * 200_000
    assert mended([f"{word}\n{word}"]) == f"{word} {word}"


@given(st.lists(st.text(st.sampled_from("aB-. \n\xad•1外\f"), max_size=60), max_size=4))
def test_no_letter_is_lost_but_furniture(pages: list[str]) -> None:
    if len(pages) == 1:
        kept = [each for each in pages[0] if each.isalnum()]
        assert [each for each in mended(pages) if each.isalnum()] == kept
    assert "\n\n\n" not in mended(pages)
