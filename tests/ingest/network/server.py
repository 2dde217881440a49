"""A web server on the loopback that answers as it is told to, badly too, and notes what it got."""

from __future__ import annotations

import gzip
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Self

    Act = Callable[["Talk"], None]

LONGEST = 20.0
"""Seconds after which a server that keeps its client waiting gives up all the same."""


@dataclass
class Request:
    """What came: the path with its query, and the headers as they were written."""

    path: str
    headers: dict[str, str]


@dataclass
class Talk:
    """One connection after its request has come: `send` bytes, or `wait` until the server ends."""

    request: Request
    send: Callable[[bytes], object]
    wait: Callable[[float], bool]


def reply(
    body: bytes | str = b"", status: int = 200, kind: str = "text/plain", **headers: str
) -> Act:
    """Answer properly. `_` in the name of a header stands for `-`."""
    data = body.encode() if isinstance(body, str) else body
    given = {"Content-Type": kind, "Content-Length": str(len(data))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} As Told", *(f"{name}: {value}" for name, value in given.items())]
    head = "\r\n".join([*lines, "", ""]).encode()
    return lambda talk: talk.send(head + data) and None


def gzipped(data: bytes) -> bytes:
    """The data as gzip has it."""
    return gzip.compress(data, mtime=0)


def raw(*pieces: bytes, pause: float = 0.0) -> Act:
    """Answer with these bytes, and a pause after each."""

    def act(talk: Talk) -> None:
        for piece in pieces:
            talk.send(piece)
            if pause and talk.wait(pause):
                return

    return act


def endless(head: bytes, piece: bytes, pause: float = 0.0) -> Act:
    """Answer with `head`, and then with `piece` as long as somebody listens."""

    def act(talk: Talk) -> None:
        talk.send(head)
        while not talk.wait(pause):
            talk.send(piece)

    return act


def silent(talk: Talk) -> None:
    """Take the request and say nothing."""
    talk.wait(LONGEST)


def in_turn(*acts: Act) -> Act:
    """Do one thing at the first request, the next at the second; the last is repeated."""
    left = list(acts)
    return lambda talk: (left.pop(0) if len(left) > 1 else left[0])(talk)


@dataclass
class Server:
    """`pages` says what is done at each path; everything else is not there (404).

    With a `certificate` it speaks TLS. `first` is said before anything was asked.
    """

    host: str = "127.0.0.1"
    certificate: Path | None = None
    first: bytes = b""
    pages: dict[str, Act] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._ended = threading.Event()
        server = self

        class Handler(socketserver.StreamRequestHandler):
            timeout = LONGEST

            def handle(self) -> None:
                self.wfile.write(server.first)
                request = _request(self.rfile.readline)
                if request is not None:
                    server.answer(Talk(request, self.wfile.write, server._ended.wait))

        class Threads(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, *_: object) -> None:
                """The client has gone: it is what many tests want."""

        self._server = Threads((self.host, 0), Handler)
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"http://{host or self.host}:{self.port}{path}"

    def answer(self, talk: Talk) -> None:
        self.requests.append(talk.request)
        path = talk.request.path
        self.pages.get(path, reply(f"no {path}", status=404))(talk)

    @property
    def asked(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.requests]


def _request(line: Callable[[], bytes]) -> Request | None:
    first = line().decode("latin-1").split()
    headers = {}
    while header := line().decode("latin-1").strip():
        name, _, value = header.partition(":")
        headers[name] = value.strip()
    return Request(first[1], headers) if len(first) == 3 else None
