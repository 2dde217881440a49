"""The rules by which the furniture of agency text is known: captions, credits, dates, bylines.

Each rule looks at one line of a page and says what it finds there, or None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.article.dates import iso_date
from newsbrowse_ingest.readers.article.headline import is_headline
from newsbrowse_store.text.tokens import tokens
from newsbrowse_store.values import Region, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_LINE = 600
_LEAST_CAPTION, _MOST_CREDIT = 4, 3
"""In tokens: a caption has so many at least, the credit after its repeat so many at most."""

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NO_NAMES = frozenset(("al", "and", "at", "bin", "da", "de", "del", "den", "der", "di", "du", "el"))
_NO_NAMES |= {"for", "in", "la", "le", "of", "ter", "the", "van", "von", "with", "y"}
_BYLINE = re.compile(rf"(?:By|BY) (?P<names>{_CAPITAL}[^.:;!?]{{2,100}})")
_AGENCY = re.compile(
    r"\b(?:AAP|AFP|ANI|ANSA|AP|APA|CNA|DPA|dpa|EFE|IANS|PA|PTI|TASS|UPI|Bernama|Interfax|Kyodo"
    r"|Reuters|REUTERS|Xinhua|Yonhap|Associated Press|Agence France-Presse|Getty Images)\b"
)
_AGENCY_LINE = re.compile(rf"(?:Source: ?|via )?\(?{_AGENCY.pattern}\)?")
_RIGHTS = re.compile(
    r"(?:©|\(c\)|Copyright\b)[ ©\d,–-]*(?P<holder>[^\W\d_][^.,;|/\n]{1,60}).{0,300}", re.IGNORECASE
)
_TEAM = re.compile(r"\(?(?:Additional reporting|Reporting|Writing|Editing) by .{3,300}")
_DASH = r" ?(?:[—–]|--?)(?=\s+[\"'“‘«(]*[^\W_a-z])"
_DATELINE = re.compile(
    rf"(?P<place>{_CAPITAL}[\w.'’ -]{{1,40}}(?:, [\w.'’ -]{{2,30}}){{0,3}})"
    rf" \((?P<agency>{_CAPITAL}[\w.&'’ -]{{1,40}}|dpa)\){_DASH}"
    rf"|(?P<capitals>{_CAPITAL}(?:{_CAPITAL}|[.'’ -]){{2,40}}(?:, [\w.'’ ]{{2,30}}){{0,3}}){_DASH}"
)
_AROUND = " ()[]/|–—-·:"


@dataclass(frozen=True, slots=True)
class StoryLines:
    """A text with its lines (those with anything on them), and its headline if it is known."""

    text: str
    lines: list[tuple[int, int]]
    headline: str = ""

    def line(self, index: int) -> str:
        """The words of a line; one too long for furniture is cut."""
        start, end = self.lines[index]
        return self.text[start : min(end, start + _LONGEST_LINE + 1)]


@dataclass(frozen=True, slots=True)
class Find:
    """What a rule found: the regions, the metadata they give, and how many lines they take."""

    regions: tuple[Region, ...]
    said: Mapping[str, str] = field(default_factory=dict)
    lines: int = 1


def caption(page: StoryLines, index: int) -> Find | None:
    """A line that the next one repeats, with a credit after one of the two (or none)."""
    if index + 1 >= len(page.lines):
        return None
    one, two = page.line(index), page.line(index + 1)
    words = one if len(one) <= len(two) else two
    longer = one if words is two else two
    if len(longer) > _LONGEST_LINE or not longer.startswith(words):
        return None
    credit = longer[len(words) :]
    said_by = len(tokens(credit))
    if credit[:1].isalnum() or said_by > _MOST_CREDIT:
        return None
    credit = credit if said_by else ""
    if len(tokens(words)) < _LEAST_CAPTION or (not credit and _may_be_headline(page, index, 2)):
        return None
    regions = []
    for which in (index, index + 1):
        start, end = page.lines[which]
        named = credit and end - start > len(words)
        stop = start + len(words) if named else end
        regions.append(Region("caption", start, stop, repeats=which > index))
        if named:
            space = len(credit) - len(credit.lstrip())
            regions.append(Region("credit", stop + space, end))
    said = {"caption": words, "credit": credit.strip(_AROUND)}
    agency = _AGENCY.search(credit)
    return Find(tuple(regions), said | ({"agency": agency[0]} if agency else {}), lines=2)


def date_line(page: StoryLines, index: int) -> Find | None:
    """A line that is a date and nothing else."""
    published = iso_date(page.line(index))
    return Find((_whole(page, index, "date"),), {"published": published}) if published else None


def byline(page: StoryLines, index: int) -> Find | None:
    """`By` and names, and no sentence; at the very top a first name and a surname at least."""
    found = _BYLINE.fullmatch(page.line(index))
    if not found:
        return None
    names = re.findall(r"[^\W_][^\s,|]*", found["names"])
    if not all(name in _NO_NAMES or name[0].isupper() for name in names):
        return None
    if index == 0 and (len(names) < 2 or names[0] in {"The", "A", "An"}):
        return None
    return Find((_whole(page, index, "byline"),), {"byline": found["names"].strip()})


def agency_line(page: StoryLines, index: int) -> Find | None:
    """A line that names a news agency and nothing else."""
    if not _AGENCY_LINE.fullmatch(page.line(index)):
        return None
    agency = _AGENCY.search(page.line(index))
    name = agency[0] if agency else ""
    return Find((_whole(page, index, "credit"),), {"credit": name, "agency": name})


FURNITURE = (caption, date_line, byline, agency_line)


def headline(page: StoryLines, index: int) -> Find | None:
    """A Markdown heading, the headline known already, or a line that can only be one.

    That is a short line without a full stop, clearly shorter than what follows. If the next line
    says the same again, it is the headline's repeat.
    """
    line = page.line(index)
    words = line.lstrip("#").strip()
    if page.headline:
        found = words.casefold() == " ".join(page.headline.split()).casefold()
    else:
        found = (line.startswith("# ") and bool(words)) or _may_be_headline(page, index, 1)
    if not found:
        return None
    end = page.lines[index][1]
    regions = [Region("headline", end - len(words), end)]
    if index + 1 < len(page.lines) and page.line(index + 1) == line:
        end = page.lines[index + 1][1]
        regions.append(Region("headline", end - len(words), end, repeats=True))
    return Find(tuple(regions), {"headline": words}, lines=len(regions))


def rights(page: StoryLines, index: int) -> Find | None:
    """A last line that says whose the text is; its first words after the year name the source."""
    found = _RIGHTS.fullmatch(page.line(index))
    if not found:
        return None
    said = {"rights": found[0], "holder": found["holder"].strip()}
    return Find((_whole(page, index, "credit"),), said)


def team(page: StoryLines, index: int) -> Find | None:
    """A last line that says who reported, wrote and edited."""
    if not _TEAM.fullmatch(page.line(index)):
        return None
    return Find((_whole(page, index, "credit"),), {"credit": page.line(index).strip("()")})


def dateline(page: StoryLines, index: int) -> Find | None:
    """`CITY (AGENCY) —` or `CITY —` at the start of a line; a date may stand after the city."""
    found = _DATELINE.match(page.line(index))
    if not found:
        return None
    start = page.lines[index][0]
    place = (found["place"] or found["capitals"]).strip(_AROUND)
    said = {"dateline": place, "published": iso_date(place.partition(", ")[2])}
    if found["agency"]:
        said["agency"] = found["agency"]
    return Find((Region("dateline", start, start + found.end()),), said)


def _may_be_headline(page: StoryLines, index: int, lines: int) -> bool:
    """Whether this line is short for what follows it (and the lines that repeat it)."""
    longest = seen = 0
    for other in range(index + lines, min(index + lines + 8, len(page.lines))):
        if any(rule(page, other) for rule in FURNITURE[1:]):
            continue
        longest = max(longest, _reach(page, index, other))
        seen += 1
        if seen == 3:
            break
    return is_headline(page.line(index), longest)


def _reach(page: StoryLines, index: int, other: int) -> int:
    """The length of a line; after a blank line, of all lines up to the next blank one."""
    start, end = page.lines[other]
    if "\n\n" in page.text[page.lines[index][1] : page.lines[index + 1][0]]:
        stop = page.text.find("\n\n", start, start + _LONGEST_LINE)
        end = max(end, stop)
    return end - start


def _whole(page: StoryLines, index: int, role: Role) -> Region:
    return Region(role, *page.lines[index])
