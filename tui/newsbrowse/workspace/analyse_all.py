"""Analysis of all articles of a library: by an executor, and its progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from newsbrowse_ingest.progress import Progress, counted, duration
from newsbrowse_nlp.batch.batch import analyse
from newsbrowse_nlp.pipeline import key_of
from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Executor

    from newsbrowse_nlp.batch.batch import Analysed, Asked
    from newsbrowse_nlp.pipeline import PipelineInfo
    from newsbrowse_store.library import Library


class AnalysisOutcome(Struct, frozen=True):
    """What became of one article: how many suggestions it has, or the reason why it failed."""

    id: str
    status: Literal["analysed", "failed"]
    suggestions: int = 0
    reason: str = ""


@dataclass
class AnalysisProgress(Progress):
    """The same for analysing; `all_articles` is how many there are to analyse."""

    all_articles: int = 0

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1."""
        return self.articles.total() / self.all_articles if self.all_articles else 0.0

    @property
    def words(self) -> str:
        """How far it is: articles, their rate, the time left."""
        parts = [f"{self.articles.total():,} of {counted(self.all_articles, 'article')}"]
        if self.articles["failed"]:
            parts.append(f"{self.articles['failed']:,} failed")
        if self.rate:
            parts.append(f"{self.rate:,.1f}/s")
        if self.left is not None:
            parts.append(f"{duration(self.left)} left")
        return " · ".join(parts)


def analyse_articles(
    library: Library,
    ids: Sequence[str],
    pipeline: PipelineInfo,
    progress: AnalysisProgress,
    executor: Executor,
    ahead: int,
    lives: int,
) -> Iterator[AnalysisOutcome]:
    """Analyse articles of a library; what is yielded is in its cache, and in its catalogue.

    `ahead` calls keep `executor` busy; an article that ends a process has so many `lives`.

    An article that cannot be read or analysed is an outcome like any other. The work stops after
    what is being written when `progress` says so. Raises `StorageError` when the cache cannot be
    written, and as `newsbrowse_nlp.batch.batch.analyse`.
    """
    unread: list[AnalysisOutcome] = []
    articles = _read(library, ids, unread)
    names = library.known_names()
    for some in analyse(executor, articles, pipeline, names, ahead=ahead, lives=lives):
        progress.writing = True
        yield from _kept(library, key_of(pipeline), some)
        progress.writing = False  # now that all of them have been told
        if progress.stopped:
            break
        while unread:
            yield unread.pop(0)
    yield from unread
    library.catalogue.settle()  # else whoever lists by suggestions next waits for all of them


def _read(library: Library, ids: Iterable[str], unread: list[AnalysisOutcome]) -> Iterator[Asked]:
    for id_ in ids:
        try:
            article = library.article(id_)
        except NewsbrowseError as error:
            unread.append(AnalysisOutcome(id_, "failed", reason=str(error)))
        else:
            yield article.id, article.text, article.regions


def _kept(library: Library, key: str, analysed: Sequence[Analysed]) -> list[AnalysisOutcome]:
    found = {one.id: one.suggestions for one in analysed if not one.error}
    library.suggestions.put_many(key, found)
    library.catalogue.put_many(found)
    return [
        AnalysisOutcome(one.id, "failed", reason=one.error)
        if one.error
        else AnalysisOutcome(one.id, "analysed", len(one.suggestions))
        for one in analysed
    ]
