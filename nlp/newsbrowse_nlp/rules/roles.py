"""Roles of regions: what they say about names; credits are not text to decide."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from newsbrowse_nlp.rules.words import longest
from newsbrowse_store.values import Suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbrowse_nlp.rules.words import TextWords
    from newsbrowse_store.values import Region

_METADATA = frozenset(("credit", "byline", "date", "dateline"))
_PLACES = frozenset(("GPE", "LOC", "FAC"))
_CITY = re.compile(r"[^\W\d_][^(\[,;:/\d—–]*?(?=\s*(?:[(\[,;:/\d—–]|\s-|$))")


def apply(
    words: TextWords, found: Sequence[Suggestion], regions: Sequence[Region]
) -> list[Suggestion]:
    """What was found outside of credits, bylines and dates, and the city of each dateline.

    Those regions are metadata of the article. Only the city in `BEIJING (AFP) —` is part of the
    story; it is a GPE unless it was found to be another kind of place.
    """
    metadata = sorted(
        (region for region in regions if region.role in _METADATA), key=lambda region: region.start
    )
    starts = [region.start for region in metadata]
    kept, places = [], {}
    for one in found:
        at = bisect_right(starts, one.end - 1) - 1
        if at < 0 or metadata[at].end <= one.start:
            kept.append(one)
        elif one.label in _PLACES:
            places[one.start, one.end] = one
    for region in metadata:
        city = _city(words, region) if region.role == "dateline" else None
        if city:
            text = words.text[slice(*city)]
            kept.append(places.get(city) or Suggestion(*city, "GPE", text, "dateline"))
    return longest(kept)


def _city(words: TextWords, region: Region) -> tuple[int, int] | None:
    match = _CITY.match(words.text, region.start, region.end)
    return words.fit(*match.span()) if match else None
