"""Feed update: what a feed is, and what is new in it, brought into the library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from newsbrowse_ingest.add import add_found
from newsbrowse_ingest.fetch import Wanted, fetch_all, read_page
from newsbrowse_ingest.network.values import Ask, FetchedPage, FetchError, Unchanged
from newsbrowse_ingest.outcome import NoTextError, failed
from newsbrowse_store.cache.visits import Visit
from newsbrowse_store.errors import ReadError
from newsbrowse_store.records.feeds import Feed
from newsbrowse_store.records.ids import now
from newsbrowse_store.values import Draft, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_ingest.network.web import Answer, Web
    from newsbrowse_ingest.outcome import Outcome
    from newsbrowse_store.library import Library

Entry = Draft | NoTextError


@dataclass(slots=True)
class Update:
    """What became of one feed: an outcome for each article, or the reason why there are none.

    `bare` counts the entries that have an address only and were not fetched. `was` is the address
    it had before, if it has moved for good.
    """

    feed: Feed
    status: Literal["updated", "unchanged", "failed"]
    outcomes: list[Outcome] = field(default_factory=list)
    reason: str = ""
    bare: int = 0
    was: str = ""


def find_feed(address: str, web: Web) -> Feed:
    """Return the feed at an address, or the first that the page there names.

    Raises `FetchError` when there is none. Its name is left open.
    """
    page = _page(web, address)
    link_title, site = "", ""
    if not _is_feed(page):
        from newsbrowse_ingest.network.discovery import feeds_in

        links = feeds_in(page)
        if not links:
            remedy = "Look on the site for the address of its feed (RSS or Atom)."
            raise FetchError.lasting(address, "is no feed, and names none", remedy)
        site, link_title = page.url, links[0].title
        page = _page(web, links[0].url)
        if not _is_feed(page):
            reason = f"names a feed that is none ({page.url[:200]})"
            raise FetchError.lasting(address, reason)
    # Entries name the feed as their source, unless they were collected from others.
    sources = {each.metadata.source for each in read_page(page) if isinstance(each, Entry)}
    title = sources.pop() if len(sources) == 1 else link_title
    return Feed(page.moved or page.address, title=title, site=site)


def update(
    library: Library, feeds: Iterable[Feed], annotator: str, web: Web, *, full: bool = False
) -> Iterator[Update]:
    """Fetch feeds that have changed and add what is new in them.

    `full` fetches the page of each new entry, as do feeds that say so; an entry whose page cannot
    be had is added as it is in the feed. What fails is told, and the others go on.
    """

    def ask(feed: Feed) -> Ask:
        visit = library.visits.get(feed.url)
        if visit is None or full > feed.full:  # what came without its pages comes again
            return Ask(feed.url)
        return Ask(feed.url, visit.etag, visit.modified)

    for feed, answer in web.get_all(feeds, ask):
        updated = _updated(library, feed, answer, annotator, web, full=full or feed.full)
        _remember(library, updated, answer, annotator)
        yield updated


def _updated(
    library: Library, feed: Feed, answer: Answer, annotator: str, web: Web, *, full: bool
) -> Update:
    if isinstance(answer, Unchanged):
        return Update(feed, "unchanged")
    if isinstance(answer, FetchError):
        gone = answer.status == 410
        remedy = f"Take it out: newsbrowse feed remove {feed.name}" if gone else answer.remedy
        return Update(feed, "failed", reason=f"{answer.reason}. {remedy}".rstrip())
    if not _is_feed(answer):
        return Update(feed, "failed", reason="is no feed any more. Look at its site.")
    entries: list[Entry] = []
    updated = Update(feed, "updated")
    for found in read_page(answer):
        if isinstance(found, Entry):
            entries.append(found)
        elif isinstance(found, ReadError):
            updated.outcomes.append(failed(feed.url, found))
    if full:
        updated.outcomes += _with_pages(library, feed, entries, annotator, web)
    else:
        updated.bare = sum(isinstance(entry, NoTextError) for entry in entries)
        updated.outcomes += _as_they_are(library, feed, entries, annotator)
    return updated


def _as_they_are(
    library: Library, feed: Feed, entries: Iterable[Entry], annotator: str
) -> Iterator[Outcome]:
    drafts = (entry for entry in entries if isinstance(entry, Draft))
    return add_found(library, feed.url, drafts, annotator)


def _with_pages(
    library: Library, feed: Feed, entries: Iterable[Entry], annotator: str, web: Web
) -> Iterator[Outcome]:
    """Add the pages of entries, and the entries as they are where a page is not to be had.

    Of several entries with one address the first has the page.
    """
    by_address: dict[str, Entry] = {}
    bare, wanted = [], []
    for entry in entries:
        address = entry.metadata.url
        if not address or by_address.setdefault(address, entry) != entry:
            bare.append(entry)
    for address, entry in by_address.items():
        if _is_given_up(library, address):
            bare.append(entry)
        else:
            wanted.append(Wanted(address, entry.metadata, entry.tags, once=True))
    for outcome in fetch_all(library, wanted, annotator, web):
        yield outcome
        if outcome.status == "failed" and _is_given_up(library, outcome.path):
            bare.append(by_address[outcome.path])
    yield from _as_they_are(library, feed, bare, annotator)


def _is_given_up(library: Library, address: str) -> bool:
    """Whether asking for a page again would be of no use."""
    visit = library.visits.get(address)
    return visit is not None and bool(visit.trouble)


def _remember(library: Library, updated: Update, answer: Answer, annotator: str) -> None:
    """Keep a feed's new address, and which version of it we have if nothing is missing of it."""
    feed = updated.feed
    moved = "" if isinstance(answer, FetchError) else answer.moved
    others = {other.url for other in library.feeds.all()}
    if moved and updated.status != "failed" and moved not in others:
        updated.was = feed.url
        updated.feed = feed = library.feeds.change(feed, annotator, url=moved)
    before = library.visits.get(updated.was or feed.url) or Visit(feed.url)
    visit = replace(before, address=feed.url, trouble=updated.reason, at=now())
    if isinstance(answer, FetchedPage) and updated.status == "updated":
        later = any(
            outcome.status == "failed" and library.visits.get(outcome.path) is None
            for outcome in updated.outcomes
            if outcome.path != feed.url
        )
        version = ("", "") if later else (answer.etag, answer.modified)
        visit = replace(visit, etag=version[0], modified=version[1], ids=())
    library.visits.put(visit)


def _page(web: Web, address: str) -> FetchedPage:
    page = web.get(Ask(address))
    assert isinstance(page, FetchedPage)  # it was not asked whether it has changed
    return page


def _is_feed(page: FetchedPage) -> bool:
    from newsbrowse_ingest.readers.formats.syndication import json_feed, rss_atom
    from newsbrowse_ingest.readers.read import format_of

    kind = format_of(page.data, f"_{page.suffix}")
    return kind in (rss_atom.FORMAT, json_feed.FORMAT)
