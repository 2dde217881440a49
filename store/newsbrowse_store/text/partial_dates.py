"""Partial dates: days of publication of which only the year or the month is known."""

from __future__ import annotations

import re

_PART = re.compile(r"\d{4}(?:-\d\d)?", re.ASCII)


def first_day(published: str) -> str:
    """The first day of a year or month, `2009` or `2009-03`; anything else as it stands."""
    return f"{published}-01-01"[:10] if _PART.fullmatch(published) else published
