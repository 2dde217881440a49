"""`newsbrowse annotate`: decisions, or whole articles, from JSON lines, each line one step."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from contextlib import ExitStack, nullcontext
from itertools import chain, islice
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
    from newsbrowse_store.library import Library

TABLES = ("mentions", "relations", "tags", "notes")


class _Outcome(Struct, frozen=True):
    """What became of a line: counts by table, or why it failed, with the remedy."""

    line: int
    id: str | None
    status: Literal["restored", "added", "present", "failed"]
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
    """Take over annotations, or restore whole articles, from JSON.

    A line is an object as `newsbrowse show --json` prints it, of which id, mentions, relations,
    tags and notes are taken. ID stands for an id that the lines leave out. Ends of relations are
    ids of mentions, or texts of the form START:END:LABEL or entity:ID. Offsets are code points;
    where a text is given for a span, it must be the one that stands there.

    An article that the library lacks is restored, if its line has the whole text: with metadata,
    tags, entities and every decision as it was, ids, annotators and times included; and with its
    history, if `show --history` printed it. A library that is not there is made for that.

    A line is one step, which `u` in the app takes back. What is there already is passed over and
    counted. A line with something wrong in it is named with the reason, and nothing of it is
    taken; the rest goes on.

    \b
      newsbrowse annotate 3fa9 --from found.jsonl
      newsbrowse show 3fa9 --json --library one | newsbrowse annotate --from - --library two
      newsbrowse show 3fa9 --json | jq 'del(.notes)' | newsbrowse annotate --from - --library two

    \b
    A whole library, into another one:
      for id in $(newsbrowse list | cut -f1); do
          newsbrowse show $id --json --history; done > all.json
      newsbrowse annotate --from all.json --library two

    \b
    A line of such a file; `newsbrowse show --json-schema` tells all that may be in it:
      {"id": "3fa9", "mentions": [{"start": 0, "end": 11, "label": "PERSON"}],
       "relations": [{"type": "meets", "head": "0:11:PERSON", "tail": "16:27:PERSON"}],
       "tags": ["ports"], "notes": [{"on": "article", "text": "from the wire"}]}
    (here on three lines, there on one)
    """
    outcomes = []
    with ExitStack() as stack:
        lines = _lines(stack.enter_context(_open(source)))
        first = list(islice(lines, 1))
        create = id_ is None and any(_is_whole(raw) for _, raw in first)
        session = stack.enter_context(options.session_in(library, annotator, create=create))
        if id_ is not None:
            id_ = session.library.resolve(id_)
        for number, raw in chain(first, lines):
            outcome = _take(session, id_, number, raw)
            outcomes.append(outcome)
            if outcome.status == "failed":
                say(safe(f"{source}, line {number}: {outcome.reason}"))
            elif not as_json:
                put(safe(f"{outcome.id}  {outcome.status:<8}  {_counted(outcome)}".rstrip()))
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
    """The lines that are not blank, numbered from 1; one object over many lines is one.

    So is each of several one after the other, as `show` prints them.
    """
    from newsbrowse_ingest.readers.read import LIMIT
    from newsbrowse_store.errors import ReadError

    held: list[bytes] = []
    number = first = size = 0
    spread = True
    while raw := file.readline(LIMIT + 1):
        number += 1
        if not raw.strip():
            continue
        # Within an object there would be a comma between the two.
        if held and held[-1].rstrip().endswith(b"}") and raw.lstrip().startswith(b"{"):
            yield first, b"".join(held)
            held, spread, size = [], True, 0
        if not held:
            first = number
        size += len(raw)
        if size > LIMIT:
            raise ReadError(
                f"line {first}", f"is larger than {LIMIT // 2**20} MiB", "Write shorter lines."
            )
        if held or (spread and raw.removeprefix(BOM_UTF8).strip() == b"{"):
            held.append(raw)
        else:
            yield number, raw
            spread, size = False, 0
    if held:
        yield first, b"".join(held)


def _take(session: Session, id_: str | None, number: int, raw: bytes) -> _Outcome:
    from newsbrowse_store.decisions.foreign import read_annotations
    from newsbrowse_store.decisions.restoration import restore_article
    from newsbrowse_store.errors import NewsbrowseError, ReadError

    try:
        given = read_annotations(raw.decode("utf-8-sig"))
        lacking = bool(given.id and given.text) and not _has(session.library, given.id)
        of = given.id if lacking else session.library.resolve(given.id) if given.id else id_
        if of is None:
            raise ReadError("id", "is missing", "Give it in the line or before --from.")
        if id_ not in (None, of):
            raise ReadError(f"id {of}", f"is not {id_}", "Leave out the one or the other.")
        if lacking and restore_article(session.library, session.annotator, given):
            return _Outcome(
                number, of, "restored", {name: len(getattr(given, name)) for name in TABLES}
            )
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


def _is_whole(raw: bytes) -> bool:
    """Whether a line has an article to restore, for which a library may be made."""
    from newsbrowse_store.decisions.foreign import read_annotations
    from newsbrowse_store.errors import ReadError

    try:
        given = read_annotations(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, ReadError):
        return False
    return bool(given.id and given.text)


def _has(library: Library, prefix: str) -> bool:
    from newsbrowse_store.errors import UnknownArticleError

    try:
        return bool(library.resolve(prefix))
    except UnknownArticleError:
        return False


def _counted(outcome: _Outcome) -> str:
    parts = [
        f"{count} {table}{words}"
        for counts, words in ((outcome.added, ""), (outcome.present, " already there"))
        for table, count in counts.items()
        if count
    ]
    return ", ".join(parts)
