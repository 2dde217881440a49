"""A program run in a pseudo-terminal: its bytes, its screen, its exit code."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from typing import TYPE_CHECKING, Self

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PATIENCE = 60.0
"""Seconds after which a screen that does not come is a failure, however slow the machine."""


KEYBOARD_PROTOCOL = re.compile(rb"\x1b\[[<>=?][0-9;]*u")
"""Sequences that pyte does not know and would show."""


class PseudoTerminal:
    """Runs `command` with a terminal of `columns` × `rows` as its standard streams.

    `raw` has every byte that reached the terminal. Leaving the context kills what still runs.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        columns: int = 120,
        rows: int = 40,
        stderr: int | None = None,
    ) -> None:
        self.raw = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._fd, end = os.openpty()
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._process = subprocess.Popen(
            command,
            stdin=end,
            stdout=end,
            stderr=end if stderr is None else stderr,
            env=dict(environment),
            start_new_session=True,
        )
        os.close(end)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._fd)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def display(self) -> str:
        """The screen as lines of text."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, *words: str) -> None:
        """Read until the screen shows all of `words`."""
        self._read(lambda: all(word in self.display for word in words))
        missing = [word for word in words if word not in self.display]
        assert not missing, f"never shown: {missing}, but\n{self.display}"

    def settle(self, seconds: float = 0.4) -> None:
        """Read until nothing has come for `seconds`."""
        while select.select([self._fd], [], [], seconds)[0] and self._take():
            pass

    def send(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self._fd, keys.encode())

    def exit_code(self) -> int:
        """Read to the end and return the exit code."""
        self._read(lambda: False)
        return self._process.wait(PATIENCE)

    def _read(self, enough: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not enough() and time.monotonic() < deadline:
            if select.select([self._fd], [], [], 0.1)[0] and not self._take():
                return

    def _take(self) -> bool:
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # Linux reports the end of a pseudo-terminal so
            return False
        self.raw += data
        self._stream.feed(KEYBOARD_PROTOCOL.sub(b"", data))
        return bool(data)
