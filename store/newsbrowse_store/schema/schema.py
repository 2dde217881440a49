"""Schema: the labels, relation types and kept searches of a library, read from its file.

The file is `newsbrowse.toml` in the library's folder, made to be edited by hand: what is wrong in
it is noted with its line, and the rest is used.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbrowse_store.errors import SchemaError
from newsbrowse_store.values import Attributes
from newsbrowse_store.values import fields as fields_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

FILE = "newsbrowse.toml"
UNKNOWN_COLOUR = "grey"
SEARCHES = "searches"
"""The section with the searches that the library keeps."""

HUES = (
    "blue orange green olive teal brown red purple pink indigo slate grey".split()  # noqa: SIM905
)
"""Names of colours; every theme has its own shade of each."""

ATTRIBUTES = fields_of(Attributes)
"""The names of what can be said of a relation."""

_ENTRY_FIELDS = {
    "labels": {"key", "colour", "meaning", "faint"},
    "relations": {
        "key", "meaning", "head", "tail", "symmetric", "attributes", "inverse", "wikidata", "event",
    },
}  # fmt: skip
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_HEADER = re.compile(r"\s*\[\s*(.+?)\s*\]\s*(?:#.*)?")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w-]+)\s*=""")


@dataclass(frozen=True, slots=True)
class Label:
    """What a mention can be.

    `key` is the character that gives it (empty: by picker only), `colour` the name of a hue or
    `#rrggbb`; faint ones (numbers, dates) are shown quietly and can be hidden. `known` is False
    for a label that is in the data and not, or no longer, in the schema.
    """

    name: str
    key: str = ""
    colour: str = UNKNOWN_COLOUR
    meaning: str = ""
    faint: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class RelationType:
    """How two things can be linked, read as "head `name` tail".

    `head` and `tail` are the labels that may stand there, empty for any. `attributes` are the names
    of those of `Attributes` that may be said of it. `inverse` is how it reads from tail to head
    (empty: no word for it). `wikidata` is a property such as `P27`, with `^` in front where it runs
    from tail to head, `event` a PLOVER event type.
    """

    name: str
    key: str = ""
    meaning: str = ""
    head: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    symmetric: bool = False
    attributes: tuple[str, ...] = ATTRIBUTES
    inverse: str = ""
    wikidata: str = ""
    event: str = ""

    def allows(self, head: str, tail: str) -> bool:
        """Whether it may lead from something labelled `head` to something labelled `tail`."""
        return self._reads(head, tail) or (self.symmetric and self._reads(tail, head))

    def _reads(self, head: str, tail: str) -> bool:
        return (not self.head or head in self.head) and (not self.tail or tail in self.tail)


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with the name that it is shown by."""

    name: str
    query: str


@dataclass(frozen=True)
class Schema:
    """The labels, relation types and searches of a library, in the order of its file."""

    labels: tuple[Label, ...] = ()
    relations: tuple[RelationType, ...] = ()
    name: str = ""
    searches: tuple[SavedSearch, ...] = ()

    @cached_property
    def _labels(self) -> Mapping[str, Label]:
        return {label.name: label for label in self.labels}

    @cached_property
    def _relations(self) -> Mapping[str, RelationType]:
        return {relation.name: relation for relation in self.relations}

    @cached_property
    def _keys(self) -> Mapping[str, Label]:
        return {label.key: label for label in self.labels if label.key}

    def label(self, name: str) -> Label:
        """Return the label of this name; one that the schema lacks comes grey and not `known`."""
        return self._labels.get(name) or Label(name, known=False)

    def label_for_key(self, key: str) -> Label | None:
        """Return the label that `key` gives, if any."""
        return self._keys.get(key)

    def relation(self, name: str) -> RelationType | None:
        """Return the relation type of this name, None when the schema lacks it."""
        return self._relations.get(name)

    def allowed(self, head: str, tail: str) -> list[RelationType]:
        """Return the types that may lead from label `head` to label `tail`, in the file's order."""
        return [relation for relation in self.relations if relation.allows(head, tail)]

    def relates(self, label: str) -> bool:
        """Whether any type may start or end at something of this label."""
        return any(
            not named or label in named
            for relation in self.relations
            for named in (relation.head, relation.tail)
        )

    def allows(self, relation: str, head: str, tail: str) -> bool:
        """Whether the schema has the type and it may lead from label `head` to label `tail`."""
        found = self.relation(relation)
        return found is not None and found.allows(head, tail)


def default_text() -> str:
    """Return the `newsbrowse.toml` that a new library gets."""
    return Path(__file__).with_name("default.toml").read_text(encoding="utf-8")


