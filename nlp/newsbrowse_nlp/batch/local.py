"""Processes of this machine as an executor. One that dies takes no call with it but its own.

Each is `python -m newsbrowse_nlp.batch.local`; see `newsbrowse_store.processes`. A call and what it
returns are packed, so that what the other end can make nothing of is no part of what follows.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from typing import IO, TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from newsbrowse_store.processes.environment import python
from newsbrowse_store.processes.json_child import (
    EndedError,
    JsonChild,
    JsonParent,
    packed,
    unpacked,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

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
        command = python("newsbrowse_nlp.batch.local")
        self._children = [JsonChild(command, log, environment) for _ in range(number)]
        self._idle = deque(self._children)  # as many as threads: there is one for each call

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a process call `fn`, which it must be able to import. The call may `DiedError`."""
        return self._threads.submit(self._call, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes when all calls are done; with `cancel_futures` kill them now."""
        self._threads.shutdown(wait and not cancel_futures, cancel_futures=cancel_futures)
        for child in self._children:
            child.kill()
        self._threads.shutdown(wait)
        for child in self._children:
            child.close()

    def __exit__(self, kind: object, *_: object) -> None:
        self.shutdown(cancel_futures=kind is not None)

    def _call(self, function: Callable[..., T], *arguments: Any) -> T:
        child = self._idle.pop()  # the last one used, which has been started
        try:
            child.tell(packed((function, *arguments)))
            answer = child.hear()
        except EndedError as ended:
            raise DiedError(str(ended)) from ended
        finally:
            self._idle.append(child)
        result, error = unpacked(answer)
        if error is not None:
            raise error
        return cast("T", result)


def main() -> None:
    """Do one call after the other, in a process of its own."""
    parent = JsonParent()
    while True:
        parent.tell(packed(_answer(*unpacked(parent.hear()))))


def _answer(
    function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, Exception | None]:
    try:
        return function(*arguments, **named), None
    except Exception as error:
        return None, error


if __name__ == "__main__":
    main()
