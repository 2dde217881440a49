from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newsbrowse_ingest.readers.article.story import draft as story_draft
from newsbrowse_store.cache import fulltext
from newsbrowse_store.cache.database import FILE
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.query.parser import parse
from newsbrowse_store.search import search
from newsbrowse_store.values import Draft, Metadata
from store.shelves import long_ago, put, shelve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsbrowse_store.search.search import Found


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "news") as opened:
        yield opened


def draft(headline: str, body: str = "", published: str = "2026-03-01", source: str = "") -> Draft:
    metadata = Metadata(headline=headline, source=source, published=published)
    return Draft(f"{headline}\n\n{body}\n", metadata)


def found(library: Library, query: str, limit: int = 50) -> list[str]:
    """The headlines of what a search finds, best first; all of them are found as ids, too."""
    rows = library.search.find(parse(query), limit).rows
    assert {row.id for row in rows} <= set(library.search.ids(parse(query)))
    return [row.headline for row in rows]


def test_what_matches_best_comes_first_and_a_headline_counts_more(library: Library) -> None:
    shelve(
        library,
        draft("Storm", "A treaty was mentioned once among very many other words here."),
        draft("Treaty signed", "It was a long day."),
        draft("Talks", "The treaty, the whole treaty, and nothing but the treaty."),
    )
    assert found(library, "treaty") == ["Treaty signed", "Talks", "Storm"]


def test_what_is_not_found_by_words_comes_newest_first(library: Library) -> None:
    days = ["2026-03-02", "2026-03-04", "2026-03-01"]
    shelve(library, *(draft(f"Day {day}", published=day) for day in days))
    assert found(library, "state:new", 2) == ["Day 2026-03-04", "Day 2026-03-02"]
    assert library.search.find(parse("after:2026-03-02")).count == 2


def test_a_year_or_a_month_counts_as_its_first_day(library: Library) -> None:
    days = ["2009", "2009-03", "2009-02-28", "2011-01-01"]
    shelve(library, *(draft(f"Day {day}", published=day) for day in days))
    assert found(library, "before:2012") == [
        *("Day 2011-01-01", "Day 2009-03", "Day 2009-02-28", "Day 2009")
    ]
    assert found(library, "after:2009-01-01 before:2009-02") == ["Day 2009"]
    assert found(library, "after:2009-03-01 before:2010") == ["Day 2009-03"]


@pytest.mark.parametrize("dense", [3, 3_000])
def test_of_very_many_the_newest_come_first_and_they_are_not_counted(
    library: Library, monkeypatch: pytest.MonkeyPatch, dense: int
) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 2)
    monkeypatch.setattr(search, "MOST_COUNTED", 4)
    monkeypatch.setattr(search, "_NEWEST", 4)
    monkeypatch.setattr(search, "_NEWEST_OF_MANY", 4)
    monkeypatch.setattr(search, "_SAMPLE", dense)
    days = [4, 2, 1, 3]
    shelve(library, *(draft(f"Port {day}", published=f"2026-03-0{day}") for day in days))
    assert found(library, "port", 2) == found(library, "state:new", 2) == ["Port 4", "Port 3"]
    assert library.search.find(parse("port")).more is False
    shelve(library, draft("Old port", published="2026-01-01"))
    Session(library, "ana").set_state(
        library.add(draft("Storm", published="2026-12-31")).id, "done"
    )
    for query in ("port", "state:new", "before:2026-12", "port state:new", "NOT state:done", "po*"):
        result = library.search.find(parse(query), 4)
        assert [row.headline for row in result.rows][:3] == ["Port 4", "Port 3", "Port 2"]
        assert (len(result.rows), result.count, result.more) == (4, 4, True)
        assert len(library.search.ids(parse(query))) == 5


