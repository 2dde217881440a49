"""FtM model: the lines of FollowTheMoney, and how our labels and relations are called in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

PREFIX = "newsbrowse-"
"""What the ids of all that we write begin with."""

UNKNOWN = "UnknownLink"
"""The link that joins any two things."""

WIKIDATA_ID = re.compile("Q[0-9]+")


class FtmLine(Struct, omit_defaults=True):
    """An entity of FollowTheMoney; `newsbrowse` is ours, other programs pass it over."""

    id: str
    schema: str
    properties: dict[str, Any] = {}
    newsbrowse: str = ""

    def texts(self, name: str) -> list[str]:
        """Return the values of a property; of an entity that is nested there, its id."""
        given = self.properties.get(name)
        values = given if isinstance(given, list) else [given]
        found = (one.get("id") if isinstance(one, dict) else one for one in values)
        return [one for one in found if isinstance(one, str) and one]

    def first(self, name: str) -> str:
        """Return the first value of a property, empty if it has none."""
        return next(iter(self.texts(name)), "")


class FtmLink(NamedTuple):
    """How the model has a kind of link: properties and schemata of its ends."""

    schema: str
    head: tuple[str, str]
    tail: tuple[str, str]
    says: str
    types: tuple[str, ...]
    reads: str


class FtmModel:
    """The table beside this module."""

    def __init__(self) -> None:
        table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
        self._labels: dict[str, str] = table["labels"]
        self.schemata: dict[str, str] = table["schemata"]
        self.languages: dict[str, str] = table["languages"]
        self.documents = frozenset(table["documents"]["kinds"])
        self.links = {
            name: FtmLink(
                name,
                tuple(link["head"]),
                tuple(link["tail"]),
                link["says"],
                tuple(link["types"]),
                link["reads"],
            )
            for name, link in table["links"].items()
        }
        self._kinds: dict[str, list[str]] = table["kinds"]
        self._becomes: dict[str, dict[str, str]] = table["becomes"]
        self._of_type = {type_: link for link in self.links.values() for type_ in link.types}

    def fitting(self, schema: str, wanted: str) -> str:
        """Return what a schema is, or becomes, where another is wanted; empty if it cannot."""
        if not wanted or self.is_a(schema, wanted):
            return schema
        return self._becomes.get(wanted, {}).get(schema, "")

    def is_a(self, schema: str, wanted: str) -> bool:
        """Whether a schema is another, or a kind of it."""
        above = self._kinds.get(schema, ())
        return schema == wanted or any(self.is_a(one, wanted) for one in above)

    def link(self, type_: str, head: str, tail: str) -> tuple[FtmLink, str, str]:
        """Return the link for a type of relation between schemata, and what they become for it."""
        found = self._of_type.get(type_)
        if found is not None:
            ends = self.fitting(head, found.head[1]), self.fitting(tail, found.tail[1])
            if all(ends):
                return found, *ends
        return self.links[UNKNOWN], head, tail

    def schema(self, label: str) -> str | None:
        """Return what things of a label are, None where the model has nothing for them."""
        return self._labels.get(label.upper())

    def label(self, schema: str) -> str:
        """Return the label of things of a schema."""
        return self.schemata.get(schema, schema)
