"""Session: the one place where decisions are made; every act of an annotator is a method here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from newsbrowse_store.decisions import mentions, relations, repeat, tags_notes_links
from newsbrowse_store.decisions.commit import Decided, Decider
from newsbrowse_store.decisions.foreign import Import, Taken
from newsbrowse_store.decisions.mentions import RelationsInTheWay, Target
from newsbrowse_store.decisions.relation_rules import RelationRules
from newsbrowse_store.decisions.rules import tag_name
from newsbrowse_store.decisions.steps import ARTICLES, ENTITIES
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.records.history import OPENED
from newsbrowse_store.values import Attributes, replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from newsbrowse_store.decisions.article_shape import ArticleShape
    from newsbrowse_store.decisions.carrying import Carried
    from newsbrowse_store.decisions.commit import Part
    from newsbrowse_store.decisions.plan import Command
    from newsbrowse_store.decisions.steps import Progress
    from newsbrowse_store.records.uniqueness import Place
    from newsbrowse_store.values import Span, State, Suggestion

__all__ = ["Decided", "RelationsInTheWay", "Session", "Taken", "Target"]


class Session(Decider):
    """The decisions that one annotator can make in one library.

    Each is on disk when its method returns, and has its inverse in the history. Errors are those
    of `Decider`.
    """

    # Mentions

    def accept(self, article: str, suggestions: Collection[Suggestion]) -> Decided:
        """Make mentions of suggestions, of one or of all, as one decision."""
        return self.decide(article, "accept", partial(mentions.accept, suggestions=suggestions))

    def reject(self, article: str, suggestions: Collection[Suggestion]) -> Decided:
        """Refuse suggestions, so that they are not made again."""
        return self.decide(article, "reject", partial(mentions.reject, suggestions=suggestions))

    def add(self, article: str, start: int, end: int, label: str) -> Decided:
        """Mark `text[start:end]`. The same stretch may not have one label twice."""
        return self.decide(article, "add", lambda plan: mentions.add(plan, start, end, label))

    def relabel(self, article: str, targets: Collection[Target], label: str) -> Decided:
        """Give targets another label; those that have it already are passed over."""
        command = partial(
            mentions.relabel, rules_of_relations=self._relation_rules, targets=targets, label=label
        )
        return self.decide(article, "relabel", command)

    def resize(self, article: str, target: Target, start: int, end: int) -> Decided:
        """Let a target cover `text[start:end]`."""
        command = partial(mentions.resize, target=target, start=start, end=end)
        return self.decide(article, "resize", command)

    def delete(
        self, article: str, ids: Collection[int], *, with_relations: bool = False
    ) -> Decided:
        """Delete mentions by id, with the notes on them.

        Raises `RelationsInTheWay` when they are ends of relations and `with_relations` is not set.
        """
        command = partial(mentions.delete, ids=ids, with_relations=with_relations)
        return self.decide(article, "delete", command)

    def same(self, article: str, span: tuple[int, int], label: str) -> Decided:
        """Give the label to every place where the words at `span` stand, as one decision.

        Passed over are places that have it, where it was rejected, and those that overlap other
        mentions.
        """
        command = partial(
            repeat.label_same, rules_of_relations=self._relation_rules, span=span, label=label
        )
        return self.decide(article, "same", command)

    def same_reject(self, article: str, span: tuple[int, int], label: str) -> Decided:
        """Refuse the label wherever the words at `span` stand and no mention overlaps them."""
        return self.decide(
            article, "same reject", partial(repeat.reject_same, span=span, label=label)
        )

    def same_delete(
        self, article: str, span: tuple[int, int], label: str, *, with_relations: bool = False
    ) -> Decided:
        """Delete every mention of the words at `span` that has this label; see `delete`."""
        command = partial(repeat.delete_same, span=span, label=label, with_relations=with_relations)
        return self.decide(article, "same delete", command)

    # Relations

    def relate(
        self,
        article: str,
        head: Target | Place | str,
        tail: Target | Place | str,
        type: str,  # noqa: A002
        note: str = "",
        evidence: Iterable[Span] = (),
        attributes: Attributes = Attributes(),
    ) -> Decided:
        """Link two ends by a type the schema allows, and say of it what the type allows.

        Each is a target, the place of a mention, made if need be, or the id of an entity. Without
        evidence, the sentences in which the ends stand are it.
        """
        command = partial(
            relations.relate,
            rules_of_relations=self._relation_rules,
            head=head,
            tail=tail,
            type=type,
            note=note,
            evidence=evidence,
            attributes=attributes,
        )
        return self.decide(article, "relate", command)

    def edit_relation(
        self,
        article: str,
        id_: int,
        *,
        type: str | None = None,  # noqa: A002
        note: str | None = None,
        evidence: Iterable[Span] | None = None,
        attributes: Attributes | None = None,
    ) -> Decided:
        """Change what is given of a relation; the attributes given are all that it has then."""
        command = partial(
            relations.edit,
            rules_of_relations=self._relation_rules,
            id_=id_,
            type=type,
            note=note,
            evidence=evidence,
            attributes=attributes,
        )
        return self.decide(article, "edit relation", command)

    def reverse_relation(self, article: str, id_: int) -> Decided:
        """Let head and tail of a relation change places."""
        command = partial(relations.reverse, rules_of_relations=self._relation_rules, id_=id_)
        return self.decide(article, "reverse relation", command)

    def delete_relation(self, article: str, id_: int) -> Decided:
        """Delete a relation with the notes on it."""
        return self.decide(article, "delete relation", partial(relations.delete, id_=id_))

    # Tags, notes, entities

    def tag(self, article: str, names: Iterable[str]) -> Decided:
        """Tag the article; tags that it has are passed over."""
        return self.decide(article, "tag", partial(tags_notes_links.tag, names=names))

    def untag(self, article: str, names: Iterable[str]) -> Decided:
        """Take tags off the article."""
        return self.decide(article, "untag", partial(tags_notes_links.untag, names=names))

    def note(self, article: str, on: Target | str, text: str) -> Decided:
        """Write a note on `article`, `mention:ID`, `relation:ID` or a target."""
        return self.decide(article, "note", partial(tags_notes_links.note, on=on, text=text))

    def edit_note(self, article: str, id_: int, text: str) -> Decided:
        """Write a note anew."""
        return self.decide(
            article, "edit note", partial(tags_notes_links.edit_note, id_=id_, text=text)
        )

    def delete_note(self, article: str, id_: int) -> Decided:
        """Delete a note."""
        return self.decide(article, "delete note", partial(tags_notes_links.delete_note, id_=id_))

    def link(self, article: str, target: Target, entity: str, *, create: bool = False) -> Decided:
        """Say which entity a target is: by its id, or with `create` a new one of that name."""
        if create:
            entity = self.entities.create(entity, target.label, self.annotator).id
        else:
            self.entities.record(entity)
        command = partial(tags_notes_links.link, target=target, entity=entity)
        return replace(self.decide(article, "link", command), entity=entity)

    def unlink(self, article: str, mention: int) -> Decided:
        """Say that a mention is no entity yet."""
        return self.decide(article, "unlink", partial(tags_notes_links.unlink, id_=mention))

    def tag_entity(self, entity: str, names: Iterable[str], *, article: str = "") -> Decided:
        """Tag an entity. In the `article` named, `undo` takes it back in this session."""
        return self.decide_entity(
            entity, "tag", partial(tags_notes_links.tag, names=names), article
        )

    def tag_mention(self, article: str, target: Target, names: Iterable[str]) -> Decided:
        """Tag the entity that a target is; one that is none yet becomes one, as one decision.

        That is the entity of this name and label, or a new one.
        """
        names = [tag_name(name) for name in names]
        if target.entity is not None:
            return self.tag_entity(target.entity, names, article=article)
        named = self.entities.named(target.text)
        known = next((entity.id for entity in named if entity.label == target.label), None)
        # An entity that is made and then not linked, for a kill comes between, is a name too many.
        entity = known or self.entities.create(target.text, target.label, self.annotator).id
        link = partial(tags_notes_links.link, target=target, entity=entity)
        tag = partial(tags_notes_links.tag, names=names)
        parts: dict[str, Part] = {
            f"{ARTICLES}{article}": ("link", link),
            f"{ENTITIES}{entity}": ("tag", tag),
        }
        return self.decide_step("tag", parts, article=article, entity=entity)

    def untag_entity(self, entity: str, names: Iterable[str], *, article: str = "") -> Decided:
        """Take tags off an entity; see `tag_entity`."""
        return self.decide_entity(
            entity, "untag", partial(tags_notes_links.untag, names=names), article
        )

    def note_entity(self, entity: str, text: str, *, article: str = "") -> Decided:
        """Write a note on an entity; see `tag_entity`."""
        command = partial(tags_notes_links.note, on=f"entity:{entity}", text=text)
        return self.decide_entity(entity, "note", command, article)

    # Several articles, as one step

    def tag_all(
        self, articles: Iterable[str], names: Iterable[str], progress: Progress | None = None
    ) -> Decided:
        """Tag articles; see `decide_step`, as for the others here."""
        return self._all(
            "tag", articles, partial(tags_notes_links.tag, names=list(names)), progress
        )

    def untag_all(
        self, articles: Iterable[str], names: Iterable[str], progress: Progress | None = None
    ) -> Decided:
        """Take tags off articles."""
        command = partial(tags_notes_links.untag, names=list(names))
        return self._all("untag", articles, command, progress)

    def set_state_all(
        self, articles: Iterable[str], state: State, progress: Progress | None = None
    ) -> Decided:
        """Say how far articles are."""
        command = partial(tags_notes_links.set_state, state=state)
        return self._all("state", articles, command, progress)

    def set_star_all(
        self, articles: Iterable[str], star: bool, progress: Progress | None = None
    ) -> Decided:
        """Star articles, or take their stars away."""
        return self._all("star", articles, partial(tags_notes_links.set_star, star=star), progress)

    def remove(self, articles: Iterable[str], progress: Progress | None = None) -> Decided:
        """Take articles out of all lists, with their other versions; their files stay."""
        return self._set_removed(articles, True, progress)

    def restore(self, articles: Iterable[str], progress: Progress | None = None) -> Decided:
        """Bring removed articles back, with their other versions."""
        return self._set_removed(articles, False, progress)

    def _set_removed(
        self, articles: Iterable[str], removed: bool, progress: Progress | None
    ) -> Decided:
        every = (one.id for id_ in articles for one in self.library.catalogue.versions(id_))
        command = partial(tags_notes_links.set_removed, removed=removed)
        return self._all("remove" if removed else "restore", every, command, progress)

    def _all(
        self, what: str, articles: Iterable[str], command: Command, progress: Progress | None
    ) -> Decided:
        ids = list(dict.fromkeys(articles))
        if len(ids) == 1:
            return self.decide(ids[0], what, command)
        return self.decide_step(
            what, {f"{ARTICLES}{id_}": (what, command) for id_ in ids}, progress
        )

    # The article

    def carry_over(self, origin: str, article: str) -> tuple[Decided, Carried]:
        """Carry what was decided in the article `origin` over to a later version of it.

        Written is only in `article`, as one decision; what could not be placed is told. Raises
        `DecisionError` when the two are one, and when `article` was removed.
        """
        from newsbrowse_store.decisions.carrying import Carrying  # not needed to start

        if origin == article:
            raise DecisionError(origin, "is the version itself", "Name an earlier version.")
        record = self.library.record(origin)
        command = Carrying(record.text, record.decisions(), self._relation_rules)
        return self.decide(article, "carry", command), command.carried

    def import_annotations(self, article: str, annotations: ArticleShape) -> Taken:
        """Add what was annotated elsewhere and is not there yet, as one decision."""
        command = Import(annotations, self._relation_rules)
        self.decide(article, "import", command)
        return command.taken

    def set_metadata(self, article: str, **values: str) -> Decided:
        """Correct fields of the article's `Metadata`, such as `headline` or `published`."""
        return self.decide(
            article, "metadata", partial(tags_notes_links.set_metadata, values=values)
        )

    def set_state(self, article: str, state: State) -> Decided:
        """Say how far the article is."""
        return self.decide(article, "state", partial(tags_notes_links.set_state, state=state))

    def set_star(self, article: str, star: bool) -> Decided:
        """Star the article, or take the star away."""
        return self.decide(article, "star", partial(tags_notes_links.set_star, star=star))

    def mark_open(self, article: str) -> Decided:
        """Note that a new article has been opened. `undo` passes over that."""
        return self.decide(article, OPENED, tags_notes_links.mark_open)

    @property
    def _relation_rules(self) -> RelationRules:
        return RelationRules(self.library.schema, self.entities.get)
