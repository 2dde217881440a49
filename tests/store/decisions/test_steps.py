"""Steps over many articles: whole after any cut, one for undo, and what stays is listed."""

from __future__ import annotations

import json
import os
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.decisions import tags_notes_links
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.decisions.steps import PauseStep, Steps, finish_steps, plan_entry
from newsbrowse_store.errors import DecisionError, StorageError
from newsbrowse_store.library import Library
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.records.creation import create_articles
from newsbrowse_store.records.history import Change, HistoryEntry
from newsbrowse_store.records.ids import new_id
from newsbrowse_store.records.step_file import Step, is_settled, read_step, step_path, write_step
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import Draft, Metadata
from store.fake_disk import Disk, NoFsync, OneByOne, PowerCut
from store.sessions import mention, session_in, suggest
from store.shelves import named, shelve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsbrowse_store.records.step_file import PlannedEntry

ROOT = Path("/library")
TEXTS = ("Strike closes quay four.", "Treaty text leaks.", "Ferry is late.")
IDS = tuple(article_id(text) for text in TEXTS)


STOPPED = 2
"""Before which acknowledgement of `work` somebody stops a step."""


class StopError(Exception):
    """Somebody stops the step."""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Library.open(tmp_path / "news") as library:
        shelve(library, *(named(f"Article {number}") for number in range(5)))
        yield Session(library, "ana")


def tags(session: Session) -> list[tuple[str, ...]]:
    """Return the tags of all articles, as the files have them and as the catalogue does."""
    library = session.library
    held = [tuple(sorted(tag.name for tag in library.decisions(id_).tags)) for id_ in library.ids()]
    rows = [library.catalogue.row(id_) for id_ in library.ids()]
    assert [row and tuple(sorted(row.tags)) for row in rows] == held
    return held


# Cut at any system call


def records(disk: Disk) -> Callable[[str], ArticleRecord]:
    return lambda file: ArticleRecord(ROOT, file.removeprefix("articles/"), disk)


def planned(disk: Disk, name: str) -> list[PlannedEntry]:
    command = partial(tags_notes_links.tag, names=[name])
    found = (
        plan_entry(records(disk)(f"articles/{id_}"), f"articles/{id_}", "ana", "tag", command)
        for id_ in IDS
    )
    return [entry for entry in found if entry is not None]


def step_for(plan: list[PlannedEntry], undoes: int | None = None) -> Step:
    return Step(new_id(), "tag", "ana", "", tuple(one.file for one in plan), undoes=undoes)


def stop_after(two: int) -> Callable[[int, int], None]:
    def progress(done: int, _of: int) -> None:
        if done == two:
            raise StopError

    return progress


def work(disk: Disk) -> Iterator[set[str]]:
    """Take steps; each is acknowledged when the generator stops, with the tags that all have."""
    create_articles(ROOT, [Draft(text, Metadata()) for text in TEXTS], system=disk)
    yield set()
    steps = Steps(ROOT, records(disk), system=disk)
    plan = planned(disk, "law")
    law = step_for(plan)
    assert steps.run(law, plan).state == "done"
    yield {"law"}
    plan = planned(disk, "trade")
    with pytest.raises(StopError):
        steps.run(step_for(plan), plan, stop_after(2))
    yield {"law"}
    undo, left = steps.inverse(law.id, "undo", "ana")
    assert not left
    back = step_for(undo, law.id)
    steps.run(back, undo)
    yield set()
    again, _ = steps.inverse(back.id, "redo", "ana")
    steps.run(step_for(again, back.id), again)
    yield {"law"}


def tags_on(disk: Disk) -> set[frozenset[str]]:
    return {
        frozenset(tag.name for tag in ArticleRecord(ROOT, id_, disk).decisions().tags)
        for id_ in IDS
    }


def cut_everywhere(kind: Callable[[], Disk]) -> int:
    expected = [set(), *work(Disk())]
    looked = 0
    for cut in range(10_000):
        disk = kind()
        disk.cut = cut
        done = 0
        try:
            for _ in work(disk):
                done += 1
        except PowerCut:
            pass
        for left in disk.left(seed=cut) if done else ():
            looked += 1
            Steps(ROOT, records(left), system=left).finish()
            found = tags_on(left)
            may_be = [expected[done], expected[min(done + 1, len(expected) - 1)]]
            if done == STOPPED:  # cut before anybody stopped it, it is carried out
                may_be.append({"law", "trade"})
            assert found in [{frozenset(one)} for one in may_be], cut
        if done == len(expected) - 1:
            return looked
    raise AssertionError("the work never ends")


@pytest.mark.parametrize("kind", [Disk, pytest.param(OneByOne, marks=pytest.mark.long)])
def test_a_step_is_whole_after_any_cut_and_one_that_was_stopped_is_gone(kind: type[Disk]) -> None:
    Disk.most, most = 6, Disk.most
    try:
        assert cut_everywhere(kind) > 500
    finally:
        Disk.most = most


