"""Grouped lists against the same articles grouped in plain Python."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.cache import groups, views
from newsbrowse_store.cache.listing import GROUPS, Folds, Group, ListedLine
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.records.history import Change
from newsbrowse_store.text.folding import fold
from newsbrowse_store.values import Draft, Metadata
from store.shelves import shelve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from newsbrowse_store.cache.listing import Key, Listing, Sort
    from newsbrowse_store.records.documents import Tables
    from newsbrowse_store.values import Row

Seen = tuple[str | None, str | None]

ARTICLES = 40
SOURCES = ("Coast Daily", "AMW", "Écho du port", "")
DATES = ("2026-03-01", "2026-03-02", "2026-02-11", "2025-03-02T23:30:00-05:00", "2025", "")
WORDS = ("Harbour", "treaty", "strike", "quay", "law")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    chance = random.Random(7)
    with Library.open(tmp_path_factory.mktemp("news")) as opened:
        ids = shelve(opened, *(draft(chance, number) for number in range(ARTICLES)))
        for id_ in chance.sample(ids, ARTICLES // 2):
            Session(opened, "ana").set_state(id_, chance.choice(("open", "done", "done")))
        yield opened


def draft(chance: random.Random, number: int) -> Draft:
    """An article, most often a copy of one of eight stories."""
    headline = f"{' '.join(chance.choices(WORDS, k=2))} {number}"
    story = chance.randint(0, 7) if chance.random() < 0.7 else 100 + number
    said = [f"In story {story} the minister said sentence {n} about the port." for n in range(4)]
    metadata = Metadata(
        headline=headline, source=chance.choice(SOURCES), published=chance.choice(DATES)
    )
    return Draft("\n".join([headline, *said]), metadata)


@pytest.fixture(params=[5, 1000], ids=["many match", "few match"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways a filter is answered: from a list of what matches, and walking the order."""
    monkeypatch.setattr(views, "_FEW", request.param)


def age(row: Row) -> tuple[str, str, str]:
    moment = {"2025-03-02T23:30:00-05:00": "2025-03-03T04:30:00"}.get(row.published, row.published)
    return moment or row.added, row.added, row.id


class Model:
    """Rows in an order, and the groups they are in."""

    def __init__(
        self, library: Library, group: Group, sort: Sort, filter_: str, *, days: bool = True
    ) -> None:
        self.group = group
        self.rows = library.catalogue.view(sort, filter_).rows(0, ARTICLES)
        stories = library.catalogue.stories()
        self.key: Callable[[Row], object] = {
            "source": lambda row: row.source,
            "date": lambda row: (row.published or row.added)[: 10 if days else 7],
            "story": lambda row: stories.get(row.id, row.id),
        }[group]
        self.groups: dict[object, list[Row]] = {}
        for row in self.rows:
            self.groups.setdefault(self.key(row), []).append(row)
        if group == "source":
            self.order = sorted(self.groups, key=lambda name: (not name, fold(str(name))))
        elif group == "date":
            self.order = sorted(self.groups, reverse=sort != "oldest", key=str)
        else:
            self.groups = {key: sorted(rows, key=age) for key, rows in self.groups.items()}
            heads = {rows[0].id: key for key, rows in self.groups.items()}
            self.order = [heads[row.id] for row in self.rows if row.id in heads]
        self.folded: set[object] = set(self.order) if group == "story" else set()

    def lines(self) -> list[Seen]:
        """Each line as (group whose heading it is, id of its article)."""
        lines: list[Seen] = []
        for key in self.order:
            members = self.groups[key]
            if self.group != "story":
                lines.append((str(key), None))
                shown = members
            else:
                lines.append((str(key) if len(members) > 1 else None, members[0].id))
                shown = members[1:]
            lines += [] if key in self.folded else [(None, row.id) for row in shown]
        return lines

    def walk(self) -> list[str]:
        """The ids that one goes through, one by one."""
        if self.group == "story":
            return [id_ for _, id_ in self.lines() if id_]
        return [row.id for key in self.order for row in self.groups[key]]


def seen(listing: Listing, model: Model) -> list[Seen]:
    """The lines of a list as those of the model are."""
    lines = listing.lines(0, 10 * ARTICLES)
    assert len(lines) == len(listing)
    return [of_line(line, model) for line in lines]


def of_line(line: ListedLine, model: Model) -> Seen:
    id_ = line.row.id if line.row else None
    if line.heading is None:
        return None, id_
    return (str(model.key(line.row)) if line.row else line.heading.name), id_


