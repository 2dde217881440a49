"""Wire: how the child that analyses is started, and what is said to it and by it.

A message is one JSON object, with values of ours as plain lists.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from newsbrowse_nlp.pipeline import NO_PIPELINE, PipelineError, key_of, resolve
from newsbrowse_store.processes.environment import environment, python
from newsbrowse_store.values import KnownName, Region, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Message = dict[str, Any]


class Launch:
    """What it takes to start a child.

    `key` is the cache key of its answers. `problem` says why it runs without a pipeline (else
    empty). Standard error is to be the file that `open_log` gives, or its words land on the screen.
    """

    def __init__(self, model: str | None, log: Path) -> None:
        self.log = log
        self.key, self.problem = NO_PIPELINE, ""
        self.command = python("newsbrowse_nlp.worker.child")
        try:
            info = resolve(model)
        except PipelineError as error:
            self.problem = str(error)
            return
        if info is None:
            self.problem = "no pipeline is installed"
            return
        self.key = key_of(info)
        self.command.append(info.name)

    def environment(self) -> dict[str, str]:
        """The parent's environment and packages; one thread for arithmetic."""
        return environment() | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

    def open_log(self) -> IO[bytes]:
        """The log, to be written on at its end; its folder is made. Raises OSError."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        return self.log.open("ab")


def names_message(names: Iterable[KnownName], version: int) -> Message:
    """Parent to child: the library's names from now on."""
    rows = [[one.name, one.label, one.count, one.entity] for one in names]
    return {"do": "names", "version": version, "names": rows}


def names_in(message: Message) -> list[KnownName]:
    """The names of a `names_message`."""
    return [KnownName(*row) for row in message["names"]]


def ask_message(
    ticket: int, text: str, sha256: str, regions: Iterable[Region], priority: int
) -> Message:
    """Parent to child: analyse this text; the answer bears the same ticket."""
    rows = [[one.role, one.start, one.end, one.repeats] for one in regions]
    return {
        "do": "ask",
        "ticket": ticket,
        "text": text,
        "sha256": sha256,
        "regions": rows,
        "priority": priority,
    }


def regions_in(message: Message) -> list[Region]:
    """The regions of an `ask_message`."""
    return [Region(*row) for row in message["regions"]]


def answer_message(ticket: int, version: int, suggestions: Sequence[Suggestion]) -> Message:
    """Child to parent: what is suggested. The words are left out: the parent has the text."""
    rows = [[one.start, one.end, one.label, one.source, one.entity] for one in suggestions]
    return {"say": "answer", "ticket": ticket, "names": version, "suggestions": rows}


def suggestions_in(message: Message, text: str) -> tuple[Suggestion, ...]:
    """The suggestions of an `answer_message` to a question about this text."""
    return tuple(
        Suggestion(start, end, label, text[start:end], source, entity)
        for start, end, label, source, entity in message["suggestions"]
    )
