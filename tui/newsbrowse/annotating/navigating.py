"""Navigating controller: from article to article, from pane to pane; handing words on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from newsbrowse.layout.safe import safe, safe_url
from newsbrowse.workspace.open_article import quotation
from newsbrowse_store.errors import NewsbrowseError
from newsbrowse_store.text.tokens import sentence_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsbrowse.annotating.deciding import Deciding
    from newsbrowse.layout.arrange import Pane
    from newsbrowse.workspace.version_chain import ArticleVersion
    from newsbrowse_store.decisions.carrying import Carried
    from newsbrowse_store.decisions.session import Decided
    from newsbrowse_store.values import State

ONE_VERSION = (
    "This article has one version. A later one is added on the command line:\n"
    "newsbrowse add --as-version-of {id} FILE"
)
PANES: tuple[Pane, ...] = ("sidebar", "pane", "inspector")


class Navigating:
    """Answers the keys that lead on, finish an article, show and hide panes, and copy."""

    def __init__(self, deciding: Deciding) -> None:
        self._deciding = deciding
        self._workspace, self._view = deciding.workspace, deciding.view

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What it does, by the ids of actions."""
        workspace = self._workspace
        last = "This is the last article of the list."
        first = "This is the first article of the list."
        done = "Every article of the list is done."
        return {
            "everywhere.next_pane": partial(self._turn, 1),
            "everywhere.previous_pane": partial(self._turn, -1),
            "everywhere.next_article": lambda: self._go_to(workspace.beside(1), last),
            "everywhere.previous_article": lambda: self._go_to(workspace.beside(-1), first),
            "everywhere.next_not_done": lambda: self._go_to(workspace.next_not_done(), done),
            "everywhere.done": self._done,
            "everywhere.star": self._star,
            "sidebar.versions": self._versions,
            "pane.numbers": self._numbers,
            "pane.copy": self._copy,
            "pane.quote": self._quote,
            "pane.browse": self._browse,
        }

    # going

    def _turn(self, by: int) -> None:
        """Focus the pane beside, round the end."""
        if self._workspace.reading is not None:
            at = (PANES.index(self._view.pane_name) + by) % len(PANES)
            self._view.focus_pane(PANES[at])

    def _go_to(self, article_id: str | None, otherwise: str) -> None:
        if article_id is None:
            self._view.inform(otherwise)
        else:
            self._view.open_article(article_id)

    def _done(self) -> None:
        """Mark the article done and open the next; on a done one, take that back."""
        reading, deciding = self._workspace.reading, self._deciding
        if reading is None:
            return
        state: State = "open" if reading.article.state == "done" else "done"
        following, session = self._workspace.beside(1), deciding.session
        decided = deciding.decide(lambda: session.set_state(deciding.article_id, state))
        if decided and state == "done":
            following = following or self._workspace.next_not_done()
            self._go_to(following, "Done, and with it every article of the list.")

    def _star(self) -> None:
        """Star the article, or take the star away."""
        reading, deciding = self._workspace.reading, self._deciding
        if reading is not None:
            star, session = not reading.article.star, deciding.session
            deciding.decide(lambda: session.set_star(deciding.article_id, star))

    # versions

    def _versions(self) -> None:
        """Lay the versions of the article of the list beside each other."""
        from newsbrowse.workspace.version_chain import version_chain  # not needed to start

        id_ = self._view.listed_id
        if id_ is None:
            self._view.inform("Go to an article of the group first: l leads into it.")
            return
        try:
            chain = version_chain(self._workspace.library, id_)
        except NewsbrowseError as error:
            self._view.tell(error)
            return
        if len(chain) == 1:
            self._view.inform(ONE_VERSION.format(id=id_[:5]), timeout=8)
        else:
            self._view.show_versions(chain, id_, self._carry_over, self._open_version)

    def _carry_over(self, earlier: str, later: str) -> tuple[Carried, list[ArticleVersion]] | None:
        """Carry decisions over, and tell how the versions stand then; an error is told."""
        from newsbrowse.workspace.version_chain import version_chain

        found: list[Carried] = []

        def carry() -> Decided:
            decided, carried = self._deciding.session.carry_over(earlier, later)
            found.append(carried)
            return decided

        self._deciding.decide(carry)
        return (found[0], version_chain(self._workspace.library, later)) if found else None

    def _open_version(self, id_: str) -> None:
        self._view.open_article(id_)
        if self._workspace.open_id == id_:
            self._view.focus_pane("pane")
            if self._workspace.view.rank(id_) is None:
                self._view.inform("This is a version that is not listed. J goes on in the list.")

    # seeing, and handing on

    def _numbers(self) -> None:
        """Show numbers and dates as entities, or hide them."""
        self._view.text.action_numbers()
        self._view.show_inspector()

    def _copy(self) -> None:
        """Copy the selection, else the sentence under the cursor."""
        if self._workspace.reading is not None:
            words = self._chosen()
            self._view.copy(words)
            self._view.inform(f"Copied {len(words)} characters.", timeout=3)

    def _quote(self) -> None:
        """Copy the selection or the sentence as a quotation with its source."""
        if self._workspace.reading is not None:
            self._view.copy(quotation(self._chosen(), self._workspace.reading.article.metadata))
            self._view.inform("Copied the quotation with its source.", timeout=3)

    def _chosen(self) -> str:
        view = self._view.text
        text = self._workspace.reading.article.text if self._workspace.reading else ""
        start, end = view.selection or sentence_at(text, view.cursor[0]) or view.cursor
        return text[start:end]

    def _browse(self) -> None:
        """Open the article's address in the browser."""
        reading = self._workspace.reading
        address = safe_url(reading.article.metadata.url) if reading else None
        if address is None:
            self._view.inform("This article has no address.")
        else:
            self._view.browse(address)
            self._view.inform(f"Opened {safe(address)}", timeout=4)
