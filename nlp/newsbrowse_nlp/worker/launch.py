"""How a child is started: with which pipeline, in which environment, with which log."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from newsbrowse_nlp.pipeline import NO_PIPELINE, PipelineError, key_of, resolve
from newsbrowse_store.processes.environment import environment, python

if TYPE_CHECKING:
    from pathlib import Path


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
