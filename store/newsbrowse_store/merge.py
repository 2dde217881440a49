"""Decisions and suggestions together: what is still to be decided."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbrowse_store.model import Decisions, Suggestion

_span = attrgetter("start", "end")


def pending(suggestions: Iterable[Suggestion], decisions: Decisions) -> list[Suggestion]:
    """Return the suggestions that nobody has decided about yet, in their order.

    A rejection decides one span with one label; a mention decides all that overlaps it, whatever
    its label.
    """
    rejected = {(r.start, r.end, r.label) for r in decisions.rejections}
    mentions = list(map(_span, decisions.mentions))
    marked = set(mentions)  # most were decided just so: looked at first, this is quick
    left = [
        s for s in suggestions if _span(s) not in marked and (*_span(s), s.label) not in rejected
    ]
    mentions = sorted(mentions) if left else []
    starts = [start for start, _ in mentions]
    furthest = list(accumulate((end for _, end in mentions), max))

    def overlapped(suggestion: Suggestion) -> bool:
        before = bisect_left(starts, suggestion.end)
        return before > 0 and furthest[before - 1] > suggestion.start

    return [suggestion for suggestion in left if not overlapped(suggestion)]
