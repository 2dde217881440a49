"""The values: structs, on which the functions of dataclasses fail unseen by mypy."""

from __future__ import annotations

import ast
import copy
import pickle
from pathlib import Path

import pytest

from newsbrowse_store.values import (
    End,
    Mention,
    Metadata,
    Relation,
    Span,
    as_document,
    fields,
    replace,
)

ROOT = Path(__file__).parents[2]
FORBIDDEN = {"replace", "asdict", "astuple", "fields"}
ROOMS = ("store", "ingest", "nlp", "exchange", "tui", "tests", "benchmarks", "seeds")


def test_nobody_uses_what_dataclasses_have_for_that() -> None:
    found = []
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == "dataclasses":
                found += [(path.name, alias.name) for alias in node.names]
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found += [(path.name, node.attr)] if node.value.id == "dataclasses" else []
    assert ("record.py", "dataclass") in found, "the imports are seen"
    assert [(name, used) for name, used in found if used in FORBIDDEN] == []


def test_a_value_is_frozen_is_no_tuple_and_goes_to_other_processes() -> None:
    span = Span(1, 2)
    with pytest.raises(AttributeError):
        span.start = 0  # type: ignore[misc]
    assert span != (1, 2)
    assert hash(span) == hash(Span(1, 2))
    assert Span(1, 2) < Span(1, 3) < Span(2, 0)
    mention = Mention(7, "ana", "", 0, 3, "ORG", "abc")
    assert pickle.loads(pickle.dumps(mention)) == mention == copy.deepcopy(mention)


def test_fields_of_a_decision_come_first() -> None:
    assert fields(Mention)[:4] == ("id", "annotator", "at", "start")
    assert replace(Metadata(source="x"), headline="y") == Metadata(headline="y", source="x")
    relation = Relation(7, "ana", "", "meets", End(1), End(None, "e"), "n", (Span(0, 3),))
    assert as_document(relation)["head"] == {"mention": 1, "entity": None}
    assert list(as_document(relation)["evidence"]) == [{"start": 0, "end": 3}]
