"""The YAML at the top of a Markdown file, as metadata and tags."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newsbrowse_store.model import Metadata
from newsbrowse_store.readers.dates import iso_date

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS = {
    "headline": ("headline", "title"),
    "byline": ("byline", "author", "authors", "by"),
    "dateline": ("dateline",),
    "caption": ("caption",),
    "credit": ("credit",),
    "source": ("source", "agency", "publisher", "publication", "site"),
    "published": ("published", "date", "pubdate", "created"),
    "url": ("url", "link", "permalink", "canonical"),
    "language": ("language", "lang", "locale"),
    "rights": ("rights", "licence", "license", "copyright"),
}
"""The fields of the metadata, and the keys that fill them; the first key there is wins."""

_TAGS = ("tags", "tag", "keywords", "categories", "topics")
_PAIR = re.compile(r"(?P<key>[\w][\w -]*):(?:[ \t]+(?P<value>.*)|[ \t]*)")


def parse(block: str, name: str) -> tuple[Metadata, tuple[str, ...]] | None:
    """The metadata and tags in a block of front matter; None if it is none.

    All values are taken as written: `no` is no boolean, a date no number. A key that no field
    of the metadata has is kept in `extra`, and so is a date that cannot be told.
    """
    found = _mapping(block)
    if found is None:
        return None
    values = {key.strip().lower(): _words(value) for key, value in found.items()}
    fields: dict[str, Any] = {field: _first(values, keys) for field, keys in _FIELDS.items()}
    written = fields["published"]
    fields["published"] = iso_date(written)
    known = {key for keys in _FIELDS.values() for key in keys} | {*_TAGS}
    extra = {key: value for key, value in values.items() if key not in known and value}
    if written and not fields["published"]:
        extra["date"] = written
    tags = [tag for key in _TAGS for tag in _list(_value(found, key))]
    return (
        replace(Metadata(imported_from=name, extra=extra), **fields),
        tuple(dict.fromkeys(tags)),
    )


def _mapping(block: str) -> Mapping[str, Any] | None:
    import yaml  # 20 ms to import, and only Markdown needs it

    class Loader(yaml.BaseLoader):
        """Makes strings, lists and mappings, and refuses aliases, which can grow without end."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("an alias")
            return super().compose_node(parent, index)

    try:
        found = yaml.load(block, Loader)
    except (yaml.YAMLError, RecursionError):
        found = _pairs(block)
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        return None
    return found


def _pairs(block: str) -> dict[str, str] | None:
    """`key: value` line by line: what people mean who leave a colon in a title unquoted."""
    pairs = [_PAIR.fullmatch(line) for line in block.split("\n") if line.strip()]
    if not all(pairs):
        return None
    return {pair["key"]: (pair["value"] or "").strip("\"' ") for pair in pairs if pair}


def _value(found: Mapping[str, Any], key: str) -> Any:
    return next((value for name, value in found.items() if name.strip().lower() == key), "")


def _first(values: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((values[key] for key in keys if values.get(key)), "")


def _words(value: Any) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(" ".join(item.split()) for item in value)
    return json.dumps(value, ensure_ascii=False)


def _list(value: Any) -> list[str]:
    items = value if isinstance(value, list) else str(value).strip("[]").split(",")
    words = (_words(item).strip("\"'# ") for item in items)
    return [word for word in words if word]
