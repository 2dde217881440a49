"""What commands that decide have in common: the session of the annotator in the library meant."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsbrowse.cli.output import say
from newsbrowse.settings import config
from newsbrowse.settings.paths import standard_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsbrowse_store.decisions.session import Decided, Session


@contextmanager
def session_in(library: Path | None, annotator: str | None) -> Iterator[Session]:
    """A session in the library meant, in the name given, else that of the config or the login."""
    from newsbrowse.workspace.libraries import open_library
    from newsbrowse_store.decisions.session import Session

    name = config.annotator(config.load(standard_paths().config), annotator)
    with open_library(library, os.environ) as opened:
        yield Session(opened, name)


def say_done(done: Decided) -> None:
    """Say in a line what was decided in which article."""
    say(f"{done.article}: {' '.join(done.words.split())}")