def test_a_removed_article_is_found_no_more_whoever_removed_it(library: Library) -> None:
    first, second, third = shelve(library, *(draft(f"Treaty {n}") for n in range(3)))
    library.purge(third)  # the last one, whose number could be used again
    shelve(library, draft("Storm"))
    assert sorted(found(library, "treaty")) == ["Treaty 0", "Treaty 1"]
    assert found(library, "NOT treaty") == ["Storm"]
    library.record(first).purge()
    library.catalogue.refresh()
    assert library.search.find(parse("treaty")).count == 1
    library.add(draft("Treaty 0"))
    assert sorted(found(library, "treaty")) == ["Treaty 0", "Treaty 1"]
    assert library.search.ids(parse("title:1")) == [second]


def test_words_of_removed_articles_are_cleared_out_when_they_are_the_most(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fulltext, "_FEW", 1)
    ids = shelve(library, *(draft(f"Treaty {n}") for n in range(5)))
    for id_ in ids[:3]:
        library.purge(id_)
    long_ago(library.path)
    library.catalogue.refresh()
    with closing(sqlite3.connect(library.path / ".newsbrowse" / FILE)) as connection:
        assert connection.execute("SELECT count(*) FROM gone").fetchone() == (0,)
    assert sorted(found(library, "treaty")) == ["Treaty 3", "Treaty 4"]
    library.purge(ids[4])
    assert found(library, "treaty") == ["Treaty 3"]


def test_a_corrected_headline_or_source_is_what_is_found(library: Library) -> None:
    (id_,) = shelve(library, draft("Traety signed", "Of ships.", source="Harbour Wire"))
    session = Session(library, "ana")
    session.set_metadata(id_, headline="Treaty signed", source="Coast Daily")
    assert found(library, "title:treaty source:coast ships") == ["Treaty signed"]
    assert found(library, "title:traety OR source:wire") == []
    session.undo(id_)
    assert found(library, "title:traety source:wire ships") == ["Traety signed"]
    assert found(library, "title:treaty OR source:coast") == []


def test_a_text_that_cannot_be_read_is_found_when_it_can_be(library: Library) -> None:
    (id_,) = put(library, draft("Treaty", "Of ships."))
    path = library.record(id_).path.with_suffix(".txt")
    away = path.rename(path.with_suffix(".away"))
    library.catalogue.refresh()
    assert found(library, "ships") == []
    away.rename(path)
    library.catalogue.refresh()
    assert library.search.ids(parse("ships")) == [id_]


def test_a_text_that_was_changed_on_disk_is_not_taken_up(library: Library) -> None:
    (id_,) = put(library, draft("Treaty", "Of ships."))
    path = library.record(id_).path.with_suffix(".txt")
    whole = path.read_text("utf-8")
    path.write_text("Something else", "utf-8")
    library.catalogue.refresh()
    path.write_text(whole, "utf-8")
    library.touch(id_)
    Session(library, "ana").set_metadata(id_, headline="Other")
    assert found(library, "ships title:other") == ["Other"]
    assert found(library, "something") == []


def test_an_entity_is_found_by_its_names_its_mentions_and_its_relations(library: Library) -> None:
    first, second, third = shelve(
        library,
        draft("Talks", "The minister spoke."),
        draft("Visit", "Wang Yi came."),
        draft("Quay", "Amsel Lines owns it."),
    )
    session = Session(library, "ana")
    text = library.article(first).text
    session.add(first, text.index("minister"), text.index("minister") + 8, "PERSON")
    (mention,) = library.decisions(first).mentions
    entity = session.link(first, mention, "Wang Yi, Dr.", create=True).entity
    assert entity
    session.add(second, 7, 14, "PERSON")
    session.relate(third, entity, (6, 17, "ORG"), "meets")
    assert sorted(found(library, 'entity:"wang yi"')) == ["Quay", "Talks", "Visit"]
    assert sorted(found(library, "entity:dr")) == ["Quay", "Talks"]
    assert found(library, "entity:minister") == ["Talks"]
    assert found(library, "entity:min") == []
    assert found(library, "entity:amsel*") == ["Quay"]
    assert found(library, "entity:lines relation:meets") == ["Quay"]


