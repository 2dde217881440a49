"""Reference lists as library databases export them: RIS, and the tagged form of Web of Science.

What they hold of an article is its abstract.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.article.dates import date_or_part
from newsbrowse_ingest.readers.article.facts import address, article, joined, metadata
from newsbrowse_ingest.readers.article.fields import language_in
from newsbrowse_ingest.readers.bytes.decode import decode
from newsbrowse_ingest.readers.format import Format
from newsbrowse_store.errors import ReadError
from newsbrowse_store.text.tokens import normalise_newlines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newsbrowse_ingest.readers.format import Found, Source
    from newsbrowse_store.values import Draft

    Record = dict[str, list[str]]
    from collections.abc import Mapping


_LEFT_OUT = {"ER", "CR", "EF"}
"""The end of a record, and what it refers to."""

_HEAD = 4_000
_RIS = re.compile(r"(?:\A|\n)TY  ?- ?[A-Z]")
_SCIENCE = re.compile(r"(?:\A|\n)(?:FN [^\n]+\nVR 1\.0|PT [A-Z]\n)")
_UNFINISHED = re.compile(r"(?<!\n)\n ")
"""Before a line that is indented: a program has broken it."""
_PARTS = re.compile(r"(?P<year>\d{4})(?:/(?P<month>\d\d)(?:/(?P<day>\d\d))?)?(?:/.*)?")


def sniff(head: bytes) -> bool:
    """Whether a record begins near the start."""
    start = normalise_newlines(head[:_HEAD].decode("utf-8-sig", "ignore"))
    return bool(_RIS.search(start) or _SCIENCE.search(start))


def read(source: Source) -> Iterator[Found]:
    """One article a record that has an abstract, or notes in its place."""
    text = decode(source.read(), source.name)
    dialect = WEB_OF_SCIENCE if _SCIENCE.search(text[:_HEAD]) else RIS
    number = 0
    for number, record in enumerate(_records(text, dialect), 1):
        try:
            yield _article(source.name, f"record {number}", record, dialect)
        except ReadError as error:
            yield error
    if not number:
        raise ReadError(source.name, "holds no references", "There is nothing to read in it.")


def _records(text: str, dialect: TagDialect) -> Iterator[Record]:
    """The values of each tag, record by record, whether or not the end of one is marked."""
    record: dict[str, list[list[str]]] = {}
    lines: list[str] = []
    for line in text.split("\n"):
        tagged = dialect.line.match(line)
        tag = tagged["tag"] if tagged else ""
        if tag in {dialect.first, "ER"} and record:
            yield _whole(record)
            record = {}
        if tagged and (record or tag == dialect.first):
            lines = [(tagged["words"] or "").strip()]
            record.setdefault(tag, []).append(lines)
        elif record:
            lines.append(f" {line.strip()}" if line.strip() and line[0].isspace() else line.strip())
    if record:
        yield _whole(record)


def _whole(record: dict[str, list[list[str]]]) -> Record:
    """The record with its lines put together; a space begins those that were indented."""
    return {tag: ["\n".join(lines) for lines in values] for tag, values in record.items()}


def _article(what: str, place: str, record: Record, dialect: TagDialect) -> Draft:
    def first(tags: Iterable[str], fits: Callable[[str], object] = bool) -> str:
        return next((tag for tag in tags if fits(joined(record.get(tag, ())))), "")

    def parts(tags: Iterable[str], mark: str) -> list[str]:
        values = (value for tag in tags for value in record.get(tag, ()))
        return [part.strip(" *") for value in values for part in re.split(mark, value)]

    tags = {field: first(known) for field, known in dialect.fields.items()}
    dated = first(dialect.fields["published"], lambda said: date_or_part(_date(said, "")))
    tags["published"] = dated or tags["published"]
    said = {field: joined(record.get(tag, ())) for field, tag in tags.items()}
    said["byline"] = joined(parts([tags["byline"]], "\n"))
    said["published"] = _date(said["published"], joined(record.get("PD", ())))
    said["language"] = language_in(said["language"])
    addresses = [*parts(dialect.address, ";"), _doi(joined(record.get(dialect.doi, ())))]
    url = next(filter(None, map(address, addresses)), "")
    text = first(dialect.text)
    used = {*tags.values(), *dialect.keywords, text, *_LEFT_OUT}
    others = {tag: joined(record[tag]) for tag in record if tag not in used}
    extra = {dialect.names.get(tag, tag): words for tag, words in others.items() if words != url}
    known = metadata(extra, **said, url=url)
    abstract = _UNFINISHED.sub(" ", "\n\n".join(record.get(text, ()))).replace("\n ", "\n")
    return article(what, place, abstract, known, parts(dialect.keywords, "[;\n]"))


def _date(year: str, day: str) -> str:
    """The date as it is commonly written, or what is known of it."""
    found = _PARTS.fullmatch(year)
    if not found:
        return year
    if day and not found["month"] and date_or_part(f"{day} {found['year']}"):
        return f"{day} {found['year']}"
    return "-".join(filter(None, found.groups()))


def _doi(said: str) -> str:
    return said if "://" in said or not said else f"https://doi.org/{said}"


FORMAT = Format("RIS", (".ris", ".ciw"), sniff, read)


@dataclass(frozen=True, slots=True)
class TagDialect:
    """How a line begins that has a tag, which tag begins a record, and what the tags stand for.

    Of the tags of a field the first one there counts, and so of those of the text; `names` say in
    `extra` what else there is.
    """

    line: re.Pattern[str]
    first: str
    fields: Mapping[str, tuple[str, ...]]
    text: tuple[str, ...]
    address: tuple[str, ...]
    doi: str
    keywords: tuple[str, ...]
    names: Mapping[str, str]


RIS = TagDialect(
    line=re.compile(r"(?P<tag>[A-Z][A-Z0-9])  ?-(?: (?P<words>.*)|$)"),
    first="TY",
    fields={
        "headline": ("TI", "T1", "CT", "BT", "ST"),
        "byline": ("AU", "A1"),
        "source": ("T2", "JO", "JF", "JA", "J2", "PB"),
        "published": ("DA", "PY", "Y1"),
        "language": ("LA",),
    },
    text=("AB", "N2", "N1"),
    address=("UR", "LK", "L2", "L1"),
    doi="DO",
    keywords=("KW",),
    names={
        "TY": "type",
        "VL": "volume",
        "IS": "issue",
        "SP": "start page",
        "EP": "end page",
        "PB": "publisher",
        "CY": "place",
        "SN": "issn",
        "DO": "doi",
        "ID": "id",
        "AN": "accession number",
        "DB": "database",
    },
)
WEB_OF_SCIENCE = TagDialect(
    line=re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?: (?P<words>.*)|$)"),
    first="PT",
    fields={
        "headline": ("TI",),
        "byline": ("AF", "AU"),
        "source": ("SO",),
        "published": ("PY",),
        "language": ("LA",),
    },
    text=("AB",),
    address=(),
    doi="DI",
    keywords=("DE", "ID"),
    names={
        "DT": "type",
        "VL": "volume",
        "IS": "issue",
        "BP": "start page",
        "EP": "end page",
        "PU": "publisher",
        "PI": "place",
        "SN": "issn",
        "DI": "doi",
        "UT": "id",
        "DA": "exported",
    },
)
