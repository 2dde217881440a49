"""What was removed and what is an older version is on no list, wherever one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from newsbrowse_store.cache.database import FILE
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.query.parser import parse
from newsbrowse_store.records.documents import APPEARANCES
from newsbrowse_store.values import Suggestion
from store.shelves import long_ago, named, put, shelve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "news") as opened:
        yield opened


def listed(library: Library) -> list[str]:
    return sorted(row.id for row in library.catalogue.view().rows(0, 100))


def appear(library: Library, id_: str, key: str, seen: str) -> None:
    Session(library, "ana").decide(
        id_, "seen", lambda plan: plan.insert(APPEARANCES, key=key, place="", seen=seen)
    )


def test_a_removed_article_is_on_no_list_until_it_is_restored(library: Library) -> None:
    story = "The minister signed the treaty. It was late. The ferry left at noon. Rain fell."
    one, two, other = shelve(library, named(story), named(f"{story} Again."), named("Ferry"))
    session = Session(library, "ana")
    session.tag(one, ["law"])
    session.add(one, 4, 12, "PERSON")
    library.suggestions.put(one, "k", [Suggestion(37, 39, "ORG", "It")])
    library.touch(one)
    before = library.catalogue.row(one), library.catalogue.counts(), library.catalogue.stories()
    assert session.remove([one]).entry
    assert listed(library) == sorted([two, other])
    assert library.catalogue.counts().articles == 2
    assert library.catalogue.stories() == {}
    assert library.catalogue.known_names() == []
    assert library.search.ids(parse("minister")) == [two]
    assert library.ids() == sorted([two, other])
    assert [(gone.id, gone.headline) for gone in library.catalogue.removed()] == [(one, story)]
    assert [act.decisions for act in library.activity()] == []
    assert library.resolve(one[:6]) == one
    assert library.article(one).removed
    assert session.restore([one]).entry
    after = library.catalogue.row(one), library.catalogue.counts(), library.catalogue.stories()
    assert after == before, "suggestions and all"
    assert library.catalogue.removed() == []
    assert sorted(library.search.ids(parse("minister"))) == sorted([one, two])
    assert check(library.path) == []


def test_removal_is_undone_like_any_decision(library: Library) -> None:
    ids = shelve(library, named("One"), named("Two"), named("Three"))
    session = Session(library, "ana")
    assert session.remove(ids[:2]).step
    assert listed(library) == ids[2:]
    again = Session(Library.open(library.path), "ana")
    assert again.undo(ids[1])
    library.catalogue.refresh()
    assert listed(library) == sorted(ids)


def test_adding_the_same_again_says_that_it_was_removed(library: Library) -> None:
    (one,) = shelve(library, named("One"))
    Session(library, "ana").remove([one])
    assert [added.status for added in library.add_many([named("One"), named("Two")])] == [
        "removed",
        "added",
    ]
    (library.path / ".newsbrowse" / FILE).unlink()
    with Library.open(library.path) as anew:
        assert anew.add(named("One")).status == "removed", "without a cache, too"


def test_damage_in_what_was_removed_is_told_and_what_does_not_fit_is_not(library: Library) -> None:
    (one,) = shelve(library, named("One"))
    Session(library, "ana").remove([one])
    assert check(library.path) == []
    path = library.record(one).path
    path.write_bytes(path.read_bytes()[:-9])
    assert [problem.kind for problem in check(library.path)] == ["cache", "damaged"]


def test_purged_is_gone_for_good(library: Library) -> None:
    one, two = shelve(library, named("One"), named("Two"))
    session = Session(library, "ana")
    session.remove([one])
    library.purge(one)
    assert library.catalogue.removed() == []
    assert library.catalogue.hidden() == set()
    assert library.add(named("One")).status == "added"
    assert sorted(listed(library)) == sorted([one, two])


def test_what_was_restored_meanwhile_is_not_purged(library: Library) -> None:
    (one,) = shelve(library, named("One"))
    Session(library, "ana").remove([one])
    with Library.open(library.path) as other:
        ben = Session(other, "ben")
        ben.restore([one])
        ben.tag(one, ["law"])
    with pytest.raises(DecisionError, match="is not removed"):
        library.purge(one, removed_only=True)
    assert [tag.name for tag in library.decisions(one).tags] == ["law"]


def test_of_versions_the_one_seen_last_is_listed(library: Library) -> None:
    old, new, other = shelve(library, named("Old"), named("New"), named("Other"))
    appear(library, old, "k", "2026-01-01")
    assert listed(library) == sorted([old, new, other])
    appear(library, new, "k", "2026-01-02")
    assert listed(library) == sorted([new, other])
    assert [one.id for one in library.catalogue.versions(old)] == [old, new]
    appear(library, old, "k", "2026-01-03")
    assert listed(library) == sorted([old, other]), "a text that comes back"
    Session(library, "ana").remove([old])
    assert listed(library) == [other], "the versions go together"
    Session(library, "ana").restore([new])
    assert listed(library) == sorted([old, other])
    library.purge(old)
    assert listed(library) == sorted([new, other])


class Shelves(RuleBasedStateMachine):
    """Two handles on one library; what is listed is what a plain model says."""

    @initialize()
    def begin(self) -> None:
        import tempfile
        from pathlib import Path

        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "news"
        Library.open(path).close()
        self.libraries = [Library.open(path), Library.open(path)]
        self.ids = put(self.libraries[0], *(named(f"Article {n}") for n in range(4)))
        for library in self.libraries:
            library.catalogue.refresh()
        self.sessions = [Session(library, "ana") for library in self.libraries]
        self.removed: set[str] = set()
        self.seen: dict[str, dict[str, str]] = {id_: {} for id_ in self.ids}
        self.moment = 0

    @rule(which=st.integers(0, 3), key=st.sampled_from("kl"), by=st.integers(0, 1))
    def appear(self, which: int, key: str, by: int) -> None:
        self.moment += 1
        seen = f"2026-01-01T00:00:{self.moment:02}"
        appear(self.libraries[by], self.ids[which], key, seen)
        self.seen[self.ids[which]][key] = seen

    @rule(which=st.integers(0, 3), by=st.integers(0, 1))
    def remove(self, which: int, by: int) -> None:
        self.libraries[by].catalogue.refresh()
        self.sessions[by].remove([self.ids[which]])
        self.removed |= self.chain(self.ids[which])

    @rule(which=st.integers(0, 3), by=st.integers(0, 1))
    def restore(self, which: int, by: int) -> None:
        self.libraries[by].catalogue.refresh()
        self.sessions[by].restore([self.ids[which]])
        self.removed -= self.chain(self.ids[which])

    @precondition(lambda self: self.moment % 3 == 0)
    @rule()
    def lose_the_cache(self) -> None:
        self.libraries[0].catalogue.rebuild()

    def chain(self, id_: str) -> set[str]:
        found, grown = {id_}, True
        while grown:
            keys = {key for one in found for key in self.seen[one]}
            more = {one for one in self.ids if keys & self.seen[one].keys()}
            grown, found = not more <= found, found | more
        return found

    @invariant()
    def lists_the_heads(self) -> None:
        if not hasattr(self, "ids"):
            return
        heads = {
            max(self.chain(id_), key=lambda one: (max(self.seen[one].values(), default=""), one))
            for id_ in self.ids
        }
        expected = sorted(heads - self.removed)
        long_ago(self.libraries[0].path)
        for library in self.libraries:
            library.catalogue.refresh()
            assert listed(library) == expected
            assert library.catalogue.counts().articles == len(expected)

    def teardown(self) -> None:
        if hasattr(self, "libraries"):
            for library in self.libraries:
                library.close()
            self.folder.cleanup()


TestShelves = Shelves.TestCase
TestShelves.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
