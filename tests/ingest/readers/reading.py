"""Reading samples in tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers.read import Remark, format_of, read_bytes
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from newsbrowse_ingest.readers.read import Found, Options
    from newsbrowse_store.values import Metadata

SAMPLES = Path(__file__).resolve().parents[3].parent / "shared/data/formats"
"""Files of others, which a machine may not have."""


def sample(path: str) -> bytes:
    """The bytes of a file of others; the test is skipped where it is absent."""
    if not (SAMPLES / path).exists():
        pytest.skip("no ../shared/data")
    return (SAMPLES / path).read_bytes()


def read_all(data: bytes | str, name: str = "input", options: Options | None = None) -> list[Found]:
    return list(read_bytes(data.encode() if isinstance(data, str) else data, name, options))


def articles(found: list[Found]) -> list[Draft]:
    return [each for each in found if isinstance(each, Draft)]


def errors(found: list[Found]) -> list[ReadError]:
    return [each for each in found if isinstance(each, ReadError)]


def remarks(found: list[Found]) -> list[str]:
    return [each.said for each in found if isinstance(each, Remark)]


def read_one(data: bytes | str, name: str = "input") -> Draft:
    """The one article in the data; a refusal is raised."""
    (found,) = read_all(data, name)
    if isinstance(found, ReadError):
        raise found
    assert isinstance(found, Draft)
    return found


def refusals(data: bytes | str, name: str = "input") -> list[str]:
    """Why the data, in which there is no article, is not read."""
    found = read_all(data, name)
    assert all(isinstance(each, ReadError) for each in found)
    return [str(each) for each in found]


def addresses(found: list[Found]) -> list[Metadata]:
    """What is known of the entries that have an address only."""
    return [each.metadata for each in found if isinstance(each, NoTextError)]


def format_name(data: bytes | str, name: str = "input") -> str:
    return format_of(data.encode() if isinstance(data, str) else data, name).name
