"""Clipboard: those beyond the terminal's own escape sequence, of tmux and of a desktop."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 2.0


def commands(environment: Mapping[str, str], platform: str = sys.platform) -> list[list[str]]:
    """The commands that take a copy on standard input here; those not installed are left out.

    tmux drops the escape sequence unless it is set up for it; `load-buffer -w` hands the copy to
    tmux and through it to the terminal outside, also over ssh.
    """
    wanted: list[list[str]] = []
    if environment.get("TMUX"):
        wanted.append(["tmux", "load-buffer", "-w", "-"])
    if platform == "darwin":
        wanted.append(["pbcopy"])
    elif environment.get("WAYLAND_DISPLAY"):
        wanted.append(["wl-copy"])
    elif environment.get("DISPLAY"):
        wanted.append(["xclip", "-selection", "clipboard"])
    return [command for command in wanted if shutil.which(command[0])]


def copy(text: str, environment: Mapping[str, str]) -> None:
    """Hand `text` to every clipboard in reach; one that fails is passed over."""
    for command in commands(environment):
        try:
            subprocess.run(
                command,
                input=text.encode(),
                timeout=SECONDS,
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
