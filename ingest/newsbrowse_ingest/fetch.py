"""Fetching and adding: addresses on their way into a library; outcomes as in `add`."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from newsbrowse_ingest.add import How, add_found, add_paths
from newsbrowse_ingest.network import is_address, open_web
from newsbrowse_ingest.outcome import Outcome, failed
from newsbrowse_ingest.progress import Progress
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft, Metadata, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_ingest.network.values import Ask, FetchedPage
    from newsbrowse_ingest.network.web import Answer, Web
    from newsbrowse_ingest.outcome import NoTextError
    from newsbrowse_ingest.readers.format import Found
    from newsbrowse_store.cache.visits import Visit
    from newsbrowse_store.library import Library


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to fetch, with what is known of its article from where it was found.

    With `once` it is not asked for again where an earlier visit told enough.
    """

    address: str
    known: Metadata = field(default_factory=Metadata)
    tags: tuple[str, ...] = ()
    once: bool = False

    @classmethod
    def entry(cls, error: NoTextError) -> Wanted:
        """Make one of an entry that has an address only."""
        return cls(error.metadata.url, error.metadata, error.tags, once=True)


def add_given(
    library: Library,
    given: Iterable[Path | str],
    annotator: str,
    stdin: BinaryIO | None = None,
    *,
    fetch: bool = False,
    allow_private: bool = False,
    progress: Progress | None = None,
    how: How | None = None,
) -> Iterator[Outcome]:
    """Add files and folders as `add_paths` does, and fetch what of `given` are addresses.

    With `fetch` the entries in them that have an address only are fetched too. Nothing else makes
    a request. It ends early when `progress` says so.
    """
    progress = progress or Progress()
    given = list(given)
    entries: list[NoTextError] | None = [] if fetch else None
    paths = [Path(each) for each in given if not is_address(str(each))]
    yield from add_paths(library, paths, annotator, stdin, entries, progress=progress, how=how)
    wanted = [Wanted(str(each)) for each in given if is_address(str(each))]
    wanted += map(Wanted.entry, entries or ())
    if not wanted:
        return
    try:
        web = open_web(allow_private=allow_private, stopped=lambda: progress.stopped)
    except ReadError as error:
        yield from (failed(one.address, error) for one in wanted)
        return
    further: list[NoTextError] | None = [] if fetch else None
    with web:
        yield from fetch_all(library, wanted, annotator, web, further, progress=progress)
        entered = map(Wanted.entry, further or ())
        yield from fetch_all(library, entered, annotator, web, progress=progress)


def fetch_all(
    library: Library,
    wanted: Iterable[Wanted],
    annotator: str,
    web: Web,
    wanting: list[NoTextError] | None = None,
    *,
    progress: Progress | None = None,
) -> Iterator[Outcome]:
    """Fetch pages and add them, in the order in which they arrive.

    One that has not changed since it was fetched last is `present`. `wanting` as in `add_paths`.
    """
    asked = []
    for one in wanted:
        visit = library.visits.get(one.address)
        if one.once and visit and (visit.trouble or _is_there(library, visit)):
            yield from _as_before(visit)
        else:
            asked.append(one)
    for one, answer in web.get_all(in_turns(asked), lambda one: _ask(library, one.address)):
        yield from _take(library, one, answer, annotator, wanting, progress)


def read_page(page: FetchedPage, known: Metadata | None = None) -> Iterator[Found]:
    """Read a page as `read_source` does; it knows its address at least."""
    from newsbrowse_ingest.readers.read import Source, read_source  # not needed to start

    known = replace(known or Metadata(), url=page.url)
    stream = io.BytesIO(page.data)
    return read_source(Source(stream, page.address, known, suffix=page.suffix))


def in_turns(wanted: Iterable[Wanted]) -> list[Wanted]:
    """Return the first page of each host, then the second of each: hosts pause, and we need not."""
    seen: Counter[str] = Counter()
    turns = []
    for one in wanted:
        host = urlsplit(one.address).netloc
        turns.append((seen[host], one))
        seen[host] += 1
    return [one for _, one in sorted(turns, key=itemgetter(0))]


def _ask(library: Library, address: str) -> Ask:
    """Ask for the page, or only for a newer one if what it gave is in the library."""
    from newsbrowse_ingest.network.values import Ask

    visit = library.visits.get(address)
    if visit is None or not _is_there(library, visit):
        return Ask(address)
    return Ask(address, visit.etag, visit.modified)


def _is_there(library: Library, visit: Visit) -> bool:
    return bool(visit.ids) and all(map(library.catalogue.row, visit.ids))


def _as_before(visit: Visit) -> Iterator[Outcome]:
    if visit.trouble:
        reason = f"{visit.trouble}, on {visit.at[:10]}. To try again, add the address itself."
        yield Outcome(visit.address, None, "failed", reason)
    for id_ in visit.ids:
        yield Outcome(visit.address, id_, "present")


def _take(
    library: Library,
    one: Wanted,
    answer: Answer,
    annotator: str,
    wanting: list[NoTextError] | None,
    progress: Progress | None,
) -> Iterator[Outcome]:
    from newsbrowse_ingest.network.values import FetchError, Unchanged
    from newsbrowse_store.cache.visits import Visit

    address = one.address
    if isinstance(answer, FetchError):
        if not answer.passing:
            library.visits.put(Visit(address, trouble=answer.reason))
        yield failed(address, answer)
        return
    if isinstance(answer, Unchanged):
        visit = library.visits.get(address)
        yield from _as_before(visit) if visit else ()
        return
    found = (_tagged(each, one.tags) for each in read_page(answer, one.known))
    outcomes = []
    for outcome in add_found(library, address, found, annotator, wanting, progress=progress):
        outcomes.append(outcome)
        yield outcome
    ids = tuple(outcome.id for outcome in outcomes if outcome.id)
    whole = progress is None or not progress.stopped
    if whole and len(ids) == len(outcomes):  # else what is missing would not be asked for again
        library.visits.put(Visit(address, answer.etag, answer.modified, ids))


def _tagged(found: Found, tags: tuple[str, ...]) -> Found:
    return replace(found, tags=(*found.tags, *tags)) if isinstance(found, Draft) else found
