"""Relation rules: which type of relation may lead from what to what, by the schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from newsbrowse_store.decisions.rules import hanging_on
from newsbrowse_store.errors import DecisionError, quoted
from newsbrowse_store.schema.schema import ATTRIBUTES
from newsbrowse_store.text.partial_dates import in_order, period
from newsbrowse_store.values import Certainty

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsbrowse_store.decisions.plan import Plan
    from newsbrowse_store.disk.raw_tables import Document
    from newsbrowse_store.schema.schema import Schema
    from newsbrowse_store.values import Entity


def check_when(when: str) -> None:
    """Raise `DecisionError` unless this is a date, as far as known, or a period of two."""
    dates = period(when)
    if dates is None or not in_order(*dates):
        raise DecisionError(
            quoted(when),
            "is neither a date nor a period" if dates is None else "ends before it begins",
            "Write it as far as known: 2024, 2024-11, 2024-11-12, 2024-11-12/2024-11-14.",
        )


@dataclass(frozen=True, slots=True)
class RelationRules:
    """The schema in force, and what entities are, by id; `entity` raises `DecisionError`."""

    schema: Schema
    entity: Callable[[str], Entity]

    def label(self, plan: Plan, end: Document) -> str:
        """Return the label of a relation's end, as a document holds one."""
        if end.get("entity") is not None:
            return self.entity(end["entity"]).label
        label: str = plan.documents("mentions")[end["mention"]]["label"]
        return label

    def check_label(self, label: str) -> None:
        """Raise `DecisionError`, naming the labels there are, if the schema lacks this one."""
        if not self.schema.label(label).known:
            known = ", ".join(label.name for label in self.schema.labels)
            raise DecisionError(
                quoted(label),
                "is no label of the schema",
                f"Add it to newsbrowse.toml, or use one of {known}.",
            )

    def check(self, plan: Plan, type_: str, head: Document, tail: Document) -> None:
        """Raise `DecisionError`, naming the types that would do, if this one does not."""
        labels = self.label(plan, head), self.label(plan, tail)
        if self.schema.allows(type_, *labels):
            return
        allowed = ", ".join(relation.name for relation in self.schema.allowed(*labels))
        raise DecisionError(
            f"“{type_}”",
            "is no relation of the schema"
            if self.schema.relation(type_) is None
            else f"cannot lead from {labels[0]} to {labels[1]}",
            f"These would do: {allowed}." if allowed else "Nothing leads from one to the other.",
        )

    def check_allowed(self, type_: str, said: Document) -> None:
        """Raise `DecisionError`, naming what may be said of the type, if something else is."""
        relation = self.schema.relation(type_)
        refused = set(said) & set(ATTRIBUTES) - set(relation.attributes) if relation else set()
        if relation is not None and refused:
            may = f"It may have {', '.join(relation.attributes)}. " if relation.attributes else ""
            raise DecisionError(
                f"“{type_}”",
                f"cannot have {', '.join(sorted(refused, key=ATTRIBUTES.index))}",
                f"{may}Leave that out, or add it to the type's attributes in newsbrowse.toml.",
            )

    def check_said(self, said: Document) -> None:
        """Raise `DecisionError` if attributes, as a document holds them, say what cannot be."""
        if when := said.get("when"):
            check_when(when)
        if said.get("certainty", "") not in get_args(Certainty):
            known = ", ".join(filter(None, get_args(Certainty)))
            raise DecisionError(quoted(said["certainty"]), "is no certainty", f"Known are {known}.")
        if (reporter := said.get("reported_by")) is not None:
            self.entity(reporter)

    def check_relabelled(self, plan: Plan, before: Mapping[int, str]) -> None:
        """Raise `DecisionError` when mentions with new labels make relations that are forbidden.

        `before` gives the labels they had: what was forbidden even then is no reason.
        """
        for id_ in hanging_on(plan, before) if before else ():
            relation = plan.documents("relations")[id_]
            ends = relation["head"], relation["tail"]
            now = [self.label(plan, end) for end in ends]
            was = [
                before.get(end.get("mention"), label) for end, label in zip(ends, now, strict=True)
            ]
            allows = self.schema.allows
            if allows(relation["type"], *was) and not allows(relation["type"], *now):
                changed = next(end["mention"] for end in ends if end.get("mention") in before)
                mention = plan.documents("mentions")[changed]
                raise DecisionError(
                    f"{quoted(mention['text'])} as {mention['label']}",
                    f"cannot be an end of “{relation['type']}”, and it is one",
                    "Change or delete that relation first.",
                )
