"""Whatever was decided is shown, restored in an empty library, and shown the same again."""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsbrowse_store.decisions.foreign import read_annotations
from newsbrowse_store.decisions.restoration import restore_article
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.decisions.shaping import shown_article
from newsbrowse_store.errors import NewsbrowseError, StorageError
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.records.documents import APPEARANCES
from newsbrowse_store.records.history import OPENED, Change
from newsbrowse_store.records.ids import new_id
from newsbrowse_store.values import Draft, Metadata, Span, Suggestion, as_document
from store.session_model import LABELS, PLACES, SPANS, TEXT, TYPES
from store.sessions import session_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse_store.decisions.plan import Plan

    Act = Callable[[Session, str], object]

WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=6)
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "when": st.sampled_from(["2024", "2024-11-12/2024-11-14"]),
        "planned": st.just(True),
        "certainty": st.sampled_from(["low", "high"]),
    },
)


def at(place: tuple[int, int, str]) -> Suggestion:
    return Suggestion(*place, TEXT[place[0] : place[1]])


def relate(session: Session, article: str, parts: Any) -> None:
    head, tail, type_, note, said, reported = parts
    decided = session.relate(article, head, tail, type_, note, [Span(0, 4)] if note else []).entry
    assert decided is not None
    (id_,) = (change.id for change in decided.changes if change.table == "relations")
    if reported:
        said = {**said, "reported_by": session.entities.create("Wire", "ORG", "ana").id}
    session.decide(article, "say", lambda plan: plan.edit("relations", id_, attributes=said))
    session.note(article, f"relation:{id_}", "in the line")


def link(session: Session, article: str, parts: Any) -> None:
    place, name, tag = parts
    entity = session.link(article, at(place), name, create=True).entity
    assert entity is not None
    session.tag_entity(entity, [tag])
    session.note_entity(entity, name)
    alias = {"name": "I. B.", "annotator": "ben", "at": ""}
    session.decide_entity(entity, "alias", lambda plan: plan.put("aliases", 7, alias))


def appear(session: Session, article: str, key: str) -> None:
    seen = {"key": key, "place": "wire", "seen": "2026-03-04T10:00+00:00", "published": ""}

    def command(plan: Plan) -> None:
        plan.put(APPEARANCES, len(plan.documents(APPEARANCES)) + 1, seen)

    session.decide(article, OPENED, command)  # no decision: undo passes over it


def doing(call: Callable[[Session, str, Any], object], given: st.SearchStrategy[Any]) -> Any:
    return given.map(lambda it: lambda session, article: call(session, article, it))


ACTS = st.one_of(
    doing(lambda s, a, place: s.accept(a, [at(place)]), PLACES),
    doing(lambda s, a, place: s.reject(a, [at(place)]), PLACES),
    doing(lambda s, a, it: s.resize(a, at(it[0]), *it[1]), st.tuples(PLACES, SPANS)),
    doing(lambda s, a, it: s.relabel(a, [at(it[0])], it[1]), st.tuples(PLACES, LABELS)),
    doing(
        relate,
        st.tuples(PLACES, PLACES, TYPES, st.just("") | WORDS, ATTRIBUTES, st.booleans()),
    ),
    doing(link, st.tuples(PLACES, WORDS, WORDS)),
    doing(lambda s, a, it: s.note(a, at(it[0]), it[1]), st.tuples(PLACES, WORDS)),
    doing(lambda s, a, names: s.tag(a, names), st.lists(WORDS, max_size=3)),
    doing(lambda s, a, words: s.set_metadata(a, headline=words), WORDS),
    doing(lambda s, a, state: s.set_state(a, state), st.sampled_from(["open", "done"])),
    doing(lambda s, a, star: s.set_star(a, star), st.booleans()),
    doing(lambda s, a, _: s.remove([a]), st.none()),
    doing(appear, WORDS),
    doing(lambda s, a, _: s.undo(a), st.none()),
)


def shown(library: Library, article: str, *, history: bool = True) -> dict[str, Any]:
    printed = json.dumps(as_document(shown_article(library, article, [], history=history)))
    value: dict[str, Any] = json.loads(printed)
    return value


def restore(library: Library, shape: Any) -> bool:
    return restore_article(library, "zoe", read_annotations(json.dumps(shape)))


def files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)) for path in found if ".newsbrowse" not in path.parts}


def resize(session: Session, article: str) -> None:
    session.resize(article, at((0, 4, "PERSON")), 5, 11)


