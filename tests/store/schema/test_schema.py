from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.errors import SchemaError
from newsbrowse_store.schema.schema import HUES, SchemaFile, default_text, parse

if TYPE_CHECKING:
    from pathlib import Path

SPACY_LABELS = [
    "PERSON",
    "ORG",
    "GPE",
    "NORP",
    "LOC",
    "FAC",
    "EVENT",
    "PRODUCT",
    "WORK_OF_ART",
    "LAW",
    "LANGUAGE",
    "DATE",
    "TIME",
    "MONEY",
    "PERCENT",
    "QUANTITY",
    "ORDINAL",
    "CARDINAL",
]


def test_the_default_schema_is_right_throughout() -> None:
    schema, errors = parse(default_text())
    assert errors == ()
    assert [label.name for label in schema.labels] == SPACY_LABELS
    assert [schema.label_for_key(key).name for key in "1234567890"] == SPACY_LABELS[:10]  # type: ignore[union-attr]
    assert {label.name for label in schema.labels if label.faint} == set(SPACY_LABELS[11:])
    assert all(label.meaning and label.colour in HUES for label in schema.labels)
    assert 22 <= len(schema.relations) <= 26
    assert all(relation.key and relation.meaning for relation in schema.relations)
    assert all(relation.symmetric != bool(relation.inverse) for relation in schema.relations)


def test_a_short_colour_is_written_out() -> None:
    schema, errors = parse('[labels]\nA = { colour = "#1aF" }\nB = { colour = "#11aaff" }\n')
    assert errors == ()
    assert [label.colour for label in schema.labels] == ["#11aaFF", "#11aaff"]


@pytest.mark.parametrize(
    ("relation", "head", "tail"),
    [
        ("meets", "PERSON", "PERSON"),
        ("holds office", "PERSON", "ORG"),
        ("speaks for", "PERSON", "GPE"),
    ],
)
def test_the_default_schema_allows_what_news_says(relation: str, head: str, tail: str) -> None:
    schema, _ = parse(default_text())
    assert schema.allows(relation, head, tail)
    assert relation in [found.name for found in schema.allowed(head, tail)]


def test_relations_are_refused_where_their_labels_do_not_fit() -> None:
    schema, _ = parse(default_text())
    assert not schema.allows("holds office", "GPE", "PERSON")
    assert not schema.allows("unheard of", "PERSON", "PERSON")
    assert "citizen of" not in [found.name for found in schema.allowed("DATE", "GPE")]


def test_a_symmetric_relation_may_be_read_from_either_end() -> None:
    schema, errors = parse(
        "[labels]\nA = {}\nB = {}\n"
        '[relations.joins]\nhead = ["A"]\ntail = ["B"]\nsymmetric = true\n'
        '[relations.any]\n[relations.one]\nhead = ["A"]\ntail = ["B"]\n'
    )
    assert errors == ()
    assert schema.allows("joins", "B", "A")
    assert schema.allows("any", "B", "A")
    assert not schema.allows("one", "B", "A")


@pytest.mark.parametrize(
    ("said", "allowed"),
    [
        ("", ("when", "planned", "denied", "certainty", "reported_by")),
        ("attributes = []", ()),
        ('attributes = ["reported_by", "when"]', ("when", "reported_by")),
    ],
)
def test_a_relation_allows_the_attributes_it_names_or_all(
    said: str, allowed: tuple[str, ...]
) -> None:
    schema, errors = parse(f"[relations.meets]\n{said}\n")
    assert errors == ()
    relation = schema.relation("meets")
    assert relation is not None
    assert relation.attributes == allowed


def test_a_label_the_schema_lacks_can_still_be_shown() -> None:
    label = parse(default_text())[0].label("VESSEL")
    assert (label.name, label.known, label.key) == ("VESSEL", False, "")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[labels]\nA = { key = "12" }', 2, "not one character"),
        ('[labels]\nA = { key = "1" }\nB = { key = "1" }', 3, "key of A already"),
        ('[labels]\nA = { colour = "mauve" }', 2, "no colour"),
        ('[labels]\nA = { faint = "yes" }', 2, "neither true nor false"),
        ('[labels]\nA = { colur = "blue" }', 2, "unknown field colur"),
        ("[labels]\nA = 3", 2, "no table"),
        ('# x\n[relations.meets]\n\nhead = ["PERSON"]', 4, "PERSON, which is no label"),
        ('[relations."holds office"]\nmeaning = 3', 2, "no text"),
        ('[relations.meets]\nkey = "m"\nattributes = ["wen"]', 3, "wen, which is no attribute"),
        ('[relations.meets]\nattributes = "when"', 2, "no list of attributes"),
        ("[relations.meets]\nattributes = [3]", 2, "no list of attributes"),
        ("[label]\nA = {}", 1, "means nothing here"),
        ("\nname = 3", 2, "no text"),
    ],
)
def test_a_wrong_entry_is_reported_with_its_line(text: str, line: int, said: str) -> None:
    _, errors = parse(text, "newsbrowse.toml")
    assert len(errors) == 1
    assert errors[0].what == f"newsbrowse.toml, line {line}"
    assert said in errors[0].reason
    assert errors[0].remedy


def test_what_is_no_toml_is_refused_with_its_line() -> None:
    with pytest.raises(SchemaError, match="line 2"):
        parse("[labels]\nA = {\n")


class TestSchemaFile:
    def test_it_takes_up_changes(self, tmp_path: Path) -> None:
        file = write(tmp_path, '[labels]\nA = { key = "1" }\n')
        schema_file = SchemaFile(file)
        assert schema_file.schema.label("A").key == "1"
        write(tmp_path, '[labels]\nA = { key = "2" }\n', at=2)
        assert schema_file.schema.label("A").key == "2"

    def test_the_last_good_schema_stays_in_force_until_the_file_is_mended(
        self, tmp_path: Path
    ) -> None:
        schema_file = SchemaFile(write(tmp_path, '[labels]\nA = { key = "1" }\n'))
        assert schema_file.errors == ()
        for at, wrong in enumerate(("[labels", '[labels]\nA = { key = "77" }\n'), 2):
            write(tmp_path, wrong, at=at)
            assert schema_file.schema.label("A").key == "1"
            assert len(schema_file.errors) == 1
        write(tmp_path, "[labels]\nB = {}\n", at=9)
        assert [label.name for label in schema_file.schema.labels] == ["B"]
        assert schema_file.errors == ()

    def test_a_file_that_was_never_good_gives_what_can_be_used(self, tmp_path: Path) -> None:
        wrong = '[labels]\nA = { colour = "mauve" }\nB = { key = "2" }\n'
        schema_file = SchemaFile(write(tmp_path, wrong))
        assert schema_file.schema.label("B").key == "2"
        assert "mauve" in schema_file.errors[0].reason

    @pytest.mark.parametrize("content", [None, b"[labels", b"\xff\xfe"])
    def test_without_a_usable_file_the_default_schema_is_in_force(
        self, tmp_path: Path, content: bytes | None
    ) -> None:
        if content is not None:
            (tmp_path / "newsbrowse.toml").write_bytes(content)
        schema_file = SchemaFile(tmp_path / "newsbrowse.toml")
        assert schema_file.schema.label("PERSON").key == "1"
        assert len(schema_file.errors) == 1


def write(folder: Path, text: str, at: int = 1) -> Path:
    file = folder / "newsbrowse.toml"
    file.write_text(text, encoding="utf-8")
    os.utime(file, (at, at))
    return file
