"""What the `robots.txt` of a site says to us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.robotparser import RobotFileParser

if TYPE_CHECKING:
    from newsbrowse.network.transport import Answer

NAME = "newsbrowse"
"""What we are called in a `robots.txt`."""

SIZE = 512 * 1024
"""So many bytes of a `robots.txt` are looked at."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Which addresses of a site may be asked for, and the seconds it wants between two requests."""

    parser: RobotFileParser
    delay: float

    def allow(self, address: str) -> bool:
        """Whether an address of this site may be asked for."""
        return self.parser.can_fetch(NAME, address)


def rules(answer: Answer) -> Rules | None:
    """Return what an answer to the request for `robots.txt` means.

    Without the file everything may be read; None means that the site cannot say now, and so that
    nothing may.
    """
    parser = RobotFileParser()
    if answer.status == 429 or answer.status >= 500:
        return None
    text = answer.data.decode("utf-8-sig", "replace") if answer.status == 200 else ""
    parser.parse(text.splitlines())
    delay = parser.crawl_delay(NAME)
    return Rules(parser, float(delay or 0))
