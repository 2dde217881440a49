"""Entity lines of the inspector: the entities of an article by label and name."""

from __future__ import annotations

from bisect import bisect_left, insort_right
from collections import defaultdict
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from newsbrowse.widgets.line_list import Line
from newsbrowse.workspace.wording import SOURCES
from newsbrowse_store.model import Suggestion
from newsbrowse_store.text.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsbrowse.workspace.open_article import OpenArticle
    from newsbrowse_store.model import Entity, Mention
    from newsbrowse_store.records.annotated import Annotated
    from newsbrowse_store.schema.schema import Schema

    Found: TypeAlias = Mention | Suggestion
    Key: TypeAlias = tuple[str, str]

DECIDED, PENDING = "✓", "┄"


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One entity in the text: its label, its id or else its words, and where it stands."""

    label: str
    of: str
    members: Spans[Found] = field(compare=False)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where it stands, in order."""
        return [(one.start, one.end) for one in self.members]


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """The mentions and suggestions of one entity, its place among others, and what is said."""

    members: Spans[Found]
    entity: Entity | None
    order: tuple[bool, str, str]
    line: Line


_order = attrgetter("order")


class EntityLines:
    """Lists the entities of an article; what a decision left alone is not listed anew."""

    def __init__(self) -> None:
        self._annotated: Annotated | None = None
        self._entities: Mapping[str, Entity] = {}
        self._groups: dict[Key, _Group] = {}
        self._listed: dict[str, list[_Group]] = {}

    def of(
        self, reading: OpenArticle, schema: Schema, colours: Mapping[str, str], *, faint: bool
    ) -> list[Line]:
        """The entities by label and name, those with something pending first.

        `colours` are those of the labels; labels of numbers and dates are listed only with `faint`.
        """
        self._follow(reading)
        if not reading.analysed and not reading.decisions.mentions:
            return [Line((("Being analysed… the first answer takes some seconds.", "quiet"),))]
        place = {label.name: number for number, label in enumerate(schema.labels)}
        hidden = set() if faint else {label.name for label in schema.labels if label.faint}
        lines: list[Line] = []
        for label in sorted(self._listed, key=lambda label: (place.get(label, len(place)), label)):
            if self._listed[label] and label not in hidden:
                lines += [Line(())] if lines else []
                lines.append(Line(((label, colours.get(label, "")),)))
                lines += [group.line for group in self._listed[label]]
        return lines or [Line((("No entities here yet.", "quiet"),))]

    def _follow(self, reading: OpenArticle) -> None:
        """Bring the groups up to date with what is marked now and with the entities' names."""
        before, self._annotated = self._annotated, reading.annotated
        step = reading.annotated.step_from(before) if before else None
        if step is None:
            self._groups, self._listed = {}, {}
            found: dict[Key, list[Found]] = defaultdict(list)
            for one in (*reading.annotated.mentions, *reading.pending):
                found[_key(one)].append(one)
            for key, every in found.items():
                self._put(key, Spans(every), reading.entities)
        for one in step.gone if step else ():
            self._put(_key(one), self._members(one).changed([one], ()), reading.entities)
        for one in step.come if step else ():
            self._put(_key(one), self._members(one).changed((), [one]), reading.entities)
        if reading.entities != self._entities:
            self._entities = reading.entities
            for key, group in list(self._groups.items()):
                if group.entity != reading.entities.get(key[1]):
                    self._put(key, group.members, reading.entities)

    def _members(self, of: Found) -> Spans[Found]:
        known = self._groups.get(_key(of))
        return known.members if known else Spans()

    def _put(self, key: Key, members: Spans[Found], entities: Mapping[str, Entity]) -> None:
        """Take the members of a group in place of those it had."""
        listed = self._listed.setdefault(key[0], [])
        known = self._groups.pop(key, None)
        if known is not None:
            del listed[listed.index(known, bisect_left(listed, known.order, key=_order))]
        if members:
            self._groups[key] = made = _group(key, members, entities.get(key[1]))
            insort_right(listed, made, key=_order)


def _key(found: Found) -> Key:
    return found.label, found.entity or found.text.casefold()


def _group(key: Key, members: Spans[Found], entity: Entity | None) -> _Group:
    first = members.all[0]
    name = entity.name if entity else " ".join(first.text.split())
    pending = [one for one in members if isinstance(one, Suggestion)]
    parts: list[tuple[str, str]] = [(f"  {name}", "")]
    if pending and pending[0].source not in ("", "model"):
        parts.append((f"  {SOURCES.get(pending[0].source, pending[0].source)}", "quiet"))
    parts += [(f"  #{tag}", "quiet") for tag in (entity.tags if entity else ())]
    right = f"{len(members):>3} {PENDING if pending else DECIDED} "
    line = Line(tuple(parts), ((right, "quiet"),), EntityRow(*key, members))
    return _Group(members, entity, (not pending, name.casefold(), key[1]), line)
