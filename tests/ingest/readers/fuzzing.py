"""Mutated input for every reader, and what must hold whatever comes of it."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers import test_mutations
from ingest.readers.samples import SAMPLES, zipped
from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers.containers import members
from newsbrowse_ingest.readers.read import Remark, Source, read_source
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MOST_CALLS = 5_000_000
"""So many functions may be called to read one input: hundreds of times what a sample takes."""

LONGEST_LINE = 3_000
"""So long may a message be."""

Change = tuple[str, int, int, int]
KINDS = ("flip", "cut", "splice", "twice", "swap", "end", "many")

CORPUS: dict[str, bytes] = {
    **{f"{name}": text.encode() for name, text in test_mutations.SAMPLES.items()},
    **SAMPLES,
}
"""Small valid input of every format, by a name that may tell it."""


class Endless(BaseException):
    """Reading took too many steps; no reader may catch this."""


@dataclass(frozen=True)
class Layer:
    """The bytes that are changed, and how the input is made of them again."""

    data: bytes
    whole: Callable[[bytes], bytes]


def layers(data: bytes) -> list[Layer]:
    """The input itself, and what is packed in it: changes there get past checksums."""
    found = [Layer(data, lambda changed: changed)]
    for module in (gzip, bz2, lzma):
        try:
            found.append(Layer(module.decompress(data), module.compress))
        except (OSError, EOFError, lzma.LZMAError):
            continue
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        for name, part in parts.items():
            found.append(Layer(part, lambda changed, name=name: zipped({**parts, name: changed})))
    return found


def mutated(data: bytes, changes: Sequence[Change], other: bytes) -> bytes:
    """The data after the changes; those that splice take their bytes from the `other`."""
    for kind, first, second, third in changes:
        at, to = sorted(each % (len(data) + 1) for each in (first, second))
        piece = data[at : min(to, at + 400)]
        if kind == "flip":
            data = (
                data[:at]
                + bytes(each ^ (third % 255 + 1) for each in data[at : at + 1 + third % 3])
                + data[at + 1 + third % 3 :]
            )
        elif kind == "cut":
            data = data[:at] + data[at + len(piece) :]
        elif kind == "splice":
            start = third % (len(other) + 1)
            data = data[:at] + other[start : start + 400] + data[at:]
        elif kind == "swap":
            place = third % (len(data) + 1)
            data = data[:at] + data[place : place + len(piece)] + data[at + len(piece) :]
        elif kind == "end":
            data = data[:at]
        else:
            data = data[:to] + piece * (1 if kind == "twice" else third % 50) + data[to:]
    return data


@contextmanager
def counted(most: int = MOST_CALLS) -> Iterator[None]:
    """Raise `Endless` when more functions are called within it."""
    left = most

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            sys.setprofile(None)
            raise Endless

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)


def check(data: bytes, name: str) -> None:
    """Read the input, and hold what must hold."""
    with counted():
        found = list(read_source(Source.of(data, name)))
    assert found, "something must be said of every input"
    size = 0
    for each in found:
        if isinstance(each, Draft):
            size += len(each.text)
            hold(each)
        else:
            line = each.said if isinstance(each, Remark) else str(each)
            assert "\n" not in line, "a message is one line"
            assert len(line) <= LONGEST_LINE
            assert "Warning" not in line, "what a library warns of must not stop it"
            if isinstance(each, NoTextError):
                assert each.metadata.url
    assert size <= max(members.HARMLESS, members.MOST_TIMES * len(data))


def hold(draft: Draft) -> None:
    """What must hold of every article that is read."""
    assert draft.text.strip()
    assert "\r" not in draft.text
    draft.text.encode()  # no lone surrogates
    last = 0
    for region in draft.regions:
        assert last <= region.start < region.end <= len(draft.text)
        last = region.end
    json.dumps({**draft.metadata.extra}, ensure_ascii=False).encode()
    for each in (draft.metadata.headline, draft.metadata.byline, draft.metadata.imported_from):
        each.encode()
    assert draft.metadata.imported_from
