"""Many articles controller: what is decided on all that are marked in the list, as one step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from newsbrowse.annotating.modes import Choosing
from newsbrowse.annotating.tags_and_notes import TAG_HINTS, TAG_WORDS, tags_typed
from newsbrowse.settings.keymap import key_shown
from newsbrowse.workspace.wording import article_count
from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from newsbrowse.annotating.deciding import Deciding
    from newsbrowse.annotating.modes import Modes
    from newsbrowse_store.decisions.session import Decided, Session
    from newsbrowse_store.decisions.steps import Progress
    from newsbrowse_store.values import State

    Act = Callable[[Session, Sequence[str], Progress | None], Decided]

FEW = 20
"""So many articles are decided on while the reader waits; more in a thread of their own."""

LOOK_EVERY = 0.5
"""Seconds between two looks at how far a long step is."""


class ManyArticles:
    """Marks articles in the list, and answers the keys that then mean all of them."""

    def __init__(self, deciding: Deciding, modes: Modes) -> None:
        self._deciding, self._modes = deciding, modes
        self._workspace, self._view = deciding.workspace, deciding.view
        self._choosing = Choosing(self._view, self._handlers_of_all(), self._escape, modes.reading)
        self._step: _LongStep | None = None

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What it does, by the ids of actions."""
        return {
            "sidebar.mark": self._mark,
            "sidebar.mark_all": self._mark_all,
            "sidebar.remove": self._remove,
        }

    def _handlers_of_all(self) -> Mapping[str, Callable[[], object]]:
        """What keys do while articles are marked."""
        return {
            "everywhere.tag": self._tag,
            "everywhere.done": self._done,
            "everywhere.star": self._star,
        }

    def facts(self) -> list[tuple[int, str]]:
        """How many are marked, or how far a long step is, for the status line."""
        if self._step is not None:
            return [(6, f"{self._step.what} {self._step.done:,} of {self._step.all:,}")]
        marked = len(self._workspace.marked)
        return [(5, f"{marked:,} marked")] if marked else []

    def leave(self) -> None:
        """Do no more of a long step, so that leaving need not wait: the next opening does."""
        if self._step is not None:
            self._step.paused = True

    # marks

    def _mark(self) -> None:
        """Mark the article under the cursor of the list, or take its mark away; go down."""
        id_ = self._view.listed_id
        if id_ is None:
            self._view.inform("Unfold the group first: articles are marked, not headings.")
            return
        marked = self._workspace.marked
        self._show({one: None for one in (*marked, id_) if one != id_ or id_ not in marked})
        self._view.list_down()

    def _mark_all(self) -> None:
        """Mark all that are listed, or none."""
        if self._workspace.marked:
            self._show({})
        else:
            self._show(dict.fromkeys(self._workspace.listed_ids()))

    def _show(self, marked: dict[str, None]) -> None:
        self._workspace.marked = marked
        if not marked:
            self._modes.leave(self._choosing)
        elif not self._modes.has(self._choosing):
            self._modes.enter(self._choosing)
        self._view.show_marked(frozenset(marked))
        self._view.show_hints()
        self._view.show_status()

    def _escape(self) -> None:
        """Stop a long step, which takes back what was done of it; else take all marks away."""
        if self._step is not None:
            self._step.stopped = True
        else:
            self._show({})

    # decisions

    def _tag(self) -> None:
        def tag(words: str) -> None:
            add, remove = tags_typed(words)
            ids = list(self._workspace.marked)

            def untag(_: Decided | None = None) -> None:
                if remove:
                    self._decide(
                        "untagging", lambda s, each, tell: s.untag_all(each, remove, tell), ids
                    )

            if add:
                self._decide(
                    "tagging", lambda s, each, tell: s.tag_all(each, add, tell), ids, untag
                )
            else:
                untag()

        known = self._workspace.library.catalogue.tags()
        label = f"tag {article_count(len(self._workspace.marked))}"
        self._view.ask(label, tag, placeholder=TAG_WORDS, completions=known, hints=TAG_HINTS)

    def _done(self) -> None:
        """Mark all done, or open again when they are done already."""
        rows = [self._workspace.library.catalogue.row(id_) for id_ in self._workspace.marked]
        state: State = "open" if all(row and row.state == "done" for row in rows) else "done"
        self._decide("marking", lambda session, ids, tell: session.set_state_all(ids, state, tell))

    def _star(self) -> None:
        """Star all, or take the stars away when all have one."""
        rows = [self._workspace.library.catalogue.row(id_) for id_ in self._workspace.marked]
        star = not all(row and row.star for row in rows)
        self._decide("starring", lambda session, ids, tell: session.set_star_all(ids, star, tell))

    def _remove(self) -> None:
        """Take what is marked, else the article under the cursor, off all lists."""
        ids = list(self._workspace.marked) or ([one] if (one := self._view.listed_id) else [])
        if not ids:
            self._view.inform("Go to an article of the list, or mark some, to remove them.")
            return
        near = self._beyond(ids, 1) or self._beyond(ids, -1)

        def removed(decided: Decided) -> None:
            self._show({})
            if self._workspace.open_id in ids and near is not None:
                self._view.open_article(near)
            self._view.show_list(near)
            undo = key_shown("everywhere.undo", self._view.keys)
            if decided.entry is not None:
                self._view.inform(f"Removed {article_count(len(ids))}; {undo} takes it back.")

        self._decide("removing", lambda s, each, tell: s.remove(each, tell), ids, removed)

    def _beyond(self, ids: Sequence[str], by: int) -> str | None:
        """The article at the cursor of the list, or the first one beyond it that is none of these.

        None when there is none that way.
        """
        at = self._view.listed_id
        while at is not None and at in ids:
            at = self._workspace.view.beside(at, by)
        return at

    def _decide(
        self,
        what: str,
        act: Act,
        ids: Sequence[str] = (),
        then: Callable[[Decided], None] = lambda _: None,
    ) -> None:
        ids = ids or list(self._workspace.marked)
        if self._step is not None:
            self._view.inform(f"{self._step.what} is still going on; escape stops it.")
        elif len(ids) <= FEW:
            session = self._deciding.session
            decided = self._deciding.decide(lambda: act(session, ids, None))
            if decided is not None:
                self._shown(decided, then)
        else:
            self._step = step = _LongStep(what, len(ids))
            library, annotator = self._workspace.library, self._workspace.annotator
            stop_looking = self._view.every(LOOK_EVERY, self._view.show_status)

            def ended() -> None:
                self._step = None
                stop_looking()
                self._ended(step, then)

            self._view.in_thread(partial(step.run, act, library.path, annotator, ids), ended)

    def _ended(self, step: _LongStep, then: Callable[[Decided], None]) -> None:
        decided = step.decided
        if step.error is not None:
            self._view.tell(step.error)
        elif decided is not None:
            self._deciding.session.adopt(decided, step.latest)
            self._deciding.decide(lambda: decided)
            self._shown(decided, then)
        elif step.stopped:
            self._shown(None, then)
            self._view.inform("Stopped; what was done of it is taken back.")

    def _shown(self, decided: Decided | None, then: Callable[[Decided], None]) -> None:
        """List what it made of the articles."""
        self._workspace.refresh()
        self._view.show_listed()
        self._view.show_status()
        if decided is not None:
            then(decided)


class _LongStep:
    """A step over very many articles, in a thread of its own, with its own hold of the library."""

    def __init__(self, what: str, articles: int) -> None:
        self.what, self.all, self.done = what, articles, 0
        self.stopped = self.paused = False
        self.decided: Decided | None = None
        self.latest: tuple[str, int] | None = None
        self.error: NewsbrowseError | None = None

    def run(self, act: Act, path: Path, annotator: str, ids: Sequence[str]) -> None:
        """Decide, unless it is stopped meanwhile."""
        from newsbrowse_store.decisions.session import Session
        from newsbrowse_store.decisions.steps import PauseStep, StopStep
        from newsbrowse_store.library import Library

        def tell(done: int, _all: int) -> None:
            self.done = done
            if self.paused:
                raise PauseStep
            if self.stopped:
                raise StopStep

        try:
            with Library.open(path, create=False) as library:
                session = Session(library, annotator)
                self.decided = act(session, ids, tell)
                self.latest = session.latest
        except NewsbrowseError as error:
            self.error = error
        except (PauseStep, StopStep):
            pass
