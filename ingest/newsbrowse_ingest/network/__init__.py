"""Pages and feeds from the network: asked for by a person, bounded, and from public places only.

Everything else in newsbrowse stays off the network, and this room knows nothing of app and library:
an address goes in, bytes or one clear error come out. Its modules need httpx; what is in this file
does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse_ingest.network.web import Web

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def is_address(words: str) -> bool:
    """Whether what a person typed is an address, of whichever scheme, rather than a path."""
    return bool(_ADDRESS.match(words.strip()))


def open_web(*, allow_private: bool = False, stopped: Callable[[], bool] | None = None) -> Web:
    """The way to the network, to be used in a `with`: nothing is sent before something is asked.

    `allow_private` is for servers on this machine and in this house; `stopped` as `Web` has it.
    Raises `ReadError` when httpx is not installed.
    """
    from newsbrowse_ingest.readers.format import need

    need("httpx", "web", "the network")
    from newsbrowse_ingest.network.web import Web

    return Web(stopped, allow_private=allow_private)
