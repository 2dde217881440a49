"""Sentence hashes: numbers for the sentences of an article, the same wherever one is printed."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING

from newsbrowse_store.text.folding import fold
from newsbrowse_store.text.tokens import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_store.values import Region

_FURNITURE = ("caption", "credit", "byline", "date", "dateline")
_WORD = re.compile("[\\w\u0300-\u036f]+")
_LEAST = 30
"""Characters without punctuation: what is shorter is said in many stories."""

_REACH = 200_000
"""Characters looked at: what goes on for longer is no agency's story."""


def sentence_hashes(text: str, regions: Iterable[Region] = ()) -> tuple[int, ...]:
    """Return a hash of 64 bits for each sentence of an article, each once, in order.

    Case, accents, white space and punctuation make no difference. Short sentences and those of
    captions, credits, bylines and datelines are left out.
    """
    found: dict[int, None] = {}
    for start, end in _pieces(min(len(text), _REACH), regions):
        for first, last in sentences(text, start, end):
            said = fold(" ".join(_WORD.findall(text[first:last])))
            if len(said) >= _LEAST:
                digest = blake2b(said.encode(), digest_size=8).digest()
                found[int.from_bytes(digest, "big", signed=True)] = None
    return tuple(found)


def _pieces(end: int, regions: Iterable[Region]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text up to `end` that are not furniture."""
    start = 0
    furniture = (region for region in regions if region.role in _FURNITURE)
    for region in sorted(furniture, key=lambda region: region.start):
        if region.start >= end:
            break
        yield start, region.start
        start = region.end
    yield start, end
