from __future__ import annotations

import io
import json
import re
import warnings
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from exchange_laws import articles, context, normal, read, written
from newsbrowse_exchange.formats.annotation import cas
from newsbrowse_exchange.report import Report
from newsbrowse_store.decisions.article_shape import ArticleShape, MentionShape

if TYPE_CHECKING:
    from newsbrowse_exchange.format import ExchangeFormat

FORMATS = pytest.mark.parametrize("form", [cas.JSON, cas.XMI], ids=lambda form: form.name)
NAMED = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
NATIVE = frozenset({"mentions", "mentions.overlapping", "relations"})

THEIRS = {
    "%TYPES": {
        NAMED: {
            "%NAME": NAMED,
            "%SUPER_TYPE": "uima.tcas.Annotation",
            "value": {"%NAME": "value", "%RANGE": "uima.cas.String"},
            "identifier": {"%NAME": "identifier", "%RANGE": "uima.cas.String"},
        },
        "webanno.custom.Employs": {
            "%NAME": "webanno.custom.Employs",
            "%SUPER_TYPE": "uima.tcas.Annotation",
            "Governor": {"%NAME": "Governor", "%RANGE": NAMED},
            "Dependent": {"%NAME": "Dependent", "%RANGE": NAMED},
        },
        "webanno.custom.Event": {
            "%NAME": "webanno.custom.Event",
            "%SUPER_TYPE": "uima.tcas.Annotation",
            "kind": {"%NAME": "kind", "%RANGE": "uima.cas.String"},
            "comment": {"%NAME": "comment", "%RANGE": "uima.cas.String"},
        },
        "webanno.custom.CorefLink": {
            "%NAME": "webanno.custom.CorefLink",
            "%SUPER_TYPE": "uima.tcas.Annotation",
            "next": {"%NAME": "next", "%RANGE": "webanno.custom.CorefLink"},
            "referenceType": {"%NAME": "referenceType", "%RANGE": "uima.cas.String"},
        },
        "webanno.custom.CorefChain": {
            "%NAME": "webanno.custom.CorefChain",
            "%SUPER_TYPE": "uima.cas.AnnotationBase",
            "first": {"%NAME": "first", "%RANGE": "webanno.custom.CorefLink"},
        },
    },
    "%FEATURE_STRUCTURES": [
        {
            "%ID": 1,
            "%TYPE": "uima.cas.Sofa",
            "sofaNum": 1,
            "sofaID": "_InitialView",
            "mimeType": "text",
            "sofaString": "𝒜da leads the Bank. She met staff.",
        },
        {
            "%ID": 2,
            "%TYPE": "uima.tcas.DocumentAnnotation",
            "@sofa": 1,
            "begin": 0,
            "end": 35,
            "language": "en",
        },
        *(
            {"%ID": id_, "%TYPE": type_, "@sofa": 1, "begin": begin, "end": end, **more}
            for id_, type_, begin, end, more in [
                (
                    3,
                    NAMED,
                    0,
                    4,
                    {"value": "PER", "identifier": "http://www.wikidata.org/entity/Q7"},
                ),
                (4, NAMED, 15, 19, {"value": "ORG"}),
                (5, NAMED, 15, 19, {"value": "FAC"}),
                (6, "webanno.custom.Employs", 0, 4, {"@Governor": 4, "@Dependent": 3}),
                (7, "webanno.custom.Event", 25, 28, {"kind": "MEETING", "comment": "when?"}),
                (8, "webanno.custom.CorefLink", 0, 4, {"@next": 9}),
                (9, "webanno.custom.CorefLink", 21, 24, {"referenceType": "PRON"}),
                (10, NAMED, 29, 99, {"value": "NORP"}),
                (11, NAMED, 1, 4, {"value": "HALF"}),
            ]
        ),
        {"%ID": 12, "%TYPE": "webanno.custom.CorefChain", "@sofa": 1, "@first": 8},
    ],
    "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": list(range(2, 13))}},
}
"""A document as INCEpTION exports it: layers of several kinds, one stacked, one beyond the text."""


def _same(back: list[ArticleShape], given: list[ArticleShape], carried: frozenset[str]) -> bool:
    """Files of a folder are read by name: their order is not that of the articles."""
    return sorted(repr(normal(one, carried)) for one in back) == sorted(
        repr(normal(one, carried)) for one in given
    )


