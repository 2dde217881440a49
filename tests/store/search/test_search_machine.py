"""Any articles and decisions, and any searches: the index against looking at everything."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.library import Library
from newsbrowse_store.query.fields import TextField
from newsbrowse_store.query.query import And, Fact, Not, Or, Published, Query, Words
from newsbrowse_store.text.tokens import tokens
from newsbrowse_store.values import Draft, Metadata
from store.search_model import Known, holds, known
from store.shelves import put

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

VOCABULARY = ["Harbour", "treaty", "treaties", "Zürich", "zurich", "Su-57", "of", "O’Neill"]
LABELS = ["PERSON", "ORG", "GPE"]
TAGS = ["defence", "defence/diplomacy", "defences", "Law"]
RELATIONS = ["meets", "holds office", "talks with"]
DATES = ["2025-12-31", "2026-01-01", "2026-03-04T10:00:00", "2026-03"]
SAID = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=5)
LINES = SAID.map(" ".join)
TEXTS = st.lists(SAID.map(" ".join), min_size=1, max_size=3).map("\n".join)
DRAFTS = st.builds(
    lambda text, headline, source, published, tags: Draft(
        text, Metadata(headline=headline, source=source, published=published), tags=tuple(tags)
    ),
    TEXTS,
    LINES,
    LINES,
    st.sampled_from(DATES),
    st.lists(st.sampled_from(TAGS), unique=True, max_size=2),
)

WORDS = st.lists(st.sampled_from(["harbour", "treat", "Zurich", "57", "su", "OF", "o'neill"]))
LEAVES = st.one_of(
    st.builds(
        Words,
        WORDS.filter(bool).map(lambda words: " ".join(words[:2])),
        st.sampled_from(["text", "text", "title", "source", "note"]),
        st.booleans(),
    ),
    st.builds(
        Fact, st.just("tag"), st.sampled_from([*TAGS, "def", "LAW", "diplomacy"]), st.booleans()
    ),
    st.builds(Fact, st.just("label"), st.sampled_from([*LABELS, "per"]), st.booleans()),
    st.builds(
        Fact,
        st.just("entity"),
        st.sampled_from(["harbour", "treat", "Wang Yi", "wang", "yi", "harbour of"]),
        st.booleans(),
    ),
    st.builds(
        Fact, st.just("relation"), st.sampled_from([*RELATIONS, "talk", "office"]), st.booleans()
    ),
    st.builds(Fact, st.just("annotator"), st.sampled_from(["ana", "Ben", "b"]), st.booleans()),
    st.builds(Fact, st.just("state"), st.sampled_from(["new", "open", "done"])),
    st.builds(Fact, st.just("star"), st.sampled_from(["yes", "no"])),
    st.builds(
        Published,
        st.sampled_from(["before", "after"]),
        st.sampled_from(["2026", "2026-03", "2026-01-01"]),
    ),
)


def joined(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, parts))


ALONE: list[Query] = [
    *(Words(text, field) for field in get_args(TextField) for text in ("harbour", "of su", "57")),
    *(Words("treat", field, prefix=True) for field in get_args(TextField)),
    *(Fact("tag", tag) for tag in ("defence", "defence/diplomacy", "law", "diplomacy")),
    *(
        Fact("tag", "defence/d", prefix=True),
        Fact("label", "person"),
        Fact("label", "g", prefix=True),
    ),
    *(Fact("entity", name) for name in ("harbour", "wang yi", "yi", "wang", "harbour of")),
    *(Fact("relation", "meets"), Fact("relation", "office")),
    *(Fact("relation", "hold", prefix=True), Fact("annotator", "ana"), Fact("annotator", "ben")),
    *(Fact("state", "new"), Fact("state", "open"), Fact("state", "done"), Fact("star", "yes")),
    *(Published("before", "2026"), Published("after", "2026-03"), Not(Words("harbour"))),
]

QUERIES = st.recursive(LEAVES, joined, max_leaves=6)


class Searches(RuleBasedStateMachine):
    """Two annotators in one library, each with a window of their own."""

    articles = Bundle("articles")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="newsbrowse-test-"))
        self.library = Library.open(self.folder / "news")
        other = Library.open(self.library.path, create=False)
        self.sessions = [Session(self.library, "ana"), Session(other, "Ben")]

    def teardown(self) -> None:
        for session in self.sessions:
            session.library.close()
        shutil.rmtree(self.folder)

    def decide(self, who: int, decision: Callable[[Session], object]) -> None:
        with suppress(DecisionError):
            decision(self.sessions[who])

    @initialize(target=articles, drafts=st.lists(DRAFTS, min_size=3, max_size=6))
    def begin(self, drafts: list[Draft]) -> object:
        return multiple(*dict.fromkeys(one.id for one in self.library.add_many(drafts, "ana")))

    @rule(target=articles, draft=DRAFTS, seen=st.booleans())
    def add(self, draft: Draft, seen: bool) -> object:
        there = set(self.library.ids())
        if seen:
            id_ = self.library.add(draft, "ana").id
        else:
            (id_,) = put(self.library, draft)
            self.library.catalogue.refresh()
        return multiple() if id_ in there else id_

    @rule(article=consumes(articles), seen=st.booleans())
    def remove(self, article: str, seen: bool) -> None:
        if seen:
            self.library.purge(article)
        else:
            self.library.record(article).purge()
            self.library.catalogue.refresh()

    @rule(article=articles, who=st.integers(0, 1), tag=st.sampled_from(TAGS), off=st.booleans())
    def tag(self, article: str, who: int, tag: str, off: bool) -> None:
        self.decide(who, lambda s: s.untag(article, [tag]) if off else s.tag(article, [tag]))

    @rule(
        article=articles,
        who=st.integers(0, 1),
        places=st.lists(st.tuples(st.integers(0, 7), st.sampled_from(LABELS)), min_size=2),
        relation=st.sampled_from(RELATIONS),
    )
    def relate(self, article: str, who: int, places: list[tuple[int, str]], relation: str) -> None:
        words = tokens(self.library.article(article).text)
        ends = [(*words[at % len(words)], label) for at, label in places[:2]]
        note = VOCABULARY[places[0][0]]
        self.decide(who, lambda s: s.relate(article, ends[0], ends[1], relation, note))

    @rule(
        article=articles, who=st.integers(0, 1), at=st.integers(0, 7), label=st.sampled_from(LABELS)
    )
    def mark(self, article: str, who: int, at: int, label: str) -> None:
        words = tokens(self.library.article(article).text)
        self.decide(who, lambda s: s.add(article, *words[at % len(words)], label))

    @rule(article=articles, who=st.integers(0, 1), unlink=st.booleans(), delete=st.booleans())
    def link(self, article: str, who: int, unlink: bool, delete: bool) -> None:
        mentions = self.library.decisions(article).mentions
        if not mentions:
            return
        if delete:
            ids = [mentions[0].id]
            self.decide(who, lambda s: s.delete(article, ids, with_relations=True))
        elif unlink:
            self.decide(who, lambda s: s.unlink(article, mentions[-1].id))
        else:
            self.decide(who, lambda s: s.link(article, mentions[-1], "Wang Yi", create=True))

    @rule(article=articles, who=st.integers(0, 1), text=LINES)
    def note(self, article: str, who: int, text: str) -> None:
        self.decide(who, lambda s: s.note(article, "article", text))

    @rule(
        article=articles,
        who=st.integers(0, 1),
        state=st.sampled_from(["open", "done"]),
        star=st.booleans(),
    )
    def set(self, article: str, who: int, state: str, star: bool) -> None:
        self.decide(who, lambda s: s.set_state(article, state))  # type: ignore[arg-type]
        self.decide(who, lambda s: s.set_star(article, star))

    @rule(article=articles, headline=LINES, source=LINES, date=st.sampled_from(DATES[:3]))
    def correct(self, article: str, headline: str, source: str, date: str) -> None:
        facts = {"headline": headline, "source": source, "published": date}
        self.decide(0, lambda s: s.set_metadata(article, **facts))

    @rule(article=articles, who=st.integers(0, 1))
    def undo(self, article: str, who: int) -> None:
        self.decide(who, lambda s: s.undo(article))

    @rule()
    def rebuild(self) -> None:
        self.library.catalogue.rebuild()

    @rule(queries=st.lists(QUERIES, min_size=3, max_size=6))
    def search(self, queries: list[Query]) -> None:
        self.compare(queries)

    @invariant()
    def each_kind_of_condition_holds(self) -> None:
        self.compare(ALONE)

    def compare(self, queries: Sequence[Query]) -> None:
        search, articles = self.library.search, self.articles_known()
        for query in queries:
            expected = {id_ for id_, article in articles.items() if holds(query, article)}
            assert set(search.ids(query)) == expected, query
            found = search.find(query)
            assert {row.id for row in found.rows} == expected, query
            assert (found.count, found.more) == (len(expected), False), query

    def articles_known(self) -> dict[str, Known]:
        return {id_: known(self.library, id_) for id_ in self.library.ids()}


TestSearches = Searches.TestCase
TestSearches.settings = settings(max_examples=6, stateful_step_count=20, deadline=None)


@pytest.mark.long
class TestManySearches(Searches.TestCase):
    settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
