"""Commands on relations: relate, edit, reverse, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbrowse_store.decisions.mentions import mention_at_place, mention_of
from newsbrowse_store.decisions.rules import check_span, notes_on
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.text.tokens import sentence_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbrowse_store.decisions.mentions import Target
    from newsbrowse_store.decisions.plan import Plan
    from newsbrowse_store.decisions.relation_rules import RelationRules
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.records.uniqueness import Place
    from newsbrowse_store.values import Span


def relate(
    plan: Plan,
    rules_of_relations: RelationRules,
    head: Target | Place | str,
    tail: Target | Place | str,
    type: str,  # noqa: A002
    note: str,
    evidence: Iterable[Span],
) -> int:
    """Link two ends; without evidence, the sentences they stand in are it. Return the id."""
    ends = _end(plan, rules_of_relations, head), _end(plan, rules_of_relations, tail)
    _check(plan, rules_of_relations, type, *ends)
    return plan.insert(
        "relations",
        type=type,
        head=ends[0],
        tail=ends[1],
        note=note.strip(),
        evidence=_spans(plan, evidence) or _sentences(plan, *ends),
    )


def edit(
    plan: Plan,
    rules_of_relations: RelationRules,
    id_: int,
    type: str | None,  # noqa: A002
    note: str | None,
    evidence: Iterable[Span] | None,
) -> None:
    """Change what is given; without any span of evidence, it is the sentences of the ends again."""
    relation = _relation(plan, id_)
    fields: dict[str, Any] = {}
    if type is not None and type != relation["type"]:
        _check(plan, rules_of_relations, type, relation["head"], relation["tail"], id_)
        fields["type"] = type
    if note is not None and note.strip() != relation["note"]:
        fields["note"] = note.strip()
    if evidence is not None:
        ends = relation["head"], relation["tail"]
        spans = _spans(plan, evidence) or _sentences(plan, *ends)
        if spans != relation["evidence"]:
            fields["evidence"] = spans
    if fields:
        plan.edit("relations", id_, **fields)


def reverse(plan: Plan, rules_of_relations: RelationRules, id_: int) -> None:
    """Let head and tail change places."""
    relation = _relation(plan, id_)
    _check(plan, rules_of_relations, relation["type"], relation["tail"], relation["head"], id_)
    plan.edit("relations", id_, head=relation["tail"], tail=relation["head"])


def delete(plan: Plan, id_: int) -> None:
    """Delete a relation with the notes on it."""
    _relation(plan, id_)
    for note in notes_on(plan, "relation", (id_,)):
        plan.remove("notes", note)
    plan.remove("relations", id_)


def _end(plan: Plan, rules_of_relations: RelationRules, target: Target | Place | str) -> Document:
    if isinstance(target, str):
        return {"mention": None, "entity": target}
    if isinstance(target, tuple):
        return {
            "mention": mention_at_place(plan, rules_of_relations, target, "manual"),
            "entity": None,
        }
    return {"mention": mention_of(plan, target), "entity": None}


def _check(
    plan: Plan,
    rules_of_relations: RelationRules,
    type_: str,
    head: Document,
    tail: Document,
    itself: int | None = None,
) -> None:
    rules_of_relations.check(plan, type_, head, tail)
    relation = rules_of_relations.schema.relation(type_)
    if relation is not None and relation.symmetric:
        for id_, other in plan.documents("relations").items():
            turned = other["type"], other["tail"], other["head"]
            if turned == (type_, head, tail) and id_ != itself:
                raise DecisionError(
                    f"“{type_}”",
                    "stands between these two already, the other way round",
                    "It says the same: edit its note or its evidence.",
                )


def _relation(plan: Plan, id_: int) -> Document:
    relation = plan.get("relations", id_)
    if relation is None:
        raise DecisionError(
            "the relation", "is no longer there", "Look at the article again, then decide."
        )
    return relation


def _spans(plan: Plan, evidence: Iterable[Span]) -> list[Document]:
    """Return spans as a document holds them: in order, each once."""
    found = sorted({(span.start, span.end) for span in evidence})
    for start, end in found:
        check_span(plan.text, start, end)
    return [{"start": start, "end": end} for start, end in found]


def _sentences(plan: Plan, *ends: Document) -> list[Document]:
    """Return the sentences in which the ends that are mentions begin."""
    mentions = plan.documents("mentions")
    starts = [mentions[end["mention"]]["start"] for end in ends if end["mention"] is not None]
    found = sorted({found for start in starts if (found := sentence_at(plan.text, start))})
    return [{"start": start, "end": end} for start, end in found]
