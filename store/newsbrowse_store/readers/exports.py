"""What read-later services and keepers of bookmarks export: which column or key is what.

Days on which something was saved are no dates of publication.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.readers.columns import Columns

if TYPE_CHECKING:
    from collections.abc import Iterable

_WALLABAG = {
    "headline": "title",
    "byline": "published_by",
    "source": "domain_name",
    "published": "published_at",
    "url": "url",
    "language": "language",
    "text": "content",
}
_OMNIVORE = {
    "headline": "title",
    "byline": "author",
    "source": "siteName",
    "published": "publishedAt",
    "url": "url",
    "language": "language",
    "text": "content",
}
_PLAIN = {"headline": "title", "url": "url"}

EXPORTS = (
    ({"is_archived", "is_starred"}, Columns(_WALLABAG, ("tags",), html=True)),
    (
        {"is_read", "is_fav", "content"},  # the first wallabag has each value twice
        Columns({**_PLAIN, "text": "content"}, ("tags",), html=True, left=frozenset("0123456")),
    ),
    ({"slug", "savedAt"}, Columns(_OMNIVORE, ("labels",), html=True)),
    (
        {"href", "extended", "toread"},  # Pinboard
        Columns({"headline": "description", "url": "href"}, ("tags",), marks=" "),
    ),
    ({"owner", "others", "private"}, Columns(_PLAIN, ("tags",))),  # Delicious
    ({"is_saved", "created_at"}, Columns(_PLAIN, ("tags",))),  # elCurator
    (
        {"article__title", "article__url"},  # Readability
        Columns({"headline": "article__title", "url": "article__url"}),
    ),
    ({"time_added", "status"}, Columns(_PLAIN, ("tags",), marks="|,")),  # Pocket
    (
        {"URL", "Title", "Selection", "Folder"},  # Instapaper
        Columns({"headline": "Title", "url": "URL"}, ("Tags",)),
    ),
    (
        {"date_added", "name", "type"},  # Chrome
        Columns({"headline": "name", "url": "url"}),
    ),
)
"""The names that an export has among its own, and the columns that it then has."""


def export_columns(names: Iterable[str]) -> Columns | None:
    """The columns of a known export with these names; None if it is none."""
    there = set(names)
    return next((columns for told_by, columns in EXPORTS if told_by <= there), None)
