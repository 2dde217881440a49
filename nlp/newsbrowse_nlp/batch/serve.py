"""A process that does calls: `python -m newsbrowse_nlp.batch.serve`, started by `local.Processes`.

Calls come pickled on standard input and what they return goes to standard output pickled, as bytes
that are pickled again: what the other end can make nothing of is then no part of what follows. It
ends as soon as nobody holds the other end of its input.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
from typing import TYPE_CHECKING, Any, BinaryIO

from newsbrowse_nlp.worker.child import NICENESS
from newsbrowse_store.processes.environment import own_output

if TYPE_CHECKING:
    from collections.abc import Callable

    Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
    Answer = tuple[Any, Exception | None]


def main() -> None:
    """Run until the other end of standard input is closed."""
    os.nice(NICENESS)
    inbox: queue.SimpleQueue[Call] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, inbox), daemon=True).start()
    with own_output() as output:
        while True:
            output.write(pickle.dumps(pickle.dumps(_answer(inbox.get()))))
            output.flush()


def _answer(call: Call) -> Answer:
    function, arguments, named = call
    try:
        return function(*arguments, **named), None
    except Exception as error:
        return None, error


def _listen(source: BinaryIO, inbox: queue.SimpleQueue[Call]) -> None:
    try:
        while True:
            inbox.put(pickle.load(source))
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
