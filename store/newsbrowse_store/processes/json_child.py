"""JSON children: processes of ours spoken with by JSON lines, and both ends of that."""

from __future__ import annotations

import json
import os
import queue
import select
import subprocess
import threading
from base64 import b64decode, b64encode
from collections import deque
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from newsbrowse_store.processes.environment import environment, own_output

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NICENESS = 10
"""How much lower the priority is of a child that works behind the screen: keys come first."""

GRACE = 20.0
"""Seconds in which a child that says no more must have ended, to tell how."""

PIPEFUL = 2**16


def encode(message: Any) -> bytes:
    """Return a message as a line."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def packed(value: object) -> str:
    """Return any value that can be pickled as part of a message."""
    import pickle  # not needed to start

    return b64encode(pickle.dumps(value)).decode()


def unpacked(word: str) -> Any:
    """Return a `packed` value."""
    import pickle  # not needed to start

    return pickle.loads(b64decode(word))


def how_ended(code: int) -> str:
    """Return in words how a process ended that has this return code."""
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


def pipes(log: IO[bytes] | int, variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what a child is started with besides its command; as in `subprocess`."""
    return {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": log,
        "env": environment() if variables is None else variables,
        "start_new_session": True,
    }


class EndedError(Exception):
    """The child has ended; the words say how. `code` is as in `subprocess`."""

    def __init__(self, code: int) -> None:
        super().__init__(how_ended(code))
        self.code = code


class JsonChild:
    """A child, seen from whoever starts it; see `newsbrowse_store.processes`.

    It is started when it is told something, and again when it has ended by then. `log` gets its
    standard error, `handles` are left open for it. One thread speaks with it; any may stop it.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: IO[bytes] | int = subprocess.DEVNULL,
        variables: Mapping[str, str] | None = None,
        handles: Sequence[int] = (),
    ) -> None:
        self._command, self._log, self._handles = command, log, handles
        self._variables = variables
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = threading.Lock()
        self._killed = False
        self._lines: deque[bytes] = deque()
        self._part: list[bytes] = []

    @property
    def pid(self) -> int | None:
        """The id of the process, None while there is none."""
        return self._process.pid if self._process else None

    def tell(self, message: Any) -> None:
        """Give it a message. Raises EndedError, and OSError if it cannot be started."""
        line = encode(message)
        process = self._process or self._start()
        assert process.stdin
        try:
            process.stdin.write(line)
            process.stdin.flush()
        except (OSError, ValueError) as broken:
            raise self._ended(process) from broken

    def hear(self, seconds: float | None = None) -> Any:
        """Return its next message, or None when nothing has come for so many seconds.

        Raises EndedError when there are no more, and for words that are no message.
        """
        process = self._process
        assert process
        assert process.stdout
        handle = process.stdout.fileno()
        something = select.poll()
        something.register(handle, select.POLLIN)
        while not self._lines:
            if not something.poll(None if seconds is None else seconds * 1000):
                return None
            if not (heard := os.read(handle, PIPEFUL)):
                raise self._ended(process)
            first, *lines = heard.split(b"\n")
            self._part.append(first)
            for line in lines:
                self._lines.append(b"".join(self._part))
                self._part = [line]
        try:
            return json.loads(self._lines.popleft())
        except ValueError as error:
            process.kill()
            raise self._ended(process) from error

    def stop(self) -> None:
        """Tell it to leave when it can; for any thread."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError, ValueError):  # it has ended
                self._process.stdin.close()

    def kill(self) -> None:
        """End it for good, whatever it is doing; for any thread."""
        with self._guard:
            self._killed = True
            if self._process is not None:
                self._process.kill()

    def close(self) -> int | None:
        """End it and let go of it; return its return code, None if there is no process."""
        with self._guard:
            process, self._process = self._process, None
        if process is None:
            return None
        self._lines.clear()
        self._part.clear()
        process.kill()
        with suppress(OSError), process:  # what it has not been told is lost
            pass
        return process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._guard:
            if self._killed:
                raise EndedError(-9)
            self._process = subprocess.Popen(
                self._command, pass_fds=self._handles, **pipes(self._log, self._variables)
            )
            return self._process

    def _ended(self, process: subprocess.Popen[bytes]) -> EndedError:
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        code = self.close()
        return EndedError(process.wait() if code is None else code)


class JsonParent:
    """Whoever started this process, seen from it; see `newsbrowse_store.processes`.

    `at_end` is called, by another thread, when no more messages will come: it leaves at once, or
    has what is at work finished. With `behind` the priority of the process becomes lower.
    """

    def __init__(self, at_end: Callable[[], object] | None = None, *, behind: bool = True) -> None:
        if behind:
            os.nice(NICENESS)
        self._output = own_output()
        self._at_end = at_end or (lambda: os._exit(0))
        self._inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._guard = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def has_said_more(self) -> bool:
        """Whether there is a message to be heard at once."""
        return not self._inbox.empty()

    def hear(self) -> Any:
        """Return the next message; wait for it."""
        return self._inbox.get()

    def tell(self, message: Any) -> None:
        """Give a message; for any thread."""
        with self._guard:
            self._output.write(encode(message))
            self._output.flush()

    def _listen(self) -> None:
        try:
            # a reader of its own: one that waits in `sys.stdin` is fatal when Python leaves
            for line in os.fdopen(os.dup(0), "rb"):
                self._inbox.put(json.loads(line))
        finally:
            self._at_end()
