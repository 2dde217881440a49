"""What the inspector says, line by line."""

from __future__ import annotations

from newsbrowse.widgets.inspector.inspector_lines import MEASURE, RelationLines
from newsbrowse.workspace.open_article import OpenArticle
from newsbrowse_store.records.annotated import Annotated
from newsbrowse_store.values import Article, Decisions, End, Entity, Mention, Metadata, Relation

WHO, AT = "ana", "2026-03-03T12:00:00+00:00"
TEXT = "Brandt chairs the Joint Committee on Harbours."


def reading(entity: str | None) -> OpenArticle:
    """The article with one relation, its head linked to an entity or not."""
    mentions = (
        Mention(1, WHO, AT, 0, 6, "PERSON", "Brandt", entity=entity),
        Mention(2, WHO, AT, 18, 45, "ORG", "Joint Committee on Harbours"),
    )
    relation = Relation(3, WHO, AT, "leads", End(mention=1), End(mention=2))
    entities = {"b": Entity("b", "Ilse Brandt", "PERSON")}
    decisions = Decisions(mentions, relations=(relation,))
    annotated = Annotated.of(decisions, ())
    return OpenArticle(Article("a", TEXT, Metadata()), annotated, entities=entities)


def shown(entity: str | None) -> list[str]:
    return ["".join(text for text, _ in line.parts) for line in RelationLines().of(reading(entity))]


def test_a_relation_names_the_entity_that_an_end_is_linked_to() -> None:
    assert shown("b")[0] == "Ilse Brandt —leads→ "
    assert shown(None)[0] == "Brandt —leads→ "
    assert shown("gone")[0] == "Brandt —leads→ "


def test_a_long_relation_is_broken_before_its_tail() -> None:
    lines = shown("b")
    assert lines[1] == "  Joint Committee on Harbours"
    assert all(len(line) <= MEASURE for line in lines)
