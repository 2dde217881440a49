"""What the commands print: data on stdout, words on stderr, and nothing a terminal would obey."""

from __future__ import annotations

import json
import re
import sys
from io import TextIOWrapper
from typing import Any

from newsbrowse.layout.safe import safe

_OBEYED = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""What `json` leaves as it is and a terminal may act upon: escaped, it is the same JSON."""


def never_fail_to_encode() -> None:
    """Let both streams replace what the locale's encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(words: str) -> None:
    """Words for a person: one line or several on stderr."""
    print(safe(words, lines=True), file=sys.stderr)


def put(data: str) -> None:
    """Data on stdout, one line or several."""
    print(safe(data, lines=True))


def put_json(value: Any) -> None:
    """`value` as indented JSON on stdout; controls are escaped, nothing is lost."""
    ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    text = json.dumps(value, ensure_ascii=ascii_only, indent=2)
    print(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))
