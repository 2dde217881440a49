"""Makes the pictures of the guide, docs/img/*.svg, from the articles that come with newsbrowse."""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from newsbrowse.app import NewsbrowseApp
from newsbrowse.settings.config import Config
from newsbrowse.settings.state import State
from newsbrowse_ingest.readers.read import read_path
from newsbrowse_nlp.once import analyse_once
from newsbrowse_nlp.pipeline import cache_key
from newsbrowse_store.library import Library

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs/img"
ARTICLE = ROOT / "seeds/shoigu-in-beijing.txt"
SIZE = (124, 36)
MODEL_SECONDS = 60.0

SHOTS = {
    "main": ["A", "u", *["space"] * 6],
    "labels": ["/", *"su-57", "enter", "L"],
    "link": [
        *["escape", "8", "#", "A"],
        *["/", *"wang yi", "enter", "n", "r", "/", *"china's", "enter"],
    ],
    "relations": [
        *["enter", "S", *"as foreign minister", "enter", "w"],
        *["R", "/", *"shoigu,", "enter", "enter", "m", *"security talks", "enter"],
        *["r", "/", *"council", "enter", "enter", "H", "enter", "w", "tab", "l"],
    ],
    "help": ["shift+tab", "?"],
    "search": ["escape", "ctrl+f", *"(treaty OR quay*) after:2026-03"],
}
"""The keys that lead from one picture to the next, beginning in the text of `ARTICLE`."""


def library_in(folder: Path) -> tuple[Library, str]:
    """A library of all seeds, analysed, and the id of `ARTICLE` in it."""
    library = Library.open(folder / "News")
    key, article = cache_key(None), ""
    for path in sorted((ROOT / "seeds").iterdir()):
        for draft in read_path(path):
            added = library.add(draft)
            found = analyse_once(draft.text, draft.regions, None, [], folder / "log")
            library.suggestions.put(added.id, key, found)
            library.touch(added.id)
            article = added.id if path == ARTICLE else article
    return library, article


async def take(library: Library, article: str, folder: Path) -> dict[str, str]:
    """The pictures by name, as SVG."""
    app = NewsbrowseApp(
        library,
        state=State(folder / "state.json"),
        config=Config(),
        annotator="ana",
        model=None,
        log_path=folder / "log",
        first=article,
        environment={},
    )
    pictures = {}
    async with app.run_test(size=SIZE) as pilot, asyncio.timeout(MODEL_SECONDS):
        while app.analysis.state != "ready":
            await pilot.pause(0.1)
        for name, keys in SHOTS.items():
            await pilot.press(*keys)
            app.clear_notifications()
            await pilot.pause(0.5)
            pictures[name] = steady(app.export_screenshot(simplify=True))
    return pictures


def steady(svg: str) -> str:
    """The picture without what differs from day to day, or would be fetched from elsewhere."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return svg.replace(f"{datetime.now(UTC):%Y-%m-%d}", "2026-06-01")


def main() -> None:
    """Write all pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library, article = library_in(folder)
        for picture, svg in asyncio.run(take(library, article, folder)).items():
            (IMAGES / f"{picture}.svg").write_text(svg, encoding="utf-8")
        library.close()


if __name__ == "__main__":
    main()
