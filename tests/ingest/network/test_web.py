"""Fetching from code that waits: many at once, and an end at any moment."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from ingest.network.conftest import not_public
from ingest.network.server import Talk, reply, silent
from newsbrowse_ingest.network import open_web
from newsbrowse_ingest.network.values import Ask, FetchedPage, FetchError
from newsbrowse_ingest.network.web import AT_ONCE, Web
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.network.conftest import FakeClock, Names
    from ingest.network.server import Server

STORY = reply("Quay four is closed.")


@pytest.fixture
def web(clock: FakeClock, names: Names) -> Iterator[Web]:
    with Web(clock=clock, resolve=names, not_public=not_public) as opened:
        yield opened


def test_one_page(web: Web, server: Server) -> None:
    server.pages["/a"] = STORY
    found = web.get(Ask(server.url("/a")))
    assert isinstance(found, FetchedPage)
    assert found.data == b"Quay four is closed."
    with pytest.raises(FetchError, match="is not there"):
        web.get(Ask(server.url("/b")))


def test_many_pages_come_with_what_they_were_asked_for(web: Web, server: Server) -> None:
    server.pages |= {f"/{n}": reply(f"Page {n}") for n in range(0, 40, 2)}
    answers = dict(web.get_all(range(40), lambda n: Ask(server.url(f"/{n}"))))
    assert sorted(answers) == list(range(40))
    for n, answer in answers.items():
        if n % 2:
            assert isinstance(answer, FetchError)
        else:
            assert isinstance(answer, FetchedPage)
            assert answer.data == f"Page {n}".encode()
    assert server.asked.count("/robots.txt") == 1


def test_a_slow_page_holds_up_no_other(web: Web, server: Server) -> None:
    taken = threading.Event()

    def after_the_others(talk: Talk) -> None:
        taken.wait(10)
        STORY(talk)

    server.pages |= {"/slow": after_the_others, "/a": STORY, "/b": STORY}
    order = []
    for path, _ in web.get_all(["/slow", "/a", "/b"], lambda path: Ask(server.url(path))):
        order.append(path)
        if len(order) == 2:
            taken.set()
    assert order[-1] == "/slow"


def test_no_more_is_asked_for_than_is_taken(web: Web, server: Server) -> None:
    server.pages |= {f"/{n}": STORY for n in range(100)}
    answers = web.get_all(range(100), lambda n: Ask(server.url(f"/{n}")))
    for _ in range(5):
        next(answers)
    assert len(server.asked) <= 1 + 5 + AT_ONCE
    answers.close()  # type: ignore[attr-defined]
    assert isinstance(web.get(Ask(server.url("/99"))), FetchedPage)


def test_leaving_ends_what_is_under_way(clock: FakeClock, names: Names, server: Server) -> None:
    server.pages["/robots.txt"] = silent
    with Web(clock=clock, resolve=names, not_public=not_public) as web:
        failed: list[BaseException] = []

        def ask() -> None:
            try:
                web.get(Ask(server.url("/a")))
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        while not server.requests:
            thread.join(0.01)
    thread.join()
    assert len(failed) == 1
    assert not any(other.name == "network" for other in threading.enumerate())


def test_silent_name_servers_do_not_keep_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, over = threading.Event(), threading.Event()

    def silent_servers(*_: object, **__: object) -> list[object]:
        asked.set()
        over.wait(20)
        return []

    def ask(web: Web) -> None:
        with suppress(CancelledError):
            web.get(Ask("http://a.test/"))

    monkeypatch.setattr("socket.getaddrinfo", silent_servers)
    with Web() as web:
        thread = threading.Thread(target=ask, args=(web,))
        thread.start()
        asked.wait(10)
    thread.join(10)
    assert not thread.is_alive()
    assert all(other.daemon for other in threading.enumerate()[1:])
    over.set()


def test_without_httpx_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import newsbrowse_ingest.readers.format as format_module

    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(format_module, "import_module", missing)
    with pytest.raises(ReadError, match=r"httpx.*pip install 'newsbrowse\[web\]'"):
        open_web()
