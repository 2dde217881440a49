"""The one place where decisions are made: each is one commit, and can be undone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from newsbrowse_store import rules
from newsbrowse_store.commands import mentions
from newsbrowse_store.commands.grammar import Grammar
from newsbrowse_store.commands.mentions import RelationsInTheWay
from newsbrowse_store.commands.targets import Target
from newsbrowse_store.errors import StorageError
from newsbrowse_store.plan import Plan
from newsbrowse_store.undo import REDO, UNDO, Steps, put_back
from newsbrowse_store.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from newsbrowse_store.documents import Change, HistoryEntry, Tables
    from newsbrowse_store.layout import Document
    from newsbrowse_store.library import Library
    from newsbrowse_store.model import Suggestion

    Command = Callable[[Plan], None]

__all__ = ["Done", "RelationsInTheWay", "Session", "Target"]


@dataclass(frozen=True, slots=True)
class Done:
    """A decision that is durable now, and `words` that say so in the status line.

    `entry` is its line in the history; None when there was nothing to change.
    """

    entry: HistoryEntry | None
    words: str
    article: str


class Session:
    """Decisions of one annotator in one library.

    Every command names the article, is on disk when it returns, and sees what other processes
    decided meanwhile. Each raises `DecisionError` when a rule forbids it, saying what would do,
    and `StorageError` as `Record.commit` does; nothing is changed then.
    """

    def __init__(self, library: Library, annotator: str) -> None:
        self.library = library
        self.annotator = annotator

    def accept(self, article: str, suggestions: Sequence[Suggestion]) -> Done:
        """Make mentions of suggestions, of one or of all, as one decision."""
        return self.decide(article, "accept", lambda plan: mentions.accept(plan, suggestions))

    def reject(self, article: str, suggestions: Sequence[Suggestion]) -> Done:
        """Refuse suggestions, so that they are not made again."""
        return self.decide(article, "reject", lambda plan: mentions.reject(plan, suggestions))

    def add(self, article: str, start: int, end: int, label: str) -> Done:
        """Mark `text[start:end]`. The same stretch may not have one label twice."""
        return self.decide(article, "add", lambda plan: mentions.add(plan, start, end, label))

    def relabel(self, article: str, targets: Sequence[Target], label: str) -> Done:
        """Give targets another label; those that have it already are passed over."""
        command = partial(mentions.relabel, grammar=self._grammar, targets=targets, label=label)
        return self.decide(article, "relabel", command)

    def resize(self, article: str, target: Target, start: int, end: int) -> Done:
        """Let a target cover `text[start:end]`."""
        return self.decide(
            article, "resize", lambda plan: mentions.resize(plan, target, start, end)
        )

    def delete(self, article: str, ids: Collection[int], *, with_relations: bool = False) -> Done:
        """Delete mentions by id, with the notes on them.

        Raises `RelationsInTheWay` when they are ends of relations and `with_relations` is not set.
        """
        command = partial(mentions.delete, ids=ids, with_relations=with_relations)
        return self.decide(article, "delete", command)

    def undo(self, article: str) -> Done | None:
        """Take back this annotator's latest decision in the article, whenever it was made.

        None when there is none. Raises `DecisionError` when somebody has changed the same since.
        """
        entry = self._steps(article).undo
        if entry is None:
            return None
        words = self._words(article, entry)
        done = self.decide(article, UNDO, partial(put_back, entry=entry), undoes=entry.id)
        return replace(done, words=f"undone: {words}")

    def redo(self, article: str) -> Done | None:
        """Make the decision again that `undo` took back last, unless one was made since."""
        found = self._steps(article).redo
        if found is None:
            return None
        entry, undo = found
        command = partial(put_back, entry=entry, again=True)
        done = self.decide(article, REDO, command, undoes=undo)
        return replace(done, words=f"made again: {self._words(article, entry)}")

    def decide(
        self, article: str, what: str, command: Command, *, undoes: int | None = None
    ) -> Done:
        """Make what `command` plans one decision, called `what` in the history.

        For commands of one's own, or several as one; the methods above are made of it.
        """
        record = self.library.record(article)

        def decide(tables: Tables) -> list[Change]:
            record.decisions()  # nothing is decided where something cannot be read
            plan = Plan(tables, record.text, self.annotator)
            command(plan)
            rules.check(plan)
            return plan.changes()

        entry = record.commit(what, self.annotator, decide, undoes=undoes)
        if entry is None:
            return Done(None, "nothing to change", article)
        with suppress(StorageError):  # a cache: the decision stands, and the next look finds it
            self.library.touch(article)
        words = "" if undoes else self._words(article, entry)
        return Done(entry, words, article)

    def _steps(self, article: str) -> Steps:
        return Steps(self.library.record(article).history(), self.annotator)

    @property
    def _grammar(self) -> Grammar:
        return Grammar(self.library.schema, self.library.entities.get)

    def _words(self, article: str, entry: HistoryEntry) -> str:
        mentions = self.library.record(article).tables()["mentions"]
        changed = {change.id: change.after or change.before for change in entry.changes}

        def name(end: Document) -> str:
            if end.get("entity") is not None:
                return self.library.entities.get(end["entity"]).name
            mention = mentions.get(end["mention"]) or changed.get(end["mention"]) or {}
            return str(mention.get("text", "?"))

        return words_of(entry, name)
