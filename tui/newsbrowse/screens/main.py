"""The main screen's actions: going on, finding, finishing, copying."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from newsbrowse.actions import bindings
from newsbrowse.layout.arrange import SIDEBAR_LEAST, side_width
from newsbrowse.layout.safe import safe, safe_url
from newsbrowse.screens.adding import Adding
from newsbrowse.workspace.open_article import quotation
from newsbrowse_store.text.tokens import sentence_at

if TYPE_CHECKING:
    from textual.binding import BindingType

    from newsbrowse.layout.arrange import Pane
    from newsbrowse.widgets.prompt import Prompt
    from newsbrowse_store.model import State

WIDENING = 4
"""Columns that one key gives or takes."""
PANES: tuple[Pane, ...] = ("sidebar", "pane", "inspector")


class MainScreen(Adding):
    """Answers the keys that do not belong to one pane alone."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere")]

    # going

    def action_next_pane(self) -> None:
        """Focus the pane to the right, round the end."""
        self._turn(1)

    def action_previous_pane(self) -> None:
        """Focus the pane to the left, round the end."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        at = (PANES.index(self.pane_name) + by) % len(PANES)
        if self.desk.reading is None:
            return
        self.focus_pane(PANES[at])

    def action_next_article(self) -> None:
        """Open the next article of the list."""
        self._go_to(self.desk.beside(1), "This is the last article of the list.")

    def action_previous_article(self) -> None:
        """Open the previous article of the list."""
        self._go_to(self.desk.beside(-1), "This is the first article of the list.")

    def action_next_not_done(self) -> None:
        """Open the next article that is not done."""
        self._go_to(self.desk.next_not_done(), "Every article of the list is done.")

    def _go_to(self, article_id: str | None, otherwise: str) -> None:
        if article_id is None:
            self.notify(otherwise, markup=False)
        else:
            self.open_article(article_id)

    def action_back(self) -> None:
        """One step back: out of a prompt, a filter, the inspector, the text; never farther."""
        if self.prompt.display:
            self.leave_off()
        elif self.leave_link():
            self.reading_pane.clear_selection()
        elif self.sidebar.filter.display or (self.pane_name == "sidebar" and self.desk.filter):
            self.sidebar.filter.close()
            self.desk.set_filter("")
            self.show_list()
            self.focus_pane("sidebar")
        elif self.pane_name == "sidebar" and self.desk.search is not None:
            self.choose_search("")
        elif self.pane_name == "inspector" and self.desk.reading is not None:
            self.focus_pane("pane")
        elif self.reading_pane.selection is not None or self.reading_pane.search_query:
            self.reading_pane.clear()
        else:
            self.focus_pane("sidebar")

    # deciding

    def action_done(self) -> None:
        """Mark the article done and open the next; on a done one, take that back."""
        reading = self.desk.reading
        if reading is None:
            return
        state: State = "open" if reading.article.state == "done" else "done"
        following = self.desk.beside(1)
        session = self.desk.session
        if self.decide(lambda: session.set_state(self.article_id, state)) and state == "done":
            following = following or self.desk.next_not_done()
            self._go_to(following, "Done, and with it every article of the list.")

    def action_star(self) -> None:
        """Star the article, or take the star away."""
        reading, session = self.desk.reading, self.desk.session
        if reading is not None:
            self.decide(lambda: session.set_star(self.article_id, not reading.article.star))

    # seeing

    def action_sidebar(self) -> None:
        """Show or hide the sidebar."""
        self._wish_for("sidebar", shown=not self.sidebar.display)

    def action_inspector(self) -> None:
        """Show or hide the inspector."""
        self._wish_for("inspector", shown=not self.inspector.display)

    def _wish_for(self, pane: Pane, *, shown: bool) -> None:
        if pane == "sidebar":
            self.wish = replace(self.wish, sidebar=shown, alone=False)
        else:
            self.wish = replace(self.wish, inspector=shown, alone=False)
        if shown:
            self.focus_pane(pane)
        elif self.desk.reading is not None:
            self.focus_pane("pane")
        else:
            self.arrange_panes()

    def action_zen(self) -> None:
        """The reading pane alone, and back."""
        if self.desk.reading is not None:
            self.wish = replace(self.wish, alone=not self.wish.alone)
            self.focus_pane("pane")

    def action_wider(self) -> None:
        """Give the side pane with the focus, else the sidebar, more columns."""
        self._widen(WIDENING)

    def action_narrower(self) -> None:
        """Take columns from the side pane with the focus, else from the sidebar."""
        self._widen(-WIDENING)

    def _widen(self, by: int) -> None:
        pane = self.inspector if self.pane_name == "inspector" else self.sidebar
        width = side_width(self.app.size.width, pane.outer_size.width + by, SIDEBAR_LEAST)
        if pane is self.inspector:
            self.wish = replace(self.wish, inspector_width=width)
        else:
            self.wish = replace(self.wish, sidebar_width=width)
        self.app.state.set_width(pane.id or "", width)
        self.arrange_panes()

    def action_numbers(self) -> None:
        """Show numbers and dates as entities, or hide them."""
        self.reading_pane.action_numbers()
        self.show_inspector()

    def action_theme(self) -> None:
        """Turn to the next theme."""
        self.app.next_theme()

    def action_help(self) -> None:
        """Show all keys."""
        self.app.show_help(self.pane_name)

    def action_palette(self) -> None:
        """Find an action by its name."""
        self.app.show_palette()

    async def action_quit(self) -> None:
        """Leave; everything decided is on disk already."""
        await self.app.action_quit()

    # finding

    def action_filter(self) -> None:
        """Filter the list as you type."""
        self.sidebar.filter.ask("filter", "/", self.desk.filter, "headline, source or tag")

    def action_sort(self) -> None:
        """Turn to the next sort order."""
        self.desk.next_sort()
        self.app.state.set_sort(self.desk.library.path, self.desk.sort)
        self.show_list()

    def action_group(self) -> None:
        """Group by the next of source, date and story, or not at all."""
        self.desk.next_group()
        self.app.state.set_group(self.desk.library.path, self.desk.group)
        self.show_list()
        self.show_hints()

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        """Filter while the words are being typed."""
        if event.purpose == "filter":
            self.desk.set_filter(event.value)
            self.show_list()

    def on_prompt_submitted(self, event: Prompt.Submitted) -> None:
        """Keep the filter and go to the list."""
        if event.purpose == "filter":
            self.sidebar.filter.close()
            self.focus_pane("sidebar")

    # handing on

    def action_copy(self) -> None:
        """Copy the selection, else the sentence under the cursor."""
        if self.desk.reading is not None:
            text = self._chosen_text()
            self.app.copy_to_clipboard(text)
            self.notify(f"Copied {len(text)} characters.", markup=False, timeout=3)

    def action_quote(self) -> None:
        """Copy the selection or the sentence as a quotation with its source."""
        if self.desk.reading is not None:
            quoted = quotation(self._chosen_text(), self.desk.reading.article.metadata)
            self.app.copy_to_clipboard(quoted)
            self.notify("Copied the quotation with its source.", markup=False, timeout=3)

    def _chosen_text(self) -> str:
        pane, text = self.reading_pane, self.desk.reading.article.text if self.desk.reading else ""
        start, end = pane.selection or sentence_at(text, pane.cursor[0]) or pane.cursor
        return text[start:end]

    def action_browse(self) -> None:
        """Open the article's address in the browser."""
        reading = self.desk.reading
        address = safe_url(reading.article.metadata.url) if reading else None
        if address is None:
            self.notify("This article has no address.", markup=False)
        else:
            import webbrowser  # not needed to start

            webbrowser.open(address)
            self.notify(f"Opened {safe(address)}", markup=False, timeout=4)