def test_the_test_above_catches_a_disk_that_lies() -> None:
    with pytest.raises((AssertionError, StorageError)):
        cut_everywhere(NoFsync)


# In a library


def test_a_step_over_articles_is_one_for_undo_and_redo_from_any_of_them(session: Session) -> None:
    ids = session.library.ids()
    done = session.tag_all(ids[:4], ["law"])
    assert done.step is not None
    assert len(done.step.files) == 4
    assert tags(session) == [("law",)] * 4 + [()]
    assert session.activity.decisions == 4
    later = Session(Library.open(session.library.path), "ana")
    undone = later.undo(ids[2])
    assert undone is not None
    assert undone.step is not None
    assert (undone.article, undone.step.undoes) == (ids[2], done.step.id)
    assert tags(later) == [()] * 5
    assert later.redo(ids[0]) is not None
    assert tags(later) == [("law",)] * 4 + [()]
    assert later.undo(ids[3]) is not None
    assert tags(later) == [()] * 5
    assert later.undo(ids[1]) is None


def test_the_plan_goes_when_all_is_done(session: Session) -> None:
    done = session.set_state_all(session.library.ids(), "done")
    assert done.step
    step, plan = read_step(session.library.path, done.step.id)
    assert (step.state, plan, step.annotator, len(step.files)) == ("done", (), "ana", 5)
    written = json.loads(step_path(session.library.path, step.id).read_text())
    assert written["step"]["1"]["what"] == "state"
    assert session.library.catalogue.counts().done == 5


def test_what_something_later_stands_on_stays_and_is_listed(session: Session) -> None:
    ids, ben = session.library.ids(), Session(Library.open(session.library.path), "ben")
    done = session.tag_all(ids[:3], ["law"])
    ben.untag(ids[1], ["law"])
    ben.tag(ids[1], ["law"])
    undone = session.undo(ids[0])
    assert undone is not None
    assert undone.step is not None
    assert [one.file for one in undone.step.left] == [f"articles/{ids[1]}"]
    assert tags(session) == [(), ("law",), (), (), ()]
    with pytest.raises(DecisionError, match="cannot be undone"):
        session.undo(ids[1])
    assert done.step


def test_what_a_rule_forbids_is_left_out_and_nothing_at_all_is_told(session: Session) -> None:
    ids = session.library.ids()
    path = session.library.record(ids[1]).path
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    done = session.tag_all(ids[:3], ["law"])
    assert done.step
    assert [one.file for one in done.step.left] == [f"articles/{ids[1]}"]
    assert path.read_bytes() == whole[:-20]
    path.write_bytes(whole)
    with pytest.raises(DecisionError, match="is no tag"):
        session.tag_all(ids, ["a//b"])
    assert session.tag_all(ids[:1], ["law"]).entry is None
    assert session.tag_all([], ["law"]).entry is None


def test_one_article_needs_no_step(session: Session) -> None:
    first, *_ = session.library.ids()
    assert session.tag_all([first], ["law"]).step is None
    assert not step_path(session.library.path, 1).parent.exists()


def test_stopped_by_hand_it_is_taken_back(session: Session) -> None:
    ids = session.library.ids()
    with pytest.raises(StopError):
        session.tag_all(ids, ["law"], stop_after(3))
    assert tags(session) == [()] * 5
    entries = [len(session.library.record(id_).history()) for id_ in ids]
    assert entries == [2, 2, 2, 0, 0], "made and taken back"


def test_a_file_that_cannot_be_read_keeps_nothing_else_from_being_taken_back(
    session: Session,
) -> None:
    first, damaged, gone, *others = session.library.ids()

    def stop(done: int, _: int) -> None:
        if done == 4:
            session.library.record(damaged).path.write_text("nonsense")
            session.library.record(gone).purge()
            raise StopError

    with pytest.raises(StopError):
        session.tag_all(session.library.ids(), ["law"], stop)
    with Library.open(session.library.path) as later:
        assert finish_steps(later) == []
        for id_ in (first, *others):
            assert later.decisions(id_).tags == (), id_
    (path,) = (session.library.path / "steps").iterdir()
    step, _ = read_step(session.library.path, int(path.stem))
    assert [one.file for one in step.left] == [f"articles/{damaged}", f"articles/{gone}"]


def test_what_a_killed_process_left_is_finished_by_who_opens_the_library(session: Session) -> None:
    library = session.library
    steps = Steps.of(library)
    command = partial(tags_notes_links.tag, names=["law"])
    plan = [
        found
        for id_ in library.ids()
        if (found := plan_entry(library.record(id_), f"articles/{id_}", "ana", "tag", command))
    ]
    step = step_for(plan)
    write_step(library.path, step, plan)
    steps._commit(step, plan[0], library.record(library.ids()[0]))
    assert not is_settled(library.path)
    with Library.open(library.path) as later:
        (ended,) = finish_steps(later)
        assert (ended.id, ended.state, ended.left) == (step.id, "done", ())
        assert finish_steps(later) == []
        assert tags(Session(later, "ben")) == [("law",)] * 5
        histories = [len(later.record(id_).history()) for id_ in later.ids()]
        assert histories == [1] * 5, "the one that had it got it once"


