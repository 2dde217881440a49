"""Attribute line: asks what is said of a relation beyond its type, in one line of words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from newsbrowse.annotating.view import TYPING_HINTS
from newsbrowse.workspace.attribute_words import (
    KINDS,
    attribute_line,
    attribute_words,
    example,
    read_attributes,
)
from newsbrowse_store.cache.entities import ENTITY_PREFIX
from newsbrowse_store.errors import NewsbrowseError
from newsbrowse_store.schema.schema import ATTRIBUTES
from newsbrowse_store.values import Attributes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsbrowse.annotating.deciding import Deciding
    from newsbrowse.annotating.view import Hints
    from newsbrowse_store.values import Relation

    Read = Callable[[str], Attributes]
    Said = Callable[[Attributes], None]

LABEL = "said of it"
EXAMPLE, RIGHT, WRONG = "as", "✓", "✗"


class AttributeLine:
    """Asks for attributes again and again until they are understood; the footer says how far."""

    def __init__(self, deciding: Deciding) -> None:
        self._deciding = deciding
        self._workspace, self._view = deciding.workspace, deciding.view

    def allowed(self, type_: str) -> tuple[str, ...]:
        """The attributes that relations of a type may have; of one not in the schema, all."""
        relation = self._workspace.library.schema.relation(type_)
        return relation.attributes if relation else ATTRIBUTES

    def ask(self, type_: str, then: Said, before: Attributes = Attributes()) -> None:
        """Ask what is said of a relation of this type, and call `then` with it."""
        allowed, name = self.allowed(type_), self._name(before)

        def read(words: str) -> Attributes:
            return read_attributes(words, allowed, reporter)

        def reporter(named: str) -> str:
            if before.reported_by and named == name:
                return before.reported_by  # whoever else has that name
            return self._workspace.library.entities.called(named).id

        self._ask(read, then, allowed, attribute_line(before, name))

    def change(self, relation: Relation) -> None:
        """Ask what is to be said of a relation that stands already."""
        session, article = self._deciding.session, self._deciding.article_id

        def change(said: Attributes) -> None:
            self._deciding.decide(
                lambda: session.edit_relation(article, relation.id, attributes=said)
            )

        self.ask(relation.type, change, relation.attributes)

    def _ask(self, read: Read, then: Said, allowed: Sequence[str], words: str) -> None:
        def take(typed: str) -> None:
            try:
                said = read(typed)
            except NewsbrowseError:
                self._ask(read, then, allowed, typed)  # the footer says why
            else:
                then(said)

        kinds = ", ".join(KINDS[name] for name in allowed)
        hints = partial(self._hints, read, example(allowed))
        self._view.ask(LABEL, take, value=words, placeholder=kinds, hints=hints)

    def _hints(self, read: Read, how: str, words: str) -> Hints:
        """The keys, and how to write, or how what is typed so far is understood."""
        if not words.strip():
            return (*TYPING_HINTS, (EXAMPLE, how))
        try:
            said = read(words)
        except NewsbrowseError as error:
            remedy = f". {error.remedy}" if error.remedy else ""
            return (*TYPING_HINTS, (WRONG, f"{error.what} {error.reason}{remedy}"))
        return (*TYPING_HINTS, (RIGHT, attribute_words(said, self._name(said))))

    def _name(self, said: Attributes) -> str:
        """The name of who reported it, or what else stands for that entity."""
        if said.reported_by is None:
            return ""
        try:
            return self._workspace.library.entities.get(said.reported_by).name
        except NewsbrowseError:
            return f"{ENTITY_PREFIX}{said.reported_by}"
