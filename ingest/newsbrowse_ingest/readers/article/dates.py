"""Dates as news writes them, to ISO 8601."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = r"(?P<month>[A-Z][a-z]{2,8}|[A-Z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = (
    re.compile(rf"{_MONTH} {_DAY},? {_YEAR}"),
    re.compile(rf"{_DAY}\.? {_MONTH},? {_YEAR}"),
    re.compile(rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])"),
    re.compile(rf"{_YEAR}/(?P<month>\d\d)/(?P<day>\d\d)(?![\d/])"),
    re.compile(rf"(?P<day>\d\d)\.(?P<month>\d\d)\.{_YEAR}"),
)
_LESS = (
    re.compile(_YEAR),
    re.compile(rf"{_YEAR}[-/](?P<month>\d\d)"),
    re.compile(rf"{_MONTH},? {_YEAR}"),
    re.compile(rf"{_YEAR},? {_MONTH}"),
)
"""A year or a month, which only a field that is for dates can mean by it."""

_LEAD = re.compile(
    r"(?:(?:First |Last )?(?:Published|Updated|Posted|Issued|Date)(?: on)?:? )?"
    r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?[,.]? )?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:T|,? (?:at |- |– |— |\| )?)"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
    r" ?(?P<half>[AaPp]\.?[Mm]\.?)? ?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?"
)


def iso_date(words: str) -> str:
    """The date or date-time that `words` say and nothing else, in ISO 8601; empty if they do not.

    Weekday, time, zone and a leading `Published:` may stand with it. Dates that two countries
    read differently (`03/04/2026`) are none, nor are days that no calendar has.
    """
    words = " ".join(words.split())[:100]
    lead = _LEAD.match(words)
    start = lead.end() if lead else 0
    for pattern in _DATES:
        found = pattern.match(words, start)
        if found:
            day, rest = _day(found), words[found.end() :].strip(" .")
            if not day or not rest:
                return day
            time = _TIME.fullmatch(words[found.end() :].rstrip(" ."))
            return day + _clock(time) if time and _clock(time) else ""
    return ""


def date_or_part(words: str) -> str:
    """As `iso_date`, for a field that holds nothing but dates: `2009` or `2009-03` is one there."""
    if day := iso_date(words):
        return day
    words = " ".join(words.split())[:100]
    found = next(filter(None, (pattern.fullmatch(words) for pattern in _LESS)), None)
    if found is None or "month" not in found.re.groupindex:
        return found["year"] if found else ""
    month = _month(found["month"])
    return f"{found['year']}-{month:02}" if 1 <= month <= 12 else ""


def _day(found: re.Match[str]) -> str:
    try:
        return date(int(found["year"]), _month(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return ""


def _month(written: str) -> int:
    """The number of a month, 0 for a name that is none."""
    month = written.lower()
    if month.isdigit():
        return int(month)
    month = "sep" if month == "sept" else month
    full = [name for name in _MONTHS if name == month or name[:3] == month]
    return _MONTHS.index(full[0]) + 1 if full else 0


def _clock(time: re.Match[str]) -> str:
    hour, minute, second = (int(time[part] or 0) for part in ("hour", "minute", "second"))
    half = (time["half"] or "").replace(".", "").lower()
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return ""
    zone = time["zone"] or ""
    if zone in {"Z", "UTC", "GMT"}:
        zone = "+00:00"
    elif zone and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    seconds = f":{second:02}" if time["second"] else ""
    return f"T{hour:02}:{minute:02}{seconds}{zone}"
