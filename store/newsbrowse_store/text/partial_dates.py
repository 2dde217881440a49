"""Partial dates: days of which only the year or the month may be known, and periods of them."""

from __future__ import annotations

import re
from datetime import date

_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)
_PART = re.compile(r"\d{4}(?:-\d\d)?", re.ASCII)


def first_day(published: str) -> str:
    """The first day of a year or month, `2009` or `2009-03`; anything else as it stands."""
    return f"{published}-01-01"[:10] if _PART.fullmatch(published) else published


def period(written: str) -> tuple[str, str] | None:
    """The first and the last date of `2024-11-12/2024-12`; a date by itself is both.

    They may be in any order. None when it is neither a date, as far as known, nor a period.
    """
    first, slash, last = written.partition("/")
    last = last if slash else first
    return (first, last) if _is_date(first) and _is_date(last) else None


def in_order(first: str, last: str) -> bool:
    """Whether a period of these dates can be: some day of `last` is not before all of `first`."""
    return first_day(first) <= f"{last}~"  # `~` is behind everything that may follow in a date


def _is_date(written: str) -> bool:
    if not _DATE.fullmatch(written):
        return False
    try:
        date.fromisoformat(first_day(written))
    except ValueError:
        return False
    return True