def test_a_phrase_does_not_reach_from_one_note_into_the_next(library: Library) -> None:
    (id_,) = shelve(library, draft("Treaty"))
    session = Session(library, "ana")
    session.note(id_, "article", "one source")
    session.note(id_, "article", "only a draft")
    assert found(library, 'note:"source only"') == []
    assert found(library, 'note:"one source" note:draft') == ["Treaty"]
    (note, _) = library.decisions(id_).notes
    session.delete_note(id_, note.id)
    assert found(library, "note:source") == []


def test_tags_of_a_hierarchy_are_found_from_above(library: Library) -> None:
    ids = shelve(library, draft("A"), draft("B"), draft("C"))
    session = Session(library, "ana")
    for id_, tag in zip(ids, ["defence/diplomacy", "Defence", "defence-2"], strict=True):
        session.tag(id_, [tag])
    assert sorted(found(library, "tag:defence")) == ["A", "B"]
    assert sorted(found(library, "tag:defence*")) == ["A", "B", "C"]
    assert found(library, "tag:defence/diplomacy") == ["A"]
    assert found(library, "tag:diplomacy") == []


def test_opening_an_article_is_no_decision_of_an_annotator(library: Library) -> None:
    (id_,) = shelve(library, draft("Treaty"))
    Session(library, "ana").mark_open(id_)
    assert found(library, "annotator:ana") == []
    Session(library, "Ana").set_star(id_, True)
    assert found(library, "annotator:ana star:yes state:open") == ["Treaty"]


def test_what_another_window_decides_is_found_here(library: Library) -> None:
    (id_,) = shelve(library, draft("Treaty"))
    with Library.open(library.path, create=False) as other:
        Session(other, "ben").tag(id_, ["law"])
    assert found(library, "tag:law") == ["Treaty"]


def test_it_may_be_searched_from_several_threads(library: Library) -> None:
    shelve(library, *(draft(f"Treaty {n}") for n in range(20)))
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: library.search.find(parse("treaty")).count, range(40)))
    assert counts == [20] * 40


def find_after_refresh(library: Library) -> Found:
    library.search.find(parse("treaty"))  # finds nothing, or that it is of no use
    library.catalogue.refresh()
    return library.search.find(parse("treaty"))


def test_a_deleted_cache_is_filled_again(library: Library) -> None:
    shelve(library, draft("Treaty"))
    shutil.rmtree(library.path / ".newsbrowse")
    assert find_after_refresh(library).count == 1


def test_damage_that_only_a_search_meets_makes_the_cache_begin_anew(library: Library) -> None:
    shelve(library, *(draft(f"Treaty {n}") for n in range(40)))
    library.close()
    with closing(sqlite3.connect(library.path / ".newsbrowse" / FILE)) as connection, connection:
        connection.execute("UPDATE texts_data SET block = randomblob(200) WHERE id > 10")
    assert library.search.find(parse("treaty")).count == 0
    assert find_after_refresh(library).count == 40


def test_nothing_is_found_in_an_empty_library(library: Library) -> None:
    assert library.search.find(parse("treaty")).rows == ()
    assert library.search.ids(parse("NOT treaty")) == []
    assert library.search.excerpts([], parse("treaty")) == []


def test_without_a_match_in_it_the_body_is_shown_from_its_beginning(library: Library) -> None:
    text = "Treaty signed\n\nBy Ana Ruiz\n\nPORT AMSEL (AMW) — Dockers walked out.\n"
    shelve(library, story_draft(text))
    query = parse("title:treaty")
    (excerpt,) = library.search.excerpts(library.search.find(query).rows, query)
    assert [snippet.text for snippet in excerpt.snippets] == ["Dockers walked out."]
