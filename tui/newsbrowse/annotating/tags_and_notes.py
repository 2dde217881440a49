"""Tags and notes controller: also links to entities, metadata, and the rows of the inspector."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from newsbrowse.annotating.attribute_line import AttributeLine
from newsbrowse.annotating.deciding import NO_ENTITY
from newsbrowse.annotating.view import Option
from newsbrowse.workspace.rows import AboutLine, EntityRow
from newsbrowse_store.values import Mention, Note, Relation, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsbrowse.annotating.deciding import Deciding
    from newsbrowse.annotating.marking import Marking
    from newsbrowse_store.decisions.session import Target
    from newsbrowse_store.values import End

TAG_WORDS = "a tag, or several with commas"
TAG_HINTS = (("enter", "take it"), ("→", "complete"), ("-", "take one away"), ("esc", "leave it"))
SAY_KEY, SAID = "=", "when, planned, denied, how sure, by whom"
NOT_HERE = "This row has nothing to change that way."


class TagsAndNotes:
    """Answers the keys that tag, note, link to an entity and correct what is known."""

    def __init__(self, deciding: Deciding, marking: Marking) -> None:
        self._deciding, self._marking = deciding, marking
        self._workspace, self._view = deciding.workspace, deciding.view
        self._attributes = AttributeLine(deciding)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What it does, by the ids of actions."""
        return {
            "everywhere.tag": self._tag_article,
            "pane.tag_entity": self._tag_entity,
            "inspector.tag_entity": self._tag_entity,
            "pane.note": self._note,
            "inspector.note": self._note,
            "pane.link": self._link,
            "inspector.delete": self._delete,
            "inspector.edit": self._edit,
            "inspector.reverse": self._reverse,
        }

    # tags

    def _tag_article(self) -> None:
        """Tag the article."""
        if self._workspace.reading is None:
            return

        def tag(words: str) -> None:
            session, article = self._deciding.session, self._deciding.article_id
            add, remove = tags_typed(words)
            if add:
                self._deciding.decide(lambda: session.tag(article, add))
            if remove:
                self._deciding.decide(lambda: session.untag(article, remove))

        self._ask_for_tags("tag", tag)

    def _tag_entity(self) -> None:
        """Tag the entity under the cursor or of the row, in the whole library.

        A mention that is not linked yet becomes an entity first.
        """
        target = self._deciding.target_here()
        if target is None:
            self._view.inform(NO_ENTITY)
            return

        def tag(words: str) -> None:
            session, article = self._deciding.session, self._deciding.article_id
            add, remove = tags_typed(words)
            if add:
                self._deciding.decide(lambda: session.tag_mention(article, target, add))
            if remove and (entity := target.entity) is not None:
                self._deciding.decide(lambda: session.untag_entity(entity, remove, article=article))

        self._ask_for_tags(f"tag {target.text}", tag)

    def _ask_for_tags(self, label: str, then: Callable[[str], None]) -> None:
        known = self._workspace.library.catalogue.tags()
        self._view.ask(label, then, placeholder=TAG_WORDS, completions=known, hints=TAG_HINTS)

    # notes

    def _note(self) -> None:
        """Write a note on the entity under the cursor, on the row, or on the article."""
        if self._workspace.reading is None:
            return
        row = self._view.row if self._view.pane_name == "inspector" else None
        if isinstance(row, Relation):
            note = partial(self._note_relation, row)
            self._view.ask("note on the relation", note, value=row.note)
            return
        target = self._deciding.target_here()
        label = "note on the article" if target is None else f"note on {target.text}"
        self._view.ask(label, partial(self._note_on, target))

    def _note_on(self, target: Target | None, words: str) -> None:
        if words:
            session, article = self._deciding.session, self._deciding.article_id
            self._deciding.decide(lambda: session.note(article, target or "article", words))

    def _note_relation(self, relation: Relation, words: str) -> None:
        session, article = self._deciding.session, self._deciding.article_id
        self._deciding.decide(lambda: session.edit_relation(article, relation.id, note=words))

    # the same entity

    def _link(self) -> None:
        """Say that the entity here is one that the library knows, or a new one."""
        target = self._deciding.target()
        if target is None:
            self._view.inform(NO_ENTITY)
            return
        words = " ".join(target.text.split())

        def link(chosen: tuple[str, bool]) -> None:
            (entity, new), deciding = chosen, self._deciding
            session, article = deciding.session, deciding.article_id
            deciding.decide(lambda: session.link(article, target, entity, create=new))

        self._view.pick(f"{words} is", partial(self._entities, target), link, typed=words)

    def _entities(self, target: Target, wanted: str) -> list[Option[tuple[str, bool]]]:
        """Entities by their ids, and a new one of the name typed unless there is one of this label.

        First come those that the target may name, then the new one, then those that have only a
        part of the words.
        """
        name = " ".join(wanted.split())
        first: list[Option[tuple[str, bool]]] = []
        others: list[Option[tuple[str, bool]]] = []
        taken = not name
        for entity in self._deciding.session.entities.likely(name or target.text, target.label):
            names = [known.casefold() for known in (entity.name, *entity.aliases)]
            same, exact = entity.label == target.label, name.casefold() in names
            taken = taken or (same and exact)
            fits = all(word in " ".join(names) for word in name.casefold().split())
            option = Option(entity.name, (entity.id, False), meaning=entity.label)
            (first if exact or (same and fits) else others).append(option)
        if not taken:
            new = f"new {target.label} “{name}”"
            first.append(Option(new, (name, True), colour="accent"))
        return first + others

    # the rows of the inspector

    def _delete(self) -> None:
        """Delete the relation, note or entity of the row."""
        row, article, deciding = self._view.row, self._workspace.open_id, self._deciding
        if article is None:
            return
        if isinstance(row, Relation):
            deciding.decide(lambda: deciding.session.delete_relation(article, row.id))
        elif isinstance(row, Note):
            deciding.decide(lambda: deciding.session.delete_note(article, row.id))
        elif isinstance(row, EntityRow):
            suggestions = [one for one in row.members if isinstance(one, Suggestion)]
            if suggestions:
                deciding.decide(lambda: deciding.session.reject(article, suggestions))
            else:
                self._marking.delete([one.id for one in row.members if isinstance(one, Mention)])
        else:
            self._view.inform(NOT_HERE)

    def _edit(self) -> None:
        """Change the relation, the words of the note, or a fact about the article."""
        row = self._view.row
        if isinstance(row, Relation):
            self._change_relation(row)
        elif isinstance(row, Note):
            self._view.ask("note", partial(self._edit_note, row), value=row.text)
        elif isinstance(row, AboutLine) and row.field:
            self._view.ask(row.name.lower(), partial(self._correct, row.field), value=row.value)
        else:
            self._view.inform(NOT_HERE)

    def _edit_note(self, note: Note, words: str) -> None:
        session, article = self._deciding.session, self._deciding.article_id
        if words:
            self._deciding.decide(lambda: session.edit_note(article, note.id, words))
        else:
            self._deciding.decide(lambda: session.delete_note(article, note.id))

    def _correct(self, field: str, words: str) -> None:
        session, article = self._deciding.session, self._deciding.article_id
        self._deciding.decide(lambda: session.set_metadata(article, **{field: words}))

    def _change_relation(self, relation: Relation) -> None:
        reading, schema = self._workspace.reading, self._workspace.library.schema
        head, tail = (self._label_of(end) for end in (relation.head, relation.tail))
        types = schema.allowed(head, tail) if reading else []

        def change(name: str | None) -> None:
            session, article = self._deciding.session, self._deciding.article_id
            if name is None:
                self._attributes.change(relation)
            else:
                self._deciding.decide(
                    lambda: session.edit_relation(article, relation.id, type=name)
                )

        options: list[Option[str | None]] = [
            Option(t.name, t.name, t.key, t.meaning) for t in types
        ]
        said = reading.said(relation) if reading else ""
        if said or self._attributes.allowed(relation.type):
            options.insert(0, Option(said or "nothing said yet", None, SAY_KEY, SAID))
        self._view.pick("Change what is said of it, or the type", options, change)

    def _label_of(self, end: End) -> str:
        reading = self._workspace.reading
        mention = reading.mention(end.mention) if reading else None
        entity = reading.entities.get(end.entity or "") if reading else None
        return mention.label if mention else entity.label if entity else ""

    def _reverse(self) -> None:
        """Turn the relation of the row round."""
        row, deciding = self._view.row, self._deciding
        if isinstance(row, Relation):
            session, article = deciding.session, deciding.article_id
            deciding.decide(lambda: session.reverse_relation(article, row.id))
        else:
            self._view.inform(NOT_HERE)

    def open_row(self, row: object) -> None:
        """Go to the place in the text that a row is about; of an entity, to its next."""
        reading, text = self._workspace.reading, self._view.text
        if isinstance(row, AboutLine) and row.field:
            self._edit()
            return
        subject = reading.subject(row) if reading and isinstance(row, Note) else row
        start: int | None = None
        if isinstance(row, EntityRow):
            starts = [first for first, _ in row.spans]
            start = next((first for first in starts if first > text.cursor[0]), starts[0])
        elif reading is not None and isinstance(subject, Relation):
            span = reading.end_span(subject.head) or reading.end_span(subject.tail)
            start = span[0] if span else None
        elif isinstance(subject, Mention):
            start = subject.start
        if start is not None:
            text.move_to(start)
            self._view.focus_pane("pane")


def tags_typed(words: str) -> tuple[list[str], list[str]]:
    """The tags to add and those to take away."""
    given = [word.strip() for word in words.split(",")]
    add = [word for word in given if word and not word.startswith("-")]
    return add, [word[1:].strip() for word in given if word.startswith("-") and word[1:].strip()]