def test_a_step_whose_file_cannot_be_read_for_a_while_is_finished_later(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pause(done: int, _: int) -> None:
        if done == 2:
            raise PauseStep

    def unreadable(*_: object) -> None:
        raise StorageError("the step", "cannot be read")

    with pytest.raises(PauseStep):
        session.tag_all(session.library.ids(), ["law"], pause)
    os.utime(session.library.path / "steps", (1, 1))  # long ago, and so it stays
    with Library.open(session.library.path) as later:
        with monkeypatch.context() as patched:
            patched.setattr("newsbrowse_store.decisions.steps.read_step", unreadable)
            patched.setattr("newsbrowse_store.records.step_file.read_step", unreadable)
            assert finish_steps(later) == []
        assert not is_settled(later.path)
        assert len(finish_steps(later)) == 1
        assert tags(Session(later, "ana")) == [("law",)] * 5


def test_two_steps_wait_for_each_other_and_nobody_finishes_one_that_is_at_work(
    session: Session,
) -> None:
    library, inside, done = session.library, threading.Event(), threading.Event()
    finished: list[object] = []

    def progress(_done: int, _of: int) -> None:
        inside.set()
        done.wait(10)

    def other() -> None:
        with Library.open(library.path) as opened:
            inside.wait(10)
            finished.append(finish_steps(opened))
            done.set()
            Session(opened, "ben").tag_all(opened.ids(), ["trade"])

    thread = threading.Thread(target=other)
    thread.start()
    session.tag_all(library.ids(), ["law"], progress)
    thread.join()
    library.catalogue.refresh()
    assert finished == [[]]
    assert tags(session) == [("law", "trade")] * 5


def test_a_tag_on_what_is_no_entity_yet_is_one_step_tomorrow_too(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    done = session.tag_mention(article, suggest("Ilse Brandt", "PERSON"), ["minister"])
    assert done.step
    assert done.entity
    tomorrow = Session(Library.open(session.library.path), "ana")
    assert tomorrow.undo(article)
    assert tomorrow.entities.get(done.entity).tags == ()
    assert tomorrow.library.decisions(article).mentions == ()
    assert tomorrow.redo(article)
    assert tomorrow.entities.get(done.entity).tags == ("minister",)
    assert mention(tomorrow, article, "Ilse Brandt").entity == done.entity


# Undo that follows


def test_a_session_knows_its_latest_decision_and_undoes_exactly_that(session: Session) -> None:
    first, second, *_ = session.library.ids()
    ben = Session(Library.open(session.library.path), "ben")
    session.tag(first, ["law"])
    session.tag(second, ["trade"])
    assert session.latest
    article, entry = session.latest
    assert article == second
    again = Session(Library.open(session.library.path), "ana")
    again.set_star(second, True)
    with pytest.raises(DecisionError, match="has another one after it"):
        session.undo(second, exactly=entry)
    again.undo(second)
    ben.set_star(second, True)
    undone = session.undo(second, exactly=entry)
    assert undone is not None
    assert isinstance(undone.about, HistoryEntry)
    assert session.latest is not None
    assert session.latest[0] == first
    session.undo(first)
    assert session.latest is None


def test_a_step_undone_from_another_of_its_articles_is_the_latest_no_more(
    session: Session,
) -> None:
    first, second, third, *_ = session.library.ids()
    session.set_star(third, True)
    session.tag_all([first, second], ["law"])
    assert session.undo(second)
    assert session.latest is not None
    article, entry = session.latest
    assert article == third
    assert session.undo(third, exactly=entry)
    assert session.latest is None


def test_an_adopted_step_is_undone_where_it_was_made_though_its_first_article_was_left_out(
    session: Session,
) -> None:
    first, second, third, *_ = session.library.ids()

    def meanwhile(done: int, _: int) -> None:
        if done == 0:
            with Library.open(session.library.path) as other:
                Session(other, "ben").tag(first, ["law"])

    with Library.open(session.library.path) as library:
        thread = Session(library, "ana")
        decided = thread.tag_all([first, second, third], ["law"], meanwhile)
        session.adopt(decided, thread.latest)
    assert session.latest is not None
    article, entry = session.latest
    assert article == second
    assert session.undo(second, exactly=entry)
    assert tags(session)[:3] == [("law",), (), ()]


def test_undo_takes_back_no_step_that_the_article_was_no_part_of(session: Session) -> None:
    first, second, third, *_ = session.library.ids()
    step = session.tag_all([first, second], ["law"]).step
    assert step
    record = session.library.record(third)
    made = [Change("tags", 7, None, {"name": "trade", "annotator": "ana", "at": ""})]
    record.commit("tag", "ana", lambda _: made, step=step.id)  # as a restored history may say
    session.undo(third)
    assert tags(session)[:3] == [("law",), ("law",), ()]
