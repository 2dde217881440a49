"""A library in a folder that may be looked into, but not written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.decisions.session import Session
from newsbrowse_store.errors import StorageError
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.query.parser import parse
from store.shelves import named, put

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["with a cache", "without"])
def locked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The library, seen by a user who is not root and may not write in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Library.open(folder / "news") as library:
            put(library, named("Treaty signed"), named("Storm in Maren"))
            if request.param == "with a cache":
                library.catalogue.refresh()
        (folder / "temporary").mkdir()
        (folder / "temporary").chmod(0o777)
        monkeypatch.setattr(tempfile, "tempdir", str(folder / "temporary"))
        _give_rights(folder / "news", 0o555, 0o444)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        yield folder / "news"
        if user == 0:
            os.seteuid(user)
        _give_rights(folder / "news", 0o755, 0o644)


def _give_rights(root: Path, folder: int, file: int) -> None:
    root.chmod(0o755)
    for path in root.rglob("*"):
        path.chmod(0o755 if path.is_dir() else file)
    for path in (root, *root.rglob("*")):
        if path.is_dir():
            path.chmod(folder)


def test_it_is_listed_and_searched_from_a_temporary_cache(locked: Path) -> None:
    temporary = locked.parent / "temporary"
    there = sorted(locked.rglob("*"))
    with Library.open(locked) as library:
        assert not library.writable
        assert library.catalogue.stale()
        library.catalogue.refresh()
        assert not library.catalogue.stale()
        assert [row.headline for row in library.catalogue.view("headline").rows(0, 9)] == [
            "Storm in Maren",
            "Treaty signed",
        ]
        (row,) = library.search.find(parse("treaty")).rows
        assert row.headline == "Treaty signed"
        assert list(temporary.glob("newsbrowse-*/index.sqlite"))
        library.close()
        assert not list(temporary.iterdir())
        assert library.catalogue.stale()
    assert sorted(locked.rglob("*")) == there
    assert not list(temporary.iterdir())


def test_decisions_are_refused_and_the_cache_is_no_problem(locked: Path) -> None:
    with Library.open(locked) as library:
        library.catalogue.refresh()
        id_ = library.ids()[0]
        with pytest.raises(StorageError, match="Give yourself the right to write there"):
            Session(library, "ana").set_state(id_, "done")
        row = library.catalogue.row(id_)
        assert row is not None
        assert row.state == "new"
        assert [problem for problem in check(library.path) if not problem.harmless] == []