@example(acts=[resize], history=True)
@settings(max_examples=25)
@given(acts=st.lists(ACTS, max_size=12), history=st.booleans())
def test_what_is_shown_is_restored_as_it_was(acts: list[Act], history: bool) -> None:
    folder = Path(tempfile.mkdtemp(prefix="newsbrowse-test-"))
    try:
        session, article = session_in(folder, text=TEXT)
        for act in acts:
            with suppress(NewsbrowseError):
                act(session, article)
        before = shown(session.library, article, history=history)
        with Library.open(folder / "second") as second:
            assert restore(second, before)
            assert shown(second, article, history=history) == before
            assert [
                one for one in check(second.path) if not one.harmless and one.kind != "cache"
            ] == []
            there = files(second.path)
            assert not restore(second, before)
            Session(second, "ana").import_annotations(article, read_annotations(json.dumps(before)))
            assert shown(second, article, history=history) == before
            assert files(second.path) == there
            if history:
                undone = Session(second, "ana").undo(article) is not None
                assert undone == (session.undo(article) is not None)
                assert shown(second, article)["tags"] == shown(session.library, article)["tags"]
        session.library.close()
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def decided(session: Session, article: str) -> dict[str, Any]:
    """An article with a bit of everything."""
    text = session.library.article(article).text
    brandt, okoye = (text.index(words) for words in ("Ilse Brandt", "Tomas Okoye"))
    head, tail = (brandt, brandt + 11, "PERSON"), (okoye, okoye + 11, "PERSON")
    session.reject(article, [Suggestion(0, 4, "ORG", text[:4])])
    session.relate(article, head, tail, "meets")
    session.link(article, session.library.decisions(article).mentions[0], "Brandt", create=True)
    session.tag(article, ["harbours"])
    session.note(article, session.library.decisions(article).mentions[0], "a minister")
    return shown(session.library, article)


def at_path(shape: Any, *path: Any, value: Any) -> Any:
    shape = copy.deepcopy(shape)
    inner = shape
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return shape


HOSTILE = [
    (("mentions", 0, "id"), "../../etc", "mentions[0].id: is no id"),
    (("mentions", 0, "id"), str(2**63), "is no id"),
    (("mentions", 0, "id"), "0", "is no id"),
    (("mentions", 0, "id"), 2**62, "is no id"),
    (("mentions", 0, "label"), "", "mentions[0].label: is empty"),
    (("relations", 0, "type"), "", "relations[0].type: is empty"),
    (("mentions", 0, "id"), 1.5, "mentions[0].id: is no id"),
    (("mentions", 0, "end"), 9999, "what stands there"),
    (("mentions", 0, "start"), -3, "what stands there"),
    (("mentions", 0, "text"), "Somebody", "what stands there"),
    (("mentions", 0, "entity"), "abcdef123456", "is no entity"),
    (("mentions", 0, "at"), "yesterday", "is no time"),
    (("mentions", 0, "grown_over"), [{"start": 0, "end": 999}], "is no stretch"),
    (("mentions", 0, "origin"), "magic", "mentions[0].origin: is none"),
    (("rejections", 0, "end"), 9999, "what stands there"),
    (("rejections", 0), {"start": 0, "end": 9999, "label": "ORG"}, "is no stretch"),
    (("relations", 0, "head"), {"mention": "77"}, "neither in the line"),
    (("relations", 0, "head"), {"entity": "a0a0"}, "is no entity"),
    (("relations", 0, "head"), "0:3:PERSON", "is no mention of the line"),
    (("relations", 0, "evidence"), [{"start": 5, "end": 4}], "is no stretch"),
    (("relations", 0, "attributes"), {"reported_by": "a0a0"}, "is no entity"),
    (("relations", 0, "attributes"), {"when": "\x1b[31m"}, "neither a date"),
    (("relations", 0, "attributes"), {"certainty": "sure"}, "certainty: is none"),
    (("notes", 0, "on"), "mention:77", "is gone"),
    (("notes", 0, "on"), "weather", "nothing that can have a note"),
    (("tags",), ["//"], "is no tag"),
    (("tags",), ["\ud800"], "is no tag"),
    (("text",), "Another text.", "is not that of this text"),
    (("text",), "\ud800", "half a character"),
    (("regions",), [{"role": "headline", "start": 3, "end": 999}], "is no stretch"),
    (("regions",), [{"role": "king", "start": 0, "end": 3}], "regions[0].role: is none"),
    (("metadata", "headline"), "\ud800", "cannot be stored"),
    (("metadata", "extra"), {"a": 3}, "is no text"),
    (("state",), "lost", "state: is none"),
    (("entries",), [{"place": "wire"}], "entries[0].key: is missing"),
    (("entities", 0, "id"), "../../../tmp/x", "is no id of an entity"),
    (("entities", 0, "name"), " ", "is empty"),
    (("entities", 0, "note"), "\ud800", "cannot be stored"),
    (("version",), 2, "is 2, and this newsbrowse reads 1"),
    (("format",), "brat", "is not “newsbrowse”"),
    (("history", 0, "at"), "never", "is no time"),
    (("history", 0, "changes", 0, "table"), "../x", "no table"),
    (("history", 0, "changes", 0, "after"), {"start": "x"}, "cannot be"),
    (("history", 0, "changes", 0, "id"), "x", "is no id"),
    (("history", 0, "changes"), [{"table": "article", "id": 1, "after": {"star": 5}}], "cannot be"),
    (("history", 0, "changes"), [{"table": "entries", "id": 1, "after": {}}], "cannot be"),
]


