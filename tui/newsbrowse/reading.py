"""What is open: an article with its decisions and suggestions, as one value to draw from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from newsbrowse.layout.document import Document
from newsbrowse.layout.layers import Mark
from newsbrowse_store.merge import pending

if TYPE_CHECKING:
    from newsbrowse_store.errors import StorageError
    from newsbrowse_store.model import Article, Decisions, Metadata, Suggestion


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it is being read; `suggestions` is None until it has been analysed.

    `problem` is set when its decisions cannot be read: it can be read then, not decided in.
    """

    article: Article
    decisions: Decisions
    suggestions: tuple[Suggestion, ...] | None = None
    problem: StorageError | None = None

    @property
    def pending(self) -> list[Suggestion]:
        """The suggestions that nobody accepted, corrected or rejected yet."""
        return pending(self.suggestions or (), self.decisions)

    @property
    def document(self) -> Document:
        """The article as the reading pane shows it."""
        article, meta = self.article, self.article.metadata
        in_text = any(region.role == "headline" for region in article.regions)
        tags = tuple(tag.name for tag in self.decisions.tags)
        heading = None if in_text else meta.headline
        return Document(article.id, article.text, article.regions, heading, subtitle(meta), tags)

    def marks(self) -> list[Mark]:
        """Everything to colour in the text: the mentions, and the suggestions still pending."""
        decided = [Mark(m.start, m.end, m.label, False, m.id) for m in self.decisions.mentions]
        return decided + [Mark(s.start, s.end, s.label, True) for s in self.pending]


def date_words(published: str, *, year: bool = True) -> str:
    """An ISO 8601 date as people write it, `3 March 2026`; anything else as it stands."""
    try:
        date = datetime.fromisoformat(published)
    except ValueError:
        return published
    return f"{date.day} {date:%B}" + (f" {date.year}" if year else "")


def subtitle(metadata: Metadata) -> str:
    """The line under the headline: source, date and who wrote it, as far as they are known."""
    byline = metadata.byline
    if byline and not byline.lower().startswith("by "):
        byline = f"by {byline}"
    parts = (metadata.source, date_words(metadata.published), byline)
    return " · ".join(part for part in parts if part)


def quotation(text: str, metadata: Metadata) -> str:
    """Some words of an article with where they come from, ready to be pasted."""
    published = date_words(metadata.published)
    source = [metadata.headline, metadata.source, published, metadata.url]
    return f"“{' '.join(text.split())}” ({', '.join(part for part in source if part)})"
