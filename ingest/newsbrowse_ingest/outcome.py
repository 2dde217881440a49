"""Outcome: what became of one article offered, and the entry that has an address only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from typing import Self

    from newsbrowse_store.errors import NewsbrowseError
    from newsbrowse_store.values import Metadata


class Outcome(Struct, frozen=True):
    """What became of one article offered: `reason` says why it failed, with the remedy.

    One that is `removed` was in the library and was taken out; `restored` is one brought back.
    """

    path: str
    id: str | None
    status: Literal["added", "present", "removed", "restored", "failed"]
    reason: str = ""


def failed(name: str, error: NewsbrowseError) -> Outcome:
    """The outcome of what is called `name` when it failed with this error."""
    said = error.reason if error.what == name else str(error)
    remedy = f". {error.remedy}" if error.remedy and error.what == name else ""
    return Outcome(name, None, "failed", f"{said}{remedy}")


class NoTextError(ReadError):
    """An entry has an address, but no text: `metadata` and `tags` are what it says of itself."""

    metadata: Metadata
    tags: tuple[str, ...]

    @classmethod
    def of(cls, what: str, metadata: Metadata, tags: tuple[str, ...] = ()) -> Self:
        """Make one; `metadata.url` is the address."""
        remedy = "Its text can be fetched: newsbrowse add --fetch FILE."
        error = cls(what, f"has an address only ({metadata.url[:200]}), no text", remedy)
        error.metadata, error.tags = metadata, tags
        return error
