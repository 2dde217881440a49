"""Tags, notes, entities and metadata; and what the rows of the inspector answer to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from newsbrowse.screens.labelling import NO_ENTITY
from newsbrowse.screens.linking import Relating
from newsbrowse.widgets.inspector.inspector_lines import AboutLine, EntityRow
from newsbrowse_store.model import Mention, Note, Relation, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse.screens.picker import Option
    from newsbrowse.widgets.inspector.inspector import Inspector
    from newsbrowse_store.decisions.session import Target
    from newsbrowse_store.model import End

TAG_WORDS = "a tag, or several with commas"
TAG_HINTS = (("enter", "take it"), ("→", "complete"), ("-", "take one away"), ("esc", "leave it"))
NOT_HERE = "This row has nothing to change that way."


class Noting(Relating):
    """Answers the keys that tag, note, link to an entity and correct what is known."""

    # --- tags ---

    def action_tag(self) -> None:
        """Tag the article."""
        if self.desk.reading is not None:
            self._ask_for_tags("tag", self._tag)

    def _tag(self, words: str) -> None:
        session, article = self.desk.session, self.article_id
        add, remove = _tags(words)
        if add:
            self.decide(lambda: session.tag(article, add))
        if remove:
            self.decide(lambda: session.untag(article, remove))

    def action_tag_entity(self) -> None:
        """Tag the entity under the cursor or of the row, in the whole library."""
        target = self._row_target() if self.pane_name == "inspector" else self.target()
        if target is None:
            self.notify(NO_ENTITY, markup=False)
            return
        self._ask_for_tags(f"tag {target.text}", lambda words: self._tag_entity(target, words))

    def _ask_for_tags(self, label: str, then: Callable[[str], None]) -> None:
        known = self.desk.library.catalogue.tags()
        self.ask(label, then, placeholder=TAG_WORDS, completions=known, hints=TAG_HINTS)

    def _tag_entity(self, target: Target, words: str) -> None:
        """Tag what the mention is linked to; one that is not linked yet becomes an entity first."""
        session, article = self.desk.session, self.article_id
        add, remove = _tags(words)
        if add:
            self.decide(lambda: session.tag_mention(article, target, add))
        if remove and (entity := target.entity) is not None:
            self.decide(lambda: session.untag_entity(entity, remove, article=article))

    # --- notes ---

    def action_note(self) -> None:
        """Write a note on the entity under the cursor, on the row, or on the article."""
        if self.desk.reading is None:
            return
        row = self.inspector.lines.value if self.pane_name == "inspector" else None
        if isinstance(row, Relation):
            self._edit_relation_note(row)
            return
        target = self._row_target() if self.pane_name == "inspector" else self.target()
        label = "note on the article" if target is None else f"note on {target.text}"
        self.ask(label, lambda words: self._note(target, words))

    def _note(self, target: Target | None, words: str) -> None:
        if words:
            session = self.desk.session
            self.decide(lambda: session.note(self.article_id, target or "article", words))

    def _edit_relation_note(self, relation: Relation) -> None:
        self.ask(
            "note on the relation", partial(self._note_relation, relation), value=relation.note
        )

    def _note_relation(self, relation: Relation, words: str) -> None:
        session = self.desk.session
        self.decide(lambda: session.edit_relation(self.article_id, relation.id, note=words))

    # --- the same entity ---

    def action_link(self) -> None:
        """Say that the entity here is one that the library knows, or a new one."""
        from newsbrowse.screens.picker import EntityPicker

        target = self.target()
        if target is None:
            self.notify(NO_ENTITY, markup=False)
            return
        entities = self.desk.session.entities
        picker = EntityPicker(target, lambda words: entities.likely(words, target.label))
        self.app.push_screen(picker, lambda chosen: self._linked(target, chosen))

    def _linked(self, target: Target, chosen: Option[str] | str | None) -> None:
        session = self.desk.session
        if isinstance(chosen, str):
            self.decide(lambda: session.link(self.article_id, target, chosen, create=True))
        elif chosen is not None:
            self.decide(lambda: session.link(self.article_id, target, chosen.value))

    # --- the rows of the inspector ---

    def _row_target(self) -> Target | None:
        """The first mention or suggestion of the entity that the row stands for."""
        value = self.inspector.lines.value
        return value.members.all[0] if isinstance(value, EntityRow) else None

    def action_delete(self) -> None:
        """Delete the relation, note or entity of the row."""
        row, session, article = self.inspector.lines.value, self.desk.session, self.desk.open_id
        if article is None:
            return
        if isinstance(row, Relation):
            self.decide(lambda: session.delete_relation(article, row.id))
        elif isinstance(row, Note):
            self.decide(lambda: session.delete_note(article, row.id))
        elif isinstance(row, EntityRow):
            self._delete_everywhere(row)
        else:
            self.notify(NOT_HERE, markup=False)

    def _delete_everywhere(self, places: EntityRow) -> None:
        session, article = self.desk.session, self.article_id
        suggestions = [one for one in places.members if isinstance(one, Suggestion)]
        if suggestions:
            self.decide(lambda: session.reject(article, suggestions))
        else:
            self.delete_mentions([one.id for one in places.members if isinstance(one, Mention)])

    def action_edit(self) -> None:
        """Change the type of the relation, the words of the note, or a fact about the article."""
        row = self.inspector.lines.value
        if isinstance(row, Relation):
            self._change_type(row)
        elif isinstance(row, Note):
            self.ask("note", partial(self._edit_note, row), value=row.text)
        elif isinstance(row, AboutLine) and row.field:
            self.ask(row.name.lower(), partial(self._correct, row.field), value=row.value)
        else:
            self.notify(NOT_HERE, markup=False)

    def _edit_note(self, note: Note, words: str) -> None:
        session = self.desk.session
        if words:
            self.decide(lambda: session.edit_note(self.article_id, note.id, words))
        else:
            self.decide(lambda: session.delete_note(self.article_id, note.id))

    def _correct(self, field: str, words: str) -> None:
        self.decide(lambda: self.desk.session.set_metadata(self.article_id, **{field: words}))

    def _change_type(self, relation: Relation) -> None:
        from newsbrowse.screens.picker import Option, Picker

        reading, schema = self.desk.reading, self.desk.library.schema
        labels = [self._label_of(end) for end in (relation.head, relation.tail)]
        types = schema.allowed(labels[0], labels[1]) if reading else []
        options = [Option(t.name, t.name, t.key, t.meaning) for t in types]
        self.app.push_screen(
            Picker("Type", options), lambda chosen: self._changed_type(relation, chosen)
        )

    def _label_of(self, end: End) -> str:
        reading = self.desk.reading
        mention = reading.mention(end.mention) if reading else None
        entity = reading.entities.get(end.entity or "") if reading else None
        return mention.label if mention else entity.label if entity else ""

    def _changed_type(self, relation: Relation, chosen: Option[str] | str | None) -> None:
        if chosen is not None and not isinstance(chosen, str):
            name = chosen.value
            session = self.desk.session
            self.decide(lambda: session.edit_relation(self.article_id, relation.id, type=name))

    def action_reverse(self) -> None:
        """Turn the relation of the row round."""
        row = self.inspector.lines.value
        if isinstance(row, Relation):
            session = self.desk.session
            self.decide(lambda: session.reverse_relation(self.article_id, row.id))
        else:
            self.notify(NOT_HERE, markup=False)

    def on_inspector_opened(self, event: Inspector.Opened) -> None:
        """Go to the place in the text of the relation or note of the row."""
        reading, value = self.desk.reading, event.value
        if isinstance(value, AboutLine) and value.field:
            self.action_edit()
            return
        subject = reading.subject(value) if reading and isinstance(value, Note) else value
        span: tuple[int, int] | None = None
        if reading is not None and isinstance(subject, Relation):
            span = reading.end_span(subject.head) or reading.end_span(subject.tail)
        elif isinstance(subject, Mention):
            span = (subject.start, subject.end)
        if span is not None:
            self.reading_pane.move_to(span[0])
            self.focus_pane("pane")


def _tags(words: str) -> tuple[list[str], list[str]]:
    """The tags to add and those to take away."""
    given = [word.strip() for word in words.split(",")]
    add = [word for word in given if word and not word.startswith("-")]
    return add, [word[1:].strip() for word in given if word.startswith("-") and word[1:].strip()]
