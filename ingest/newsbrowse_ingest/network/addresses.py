"""Addresses that may be asked for: http and https, and hosts that anybody can reach."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import httpx

from newsbrowse_ingest.network.values import FetchError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    IP = ipaddress.IPv4Address | ipaddress.IPv6Address
    Resolve = Callable[[str, int], Awaitable[list[str]]]

_HOST = re.compile(rb"[a-z0-9_.-]+|[0-9a-f:.]+")
_PORTS = range(1, 65_536)
PORTS = {"http": 80, "https": 443}

_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")
"""Not for hosts; older versions of `ipaddress` know a part of it only."""


def parse(address: str) -> httpx.URL:
    """Return the address without its fragment. Raises `FetchError` for one not to be asked."""
    try:
        url = httpx.URL(address.strip())
        url = url.copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise _refused(address, f"is no address ({error})", "Check its spelling.") from error
    if not url.scheme:
        raise _refused(address, "is no address", "Put https:// in front.")
    if url.scheme not in PORTS:
        reason = f"begins with {url.scheme}:, not with http: or https:"
        raise _refused(address, reason, "Only web pages are fetched.")
    if url.userinfo:
        remedy = "Leave out what stands before the @: newsbrowse sends no names and passwords."
        raise _refused(address, "holds a user name", remedy)
    if not url.raw_host:
        raise _refused(address, "names no host", "Check its spelling.")
    if not _HOST.fullmatch(url.raw_host) or port_of(url) not in _PORTS:
        raise _refused(address, "is no address (no host can be called so)", "Check its spelling.")
    return url


def port_of(url: httpx.URL) -> int:
    """Return the port of the address, named or not."""
    return PORTS[url.scheme] if url.port is None else url.port


async def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, in the system's order. Raises `OSError`.

    Those that mean something on one network card only are left out.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()
    # The loop's own threads would keep the process from ending while name servers are silent.
    thread = threading.Thread(target=_look_up, args=(host, port, loop, answer), daemon=True)
    thread.start()
    addresses = dict.fromkeys(await answer)
    return [address for address in addresses if "%" not in address]


def _look_up(
    host: str, port: int, loop: asyncio.AbstractEventLoop, answer: asyncio.Future[list[str]]
) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        tell = partial(answer.set_exception, error)
    else:
        tell = partial(answer.set_result, [str(address[0]) for *_, address in found])
    with suppress(RuntimeError):  # the loop has ended: nobody waits for it any more
        loop.call_soon_threadsafe(lambda: None if answer.done() else tell())


def not_public(ip: IP) -> str:
    """Say what kind of address it is if it is not one on the public internet, else nothing."""
    if isinstance(ip, ipaddress.IPv6Address):
        inside = _inside(ip)
        if inside is not None:
            return not_public(inside)
    if ip.is_loopback or ip.is_unspecified:
        return "this machine itself"
    if ip.is_link_local:
        return "a link-local address"
    if ip.is_multicast:
        return "a multicast address"
    if not ip.is_global or ip.is_reserved or ip in _PROTOCOLS:
        return "a private or reserved address"
    if ip.version == 6 and ip not in _UNICAST:
        return "a private or reserved address"
    return ""


def _inside(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to, if it does."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour


def _refused(address: str, reason: str, remedy: str) -> FetchError:
    return FetchError.lasting(address, reason, remedy)
