"""What a reader of one file format says about itself to the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsbrowse_store.model import Draft


@dataclass(frozen=True, slots=True)
class Format:
    """One file format that articles are read from.

    `suffixes` are the ends of file names in lower case, dot included. `sniff` is given the first
    4,096 bytes at most and says whether they can be nothing else. `read` is given all bytes and
    the name, and raises `ReadError` where nothing can be made of them.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[bytes, str], Iterator[Draft]]
