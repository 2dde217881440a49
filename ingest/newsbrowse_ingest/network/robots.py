"""What the `robots.txt` of a site says to us, read as RFC 9309 has it.

The parser of the standard library takes `*` and `$` in a rule for letters, lets the first rule that
fits win instead of the longest, and fails on numbers and addresses that are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_ingest.network.transport import HttpAnswer

NAME = "newsbrowse"
"""What we are called in a `robots.txt`."""

SIZE = 512 * 1024
"""So many bytes of a `robots.txt` are looked at."""

_LINE = re.compile(r"[^\r\n]+")
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What may be asked for or not: the pieces of the path between its `*`, encoded alike."""

    allows: bool
    length: int
    pieces: tuple[str, ...]
    whole: bool
    """Whether the path ends with the last piece."""

    @classmethod
    def of(cls, path: str, *, allows: bool) -> _Rule:
        pieces = tuple(map(_encoded, path.removesuffix("$").split("*")))
        return cls(allows, len(path), pieces, path.endswith("$"))

    def fits(self, path: str) -> bool:
        first, *others = self.pieces
        if not path.startswith(first):
            return False
        place = len(first)
        last = others.pop() if others and self.whole else None
        for piece in others:
            found = path.find(piece, place)
            if found < 0:
                return False
            place = found + len(piece)
        if last is not None:
            return len(path) - len(last) >= place and path.endswith(last)
        return not self.whole or place == len(path)


@dataclass(slots=True)
class Rules:
    """Which addresses of a site may be asked for, and the seconds it wants between two requests."""

    lines: list[_Rule] = field(default_factory=list)
    delay: float = 0.0

    def allow(self, target: str) -> bool:
        """Whether this path with its query may be asked for: the longest rule that fits tells."""
        path = _encoded(target)
        fitting = ((rule.length, rule.allows) for rule in self.lines if rule.fits(path))
        return max(fitting, default=(0, True))[1]


def rules(answer: HttpAnswer) -> Rules | None:
    """Return what an answer to the request for `robots.txt` means.

    Without the file everything may be read; None means that the site cannot say now, and so that
    nothing may.
    """
    if answer.status == 429 or answer.status >= 500:
        return None
    data = answer.data if answer.status == 200 else b""
    if len(data) >= SIZE:  # a rule that was cut off would shut more than it says
        data = data[: data.rfind(b"\n") + 1]
    groups: dict[str, Rules] = {}
    named: set[str] = set()
    naming = False
    for key, value in _pairs(data.decode("utf-8-sig", "replace")):
        if key == "user-agent":
            product = re.split(r"[/\s]", value.lower(), maxsplit=1)[0]  # without its version
            named, naming = {*(named if naming else ()), product}, True
        elif key in ("allow", "disallow", "crawl-delay"):
            naming = False
        for group in (groups.setdefault(name, Rules()) for name in named & {NAME, "*"}):
            if key in ("allow", "disallow") and value:
                group.lines.append(_Rule.of(value, allows=key == "allow"))
            elif key == "crawl-delay" and _SECONDS.fullmatch(value):
                group.delay = max(group.delay, float(value))
    return groups.get(NAME) or groups.get("*") or Rules()


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE.findall(text):
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _encoded(path: str) -> str:
    """The path as it is compared, however its letters are written."""
    return quote(unquote_to_bytes(path), safe="/?&=+$*")
