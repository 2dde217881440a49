"""A session in a library with one article, for the tests of what it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from store.sessions import session_in

if TYPE_CHECKING:
    from pathlib import Path

    from newsbrowse_store.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return session_in(tmp_path)[0]


@pytest.fixture
def article(session: Session) -> str:
    return session.library.ids()[0]
