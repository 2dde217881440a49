"""Type-ahead: keys typed fast, or in one packet, are taken one at a time, where they were meant."""

from __future__ import annotations

from collections import deque
from time import monotonic

from textual import events
from textual.app import App
from textual.message import Message

PATIENCE = 0.5
"""Seconds after which a key is no longer waited for."""
ROUNDS = 2
"""How often the way from the focus to the app is gone behind a key: once for the key itself, once
for the messages that it gave rise to."""


class KeyHandled(Message):
    """Follows a key on its way up to the app, so that it arrives when the key is dealt with."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.rounds = rounds


class TypeAheadApp(App[None]):
    """An app that is done with one key before it looks at the next.

    Textual sends every key to what has the focus when the key arrives. Where a key moves the focus
    or opens a screen, those typed right behind it would still go to the old place, and there they
    may be commands.
    """

    def __init__(self, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._keys: deque[events.Key] = deque()
        self._key_since: float | None = None

    async def on_event(self, event: events.Event) -> None:
        """Keep a key back while the one before it is being dealt with."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self._keys.append(event)
        if self._key_since is None or monotonic() - self._key_since > PATIENCE:
            await self._take_key()

    async def _take_key(self) -> None:
        if not self._keys:
            self._key_since = None
            return
        self._key_since = monotonic()
        await super().on_event(self._keys.popleft())
        self._follow(ROUNDS)

    def _follow(self, rounds: int) -> None:
        (self.focused or self.screen).post_message(KeyHandled(rounds))

    def on_key_handled(self, message: KeyHandled) -> None:
        """Go the way once more, or look at the next key when all has settled."""
        message.stop()
        if message.rounds > 1:
            self._follow(message.rounds - 1)
        else:
            self.screen.call_after_refresh(self.call_next, self._take_key)
