"""Palette: every action of the registry by its name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from textual.command import DiscoveryHit, Hit, Provider

from newsbrowse.actions import ACTIONS, CONTEXTS
from newsbrowse.settings.keymap import show_key

if TYPE_CHECKING:
    from textual.command import Hits

    from newsbrowse.actions import Action


class RunsActions(Protocol):
    """The screen beneath: it does an action where that belongs."""

    async def run_named(self, action: Action) -> None:
        """Do it."""


class ActionProvider(Provider):
    """Offers the actions; choosing one is pressing its key in its pane."""

    async def discover(self) -> Hits:
        """All actions, before anything is typed."""
        for action in ACTIONS:
            yield DiscoveryHit(
                action.description, partial(self._run, action), help=self._help(action)
            )

    async def search(self, query: str) -> Hits:
        """The actions whose description matches `query`."""
        matcher = self.matcher(query)
        for action in ACTIONS:
            score = matcher.match(action.description)
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(action.description),
                    partial(self._run, action),
                    help=self._help(action),
                )

    def _help(self, action: Action) -> str:
        return f"{CONTEXTS[action.context]} · {show_key(action.keys[0])}".replace("[", "\\[")

    async def _run(self, action: Action) -> None:
        await cast("RunsActions", self.screen).run_named(action)
