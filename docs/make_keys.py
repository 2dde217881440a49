"""Writes docs/keys.md, the page of all keys, from the registry of actions."""

from __future__ import annotations

from pathlib import Path

from newsbrowse.actions import CONTEXTS, GROUPS, Action, Context, actions
from newsbrowse.settings.keymap import show_key

PAGE = Path(__file__).with_name("keys.md")
OPENING = """\
# All keys

Written by `docs/make_keys.py` from the same registry as the app's `?`. The id is what `[keys]` in
`config.toml` knows an action by.
"""


def keys_page() -> str:
    """The page: one table for each place where keys apply, in the order of the help."""
    return "\n".join([OPENING, *map(_section, CONTEXTS)])


def _section(context: Context) -> str:
    ordered = sorted(actions(context), key=lambda action: GROUPS.index(action.group))
    rows = [f"## {CONTEXTS[context]}", "", "| keys | what they do | id |", "|---|---|---|"]
    return "\n".join([*rows, *map(_row, ordered), ""])


def _row(action: Action) -> str:
    keys = " ".join(f"`{show_key(key)}`" for key in action.keys)
    return f"| {keys} | {action.description} | `{action.id}` |"


if __name__ == "__main__":
    PAGE.write_text(keys_page(), encoding="utf-8")
