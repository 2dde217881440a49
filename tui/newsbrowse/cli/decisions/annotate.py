"""`newsbrowse annotate`: decisions from a file of JSON lines, each line one step."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import click
from msgspec import Struct, field

from newsbrowse.cli import options
from newsbrowse.cli.output import put, put_json, say
from newsbrowse.layout.safe import safe
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager

    from newsbrowse_store.decisions.session import Session

TABLES = ("mentions", "relations", "tags", "notes")


class _Outcome(Struct, frozen=True):
    """What became of a line: counts by table, or why it failed, with the remedy."""

    line: int
    id: str | None
    status: Literal["added", "present", "failed"]
    added: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(TABLES, 0))
    present: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(TABLES, 0))
    reason: str = ""


@click.command("annotate")
@options.article(required=False)
@click.option(
    "--from",
    "source",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="A file of JSON lines, or - for standard input.",
)
@options.library
@options.annotator
@options.as_json
def annotate(
    id_: str | None, source: Path, library: Path | None, annotator: str | None, as_json: bool
) -> int:
    """Take over annotations from JSON lines.

    A line is an object as `newsbrowse show --json` prints it, of which id, mentions, relations,
    tags and notes are taken. ID stands for an id that the lines leave out. Ends of relations are
    ids of mentions, or texts of the form START:END:LABEL or entity:ID. Offsets are code points;
    where a text is given for a span, it must be the one that stands there.

    A line is one step, which `u` in the app takes back. What is there already is passed over and
    counted. A line with something wrong in it is named with the reason, and nothing of it is
    taken; the rest goes on.

    \b
      newsbrowse annotate 3fa9 --from found.jsonl
      newsbrowse show 3fa9 --json --library one | newsbrowse annotate --from - --library two

    \b
    A line of such a file:
      {"id": "3fa9", "mentions": [{"start": 0, "end": 11, "label": "PERSON"}],
       "relations": [{"type": "meets", "head": "0:11:PERSON", "tail": "16:27:PERSON"}],
       "tags": ["ports"], "notes": [{"on": "article", "text": "from the wire"}]}
    (here on three lines, there on one)
    """
    outcomes = []
    with options.session_in(library, annotator) as session, _open(source) as file:
        if id_ is not None:
            id_ = session.library.resolve(id_)
        for number, raw in _lines(file):
            outcome = _take(session, id_, number, raw)
            outcomes.append(outcome)
            if outcome.status == "failed":
                say(safe(f"{source}, line {number}: {outcome.reason}"))
            elif not as_json:
                put(safe(f"{outcome.id}  {outcome.status:<7}  {_counted(outcome)}"))
    if as_json:
        put_json([as_document(outcome) for outcome in outcomes])
    failed = sum(outcome.status == "failed" for outcome in outcomes)
    added = sum(sum(outcome.added.values()) for outcome in outcomes)
    present = sum(sum(outcome.present.values()) for outcome in outcomes)
    say(f"{added} added, {present} already there; {failed} of {len(outcomes)} lines failed")
    return 1 if failed else 0


def _open(source: Path) -> AbstractContextManager[BinaryIO]:
    if str(source) == "-":
        return nullcontext(sys.stdin.buffer)
    return source.open("rb")


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, numbered from 1; one object over many lines is one."""
    from newsbrowse_ingest.readers.read import LIMIT
    from newsbrowse_store.errors import ReadError

    number = 0
    while raw := file.readline(LIMIT + 1):
        number += 1
        if number == 1 and raw.removeprefix(BOM_UTF8).strip() == b"{":
            raw += file.read(LIMIT + 1)
        if len(raw) > LIMIT:
            raise ReadError(
                f"line {number}", f"is larger than {LIMIT // 2**20} MiB", "Write shorter lines."
            )
        if raw.strip():
            yield number, raw


def _take(session: Session, id_: str | None, number: int, raw: bytes) -> _Outcome:
    from newsbrowse_store.decisions.foreign import read_annotations
    from newsbrowse_store.errors import NewsbrowseError, ReadError

    try:
        given = read_annotations(raw.decode("utf-8-sig"))
        of = session.library.resolve(given.article) if given.article else id_
        if of is None:
            raise ReadError("id", "is missing", "Give it in the line or before --from.")
        if id_ not in (None, of):
            raise ReadError(f"id {of}", f"is not {id_}", "Leave out the one or the other.")
        taken = session.import_annotations(of, given)
    except UnicodeDecodeError as error:
        reason = f"this: is not UTF-8 (byte {error.start}). Save the file as UTF-8."
        return _Outcome(number, id_, "failed", reason=reason)
    except NewsbrowseError as error:
        return _Outcome(number, id_, "failed", reason=str(error))
    added, present = (
        {table: counts[table] for table in TABLES} for counts in (taken.added, taken.present)
    )
    return _Outcome(number, of, "added" if any(added.values()) else "present", added, present)


def _counted(outcome: _Outcome) -> str:
    parts = [
        f"{count} {table}{words}"
        for counts, words in ((outcome.added, ""), (outcome.present, " already there"))
        for table, count in counts.items()
        if count
    ]
    return ", ".join(parts)
