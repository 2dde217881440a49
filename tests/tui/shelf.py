"""The list of articles alone in an app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

from newsbrowse.widgets.article_list.article_list import ArticleList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from newsbrowse_store.library import Library


class Shelf(App[None]):
    """The list alone; the messages that reach the app are kept."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library
        self.told: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield ArticleList(id="articles")

    def on_mount(self) -> None:
        self.articles.focus()

    @property
    def articles(self) -> ArticleList:
        return self.query_one(ArticleList)

    def on_article_list_highlighted(self, event: ArticleList.Highlighted) -> None:
        self.told.append(("highlighted", event.id))

    def on_article_list_opened(self, event: ArticleList.Opened) -> None:
        self.told.append(("opened", event.id))

    def screen_lines(self) -> list[str]:
        height = self.articles.size.height
        return [self.articles.render_line(y).text.rstrip() for y in range(height)]