KINDS = [group for group in GROUPS if group]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("group", KINDS)
@pytest.mark.parametrize("sort", ["newest", "oldest", "state"])
@pytest.mark.parametrize("filter_", ["", "a", "zz"])
def test_lines_and_places_are_right_however_groups_are_folded(
    library: Library, group: Group, sort: Sort, filter_: str
) -> None:
    chance = random.Random(3)
    folds = Folds(folded=group == "story")
    model = Model(library, group, sort, filter_)
    for _ in range(3):
        listing = library.catalogue.listing(sort, filter_, group=group, folds=folds)
        check(listing, model)
        headings = [place for place, (key, _) in enumerate(model.lines()) if key is not None]
        if headings:
            place = chance.choice(headings)
            key = next(key for key in model.order if str(key) == model.lines()[place][0])
            model.folded ^= {key}
            listing.fold(place, folded=key in model.folded)
            check(listing, model)
    for folded in (True, False):
        listing.fold_all(folded=folded)
        model.folded = set(model.order) if folded else set()
        check(listing, model)
        check(library.catalogue.listing(sort, filter_, group=group, folds=folds), model)


def check(listing: Listing, model: Model) -> None:
    """Everything that a list can be asked about places, at once."""
    lines = model.lines()
    assert seen(listing, model) == lines
    for start in range(0, len(lines) + 3, 7):
        window = [of_line(line, model) for line in listing.lines(start, start + 9)]
        assert window == lines[start : start + 9]
    places = {id_: place for place, (_, id_) in enumerate(lines) if id_}
    heading = None
    for place, (key, id_) in enumerate(lines):
        if key is not None:
            heading = place
        elif model.group == "story" and not listing.lines(place, place + 1)[0].inner:
            heading = None
        assert listing.heading_at(place) == heading
        if id_:
            assert listing.position(id_) == place
    shown = {key: place for place, (key, _) in enumerate(lines) if key is not None}
    for row in model.rows:
        if row.id not in places:
            assert listing.position(row.id) == shown[str(model.key(row))]
    assert listing.position("0" * 12) is None
    assert listing.group_of("0" * 12) is None
    assert listing.heading_at(-1) is None
    assert listing.heading_at(len(lines)) is None
    assert listing.articles == len(model.order if model.group == "story" else model.rows)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("group", KINDS)
@pytest.mark.parametrize("filter_", ["", "a", "zz"])
@pytest.mark.parametrize("folded", [True, False])
def test_one_walks_through_all_articles_and_once_through_a_folded_story(
    library: Library, group: Group, filter_: str, folded: bool
) -> None:
    listing = library.catalogue.listing(
        "headline", filter_, group=group, folds=Folds(folded=folded)
    )
    model = Model(library, group, "headline", filter_)
    model.folded = set(model.order) if folded else set()
    walk = model.walk()
    assert [listing.beside(id_, 1) for id_ in [None, *walk]] == [*walk, None]
    assert [listing.beside(id_, -1) for id_ in [*walk, None]] == [None, *walk]
    assert listing.beside("0" * 12, 1) == (walk[0] if walk else None)
    if group == "story":
        numbers = {
            row.id: at + 1 for at, key in enumerate(model.order) for row in model.groups[key]
        }
    else:
        numbers = {id_: at for at, id_ in enumerate(walk, 1)}
    assert {row.id: listing.rank(row.id) for row in model.rows} == {
        id_: (number, listing.articles) for id_, number in numbers.items()
    }
    assert listing.rank("0" * 12) is None


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("group", KINDS)
@pytest.mark.parametrize("filter_", ["", "a"])
def test_the_next_that_is_not_done_is_found_in_folded_groups_and_round_the_end(
    library: Library, group: Group, filter_: str
) -> None:
    listing = library.catalogue.listing(group=group, filter=filter_, folds=Folds(folded=True))
    model = Model(library, group, "newest", filter_)
    rows = [row for key in model.order for row in model.groups[key]]
    for place, row in enumerate(rows):
        after = [*rows[place + 1 :], *rows[:place]]
        assert listing.next_not_done(row.id) == next(r.id for r in after if r.state != "done")
    first = next(row.id for row in rows if row.state != "done")
    assert listing.next_not_done(None) == listing.next_not_done("0" * 12) == first


@pytest.mark.parametrize("group", KINDS)
def test_when_all_others_are_done_there_is_no_next(library: Library, group: Group) -> None:
    ids = [row.id for row in library.catalogue.view().rows(0, ARTICLES) if row.state == "done"]
    listing = library.catalogue.listing(group=group, within=ids)
    assert listing.next_not_done(ids[0]) is None
    assert listing.next_not_done(None) is None
    Session(library, "ana").set_state(ids[3], "open")
    listing = library.catalogue.listing(group=group, within=ids)
    assert listing.next_not_done(ids[0]) == ids[3]
    assert listing.next_not_done(ids[3]) is None
    Session(library, "ana").set_state(ids[3], "done")


