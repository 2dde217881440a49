"""Failure reasons: what could not be added, grouped for a person, written down for a program."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from newsbrowse.layout.safe import safe
from newsbrowse_ingest.progress import counted
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from newsbrowse_ingest.outcome import Outcome

REASONS, FILES = 8, 5
"""So many reasons are told, with so many of the files each; a report in a file has all."""

_ASIDE = re.compile(r" ?\((?:[^()]|\([^()]*\))*\)")
_PARTICULARS = re.compile(r"“[^”]*”|'[^']*'|\d+")
"""Where reasons that are the same differ."""


def told(failed: Sequence[Outcome], report: Path | None = None) -> Iterator[str]:
    """The failures by reason as lines for a person, the most frequent reason first.

    `report` is the file that has all of them, if there is one.
    """
    groups = by_reason(failed)
    for group in groups[:REASONS]:
        if len(group) == 1:
            yield f"{group[0].path}: {group[0].reason}"
            continue
        yield f"{len(group):,} times: {in_common(group)}"
        files = list(dict.fromkeys(outcome.path for outcome in group))
        yield from (f"    {path}" for path in files[:FILES])
        if len(files) > FILES:
            yield f"    and {counted(len(files) - FILES, 'more file')}"
    if len(groups) > REASONS:
        rest = sum(map(len, groups[REASONS:]))
        others = len(groups) - REASONS
        reasons = "another reason" if others == 1 else f"{others:,} other reasons"
        yield f"{rest:,} more failed for {reasons}"
    if report is None and (len(groups) > REASONS or any(len(group) > FILES for group in groups)):
        yield "--report FILE writes down all of them"


def write(path: Path, failed: Iterable[Outcome]) -> None:
    """Write all failures to a file: as JSON lines if it is called `….jsonl`, else as text."""
    as_json = path.suffix.lower() in (".jsonl", ".ndjson")
    with path.open("w", encoding="utf-8", errors="replace") as file:
        for outcome in failed:
            words = safe(f"{outcome.path}: {outcome.reason}")
            file.write((json.dumps(as_document(outcome)) if as_json else words) + "\n")


def by_reason(failed: Iterable[Outcome]) -> list[list[Outcome]]:
    """The failures in groups that failed for the same reason, the largest group first."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in failed:
        groups[_general(outcome.reason)].append(outcome)
    return sorted(groups.values(), key=len, reverse=True)


def in_common(group: Sequence[Outcome]) -> str:
    """The reason of a group, without what is another for each."""
    first = group[0].reason
    same = all(outcome.reason == first for outcome in group)
    return first if same else _general(first)


def _general(reason: str) -> str:
    return _PARTICULARS.sub("…", _ASIDE.sub("", reason))
