"""One item of ninjs and what is in it, whichever of the versions 1 to 3 it is of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from newsbrowse_store.readers.facts import joined, words

if TYPE_CHECKING:
    from collections.abc import Mapping


class Said(NamedTuple):
    """A headline, description or body: what it is for, how it is written, and the words."""

    role: str
    markup: Literal["plain", "html", "nitf"]
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item or an object in one; its keys are in lower case, as they were before version 3."""

    values: Mapping[str, Any]

    @classmethod
    def of(cls, value: Any) -> Self:
        """Make one; what is no object has nothing in it."""
        pairs = value.items() if isinstance(value, dict) else ()
        return cls({key.lower(): each for key, each in pairs})

    def words(self, *keys: str) -> str:
        """Return what the first of the keys says that says anything."""
        return next(filter(None, (words(self.values.get(key)) for key in keys)), "")

    def items(self, *keys: str) -> list[Item]:
        """Return the objects in these lists; in version 1 some were objects themselves."""
        found: list[Any] = []
        for value in map(self.values.get, keys):
            found += value.values() if isinstance(value, dict) else _list(value)
        return [Item.of(each) for each in found if isinstance(each, dict)]

    def names(self, *keys: str, mark: str = "; ") -> str:
        """Return the names of the objects in these lists."""
        return joined((item.words("name", "literal") for item in self.items(*keys)), mark)

    def keywords(self) -> list[str]:
        """Return the keywords, which are words or objects with a name."""
        found = _list(self.values.get("keywords"))
        return [words(each) or Item.of(each).words("name", "value") for each in found]

    def said(self, one: str, many: str) -> list[Said]:
        """Return all texts of a kind: `body_text` and its like, or those in `bodies`."""
        prefix = f"{one}_"
        found = [
            (key.removeprefix(prefix), "", value)
            for key, value in self.values.items()
            if key.startswith(prefix)
        ]
        for item in self.items(many):
            kind = item.words("contenttype").lower()
            found.append((item.words("role").lower(), kind, item.values.get("value")))
        return [
            Said(role, _markup(f"{role} {kind}", value), value)
            for role, kind, value in found
            if isinstance(value, str)
        ]

    def identifiers(self) -> str:
        """Return the other identifiers, each with what it is for."""
        value = self.values.get("altids")
        pairs = list(value.items()) if isinstance(value, dict) else []
        pairs += [(item.words("role"), item.words("value")) for item in self.items("altids")]
        return joined(f"{role}: {words(said)}" for role, said in pairs if words(said))

    def kind(self) -> str:
        """Return what the item is: `text`, `picture`, `event` and so on."""
        if "eventdetails" in self.values:
            return "event"
        return "planning" if "plannedcoverage" in self.values else self.words("type")[:20].lower()


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _markup(kind: str, value: str) -> Literal["plain", "html", "nitf"]:
    if "nitf" in kind:
        return "nitf"
    tagged = value.lstrip().startswith("<") and "plain" not in kind
    return "html" if "html" in kind or tagged else "plain"