@pytest.mark.parametrize("filter_", ["", "a"])
@pytest.mark.parametrize("group", KINDS)
def test_headings_count_articles_those_done_and_sources(
    library: Library, group: Group, filter_: str
) -> None:
    listing = library.catalogue.listing(filter=filter_, group=group)
    model = Model(library, group, "newest", filter_)
    for line in listing.lines(0, ARTICLES * 2):
        if line.heading is not None:
            key = model.key(line.row) if line.row else line.heading.name
            rows = model.groups[key]
            assert {listing.group_of(row.id) for row in rows} == {line.heading.key}
            assert line.heading.articles == len(rows)
            assert line.heading.done == sum(row.state == "done" for row in rows)
            if group == "story":
                others = {row.source for row in rows[1:]} - {""}
                assert line.heading.sources == len(others)


@pytest.mark.parametrize("filter_", ["", "a"])
@pytest.mark.parametrize("group", KINDS)
def test_a_decision_is_counted_when_its_article_is_read_again(
    library: Library, group: Group, filter_: str
) -> None:
    listing = library.catalogue.listing(filter=filter_, group=group)

    def done() -> dict[Key, int]:
        lines = listing.lines(0, ARTICLES * 2)
        return {line.heading.key: line.heading.done for line in lines if line.heading}

    before = done()
    row = next(
        row
        for row in library.catalogue.view(filter=filter_).rows(0, ARTICLES)
        if row.state != "done" and row.id in library.catalogue.stories()
    )
    Session(library, "ana").set_state(row.id, "done")
    listing.reread(row.id)
    after = done()
    assert sum(after.values()) == sum(before.values()) + 1
    Session(library, "ana").set_state(row.id, row.state)


def test_months_are_groups_where_there_is_little_on_a_day(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "_BUSY", 1000)
    check(library.catalogue.listing(group="date"), Model(library, "date", "newest", "", days=False))
    listing = library.catalogue.listing(filter="a", group="date", folds=Folds(folded=True))
    names = [line.heading.name for line in listing.lines(0, 99) if line.heading]
    assert names[1:] == ["2026-03", "2026-02", "2025-03", "2025"]


def test_days_are_groups_where_there_is_much_on_a_day(library: Library) -> None:
    listing = library.catalogue.listing(group="date")
    names = [line.heading.name for line in listing.lines(0, 99) if line.heading]
    assert names[1:] == ["2026-03-02", "2026-03-01", "2026-02-11", "2025-03-02", "2025"]


def test_what_has_no_source_comes_last(library: Library) -> None:
    listing = library.catalogue.listing(group="source", folds=Folds(folded=True))
    names = [line.heading.name for line in listing.lines(0, 9) if line.heading]
    assert names == ["AMW", "Coast Daily", "Écho du port", ""]


def test_groups_follow_what_articles_say(library: Library) -> None:
    """Counts are kept as articles come, change and go."""

    def headings(group: Group) -> list[tuple[str, int, int]]:
        lines = library.catalogue.listing(group=group, folds=Folds(folded=True)).lines(0, 99)
        found = (line.heading for line in lines if line.heading)
        return [(one.name, one.articles, one.done) for one in found]

    before = {group: headings(group) for group in ("source", "date")}
    metadata = Metadata(headline="Alone", source="Passing Post", published="2031-01-01")
    (id_,) = shelve(library, Draft("Alone.", metadata))
    assert ("Passing Post", 1, 0) in headings("source")
    assert headings("date")[0] == ("2031-01-01", 1, 0)
    Session(library, "ana").set_state(id_, "done")
    assert ("Passing Post", 1, 1) in headings("source")

    def moved(tables: Tables) -> list[Change]:
        article = tables["article"][1]
        changed = {"source": "AMW", "published": "2026-03-01"}
        after = {**article, "metadata": {**article["metadata"], **changed}}
        return [Change("article", 1, article, after)]

    library.record(id_).commit("metadata", "ana", moved)
    library.touch(id_)
    amw = next(one for one in before["source"] if one[0] == "AMW")
    assert headings("source")[0] == ("AMW", amw[1] + 1, amw[2] + 1)
    assert headings("date")[0][0] != "2031-01-01"
    library.purge(id_)
    assert {group: headings(group) for group in ("source", "date")} == before


@pytest.mark.parametrize("group", GROUPS)
def test_a_list_stands_while_another_process_takes_an_article_away(
    tmp_path: Path, group: Group
) -> None:
    with Library.open(tmp_path / "news") as library, Library.open(tmp_path / "news") as other:
        ids = shelve(library, *(draft(random.Random(number), number) for number in range(12)))
        for gone in ids[::4]:
            listing = library.catalogue.listing(group=group)
            places = len(listing)
            other.purge(gone)
            there = [line.row.id for line in listing.lines(0, places) if line.row]
            assert gone not in there
            for id_ in [*ids, None]:
                assert {listing.beside(id_, 1), listing.beside(id_, -1)} <= {*there, None}
                assert listing.next_not_done(id_) not in (None, gone)
            assert len(listing) == places
