"""Key map of the user: checked here, because Textual takes wrong ones in silence."""

from __future__ import annotations

import re
import string
import unicodedata
from typing import TYPE_CHECKING

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from newsbrowse.actions import ACTIONS, ACTIONS_BY_ID, Action

if TYPE_CHECKING:
    from collections.abc import Mapping

MODIFIERS = {"ctrl", "shift", "alt", "super", "hyper", "meta"}
NAMED = {key.value for key in Keys}
PUNCTUATION = {
    KEY_NAME_REPLACEMENTS.get(key, key): character
    for character in string.punctuation.replace("`", "")
    for key in [re.sub("[- ]", "_", unicodedata.name(character).lower())]
}
"""Characters by the names that Textual gives their keys."""
SHOWN = PUNCTUATION | {
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
}
NAME_OF = {character: name for name, character in PUNCTUATION.items()}


def show_key(key: str) -> str:
    """A Textual key name as people write it: `question_mark` is `?`, `pagedown` is `pgdn`."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, SHOWN.get(last, last)])


def check_keymap(given: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """Split a `[keys]` table into the entries that can be used and lines about those that cannot.

    An entry gives an action's id one key, several with commas, or a list of keys. Refused are
    unknown ids, keys that do not exist, and a key that another action of the same context, or one
    that applies everywhere, already has.
    """
    problems: list[str] = []
    wanted: dict[str, tuple[str, ...]] = {}
    for id_, value in given.items():
        if id_ not in ACTIONS_BY_ID:
            problems.append(f"no action is called {id_!r}; the help (?) lists them all.")
            continue
        names = value if isinstance(value, list) else str(value).replace(",", " ").split() or [","]
        keys = [_key(str(name)) for name in names]
        bad = [str(name) for name, key in zip(names, keys, strict=True) if key is None]
        if bad:
            problems.append(f"{id_}: {', '.join(map(repr, bad))} is not a key.")
        else:
            wanted[id_] = tuple(key for key in keys if key is not None)
    used = {a.id: wanted.get(a.id, a.keys) for a in ACTIONS}
    for id_ in list(wanted):
        clash = _clash(ACTIONS_BY_ID[id_], used)
        if clash is not None:
            key, other = clash
            problems.append(f"{id_}: {show_key(key)} already means {other.description!r}.")
            used[id_] = ACTIONS_BY_ID[id_].keys
            del wanted[id_]
    return {id_: ",".join(keys) for id_, keys in wanted.items()}, problems


def _clash(action: Action, used: Mapping[str, tuple[str, ...]]) -> tuple[str, Action] | None:
    for other in ACTIONS:
        shared = set(used[action.id]) & set(used[other.id])
        contexts = {action.context, other.context}
        meet = len(contexts) == 1 or "everywhere" in contexts
        if other.id != action.id and shared and meet:
            return min(shared), other
    return None


def _key(name: str) -> str | None:
    """The Textual name of a key as a person may write it, or None when there is no such key."""
    *modifiers, last = [name] if len(name) == 1 else name.split("+")
    if len(last) == 1 and not last.isalnum():
        last = NAME_OF.get(last, "")
    if not set(modifiers) <= MODIFIERS:
        return None
    if len(last) == 1 or last in NAMED or last in PUNCTUATION or last == "space":
        return "+".join([*modifiers, last])
    return None


def key_shown(id_: str, keys: Mapping[str, str]) -> str:
    """The first key of an action, as people write it; `keys` are the user's own."""
    return show_key(keys.get(id_, ACTIONS_BY_ID[id_].keys[0]).split(",")[0])
