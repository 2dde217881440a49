"""What the worker does while nobody needs it."""

from __future__ import annotations

from datetime import date, timedelta

from annotator import SIZE
from newsbrowse.widgets.bars import StatusLine
from newsbrowse.workspace.live_suggestions import AT_ONCE
from newsbrowse_nlp.worker.worker import IDLE, Answer
from newsbrowse_store.values import Draft, Metadata


def add(desktop, day: date) -> str:
    """Add an article with one suggestion."""
    meta = Metadata(f"Vesland on {day}", published=day.isoformat())
    return desktop.library.add(Draft(f"On {day} in Vesland.", meta)).id


def silent(desktop, *calls):
    worker = desktop.make_worker(*calls)
    worker.silent = True
    return worker


async def look_around(app) -> None:
    """Do what is done now and then, to its end."""
    app.main_screen.look_around()
    await app.workers.wait_for_complete()


async def test_an_idle_worker_is_given_the_rest_the_newest_first(desktop) -> None:
    more = [add(desktop, date(2025, 1, 1) + timedelta(at)) for at in range(3 * AT_ONCE)]
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        worker = desktop.worker
        near = {id_ for id_, _ in worker.asked}
        known = len(near)
        worker.set_state("busy")
        await look_around(app)
        assert len(worker.asked) == known
        before = desktop.library.catalogue.counts().pending
        worker.set_state("ready")
        await look_around(app)
        newest = [id_ for id_ in reversed(more) if id_ not in near][:AT_ONCE]
        assert worker.asked[known:] == [(id_, IDLE) for id_ in newest]
        pending = desktop.library.catalogue.counts().pending
        assert pending == before + AT_ONCE
        assert f"{pending} pending" in app.main_screen.query_one(StatusLine).text
        for _ in range(4):
            await look_around(app)
        asked = [id_ for id_, _ in worker.asked]
        assert sorted(asked) == sorted(desktop.library.ids())
        late = add(desktop, date(2024, 1, 1))
        await look_around(app)
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
        await look_around(app)
        worker._on_answer(Answer(bad, "", worker.key, (), 0, "ValueError: no"))
        await look_around(app)
        assert [id_ for id_, _ in worker.asked] == [bad]


async def test_what_is_analysed_beside_it_leaves_the_open_article_at_hand(desktop) -> None:
    for at in range(2 * AT_ONCE):
        add(desktop, date(2025, 1, 1) + timedelta(at))
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.main_screen.view.open_article(desktop.ids["treaty"])
        await pilot.pause()
        reading = app.workspace.reading
        known = len(desktop.worker.asked)
        await look_around(app)
        assert len(desktop.worker.asked) > known
        assert not app.workspace.take_up()
        assert app.workspace.reading is reading
        assert app.live_suggestions.suggestions(reading.article.id) is reading.annotated.suggestions
