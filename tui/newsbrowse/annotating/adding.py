"""Adding controller: how far it is, what comes, what failed, while the keys are answered."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from newsbrowse.settings.keymap import key_shown
from newsbrowse.workspace.wording import ADDING
from newsbrowse_ingest.network import is_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newsbrowse.annotating.modes import Modes
    from newsbrowse.annotating.view import View
    from newsbrowse.workspace.workspace import Workspace
    from newsbrowse_ingest.background import Addition
    from newsbrowse_ingest.outcome import Outcome

LOOK_EVERY = 0.5
"""Seconds between two looks at how far it is; the list is filled at each fourth."""
SOON = 10.0
"""Seconds in which what comes first is opened; later the reader is reading something else."""


class Adding:
    """Adds what the reader names, in processes of its own."""

    def __init__(self, workspace: Workspace, view: View, modes: Modes) -> None:
        self._workspace, self._view, self._modes = workspace, view, modes
        self.additions: list[Addition] = []
        self._failed: list[Outcome] = []
        self._stop_looking: Callable[[], None] | None = None
        self._looks = self._listed = 0

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What it does, by the ids of actions."""
        return {
            "sidebar.add": self._ask,
            "everywhere.stop": self._stop,
            "everywhere.failures": self._show_failures,
        }

    def _ask(self) -> None:
        """Ask for a file, a folder or an address to add."""
        self._view.ask("add", self._named, placeholder="file, folder or https://…; ~ is your home")

    def _named(self, words: str) -> None:
        if is_address(words):
            self._view.inform(f"Fetching {words}", timeout=3)
        if words:
            given = words if is_address(words) else Path(words).expanduser()
            self.add([given], any_first=True)

    def add(self, given: Sequence[Path | str], *, any_first: bool = False) -> None:
        """Add files, folders and addresses in the background, and open the first that comes.

        With `any_first` that may be one that was in the library already. What comes late, or while
        the reader is at something else, is not opened.
        """
        from newsbrowse_ingest.background import Addition  # not needed to start

        addition = Addition(given, self._workspace.open_id, any_first)
        self.additions.append(addition)
        library, annotator = self._workspace.library.path, self._workspace.annotator
        run = partial(addition.run, library, annotator)
        self._view.in_thread(run, partial(self._added, addition))
        if self._stop_looking is None:
            self._stop_looking = self._view.every(LOOK_EVERY, self._look)
        if self._workspace.reading is None:
            self._view.show_words(ADDING)

    def leave(self) -> None:
        """Stop adding, so that leaving need not wait for it."""
        for addition in self.additions:
            addition.leave()

    def _stop(self) -> None:
        """Stop adding, the second time at once; what is in stays."""
        if not self.additions:
            self._view.inform("Nothing is being added.", timeout=3)
        for addition in self.additions:
            if addition.progress.stopped:
                addition.kill()
            else:
                addition.stop()

    def _show_failures(self) -> None:
        """Show what could not be added."""
        failed = [*self._failed, *(one for each in self.additions for one in each.failed)]
        if failed:
            self._view.show_failures(failed)
        else:
            self._view.inform("Nothing failed.", timeout=3)

    def facts(self) -> list[tuple[int, str]]:
        """How far it is, for the status line, with its weight."""
        if not self.additions:
            return []
        words = " · ".join(addition.progress.brief for addition in self.additions)
        return [(6, f"{words} · {self._key('stop')} stops")]

    def _look(self) -> None:
        """Show how far it is, and now and then what has come."""
        self._looks += 1
        for addition in self.additions:
            self._open_first(addition)
        if self._looks % 4 == 0:
            self._fill()
        self._view.show_status()

    def _fill(self) -> None:
        """List what has come; the cursor stays where the reader has put it."""
        added = sum(addition.progress.articles["added"] for addition in self.additions)
        if added != self._listed:
            self._listed = added
            self._workspace.refresh()
            self._view.show_listed()

    def _added(self, addition: Addition) -> None:
        """Tell what became of it."""
        self.additions.remove(addition)
        self._listed = -1
        self._fill()
        self._open_first(addition)
        if not self.additions and self._stop_looking is not None:
            self._stop_looking()
            self._stop_looking = None
        self._view.show_status()
        if self._workspace.reading is None:
            self._view.show_words()
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
        if addition.failed or addition.error:
            self._view.inform(said, severity="error", timeout=12)
        else:
            self._view.inform(said)

    def _open_first(self, addition: Addition) -> None:
        """Open what came first unless it disturbs, or the reader has opened something else."""
        first, known = addition.first, addition.known
        addition.known = first is not None
        if first is None or known or addition.seconds > SOON:
            return
        if self._modes.at_work or self._view.covered:
            return
        if self._workspace.open_id == addition.before:
            self._workspace.refresh()
            self._view.show_list()
            self._view.open_article(first)

    def _key(self, name: str) -> str:
        """The key of an action that applies everywhere, as it is shown."""
        return key_shown(f"everywhere.{name}", self._view.keys)
