"""Entities: their files, how they are found by name, and what is decided about them."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from tinydb import TinyDB

from newsbrowse.workspace.wording import decision_words
from newsbrowse_store.cache.entities import EntityRecord, entity_path
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.errors import DecisionError
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.records.history import Change
from store.sessions import mention, session_in, suggest

if TYPE_CHECKING:
    from pathlib import Path

    from newsbrowse_store.cache.entities import Entities
    from newsbrowse_store.records.documents import Tables


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "news")


def names(entities: Entities, text: str) -> list[str]:
    return [entity.name for entity in entities.find(text)]


def call_also(library: Library, entity: str, alias: str) -> None:
    """Give an entity another name, as another process does."""

    def decide(_tables: Tables) -> list[Change]:
        return [Change("aliases", 5, None, {"name": alias, "annotator": "ben", "at": ""})]

    EntityRecord(library.path, entity).commit("alias", "ben", decide)


def test_an_entity_is_a_file_of_its_own_that_plain_tinydb_reads(library: Library) -> None:
    made = library.entities.create("  Ilse   Brandt ", "PERSON", "ana")
    assert (made.name, made.label) == ("Ilse Brandt", "PERSON")
    assert library.entities.get(made.id) == made
    with TinyDB(entity_path(library.path, made.id)) as database:
        assert database.tables() == {"entity", "aliases", "tags", "notes", "history"}
        (found,) = database.table("entity").all()
        (entry,) = database.table("history").all()
    assert (found["id"], found["name"], found["annotator"]) == (made.id, "Ilse Brandt", "ana")
    assert entry["what"] == "create"


def test_an_entity_needs_a_name(library: Library) -> None:
    with pytest.raises(DecisionError, match="needs a name"):
        library.entities.create(" ", "PERSON", "ana")
    assert library.entities.all() == []


@pytest.mark.parametrize("id_", ["", "abcdef", "..", "../../newsbrowse", "a" * 12, "ÄÖ"])
def test_an_unknown_entity_is_refused(library: Library, id_: str) -> None:
    with pytest.raises(DecisionError, match="no entity"):
        library.entities.get(id_)


def test_no_id_leads_out_of_the_library(library: Library) -> None:
    (library.path / "entities").mkdir()
    (library.path.parent / "a.json").write_text("{}")
    assert entity_path(library.path, "../a").exists()
    with pytest.raises(DecisionError, match="no entity"):
        library.entities.get("../a")


def test_entities_are_found_by_the_beginning_of_any_word_of_a_name(library: Library) -> None:
    entities = library.entities
    for name in ("Anna Brandt", "Brandt & Söhne", "Tomas Okoye", "Ödön Brandt-Kis"):
        entities.create(name, "PERSON", "ana")
    assert names(entities, "bra") == ["Brandt & Söhne", "Anna Brandt", "Ödön Brandt-Kis"]
    assert names(entities, "BRANDT &") == ["Brandt & Söhne"]
    assert names(entities, "sohne") == ["Brandt & Söhne"]
    assert names(entities, "anna  b") == ["Anna Brandt"]
    assert names(entities, "kis") == ["Ödön Brandt-Kis"]
    assert names(entities, "randt") == names(entities, "x%") == []
    assert len(entities.find("", 3)) == 3
    assert [entity.name for entity in entities.named("TOMAS okoye")] == ["Tomas Okoye"]
    assert entities.named("Okoye") == []
    assert len(entities.all()) == 4


def test_the_likeliest_come_first(library: Library) -> None:
    entities = library.entities
    for name, label in (
        ("Brandt Verlag", "ORG"),
        ("Ilse Brandt", "PERSON"),
        ("Brandt", "ORG"),
        ("Brandt", "PERSON"),
        ("Tomas Okoye", "PERSON"),
    ):
        entities.create(name, label, "ana")
    found = [(one.name, one.label) for one in entities.likely("Brandt", "PERSON")]
    assert found == [
        ("Brandt", "PERSON"),
        ("Brandt", "ORG"),
        ("Ilse Brandt", "PERSON"),
        ("Brandt Verlag", "ORG"),
    ]
    assert entities.likely("Frau Brandt", "PERSON")[0].name == "Brandt"


def test_aliases_written_by_another_process_are_found(library: Library) -> None:
    made = library.entities.create("Ilse Brandt", "PERSON", "ana")
    assert names(library.entities, "minister") == []
    call_also(library, made.id, "Minister Brandt")
    assert names(library.entities, "minister") == ["Ilse Brandt"]
    assert library.entities.named("minister brandt")[0].aliases == ("Minister Brandt",)
    entity_path(library.path, made.id).unlink()
    assert library.entities.all() == library.entities.find("ilse") == []


def test_a_change_in_the_same_tick_of_the_clock_is_seen(library: Library) -> None:
    made = library.entities.create("Ilse Brandt", "PERSON", "ana")
    folder = entity_path(library.path, made.id).parent
    before = folder.stat()
    assert names(library.entities, "minister") == []
    call_also(library, made.id, "Minister Brandt")
    os.utime(folder, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert names(library.entities, "minister") == ["Ilse Brandt"]


def test_without_the_cache_all_are_found_again(library: Library) -> None:
    made = library.entities.create("Ilse Brandt", "PERSON", "ana")
    assert library.entities.all() == [made]
    shutil.rmtree(library.path / ".newsbrowse")
    assert library.entities.find("brandt") == [made]


def test_a_damaged_entity_is_passed_over_and_said_by_check(library: Library) -> None:
    made = library.entities.create("Ilse Brandt", "PERSON", "ana")
    library.entities.create("Tomas Okoye", "PERSON", "ana")
    entity_path(library.path, made.id).write_text("{")
    assert [entity.name for entity in library.entities.all()] == ["Tomas Okoye"]
    kinds = {problem.kind for problem in check(library.path)}
    assert kinds == {"damaged", "unused entity"}


def test_linking_makes_an_entity_first_and_undo_leaves_it(tmp_path: Path) -> None:
    session, article = session_in(tmp_path)
    brandt = suggest("Ilse Brandt", "PERSON")
    done = session.link(article, brandt, "Ilse Brandt", create=True)
    assert decision_words(done) == "linked “Ilse Brandt” to Ilse Brandt"
    assert done.entity
    assert mention(session, article, "Ilse Brandt").entity == done.entity
    assert check(session.library.path) == []
    assert session.link(article, brandt, done.entity).entry is None
    second = session.link(article, suggest("Brandt", "PERSON", 2), done.entity)
    assert decision_words(second) == "linked “Brandt” to Ilse Brandt"
    session.unlink(article, mention(session, article, "Brandt").id)
    assert mention(session, article, "Brandt").entity is None
    assert session.library.known_names()[0].entity in (None, done.entity)
    for _ in range(3):
        session.undo(article)
    assert session.entities.get(done.entity).name == "Ilse Brandt"
    (unused,) = check(session.library.path)
    assert (unused.kind, unused.harmless) == ("unused entity", True)


def test_tags_and_notes_on_an_entity(tmp_path: Path) -> None:
    session, _ = session_in(tmp_path)
    made = session.entities.create("Ilse Brandt", "PERSON", "ana")
    assert (
        decision_words(session.tag_entity(made.id, ["minister", "vesland"]))
        == "tagged minister, vesland"
    )
    session.untag_entity(made.id, ["vesland"])
    session.note_entity(made.id, "Foreign minister since 2024.")
    found = Session(Library.open(session.library.path), "ben").entities.all()[0]
    assert (found.tags, found.note) == (("minister",), "Foreign minister since 2024.")
    with pytest.raises(DecisionError, match="no tag"):
        session.tag_entity(made.id, ["/"])
    with pytest.raises(DecisionError, match="no entity"):
        session.tag_entity("abcdef", ["x"])


def test_tagging_what_is_no_entity_yet_is_one_act(session: Session, article: str) -> None:
    brandt = suggest("Ilse Brandt", "PERSON")
    tagged = session.tag_mention(article, brandt, ["minister"])
    made = mention(session, article, "Ilse Brandt").entity
    assert made == tagged.entity
    assert session.entities.get(made or "").tags == ("minister",)
    for _ in range(2):
        undone = session.undo(article)
        assert undone is not None
        assert undone.entity == made
        assert session.library.decisions(article).mentions == ()
        assert session.entities.get(made or "").tags == ()
        assert session.redo(article)
        assert mention(session, article, "Ilse Brandt").entity == made
        assert session.entities.get(made or "").tags == ("minister",)
    assert session.redo(article) is None


def test_a_name_that_is_known_is_tagged_and_what_was_done_before_stays(
    session: Session, article: str
) -> None:
    known = session.entities.create("Ilse Brandt", "PERSON", "ana").id
    session.tag(article, ["harbour"])
    session.tag_mention(article, suggest("Ilse Brandt", "PERSON"), ["minister"])
    session.tag_mention(article, mention(session, article, "Ilse Brandt"), ["vesland"])
    assert mention(session, article, "Ilse Brandt").entity == known
    session.undo(article)
    assert session.entities.get(known).tags == ("minister",)
    session.undo(article)
    assert session.entities.get(known).tags == ()
    assert session.library.decisions(article).mentions == ()
    assert [tag.name for tag in session.library.decisions(article).tags] == ["harbour"]
    with pytest.raises(DecisionError, match="no tag"):
        session.tag_mention(article, suggest("Ilse Brandt", "PERSON"), ["/"])
    assert session.library.decisions(article).mentions == ()
