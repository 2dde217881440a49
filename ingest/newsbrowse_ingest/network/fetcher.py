"""Fetcher: from an address to its page, with redirects, manners, statuses and kinds of content."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import httpx

from newsbrowse_ingest.network import fetcher, robots
from newsbrowse_ingest.network.addresses import not_public, parse, resolve
from newsbrowse_ingest.network.body import in_utf8
from newsbrowse_ingest.network.transport import HttpAnswer, Transport
from newsbrowse_ingest.network.values import (
    FetchBounds,
    FetchedPage,
    FetchError,
    RealClock,
    Unchanged,
    UnreachableError,
)
from newsbrowse_ingest.readers.registry import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsbrowse_ingest.network.addresses import IP, Resolve
    from newsbrowse_ingest.network.transport import Judge
    from newsbrowse_ingest.network.values import Ask, Clock


LONGEST_DELAY = 10.0
"""The most seconds that a `Crawl-delay` is heeded for."""

USUAL_WAIT = 5.0
"""Seconds before asking again where a busy server does not say how long."""

_FOR_GOOD = {301, 308}
_ELSEWHERE = {301, 302, 303, 307, 308}
_BUSY = {429, 503}


def agent() -> str:
    """What we call ourselves to a server."""
    return f"{robots.NAME}/{version('newsbrowse')} (+a reader in a terminal; fetches when asked to)"


class Fetcher:
    """Fetches pages one by one or many at once, all in one event loop."""

    def __init__(
        self,
        bounds: FetchBounds | None = None,
        *,
        allow_private: bool = False,
        clock: Clock | None = None,
        resolve: Resolve = resolve,
        not_public: Callable[[IP], str] = not_public,
    ) -> None:
        self._bounds = bounds or FetchBounds()
        self._clock = clock or RealClock()
        self._pacing = Pacing(self._clock, self._bounds.pause)
        self._rules: dict[str, asyncio.Task[robots.Rules | None]] = {}
        self._transport = Transport(
            agent(),
            self._bounds,
            allow_private=allow_private,
            resolve=resolve,
            not_public=not_public,
        )

    async def close(self) -> None:
        """Close what is open."""
        await self._transport.close()

    async def get(self, ask: Ask) -> FetchedPage | Unchanged:
        """Fetch an address. Raises `FetchError`."""
        url = parse(ask.address)
        try:
            return await self._get(ask, url)
        except FetchError as error:
            where = "" if error.what == str(url) else f"leads to {error.what[:200]}, which "
            raise error.about(ask.address, where) from error

    async def _get(self, ask: Ask, url: httpx.URL) -> FetchedPage | Unchanged:
        known = {"If-None-Match": ask.etag, "If-Modified-Since": ask.modified}
        sendable = {name: word for name, word in known.items() if word and word.isascii()}
        headers = {"Accept": fetcher.WANTED} | sendable
        url, moved, answer = await self._follow(url, headers)
        new = str(url) if moved else ""
        if answer.status == HTTPStatus.NOT_MODIFIED and len(headers) > 1:
            return Unchanged(ask.address, new)
        if answer.status != HTTPStatus.OK:
            raise _failure(str(url), answer.status)
        content_type = answer.headers.get("content-type", "")
        return FetchedPage(
            ask.address,
            str(url),
            in_utf8(answer.data, content_type),
            fetcher.suffix_of(fetcher.media_type(content_type), url.path) or "",
            answer.headers.get("etag", ""),
            answer.headers.get("last-modified", ""),
            new,
        )

    async def _follow(
        self, url: httpx.URL, headers: Mapping[str, str], *, for_robots: bool = False
    ) -> tuple[httpx.URL, bool, HttpAnswer]:
        """Ask for an address and for where it leads to.

        Return the last address, whether all led there for good, and the answer that led nowhere
        else.
        """
        asked, for_good = str(url), True
        for _ in range(self._bounds.redirects + 1):
            if not for_robots:
                await self._ask_leave(url)
            judge = None if for_robots else partial(_judge, url)
            answer = await self._politely(url, headers, judge, robots.SIZE if for_robots else None)
            if answer.status not in _ELSEWHERE:
                return url, for_good and str(url) != asked, answer
            for_good = for_good and answer.status in _FOR_GOOD
            url = _next(url, answer)
        reason = f"leads on and on, more than {self._bounds.redirects} times"
        raise FetchError.lasting(asked, reason, "Open it in a browser to see where it leads.")

    async def _politely(
        self, url: httpx.URL, headers: Mapping[str, str], judge: Judge | None, size: int | None
    ) -> HttpAnswer:
        """Ask when it is our turn, and once more if the server is busy and says to come again."""
        await self._pacing.turn(url.host)
        answer = await self._transport.get(url, headers, judge, size)
        if answer.status not in _BUSY:
            return answer
        wait = retry_after(answer.headers, self._clock.time())
        wait = USUAL_WAIT if wait is None else wait
        if wait > self._bounds.patience:
            reason = f"wants nobody to come again for {_span(wait)} ({answer.status})"
            raise FetchError(str(url), reason, "Try again then.")
        self._pacing.hold(url.host, wait)
        await self._pacing.turn(url.host)
        return await self._transport.get(url, headers, judge, size)

    async def _ask_leave(self, url: httpx.URL) -> None:
        """Raise `FetchError` if the site does not want this address to be fetched."""
        place = url.copy_with(raw_path=b"/robots.txt")
        site = str(place)
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._rules_at(place))
        try:
            rules = await asyncio.shield(self._rules[site])
        except FetchError as error:
            if isinstance(error, UnreachableError) and error.what == site:
                raise error.about(str(url)) from error
            where = "" if error.what == site else f"leads to {error.what[:200]}, which "
            raise error.about(str(url), f"has a robots.txt that {where}") from error
        if rules is None:
            reason = "is on a site that cannot say now what may be fetched (robots.txt)"
            raise FetchError(str(url), reason, "Try again later.")
        if not rules.allow(url.raw_path.decode("ascii")):
            reason = "may not be fetched by programs, its site says (robots.txt)"
            remedy = "Save it with a browser, then add the file."
            raise FetchError.lasting(str(url), reason, remedy)

    async def _rules_at(self, place: httpx.URL) -> robots.Rules | None:
        _, _, answer = await self._follow(place, {}, for_robots=True)
        rules = robots.rules(answer)
        if rules is not None and rules.delay:
            self._pacing.slow_down(place.host, rules.delay)
        return rules


def _judge(url: httpx.URL, headers: httpx.Headers) -> None:
    """Refuse the body of an answer that no reader knows."""
    kind = fetcher.media_type(headers.get("content-type", ""))
    if fetcher.suffix_of(kind, url.path) is None:
        reason = f"is {kind[:80]}, which newsbrowse does not read"
        raise FetchError.lasting(str(url), reason)


def _next(url: httpx.URL, answer: HttpAnswer) -> httpx.URL:
    """Return where a redirect leads. Raises `FetchError` if nobody may go there."""
    place = answer.headers.get("location", "")
    if not place:
        raise FetchError.lasting(str(url), "leads elsewhere without saying where")
    try:
        return parse(str(url.join(place)))
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError.lasting(str(url), f"leads to what is no address ({error})") from error
    except FetchError as error:
        reason = f"leads to {error.what[:200]}, which {error.reason}"
        raise FetchError.lasting(str(url), reason) from error


def _failure(address: str, status: int) -> FetchError:
    """Say what a status means that is no good answer."""
    if status == HTTPStatus.NOT_FOUND:
        reason, remedy = "is not there", "Check its spelling."
    elif status == HTTPStatus.GONE:
        reason, remedy = "is gone for good", "Look for it elsewhere."
    elif status in {401, 402, 403, 407, 451}:
        reason = "is not given to everybody"
        remedy = "Open it in a browser, save the page, then add the file."
    elif status in _BUSY:
        reason, remedy = "is on a site that is too busy", "Try again later."
    elif status >= 500:
        reason, remedy = "is on a site that is in trouble", "Try again later."
    else:
        reason, remedy = "was not answered with a page", ""
    error = FetchError.lasting(address, f"{reason} ({status})", remedy, status)
    error.passing = status in {408, 425, 429} or status >= 500
    return error


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{minutes} minutes"


_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/rss+xml": ".rss",
    "application/rdf+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "message/rfc822": ".eml",
    "application/mbox": ".mbox",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/x-research-info-systems": ".ris",
    "application/warc": ".warc",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
    "application/x-tar": ".tar",
}
_SAYS_LITTLE = {
    *("", "text/plain", "application/octet-stream", "binary/octet-stream"),
    *("application/json", "application/feed+json"),
}
"""Kinds of so many formats that the content, and what the page is called, tell more."""

WANTED = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5"
"""The `Accept` of a request."""


def media_type(content_type: str) -> str:
    """Return the kind that a `Content-Type` names, without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def suffix_of(kind: str, path: str) -> str | None:
    """Return the file suffix of the format for a page of this kind at this path.

    It is empty where only the content can tell, None where no reader knows the kind.
    """
    known = {suffix for each in FORMATS for suffix in each.suffixes if suffix}
    named = PurePosixPath(path).suffix.lower()
    if kind in _SAYS_LITTLE:
        return named if named in known else _SUFFIXES.get(kind, "")
    suffix = _SUFFIXES.get(kind)
    return suffix if suffix in known else None


