"""What can go wrong, in words a person can act on."""


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
