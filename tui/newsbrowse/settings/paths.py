"""Paths of the files that newsbrowse keeps for itself on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from pathlib import Path

NAME = "newsbrowse"
LIBRARY_VARIABLE = "NEWSBROWSE_LIBRARY"


@dataclass(frozen=True, slots=True)
class Paths:
    """The user's settings, what the program remembers, its log, and the first library's folder.

    None of them need exist.
    """

    config: Path
    state: Path
    log: Path
    library: Path


def standard_paths() -> Paths:
    """The places of this user, as the system's conventions have them."""
    directories = platformdirs.PlatformDirs(NAME, appauthor=False)
    return Paths(
        config=directories.user_config_path / "config.toml",
        state=directories.user_state_path / "state.json",
        log=directories.user_log_path / f"{NAME}.log",
        library=directories.user_data_path / "library",
    )
