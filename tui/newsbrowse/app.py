"""App: it brings library, settings, worker and screen together, and only that."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from newsbrowse.screens.host import LONG_SECONDS, Host
from newsbrowse.screens.main_screen import MainScreen
from newsbrowse.settings import themes
from newsbrowse.terminal import clipboard, terminal
from newsbrowse.workspace.live_suggestions import LiveSuggestions
from newsbrowse.workspace.workspace import Workspace
from newsbrowse_nlp.worker.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from textual.screen import Screen

    from newsbrowse.settings.config import Config
    from newsbrowse.settings.state import State
    from newsbrowse.settings.themes import Look
    from newsbrowse.workspace.live_suggestions import MakeWorker
    from newsbrowse_store.library import Library

HANG_UP_SECONDS = 3.0


class NewsbrowseApp(Host):
    """newsbrowse on `library`; `first` is the id of the article to open, if not the one before.

    What `adding` names is added in the background, and the first article of it opened.

    `notices` are lines to show at the start. `environment` and the worker are the process's own,
    or a test's.
    """

    TITLE = "newsbrowse"
    ENABLE_COMMAND_PALETTE = False  # Textual's own opens over anything, the pickers too
    # Words that come and go stand at the top: at the foot they would cover what is being typed.
    CSS = "ToastRack { dock: top; align: right top; margin: 1 0 0 0; }"

    def __init__(
        self,
        library: Library,
        *,
        state: State,
        config: Config,
        annotator: str,
        model: str | None,
        log_path: Path,
        first: str | None = None,
        adding: Sequence[Path | str] = (),
        notices: Sequence[str] = (),
        environment: Mapping[str, str] = os.environ,
        make_worker: MakeWorker | None = None,
    ) -> None:
        # Textual takes NO_COLOR out of the environment; what is left then are the terminal's own
        # colours, so the theme made of those is the one that reads well.
        self._plain = "NO_COLOR" in environment
        super().__init__(ansi_color=True if self._plain else None)
        self.library = library
        self.state = state
        self.keys = dict(config.keys)
        self.log_path = log_path
        self.live_suggestions = LiveSuggestions(
            library,
            make_worker or partial(Worker, model, log_path),
            self._suggestions_ready,
            self._worker_state,
        )
        self.workspace = Workspace(
            library,
            annotator,
            self.live_suggestions.suggestions,
            state.sort(library.path),
            state.group(library.path),
        )
        self._first = first or self._last_article()
        self._adding = adding
        self._notices = (*config.problems, *notices)
        self._environment = environment
        for look in themes.LOOKS.values():
            self.register_theme(look.theme)
        wanted = "ansi" if self._plain else state.theme or config.theme
        self.theme = wanted if wanted in themes.LOOKS else themes.DEFAULT
        self.set_keymap(self.keys)

    @property
    def look(self) -> Look:
        """The theme in force with its colours for labels."""
        return themes.LOOKS[self.theme]

    @property
    def main_screen(self) -> MainScreen:
        """The screen under whatever lies over it."""
        screen = self.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    def get_default_screen(self) -> Screen[None]:
        """The main screen is the only one under the others."""
        return MainScreen(self, self.workspace, self._first)

    def label_colours(self) -> dict[str, str]:
        """The colour of each label of the schema under the theme in force."""
        labels = self.library.schema.labels
        return {label.name: self.look.colour(label.colour) for label in labels}

    def on_mount(self) -> None:
        """Start the worker once the first screen has been painted."""
        self.call_after_refresh(self._begin)

    async def on_unmount(self) -> None:
        """Kill the worker and keep what is worth remembering."""
        await self.live_suggestions.stop()
        self.save_state()

    def save_state(self) -> None:
        """Keep places, widths and theme for the next time; a full disk must not stop leaving."""
        try:
            self.state.save()
        except OSError as error:
            self.log.warning(f"{self.state.path} could not be written: {error}")

    def next_theme(self) -> None:
        """Turn to the next theme and remember it."""
        if self._plain:
            self.notify("NO_COLOR is set, so themes make no difference.", markup=False)
            return
        self.theme = self.state.theme = themes.after(self.theme)
        self.main_screen.view.restyle()
        self.notify(f"Theme: {self.theme}", markup=False, timeout=2)

    async def action_quit(self) -> None:
        """Leave; the place in the article is remembered whichever key it was."""
        self.main_screen.view.remember_place()
        await super().action_quit()

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by the terminal's escape sequence, and by whatever else reaches a clipboard here."""
        super().copy_to_clipboard(text)
        self.run_worker(
            lambda: clipboard.copy(text, self._environment), thread=True, exit_on_error=False
        )

    def _last_article(self) -> str | None:
        last = self.state.article(self.library.path)
        return last if last and self.library.catalogue.row(last) else None

    def _leave_if_hung_up(self) -> None:
        """Leave when the terminal has gone without a signal: nobody is there any more."""
        if terminal.hung_up():
            self.exit(return_code=1)

    async def _begin(self) -> None:
        if not self.is_headless:
            self.set_interval(HANG_UP_SECONDS, self._leave_if_hung_up)
        for notice in self._notices:
            self.notify(notice, severity="warning", markup=False, timeout=LONG_SECONDS)
        self.bring_up_to_date()
        if self._adding:
            self.main_screen.adding.add(self._adding, any_first=True)
        await self.live_suggestions.start()

    def bring_up_to_date(self) -> None:
        """List what other programs changed, or all again when the cache was lost, in a while."""
        self.run_worker(self._bring_up_to_date, thread=True, exit_on_error=False)

    def _bring_up_to_date(self) -> None:
        """Look, in a thread, for what other programs changed in the library's folder."""
        catalogue = self.library.catalogue
        if catalogue.stale():
            catalogue.refresh()
            self.call_from_thread(self._listed_anew)

    def _listed_anew(self) -> None:
        self.workspace.refresh()
        self.main_screen.view.show_list()

    def _suggestions_ready(self, article_id: str, error: str) -> None:
        if self.is_running:
            self.main_screen.suggestions_ready(article_id, error)

    def _worker_state(self, state: str) -> None:
        if self.is_running:
            self.main_screen.worker_changed(state)
