"""Servers that are slow, endless, broken or mean: each is left in time, with a word on why."""

from __future__ import annotations

import tracemalloc
import zlib
from typing import TYPE_CHECKING

import pytest

from ingest.network.conftest import page
from ingest.network.server import endless, gzipped, raw, reply, silent
from newsbrowse_ingest.network.values import FetchBounds, FetchError

if TYPE_CHECKING:
    from ingest.network.conftest import Fetch
    from ingest.network.server import Act, Server

STORY = "Quay four is closed."
SMALL = FetchBounds(size=10_000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        (FetchBounds(silence=0.3), "sent nothing for 0.3 seconds"),
        (FetchBounds(total=0.3), "was not complete after 0.3 seconds"),
    ],
)
@pytest.mark.parametrize("path", ["/robots.txt", "/a"])
def test_a_server_that_says_nothing_is_left(
    path: str, bounds: FetchBounds, reason: str, server: Server, fetch: Fetch
) -> None:
    server.pages[path] = silent
    with pytest.raises(FetchError, match=reason) as late:
        fetch(server.url("/a"), bounds=bounds)
    assert late.value.passing


@pytest.mark.parametrize("head", [b"", HEAD + b"\r\n"], ids=["headers", "body"])
def test_a_server_that_drips_is_left(head: bytes, server: Server, fetch: Fetch) -> None:
    drip = b"x" if head else b"HTTP/1.1 200 OK\r\nX: "
    server.pages["/a"] = endless(head or drip, b"x", pause=0.02)
    with pytest.raises(FetchError, match=r"was not complete after 0.5 seconds"):
        fetch(server.url("/a"), bounds=FetchBounds(silence=10, total=0.5))


@pytest.mark.parametrize(
    "act",
    [
        endless(HEAD + b"\r\n", b"x" * 5000),
        reply(b"x" * 10_001),
        raw(HEAD + b"Content-Length: 99999999999\r\n\r\n"),
        raw(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzipped(bytes(50_000_000))),
        endless(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzipped(b"short"), b"x" * 5000),
    ],
    ids=["endless", "large", "said to be large", "gzip bomb", "after the end of gzip"],
)
def test_what_is_too_large_is_cut_off(act: Act, server: Server, fetch: Fetch) -> None:
    server.pages["/a"] = act
    with pytest.raises(FetchError, match="is larger than 10000 bytes") as cut:
        fetch(server.url("/a"), bounds=SMALL)
    assert not cut.value.passing


def test_a_gzip_bomb_is_never_unpacked_in_memory(server: Server, fetch: Fetch) -> None:
    server.pages["/a"] = reply(gzipped(bytes(50_000_000)), Content_Encoding="gzip")
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match="is larger than"):
            fetch(server.url("/a"), bounds=FetchBounds(size=1_000_000))
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_what_just_fits_is_read(server: Server, fetch: Fetch) -> None:
    server.pages["/a"] = reply(b"x" * 10_000)
    server.pages["/b"] = reply(gzipped(b"x" * 10_000), Content_Encoding="gzip")
    for path in ("/a", "/b"):
        assert page(fetch(server.url(path), bounds=SMALL)).data == b"x" * 10_000


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (raw(HEAD + b"Content-Length: 100\r\n\r\nshort"), "broke off"),
        (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n"), "broke off"),
        (raw(HEAD + b"X: " + b"x" * 200_000 + b"\r\n\r\n"), "does not speak HTTP"),
        (raw(HEAD + b"X: x\r\n" * 60_000 + b"\r\n"), "does not speak HTTP"),
        (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not speak HTTP"),
        (raw(b""), "broke off"),
        (
            reply(gzipped(STORY.encode())[:-10], Content_Encoding="gzip"),
            "broke off before it was complete",
        ),
        (reply(b"plain", Content_Encoding="gzip"), "is packed as gzip, but damaged"),
        (reply(b"plain", Content_Encoding="br"), "is packed as br, which was not asked for"),
        (
            reply(gzipped(gzipped(b"x")), Content_Encoding="gzip, gzip"),
            "packed as gzip, gzip, which was not asked for",
        ),
        (reply(zlib.compress(b"plain"), Content_Encoding="deflate"), "packed as deflate"),
    ],
)
def test_a_broken_answer_is_told(act: Act, reason: str, server: Server, fetch: Fetch) -> None:
    server.pages["/a"] = act
    with pytest.raises(FetchError, match=reason) as broken:
        fetch(server.url("/a"))
    assert broken.value.what == server.url("/a")


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "text/css", "application/wasm"])
def test_what_no_reader_knows_is_not_even_received(kind: str, server: Server, fetch: Fetch) -> None:
    server.pages["/a.txt"] = endless(
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}; x=y\r\n\r\n".encode(), b"x" * 5000
    )
    with pytest.raises(FetchError, match=f"is {kind}, which newsbrowse does not read"):
        fetch(server.url("/a.txt"))
