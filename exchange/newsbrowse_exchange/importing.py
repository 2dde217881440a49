"""Importing: annotations of other tools become decisions like any other, all in one step.

Texts that the library lacks are added; the others are matched by their text, else by the words that
are quoted. What cannot be taken over is told, and the rest goes in.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, UnsetType, field

from newsbrowse_exchange.checking import CheckedAnnotations
from newsbrowse_exchange.placing import placed, squeezed
from newsbrowse_store.decisions import mentions, tags_notes_links
from newsbrowse_store.decisions.article_shape import (
    ArticleShape,
    MentionShape,
)
from newsbrowse_store.decisions.foreign import Import
from newsbrowse_store.decisions.plan import Plan
from newsbrowse_store.decisions.relation_rules import RelationRules
from newsbrowse_store.decisions.restoration import restore_article
from newsbrowse_store.decisions.steps import ARTICLES, plan_entry
from newsbrowse_store.errors import DecisionError, NewsbrowseError, UnknownArticleError, quoted
from newsbrowse_store.query.parser import parse
from newsbrowse_store.text.tokens import article_id, storable, tokens
from newsbrowse_store.values import Draft, Mention, Span, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from newsbrowse_exchange.report import Report
    from newsbrowse_store.decisions.plan import Command
    from newsbrowse_store.decisions.session import Session
    from newsbrowse_store.decisions.steps import Progress
    from newsbrowse_store.records.uniqueness import Uniqueness
    from newsbrowse_store.values import Entity, Rejection

Choice = Literal["ours", "theirs", "both"]
"""What becomes of what contradicts a decision that is there: left out, put in its place, or kept
beside it.
"""

Status = Literal["added", "restored", "matched", "moved", "unmatched"]
"""What became of an article: `moved` when its text in the library is not quite that one."""

_TOGETHER = 500
"""So many articles are added at once."""

_CANDIDATES = 20
_WORDS = 8
"""So many words of a text are looked for, to find it again."""
_ENOUGH = 0.8
"""The share of the quotes that must stand in an article without a text for it to be that one."""


class Conflict(Struct, frozen=True):
    """A mention that contradicts what is decided in an article, both in words."""

    article: str
    theirs: str
    ours: str


class ImportOutcome(Struct):
    """What an import did: articles by status, decisions by table, and the conflicts."""

    articles: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)
    conflicts: list[Conflict] = field(default_factory=list)


class Importer:
    """Takes over articles with their annotations, as decisions of the session's annotator.

    `names` gives labels and types of relations other names. With `dry_run` nothing is written, and
    the outcome is what it would be.
    """

    def __init__(
        self,
        session: Session,
        report: Report,
        *,
        choice: Choice = "ours",
        names: Mapping[str, str] | None = None,
        dry_run: bool = False,
    ) -> None:
        self.outcome = ImportOutcome()
        self._session, self._library = session, session.library
        self._report, self._choice = report, choice
        self._names = names or {}
        self._dry_run = dry_run
        self._schema = session.library.schema
        self._rules = RelationRules(self._schema, self._entity)
        self._given_entities: dict[str, Entity] = {}
        self._entities: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._commands: dict[str, list[_Take]] = {}

    def take(
        self,
        given: Iterable[ArticleShape],
        progress: Progress | None = None,
        read: Callable[[int], None] = lambda _: None,
    ) -> ImportOutcome:
        """Take over articles: each decision is durable on return, and `undo` takes all back.

        `read` gets how many articles have been read, `progress` what a step tells it. Articles that
        were added stay when the decisions are undone. Raises `StorageError` and what `progress`
        raises; the articles are in the library then, without the decisions.
        """
        waiting: list[ArticleShape] = []
        for number, one in enumerate(given, 1):
            read(number)
            waiting.append(self._renamed(one))
            if len(waiting) >= _TOGETHER:
                self._plan(waiting)
                waiting = []
        self._plan(waiting)
        if self._dry_run:
            self._try()
        else:
            self._decide(progress)
        for commands in self._commands.values():
            for command in commands:
                self.outcome.added += command.taken.added
                self.outcome.present += command.taken.present
        return self.outcome

    def _plan(self, given: list[ArticleShape]) -> None:
        lacking: list[ArticleShape] = []
        for one in given:
            if self._is_whole(one):
                self._restore(one)
                continue
            id_ = self._found(one)
            if id_ is not None:
                same = not one.text or article_id(storable(one.text)) == id_
                self.outcome.articles["matched" if same else "moved"] += 1
                self._prepare(id_, one)
            elif one.text.strip():
                lacking.append(one)
            else:
                self.outcome.articles["unmatched"] += 1
                what = one.id or one.metadata.url or one.metadata.headline
                self._report.lost("articles that the library lacks, without their text", "", what)
        self._add(lacking)

    def _add(self, lacking: list[ArticleShape]) -> None:
        """Add texts that the library lacks, and prepare what is decided in them."""
        if not lacking:
            return
        drafts = [Draft(one.text, one.metadata, one.regions) for one in lacking]
        self.outcome.articles["added"] += len(lacking)
        if self._dry_run:
            for one in lacking:
                text = storable(one.text)
                id_ = article_id(text)
                self._texts[id_] = text
                self._prepare(id_, one, text)
            return
        for one, added in zip(lacking, self._library.add_many(drafts), strict=True):
            self._prepare(added.id, one)

    def _is_whole(self, one: ArticleShape) -> bool:
        """Whether it is an article of ours that the library lacks, to be restored as it was."""
        signed = any(not isinstance(each.annotator, UnsetType) for each in one.mentions)
        ours = bool(one.id and one.text) and (bool(one.added) or signed)
        return ours and article_id(storable(one.text)) == one.id and not self._has(one.id)

    def _restore(self, one: ArticleShape) -> None:
        try:
            if not self._dry_run:
                restore_article(self._library, self._session.annotator, one)
        except NewsbrowseError as error:
            self._report.wrong(one.id, 0, f"{error.what} {error.reason}")
            return
        self.outcome.articles["restored"] += 1
        for table in ArticleShape.PARTS:
            self.outcome.added[table] += len(getattr(one, table))

    def _has(self, id_: str) -> bool:
        try:
            return self._library.resolve(id_) == id_
        except UnknownArticleError:
            return False

    def _found(self, one: ArticleShape) -> str | None:
        """Return the article of the library that this one is, if any."""
        if one.text:
            id_ = article_id(storable(one.text))
            if self._has(id_):
                return id_
        elif one.id and self._has(one.id):
            return one.id
        letters = squeezed(one.text)
        quotes = [mention.text for mention in one.mentions if mention.text]
        for words in [one.text] if one.text else sorted(quotes, key=len, reverse=True)[:3]:
            for id_ in self._candidates(words):
                text = self._library.article(id_).text
                if letters and squeezed(text) == letters:
                    return id_
                there = sum(quote in text for quote in quotes)
                if not letters and quotes and there >= _ENOUGH * len(quotes):
                    return id_
        return None

    def _candidates(self, words: str) -> list[str]:
        found = [words[start:end] for start, end in tokens(words, 0, min(len(words), 400))]
        phrase = " ".join(f'"{word}"' for word in found[:_WORDS] if word.isalnum())
        if not phrase:
            return []
        query = parse(phrase)
        return [row.id for row in self._library.search.find(query, _CANDIDATES).rows]

    def _renamed(self, one: ArticleShape) -> ArticleShape:
        name = partial(_named, self._names)
        return replace(
            one,
            mentions=tuple(replace(each, label=name(each.label)) for each in one.mentions),
            rejections=tuple(replace(each, label=name(each.label)) for each in one.rejections),
            relations=tuple(replace(each, type=name(each.type)) for each in one.relations),
        )

    def _prepare(self, id_: str, given: ArticleShape, text: str | None = None) -> None:
        """Look at what an article is to get, leave out what it cannot have, and keep the rest."""
        if text is None:
            text = self._library.article(id_).text
            decisions = self._library.decisions(id_)
            ours, refused = list(decisions.mentions), list(decisions.rejections)
        else:
            ours, refused = [], []
        given = placed(replace(given, id=id_), text, self._report)
        checked = CheckedAnnotations(
            self._rules, self._report, given, self._entity_map(given.entities)
        )
        kept, gone = self._settled(checked.mentions, id_, ours, refused)
        shape = checked.shape(kept)
        self._commands.setdefault(id_, []).append(_Take(shape, self._rules, gone, given))

    def _entity_map(self, given: Iterable[Entity]) -> Mapping[str, str]:
        """Return the ids that entities have here; those that the library lacks are made."""
        if not self._entities:
            self._entities = {one.external: one.id for one in self._session.entities.all()}
            self._entities.pop("", None)
        found = {}
        for entity in given:
            known = self._entities.get(entity.external or entity.id)
            if known is None and not self._dry_run:
                self._session.entities.restore(entity, self._session.annotator)
            found[entity.id] = self._entities[entity.external or entity.id] = known or entity.id
            self._given_entities.setdefault(found[entity.id], entity)
        return found

    def _entity(self, id_: str) -> Entity:
        return self._given_entities.get(id_) or self._session.entities.get(id_)

    def _settled(
        self,
        given: Iterable[MentionShape],
        article: str,
        ours: list[Mention],
        refused: list[Rejection],
    ) -> tuple[dict[str, MentionShape | Mention], list[Mention]]:
        """Return what becomes of mentions: by id themselves, or the one of ours in their place;
        and which of ours give way.
        """
        kept: dict[str, MentionShape | Mention] = {}
        gone: list[Mention] = []
        for mention in given:
            against = [
                one
                for one in ours
                if one.start < mention.end
                and mention.start < one.end
                and (one.start, one.end, one.label) != (mention.start, mention.end, mention.label)
                and not _nested(one, mention)
            ]
            place = mention.start, mention.end, mention.label
            no = [one for one in refused if (one.start, one.end, one.label) == place]
            said = [f"{quoted(one.text)} {one.label}" for one in against]
            said += [f"{quoted(one.text)} rejected" for one in no]
            theirs = f"{quoted(mention.text)} {mention.label}"
            self.outcome.conflicts += (Conflict(article, theirs, one) for one in said)
            if self._choice == "ours" and (against or no):
                same = [one for one in against if (one.start, one.end) == place[:2]]
                if same:
                    kept[str(mention.id)] = same[0]
                continue
            if self._choice == "theirs":
                gone += (one for one in against if one not in gone)
            kept[str(mention.id)] = mention
        return kept, gone

    def _try(self) -> None:
        """Plan all of it and leave it at that."""
        for id_, takes in self._commands.items():
            command = partial(_all, takes)
            try:
                if id_ in self._texts:
                    nothing: Uniqueness = {"mentions": {}, "rejections": {}}
                    command(Plan({}, nothing, self._texts[id_], self._session.annotator))
                else:
                    file = f"{ARTICLES}{id_}"
                    record = self._library.record(id_)
                    plan_entry(record, file, self._session.annotator, "import", command)
            except DecisionError as error:
                self._report.wrong(id_, 0, f"{error.what} {error.reason}")

    def _decide(self, progress: Progress | None) -> None:
        commands: dict[str, Command] = {
            id_: partial(_all, takes) for id_, takes in self._commands.items()
        }
        if not commands:
            return
        try:
            if len(commands) == 1:
                [(id_, command)] = commands.items()
                self._session.decide(id_, "import", command)
                return
            parts = {f"{ARTICLES}{id_}": ("import", command) for id_, command in commands.items()}
            step = self._session.decide_step("import", parts, progress).step
        except DecisionError as error:
            self._report.wrong(error.what, 0, error.reason)
            return
        for left in step.left if step else ():
            self._report.wrong(left.file, 0, left.reason)


class _Take:
    """The command that takes one article's annotations over, in place of those that give way."""

    def __init__(
        self, shape: ArticleShape, rules: RelationRules, gone: list[Mention], given: ArticleShape
    ) -> None:
        self._shape, self._rules, self._gone, self._given = shape, rules, gone, given
        self._import = Import(shape, rules)
        self.taken = self._import.taken

    def __call__(self, plan: Plan) -> None:
        """Plan all of it. Raises `DecisionError`."""
        there = [one.id for one in self._gone if plan.get("mentions", one.id) is not None]
        if there:
            mentions.delete(plan, there, with_relations=True)
        self._import(plan)
        for one in self._shape.rejections:
            mentions.refuse(plan, (one.start, one.end, one.label))
        if self._given.state != "new":
            tags_notes_links.set_state(plan, self._given.state)
        if self._given.star:
            tags_notes_links.set_star(plan, star=True)


def _all(commands: Iterable[_Take], plan: Plan) -> None:
    for command in commands:
        command(plan)


def _named(names: Mapping[str, str], name: str) -> str:
    return names.get(name, name)


def _nested(one: Mention, other: MentionShape) -> bool:
    """Whether one of two mentions lies within the other, and is not all of it."""
    first, second = Span(one.start, one.end), Span(other.start, other.end)
    inner = (
        first.start <= second.start and second.end <= first.end,
        second.start <= first.start and first.end <= second.end,
    )
    return first != second and any(inner)
