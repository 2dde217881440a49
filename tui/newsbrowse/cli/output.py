"""Output of the commands: data on stdout, words on stderr, an exit code for every error.

Nothing is printed that a terminal would obey.
"""

from __future__ import annotations

import json
import os
import re
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from newsbrowse.layout.safe import safe
from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Callable

_OBEYED = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""What `json` leaves as it is and a terminal may act upon: escaped, it is the same JSON."""


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


def ended(run: Callable[[], int]) -> int:
    """Call `run` and return its exit code, or the one for what it raised."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # what the locale's encoding lacks
    try:
        code = run()
        sys.stdout.flush()
    except NewsbrowseError as error:
        say(f"newsbrowse: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; Python's own flush at exit must not complain of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        say(f"newsbrowse: {error.filename or 'the system'}: {error.strerror or error}")
        return 1
    return code
