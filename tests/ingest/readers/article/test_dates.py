"""Dates as news writes them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_ingest.readers.article.dates import date_or_part, iso_date


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Friday, July 21, 2017", "2017-07-21"),
        ("Monday, March 15, 2021\u00a0", "2021-03-15"),
        ("Tue 3 March 2026", "2026-03-03"),
        ("3rd Sept. 2026", "2026-09-03"),
        ("Published: 20 May 2026", "2026-05-20"),
        ("Last updated on Nov 12, 2024 at 3:05 pm GMT", "2024-11-12T15:05+00:00"),
        ("2026-03-12", "2026-03-12"),
        ("2026-03-12T09:30+0100", "2026-03-12T09:30+01:00"),
        ("2026-03-12 12:00:30.5Z", "2026-03-12T12:00:30+00:00"),
        ("24.12.2026", "2026-12-24"),
        ("12 a.m. is midnight", ""),
        ("03/04/2026", ""),
        ("February 30, 2026", ""),
        ("2026-03-12 25:00", ""),
        ("Thursday, May 7, 2015 On Tuesday, the government", ""),
        ("Someday 3, 2026", ""),
        ("May", ""),
        ("", ""),
    ],
)
def test_iso_date(words: str, expected: str) -> None:
    assert iso_date(words) == expected


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_of_two_centuries(day: date) -> None:
    assert iso_date(f"{day:%A, %B %-d, %Y}") == iso_date(f"{day:%-d %b %Y}") == str(day)


@given(st.text())
def test_no_words_are_trouble(words: str) -> None:
    iso_date(words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2009", "2009"),
        ("2009-03", "2009-03"),
        ("2009/03", "2009-03"),
        ("MAR 2009", "2009-03"),
        ("2009 March", "2009-03"),
        ("3 March 2009", "2009-03-03"),
        ("2009-13", ""),
        ("2009-00", ""),
        ("Spring 2009", ""),
        ("20095", ""),
    ],
)
def test_a_field_for_dates_may_say_less_than_a_day(words: str, expected: str) -> None:
    assert date_or_part(words) == expected


@pytest.mark.parametrize("words", ["2009", "2009-03", "March 2009"])
def test_a_line_of_text_is_no_date_by_its_year(words: str) -> None:
    assert iso_date(words) == ""
