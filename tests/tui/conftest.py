"""A library with three articles, and the app on it with a worker that answers by rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from annotator import SIZE, Desk
from newsbrowse.app import NewsbrowseApp
from newsbrowse.settings.config import Config
from newsbrowse.settings.state import State
from newsbrowse_nlp.worker.worker import Answer
from newsbrowse_store.library import Library
from newsbrowse_store.text.tokens import paragraphs
from newsbrowse_store.values import Draft, KnownName, Metadata, Region, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

NAMES = {"Ilse Brandt": "PERSON", "Vesland": "GPE", "Amsel Lines": "ORG", "Tuesday": "DATE"}
TREATY = (
    "Minister to sign harbour treaty\n\n"
    "Ilse Brandt will sign the treaty in Vesland on Tuesday. Amsel Lines welcomed it.\n\n"
    "“We are ready”, said a speaker of Amsel Lines. Vesland waits."
)
STRIKE = "Dockers of Amsel Lines walked out on Tuesday.\n\nNobody knows for how long."
STORM = "A storm closed the port of Vesland.\n\nShips wait outside."


class FakeWorker:
    """Stands in for the process: finds `NAMES`, and answers when `answer` is called or at once."""

    key = "fake"
    reason = ""

    def __init__(self, on_answer: Callable[[Answer], None], on_state: Callable[[str], None]):
        self.state = "starting"
        self.asked: list[tuple[str, int]] = []
        self.names: set[str] = set()
        self.names_version = 0
        self.silent = False
        self.started = self.stopped = False
        self._on_answer = on_answer
        self._on_state = on_state

    async def start(self) -> None:
        self.started = True
        self.set_state("ready")

    async def stop(self) -> None:
        self.stopped = True

    def set_state(self, state: str) -> None:
        self.state = state
        self._on_state(state)

    def set_names(self, names: Sequence[KnownName], version: int) -> None:
        self.names, self.names_version = {name.name for name in names}, version

    def ask(self, article_id: str, text: str, regions: object, priority: int) -> None:
        self.asked.append((article_id, priority))
        if not self.silent:
            self.answer(article_id, text)

    def answer(self, article_id: str, text: str) -> None:
        found = sorted(
            Suggestion(m.start(), m.end(), label, name)
            for name, label in NAMES.items()
            for m in re.finditer(name, text)
        )
        self._on_answer(Answer(article_id, "", self.key, tuple(found), self.names_version))


@dataclass
class Desktop:
    """Everything a test of the app needs."""

    library: Library
    state_path: Path
    ids: dict[str, str] = field(default_factory=dict)

    def app(self, **given: object) -> NewsbrowseApp:
        settings: dict[str, object] = {
            "state": State(self.state_path),
            "config": Config(),
            "annotator": "ana",
            "model": None,
            "log_path": self.state_path.with_name("log"),
            "environment": {},
            "make_worker": self.make_worker,
        }
        return NewsbrowseApp(self.library, **(settings | given))  # type: ignore[arg-type]

    def make_worker(self, *calls: Callable[..., None]) -> FakeWorker:
        self.worker = FakeWorker(*calls)
        return self.worker


def draft(text: str, headline: str, source: str, published: str, *tags: str) -> Draft:
    spans = [Region("body", start, end) for start, end in paragraphs(text)]
    derived = not text.startswith(headline)
    if not derived:
        spans[0] = Region("headline", spans[0].start, spans[0].end)
    meta = Metadata(headline=headline, headline_derived=derived, source=source, published=published)
    return Draft(text, meta, tuple(spans), tags)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    library = Library.open(tmp_path / "Harbour")
    treaty = "Minister to sign harbour treaty"
    ids = {
        "treaty": library.add(draft(TREATY, treaty, "Harbour Wire", "2026-03-03", "law")).id,
        "strike": library.add(draft(STRIKE, "Dockers walk out", "AMW", "2026-03-02")).id,
        "storm": library.add(draft(STORM, "Storm closes port", "Coast Daily", "2026-03-01")).id,
    }
    yield Desktop(library, tmp_path / "state.json", ids)
    library.close()


@pytest.fixture
async def desk(desktop):
    app = desktop.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab")
        yield Desk(desktop, app, pilot)
