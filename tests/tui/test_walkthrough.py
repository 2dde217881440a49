"""The first walk-through of the guide: exactly its keys, with the real model, then the files."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.keys import Keys
from tinydb import TinyDB

from newsbrowse.app import NewsbrowseApp
from newsbrowse.settings.config import Config
from newsbrowse.settings.state import State
from newsbrowse_ingest.readers.read import read_path
from newsbrowse_store.library import Library
from newsbrowse_store.text.tokens import sentence_at

ROOT = Path(__file__).resolve().parents[2]
SECTION = (ROOT / "docs/guide.md").read_text(encoding="utf-8").split("\n## ")[1]
SEEDS = sorted((ROOT / "seeds").iterdir())
OURS = ROOT / "seeds/shoigu-in-beijing.txt"
GIVEN = ROOT.parent / "shared/data/seed/000_051ec69eb1fcfc05.txt"
NAMED = {key.value for key in Keys} | {"space"}
MODEL_SECONDS = 120.0

Tables = Mapping[str, Mapping[int, Mapping[str, Any]]]


def steps() -> list[list[str]]:
    """The keys of each step: the code spans with which its line of the list begins."""
    lines = re.findall(r"^\d+\. ((?:`[^`]+`\s)+)", SECTION, re.MULTILINE)
    return [
        [key for span in re.findall(r"`([^`]+)`", line) for key in typed(span)] for line in lines
    ]


def typed(span: str) -> list[str]:
    """A span is the name of a key, or words to type."""
    return [span] if span in NAMED else list(span)


async def analysed(app: NewsbrowseApp, pilot) -> None:
    async with asyncio.timeout(MODEL_SECONDS):
        while not app.workspace.reading.analysed:
            await pilot.pause(0.05)


async def walk(library: Library, tmp_path: Path) -> None:
    app = NewsbrowseApp(
        library,
        state=State(tmp_path / "state.json"),
        config=Config(),
        annotator="ana",
        model=None,
        log_path=tmp_path / "log",
        environment={},
    )
    async with app.run_test(size=(120, 40)) as pilot:
        for keys in steps():
            await pilot.press(*keys)
            await pilot.pause()
            await analysed(app, pilot)


@pytest.mark.parametrize("article", [OURS, GIVEN], ids=["ours", "given"])
def test_the_walk_leaves_what_the_guide_says(article: Path, tmp_path: Path) -> None:
    if not article.exists():
        pytest.skip(f"{article} is not here")
    library = Library.open(tmp_path / "library")
    others = [draft for path in SEEDS if path != OURS for draft in read_path(path)]
    (draft,) = read_path(article)
    id_ = [added.id for added in library.add_many([*others, draft])][-1]
    asyncio.run(walk(library, tmp_path))
    library.close()
    found = tables(library.record(id_).path)
    look_at_mentions(draft.text, found)
    look_at_relations(draft.text, found, library.path)
    assert {row["name"] for row in found["tags"].values()} == {"defence/diplomacy", "china-russia"}
    assert [row["on"] for row in found["notes"].values()] == ["article"]
    assert [row["state"] for row in found["article"].values()] == ["done"]


def tables(path: Path) -> Tables:
    """All that stock TinyDB reads in a file."""
    with TinyDB(path) as database:
        return {
            name: {row.doc_id: dict(row) for row in database.table(name)}
            for name in database.tables()
        }


def labels(found: Tables, text: str) -> set[str]:
    return {row["label"] for row in found["mentions"].values() if row["text"] == text}


def look_at_mentions(text: str, found: Tables) -> None:
    shoigu = [row for row in found["mentions"].values() if "Shoigu" in row["text"]]
    assert len(shoigu) == text.count("Shoigu")
    assert {row["label"] for row in shoigu} == {"PERSON"}
    assert labels(found, "Airshow China") == {"EVENT"}
    assert labels(found, "Su-57") == {"PRODUCT"}
    assert labels(found, "Security Council") == {"ORG"}
    assert labels(found, "Wang Yi") == {"PERSON"}
    for row in found["mentions"].values():
        assert text[row["start"] : row["end"]] == row["text"]


def look_at_relations(text: str, found: Tables, library: Path) -> None:
    relations = {row["type"]: row for row in found["relations"].values()}
    ends = {
        type_: [found["mentions"][row[end]["mention"]] for end in ("head", "tail")]
        for type_, row in relations.items()
    }
    told = {type_: [name(mention, library) for mention in both] for type_, both in ends.items()}
    assert told == {
        "speaks for": ["Wang Yi", "China"],
        "meets": ["Sergei Shoigu", "Wang Yi"],
        "holds office": ["Sergei Shoigu", "Security Council"],
    }
    assert relations["meets"]["note"] == "security talks"
    (evidence,) = relations["meets"]["evidence"]
    for mention in ends["meets"]:
        assert sentence_at(text, mention["start"]) == (evidence["start"], evidence["end"])


def name(mention: Mapping[str, Any], library: Path) -> str:
    """The name of the entity that a mention is, else its words."""
    if mention["entity"] is None:
        return str(mention["text"])
    (path,) = library.glob(f"entities/*/{mention['entity']}.json")
    (entity,) = tables(path)["entity"].values()
    return str(entity["name"])


def test_no_step_of_the_guide_is_passed_over() -> None:
    assert steps()[0] == ["/", *"shoigu", "enter", "enter"]
    assert len(steps()) == len(re.findall(r"^\d+\. ", SECTION, re.MULTILINE)) == 16
