"""Annotated article: its decisions and suggestions together, and what is still to be decided."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from newsbrowse_store.text.spans import S, Spans
from newsbrowse_store.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsbrowse_store.records.delta import Delta
    from newsbrowse_store.text.spans import Placed
    from newsbrowse_store.values import Decisions, Mention, Suggestion


_span = attrgetter("start", "end")


def pending(suggestions: Iterable[Suggestion], decisions: Decisions) -> list[Suggestion]:
    """Return the suggestions that nobody has decided about yet, in their order.

    A rejection decides one span with one label. A mention decides, whatever its label, what was
    suggested just there or where it was before, and what overlaps it, but not what lies within.
    """
    rejected = {(r.start, r.end, r.label) for r in decisions.rejections}
    mentions = list(map(_span, decisions.mentions))
    marked = set(mentions)  # most were decided just so: looked at first, this is quick
    for mention in decisions.mentions:
        if mention.grown_over:
            start, end = mention.start, mention.end
            within = (g for g in mention.grown_over if start <= g.start and g.end <= end)
            marked.update(map(_span, within))
    left = [
        s for s in suggestions if _span(s) not in marked and (*_span(s), s.label) not in rejected
    ]
    edges = sorted({*chain.from_iterable(mentions)}) if left else []

    def cut(suggestion: Suggestion) -> bool:
        """Whether a mention begins or ends within."""
        first = bisect_right(edges, suggestion.start)
        return first < len(edges) and edges[first] < suggestion.end

    return [suggestion for suggestion in left if not cut(suggestion)]


Name = tuple[str, str, str]
"""The words of mentions, their label and their entity, empty when there is none."""

_named = attrgetter("text", "label", "entity")
_FEW = 32
"""After more changes than these all is worked out anew, which is quicker then."""


class MarksDelta(Struct, frozen=True):
    """What a decision changed of what is marked, since `before`: what is gone and what has come."""

    before: Decisions
    gone: tuple[Mention | Suggestion, ...]
    come: tuple[Mention | Suggestion, ...]

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(self.gone or self.come)


class Annotated(Struct, frozen=True):
    """Decisions and suggestions together. `pending` are the suggestions nobody decided about.

    `names` counts the mentions by name. `marks_delta` is how it came about, when it came of one
    decision and the same suggestions.
    """

    decisions: Decisions
    suggestions: Sequence[Suggestion]
    mentions: Spans[Mention]
    pending: Spans[Suggestion]
    names: Mapping[Name, int]
    suggested: Spans[Suggestion]
    marks_delta: MarksDelta | None = None

    @classmethod
    def of(cls, decisions: Decisions, suggestions: Sequence[Suggestion]) -> Annotated:
        """Work out how an article stands."""
        return cls(
            decisions,
            suggestions,
            Spans(decisions.mentions),
            Spans(pending(suggestions, decisions)),
            _names(decisions.mentions),
            Spans(suggestions),
        )

    def marks_delta_from(self, before: Annotated) -> MarksDelta | None:
        """Return what changed of what is marked since `before`; None when that is not known."""
        if self.suggestions is not before.suggestions:
            return None
        if _same(self.decisions, before.decisions):
            return MarksDelta(before.decisions, (), ())
        marks_delta = self.marks_delta
        return marks_delta if marks_delta and _same(marks_delta.before, before.decisions) else None

    def after(self, decisions: Decisions, delta: Delta | None) -> Annotated:
        """Return how it stands after other decisions; `delta` says what led to them, if known."""
        if delta is None or delta.before is not self.decisions:
            return Annotated.of(decisions, self.suggestions)
        gone, come = delta.gone, delta.come
        changed: list[Placed] = [*gone.mentions, *come.mentions, *gone.rejections, *come.rejections]
        if len(changed) > _FEW:
            return Annotated.of(decisions, self.suggestions)
        mentions = self.mentions.changed(gone.mentions, come.mentions)
        # A suggestion that meets nothing of what has changed is decided or pending as it was.
        meeting = _meeting(self.suggested, changed)
        near = replace(decisions, mentions=tuple(_meeting(mentions, meeting.values()).values()))
        left = {id(one): one for one in pending(meeting.values(), near)} if meeting else {}
        was = _meeting(self.pending, changed)
        lost = [one for id_, one in was.items() if id_ not in left]
        won = [one for id_, one in left.items() if id_ not in was]
        return replace(
            self,
            decisions=decisions,
            mentions=mentions,
            pending=self.pending.changed(lost, won),
            names=_recounted(self.names, gone.mentions, come.mentions),
            marks_delta=MarksDelta(self.decisions, (*gone.mentions, *lost), (*come.mentions, *won)),
        )


def _same(one: Decisions, other: Decisions) -> bool:
    """Whether the very same is marked and rejected, whatever else was decided."""
    return one.mentions is other.mentions and one.rejections is other.rejections


def _meeting(spans: Spans[S], others: Iterable[Placed]) -> dict[int, S]:
    """Return what overlaps any of the others, by identity."""
    return {id(one): one for other in others for one in spans.overlapping(other.start, other.end)}


def _names(mentions: Iterable[Mention]) -> Counter[Name]:
    """Return how often each name is mentioned."""
    names: Counter[Name] = Counter()
    for (text, label, entity), count in Counter(map(_named, mentions)).items():
        names[" ".join(text.split()), label, entity or ""] += count
    return names


def _recounted(
    names: Mapping[Name, int], gone: Iterable[Mention], come: Iterable[Mention]
) -> Mapping[Name, int]:
    """Return how often each name is mentioned after some mentions went and some came."""
    counts = dict(names)
    for mentions, by in ((come, 1), (gone, -1)):
        for name, count in _names(mentions).items():
            counts[name] = counts.get(name, 0) + by * count
            if not counts[name]:
                del counts[name]
    return counts