def parse(text: str, file: str = FILE) -> tuple[Schema, tuple[SchemaError, ...]]:
    """Read a schema. What cannot be used is left out of it and comes back as an error.

    Raises `SchemaError` when `text` is no TOML at all. `file` is the name that errors give.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(
            file, f"is not valid TOML ({error})", "Mend that place; the rest is not read till then."
        ) from error
    entries = _Entries(text, file)
    labels = tuple(
        Label(
            name=name,
            key=entry.key(),
            colour=entry.colour(UNKNOWN_COLOUR),
            meaning=entry.text("meaning"),
            faint=entry.flag("faint"),
        )
        for name, entry in entries.of(values, "labels")
    )
    known = [label.name for label in labels]
    relations = tuple(
        RelationType(
            name=name,
            key=entry.key(),
            meaning=entry.text("meaning"),
            head=entry.labels("head", known),
            tail=entry.labels("tail", known),
            symmetric=entry.flag("symmetric"),
            attributes=entry.attributes(),
            inverse=entry.text("inverse"),
            wikidata=entry.text("wikidata"),
            event=entry.text("event"),
        )
        for name, entry in entries.of(values, "relations")
    )
    name = entries.name(values)
    searches = tuple(SavedSearch(*search) for search in entries.searches(values, SEARCHES))
    entries.check_unknown(values, {"name", "labels", "relations", SEARCHES})
    return Schema(labels, relations, name, searches), tuple(entries.errors)


class SchemaFile:
    """The schema of a file that may change at any moment.

    `schema` is the last one that was right throughout. A file that was wrong from the start gives
    what could be used of it, and the default schema where there is nothing at all.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._schema: Schema | None = None
        self._errors: tuple[SchemaError, ...] = ()

    @property
    def schema(self) -> Schema:
        """The schema in force; the file is read again if it has changed."""
        return self._current()

    @property
    def errors(self) -> tuple[SchemaError, ...]:
        """What is wrong with the file as it is now."""
        self._current()
        return self._errors

    def _current(self) -> Schema:
        try:
            status = self._path.stat()
            stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
        except OSError:
            stamp = (0, 0, 0)
        if self._schema is None or stamp != self._stamp:
            self._stamp = stamp
            found, self._errors = self._read()
            if self._schema is None or not self._errors:
                self._schema = found or self._schema or parse(default_text())[0]
        return self._schema

    def _read(self) -> tuple[Schema | None, tuple[SchemaError, ...]]:
        try:
            return parse(self._path.read_text(encoding="utf-8"), str(self._path))
        except SchemaError as error:
            return None, (error,)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            remedy = "Bring the file back, or make a new library and copy the file from there."
            return None, (SchemaError(str(self._path), f"cannot be read ({reason})", remedy),)


class _Entries:
    """The entries of one file; `errors` fills while they are read."""

    def __init__(self, text: str, file: str) -> None:
        self.errors: list[SchemaError] = []
        self._file = file
        self._lines = _lines_of(text)

    def of(self, values: Mapping[str, Any], section: str) -> Iterator[tuple[str, _TomlEntry]]:
        """Yield name and entry of a section, leaving out what is no table."""
        found = self._section(values, section)
        taken: dict[str, str] = {}
        for name, fields in found.items():
            if not isinstance(fields, dict):
                self.wrong(f"{name} is no table", f'Write {name} = {{ key = "…" }}.', section, name)
                continue
            for field in fields.keys() - _ENTRY_FIELDS[section]:
                self.wrong(
                    f"{name} has an unknown field {field}",
                    f"Known are {', '.join(sorted(_ENTRY_FIELDS[section]))}.",
                    section,
                    name,
                    field,
                )
            yield name, _TomlEntry(self, section, name, fields, taken)

    def name(self, values: Mapping[str, Any]) -> str:
        """Return the library's name, or the empty string."""
        name = values.get("name", "")
        if isinstance(name, str):
            return name
        self.wrong("name is no text", 'Write it in quotes: name = "…".', "name")
        return ""

    def searches(self, values: Mapping[str, Any], section: str) -> Iterator[tuple[str, str]]:
        """Yield name and text of each search that can be understood."""
        found = self._section(values, section)
        if found:
            from newsbrowse_store.query.parser import parse as parse_search
            from newsbrowse_store.query.query import QueryError  # not needed to start otherwise
        for name, query in found.items():
            if not isinstance(query, str):
                self.wrong(f"{name} is no text", f'Write {name} = "treaty".', section, name)
                continue
            try:
                parse_search(query)
            except QueryError as error:
                reason = f"{name}, column {error.column}: {error.reason}"
                self.wrong(reason, error.remedy, section, name)
            else:
                yield name, query

    def _section(self, values: Mapping[str, Any], section: str) -> dict[str, Any]:
        found = values.get(section, {})
        if isinstance(found, dict):
            return found
        self.wrong(f"{section} is no table", f"Write [{section}] on a line.", section)
        return {}

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


class _TomlEntry:
    """One label or relation type; each method reads a field and notes what is wrong with it."""

    def __init__(
        self,
        entries: _Entries,
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
        value = self._names(field, "label", '"PERSON", "ORG"')
        for name in value:
            if name not in known:
                self._wrong(
                    field, f"names {name}, which is no label", f"Add {name} to [labels] or drop it."
                )
        return tuple(name for name in value if name in known)

    def attributes(self) -> tuple[str, ...]:
        """Return what may be said of a relation: all there is where the entry names nothing."""
        field = "attributes"
        if field not in self._fields:
            return ATTRIBUTES
        value = self._names(field, "attribute", '"when", "planned"')
        for name in value:
            if name not in ATTRIBUTES:
                reason = f"names {name}, which is no attribute"
                self._wrong(field, reason, f"Known are {', '.join(ATTRIBUTES)}.")
        return tuple(name for name in ATTRIBUTES if name in value)

    def _names(self, field: str, of: str, example: str) -> list[str]:
        value = self._fields.get(field, [])
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return value
        self._wrong(field, f"is no list of {of}s", f"Write {field} = [{example}].")
        return []

    def _wrong(self, field: str, reason: str, remedy: str) -> None:
        self._entries.wrong(
            f"{field} of {self._name} {reason}", remedy, self._section, self._name, field
        )


def _lines_of(text: str) -> dict[tuple[str, ...], int]:
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
