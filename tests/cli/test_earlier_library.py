"""A library that an earlier version made, with every kind of decision: read, undone, left as it is.

`store/earlier/library` was made by version 0.1.0 at commit 2be0426, and `shown.json` is what its
own `show --json` (without suggestions) and `list --json` said of it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from newsbrowse.cli.shapes import row_shape
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.decisions.shaping import article_shape, entities_of
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.values import as_document

EARLIER = Path(__file__).resolve().parents[1] / "store/earlier"
SHOWN = json.loads((EARLIER / "shown.json").read_text(encoding="utf-8"))


@pytest.fixture
def library(tmp_path: Path):
    shutil.copytree(EARLIER / "library", tmp_path / "library")
    with Library.open(tmp_path / "library", create=False) as opened:
        yield opened


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in found
        if ".newsbrowse" not in path.parts
    }


def shown(library: Library, id_: str) -> object:
    decisions = library.decisions(id_)
    entities = entities_of(decisions, library.entities)
    shape = as_document(article_shape(library.article(id_), decisions, [], entities))
    del shape["suggestions"]
    for mention in shape["mentions"]:
        mention.pop("grown_over", None)  # known of it since, from its history
    for name in ("format", "version", "added", "removed", "entries", "tagged"):  # told since
        del shape[name]
    return json.loads(json.dumps(shape))


def with_ids_as_strings(value: Any) -> Any:
    """What an earlier version printed, as it is printed now: of numbers, ids are strings."""
    if isinstance(value, list):
        return [with_ids_as_strings(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: str(it) if name in ("id", "mention") else with_ids_as_strings(it)
        for name, it in value.items()
    }


def test_every_article_is_shown_as_it_was(library: Library) -> None:
    before = with_ids_as_strings(SHOWN["show"])
    assert [shown(library, article["id"]) for article in before] == before


def test_the_list_is_as_it_was_but_for_what_was_suggested(library: Library) -> None:
    library.catalogue.refresh()
    for before in SHOWN["list"]:
        row = library.catalogue.row(before["id"])
        assert row is not None
        known = json.loads(json.dumps(row_shape(row)))
        assert {name: before[name] for name in known if name != "pending"} == {
            name: value for name, value in known.items() if name != "pending"
        }


def test_reading_it_changes_no_file_and_nothing_is_wrong_with_it(library: Library) -> None:
    before = files(library.path)
    library.catalogue.refresh()
    for article in SHOWN["show"]:
        shown(library, article["id"])
    assert [search.name for search in library.schema.searches] == ["Open treaties"]
    assert [(feed.name, feed.full) for feed in library.feeds.all()] == [("harbour-wire", True)]
    assert check(library.path) == []
    assert files(library.path) == before


def test_what_was_decided_then_can_be_undone_and_made_again_line_by_line(
    library: Library,
) -> None:
    article = next(one["id"] for one in SHOWN["show"] if one["relations"])
    path = library.record(article).path
    lines, session = path.read_bytes().splitlines(), Session(library, "ben")
    session.undo(article)
    assert len(library.decisions(article).relations) == 2
    assert {one.note for one in library.decisions(article).relations} == {"on Tuesday", ""}
    session.redo(article)
    (before,) = (one for one in SHOWN["show"] if one["id"] == article)
    assert shown(library, article) == with_ids_as_strings(before)
    after = path.read_bytes().splitlines()
    assert set(lines) <= set(after)
    assert len(after) == len(lines) + 2


def fields(folder: Path) -> dict[str, list[dict[str, object]]]:
    """The documents of all articles, by table; histories by what they changed."""
    found: dict[str, list[dict[str, object]]] = {}
    for path in (folder / "articles").glob("*/*.json"):
        for table, documents in json.loads(path.read_text(encoding="utf-8")).items():
            found.setdefault(table, []).extend(documents.values())
    return found


def test_what_is_written_since_has_all_that_the_earlier_version_reads(library: Library) -> None:
    earlier, session = fields(EARLIER / "library"), Session(library, "cleo")
    library.catalogue.refresh()
    ids = library.ids()
    session.tag_all(ids, ["grown"])
    session.remove(ids[-1:])
    for id_ in ids:
        seen = {"key": id_, "place": "", "seen": "2026"}
        session.decide(id_, "seen", lambda plan, seen=seen: plan.insert("entries", **seen))
        for relation in library.decisions(id_).relations:
            when = {"attributes": {"when": "2024"}}
            session.decide(
                id_,
                "edit relation",
                lambda plan, of=relation.id, when=when: plan.edit("relations", of, **when),
            )
        for mention in library.decisions(id_).mentions[:1]:
            session.resize(id_, mention, mention.start, mention.end - 1)
    now = fields(library.path)
    assert set(now) == {*earlier, "entries"}
    for table, documents in earlier.items():
        known = {name: {type(one[name]) for one in documents} for one in documents for name in one}
        needed = set.intersection(*(set(one) for one in documents))
        for document in now[table]:
            assert needed <= set(document), table
            assert all(type(document[name]) in known[name] for name in needed), table
    assert any("attributes" in one for one in now["relations"])
    assert any("grown_over" in one for one in now["mentions"])
    assert any(one.get("removed") for one in now["article"])
    assert any("step" in one for one in now["history"])
