"""Live suggestions: from the cache at once, else from the worker when it is ready."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from newsbrowse_nlp.worker.worker import IDLE, NEAR, OPEN
from newsbrowse_store.errors import ClosedError, NewsbrowseError
from newsbrowse_store.records.article import ArticleRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from newsbrowse_nlp.worker.worker import Answer, Worker
    from newsbrowse_store.library import Library
    from newsbrowse_store.values import Article, Suggestion

    MakeWorker = Callable[[Callable[[Answer], None], Callable[[str], None]], Worker]
    """Makes a worker from what to call with its answers and with its state."""

AT_ONCE = 16
"""Articles that an idle worker is asked about together: a second of its time."""

AHEAD = 500
"""Articles that are looked up together, since that may take a moment in a large library."""


class LiveSuggestions:
    """Asks the worker about articles and keeps its answers in the library's cache.

    `on_ready` is called with the id of an article whose suggestions have come, and with why they
    have not if there was an error, `on_state` when the worker's state changes; both in the event
    loop that called `start`.
    """

    def __init__(
        self,
        library: Library,
        make_worker: MakeWorker,
        on_ready: Callable[[str, str], None],
        on_state: Callable[[str], None],
    ) -> None:
        self._library = library
        self._on_ready = on_ready
        self._worker = make_worker(self._answered, on_state)
        self._names_version: int | None = None
        self._learned: dict[str, int] = {}
        self._analysed: dict[str, int] = {}
        self._rest: list[str] = []
        self._all_of = 0
        self._failed: set[str] = set()
        self._looking = False
        self._wanted = ""
        """The article that somebody waits for."""

    @property
    def state(self) -> str:
        """`starting`, `ready`, `busy`, `down` or `missing` (no pipeline can be used)."""
        return self._worker.state

    @property
    def reason(self) -> str:
        """Why the worker is `down` or the pipeline `missing`."""
        return self._worker.reason

    async def start(self) -> None:
        """Start the worker process and tell it the names people decided."""
        await self._worker.start()
        self.names_changed()

    async def stop(self) -> None:
        """Kill the worker process."""
        await self._worker.stop()

    def suggestions(self, article_id: str) -> tuple[Suggestion, ...] | None:
        """The cached suggestions for an article, or None when it has not been analysed."""
        return self._library.suggestions.get(article_id, self._worker.key)

    def ask(self, article: Article, *, urgent: bool) -> None:
        """Have an article analysed; the answer comes through `on_ready`."""
        self._wanted = article.id if urgent else self._wanted
        self._worker.ask(article.id, article.text, article.regions, OPEN if urgent else NEAR)

    def ask_about(self, ids: Iterable[str]) -> None:
        """Have those of `ids` analysed that are not in the cache, after all that is urgent."""
        for article_id in ids:
            if self.suggestions(article_id) is None:
                self.ask(self._library.article(article_id), urgent=False)

    async def go_on(self) -> None:
        """Have some of the articles analysed that are not, the newest first.

        Nothing is done while the worker is busy or cannot work, when all are analysed, or while
        articles are looked for: in a thread, for in a large library that takes long.
        """
        if self.state != "ready" or self._looking:
            return
        self._looking = True
        try:
            for article in await asyncio.to_thread(self._more):
                self._worker.ask(article.id, article.text, article.regions, IDLE)
        except ClosedError:  # while the app ends
            return
        finally:
            self._looking = False

    def _more(self) -> list[Article]:
        """Read some of the articles that are still to be analysed, for a thread."""
        articles = self._library.catalogue.counts().articles
        if not self._rest and articles != self._all_of:
            most = AHEAD + len(self._failed)
            lacking = self._library.suggestions.lacking(self._worker.key, most)
            self._rest = [id_ for id_ in reversed(lacking) if id_ not in self._failed]
            self._all_of = 0 if self._rest else articles
        more = []
        for _ in range(min(AT_ONCE, len(self._rest))):
            article_id = self._rest.pop()
            if self.suggestions(article_id) is None:
                try:
                    more.append(ArticleRecord(self._library.path, article_id).article())
                except NewsbrowseError:  # told to whoever opens it
                    self._failed.add(article_id)
        return more

    def names_changed(self) -> None:
        """Tell the worker the names that people decided in the library, if there are others now."""
        before, version = self._names_version, self._library.names_version
        if version == before:
            return
        names = self._library.known_names()
        self._worker.set_names(names, version)
        self._names_version = version
        for name in names:
            self._learned.setdefault(name.name, 0 if before is None else version)

    def outdated(self, article: Article) -> bool:
        """Whether a name stands in an article that was decided after it had been analysed.

        Only names decided since the start count.
        """
        then = self._analysed.get(article.id, 0)
        return any(at > then and name in article.text for name, at in self._learned.items())

    def _answered(self, answer: Answer) -> None:
        problem = answer.error or self._keep(answer)
        if problem:
            self._failed.add(answer.id)
        self._on_ready(answer.id, problem)

    def _keep(self, answer: Answer) -> str:
        """Put an answer in the cache; return why that cannot be, empty if it could."""
        try:
            wanted = answer.id == self._wanted
            self._library.suggestions.put(answer.id, answer.key, answer.suggestions, wanted=wanted)
            self._library.touch(answer.id)
        except NewsbrowseError as error:
            return str(error)
        self._analysed[answer.id] = answer.names_version
        return ""
