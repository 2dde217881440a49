"""The process that adds, for which 127.0.0.1 is the internet and time passes at once."""

from __future__ import annotations

import newsbrowse_ingest.background
import newsbrowse_ingest.fetch
from ingest.network.conftest import FakeClock, Names, not_public
from newsbrowse_ingest.network.web import Web


def open_web(*, allow_private: bool, stopped) -> Web:
    return Web(stopped, clock=FakeClock(), resolve=Names(), not_public=not_public)


if __name__ == "__main__":
    newsbrowse_ingest.fetch.open_web = open_web
    newsbrowse_ingest.background.main()
