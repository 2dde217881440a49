"""Which commands take a copy, by what the environment tells."""

from __future__ import annotations

import os
import stat

import pytest

from newsbrowse.terminal import clipboard


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """Stand-ins that write what they are given to a file named like them."""
    for name in ("tmux", "xclip", "wl-copy", "pbcopy"):
        script = tmp_path / name
        script.write_text(
            f'#!/bin/sh\necho "$@" > {tmp_path}/{name}.args\ncat > {tmp_path}/{name}.in\n'
        )
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def test_inside_tmux_the_copy_goes_through_tmux_to_the_terminal_outside(tools) -> None:
    clipboard.copy("naïve\ntext", {"TMUX": "/tmp/tmux-0/default,1,0"})
    assert (tools / "tmux.args").read_text().split() == ["load-buffer", "-w", "-"]
    assert (tools / "tmux.in").read_text() == "naïve\ntext"


def test_desktops_are_told_apart(tools) -> None:
    assert clipboard.commands({"DISPLAY": ":0"}, "linux") == [["xclip", "-selection", "clipboard"]]
    assert clipboard.commands({"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}, "linux") == [["wl-copy"]]
    assert clipboard.commands({}, "darwin") == [["pbcopy"]]
    assert clipboard.commands({}, "linux") == []


def test_a_tool_that_is_not_installed_is_left_out(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert clipboard.commands({"TMUX": "x", "DISPLAY": ":0"}, "linux") == []
