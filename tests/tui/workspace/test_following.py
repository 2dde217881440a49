"""What is followed from decision to decision is the same as what is worked out anew."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from newsbrowse.widgets.inspector.inspector_lines import (
    EntityLines,
    RelationLines,
)
from newsbrowse.workspace.open_article import OpenArticle
from newsbrowse.workspace.workspace import Workspace
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.library import Library
from newsbrowse_store.records.article import ArticleRecord
from newsbrowse_store.text.tokens import tokens
from newsbrowse_store.values import Draft, Metadata, Suggestion

if TYPE_CHECKING:
    from pathlib import Path

    from newsbrowse.widgets.line_list import Line

TEXT = "Ilse Brandt met Tomas Okoye of Amsel Lines. Brandt said Amsel Lines met Okoye, too. " * 2
LABELS = ("PERSON", "ORG", "DATE")
WORDS = tokens(TEXT)
STEPS = 120


def spans(dice: random.Random) -> tuple[int, int]:
    first = dice.randrange(len(WORDS))
    return WORDS[first][0], WORDS[min(first + dice.randint(0, 2), len(WORDS) - 1)][1]


def suggestions(dice: random.Random) -> tuple[Suggestion, ...]:
    places = {(*spans(dice), dice.choice(LABELS)) for _ in range(40)}
    sources = ("model", "known")
    return tuple(Suggestion(*p, TEXT[p[0] : p[1]], dice.choice(sources)) for p in sorted(places))


def decide(desk: Workspace, dice: random.Random) -> str | None:
    """Make some decision, or find that a rule forbids it; return the entity it was about."""
    assert desk.reading is not None
    session, id_ = desk.session, desk.reading.article.id
    marked, waiting = list(desk.reading.annotated.mentions), list(desk.reading.pending)
    one = dice.choice([*marked, *waiting])
    other = dice.choice([*marked, *waiting])
    known = [mention.entity for mention in marked if mention.entity]
    act = dice.choice("aaarrlsdeptmunUUR")
    if act == "a" and waiting:
        session.accept(id_, dice.sample(waiting, min(len(waiting), dice.choice((1, 1, 2)))))
    elif act == "r" and waiting:
        session.reject(id_, [dice.choice(waiting)])
    elif act == "l":
        session.relabel(id_, [one], dice.choice(LABELS))
    elif act == "s":
        session.resize(id_, one, *spans(dice))
    elif act == "d" and marked:
        session.delete(id_, [dice.choice(marked).id], with_relations=True)
    elif act == "e":
        session.relate(id_, one, other, dice.choice(("meets", "leads", "employs")))
    elif act == "p":
        return session.link(id_, one, dice.choice(("Ilse B.", "Okoye")), create=True).entity
    elif act == "m" and known:
        return session.link(id_, one, dice.choice(known)).entity
    elif act == "t" and known:
        return session.tag_entity(dice.choice(known), [f"tag {dice.randrange(9)}"]).entity
    elif act == "n":
        session.same(id_, (one.start, one.end), one.label)
    elif act in "Uu":
        session.undo(id_)
    elif act == "R":
        session.redo(id_)
    return None


def words(lines: list[Line]) -> list[object]:
    """What lines say, and the places they stand for."""
    return [(x.parts, x.right, getattr(x.value, "spans", x.value)) for x in lines]


@pytest.mark.parametrize("seed", range(4))
def test_marks_and_lines_follow_every_decision(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    with Library.open(tmp_path / "news") as library:
        id_ = library.add(Draft(TEXT, Metadata(headline="Treaty"))).id
        library.suggestions.put(id_, "model", suggestions(dice))
        desk = Workspace(library, "ana", lambda article: library.suggestions.get(article, "model"))
        desk.open(id_)
        entities, relations = EntityLines(), RelationLines()
        for _ in range(STEPS):
            with suppress(DecisionError):
                desk.reopen(decide(desk, dice))
            now = desk.reading
            assert now is not None
            anew = OpenArticle(
                now.article,
                ArticleRecord(library.path, id_).annotated(now.annotated.suggestions),
                entities=now.entities,
            )
            assert list(now.marks) == list(anew.marks)
            given = library.schema, {"PERSON": "red"}
            listed = entities.of(now, *given, faint=True)
            assert words(listed) == words(EntityLines().of(anew, *given, faint=True))
            assert words(relations.of(now)) == words(RelationLines().of(anew))
            ends = {relation.head.mention for relation in now.decisions.relations}
            assert [now.relations_of(end or 0) for end in ends] == [
                anew.relations_of(end or 0) for end in ends
            ]
        assert desk.activity is not None
        assert desk.activity.decisions > STEPS // 3
