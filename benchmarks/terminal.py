"""Programs in pseudo-terminals: what a key costs until the last byte, their memory, their end."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parents[1]
COLUMNS, ROWS = 120, 24
QUIET, PATIENCE = 0.06, 60.0
SEQUENCE = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")
HELLO = """
from textual.app import App
from textual.widgets import Static

class Hello(App):
    BINDINGS = [("q", "quit", "")]

    def compose(self):
        yield Static("Hello, world!")

Hello().run()
"""
"""The bare app that everything is compared to: `python -c HELLO`."""


@dataclass(slots=True)
class Sample:
    """Milliseconds of the clock and of the processor, and bytes, for each time a key was typed."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)


class Program:
    """One program in one pseudo-terminal; `home` is where it finds its settings, if given."""

    def __init__(self, command: list[str], home: Path | None = None) -> None:
        self._terminal, end = os.openpty()
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        homes = dict.fromkeys(("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), str(home))
        environment = {
            **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
            **(homes if home else {}),
            "PYTHONPATH": os.pathsep.join(
                str(ROOT / room) for room in ("tui", "ingest", "nlp", "exchange", "store", "")
            ),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }
        if environment.pop("PYTHONDONTWRITEBYTECODE", ""):  # starts would be three times as slow
            environment.setdefault("PYTHONPYCACHEPREFIX", f"{tempfile.gettempdir()}/pycache")
        self.begun = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=end, stdout=end, stderr=end, env=environment, start_new_session=True
        )
        os.close(end)
        self._seen = b""

    def wait_for(self, *words: str) -> None:
        """Read until the terminal has been sent all of `words`."""
        while not all(word.encode() in SEQUENCE.sub(b"", self._seen) for word in words):
            if not self._read(PATIENCE):
                raise SystemExit(f"never painted {words}: {self._seen[-2000:]!r}")

    def settle(self, quiet: float, most: float = 10.0) -> None:
        """Read until nothing has come for `quiet` seconds, or for `most` seconds in all."""
        ends = time.perf_counter() + most
        while self._read(quiet) and time.perf_counter() < ends:
            pass

    def press(self, key: str, sample: Sample, quiet: float = QUIET) -> None:
        """Type `key` and add what it cost until the last byte to `sample`."""
        used, begun = self.processor_seconds(), time.perf_counter()
        os.write(self._terminal, key.encode())
        size = self._read(3.0)
        last = time.perf_counter()
        while last - begun < 3.0 and (came := self._read(quiet)):
            size += came
            last = time.perf_counter()
        sample.wall.append((last - begun) * 1000)
        sample.cpu.append((self.processor_seconds() - used) * 1000)
        sample.size.append(size)

    def leave(self, key: str) -> float:
        """Type `key` and return the seconds until the process has ended."""
        begun = time.perf_counter()
        os.write(self._terminal, key.encode())
        while self._process.poll() is None:
            self._read(0.002)
            if time.perf_counter() - begun > PATIENCE:
                raise SystemExit(f"did not end at {key!r}")
        return time.perf_counter() - begun

    def processor_seconds(self) -> float:
        """What all threads of the process have used."""
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/schedstat")
        return sum(int(path.read_text().split()[0]) for path in tasks) / 1e9

    def memory(self) -> float:
        """The MiB that are the process's own, and its share of those it has in common."""
        rollup = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
        assert found
        return int(found[1]) / 1024

    def children(self) -> list[int]:
        """The ids of the processes it has started."""
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/children")
        return [int(pid) for path in tasks for pid in path.read_text().split()]

    def close(self) -> None:
        """End the program, however it is."""
        for pid in self.children() if self._process.poll() is None else ():
            subprocess.run(["kill", "-9", str(pid)], check=False)
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)

    def _read(self, patience: float) -> int:
        if not select.select([self._terminal], [], [], patience)[0]:
            return 0
        try:
            came = os.read(self._terminal, 1 << 20)
        except OSError:  # Linux reports the end of a pseudo-terminal so
            return 0
        self._seen = (self._seen + came)[-(1 << 20) :]
        return len(came)


def newsbrowse(*words: str) -> list[str]:
    """The command that runs newsbrowse from this checkout."""
    return [sys.executable, "-m", "newsbrowse", *words]


def p95(values: list[float]) -> float:
    """What 95 of 100 stay below."""
    return quantiles(values, n=20)[-1]


def report(name: str, value: float, bound: float) -> bool:
    """Print a ratio beside its bound; True if it holds."""
    print(f"  {name:<58} {value:6.2f}   bound {bound:.2f}   {'ok' if value <= bound else 'MISSED'}")
    return value <= bound
