from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_store.model import Decisions, Mention, Rejection, Suggestion
from newsbrowse_store.records.annotated import pending

SPANS = st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda s: (s[0], s[0] + s[1]))
LABELS = st.sampled_from(("PERSON", "ORG"))


@given(
    st.lists(st.tuples(SPANS, LABELS), max_size=12),
    st.lists(st.tuples(SPANS, LABELS), max_size=6),
    st.lists(st.tuples(SPANS, LABELS), max_size=6),
)
def test_what_is_pending_is_neither_rejected_nor_touched_by_a_mention(
    suggested: list[tuple[tuple[int, int], str]],
    mentioned: list[tuple[tuple[int, int], str]],
    rejected: list[tuple[tuple[int, int], str]],
) -> None:
    suggestions = [Suggestion(*span, label, "") for span, label in suggested]
    decisions = Decisions(
        mentions=tuple(Mention(1, "ana", "", *span, label, "") for span, label in mentioned),
        rejections=tuple(Rejection(1, "ana", "", *span, label, "") for span, label in rejected),
    )
    assert pending(suggestions, decisions) == [
        s
        for s in suggestions
        if ((s.start, s.end), s.label) not in rejected
        and not any(s.start < end and start < s.end for (start, end), _ in mentioned)
    ]
