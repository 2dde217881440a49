"""Host: the app as its screens know it, with the messages that it shows."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from newsbrowse.layout.safe import safe
from newsbrowse.terminal.typeahead import TypeAheadApp

if TYPE_CHECKING:
    from pathlib import Path

    from textual.notifications import SeverityLevel

    from newsbrowse.settings.state import State
    from newsbrowse.workspace.live_suggestions import LiveSuggestions
    from newsbrowse_store.errors import NewsbrowseError

LONG_SECONDS = 12.0
"""How long a message stays that asks to be acted on."""


class Host(TypeAheadApp):
    """What screens may ask of the app. Messages are shown once, and without markup."""

    NOTIFICATION_TIMEOUT = 3.5

    state: State
    keys: dict[str, str]
    log_path: Path
    live_suggestions: LiveSuggestions

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._said: dict[str, float] = {}

    def label_colours(self) -> dict[str, str]:
        """The colour of each label of the schema under the theme in force."""
        raise NotImplementedError

    def next_theme(self) -> None:
        """Turn to the next theme and remember it."""
        raise NotImplementedError

    def save_state(self) -> None:
        """Keep places, widths and theme for the next time."""
        raise NotImplementedError

    def bring_up_to_date(self) -> None:
        """List what other programs changed, or all again when the cache was lost, in a while."""
        raise NotImplementedError

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message for a while, not the same twice; words of an article can do no harm.

        It takes the place of a routine one before.
        """
        message = safe(message, lines=True)
        until = self._said.get(message, 0.0)
        self._said = {said: end for said, end in self._said.items() if end > monotonic()}
        if until > monotonic():
            return
        self._said[message] = monotonic() + (timeout or self.NOTIFICATION_TIMEOUT)
        super().notify(
            message,
            title=safe(title),
            severity=severity,
            timeout=timeout,
            markup=markup,
        )

    def on_notify(self) -> None:
        """Take away the routine message before the one that comes."""
        for shown in list(self._notifications):
            if shown.severity == "information":
                self._said.pop(shown.message, None)
                self._unnotify(shown, refresh=False)

    def clear_notifications(self) -> None:
        """Take all messages away; each may be said again."""
        self._said.clear()
        super().clear_notifications()

    def tell(self, error: NewsbrowseError) -> None:
        """Show what failed, why, and what to do."""
        self.notify(str(error), severity="error", markup=False, timeout=LONG_SECONDS)
