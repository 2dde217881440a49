"""The process that analyses, started by the worker.

It is `python -m newsbrowse_nlp.worker.child [PIPELINE]`; see `newsbrowse_store.processes`. A text
is analysed piece by piece, so that a more urgent question waits for a few pieces and never for a
whole long article.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from newsbrowse_nlp.pieces import pieces
from newsbrowse_nlp.rules.known_names import prepare
from newsbrowse_nlp.suggest import suggest
from newsbrowse_nlp.worker import wire
from newsbrowse_store.processes.json_child import JsonParent
from newsbrowse_store.values import Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsbrowse_store.values import Region

BATCH = 12_000
"""Characters analysed between two looks at what is most urgent: a fifth of a second's work."""

REMEMBERED = 64
"""Articles whose analysis is kept, so that new names cost the rules only."""


class Finder(Protocol):
    """What finds entities; `newsbrowse_nlp.spacy_pipeline.Model` is one."""

    def entities(self, texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
        """Start, end and label of the entities of each text."""


@dataclass(slots=True)
class _Job:
    """A question and how far the work on it has come."""

    ticket: int
    text: str
    sha256: str
    regions: Sequence[Region]
    priority: int
    rest: list[tuple[int, int]]
    found: list[Suggestion] = field(default_factory=list)

    @property
    def rank(self) -> tuple[int, int]:
        return (self.priority, self.ticket)


class Child:
    """Answers what it is asked, the most urgent first; without a model, from known names alone."""

    def __init__(self, model: Finder | None, say: Callable[[wire.Message], None]) -> None:
        self._model = model
        self._say = say
        self._jobs: dict[int, _Job] = {}
        self._analysed: OrderedDict[str, list[Suggestion]] = OrderedDict()
        self._known = prepare(())
        self._names_version = 0

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return not self._jobs

    def hear(self, message: wire.Message) -> None:
        """Takes in one message; the work is done in `work`."""
        match message["do"]:
            case "ask":
                self._accept(message)
            case "priority" if message["ticket"] in self._jobs:
                self._jobs[message["ticket"]].priority = message["priority"]
            case "drop":
                self._jobs.pop(message["ticket"], None)
            case "names":
                self._known = prepare(wire.names_in(message))
                self._names_version = message["version"]

    def _accept(self, message: wire.Message) -> None:
        text, sha256, ticket = message["text"], message["sha256"], message["ticket"]
        found = self._analysed.get(sha256)
        rest = pieces(text) if self._model and found is None else []
        regions = wire.regions_in(message)
        job = _Job(ticket, text, sha256, regions, message["priority"], rest, list(found or ()))
        self._jobs[ticket] = job

    def work(self) -> None:
        """Does one batch of the most urgent work and answers the questions it completes."""
        batch: list[tuple[_Job, tuple[int, int]]] = []
        room = BATCH
        jobs = sorted(self._jobs.values(), key=lambda job: job.rank)
        for job in jobs:
            if job.priority != jobs[0].priority or room <= 0:
                break
            for start, end in job.rest:
                batch.append((job, (start, end)))
                room -= end - start
                if room <= 0:
                    break
        self._analyse(batch)
        for job in jobs:
            if not job.rest and job.priority == jobs[0].priority and job.ticket in self._jobs:
                self._finish(job)

    def _analyse(self, batch: Sequence[tuple[_Job, tuple[int, int]]]) -> None:
        """Analyses all pieces at once; should that fail, one by one, to find out where it does."""
        try:
            self._find(batch)
        except Exception as error:
            if len(batch) > 1:
                for piece in batch:
                    if piece[0].ticket in self._jobs:
                        self._analyse([piece])
            else:
                self._fail(batch[0][0], error)

    def _find(self, batch: Sequence[tuple[_Job, tuple[int, int]]]) -> None:
        if not batch or self._model is None:
            return
        found = self._model.entities([job.text[start:end] for job, (start, end) in batch])
        for (job, (start, _)), entities in zip(batch, found, strict=True):
            del job.rest[0]
            for first, last, label in entities:
                span = (start + first, start + last)
                job.found.append(Suggestion(*span, label, job.text[slice(*span)]))

    def _finish(self, job: _Job) -> None:
        self._analysed[job.sha256] = job.found
        self._analysed.move_to_end(job.sha256)
        if len(self._analysed) > REMEMBERED:
            self._analysed.popitem(last=False)
        try:
            suggestions = suggest(job.text, job.found, job.regions, self._known)
        except Exception as error:
            self._fail(job, error)
            return
        del self._jobs[job.ticket]
        self._say(wire.answer_message(job.ticket, self._names_version, suggestions))

    def _fail(self, job: _Job, error: Exception) -> None:
        """One article that cannot be analysed is reported; the others go on."""
        del self._jobs[job.ticket]
        reason = f"{type(error).__name__}: {error}"
        self._say({"say": "error", "ticket": job.ticket, "reason": reason})


def main() -> None:
    """Runs until the other end of standard input is closed."""
    parent = JsonParent()
    child = Child(_load(sys.argv[1:], parent.tell), parent.tell)
    while True:
        while child.idle or parent.has_said_more:
            child.hear(parent.hear())
        child.work()


def _load(names: Sequence[str], say: Callable[[wire.Message], None]) -> Finder | None:
    if not names:
        say({"say": "missing", "reason": "no pipeline is installed"})
        return None
    try:
        from newsbrowse_nlp.spacy_pipeline import Model

        model = Model(names[0])
    except Exception as error:
        say({"say": "missing", "reason": f"{names[0]}: {type(error).__name__}: {error}"})
        return None
    say({"say": "ready"})
    return model


if __name__ == "__main__":
    main()