@FORMATS
@given(given=st.lists(articles(), max_size=2, unique_by=lambda one: one.id))
@settings(max_examples=20)
def test_everything_but_history_and_suggestions_comes_back(
    form: ExchangeFormat, given: list[ArticleShape]
) -> None:
    report = Report()
    back = read(form, written(form, given, report), report)
    assert _same(back, given, form.carries)
    assert not report


@FORMATS
@given(given=articles())
@settings(max_examples=10)
def test_layers_alone_have_the_mentions_the_relations_and_what_is_one_thing(
    form: ExchangeFormat, given: ArticleShape
) -> None:
    files = {
        name: re.sub(rb'json="[^"]*"|"json": "(?:[^"\\]|\\.)*"', _empty, data)
        for name, data in written(form, [given]).items()
    }
    (back,) = read(form, files)
    between = tuple(
        one
        for one in given.relations
        if not any(isinstance(end.mention, UnsetType) for end in (one.head, one.tail))
    )
    carried = NATIVE | {"relations.note", "metadata.headline", "metadata.language", "metadata.url"}
    assert normal(back, carried) == normal(_plain(given, between), carried)
    assert _alike(back) == _alike(given)
    assert {one.external for one in back.entities} - {""} == {
        one.external for one in given.entities if {one.id} & {m.entity for m in given.mentions}
    } - {""}


def _alike(article: ArticleShape) -> set[frozenset]:
    """The mentions that are one thing; what is one thing elsewhere is one here."""
    called = {one.id: one.external or one.id for one in article.entities}
    return {
        frozenset(
            (m.start, m.end, m.label) for m in article.mentions if called.get(m.entity) == name
        )
        for name in called.values()
    } - {frozenset()}


def _empty(found: re.Match[bytes]) -> bytes:
    return b'json=""' if found[0].startswith(b"json") else b'"json": ""'


def _plain(given: ArticleShape, relations: tuple) -> ArticleShape:
    from newsbrowse_store.values import replace

    return replace(given, relations=relations, notes=())


@FORMATS
def test_offsets_in_the_files_are_those_of_java(form: ExchangeFormat) -> None:
    text = "𝒜 met Ada."
    given = ArticleShape(
        text=text, mentions=(MentionShape(id="1", start=6, end=9, label="PER", text="Ada"),)
    )
    data = b"".join(written(form, [given]).values()).decode()
    assert ('begin="7" end="10"' in data) or ('"begin": 7, "end": 10' in data)


def test_a_document_of_inception_is_read_with_all_its_layers() -> None:
    report = Report()
    (back,) = read(cas.JSON, {"story.json": json.dumps(THEIRS).encode()}, report)
    assert back.text == "𝒜da leads the Bank. She met staff."
    assert back.metadata.language == "en"
    named = {str(one.id): (one.text, one.label) for one in back.mentions}
    assert sorted(named.values()) == [
        ("Bank", "FAC"),
        ("Bank", "ORG"),
        ("She", "PRON"),
        ("met", "MEETING"),
        ("𝒜da", "PER"),
    ]
    (relation,) = back.relations
    assert relation.type == "Employs"
    assert named[relation.head.mention] == ("Bank", "ORG")
    assert named[relation.tail.mention] == ("𝒜da", "PER")
    (entity,) = back.entities
    assert (entity.name, entity.label, entity.external) == ("𝒜da", "PER", "Q7")
    assert {one.text for one in back.mentions if one.entity == entity.id} == {"𝒜da", "She"}
    assert [kind.said for kind in report.kinds()] == ["the feature comment of the layer Event"]
    assert len(report.troubles) == 2
    assert all("covers no words" in one.reason for one in report.troubles)


def _xmi(value: dict) -> dict[str, bytes]:
    from cassis import load_cas_from_json

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = load_cas_from_json(json.dumps(value))
        made.remove(next(one for one in made.select(NAMED) if one.value == "HALF"))
        return {
            "TypeSystem.xml": made.typesystem.to_xml().encode(),
            "a.xmi": made.to_xmi().encode(),
        }


def _zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_an_exported_project_is_read_with_the_names_of_its_annotators() -> None:
    inner = _zip(_xmi(THEIRS))
    project = _zip({"annotation/story.txt/ann.zip": inner, "exportedproject.json": b"{}"})
    as_json = {"annotation/story.txt/ann.json": json.dumps(THEIRS).encode()}
    for form, data in [
        (cas.XMI, project),
        (cas.XMI, inner),
        (cas.JSON, _zip(as_json | {"exportedproject.json": b"{}"})),
    ]:
        claiming = [one for one in (cas.JSON, cas.XMI) if one.claims and one.claims("a.zip", data)]
        assert claiming == [form]
        (back,) = read(form, {"project.zip": data})
        signed = {one.annotator for one in (*back.mentions, *back.relations)}
        assert signed == {UNSET if data is inner else "ann"}
        assert len(back.mentions) == 5


