"""A library with one article, and a session in one, for the tests of what can be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsbrowse_store.library import Library
from store.sessions import session_in
from store.shelves import named, shelve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsbrowse_store.decisions.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return session_in(tmp_path)[0]


@pytest.fixture
def article(session: Session) -> str:
    return session.library.ids()[0]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "news") as opened:
        yield opened


@pytest.fixture
def id_(library: Library) -> str:
    return shelve(library, named("Ilse Brandt met Tomas Okoye"))[0]
