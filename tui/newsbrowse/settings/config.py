"""Config: the settings in `config.toml`, read once at start and forgiving of mistakes."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TEXT_SETTINGS = ("library", "theme", "model", "annotator")


@dataclass(frozen=True, slots=True)
class Config:
    """What `config.toml` says; `problems` are lines for a person, about entries left out.

    `keys` maps action ids to Textual key names, several with commas. An empty `library`, `theme`
    or `model` means the one used last or the default.
    """

    library: str = ""
    theme: str = ""
    model: str = ""
    annotator: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def load(path: Path) -> Config:
    """Read `path`; a missing file is the defaults, a wrong entry is reported and left out."""
    try:
        written = path.read_text(encoding="utf-8")
        import tomllib  # a start without the file has no use for it

        data = tomllib.loads(written)
    except FileNotFoundError:
        return Config()
    except (OSError, ValueError) as error:
        return Config(problems=(f"{path}: {error}. Mend the file; defaults are used until then.",))
    problems = []
    settings: dict[str, str] = {}
    for name, value in data.items():
        if name == "keys":
            continue
        if name not in TEXT_SETTINGS:
            known = ", ".join((*TEXT_SETTINGS, "[keys]"))
            problems.append(f"{path}: no setting is called {name!r}. There are {known}.")
        elif not isinstance(value, str):
            problems.append(f"{path}: {name} must be a text in quotes.")
        else:
            settings[name] = value
    keys: Mapping[str, str] = {}
    given = data.get("keys")
    if given and isinstance(given, dict):
        from newsbrowse.settings.keymap import check_keymap  # imports Textual, which few need

        keys, wrong = check_keymap(given)
        problems += [f"{path}: [keys] {line}" for line in wrong]
    return Config(**settings, keys=keys, problems=tuple(problems))


def annotator(config: Config, given: str | None) -> str:
    """Who decides: what the command line says, else the config, else the login."""
    if given or config.annotator:
        return given or config.annotator
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return "annotator"
