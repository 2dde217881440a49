from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from newsbrowse_nlp.pieces import PIECE
from newsbrowse_nlp.worker import wire
from newsbrowse_nlp.worker.child import BATCH, Child
from newsbrowse_store.processes.json_child import encode
from newsbrowse_store.values import KnownName, Region

if TYPE_CHECKING:
    from collections.abc import Sequence

LONG = "Brandt sails on.\n" * (3 * BATCH // 17)


class Finder:
    """Finds `Brandt`, keeps what it was given, and fails on poison."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def entities(self, texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
        self.given += texts
        if any("poison" in text for text in texts):
            raise ValueError("cannot digest this")
        return [
            [(*match.span(), "PERSON") for match in re.finditer("Brandt", text)] for text in texts
        ]


class Talk:
    """A child and what it said."""

    def __init__(self) -> None:
        self.said: list[wire.Message] = []
        self.finder = Finder()
        self.child = Child(self.finder, self.said.append)

    def ask(
        self, ticket: int, text: str, priority: int = 0, regions: Sequence[Region] = ()
    ) -> None:
        message = wire.ask_message(ticket, text, f"sha {text}", regions, priority)
        self.child.hear(_over_the_wire(message))

    def tell(self, **message: Any) -> None:
        self.child.hear(_over_the_wire(message))

    def finish(self) -> list[int]:
        """Lets the child work; the tickets in the order they were answered."""
        while not self.child.idle:
            self.child.work()
        return [message["ticket"] for message in self.said]

    def texts(self, index: int, text: str) -> list[str]:
        return [one.text for one in wire.suggestions_in(self.said[index], text)]


def _over_the_wire(message: wire.Message) -> wire.Message:
    return json.loads(encode(message))


def test_most_urgent_is_answered_first() -> None:
    talk = Talk()
    for ticket, priority in enumerate((2, 1, 2, 0, 1)):
        talk.ask(ticket, f"Brandt {ticket}", priority)
    assert talk.finish() == [3, 1, 4, 0, 2]


def test_urgent_question_overtakes_a_long_article_that_was_begun() -> None:
    talk = Talk()
    talk.ask(1, LONG, priority=1)
    talk.child.work()
    assert not talk.said
    talk.ask(2, "Brandt", priority=0)
    assert talk.finish() == [2, 1]
    assert len(talk.texts(1, LONG)) == LONG.count("Brandt")
    assert max(map(len, talk.finder.given)) <= PIECE
    assert sum(map(len, talk.finder.given)) < 1.1 * len(LONG)


def test_less_urgent_work_is_not_done_along_with_urgent_work() -> None:
    talk = Talk()
    talk.ask(1, "Brandt rests", priority=2)
    talk.ask(2, "Brandt hurries", priority=0)
    talk.child.work()
    assert talk.finder.given == ["Brandt hurries"]


def test_long_article_made_urgent_overtakes() -> None:
    talk = Talk()
    talk.ask(1, LONG, priority=2)
    talk.ask(2, "Brandt", priority=1)
    talk.tell(do="priority", ticket=1, priority=0)
    talk.tell(do="priority", ticket=9, priority=0)
    assert talk.finish() == [1, 2]


def test_dropped_question_is_not_answered() -> None:
    talk = Talk()
    talk.ask(1, LONG)
    talk.ask(2, "Brandt")
    talk.child.work()
    talk.tell(do="drop", ticket=1)
    assert talk.finish() == [2]


def test_failing_article_is_reported_and_the_others_are_answered() -> None:
    talk = Talk()
    talk.ask(1, "Brandt one")
    talk.ask(2, "Brandt " * 2 * PIECE + "poison " * PIECE)
    talk.ask(3, "Brandt three")
    assert sorted(talk.finish()) == [1, 2, 3]
    said = {message["ticket"]: message for message in talk.said}
    assert [said[ticket]["say"] for ticket in (1, 2, 3)] == ["answer", "error", "answer"]
    assert said[2]["reason"] == "ValueError: cannot digest this"


def test_new_names_need_no_new_analysis() -> None:
    talk = Talk()
    talk.ask(1, "Brandt in Amsel")
    talk.finish()
    talk.tell(**wire.names_message([KnownName("Amsel", "GPE", 1, "e1")], 7))
    talk.ask(2, "Brandt in Amsel")
    talk.finish()
    assert talk.finder.given == ["Brandt in Amsel"]
    assert talk.texts(0, "Brandt in Amsel") == ["Brandt"]
    assert talk.texts(1, "Brandt in Amsel") == ["Brandt", "Amsel"]
    assert [message["names"] for message in talk.said] == [0, 7]
    assert wire.suggestions_in(talk.said[1], "Brandt in Amsel")[1].entity == "e1"


def test_regions_are_heeded() -> None:
    talk = Talk()
    talk.ask(1, "sails on Brandt", regions=[Region("credit", 9, 15)])
    talk.finish()
    assert talk.texts(0, "sails on Brandt") == []


def test_without_a_model_names_are_suggested() -> None:
    said: list[wire.Message] = []
    child = Child(None, said.append)
    child.hear(wire.names_message([KnownName("Amsel", "GPE", 1)], 1))
    child.hear(wire.ask_message(1, "to Amsel", "", [], 0))
    child.work()
    assert [one.source for one in wire.suggestions_in(said[0], "to Amsel")] == ["known"]


def test_empty_text_is_answered() -> None:
    talk = Talk()
    talk.ask(1, "")
    assert talk.finish() == [1]
