"""Which article stands for its versions: against a plain model, and against a cache made anew."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.errors import LibraryError
from newsbrowse_store.library import Library
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import Appearance, Draft, Metadata
from store.shelves import long_ago

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = [f"Text {number} of the treaty" for number in range(5)]
KEYS = ["https://wire.example/1", "https://wire.example/2", "coast 3"]
TIMES = [f"2026-03-0{day}" for day in range(1, 8)]


class VersionsMachine(RuleBasedStateMachine):
    """Texts appear under keys, are removed and restored; `appeared` is the plain model."""

    folder: Path

    @initialize()
    def begin(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.library = Library.open(self.folder)
        self.session = Session(self.library, "ana")
        self.appeared: dict[str, dict[str, str]] = {}
        self.removed: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "library"):
            self.library.close()

    def chain(self, id_: str) -> list[str]:
        """All that keys connect, the one seen last last."""
        found, waiting = {id_}, [id_]
        while waiting:
            keys = self.appeared[waiting.pop()].keys()
            more = {other for other, known in self.appeared.items() if keys & known.keys()}
            waiting += more - found
            found |= more
        return sorted(found, key=lambda one: (max(self.appeared[one].values(), default=""), one))

    @rule(text=st.sampled_from(TEXTS))
    def add(self, text: str) -> None:
        self.library.add(Draft(text, Metadata(headline=text)))
        self.appeared.setdefault(article_id(text), {})

    @rule(text=st.sampled_from(TEXTS), key=st.sampled_from(KEYS), seen=st.sampled_from(TIMES))
    def appear(self, text: str, key: str, seen: str) -> None:
        id_ = article_id(text)
        self.library.add(Draft(text, Metadata(headline=text), appearance=Appearance(key, "", seen)))
        known = self.appeared.get(id_)
        if known is None:
            self.appeared[id_] = {key: seen}
        elif key not in known or (self.chain(id_)[-1] != id_ and seen > known[key]):
            known[key] = seen

    @rule(text=st.sampled_from(TEXTS), removed=st.booleans())
    def remove(self, text: str, removed: bool) -> None:
        id_ = article_id(text)
        if id_ in self.appeared:
            if removed:
                self.session.remove([id_])
                self.removed |= set(self.chain(id_))
            else:
                self.session.restore([id_])
                self.removed -= set(self.chain(id_))

    @rule(text=st.sampled_from(TEXTS), name=st.sampled_from(["law", "trade"]))
    def tag(self, text: str, name: str) -> None:
        if article_id(text) in self.appeared:
            self.session.tag(article_id(text), [name])

    @invariant()
    def the_heads_are_listed(self) -> None:
        if hasattr(self, "library"):
            heads = {self.chain(id_)[-1] for id_ in self.appeared}
            view = self.library.catalogue.view()
            assert {row.id for row in view.rows(0, 99)} == heads - self.removed
            assert self.library.catalogue.counts().articles == len(heads - self.removed)
            for id_ in self.appeared:
                found = [one.id for one in self.library.catalogue.versions(id_)]
                assert found == self.chain(id_)

    @rule()
    def make_the_cache_anew(self) -> None:
        before = everything(self.library)
        self.library.close()
        shutil.rmtree(self.folder / ".newsbrowse")
        if self.appeared:
            long_ago(self.folder)
        self.library = Library.open(self.folder)
        self.session = Session(self.library, "ana")
        self.library.catalogue.refresh()
        assert everything(self.library) == before


def everything(library: Library) -> object:
    """What the cache says of articles, versions and what is hidden."""
    catalogue = library.catalogue
    rows = sorted(catalogue.view().rows(0, 99), key=lambda row: row.id)
    chains = [[one.id for one in catalogue.versions(article_id(text))] for text in TEXTS]
    earlier = {
        head: [row.id for row in rows] for head, rows in catalogue.earlier_versions().items()
    }
    removed = sorted(one.id for one in catalogue.removed())
    return [row.id for row in rows], [row.tags for row in rows], chains, removed, earlier


def test_versions_are_those_of_a_plain_model(tmp_path_factory: pytest.TempPathFactory) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    class Machine(VersionsMachine):
        folder = tmp_path_factory.mktemp("versions") / "news"

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine, settings=settings(max_examples=15, stateful_step_count=15, deadline=None)
    )


def test_a_later_version_is_listed_and_the_earlier_one_keeps_its_decisions(library) -> None:
    first = library.add(Draft(TEXTS[0], Metadata(headline="One"))).id
    Session(library, "ana").tag(first, ["law"])
    second = library.add_version(first, Draft(TEXTS[1], Metadata(headline="Two")), "ana").id
    assert [row.id for row in library.catalogue.view().rows(0, 9)] == [second]
    assert [tag.name for tag in library.decisions(first).tags] == ["law"]
    [(head, earlier)] = library.catalogue.earlier_versions().items()
    assert (head, [row.id for row in earlier]) == (second, [first])
    third = library.add_version(second, Draft(TEXTS[2], Metadata(headline="Three"))).id
    assert [one.id for one in library.catalogue.versions(first)] == [first, second, third]


def test_no_version_is_made_of_the_same_text_or_of_what_was_removed(library) -> None:
    first = library.add(Draft(TEXTS[0], Metadata(headline="One"))).id
    with pytest.raises(LibraryError, match="this very text"):
        library.add_version(first, Draft(TEXTS[0], Metadata(headline="One")))
    Session(library, "ana").remove([first])
    with pytest.raises(LibraryError, match="was removed"):
        library.add_version(first, Draft(TEXTS[1], Metadata(headline="Two")))


def test_cut_short_behind_the_earlier_version_nothing_is_half(library, monkeypatch) -> None:
    first = library.add(Draft(TEXTS[0], Metadata(headline="One"))).id
    with monkeypatch.context() as patched:
        patched.setattr(Library, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            library.add_version(first, Draft(TEXTS[1], Metadata(headline="Two")))
    with Library.open(library.path) as again:
        again.catalogue.refresh()
        assert [row.id for row in again.catalogue.view().rows(0, 9)] == [first]
        assert len(again.catalogue.versions(first)) == 1
        second = again.add_version(first, Draft(TEXTS[1], Metadata(headline="Two"))).id
        assert [one.id for one in again.catalogue.versions(first)] == [first, second]
        assert len(again.record(first).history()) == 1


def killed(*_: object) -> None:
    raise KeyboardInterrupt
