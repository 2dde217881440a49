"""Transport: one request to one host, to an IP address looked at first, within all bounds."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from newsbrowse_ingest.network import body
from newsbrowse_ingest.network.addresses import not_public, port_of, resolve
from newsbrowse_ingest.network.values import FetchBounds, FetchError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsbrowse_ingest.network.addresses import IP, Resolve

    Judge = Callable[[httpx.Headers], None]

_CHECK = "Check the address, and whether this machine is online."


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What a server said; `data` is empty unless the status is 200."""

    status: int
    headers: httpx.Headers
    data: bytes = b""


class Transport:
    """Sends requests: without cookies, credentials, proxies, or anything else of the person's."""

    def __init__(
        self,
        agent: str,
        bounds: FetchBounds,
        *,
        allow_private: bool = False,
        resolve: Resolve = resolve,
        not_public: Callable[[IP], str] = not_public,
    ) -> None:
        self._bounds = bounds
        self._headers = {
            "User-Agent": agent,
            "Accept-Encoding": body.ENCODINGS,
            "Connection": "close",
        }
        self._allow_private = allow_private
        self._resolve = resolve
        self._not_public = not_public
        self._open: dict[str, httpx.AsyncHTTPTransport] = {}
        within = httpx.Timeout(bounds.silence, connect=bounds.connect)
        self._within = within.as_dict()

    async def close(self) -> None:
        """Close what is open."""
        for transport in self._open.values():
            await transport.aclose()

    async def get(
        self,
        url: httpx.URL,
        headers: Mapping[str, str],
        judge: Judge | None = None,
        size: int | None = None,
    ) -> HttpAnswer:
        """Ask for an address, without following redirects.

        `judge` looks at the headers of a good answer and raises `FetchError` if its body is not
        wanted. `size` cuts the body off; without it, one larger than the bounds is an error.
        Raises `FetchError` for everything that keeps an answer from coming.
        """
        address = str(url)
        try:
            async with asyncio.timeout(self._bounds.total):
                response = await self._connect(url, headers)
                try:
                    return await self._read(response, address, judge, size)
                finally:
                    await response.aclose()
        except TimeoutError as error:
            reason = f"was not complete after {self._bounds.total:g} seconds"
            raise FetchError(address, reason, "Try again later.") from error
        except httpx.ConnectTimeout as error:
            reason = f"did not answer within {self._bounds.connect:g} seconds"
            raise UnreachableError(address, reason, "Try again later.") from error
        except httpx.TimeoutException as error:
            reason = f"sent nothing for {self._bounds.silence:g} seconds"
            raise FetchError(address, reason, "Try again later.") from error
        except httpx.ConnectError as error:
            raise _unreachable(address, error) from error
        except httpx.RemoteProtocolError as error:
            reason = f"broke off or does not speak HTTP ({_short(error)})"
            raise FetchError(address, reason, "Try again later.") from error
        except httpx.TransportError as error:
            raise FetchError(address, f"broke off ({_short(error)})", "Try again.") from error

    async def _connect(self, url: httpx.URL, headers: Mapping[str, str]) -> httpx.Response:
        """Send the request to the first IP address of the host that takes it."""
        given = self._headers | {"Host": url.netloc.decode("ascii")} | dict(headers)
        extensions = {"timeout": self._within, "sni_hostname": url.raw_host.decode("ascii")}
        *others, last = await self._looked_at(url)
        for ip in [*others, last]:
            request = httpx.Request(
                "GET", url.copy_with(host=ip), headers=given, extensions=extensions
            )
            try:
                return await self._speaking(url.scheme).handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if ip is last:
                    raise
        raise AssertionError

    def _speaking(self, scheme: str) -> httpx.AsyncHTTPTransport:
        """Return what speaks `http` or `https`; only the latter loads certificates to trust."""
        if scheme not in self._open:
            # Nothing is kept alive: a connection belongs to the host that its certificate was for.
            once = httpx.Limits(max_keepalive_connections=0)
            self._open[scheme] = httpx.AsyncHTTPTransport(verify=scheme == "https", limits=once)
        return self._open[scheme]

    async def _looked_at(self, url: httpx.URL) -> list[str]:
        """Return the IP addresses of the host that may be asked; the name is not resolved again."""
        try:
            found = await self._resolve(url.raw_host.decode("ascii"), port_of(url))
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or str(error)
            reason = f"has a host that is not found ({why})"
            raise UnreachableError(str(url), reason, _CHECK) from error
        if not found:
            raise UnreachableError(str(url), "has a host without an address", _CHECK)
        if self._allow_private:
            return found
        reasons = {ip: self._not_public(ipaddress.ip_address(ip)) for ip in found}
        public = [ip for ip, reason in reasons.items() if not reason]
        if not public:
            reason = f"leads to {next(iter(reasons.values()))} ({found[0]})"
            remedy = "If you mean it, use --allow-private on the command line."
            raise UnreachableError.lasting(str(url), reason, remedy)
        return public

    async def _read(
        self,
        response: httpx.Response,
        address: str,
        judge: Judge | None,
        size: int | None,
    ) -> HttpAnswer:
        if response.status_code != httpx.codes.OK:
            return HttpAnswer(response.status_code, response.headers)
        if judge is not None:
            judge(response.headers)
        most = self._bounds.size if size is None else size
        data = await body.read(response, address, most, cut=size is not None)
        return HttpAnswer(response.status_code, response.headers, data)


def _unreachable(address: str, error: httpx.ConnectError) -> UnreachableError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = f"has a certificate that cannot be trusted ({cause.verify_message})"
            return UnreachableError.lasting(address, reason, "Open it in a browser to see why.")
        if isinstance(cause, ssl.SSLError):
            reason = f"does not speak TLS as it should ({cause.reason or cause})"
            return UnreachableError(address, reason, "Try it with http:// in front.")
        cause = cause.__cause__ or cause.__context__
    return UnreachableError(address, f"cannot be reached ({_short(error)})", _CHECK)


def _short(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:120]
