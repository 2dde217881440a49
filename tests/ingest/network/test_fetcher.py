"""What is sent, what comes back, where redirects lead, and what statuses are called."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from ingest.network.conftest import page
from ingest.network.server import Server, gzipped, in_turn, reply
from newsbrowse_ingest.network.fetcher import agent
from newsbrowse_ingest.network.values import Ask, FetchedPage, FetchError, Unchanged

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.network.conftest import FakeClock, Fetch, Names

STORY = "Quay four is closed.\n\nNobody knows for how long."


# What is sent


def test_nothing_is_sent_but_our_name_and_what_we_can_read(server: Server, fetch: Fetch) -> None:
    server.pages["/story?a=1"] = reply(STORY, Set_Cookie="track=me")
    fetch(server.url("/story?a=1#part"), server.url("/story?a=1"))
    for request in server.requests[1:]:
        accept = request.headers.pop("Accept")
        assert accept.startswith("text/html")
        assert request.headers == {
            "Host": f"127.0.0.1:{server.port}",
            "User-Agent": agent(),
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
    assert agent().startswith("newsbrowse/0")
    assert server.asked == ["/robots.txt", "/story?a=1", "/story?a=1"]


def test_a_page_comes_with_where_it_was_and_which_version_it_is(
    server: Server, fetch: Fetch
) -> None:
    server.pages["/a"] = reply(STORY, ETag='"7"', Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT")
    assert fetch(server.url("/a")) == FetchedPage(
        server.url("/a"),
        server.url("/a"),
        STORY.encode(),
        ".txt",
        '"7"',
        "Mon, 02 Mar 2026 10:00:00 GMT",
    )


def test_a_version_we_have_is_not_sent_again(server: Server, fetch: Fetch) -> None:
    server.pages["/a"] = reply(status=304)
    known = Ask(server.url("/a"), '"7"', "Mon, 02 Mar 2026 10:00:00 GMT")
    assert fetch(known) == Unchanged(known.address)
    sent = server.requests[-1].headers
    assert sent["If-None-Match"] == '"7"'
    assert sent["If-Modified-Since"] == "Mon, 02 Mar 2026 10:00:00 GMT"
    with pytest.raises(FetchError, match="304"):
        fetch(server.url("/a"))


def test_a_version_whose_name_cannot_be_sent_is_fetched_again(server: Server, fetch: Fetch) -> None:
    server.pages["/a"] = reply(STORY, ETag='"é"')
    first = page(fetch(server.url("/a")))
    assert first.etag
    assert page(fetch(Ask(first.address, first.etag))).data == STORY.encode()


def test_a_packed_page_is_unpacked(server: Server, fetch: Fetch) -> None:
    server.pages["/a"] = reply(gzipped(STORY.encode()), Content_Encoding="gzip")
    assert page(fetch(server.url("/a"))).data == STORY.encode()


@pytest.mark.parametrize("body", [STORY.encode(), "Шторм закрыл порт.".encode("koi8-r")])
@pytest.mark.parametrize("named", ["koi8-r", '"KOI8-R"'])
def test_text_in_the_character_set_named_is_read_in_it(
    body: bytes, named: str, server: Server, fetch: Fetch
) -> None:
    server.pages["/a"] = reply(body, kind=f"text/plain; charset={named}")
    assert page(fetch(server.url("/a"))).data.decode() == body.decode("koi8-r")


@pytest.mark.parametrize("kind", ["text/plain; charset=iso-8859-1", "text/xml; charset=koi8-r"])
def test_what_says_better_itself_what_it_is_in_is_left(
    kind: str, server: Server, fetch: Fetch
) -> None:
    body = '<?xml version="1.0" encoding="windows-1251"?><rss>Шторм</rss>'.encode("cp1251")
    server.pages["/a"] = reply(body, kind=kind)
    assert page(fetch(server.url("/a"))).data == body


@pytest.mark.parametrize("named", ["latin-9", "ascii", "nonsense", "hex", "utf-16"])
def test_a_wrong_character_set_does_no_harm(named: str, server: Server, fetch: Fetch) -> None:
    body = "Štúrovo: “quiet”".encode()
    server.pages["/a"] = reply(body, kind=f"text/plain; charset={named}")
    assert page(fetch(server.url("/a"))).data == body


# Redirects


def test_redirects_are_followed_and_told_apart(server: Server, fetch: Fetch) -> None:
    server.pages |= {
        "/old": reply(status=301, Location="/new"),
        "/new": reply(status=308, Location="newest"),
        "/newest": reply(STORY),
        "/today": reply(status=302, Location="/new"),
    }
    old = page(fetch(server.url("/old")))
    assert (old.address, old.url, old.moved) == (
        server.url("/old"),
        server.url("/newest"),
        server.url("/newest"),
    )
    today = page(fetch(server.url("/today")))
    assert (today.url, today.moved) == (server.url("/newest"), "")
    assert page(fetch(server.url("/newest"))).moved == ""


def test_redirects_come_to_an_end(server: Server, fetch: Fetch) -> None:
    server.pages["/a"] = reply(status=302, Location="/b")
    server.pages["/b"] = reply(status=302, Location="/a")
    with pytest.raises(FetchError, match="leads on and on, more than 5 times"):
        fetch(server.url("/a"))
    assert len(server.asked) == 1 + 6


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("file:///etc/passwd", "leads to file:/etc/passwd, which begins with file:"),
        ("gopher://127.0.0.1/", "begins with gopher:"),
        ("http://ana:secret@127.0.0.1/", "holds a user name"),
        ("http://[::1/", "is no address"),
        ("", "leads elsewhere without saying where"),
    ],
)
def test_a_redirect_leads_nowhere_else(
    place: str, reason: str, server: Server, fetch: Fetch
) -> None:
    server.pages["/a"] = reply(status=302, **({"Location": place} if place else {}))
    with pytest.raises(FetchError) as refused:
        fetch(server.url("/a"))
    assert reason in refused.value.reason
    assert refused.value.what == server.url("/a")


@pytest.mark.parametrize("form", ["http://{0}:{1}/", "//{0}:{1}/", "http://[::ffff:{0}]:{1}/"])
def test_a_redirect_does_not_lead_into_the_house(
    form: str, server: Server, hidden: Server, fetch: Fetch
) -> None:
    server.pages["/a"] = reply(status=302, Location=form.format(hidden.host, hidden.port))
    with pytest.raises(FetchError, match=r"leads to http.*, which leads to a private address"):
        fetch(server.url("/a"))
    assert not hidden.requests


# Kinds and statuses


@pytest.mark.parametrize(
    ("path", "kind", "suffix"),
    [
        ("/a.md", "text/plain; charset=utf-8", ".md"),
        ("/a.md", "application/octet-stream", ".md"),
        ("/a.php", "text/plain", ".txt"),
        ("/a.php", "TEXT/MARKDOWN", ".md"),
        ("/a.bin", "application/octet-stream", ""),
        ("/a", "", ""),
        ("/feed.php", "application/feed+json", ""),
        ("/feed", "application/rss+xml", ".rss"),
        ("/feed", "application/json; charset=utf-8", ""),
    ],
)
def test_kind_and_path_tell_the_format(
    path: str, kind: str, suffix: str, server: Server, fetch: Fetch
) -> None:
    server.pages[path] = reply(STORY, kind=kind)
    assert page(fetch(server.url(path))).suffix == suffix


@pytest.mark.parametrize(
    ("status", "reason", "passing"),
    [
        (404, "is not there", False),
        (410, "is gone for good", False),
        (403, "is not given to everybody", False),
        (500, "is on a site that is in trouble", True),
        (418, "was not answered with a page", False),
        (204, "was not answered with a page", False),
        (206, "was not answered with a page", False),
        (300, "was not answered with a page", False),
    ],
)
def test_a_status_is_put_in_words(
    status: int, reason: str, passing: bool, server: Server, fetch: Fetch
) -> None:
    server.pages["/a"] = reply(STORY, status=status)
    with pytest.raises(FetchError) as failed:
        fetch(server.url("/a"))
    assert failed.value.reason == f"{reason} ({status})"
    assert (failed.value.status, failed.value.passing) == (status, passing)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry_After": "30"}, 30),
        ({}, 5),
        ({"Retry_After": "soon"}, 5),
        ({"Retry_After": "0"}, 1),
        (
            {
                "Retry_After": "Mon, 02 Mar 2026 10:00:20 GMT",
                "Date": "Mon, 02 Mar 2026 10:00:00 GMT",
            },
            20,
        ),
    ],
)
def test_a_busy_server_is_asked_once_more(
    headers: dict[str, str],
    wait: float,
    status: int,
    server: Server,
    fetch: Fetch,
    clock: FakeClock,
) -> None:
    server.pages["/a"] = in_turn(reply(status=status, **headers), reply(STORY))
    assert page(fetch(server.url("/a"))).data == STORY.encode()
    assert clock.slept == [1, wait]


def test_a_server_that_stays_busy_is_left_for_later(
    server: Server, fetch: Fetch, clock: FakeClock
) -> None:
    server.pages["/a"] = reply(status=429)
    with pytest.raises(FetchError, match=r"is too busy \(429\)") as busy:
        fetch(server.url("/a"))
    assert busy.value.passing
    assert server.asked == ["/robots.txt", "/a", "/a"]


@pytest.mark.parametrize("when", ["3600", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_nobody_waits_for_hours(when: str, server: Server, fetch: Fetch, clock: FakeClock) -> None:
    server.pages["/a"] = reply(status=503, Retry_After=when)
    with pytest.raises(FetchError, match=r"wants nobody to come again for \d+ minutes \(503\)"):
        fetch(server.url("/a"))
    assert server.asked == ["/robots.txt", "/a"]
    assert clock.slept == [1]


# What cannot be reached


def test_a_host_that_is_not_there_is_told(fetch: Fetch) -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(FetchError, match=r"not found \(Name or service not known\)") as missing:
        fetch("http://nowhere.test/", resolve=unknown)
    assert "online" in missing.value.remedy


def test_a_closed_port_is_told(fetch: Fetch) -> None:
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch("http://127.0.0.1:1/")


def test_a_server_without_tls_is_told(fetch: Fetch) -> None:
    greeting = Server(first=b"HTTP/1.1 400 Plain words only\r\n\r\n")
    with greeting as server, pytest.raises(FetchError, match="does not speak TLS as it should"):
        fetch(server.url().replace("http:", "https:"))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for news.test with its key, which signs itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    command = (
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        f" -subj /CN=news.test -addext subjectAltName=DNS:news.test -keyout {path} -out {path}.crt"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + path.with_name("certificate.pem.crt").read_bytes())
    return path


def test_a_certificate_must_be_trusted_and_that_of_the_host(
    certificate: Path, fetch: Fetch, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    names.known = {"news.test": [["127.0.0.1"]], "other.test": [["127.0.0.1"]]}
    with Server(certificate=certificate) as server:
        server.pages["/a"] = reply(STORY)
        there = f"https://news.test:{server.port}/a"
        with pytest.raises(FetchError, match=r"cannot be trusted \(self.signed certificate\)"):
            fetch(there)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert page(fetch(there)).data == STORY.encode()
        for host in ("other.test", "127.0.0.1"):
            with pytest.raises(FetchError, match=r"cannot be trusted \(.*[mM]ismatch"):
                fetch(there.replace("news.test", host))
    assert server.asked == ["/robots.txt", "/a"]
