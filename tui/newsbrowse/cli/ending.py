"""How a run ends: an error becomes one line for a person and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from newsbrowse.cli import output
from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Callable


def ended(run: Callable[[], int]) -> int:
    """Call `run` and return its exit code, or the one for what it raised."""
    output.never_fail_to_encode()
    try:
        code = run()
        sys.stdout.flush()
    except NewsbrowseError as error:
        output.say(f"newsbrowse: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; Python's own flush at exit must not complain of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        output.say(f"newsbrowse: {error.filename or 'the system'}: {error.strerror or error}")
        return 1
    return code
