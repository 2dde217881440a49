"""Later version: one file that is what an article of the library reads like now."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from newsbrowse_ingest.add import read_paths
from newsbrowse_ingest.outcome import Outcome
from newsbrowse_store.errors import ReadError
from newsbrowse_store.text.counters import only_counters_differ
from newsbrowse_store.text.tokens import storable

if TYPE_CHECKING:
    from pathlib import Path

    from newsbrowse_ingest.add import How
    from newsbrowse_store.library import Library


def add_later_version(
    library: Library,
    of: str,
    path: Path,
    annotator: str,
    stdin: BinaryIO | None = None,
    how: How | None = None,
) -> Outcome:
    """Add the one article in `path` as a later version of the article `of`; it is durable then.

    Where only counters and stamps differ from the latest version, nothing is added: the outcome is
    `present`, with the reason. Raises `ReadError` where there is not exactly one article, and as
    `Library.add_version` does.
    """
    found = list(read_paths([path], stdin, how))
    for _, one in found:
        if isinstance(one, ReadError):
            raise one
    if len(found) != 1:
        many = f"has {len(found)} articles" if found else "has no article"
        raise ReadError(str(path), many, "Name a file with exactly one, the later version.")
    [(name, draft)] = found
    assert not isinstance(draft, ReadError)
    text = storable(draft.text)
    latest = library.catalogue.versions(of)[-1].id
    there = library.record(latest).text
    if there != text and only_counters_differ(there, text):
        reason = "only counters or dates differ, so this is no version of its own"
        return Outcome(name, latest, "present", reason)
    added = library.add_version(of, draft, annotator)
    return Outcome(name, added.id, added.status)
