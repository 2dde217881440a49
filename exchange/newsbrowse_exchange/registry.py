"""All formats of exchange, by name. What a format needs besides is imported when it is used.

A format is a module with a `FORMAT`; adding it to `FORMATS` is all it takes to join.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_exchange.formats.annotation import cas, doc_bin, own_lines
from newsbrowse_exchange.formats.graph import follow_the_money
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from pathlib import PurePath

    from newsbrowse_exchange.format import ExchangeFormat, Files

FORMATS: tuple[ExchangeFormat, ...] = (
    own_lines.FORMAT,
    doc_bin.FORMAT,
    cas.JSON,
    cas.XMI,
    follow_the_money.FORMAT,
)
"""Every format; of those that claim a file, the first one has it."""

HEAD = 65_536
"""So many bytes at the start of a file are looked at to tell its format."""

_LOOKED_AT = 50
"""So many files of a folder are looked at, at most."""


def by_name(name: str) -> ExchangeFormat | None:
    """Return the format of this name."""
    return next((one for one in FORMATS if one.name == name), None)


def by_suffix(path: PurePath) -> ExchangeFormat | None:
    """Return the format that is written into a file of this name, the first one of several."""
    writable = (one for one in FORMATS if one.write and not one.folder)
    return next((one for one in writable if path.name.lower().endswith(one.suffixes)), None)


def recognised(files: Files) -> ExchangeFormat:
    """Return the format of an input, as its files tell. Raises `ReadError` when none claims it."""
    names = files.names()
    for name in names[:_LOOKED_AT]:
        with files.open(name) as file:
            head = file.read(HEAD)
        for one in FORMATS:
            if one.claims is not None and one.claims(name, head):
                return one
    known = ", ".join(one.name for one in FORMATS if one.read)
    raise ReadError(
        names[0] if names else "this", "is of no format known", f"Say --format: {known}."
    )
