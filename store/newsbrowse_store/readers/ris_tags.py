"""What the tags of references stand for: those of RIS, and those of Web of Science."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Dialect:
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


RIS = Dialect(
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
WEB_OF_SCIENCE = Dialect(
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
