"""Commands on relations: relate, edit, reverse, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbrowse_store.decisions.mentions import mention_at_place, mention_of
from newsbrowse_store.decisions.rules import attributes_key, check_span, notes_on
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.text.tokens import sentence_at
from newsbrowse_store.values import Attributes, as_document, fields

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
    attributes: Attributes = Attributes(),
) -> int:
    """Link two ends; without evidence, the sentences they stand in are it. Return the id."""
    ends = _end(plan, rules_of_relations, head), _end(plan, rules_of_relations, tail)
    said = _said(attributes)
    rules_of_relations.check(plan, type, *ends)
    rules_of_relations.check_allowed(type, said)
    rules_of_relations.check_said(said)
    made: dict[str, Any] = {"type": type, "head": ends[0], "tail": ends[1]}
    if said:
        made["attributes"] = said
    _check_turned(plan, rules_of_relations, made)
    return plan.insert(
        "relations",
        **made,
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
    attributes: Attributes | None = None,
) -> None:
    """Change what is given; without any span of evidence, it is the sentences of the ends again."""
    relation = _relation(plan, id_)
    changed: dict[str, Any] = {}
    if type is not None and type != relation["type"]:
        rules_of_relations.check(plan, type, relation["head"], relation["tail"])
        changed["type"] = type
    said = _said(attributes, relation)
    if said != relation.get("attributes", {}):
        rules_of_relations.check_said(said)
        changed["attributes"] = said
    if changed:
        now = {**relation, **changed}
        rules_of_relations.check_allowed(now["type"], said)
        _check_turned(plan, rules_of_relations, now, id_)
    if note is not None and note.strip() != relation["note"]:
        changed["note"] = note.strip()
    if evidence is not None:
        ends = relation["head"], relation["tail"]
        spans = _spans(plan, evidence) or _sentences(plan, *ends)
        if spans != relation["evidence"]:
            changed["evidence"] = spans
    if changed:
        plan.edit("relations", id_, **changed)


def reverse(plan: Plan, rules_of_relations: RelationRules, id_: int) -> None:
    """Let head and tail change places."""
    relation = _relation(plan, id_)
    turned = {"head": relation["tail"], "tail": relation["head"]}
    rules_of_relations.check(plan, relation["type"], **turned)
    _check_turned(plan, rules_of_relations, {**relation, **turned}, id_)
    plan.edit("relations", id_, **turned)


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


def _said(attributes: Attributes | None, of: Document | None = None) -> Document:
    """Return attributes as a document holds them; what newer versions know of them is kept."""
    before: Document = of.get("attributes", {}) if of else {}
    if attributes is None:
        return before
    kept = {name: it for name, it in before.items() if name not in fields(Attributes)}
    return {name: it for name, it in as_document(attributes).items() if it} | kept


def _check_turned(
    plan: Plan, rules_of_relations: RelationRules, relation: Document, itself: int | None = None
) -> None:
    """Raise `DecisionError` if a relation that is symmetric stands there the other way round."""
    kind = rules_of_relations.schema.relation(relation["type"])
    if kind is None or not kind.symmetric:
        return
    here = relation["type"], relation["head"], relation["tail"], attributes_key(relation)
    for id_, other in plan.documents("relations").items():
        turned = other["type"], other["tail"], other["head"], attributes_key(other)
        if turned == here and id_ != itself:
            raise DecisionError(
                f"“{relation['type']}”",
                "stands between these two already, the other way round",
                "It says the same: edit its note or its evidence, or say when it was.",
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
