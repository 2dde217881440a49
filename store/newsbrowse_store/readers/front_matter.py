"""The YAML at the top of a Markdown file, as metadata and tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newsbrowse_store.model import Metadata
from newsbrowse_store.readers.dates import date_or_part
from newsbrowse_store.readers.field_names import TAGS, TEXT, bare, guess
from newsbrowse_store.readers.field_values import one_line, tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAIR = re.compile(r"(?P<key>[\w][\w -]*):(?:[ \t]+(?P<value>.*)|[ \t]*)")


def parse(block: str, name: str) -> tuple[Metadata, tuple[str, ...]] | None:
    """The metadata and tags in a block of front matter; None if it is none.

    All values are taken as written: `no` is no boolean, a date no number. A key that no field
    of the metadata has is kept in `extra`, and so is a date that cannot be told.
    """
    found = _mapping(block)
    if found is None:
        return None
    values = {key.strip().lower(): value for key, value in found.items()}
    words = {key: one_line(value) for key, value in values.items()}
    keys = guess(key for key in words if words[key] and bare(key) not in TEXT)
    fields: dict[str, Any] = {field: words[key] for field, key in keys.items()}
    tagging = [key for name in TAGS for key in words if bare(key) == name]
    taken = {*keys.values(), *tagging}
    extra = {key: said for key, said in words.items() if said and key not in taken}
    if written := fields.pop("published", ""):
        fields["published"] = date_or_part(written)
        extra |= {} if fields["published"] else {"date": written}
    tags = [tag for key in tagging for tag in tag_list(values[key])]
    return (
        Metadata(imported_from=name, extra=extra, **fields),
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
