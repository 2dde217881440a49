from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_store.records.annotated import pending
from newsbrowse_store.values import Decisions, Mention, Rejection, Span, Suggestion

SPANS = st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda s: (s[0], s[0] + s[1]))
LABELS = st.sampled_from(("PERSON", "ORG"))


@given(
    st.lists(st.tuples(SPANS, LABELS), max_size=12),
    st.lists(st.tuples(SPANS, LABELS), max_size=6),
    st.lists(st.tuples(SPANS, LABELS), max_size=6),
)
def test_what_is_pending_is_neither_rejected_nor_settled_by_a_mention(
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
        and not any(
            s.start < end
            and start < s.end
            and ((start, end) == (s.start, s.end) or not (start <= s.start and s.end <= end))
            for (start, end), _ in mentioned
        )
    ]


def test_what_a_mention_has_grown_over_is_settled_and_what_else_lies_within_is_not() -> None:
    inner, other = Suggestion(0, 4, "PERSON", ""), Suggestion(5, 9, "ORG", "")
    grown = Mention(1, "ana", "", 0, 12, "ORG", "", grown_over=(Span(0, 4),))
    assert pending([inner, other], Decisions(mentions=(grown,))) == [other]
    elsewhere = Mention(1, "ana", "", 6, 12, "ORG", "", grown_over=(Span(0, 4),))
    assert pending([inner], Decisions(mentions=(elsewhere,))) == [inner]
