"""The story of these tests, where its words stand, and the library it is in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cli.conftest import STORY
from newsbrowse_store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Newsbrowse = Callable[..., tuple[int, str, str]]


def place(words: str, label: str) -> str:
    """Where words stand in the story, as the command line has it."""
    start = STORY.index(words)
    return f"{start}:{start + len(words)}:{label}"


def span(words: str) -> dict[str, Any]:
    """The same as JSON has it."""
    start = STORY.index(words)
    return {"start": start, "end": start + len(words), "text": words}


BRANDT = place("Ilse Brandt", "PERSON")
OKOYE = place("Tomas Okoye", "PERSON")


def only_id(library: Path) -> str:
    """The id of the one article."""
    with Library.open(library, create=False) as opened:
        (id_,) = opened.ids()
    return id_


def shown(newsbrowse: Newsbrowse, library: Path) -> Any:
    """The one article, as `show --json` prints it."""
    code, out, err = newsbrowse("show", only_id(library), "--json", "--library", library)
    assert code == 0, err
    return json.loads(out)


def ends(relation: dict[str, Any]) -> tuple[str, str, str]:
    """A relation in three words."""
    return relation["head"]["text"], relation["type"], relation["tail"]["text"]
