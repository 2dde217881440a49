"""Growing and shrinking a span by whole tokens."""

from __future__ import annotations

from newsbrowse_store.text.tokens import snap, tokens


def resized(text: str, span: tuple[int, int], start_by: int, end_by: int) -> tuple[int, int]:
    """`span` with its start and end moved by so many tokens, never to nothing, never over a line.

    Positive numbers move to the right.
    """
    start, end = span
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = tokens(text, first, len(text) if last < 0 else last)
    start, end = snap(text, start, end)
    starts, ends = [t[0] for t in line], [t[1] for t in line]
    if start not in starts or end not in ends:
        return span
    head = min(max(starts.index(start) + start_by, 0), len(line) - 1)
    tail = min(max(ends.index(end) + end_by, 0), len(line) - 1)
    return (starts[head], ends[tail]) if head <= tail else span
