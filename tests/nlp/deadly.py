"""Analysis that a process does not survive, as one that lacks memory would not."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from newsbrowse_nlp.batch.batch import Analysed


def analyse_chunk(chunk, pipeline: str, key: str, names: bytes) -> list[Analysed]:
    """Dies of `poison`, and of the path of a file that is there, which it takes away first."""
    for _, text, _ in chunk:
        if text.startswith("/") and (once := Path(text)).exists():
            once.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        if "poison" in text:
            os.kill(os.getpid(), signal.SIGKILL)
    return [Analysed(id_) for id_, _, _ in chunk]


class TwofoldError(Exception):
    """Cannot be unpickled: it is made of two things and keeps one."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what} {why}")


def fail_twofold() -> None:
    """Fail with an error that no other process can make anything of."""
    raise TwofoldError("this", "fails")
