"""Views against the same articles sorted and filtered in plain Python."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from newsbrowse_store.cache import views
from newsbrowse_store.cache.listing import SORTS, Sort
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.text.folding import fold
from newsbrowse_store.values import Suggestion
from store.shelves import named, shelve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsbrowse_store.values import Row

WORDS = ["Harbour", "treaty", "Écoles", "STRIKE", "quay_4", "100%", "Okoye", "law"]
STATES = ("new", "open", "done")
ARTICLES = 60


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    chance = random.Random(4)
    drafts = [
        named(
            f"{' '.join(chance.choices(WORDS, k=3))} {number:03}",
            chance.choice(("Coast Daily", "AMW", "")),
            chance.choice(("2026-03-01", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00+02:00", "")),
            chance.sample(("law", "trade/harbours"), chance.randint(0, 2)),
        )
        for number in range(ARTICLES)
    ]
    with Library.open(tmp_path_factory.mktemp("news")) as opened:
        ids = shelve(opened, *drafts)
        for id_ in ids[::3]:
            count = chance.randint(0, 3)
            opened.suggestions.put(id_, "k", [Suggestion(0, 1, "ORG", "x")] * count)
            opened.touch(id_)
        for id_ in ids[::4]:
            Session(opened, "ana").set_state(id_, chance.choice(("open", "done")))
        yield opened


@pytest.fixture(params=[5, 1000], ids=["many match", "few match"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways a filter is answered: from a list of what matches, and walking the order."""
    monkeypatch.setattr(views, "_FEW", request.param)


FILTERS = [
    "",
    "a",
    "harbour",
    "HAR oye",
    "ecoles",
    "écoles",
    "law",
    "daily 0",
    "_",
    "%",
    "\\",
    "zz",
]


def expected(library: Library, sort: Sort, filter_: str) -> list[Row]:
    """The rows a view should have; those that compare equal stay in the order of the catalogue."""
    rows = library.catalogue.view().rows(0, ARTICLES)
    words = fold(filter_).split()

    def matches(row: Row) -> bool:
        hay = fold(" ".join((row.headline, row.source, *row.tags)))
        return all(word in hay for word in words)

    keys: dict[Sort, Callable[[Row], Any]] = {
        "newest": lambda _: 0,
        "oldest": lambda _: 0,
        "source": lambda row: (not row.source, fold(row.source)),
        "headline": lambda row: fold(row.headline),
        "state": lambda row: STATES.index(row.state),
        "pending": lambda row: -row.pending,
    }
    if sort == "oldest":
        rows = rows[::-1]
    return sorted(filter(matches, rows), key=keys[sort])


def key_of(sort: Sort, row: Row) -> object:
    return {"source": row.source, "state": row.state, "pending": row.pending}.get(sort)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("filter_", FILTERS)
def test_a_view_has_the_right_articles_in_the_right_order(
    library: Library, sort: Sort, filter_: str
) -> None:
    view, wanted = library.catalogue.view(sort, filter_), expected(library, sort, filter_)
    rows = view.rows(0, ARTICLES + 5)
    assert {row.id for row in rows} == {row.id for row in wanted}
    assert [key_of(sort, row) for row in rows] == [key_of(sort, row) for row in wanted]
    if sort in ("newest", "oldest", "headline"):
        assert [row.id for row in rows] == [row.id for row in wanted]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("filter_", ["", "a", "law", "zz"])
def test_windows_places_and_length_agree_with_the_whole(
    library: Library, sort: Sort, filter_: str
) -> None:
    ids = [row.id for row in library.catalogue.view(sort, filter_).rows(0, ARTICLES)]
    view = library.catalogue.view(sort, filter_)
    for length_is_known in (False, True):
        if length_is_known:
            assert len(view) == len(ids)
        for start in range(0, len(ids) + 2, 3):
            window = [row.id for row in view.rows(start, start + 4)]
            assert window == ids[start : start + 4]
    assert [view.position(id_) for id_ in ids] == list(range(len(ids)))
    assert [view.id_at(place) for place in range(len(ids))] == ids
    assert view.id_at(-1) is None
    assert view.id_at(len(ids)) is None
    assert view.position("0" * 12) is None
    assert view.rows(3, 3) == view.rows(5, 2) == []


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("filter_", ["", "a"])
def test_the_next_that_is_not_done_goes_round_the_end(
    library: Library, sort: Sort, filter_: str
) -> None:
    view = library.catalogue.view(sort, filter_)
    rows = view.rows(0, ARTICLES)
    for place, row in enumerate(rows):
        after = [*rows[place + 1 :], *rows[:place]]
        wanted = next(other.id for other in after if other.state != "done")
        assert view.next_not_done(row.id) == wanted
    first = next(row.id for row in rows if row.state != "done")
    assert view.next_not_done(None) == first
    assert view.next_not_done("0" * 12) == first


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("filter_", ["", "a"])
def test_a_view_can_be_kept_within_given_articles(
    library: Library, sort: Sort, filter_: str
) -> None:
    all_ids = [row.id for row in library.catalogue.view(sort, filter_).rows(0, ARTICLES)]
    within = random.Random(5).sample(library.ids(), ARTICLES // 2)
    view = library.catalogue.view(sort, filter_, within=[*within, "0" * 12])
    rows = view.rows(0, ARTICLES)
    assert [row.id for row in rows] == [id_ for id_ in all_ids if id_ in within]
    assert len(view) == len(rows)
    assert [view.position(row.id) for row in rows] == list(range(len(rows)))
    assert view.position(next(id_ for id_ in all_ids if id_ not in within)) is None
    after = [*rows[4:], *rows[:3]]
    assert view.next_not_done(rows[3].id) == next(r.id for r in after if r.state != "done")
    assert len(library.catalogue.view(sort, filter_, within=[])) == 0


def test_dates_are_compared_as_moments(library: Library) -> None:
    dated = [row for row in library.catalogue.view("oldest").rows(0, 99) if row.published]
    order = list(dict.fromkeys(row.published for row in dated))
    assert order == ["2026-03-01", "2026-03-01T11:00:00+02:00", "2026-03-01T10:00:00Z"]


def test_an_article_keeps_its_place_while_it_is_decided_upon(library: Library) -> None:
    view = library.catalogue.view("state")
    ids = [row.id for row in view.rows(0, ARTICLES)]
    first = ids[0]
    Session(library, "ana").set_state(first, "done")
    assert [row.id for row in view.rows(0, ARTICLES)] == ids
    assert view.rows(0, 1)[0].state == "done"
    library.catalogue.settle()
    assert view.rows(0, 1)[0].state != "done"
    again = library.catalogue.view("state")
    assert again.rows(ARTICLES - 1, ARTICLES)[0].state == "done"
    assert again.position(first) != 0
    Session(library, "ana").set_state(first, "new")


def test_a_filter_of_any_length_is_answered(library: Library) -> None:
    assert len(library.catalogue.view("newest", "harbour" * 20_000)) == 0
    assert len(library.catalogue.view("newest", "a " * 20_000)) > 0
