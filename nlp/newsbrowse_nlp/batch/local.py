"""Processes of this machine as an executor. One that dies takes no call with it but its own."""

from __future__ import annotations

import pickle
import subprocess
import threading
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from newsbrowse_store.processes.environment import python

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from newsbrowse_nlp.batch.serve import Answer

GRACE = 5.0
"""Seconds in which a process that no longer answers must end by itself, to say how."""

P = ParamSpec("P")
T = TypeVar("T")


class DiedError(BrokenExecutor):
    """The process that did a call has ended; another one does the next."""


class Processes(Executor):
    """So many processes of low priority, each started when there is a call for it.

    `environment` is theirs, and `log` gets all they print. They are out of the terminal's reach:
    ctrl+c is for whoever made this. Left by an error, they are killed at once.

    The standard library's executor fails all calls when one process dies, so that nobody can say
    which call it died of, and in Python 3.11 it may hang then.
    """

    def __init__(self, number: int, environment: Mapping[str, str], log: IO[bytes]) -> None:
        self._threads = ThreadPoolExecutor(number, "newsbrowse-process")
        self._environment, self._log = environment, log
        self._own = threading.local()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._guard = threading.Lock()
        self._killed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a process call `fn`, which it must be able to import. The call may `DiedError`."""
        return self._threads.submit(self._call, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes when all calls are done; with `cancel_futures` kill them now."""
        self._threads.shutdown(wait and not cancel_futures, cancel_futures=cancel_futures)
        with self._guard:
            self._killed = True
            for process in self._processes:
                process.kill()
        self._threads.shutdown(wait)
        for process in self._processes:
            _closed(process)

    def __exit__(self, kind: object, *_: object) -> None:
        self.shutdown(cancel_futures=kind is not None)

    def _call(self, function: Callable[..., T], *arguments: Any) -> T:
        process = self._process()
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(pickle.dumps((function, *arguments)))
            process.stdin.flush()
            packed: bytes = pickle.load(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as broken:
            raise DiedError(self._end(process)) from broken
        result, error = cast("Answer", pickle.loads(packed))
        if error is not None:
            raise error
        return cast("T", result)

    def _process(self) -> subprocess.Popen[bytes]:
        """The process of this thread, started if there is none."""
        process: subprocess.Popen[bytes] | None = getattr(self._own, "process", None)
        if process is not None:
            return process
        with self._guard:
            if self._killed:
                raise DiedError("was not begun")
            process = subprocess.Popen(
                python("newsbrowse_nlp.batch.serve"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env=self._environment,
                start_new_session=True,
            )
            self._processes.add(process)
        self._own.process = process
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> str:
        """Make sure that a process has ended; return how."""
        self._own.process = None
        with self._guard:
            self._processes.discard(process)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        process.kill()
        code = _closed(process)
        return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


def _closed(process: subprocess.Popen[bytes]) -> int:
    """Close the pipes of a process that ends; return its exit code."""
    with suppress(OSError), process:  # what it did not hear is lost
        pass
    return process.wait()
