"""Themes: the colours that Textual draws with, and one for each hue that a label may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.theme import Theme

from newsbrowse_store.schema.schema import HUES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Look:
    """A Textual theme and the colours of the hues under it."""

    theme: Theme
    hues: Mapping[str, str]

    def colour(self, hue: str) -> str:
        """The colour of a hue's name; a colour such as `#7fa` is itself, any other word grey."""
        return hue if hue.startswith("#") else self.hues.get(hue, self.hues["grey"])


_DRAWN = "foreground background surface panel primary accent success warning error".split()  # noqa: SIM905

_COLOURS = {
    "dark": """
        #dfe3ea #14171c #1a1e25 #232933 #7aa7f0 #e6b455 #7fbf6a #e6b455 #ef6b73
        #6aa5ff #f0a04b #76c76b #b9bb55 #4cc3bd #c0946c
        #f2707a #b58cf2 #ee87c3 #8e95ff #8fa9bd #8b929e""",
    "light": """
        #1d2127 #fbfaf7 #f1efea #e6e3dc #245cb5 #9a6200 #2c7a2c #9a6200 #b3261e
        #2463c4 #b45c00 #2d7d2d #6c6d00 #00797a #7d5531
        #bd2b36 #7740b8 #b03084 #4a4fc4 #4f6a80 #6b7078""",
    # The hues are Okabe and Ito's eight, and four lighter or darker ones for the rarer labels.
    "colour-blind": """
        #e8e8e8 #15171a #1c1f23 #282c32 #56b4e9 #f0e442 #009e73 #e69f00 #d55e00
        #56b4e9 #e69f00 #009e73 #f0e442 #7fd6c2 #c9a26b
        #d55e00 #cc79a7 #e9b8d3 #4a90d9 #a9bccb #9a9a9a""",
    "contrast": """
        #ffffff #000000 #000000 #262626 #5fd7ff #ffff00 #00ff5f #ffff00 #ff5f5f
        #5fafff #ffaf00 #5fff5f #ffff5f #5fffff #ffaf87
        #ff5f5f #d787ff #ff87d7 #afafff #c6c6c6 #bcbcbc""",
    "ansi": """
        ansi_default ansi_default ansi_default ansi_default ansi_blue ansi_yellow
        ansi_green ansi_yellow ansi_red
        ansi_blue ansi_yellow ansi_green ansi_bright_yellow ansi_cyan ansi_bright_magenta
        ansi_red ansi_magenta ansi_bright_red ansi_bright_blue ansi_bright_cyan
        ansi_bright_black""",
}
"""For each theme first what is `_DRAWN` in, then the `HUES` of labels."""

_ANSI_FIXES = {
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    "scrollbar": "ansi_bright_black",
    "border-blurred": "ansi_bright_black",
    "block-cursor-foreground": "ansi_black",
    "block-cursor-background": "ansi_white",
    "input-cursor-background": "ansi_white",
    "input-cursor-foreground": "ansi_black",
    "input-selection-background": "ansi_bright_blue",
    "input-selection-foreground": "ansi_black",
    "screen-selection-background": "ansi_bright_blue",
    "screen-selection-foreground": "ansi_black",
}


def _look(name: str, colours: Sequence[str]) -> Look:
    drawn: dict[str, Any] = dict(zip(_DRAWN, colours, strict=False))
    panel, back = drawn["panel"], drawn["background"]
    quiet = {"scrollbar": panel, "scrollbar-background": back, "scrollbar-corner-color": back}
    quiet |= {"scrollbar-background-hover": back, "scrollbar-background-active": back}
    theme = Theme(
        name=name,
        secondary=drawn["primary"],
        **drawn,
        dark=name != "light",
        text_alpha=1.0,
        ansi=name == "ansi",
        variables=quiet | (_ANSI_FIXES if name == "ansi" else {}),
    )
    return Look(theme, dict(zip(HUES, colours[len(_DRAWN) :], strict=True)))


LOOKS: Mapping[str, Look] = {name: _look(name, text.split()) for name, text in _COLOURS.items()}
DEFAULT = "dark"


def after(name: str) -> str:
    """The theme that follows `name` in the round."""
    names = list(LOOKS)
    return names[(names.index(name) + 1) % len(names)] if name in LOOKS else DEFAULT
