"""Workspace: a library, its list as sorted and filtered, and one open article, without a screen."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING

from newsbrowse.workspace.open_article import OpenArticle
from newsbrowse_store.cache.listing import GROUPS, SORTS, Folds, Group, Sort
from newsbrowse_store.errors import NewsbrowseError, StorageError, UnsureError
from newsbrowse_store.records.annotated import Annotated
from newsbrowse_store.values import Article, Decisions, Metadata, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsbrowse_store.cache.activity import Activity
    from newsbrowse_store.cache.listing import Listing
    from newsbrowse_store.decisions.session import Decided, Session
    from newsbrowse_store.library import Library
    from newsbrowse_store.schema.schema import SavedSearch
    from newsbrowse_store.values import Entity, Suggestion


NEIGHBOURS = 3
"""How many articles after the open one are analysed ahead of the reader."""


class Workspace:
    """The open library without any screen: opening, going on, sorting, filtering, finishing.

    `suggestions` gives the cached suggestions of an article, or None.
    """

    def __init__(
        self,
        library: Library,
        annotator: str,
        suggestions: Callable[[str], tuple[Suggestion, ...] | None],
        sort: Sort = SORTS[0],
        group: Group = GROUPS[0],
    ) -> None:
        self.library = library
        self.annotator = annotator
        self.reading: OpenArticle | None = None
        self.sort = sort
        self.group = group
        self.filter = ""
        self.search: SavedSearch | None = None
        self.marked: dict[str, None] = {}
        """The ids of the articles marked in the list, in the order they were."""
        self.decided_here = False
        """Whether something was decided in the open article since it was opened last."""
        self._folds = _folds(group)
        self.refresh()
        self._suggestions = suggestions
        self._started = monotonic()
        self._entities: dict[str, Entity] = {}

    @cached_property
    def session(self) -> Session:
        """Where decisions are made; loaded after the first screen has been painted."""
        from newsbrowse_store.decisions import session

        return session.Session(self.library, self.annotator)

    @property
    def activity(self) -> Activity | None:
        """What was decided in this session, None before anything was."""
        return self.session.activity if "session" in self.__dict__ else None

    @property
    def open_id(self) -> str | None:
        """The id of the open article."""
        return self.reading.article.id if self.reading else None

    def open(self, article_id: str) -> OpenArticle:
        """Read an article with all that is decided and suggested in it.

        When only its decisions cannot be read, it is opened to be read, with the problem. Raises
        `NewsbrowseError` when its text cannot be read either; what was open stays open then.

        Where the disk was not sure of the last decision in it, it is asked again; while it still is
        not, the article is opened as it was before, to be read.
        """
        doubt: StorageError | None = None
        self.decided_here = False
        try:
            self.library.make_sure(article_id)
        except UnsureError as error:
            doubt = error
        reading = self._open(article_id)
        if doubt is not None and reading.problem is None:
            self.reading = reading = replace(reading, problem=doubt)
        return reading

    def _open(self, article_id: str) -> OpenArticle:
        """Read an article as it is now; see `open`."""
        try:
            article = self.library.article(article_id)
            found = self._suggestions(article_id)
            annotated = self.library.record(article_id).annotated(found or ())
            return self._read(article, annotated, analysed=found is not None)
        except StorageError as error:
            record = self.library.record(article_id)
            if not record.path.exists():
                raise
            bare = Article(
                article_id, record.text, Metadata(headline=article_id, headline_derived=True)
            )
            self.reading = OpenArticle(bare, Annotated.of(Decisions(), ()), problem=error)
            return self.reading

    def _read(self, article: Article, annotated: Annotated, *, analysed: bool) -> OpenArticle:
        """Have an article open as it is now."""
        before, entities = self.reading, self._entities_in(annotated)
        self.reading = OpenArticle(article, annotated, analysed, entities=entities)
        if before is not None:
            self.reading.follow(before)
        return self.reading

    def take(self, decided: Decided) -> None:
        """Have the open article as a decision left it.

        Raises `NewsbrowseError` where the decision does not say so, and it cannot be read.
        """
        reading, state = self.reading, decided.state
        self._entities.pop(decided.entity or "", None)
        if reading is None or state is None or state.article.id != reading.article.id:
            self.reopen(decided.entity)
        elif state.annotated.suggestions is not reading.annotated.suggestions:
            self.reopen(decided.entity)  # other suggestions have come, or by another pipeline
        elif state.analysed != reading.analysed:
            self.reopen(decided.entity)
        else:
            self._read(state.article, state.annotated, analysed=state.analysed)

    def _entities_in(self, annotated: Annotated) -> Mapping[str, Entity]:
        """The entities named in the decisions; one that is gone is left out."""
        relations = annotated.decisions.relations
        named = {entity for _, _, entity in annotated.names}
        named.update(relation.head.entity or "" for relation in relations)
        named.update(relation.tail.entity or "" for relation in relations)
        named.update(relation.attributes.reported_by or "" for relation in relations)
        ids = named - {""}
        for entity_id in ids - self._entities.keys():
            with suppress(NewsbrowseError):
                self._entities[entity_id] = self.library.entities.get(entity_id)
        return {id_: self._entities[id_] for id_ in ids & self._entities.keys()}

    def reopen(self, entity: str | None = None) -> OpenArticle | None:
        """Read the open article again, because something has come or was decided.

        `entity` is the one that was decided about, if any.
        """
        self._entities.pop(entity or "", None)
        if self.reading is None:
            return None
        before = self.reading.problem
        reading = self._open(self.reading.article.id)
        if isinstance(before, UnsureError) and reading.problem is None:
            self.reading = reading = replace(reading, problem=before)  # until it is opened again
        return reading

    def take_up(self) -> bool:
        """Read the open article again if another process has changed it; tell whether it has.

        When it can no longer be read, what was known of it stays, to be read only.
        """
        if self.reading is None or self.reading.problem is not None:
            return False
        article_id = self.reading.article.id
        try:
            if self.library.decisions(article_id) is self.reading.decisions:
                return False
            self.library.touch(article_id)
            self._open(article_id)
        except NewsbrowseError as error:
            self.reading = replace(self.reading, problem=error)
        return True

    @property
    def minutes(self) -> float:
        """How long this session has lasted."""
        return (monotonic() - self._started) / 60

    def mark_open(self) -> bool:
        """Note on disk that the open article is no longer new; tell whether it was."""
        if self.reading is None or self.reading.problem or self.reading.article.state != "new":
            return False
        self.take(self.session.mark_open(self.reading.article.id))
        return True

    def next_sort(self) -> None:
        """Turn to the next sort order."""
        self.sort = SORTS[(SORTS.index(self.sort) + 1) % len(SORTS)]
        self.refresh()

    def next_group(self) -> None:
        """Turn to the next way of grouping; what was folded is forgotten."""
        self.group = GROUPS[(GROUPS.index(self.group) + 1) % len(GROUPS)]
        self._folds = _folds(self.group)
        self.refresh()

    def set_filter(self, text: str) -> None:
        """List only articles with these words in headline, source or tags."""
        self.filter = text
        self.refresh()

    def refresh(self) -> None:
        """List anew, because articles came, went or changed places."""
        self.view: Listing = self.library.catalogue.listing(
            self.sort, self.filter, self._found(), group=self.group, folds=self._folds
        )

    def set_search(self, search: SavedSearch | None) -> None:
        """List only what a search finds now, or everything again.

        Raises `StorageError` when it cannot be made; the list stays as it is then.
        """
        before, self.search = self.search, search
        try:
            self.refresh()
        except StorageError:
            self.search = before
            raise

    def take_up_searches(self) -> bool:
        """Follow what became of the search in the library's file; tell whether the list changed."""
        name = self.search.name if self.search else ""
        now = next((one for one in self.library.schema.searches if one.name == name), None)
        changed = now != self.search
        if changed:
            self.set_search(now)
        return changed

    def listed_ids(self) -> list[str]:
        """The ids of all articles that are listed, whatever is folded."""
        view = self.library.catalogue.view(self.sort, self.filter, self._found())
        return [row.id for row in view.rows(0, len(view))]

    def _found(self) -> list[str] | None:
        """What the search finds, None for all articles."""
        if self.search is None:
            return None
        from newsbrowse_store.query.parser import parse  # not needed to start

        return self.library.search.ids(parse(self.search.query))

    def rank(self) -> tuple[int, int] | None:
        """Which of the listed articles is open, counted from 1, and how many there are."""
        return self.view.rank(self.open_id) if self.open_id else None

    def beside(self, step: int) -> str | None:
        """The id of the article `step` away in the list, or None past its ends."""
        return self.view.beside(self.open_id, step)

    def next_not_done(self) -> str | None:
        """The next article of the list that is not done, round the end; None when all are."""
        return self.view.next_not_done(self.open_id)

    def coming(self) -> list[str]:
        """The articles that are likely opened next."""
        found = [self.beside(step) for step in range(1, NEIGHBOURS + 1)]
        return [article_id for article_id in found if article_id]


def _folds(group: Group) -> Folds:
    """Stories are one line each until they are unfolded, other groups are open."""
    return Folds(folded=group == "story")
