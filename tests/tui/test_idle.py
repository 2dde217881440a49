"""What the worker does while nobody needs it."""

from __future__ import annotations

from datetime import date, timedelta

from annotator import SIZE
from newsbrowse.analysis import AT_ONCE
from newsbrowse.widgets.bars import StatusLine
from newsbrowse_nlp.worker import IDLE, Answer
from newsbrowse_store.model import Draft, Metadata


def add(desktop, day: date) -> str:
    """Add an article with one suggestion."""
    meta = Metadata(f"Vesland on {day}", published=day.isoformat())
    return desktop.library.add(Draft(f"On {day} in Vesland.", meta)).id


def silent(desktop, *calls):
    worker = desktop.make_worker(*calls)
    worker.silent = True
    return worker


async def test_an_idle_worker_is_given_the_rest_the_newest_first(desktop) -> None:
    more = [add(desktop, date(2025, 1, 1) + timedelta(at)) for at in range(3 * AT_ONCE)]
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        worker = desktop.worker
        near = {id_ for id_, _ in worker.asked}
        known = len(near)
        worker.set_state("busy")
        app.main_screen.look_around()
        assert len(worker.asked) == known
        before = desktop.library.catalogue.counts().pending
        worker.set_state("ready")
        app.main_screen.look_around()
        newest = [id_ for id_ in reversed(more) if id_ not in near][:AT_ONCE]
        assert worker.asked[known:] == [(id_, IDLE) for id_ in newest]
        pending = desktop.library.catalogue.counts().pending
        assert pending == before + AT_ONCE
        assert f"{pending} pending" in app.main_screen.query_one(StatusLine).text
        for _ in range(4):
            app.main_screen.look_around()
        asked = [id_ for id_, _ in worker.asked]
        assert sorted(asked) == sorted(desktop.library.ids())
        late = add(desktop, date(2024, 1, 1))
        app.main_screen.look_around()
        assert worker.asked[len(asked) :] == [(late, IDLE)]


async def test_an_article_that_fails_is_not_asked_about_again_and_again(desktop) -> None:
    bad = add(desktop, date(2024, 1, 1))
    app = desktop.app(make_worker=lambda *calls: silent(desktop, *calls))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        worker = desktop.worker
        for name in ("treaty", "strike", "storm"):
            worker.answer(desktop.ids[name], "")
        worker.asked.clear()
        app.main_screen.look_around()
        worker._on_answer(Answer(bad, "", worker.key, (), 0, "ValueError: no"))
        app.main_screen.look_around()
        assert [id_ for id_, _ in worker.asked] == [bad]
