"""Markdown, with front matter or without: its keys are metadata, the text is what follows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newsbrowse_ingest.readers.article.dates import date_or_part
from newsbrowse_ingest.readers.article.fields import TAGS, TEXT, bare, guess, one_line, tag_list
from newsbrowse_ingest.readers.article.story import draft
from newsbrowse_ingest.readers.bytes.decode import decode_or_guess, guess_remarks, guess_told
from newsbrowse_ingest.readers.format import Format
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsbrowse_ingest.readers.format import Found, Source


_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n[\w -]+:(?:\s|$)")
_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?P<yaml>.{0,65536}?)\n(?:---|\.\.\.)[ \t]*(?:\n\s*|\Z)", re.DOTALL
)


def read(source: Source) -> Iterator[Found]:
    """One article. Its text is the Markdown as written, after the front matter.

    A block that cannot be understood as front matter stays in the text: nothing is dropped.
    """
    name = source.name
    text, guessed = decode_or_guess(source.read(), name)
    block = _FRONT_MATTER.match(text)
    parsed = parse(block["yaml"], name) if block else None
    yield from guess_remarks(name, guessed)
    if block is None or parsed is None:
        yield draft(text, guess_told(Metadata(imported_from=name), guessed))
        return
    body = text[block.end() :]
    if not body or body.isspace():
        raise ReadError(name, "has no text after its front matter", "There is nothing to read.")
    metadata, tags = parsed
    yield draft(body, guess_told(metadata, guessed), tags)


FORMAT = Format(
    "Markdown", (".md", ".markdown", ".mdown"), lambda head: bool(_OPENING.match(head)), read
)


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
