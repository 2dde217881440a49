"""The five themes: what Textual draws with, and a colour for each hue a label may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.theme import Theme

from newsbrowse_store.schema.toml_entries import HUES

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Look:
    """A Textual theme and the colours of the hues under it."""

    theme: Theme
    hues: Mapping[str, str]

    def colour(self, hue: str) -> str:
        """The colour of a hue's name; a colour such as `#7fa` is itself, any other word grey."""
        return hue if hue.startswith("#") else self.hues.get(hue, self.hues["grey"])


def _hues(colours: str) -> dict[str, str]:
    return dict(zip(HUES, colours.split(), strict=True))


def _theme(name: str, colours: str, *, dark: bool, **variables: str) -> Theme:
    """A theme from `foreground background surface panel primary accent success warning error`."""
    fore, back, surface, panel, primary, accent, success, warning, error = colours.split()
    quiet = {"scrollbar": panel, "scrollbar-background": back, "scrollbar-corner-color": back}
    quiet |= {"scrollbar-background-hover": back, "scrollbar-background-active": back}
    return Theme(
        name=name,
        primary=primary,
        secondary=primary,
        accent=accent,
        foreground=fore,
        background=back,
        surface=surface,
        panel=panel,
        success=success,
        warning=warning,
        error=error,
        dark=dark,
        text_alpha=1.0,
        ansi=name == "ansi",
        variables=quiet | {key.replace("_", "-"): value for key, value in variables.items()},
    )


_ANSI_FIXES = {
    "ansi_background": "ansi_black",
    "ansi_foreground": "ansi_white",
    "scrollbar": "ansi_bright_black",
    "border_blurred": "ansi_bright_black",
    "block_cursor_foreground": "ansi_black",
    "block_cursor_background": "ansi_white",
    "input_cursor_background": "ansi_white",
    "input_cursor_foreground": "ansi_black",
    "input_selection_background": "ansi_bright_blue",
    "input_selection_foreground": "ansi_black",
    "screen_selection_background": "ansi_bright_blue",
    "screen_selection_foreground": "ansi_black",
}

_LOOKS = (
    Look(
        _theme(
            "dark",
            "#dfe3ea #14171c #1a1e25 #232933 #7aa7f0 #e6b455 #7fbf6a #e6b455 #ef6b73",
            dark=True,
        ),
        _hues(
            "#6aa5ff #f0a04b #76c76b #b9bb55 #4cc3bd #c0946c"
            " #f2707a #b58cf2 #ee87c3 #8e95ff #8fa9bd #8b929e"
        ),
    ),
    Look(
        _theme(
            "light",
            "#1d2127 #fbfaf7 #f1efea #e6e3dc #245cb5 #9a6200 #2c7a2c #9a6200 #b3261e",
            dark=False,
        ),
        _hues(
            "#2463c4 #b45c00 #2d7d2d #6c6d00 #00797a #7d5531"
            " #bd2b36 #7740b8 #b03084 #4a4fc4 #4f6a80 #6b7078"
        ),
    ),
    Look(
        _theme(
            "colour-blind",
            "#e8e8e8 #15171a #1c1f23 #282c32 #56b4e9 #f0e442 #009e73 #e69f00 #d55e00",
            dark=True,
        ),
        # Okabe and Ito's eight, and four lighter or darker ones of theirs for the rarer labels.
        _hues(
            "#56b4e9 #e69f00 #009e73 #f0e442 #7fd6c2 #c9a26b"
            " #d55e00 #cc79a7 #e9b8d3 #4a90d9 #a9bccb #9a9a9a"
        ),
    ),
    Look(
        _theme(
            "contrast",
            "#ffffff #000000 #000000 #262626 #5fd7ff #ffff00 #00ff5f #ffff00 #ff5f5f",
            dark=True,
        ),
        _hues(
            "#5fafff #ffaf00 #5fff5f #ffff5f #5fffff #ffaf87"
            " #ff5f5f #d787ff #ff87d7 #afafff #c6c6c6 #bcbcbc"
        ),
    ),
    Look(
        _theme(
            "ansi",
            "ansi_default ansi_default ansi_default ansi_default ansi_blue ansi_yellow"
            " ansi_green ansi_yellow ansi_red",
            dark=True,
            **_ANSI_FIXES,
        ),
        _hues(
            "ansi_blue ansi_yellow ansi_green ansi_bright_yellow ansi_cyan ansi_bright_magenta"
            " ansi_red ansi_magenta ansi_bright_red ansi_bright_blue ansi_bright_cyan"
            " ansi_bright_black"
        ),
    ),
)

LOOKS: Mapping[str, Look] = {look.theme.name: look for look in _LOOKS}
DEFAULT = "dark"


def after(name: str) -> str:
    """The theme that follows `name` in the round."""
    names = list(LOOKS)
    return names[(names.index(name) + 1) % len(names)] if name in LOOKS else DEFAULT
