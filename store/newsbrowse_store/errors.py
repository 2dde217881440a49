"""What can go wrong, in words a person can act on."""

from __future__ import annotations

_LONGEST_SHOWN = 40


def quoted(text: str) -> str:
    """Return words of an article as they are shown in a line: short, in quotes."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= _LONGEST_SHOWN else f"“{line[: _LONGEST_SHOWN - 1]}…”"


class NewsbrowseError(Exception):
    """A failure with its three parts: what failed, why, and what to do about it.

    `what` names the file or thing, `reason` says why in a few words, `remedy` is a full sentence
    (or empty when there is nothing to advise). `str()` of it is one line.
    """

    def __init__(self, what: str, reason: str, remedy: str = "") -> None:
        self.what = what
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{what}: {reason}" + (f". {remedy}" if remedy else ""))

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process and back whole."""
        return type(self), (self.what, self.reason, self.remedy), self.__dict__


class ReadError(NewsbrowseError):
    """Something offered for reading in cannot become an article."""


class LibraryError(NewsbrowseError):
    """A folder cannot be used as a library."""


class StorageError(NewsbrowseError):
    """A file of the library cannot be read or written; it was left as it was."""


class UnsureError(StorageError):
    """A write may or may not survive a power cut; the file is read-only until it is read anew."""


class ClosedError(StorageError):
    """The library was closed while another thread used it: there is nothing to be told."""


class UnknownArticleError(NewsbrowseError):
    """No article, or more than one, has the id given."""


class DecisionError(NewsbrowseError):
    """A decision breaks a rule of the model or of the schema; nothing was changed."""


class SchemaError(NewsbrowseError):
    """An entry of `newsbrowse.toml` cannot be used; `what` names file and line."""
