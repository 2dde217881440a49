"""Steps of two people over a few articles, with undo and redo, against a plain model."""

from __future__ import annotations

import tempfile
from itertools import count
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.decisions.steps import finish_steps
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.library import Library
from newsbrowse_store.records.step_file import unfinished
from store.shelves import named, put

WHO = st.sampled_from(["ana", "ben"])
SOME = st.sets(st.integers(0, 2), min_size=1).map(sorted)
TAGS = st.sampled_from(["law", "sea"])

Part = list[tuple[str, int, bool]]
"""What a decision did to the tags of one article: name, number of the tag, whether it came."""


class Steps(RuleBasedStateMachine):
    """Each tag has a number: the same name taken off and given again is another tag."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "news"
        Library.open(path).close()
        libraries = [Library.open(path), Library.open(path)]
        self.ids = put(libraries[0], *(named(f"Article {n}") for n in range(3)))
        for library in libraries:
            library.catalogue.refresh()
        self.sessions = {
            who: Session(library, who)
            for who, library in zip(("ana", "ben"), libraries, strict=True)
        }
        self.tags: list[dict[str, int]] = [{}, {}, {}]
        self.numbers = count()
        self.stacks: dict[tuple[str, int], list[int]] = {}
        self.parts: dict[tuple[int, int], Part] = {}
        self.decided = count()

    def note(self, who: str, parts: dict[int, Part]) -> None:
        decision = next(self.decided)
        for article, part in parts.items():
            if part:
                self.stacks.setdefault((who, article), []).append(decision)
                self.parts[decision, article] = part

    @rule(who=WHO, articles=SOME, tag=TAGS)
    def tag(self, who: str, articles: list[int], tag: str) -> None:
        self.sessions[who].tag_all([self.ids[n] for n in articles], [tag])
        parts: dict[int, Part] = {}
        for article in articles:
            if tag not in self.tags[article]:
                self.tags[article][tag] = next(self.numbers)
                parts[article] = [(tag, self.tags[article][tag], True)]
        self.note(who, parts)

    @rule(who=WHO, articles=SOME, tag=TAGS)
    def untag(self, who: str, articles: list[int], tag: str) -> None:
        self.sessions[who].untag_all([self.ids[n] for n in articles], [tag])
        parts: dict[int, Part] = {}
        for article in articles:
            if tag in self.tags[article]:
                parts[article] = [(tag, self.tags[article].pop(tag), False)]
        self.note(who, parts)

    @rule(who=WHO, article=st.integers(0, 2))
    def undo(self, who: str, article: int) -> None:
        stack = self.stacks.get((who, article), [])
        session, id_ = self.sessions[who], self.ids[article]
        if not stack:
            assert session.undo(id_) is None
            return
        decision, stays, back = stack[-1], [], []
        for other in range(3):
            part = self.parts.get((decision, other))
            if part is None or decision not in self.stacks.get((who, other), []):
                continue
            fits = all(
                self.tags[other].get(tag) == number if came else tag not in self.tags[other]
                for tag, number, came in part
            )
            (back if fits else stays).append(other)
        if not back:
            try:
                session.undo(id_)
            except DecisionError:
                return
            raise AssertionError("undone, though something stands on all of it")
        undone = session.undo(id_)
        assert undone is not None
        if undone.step is not None:
            assert [one.file for one in undone.step.left] == [
                f"articles/{self.ids[other]}" for other in self.in_order(stays)
            ]
        for other in back:
            self.stacks[who, other].remove(decision)
            for tag, number, came in self.parts[decision, other]:
                if came:
                    del self.tags[other][tag]
                else:
                    self.tags[other][tag] = number

    def in_order(self, articles: list[int]) -> list[int]:
        return sorted(articles)

    @invariant()
    def is_as_the_model_says(self) -> None:
        if not hasattr(self, "ids"):
            return
        library = self.sessions["ana"].library
        for id_, tags in zip(self.ids, self.tags, strict=True):
            assert {tag.name for tag in library.decisions(id_).tags} == set(tags)
        assert unfinished(library.path) == []
        assert finish_steps(library) == []

    def teardown(self) -> None:
        if hasattr(self, "sessions"):
            for session in self.sessions.values():
                session.library.close()
            self.folder.cleanup()


TestSteps = Steps.TestCase
TestSteps.settings = settings(max_examples=30, stateful_step_count=15, deadline=None)
