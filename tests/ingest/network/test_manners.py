"""What a site may ask of us: addresses to leave alone, and pauses."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from ingest.network.server import endless, in_turn, reply
from newsbrowse_ingest.network import robots
from newsbrowse_ingest.network.fetcher import Pacing, retry_after
from newsbrowse_ingest.network.values import FetchBounds, FetchedPage, FetchError

if TYPE_CHECKING:
    from ingest.network.conftest import FakeClock, Fetch, Names
    from ingest.network.server import Server

STORY = reply("Quay four is closed.")
NOBODY = "User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("rules", "open_", "shut"),
    [
        (NOBODY, [], ["/a", "/b"]),
        ("User-agent: *\nDisallow: /a\n", ["/b"], ["/a"]),
        ("User-agent: *\nDisallow: /b?secret=1\n", ["/b", "/a"], ["/b?secret=1"]),
        (NOBODY + "\nUser-agent: newsbrowse\nDisallow: /a\n", ["/b"], ["/a"]),
        ("User-agent: otherbot\nDisallow: /\n", ["/a"], []),
        ("\ufeffUser-agent: *\r\nAllow: /a\r\nDisallow: /\r\n", ["/a"], ["/b"]),
        ("User-agent: *\nDisallow: /\nAllow: /a\n", ["/a"], ["/b"]),
        ("User-agent: *\nAllow: /\nDisallow: /a\n", ["/b"], ["/a"]),
        ("User-agent: *\nDisallow: /*secret=\nDisallow: /a$\n", ["/b"], ["/a", "/b?secret=1"]),
        ("User-agent: *\nDisallow: /*b$\n", ["/b?secret=1"], ["/b"]),
        ("User-agent: *\nDisallow: /%61\nDisallow: /b%3fsecret*1$", ["/b"], ["/a", "/b?secret=1"]),
        ("User-agent: *\n\nDisallow: # nothing\nDisallow: /a # this\n", ["/b"], ["/a"]),
        ("User-agent: x\nUser-agent: NewsBrowse/2\nDisallow: /a\n", ["/b"], ["/a"]),
        ("Disallow: /a\nUser-agent: newsbrowser\nDisallow: /\n", ["/a"], []),
        ("User-agent: *\nDisallow: //[x\nRequest-rate: ²/1\n", ["/a"], []),
        ("<html>not found, but 200</html>", ["/a"], []),
        ("\x00\xff" * 1000, ["/a"], []),
    ],
)
def test_robots_txt_is_heeded(
    rules: str, open_: list[str], shut: list[str], server: Server, fetch: Fetch
) -> None:
    server.pages |= dict.fromkeys(("/a", "/b", "/b?secret=1"), STORY)
    server.pages["/robots.txt"] = reply(rules)
    for path in open_:
        fetch(server.url(path))
    for path in shut:
        with pytest.raises(FetchError, match=r"may not be fetched by programs") as refused:
            fetch(server.url(path))
        assert not refused.value.passing
    assert [path for path in server.asked if path != "/robots.txt"] == open_


def test_robots_txt_is_asked_for_once_a_site(server: Server, fetch: Fetch, names: Names) -> None:
    server.pages |= {"/a": STORY, "/b": STORY}
    other = server.url("/a", host="other.test")
    names.known["other.test"] = [["127.0.0.1"]]
    fetch(server.url("/a"), server.url("/b"), other)
    assert server.asked == ["/robots.txt", "/a", "/b", "/robots.txt", "/a"]


def test_each_site_on_the_way_is_asked_for_leave(
    server: Server, fetch: Fetch, names: Names
) -> None:
    names.known["other.test"] = [["127.0.0.1"]]
    server.pages["/robots.txt"] = in_turn(reply(status=404), reply(NOBODY))
    server.pages["/a"] = reply(status=302, Location=server.url("/b", host="other.test"))
    server.pages["/b"] = STORY
    with pytest.raises(FetchError, match=r"leads to http://other.test.*may not be fetched"):
        fetch(server.url("/a"))
    assert server.asked == ["/robots.txt", "/a", "/robots.txt"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_without_robots_txt_everything_may_be_read(
    status: int, server: Server, fetch: Fetch
) -> None:
    server.pages |= {"/robots.txt": reply(NOBODY, status=status), "/a": STORY}
    assert isinstance(fetch(server.url("/a")), FetchedPage)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_that_cannot_say_is_left_alone(status: int, server: Server, fetch: Fetch) -> None:
    server.pages |= {"/robots.txt": reply(status=status), "/a": STORY}
    with pytest.raises(FetchError, match="cannot say now what may be fetched") as refused:
        fetch(server.url("/a"))
    assert refused.value.passing
    assert "/a" not in server.asked


def test_robots_txt_may_be_elsewhere_but_not_in_the_house(
    server: Server, hidden: Server, fetch: Fetch
) -> None:
    server.pages |= {"/a": STORY, "/rules": reply(NOBODY)}
    server.pages["/robots.txt"] = reply(status=301, Location="/rules")
    with pytest.raises(FetchError, match="may not be fetched by programs"):
        fetch(server.url("/a"))
    server.pages["/robots.txt"] = reply(status=301, Location=hidden.url())
    with pytest.raises(FetchError, match=r"has a robots.txt that leads to http.*a private address"):
        fetch(server.url("/a"))
    assert not hidden.requests
    server.pages["/robots.txt"] = reply(status=301, Location="/robots.txt")
    with pytest.raises(FetchError, match=r"/a: has a robots.txt that leads on and on"):
        fetch(server.url("/a"))


def test_an_endless_robots_txt_is_read_as_far_as_it_counts(server: Server, fetch: Fetch) -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /a\n"
    server.pages |= {"/robots.txt": endless(head, b"# and so on\n" * 5000), "/b": STORY}
    assert isinstance(fetch(server.url("/b")), FetchedPage)
    with pytest.raises(FetchError, match="may not be fetched by programs"):
        fetch(server.url("/a"))


def test_a_rule_that_the_bound_cuts_off_does_not_count(server: Server, fetch: Fetch) -> None:
    filling = "User-agent: *\nDisallow: /b\n".ljust(robots.SIZE - len("\nDisallow: /"), "#")
    server.pages |= {"/robots.txt": reply(f"{filling}\nDisallow: /c\n"), "/a": STORY}
    assert isinstance(fetch(server.url("/a")), FetchedPage)
    with pytest.raises(FetchError, match="may not be fetched by programs"):
        fetch(server.url("/b"))


def test_a_host_is_asked_once_a_second(
    server: Server, fetch: Fetch, clock: FakeClock, names: Names
) -> None:
    names.known["other.test"] = [["127.0.0.1"]]
    server.pages |= {"/a": STORY, "/b": reply(status=302, Location="/a")}
    fetch(server.url("/a"), server.url("/b"))
    assert clock.slept == [1, 1, 1]  # four requests, redirects and robots.txt among them
    fetch(server.url("/a", host="other.test"))
    assert clock.slept == [1, 1, 1, 1]


def test_a_pause_that_was_long_enough_is_not_made_longer(
    server: Server, fetch: Fetch, clock: FakeClock
) -> None:
    server.pages["/a"] = in_turn(reply(status=429, Retry_After="2"), STORY)
    fetch(server.url("/a"), bounds=FetchBounds(pause=4))
    assert clock.slept == [4, 4]


async def test_a_queue_is_held_up_as_a_whole_and_goes_on_in_order(clock: FakeClock) -> None:
    pacing = Pacing(clock, 1)
    began: list[tuple[str, int, float]] = []

    async def ask(host: str, number: int) -> None:
        await pacing.turn(host)
        began.append((host, number, clock.now - 1000))
        if number == 1:
            pacing.hold(host, 30)

    await asyncio.gather(*(ask("a", number) for number in range(4)))
    assert began == [("a", 0, 0), ("a", 1, 1), ("a", 2, 31), ("a", 3, 32)]
    await ask("b", 0)
    assert began[-1] == ("b", 0, 32)


@pytest.mark.parametrize(
    ("delay", "pause"),
    [("3", 3), ("0", 1), ("1.5", 1.5), ("100000", 10), ("x", 1), ("²", 1), ("9" * 5000, 1)],
)
def test_a_site_that_wants_longer_pauses_gets_them(
    delay: str, pause: float, server: Server, fetch: Fetch, clock: FakeClock
) -> None:
    server.pages |= {"/a": STORY, "/robots.txt": reply(f"User-agent: *\nCrawl-delay: {delay}\n")}
    fetch(server.url("/a"), server.url("/a"))
    assert clock.slept == [pause, pause]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 20.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("-5", None),
        ("", None),
        ("1.5", None),
        ("٣", None),
        ("in a while", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, now=100.0) == seconds
