"""Which addresses are refused, however they are written."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import TYPE_CHECKING

import pytest

from ingest.network.server import reply
from newsbrowse_ingest.network import is_address
from newsbrowse_ingest.network.addresses import not_public, parse, resolve
from newsbrowse_ingest.network.values import FetchError

if TYPE_CHECKING:
    from ingest.network.conftest import Fetch, Names
    from ingest.network.server import Server


@pytest.mark.parametrize(
    "ip",
    [
        *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254"),
        *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.200"),
        *("192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1"),
        *("239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe"),
        *("64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::"),
        *("2002:c0a8:101::", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "4000::1"),
    ],
)
def test_an_address_that_is_not_everybodys_is_refused(ip: str) -> None:
    assert not_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize(
    "ip",
    [
        *("1.1.1.1", "8.8.8.8", "100.128.0.1", "172.32.0.1", "192.1.0.1", "223.255.255.255"),
        *("2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808"),
        "2002:808:808::",
    ],
)
def test_a_public_address_is_let_through(ip: str) -> None:
    assert not not_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1"),
        *("[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "LOCALHOST", "①②⑦.⓪.⓪.①"),
        *("0", "0.0.0.0", "[::]"),
    ],
)
def test_this_machine_is_refused_in_whatever_form(host: str, fetch: Fetch, server: Server) -> None:
    address = f"http://{host}:{server.port}/"
    with pytest.raises(FetchError, match=r"leads to|is no address") as refused:
        fetch(address, resolve=resolve, not_public=not_public)
    assert refused.value.what == address
    assert not server.requests


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://example.org/story.txt", "begins with ftp:"),
        ("file:///etc/passwd", "begins with file:"),
        ("javascript://example.org/%0aalert(1)", "begins with javascript:"),
        ("http://ana:secret@example.org/", "holds a user name"),
        ("http://example.org@127.0.0.1/", "holds a user name"),
        ("http:///story", "names no host"),
        ("example.org/story", "is no address"),
        ("//example.org/story", "is no address"),
        ("http://exa mple.org/", "is no address"),
        ("http://example.org:99999/", "is no address"),
        ("http://example.org/\x00", "is no address"),
    ],
)
def test_an_address_that_is_none_to_fetch_is_refused(address: str, reason: str) -> None:
    with pytest.raises(FetchError) as refused:
        parse(address)
    assert reason in refused.value.reason
    assert "secret" not in refused.value.reason
    assert not refused.value.passing


def test_a_fragment_stays_at_home() -> None:
    assert str(parse("https://example.org/story#part")) == "https://example.org/story"


def test_words_that_are_an_address_are_told_from_paths() -> None:
    assert is_address("https://example.org/")
    assert is_address(" FTP://example.org/")
    assert not is_address("C:/stories")
    assert not is_address("https:/a/folder")
    assert not is_address("wire/2026//a.txt")


def test_a_name_that_means_another_address_later_is_refused_then(
    server: Server, hidden: Server, fetch: Fetch, names: Names
) -> None:
    names.known["news.test"] = [["127.0.0.1"], ["127.0.0.1"], ["127.0.0.2"]]
    server.pages["/"] = reply("All quiet.")
    address = f"http://news.test:{server.port}/"
    with pytest.raises(FetchError, match="leads to a private address"):
        fetch(address, address)
    assert names.asked == ["news.test"] * 3  # once for each connection, and not in between
    assert server.asked == ["/robots.txt", "/"]
    assert not hidden.requests


def test_of_several_addresses_the_public_ones_are_tried_in_turn(
    server: Server, hidden: Server, fetch: Fetch, names: Names
) -> None:
    names.known["news.test"] = [["127.0.0.2", "127.0.0.3", "127.0.0.1"]]

    def shut_out_the_second(ip: object) -> str:
        return "a private address" if str(ip) == "127.0.0.2" else ""

    with pytest.raises(FetchError, match=r"is not there \(404\)"):
        fetch(f"http://news.test:{server.port}/", not_public=shut_out_the_second)
    assert server.asked == ["/robots.txt", "/"]
    assert not hidden.requests


def test_private_places_are_asked_where_that_is_allowed(hidden: Server, fetch: Fetch) -> None:
    with pytest.raises(FetchError, match="--allow-private"):
        fetch(hidden.url())
    with pytest.raises(FetchError, match="404"):
        fetch(hidden.url(), allow_private=True)
    assert hidden.asked == ["/robots.txt", "/"]


def test_a_host_without_an_address_is_named() -> None:
    with pytest.raises((OSError, UnicodeError)):
        asyncio.run(resolve("a" * 70, 80))
