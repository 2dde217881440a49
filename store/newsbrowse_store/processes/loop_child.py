"""Loop child: a child of ours, seen from an event loop that must not wait for it."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from newsbrowse_store.processes.json_child import EndedError, encode, pipes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ENDING = 5.0
"""Seconds that a process has to end in when it says no more; then it is killed."""

_LONGEST_LINE = 1 << 30


class LoopChild:
    """One life of a child; see `newsbrowse_store.processes`, and `start_child` to have one."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        assert process.stdout
        self._process, self._input, self._output = process, process.stdin, process.stdout

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def tell(self, message: Any) -> None:
        """Give it a message, kept until it can take it; one that has ended gets none."""
        if not self._input.is_closing():
            self._input.write(encode(message))

    async def hear(self) -> Any:
        """Return its next message.

        Raises EndedError when there are no more, ValueError for words that are no message.
        """
        if (line := await self._output.readline()).endswith(b"\n"):
            return json.loads(line)
        # It says no more, so it has ended or is about to. Killing it looks whether it has,
        # and would take from the event loop the one answer to how.
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), ENDING)
        raise EndedError(await self.close())

    def kill(self) -> None:
        """End it, whatever it is doing."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def close(self) -> int:
        """End it and let go of it; return its return code."""
        self.kill()
        code = await self._process.wait()
        self._input.close()
        with suppress(ConnectionError):
            await self._input.wait_closed()
        return code


async def start_child(
    command: Sequence[str], log: IO[bytes] | int, variables: Mapping[str, str] | None = None
) -> LoopChild:
    """Start a child; the arguments are those of `JsonChild`. Raises OSError."""
    process = await asyncio.create_subprocess_exec(
        *command, limit=_LONGEST_LINE, **pipes(log, variables)
    )
    return LoopChild(process)
