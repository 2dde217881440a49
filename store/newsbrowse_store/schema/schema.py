"""What can be marked and linked in a library: labels and types of relations, from its file.

The file is `newsbrowse.toml` in the library's folder, made to be edited by hand.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from newsbrowse_store.errors import SchemaError
from newsbrowse_store.schema.toml_entries import Entries

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "newsbrowse.toml"
UNKNOWN_COLOUR = "grey"
SEARCHES = "searches"
"""The section with the searches that the library keeps."""


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

    `head` and `tail` are the labels that may stand there, empty for any. `inverse` is how it reads
    from tail to head (empty: no word for it). `wikidata` is a property such as `P27`, with `^` in
    front where it runs from tail to head, `event` a PLOVER event type.
    """

    name: str
    key: str = ""
    meaning: str = ""
    head: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    symmetric: bool = False
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
    """Return the `newsbrowse.toml` that a library is born with."""
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
    entries = Entries(text, file)
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
