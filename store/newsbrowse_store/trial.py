"""What adding would do to a library, without doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_store.library import Added
from newsbrowse_store.records.creation import sort_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from newsbrowse_store.model import Draft


class Trial:
    """Stands in for the library at `root`, which need not be there: writes nothing."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._offered: set[str] = set()

    def add_many(self, drafts: Iterable[Draft]) -> Iterator[Added]:
        """Say of each draft what `Library.add_many` would; raises as that does."""
        ids, fresh = sort_out(self._root, drafts)
        for id_ in ids:
            new = id_ in fresh and id_ not in self._offered
            self._offered.add(id_)
            yield Added(id_, "added" if new else "present")