@pytest.mark.parametrize(("path", "value", "said"), HOSTILE, ids=str)
def test_what_cannot_be_is_refused_and_leaves_nothing_behind(
    decided: dict[str, Any], tmp_path: Path, path: Any, value: Any, said: str
) -> None:
    with Library.open(tmp_path / "second") as second:
        before = files(second.path)
        with pytest.raises(NewsbrowseError) as caught:
            restore(second, at_path(decided, *path, value=value))
        assert said in str(caught.value)
        assert files(second.path) == before
        assert restore(second, decided)


def test_a_resize_can_be_undone_where_it_was_restored(
    session: Session, article: str, tmp_path: Path
) -> None:
    session.resize(article, at((0, 4, "PERSON")), 5, 11)
    with Library.open(tmp_path / "second") as second:
        assert restore(second, shown(session.library, article))
        ana = Session(second, "ana")
        assert ana.undo(article)
        assert second.decisions(article).mentions == ()
        assert ana.redo(article)
        assert [m.start for m in second.decisions(article).mentions] == [5]


def test_an_id_far_ahead_lifts_those_of_no_other_article(
    decided: dict[str, Any], tmp_path: Path
) -> None:
    ahead = at_path(decided, "history", 0, "id", value=str(2**62 - 1))
    with Library.open(tmp_path / "second") as second:
        assert restore(second, ahead)
        ana = Session(second, "ana")
        assert ana.tag(decided["id"], ["law"]).entry
        other = second.add(Draft("Another text.", Metadata(headline="Another"))).id
        decision = ana.tag(other, ["law"])
        assert decision.entry
        assert decision.entry.id < 2**62
        with Library.open(tmp_path / "third") as third:
            assert restore(third, shown(second, other))


def test_what_git_merged_is_restored_with_what_both_said(
    decided: dict[str, Any], session: Session, article: str, tmp_path: Path
) -> None:
    record = session.library.record(article)
    tables = record.tables()
    record.commit(  # past the rules, as git does
        "merge",
        "ben",
        lambda _: [
            Change(table, new_id(), None, {**document, "annotator": "ben"})
            for table in ("mentions", "relations", "tags", "notes")
            for document in tables[table].values()
        ],
    )
    merged = shown(session.library, article)
    assert len(merged["mentions"]) == 2 * len(decided["mentions"])
    with Library.open(tmp_path / "second") as second:
        assert restore(second, merged)
        assert shown(second, article) == merged


def test_the_same_twice_without_ids_is_refused(decided: dict[str, Any], tmp_path: Path) -> None:
    twice = {"start": 0, "end": 4, "label": "PERSON"}
    with Library.open(tmp_path / "second") as second:
        with pytest.raises(NewsbrowseError, match="is PERSON already"):
            restore(second, {**decided, "mentions": [*decided["mentions"], twice, twice]})
        assert second.ids() == []


@pytest.mark.parametrize("part", ["mentions", "relations", "notes", "history"])
def test_two_things_with_one_id_are_refused(
    decided: dict[str, Any], tmp_path: Path, part: str
) -> None:
    with Library.open(tmp_path / "second") as second:
        with pytest.raises(NewsbrowseError, match=f"is the id of two {part}"):
            restore(second, {**decided, part: [*decided[part], decided[part][0]]})
        assert second.ids() == []


def test_an_entity_that_the_library_has_stays_as_it_is(
    decided: dict[str, Any], tmp_path: Path
) -> None:
    with Library.open(tmp_path / "second") as second:
        (entity,) = decided["entities"]
        other = at_path(decided, "entities", 0, "name", value="Somebody else")
        assert restore(second, decided)
        Session(second, "ana").remove([decided["id"]])
        second.purge(decided["id"])
        assert restore(second, other)
        assert second.entities.get(entity["id"]).name == "Brandt"


def test_a_line_made_by_hand_becomes_an_article_of_who_reads_it(tmp_path: Path) -> None:
    from newsbrowse_store.text.tokens import article_id

    line = {
        "id": article_id(TEXT),
        "text": TEXT,
        "mentions": [
            {"id": 3, "start": 0, "end": 11, "label": "PERSON"},
            {"start": 16, "end": 22, "label": "PERSON"},
        ],
        "relations": [{"type": "meets", "head": "3", "tail": "16:22:PERSON"}],
        "tags": ["harbours"],
    }
    with Library.open(tmp_path / "second") as second:
        assert restore(second, line)
        made = shown(second, article_id(TEXT))
        assert [(m["text"], m["origin"], m["annotator"]) for m in made["mentions"]] == [
            ("Ilse Brandt", "imported", "zoe"),
            (TEXT[16:22], "imported", "zoe"),
        ]
        assert made["tagged"][0]["annotator"] == "zoe"
        assert made["relations"][0]["tail"]["text"] == TEXT[16:22]


def test_cut_short_there_is_no_article_and_it_can_be_done_again(
    decided: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("the disk", "is full")

    with Library.open(tmp_path / "second") as second:
        with monkeypatch.context() as patched:
            patched.setattr("newsbrowse_store.records.creation._write", full)
            with pytest.raises(StorageError, match="full"):
                restore(second, decided)
        assert second.ids() == []
        assert [entity.name for entity in second.entities.all()] == ["Brandt"], "first, to be there"
        assert restore(second, decided)
        assert shown(second, decided["id"]) == decided
