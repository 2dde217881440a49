"""The main screen while something is being added: how far it is, what comes, what failed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from newsbrowse.screens.finding import Finding
from newsbrowse.settings.keymap import key_shown
from newsbrowse.workspace.wording import ADDING
from newsbrowse_ingest.network import is_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.timer import Timer

    from newsbrowse.workspace.workspace import Workspace
    from newsbrowse_ingest.background import Addition
    from newsbrowse_ingest.outcome import Outcome

LOOK_EVERY = 0.5
"""Seconds between two looks at how far it is; the list is filled at each fourth."""
SOON = 10.0
"""Seconds in which what comes first is opened; later the reader is reading something else."""


class Adding(Finding):
    """Adds what the reader names while the keys are answered."""

    def __init__(self, desk: Workspace, first: str | None) -> None:
        super().__init__(desk, first)
        self._additions: list[Addition] = []
        self._failed: list[Outcome] = []
        self._watch: Timer | None = None
        self._looks = self._listed = 0
        self._leaving = False

    def action_add(self) -> None:
        """Ask for a file, a folder or an address to add."""
        placeholder = "file, folder or https://…; ~ is your home"
        self.ask("add", self._add, placeholder=placeholder)

    def _add(self, words: str) -> None:
        if is_address(words):
            self.notify(f"Fetching {words}", markup=False, timeout=3)
        if words:
            given = words if is_address(words) else Path(words).expanduser()
            self.add([given], any_first=True)

    def add(self, given: Sequence[Path | str], *, any_first: bool = False) -> None:
        """Add files, folders and addresses in the background, and open the first that comes.

        With `any_first` that may be one that was in the library already. What comes late, or while
        the reader is at something else, is not opened.
        """
        from newsbrowse_ingest.background import Addition  # not needed to start

        addition = Addition(given, self.desk.open_id, any_first)
        self._additions.append(addition)
        self.run_worker(partial(self._add_in_thread, addition), thread=True, group="add")
        if self._watch is None:
            self._watch = self.set_interval(LOOK_EVERY, self._look)
        if self.desk.reading is None:
            self.query_one("#pane-words", Static).update(Content(ADDING))

    def _add_in_thread(self, addition: Addition) -> None:
        addition.run(self.desk.library.path, self.desk.annotator)
        if not self._leaving:  # else there is nobody to tell
            self.app.call_from_thread(self._added, addition)

    def on_unmount(self) -> None:
        """Stop adding, so that leaving need not wait for it."""
        self._leaving = True
        for addition in self._additions:
            addition.leave()

    def action_stop(self) -> None:
        """Stop adding, the second time at once; what is in stays."""
        if not self._additions:
            self.notify("Nothing is being added.", markup=False, timeout=3)
        for addition in self._additions:
            if addition.progress.stopped:
                addition.kill()
            else:
                addition.stop()

    def action_failures(self) -> None:
        """Show what could not be added."""
        from newsbrowse.screens.failures import FailuresScreen  # not needed to start

        failed = [*self._failed, *(one for each in self._additions for one in each.failed)]
        if failed:
            self.app.push_screen(FailuresScreen(failed))
        else:
            self.notify("Nothing failed.", markup=False, timeout=3)

    def status_facts(self) -> list[tuple[int, str]]:
        """How far adding is, before everything else."""
        facts = super().status_facts()
        if not self._additions:
            return facts
        words = " · ".join(addition.progress.brief for addition in self._additions)
        return [(6, f"{words} · {self._key('stop')} stops"), *facts]

    def analyse_on(self) -> None:
        """Leave the processor to adding while there is any: the keys need some of it, too."""
        if not self._additions:
            super().analyse_on()

    def _look(self) -> None:
        """Show how far it is, and now and then what has come."""
        self._looks += 1
        for addition in self._additions:
            self._open_first(addition)
        if self._looks % 4 == 0:
            self._fill()
        self.show_status()

    def _fill(self) -> None:
        """List what has come; the cursor stays where the reader has put it."""
        added = sum(addition.progress.articles["added"] for addition in self._additions)
        if added != self._listed:
            self._listed = added
            self.desk.refresh()
            self.sidebar.articles.set_listing(self.desk.view)
            self.sidebar.show_heading(self.desk.view)

    def _added(self, addition: Addition) -> None:
        """Tell what became of it."""
        self._additions.remove(addition)
        self._listed = -1
        self._fill()
        self._open_first(addition)
        if not self._additions and self._watch is not None:
            self._watch.stop()
            self._watch = None
        self.show_status()
        if self.desk.reading is None:
            self.show_words()
        self._failed = addition.failed or self._failed
        self._tell(addition)

    def _tell(self, addition: Addition) -> None:
        """One message: what became of it, what failed where that is one, and where to see more."""
        said = f"{addition.progress.result or 'Nothing to add there'}."
        if addition.progress.stopped:
            said = f"Stopped: {said}"
        if addition.failed:
            said += f" {self._key('failures')} lists what failed."
        if len(addition.failed) == 1:
            only = addition.failed[0]
            said = f"{only.path}: {only.reason}\n{said}"
        if addition.error is not None:
            said = f"{addition.error}\n{said}" if addition.progress.result else str(addition.error)
        wrong = addition.failed or addition.error
        self.notify(
            said,
            severity="error" if wrong else "information",
            markup=False,
            timeout=12 if wrong else None,
        )

    def _open_first(self, addition: Addition) -> None:
        """Open what came first unless it disturbs, or the reader has opened something else."""
        first, known = addition.first, addition.known
        addition.known = first is not None
        if first is None or known or addition.seconds > SOON or self.at_work:
            return
        if self.desk.open_id == addition.before:
            self.desk.refresh()
            self.show_list()
            self.open_article(first)

    def _key(self, name: str) -> str:
        """The key of an action that applies everywhere, as it is shown."""
        return key_shown(f"everywhere.{name}", self.app.keys)