class Pacing:
    """Lets the requests to one host begin one after the other, `pause` seconds apart."""

    def __init__(self, clock: Clock, pause: float) -> None:
        self._clock = clock
        self._pause = pause
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._pauses: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._held: dict[str, float] = {}

    async def turn(self, host: str) -> None:
        """Return when it is this request's turn; first come, first served."""
        async with self._queues[host]:
            while (wait := self._begin(host) - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            self._last[host] = self._clock.monotonic()

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody's turn come before so many seconds from now."""
        until = self._clock.monotonic() + seconds
        self._held[host] = max(until, self._held.get(host, until))

    def slow_down(self, host: str, delay: float) -> None:
        """Leave at least so many seconds between two turns, within a bound."""
        self._pauses[host] = max(self._pause, min(delay, LONGEST_DELAY))

    def _begin(self, host: str) -> float:
        """Return the time before which nobody may begin."""
        last = self._last.get(host)
        earliest = -math.inf if last is None else last + self._pauses.get(host, self._pause)
        return max(earliest, self._held.get(host, -math.inf))


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that an answer asks to wait, None if it does not say.

    `now` is the time in seconds since 1970; a server that tells its own time is believed.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    until = _moment(value)
    if until is None:
        return None
    return max(0.0, until - (_moment(headers.get("date", "")) or now))


def _moment(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return None
