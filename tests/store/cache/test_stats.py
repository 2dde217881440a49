"""How much was done: by annotator and day, and in this session."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.cache.activity import Activity, Counter
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.records.history import HistoryEntry
from newsbrowse_store.values import Draft, Metadata
from store.sessions import session_in, suggest

if TYPE_CHECKING:
    from pathlib import Path

    from newsbrowse_store.library import Library


def at(session: Session, article: str, *moments: str) -> None:
    """Let the decisions in an article have been made at these moments."""
    path = session.library.record(article).path
    raw = json.loads(path.read_bytes())
    for entry, moment in zip(raw["history"].values(), moments, strict=True):
        entry["at"] = f"{moment}+00:00"
    path.write_text(json.dumps(raw))
    shutil.rmtree(session.library.path / ".newsbrowse", ignore_errors=True)


def told(library: Library) -> list[tuple[str, str, int, int, float]]:
    return [(a.annotator, a.day, a.decisions, a.done, a.minutes) for a in library.activity()]


def test_decisions_articles_and_minutes_by_annotator_and_day(tmp_path: Path) -> None:
    ana, article = session_in(tmp_path)
    ben = Session(ana.library, "ben")
    other = ana.library.add(Draft("Strike closes quay four.", Metadata())).id
    ana.accept(article, [suggest("Ilse Brandt", "PERSON"), suggest("Amsel Lines", "ORG")])
    ana.tag(article, ["law"])
    ana.undo(article)
    ana.set_state(article, "done")
    ben.add(article, 16, 27, "PERSON")
    ana.tag(other, ["strike"])
    days = ("2026-03-04T12:00:00", "2026-03-04T12:02:00", "2026-03-04T12:03:00")
    at(ana, article, *days, "2026-03-04T12:30:00", "2026-03-05T12:00:00")
    at(ana, other, "2026-03-04T12:34:00")
    assert told(ana.library) == [
        ("ana", "2026-03-04", 4, 1, pytest.approx(7)),
        ("ben", "2026-03-05", 1, 0, 0),
    ]
    assert ana.library.activity()[0].per_minute == pytest.approx(4 / 7)
    assert ana.library.activity()[1].per_minute == 1

    before = told(ana.library)
    shutil.rmtree(ana.library.path / ".newsbrowse")
    assert told(ana.library) == before
    ana.library.purge(other)
    assert told(ana.library)[0][2:] == (3, 1, pytest.approx(3))


def test_an_article_taken_back_from_done_is_not_done(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    session.set_state(article, "done")
    session.set_star(article, True)
    assert session.activity.done == 1
    session.undo(article)
    session.undo(article)
    assert session.activity.done == session.library.activity()[0].done == 0
    session.redo(article)
    assert session.activity.done == session.library.activity()[0].done == 1
    assert session.activity.decisions == session.library.activity()[0].decisions == 2


def test_openings_are_no_decisions_and_entities_count(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    session.mark_open(article)
    done = session.link(article, suggest("Ilse Brandt", "PERSON"), "Ilse Brandt", create=True)
    assert done.entity
    session.tag_entity(done.entity, ["minister"])
    assert session.activity.decisions == session.library.activity()[0].decisions == 2
    shutil.rmtree(session.library.path / ".newsbrowse")
    assert session.library.activity()[0].decisions == 2


def test_a_history_that_git_has_merged_is_counted_anew(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    session.tag(article, ["law"])
    session.tag(article, ["trade"])
    path = session.library.record(article).path
    raw = json.loads(path.read_bytes())
    first = next(iter(raw["history"]))
    raw["history"][str(int(first) + 1)] = {**raw["history"][first], "annotator": "ben"}
    path.write_text(json.dumps(raw))
    session.library.touch(article)
    assert [(a.annotator, a.decisions) for a in session.library.activity()] == [
        ("ana", 2),
        ("ben", 1),
    ]


def test_a_session_counts_minutes_without_pauses() -> None:
    counter = Counter("ana")
    for id_, moment in enumerate(("10:00:00", "10:01:30", "10:20:00", "10:20:30"), 1):
        counter.count(HistoryEntry(id_, "add", f"2026-03-04T{moment}+00:00", "ana", ()))
    activity = counter.activity
    assert isinstance(activity, Activity)
    assert (activity.decisions, activity.minutes) == (4, pytest.approx(2))
    assert activity.per_minute == pytest.approx(2)