def test_what_a_tool_changed_counts_and_the_rest_stays() -> None:
    text = "Ada leads the Bank."
    given = ArticleShape(
        text=text,
        tags=("ports",),
        mentions=(
            MentionShape(id="11", start=0, end=3, label="PERSON", text="Ada", annotator="ann"),
            MentionShape(id="12", start=14, end=18, label="ORG", text="Bank", annotator="ann"),
        ),
    )
    ((name, data),) = written(cas.JSON, [given]).items()
    value = json.loads(data)
    for one in value["%FEATURE_STRUCTURES"]:
        if one.get("value") == "ORG":
            one["value"] = "FAC"
    (back,) = read(cas.JSON, {name: json.dumps(value).encode()})
    assert (back.mentions[0].id, back.mentions[0].annotator) == ("11", "ann")
    assert [(one.text, one.label) for one in back.mentions] == [("Ada", "PERSON"), ("Bank", "FAC")]
    assert back.tags == ("ports",)


def test_characters_that_xml_cannot_hold_are_told_and_come_back() -> None:
    given = ArticleShape(text="a\x0bb \ufffe Ada \x01", tags=("x\ufffe",))
    report = Report()
    files = written(cas.XMI, [given], report)
    assert [kind.count for kind in report.kinds()] == [1]
    (back,) = read(cas.XMI, files)
    assert (back.text, back.tags) == (given.text, given.tags)


@pytest.mark.parametrize(
    ("form", "name", "data"),
    [
        (cas.JSON, "b.json", b'{"%TYPES": {}, "%FEATURE_STRU'),
        (cas.JSON, "b.json", b"\xff\xfe"),
        (cas.JSON, "b.json", b"{}"),
        (cas.XMI, "b.xmi", b"<xmi:XMI "),
        (cas.XMI, "b.xmi", b'<?xml version="1.0"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"/>'),
        (cas.XMI, "b.xmi", b'<!DOCTYPE a [<!ENTITY b SYSTEM "/etc/passwd">]><a>&b;</a>'),
        (cas.XMI, "b.xmi", '<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16-le")),
        (cas.XMI, "b.xmi", b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a><a/>'),
        (cas.XMI, "b.zip", b"PK\x03\x04 no"),
        (cas.XMI, "b.zip", _zip({"c.xmi": b"\xff"})),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_comes_in(
    form: ExchangeFormat, name: str, data: bytes
) -> None:
    files = written(form, [ArticleShape(text="Ada.")])
    report = Report()
    back = read(form, {**files, name: data}, report)
    assert [one.text for one in back] == ["Ada."]
    assert [one.file.partition("/")[0] for one in report.troubles] == [name]


def test_what_unpacks_to_too_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cas, "LIMIT", 1000)
    report = Report()
    files = {"b.zip": _zip({"c.xmi": b" " * 2000}), "c.zip": _zip(_xmi(THEIRS))}
    assert read(cas.XMI, files, report) == []
    assert report.troubles[0].reason == "unpacks to more than 0 MiB"


def test_annotations_without_a_definition_are_told() -> None:
    files = _xmi(THEIRS)
    del files["TypeSystem.xml"]
    report = Report()
    (back,) = read(cas.XMI, files, report)
    assert [one.label for one in back.mentions] == ["PER", "ORG", "FAC"]
    kinds = {kind.said: kind.count for kind in report.kinds()}
    assert kinds == {"annotations of layers that the type system lacks": 5}


@FORMATS
def test_files_are_known_by_their_name_and_start(form: ExchangeFormat) -> None:
    assert form.claims is not None
    other = cas.XMI if form is cas.JSON else cas.JSON
    assert other.claims is not None
    for name, data in written(form, [ArticleShape(text="Ada.")]).items():
        assert form.claims(name, data)
        assert not other.claims(name, data)
    assert not form.claims("a.json", b'{"a": "%TYPES"}')


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from newsbrowse_store.errors import ReadError

    monkeypatch.setitem(sys.modules, "cassis", None)
    for form in (cas.JSON, cas.XMI):
        assert form.write is not None
        with pytest.raises(ReadError, match="dkpro-cassis"):
            list(form.write([], context(), Report()))
        with pytest.raises(ReadError, match="dkpro-cassis"):
            read(form, {"a.json": b"{}", "a.xmi": b""})
