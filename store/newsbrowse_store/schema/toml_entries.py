"""Entries of `newsbrowse.toml`, checked one by one: what is wrong is noted with its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

HUES = (
    "blue orange green olive teal brown red purple pink indigo slate grey".split()  # noqa: SIM905
)
"""Names of colours; every theme has its own shade of each."""

_FIELDS = {
    "labels": {"key", "colour", "meaning", "faint"},
    "relations": {
        "key", "meaning", "head", "tail", "symmetric", "inverse", "wikidata", "event",
    },
}  # fmt: skip
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_HEADER = re.compile(r"\s*\[\s*(.+?)\s*\]\s*(?:#.*)?")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w-]+)\s*=""")


class Entries:
    """The entries of one file; `errors` fills while they are read."""

    def __init__(self, text: str, file: str) -> None:
        self.errors: list[SchemaError] = []
        self._file = file
        self._lines = _lines(text)

    def of(self, values: Mapping[str, Any], section: str) -> Iterator[tuple[str, TomlEntry]]:
        """Yield name and entry of a section, leaving out what is no table."""
        found = values.get(section, {})
        if not isinstance(found, dict):
            self.wrong(f"{section} is no table", f"Write [{section}] on a line.", section)
            return
        taken: dict[str, str] = {}
        for name, fields in found.items():
            if not isinstance(fields, dict):
                self.wrong(f"{name} is no table", f'Write {name} = {{ key = "…" }}.', section, name)
                continue
            for field in fields.keys() - _FIELDS[section]:
                self.wrong(
                    f"{name} has an unknown field {field}",
                    f"Known are {', '.join(sorted(_FIELDS[section]))}.",
                    section,
                    name,
                    field,
                )
            yield name, TomlEntry(self, section, name, fields, taken)

    def name(self, values: Mapping[str, Any]) -> str:
        """Return the library's name, or the empty string."""
        name = values.get("name", "")
        if isinstance(name, str):
            return name
        self.wrong("name is no text", 'Write it in quotes: name = "…".', "name")
        return ""

    def searches(self, values: Mapping[str, Any], section: str) -> Iterator[tuple[str, str]]:
        """Yield name and text of each search that can be understood."""
        found = values.get(section, {})
        if not isinstance(found, dict):
            self.wrong(f"{section} is no table", f"Write [{section}] on a line.", section)
            return
        if found:
            from newsbrowse_store.query.parser import parse
            from newsbrowse_store.query.query import QueryError  # not needed to start otherwise
        for name, query in found.items():
            if not isinstance(query, str):
                self.wrong(f"{name} is no text", f'Write {name} = "treaty".', section, name)
                continue
            try:
                parse(query)
            except QueryError as error:
                reason = f"{name}, column {error.column}: {error.reason}"
                self.wrong(reason, error.remedy, section, name)
            else:
                yield name, query

    def check_unknown(self, values: Mapping[str, Any], known: Collection[str]) -> None:
        """Note the sections that mean nothing here."""
        for section in values.keys() - known:
            self.wrong(
                f"{section} means nothing here", f"Known are {', '.join(sorted(known))}.", section
            )

    def wrong(self, reason: str, remedy: str, *place: str) -> None:
        """Note what is wrong at a place, given as section, name and field as far as they apply."""
        line = next(
            (self._lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in self._lines),
            1,
        )
        self.errors.append(SchemaError(f"{self._file}, line {line}", reason, remedy))


class TomlEntry:
    """One label or relation type; each method reads a field and notes what is wrong with it."""

    def __init__(
        self,
        entries: Entries,
        section: str,
        name: str,
        fields: Mapping[str, Any],
        taken: dict[str, str],
    ) -> None:
        self._entries = entries
        self._section = section
        self._name = name
        self._fields = fields
        self._taken = taken

    def text(self, field: str) -> str:
        """Return a text, empty when it is missing."""
        value = self._fields.get(field, "")
        if isinstance(value, str):
            return value
        self._wrong(field, "is no text", "Write it in quotes.")
        return ""

    def flag(self, field: str) -> bool:
        """Return true or false, false when it is missing."""
        value = self._fields.get(field, False)
        if isinstance(value, bool):
            return value
        self._wrong(field, "is neither true nor false", f"Write {field} = true, or leave it out.")
        return False

    def key(self) -> str:
        """Return the entry's key, empty when it has none or another entry has it already."""
        key = self.text("key")
        if key and (len(key) != 1 or not key.isprintable() or key.isspace()):
            self._wrong("key", f"{key!r} is not one character", "Use one letter or digit.")
            return ""
        if key in self._taken:
            self._wrong(
                "key", f"{key!r} is the key of {self._taken[key]} already", "Use another character."
            )
            return ""
        if key:
            self._taken[key] = self._name
        return key

    def colour(self, otherwise: str) -> str:
        """Return the name of a hue or `#rrggbb`."""
        colour = self.text("colour") or otherwise
        if colour in HUES:
            return colour
        if _HEX.fullmatch(colour):
            return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
        self._wrong("colour", f"{colour!r} is no colour", f"Use {' '.join(HUES)} or #rrggbb.")
        return otherwise

    def labels(self, field: str, known: Collection[str]) -> tuple[str, ...]:
        """Return names of labels, leaving out those that are not `known`."""
        value = self._fields.get(field, [])
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            self._wrong(field, "is no list of labels", f'Write {field} = ["PERSON", "ORG"].')
            return ()
        for name in value:
            if name not in known:
                self._wrong(
                    field, f"names {name}, which is no label", f"Add {name} to [labels] or drop it."
                )
        return tuple(name for name in value if name in known)

    def _wrong(self, field: str, reason: str, remedy: str) -> None:
        self._entries.wrong(
            f"{field} of {self._name} {reason}", remedy, self._section, self._name, field
        )


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Return the line, counted from 1, on which each key and header of a TOML text stands."""
    lines: dict[tuple[str, ...], int] = {}
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.fullmatch(line):
            section = tuple(_unquote(part) for part in re.findall(r'"[^"]*"|[^."\s]+', header[1]))
            lines.setdefault(section, number)
        elif key := _KEY.match(line):
            lines.setdefault((*section, _unquote(key[1])), number)
    return lines


def _unquote(name: str) -> str:
    return name.strip("\"'")
