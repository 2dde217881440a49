"""Git merges of what the model has grown by: appearances, attributes, removal, steps; both stay."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.records.documents import APPEARANCES, read_appearances
from newsbrowse_store.values import Draft, Metadata
from store.sessions import TEXT, suggest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

OTHERS = ("Strike closes quay four.", "Treaty text leaks.", "Ferry is late.")


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=ana", "-c", "user.email=ana@example.org")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def opened(path: Path, annotator: str) -> Session:
    library = Library.open(path, create=False)
    library.catalogue.refresh()
    return Session(library, annotator)


def appear(session: Session, id_: str, key: str, seen: str) -> None:
    session.decide(id_, "seen", lambda plan: plan.insert(APPEARANCES, key=key, place="", seen=seen))


@pytest.fixture
def pull(tmp_path: Path) -> Callable[..., tuple[Session, list[str]]]:
    """Give two people's clones of a library to work in, and one of them what both did."""
    library = Library.open(tmp_path / "ana")
    drafts = [Draft(text, Metadata(headline=text[:20])) for text in (TEXT, *OTHERS)]
    ids = [added.id for added in library.add_many(drafts)]
    git(tmp_path / "ana", "init", "-b", "main")
    git(tmp_path / "ana", "add", ".")
    git(tmp_path / "ana", "commit", "-m", "Begin")

    def pulled(
        before: Callable[[Session, list[str]], object],
        ana: Callable[[Session, list[str]], object],
        ben: Callable[[Session, list[str]], object],
    ) -> tuple[Session, list[str]]:
        before(opened(tmp_path / "ana", "ana"), ids)
        git(tmp_path / "ana", "add", ".")
        git(tmp_path / "ana", "commit", "--allow-empty", "-m", "Before")
        git(tmp_path, "clone", "ana", "ben")
        for name, work in (("ana", ana), ("ben", ben)):
            work(opened(tmp_path / name, name), ids)
            git(tmp_path / name, "add", ".")
            git(tmp_path / name, "commit", "-m", "Decide")
        git(tmp_path / "ana", "pull", "--no-rebase", "--no-edit", "../ben", "main")
        session = opened(tmp_path / "ana", "ana")
        wrong = [problem for problem in check(tmp_path / "ana") if problem.kind != "merged"]
        assert [problem for problem in wrong if not problem.harmless] == []
        return session, ids

    return pulled


def nothing(session: Session, ids: list[str]) -> None:
    """Decide nothing."""


def listed(session: Session) -> set[str]:
    return {row.id for row in session.library.catalogue.view().rows(0, 100)}


def appearances(session: Session, id_: str) -> set[tuple[str, str]]:
    found = read_appearances(session.library.record(id_).tables())
    return {(one.key, one.seen) for one in found}


@pytest.mark.parametrize("there_before", [False, True])
def test_appearances_of_both_are_kept(pull, there_before: bool) -> None:
    def first(session: Session, ids: list[str]) -> None:
        if there_before:
            appear(session, ids[1], "z", "2025")

    session, ids = pull(
        first,
        lambda s, ids: (appear(s, ids[1], "k", "2026-01-01"), s.tag(ids[1], ["law"])),
        lambda s, ids: appear(s, ids[1], "l", "2026-01-02"),
    )
    expected = {("k", "2026-01-01"), ("l", "2026-01-02")}
    assert appearances(session, ids[1]) == expected | ({("z", "2025")} if there_before else set())
    session.tag(ids[1], ["written anew"])
    assert len(appearances(session, ids[1])) == 2 + there_before


def test_versions_that_two_people_found_are_one_chain(pull) -> None:
    session, ids = pull(
        lambda s, ids: appear(s, ids[1], "k", "2026-01-01"),
        lambda s, ids: appear(s, ids[2], "k", "2026-01-02"),
        lambda s, ids: appear(s, ids[3], "k", "2026-01-03"),
    )
    assert listed(session) == {ids[0], ids[3]}
    assert [one.id for one in session.library.catalogue.versions(ids[1])] == ids[1:]


def test_one_removes_and_the_other_tags(pull) -> None:
    session, ids = pull(
        nothing, lambda s, ids: s.remove([ids[1]]), lambda s, ids: s.tag(ids[1], ["law"])
    )
    assert ids[1] not in listed(session)
    assert session.library.article(ids[1]).removed
    assert [tag.name for tag in session.library.decisions(ids[1]).tags] == ["law"]
    session.restore([ids[1]])
    assert ids[1] in listed(session)


def test_two_dated_relations_of_the_same_ends_stand_side_by_side(pull) -> None:
    def marked(session: Session, ids: list[str]) -> None:
        session.accept(ids[0], [suggest("Ilse Brandt", "PERSON"), suggest("Tomas Okoye", "PERSON")])

    def meets(when: str) -> Callable[[Session, list[str]], object]:
        def work(session: Session, ids: list[str]) -> None:
            head, tail = session.library.decisions(ids[0]).mentions

            def relate(plan) -> None:
                plan.insert(
                    "relations",
                    type="meets",
                    head={"mention": head.id, "entity": None},
                    tail={"mention": tail.id, "entity": None},
                    note="",
                    evidence=[],
                    attributes={"when": when},
                )

            session.decide(ids[0], "relate", relate)

        return work

    session, ids = pull(marked, meets("2024-11-12"), meets("2024-11-13"))
    relations = session.library.decisions(ids[0]).relations
    assert {one.attributes.when for one in relations} == {"2024-11-12", "2024-11-13"}


def test_steps_of_both_over_the_same_articles(pull) -> None:
    session, ids = pull(
        nothing,
        lambda s, ids: s.tag_all(ids, ["law"]),
        lambda s, ids: s.tag_all(ids[:3], ["trade"]),
    )
    tags = [{tag.name for tag in session.library.decisions(id_).tags} for id_ in ids]
    assert tags == [{"law", "trade"}] * 3 + [{"law"}]
    assert session.undo(ids[3])
    ben = Session(session.library, "ben")
    assert ben.undo(ids[0])
    assert all(session.library.decisions(id_).tags == () for id_ in ids)


def test_one_resizes_and_the_other_labels_what_lies_within(pull) -> None:
    def marked(session: Session, ids: list[str]) -> None:
        session.add(ids[0], 5, 11, "PERSON")

    def grow(session: Session, ids: list[str]) -> None:
        (mention,) = session.library.decisions(ids[0]).mentions
        session.resize(ids[0], mention, 0, 11)

    session, ids = pull(marked, grow, lambda s, ids: s.add(ids[0], 0, 4, "PERSON"))
    found = {(m.start, m.end): m for m in session.library.decisions(ids[0]).mentions}
    assert found.keys() == {(0, 11), (0, 4)}
    assert [(s.start, s.end) for s in found[0, 11].grown_over] == [(5, 11)]
