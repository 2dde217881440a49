"""Things found by their place, whether they were there from the beginning or have come since."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_store.text.spans import Spans


class Thing(NamedTuple):
    start: int
    end: int
    label: str
    id: int


PLACES = st.tuples(st.integers(0, 120), st.integers(1, 40)).map(lambda s: (s[0], s[0] + s[1]))
LONG = st.tuples(st.integers(0, 120), st.integers(1, 5000)).map(lambda s: (s[0], s[0] + s[1]))


def things(places: list[tuple[int, int]], first: int = 0) -> list[Thing]:
    return [Thing(a, b, "XYZ"[i % 3], first + i) for i, (a, b) in enumerate(places)]


@given(st.lists(PLACES | LONG, max_size=60), PLACES)
def test_things_are_found_where_they_are(
    places: list[tuple[int, int]], place: tuple[int, int]
) -> None:
    every = things(places)
    found = Spans(every).overlapping(*place)
    expected = {m for m in every if m.start < place[1] and m.end > place[0]}
    assert set(found) == expected
    assert len(found) == len(expected)
    assert found == sorted(found, key=lambda one: (one.start, -one.end))


@given(st.lists(PLACES, max_size=30), st.lists(PLACES, max_size=6), PLACES, st.data())
def test_changed_things_are_found_as_if_they_had_always_been_so(
    places: list[tuple[int, int]],
    more: list[tuple[int, int]],
    place: tuple[int, int],
    data: st.DataObject,
) -> None:
    every, come = things(places), things(more, first=100)
    gone = data.draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    before = Spans(every)
    order, near = list(before), before.overlapping(*place)
    after = before.changed(gone, come)
    anew = Spans([one for one in every if one not in gone] + come)
    assert len(after) == len(anew)
    assert set(after.overlapping(*place)) == set(anew.overlapping(*place))
    assert [one[:3] for one in after] == [one[:3] for one in anew]
    assert after.before(place[0]) == anew.before(place[0])
    assert (list(before), before.overlapping(*place)) == (order, near)


def test_what_is_not_there_cannot_go() -> None:
    with pytest.raises(ValueError, match="not in list"):
        Spans(things([(0, 3)])).changed([Thing(0, 3, "X", 7)], ())
