"""Articles off all lists by command, back again, and gone for good; steps that were cut short."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.decisions.steps import Steps, plan_entry
from newsbrowse_store.decisions.tags_notes_links import tag
from newsbrowse_store.library import Library
from newsbrowse_store.records.ids import new_id
from newsbrowse_store.records.step_file import Step, write_step

if TYPE_CHECKING:
    from pathlib import Path

    from cli.stories import Newsbrowse


@pytest.fixture
def read(newsbrowse: Newsbrowse, tmp_path: Path) -> Path:
    """A library with three articles."""
    for name in ("One", "Two", "Three"):
        (tmp_path / f"{name}.txt").write_text(f"{name} headline\n\nThe harbour of {name}.\n")
    paths = [tmp_path / f"{name}.txt" for name in ("One", "Two", "Three")]
    assert newsbrowse("--library", tmp_path / "lib", "add", *paths)[0] == 0
    return tmp_path / "lib"


def listed(newsbrowse: Newsbrowse, read: Path, *more: str) -> dict[str, str]:
    """Return the ids of what is listed, by headline."""
    rows = json.loads(newsbrowse("list", "--json", "--library", read, *more)[1])
    return {row["headline"]: row["id"] for row in rows}


def test_removed_restored_and_purged(newsbrowse: Newsbrowse, read: Path) -> None:
    ids = listed(newsbrowse, read)
    one, two = ids["One headline"], ids["Two headline"]
    code, out, err = newsbrowse("remove", one[:5], two, "--library", read)
    assert (code, out, err) == (0, f"{one}\n{two}\n", "removed 2 articles\n")
    assert listed(newsbrowse, read).keys() == {"Three headline"}
    assert listed(newsbrowse, read, "--removed") == {"One headline": one, "Two headline": two}
    assert newsbrowse("search", "harbour", "--library", read)[1].count("\n") == 1
    assert json.loads(newsbrowse("remove", one, "--json", "--library", read)[1]) == [
        {"id": one, "changed": False}
    ]
    assert newsbrowse("restore", one, "--library", read)[:2] == (0, f"{one}\n")
    assert one in listed(newsbrowse, read).values()
    code, _, err = newsbrowse("purge", one, "--yes", "--library", read)
    assert (code, "is not removed" in err) == (2, True)
    code, _, err = newsbrowse("purge", "--library", read)
    assert (code, "--yes says that you are sure" in err) == (2, True)
    code, _, err = newsbrowse("purge", "--yes", "--library", read)
    assert (code, "Deleted 1 article." in err) == (0, True)
    assert newsbrowse("show", two, "--library", read)[0] == 1
    assert newsbrowse("purge", "--library", read)[0] == 0


def test_what_is_restored_while_purge_asks_stays(
    newsbrowse: Newsbrowse, read: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _ = listed(newsbrowse, read).values()
    newsbrowse("remove", one, two, "--library", read)

    def meanwhile(*_: object, **__: object) -> bool:
        with Library.open(read) as library:
            Session(library, "ben").restore([one])
        return True

    monkeypatch.setattr("click.confirm", meanwhile)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    code, _, err = newsbrowse("purge", "--library", read)
    assert code == 1
    assert f"{one}: is not removed" in err
    assert "Deleted 1 article." in err
    assert newsbrowse("show", one, "--json", "--library", read)[0] == 0
    assert newsbrowse("show", two, "--json", "--library", read)[0] == 1


def test_all_versions_go_and_come_back_together_whatever_the_cache_knows(
    newsbrowse: Newsbrowse, read: Path, tmp_path: Path
) -> None:
    one = listed(newsbrowse, read)["One headline"]
    (tmp_path / "later.txt").write_text("Later headline\n\nThe harbour of One, mended.\n")
    newsbrowse("add", "--as-version-of", one, tmp_path / "later.txt", "--library", read)
    for word, headlines in (("remove", 2), ("restore", 3)):
        shutil.rmtree(read / ".newsbrowse")
        assert newsbrowse(word, one, "--library", read)[0] == 0
        assert len(listed(newsbrowse, read)) == headlines
        with Library.open(read) as library:
            versions = library.catalogue.versions(one)
        assert [each.removed for each in versions] == [word == "remove"] * 2


def test_adding_again_tells_and_restores_when_it_is_asked_to(
    newsbrowse: Newsbrowse, read: Path, tmp_path: Path
) -> None:
    one = listed(newsbrowse, read)["One headline"]
    newsbrowse("remove", one, "--library", read)
    add = ("--library", read, "add", tmp_path / "One.txt", "--json")
    _, out, err = newsbrowse(*add)
    assert json.loads(out)[0]["status"] == "removed"
    assert "1 removed before (--restore brings them back)" in err
    assert one not in listed(newsbrowse, read).values()
    _, out, err = newsbrowse(*add, "--restore")
    assert json.loads(out)[0]["status"] == "restored"
    assert "1 restored" in err
    assert one in listed(newsbrowse, read).values()


def test_who_opens_the_library_finishes_what_was_cut_short_and_says_so(
    newsbrowse: Newsbrowse, read: Path
) -> None:
    with Library.open(read) as library:
        steps, ids = Steps.of(library), library.ids()
        plan = [
            found
            for id_ in ids
            if (
                found := plan_entry(
                    steps.record(f"articles/{id_}"),
                    f"articles/{id_}",
                    "ana",
                    "tag",
                    lambda plan: tag(plan, ["law"]),
                )
            )
        ]
        files = tuple(one.file for one in plan)
        write_step(library.path, Step(new_id(), "tag", "ana", "", files), plan)
    code, out, err = newsbrowse("list", "--library", read)
    assert (code, out.count("law")) == (0, 3)
    assert err == "Finished what was cut short: tag in 3 articles\n"
    assert newsbrowse("list", "--library", read)[2] == ""
    with Library.open(read) as library:
        undone = Session(library, "ana").undo(ids[2])
        assert undone is not None
        assert undone.step is not None
    assert "law" not in newsbrowse("list", "--library", read)[1]
