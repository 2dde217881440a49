"""`newsbrowse versions`: what became of an article, and what was decided in which version."""

from __future__ import annotations

import shutil
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put, put_json, say
from newsbrowse.layout.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsbrowse.workspace.version_chain import ArticleVersion
    from newsbrowse_store.decisions.carrying import Carried
    from newsbrowse_store.text.differences import Passage

COLOURS = {"same": "", "removed": "red", "added": "green"}


@click.command("versions")
@options.article()
@options.library
@options.annotator
@click.option("--diff", is_flag=True, help="Show what was added and taken out, by words.")
@click.option(
    "--carry",
    is_flag=True,
    help="Carry decisions over: those of ID, or of the version before it, to the latest.",
)
@options.as_json
def versions(
    id_: str,
    library: Path | None,
    annotator: str | None,
    diff: bool,
    carry: bool,
    as_json: bool,
) -> int:
    """Show the versions of an article.

    The earliest comes first, and the last is the one that is listed. Each line has id, `*` for the
    one that is listed, when it was seen last, what is decided in it, and the headline: in a pipe
    with tabs between. ID is that of any of them.

    With --diff the sentences follow that were changed: `-` was taken out, `+` was added, and in
    one that was changed `[-these-]` words went and `{+those+}` came.

    With --carry mentions, relations, tags and notes are found again in the latest version by their
    words and what stands around them. It is one step for `u`; what has no place is listed.

    \b
      newsbrowse versions 3fa9 --diff
      newsbrowse versions 3fa9 --carry
      newsbrowse add --as-version-of 3fa9 story-corrected.txt
    """
    from newsbrowse.workspace.version_chain import version_chain

    with options.opened(library, fresh=True) as opened:
        id_ = opened.resolve(id_)
        if carry:
            from newsbrowse.workspace.version_chain import version_before
            from newsbrowse_store.decisions.session import Session

            session = Session(opened, options.annotator_name(annotator))
            pair = version_before(version_chain(opened, id_), id_)
            carried = session.carry_over(*pair)[1] if pair else None
        chain = version_chain(opened, id_)
    if len(chain) == 1:
        say(f"{id_} has one version. A later one: newsbrowse add --as-version-of {id_[:4]} FILE")
    if carry:
        return _tell(pair, carried, as_json=as_json)
    if as_json:
        put_json(list(_shapes(chain, diff=diff)))
        return 0
    _list(chain)
    if diff:
        for before, after in pairwise(chain):
            _difference(before, after)
    return 0


def _list(chain: list[ArticleVersion]) -> None:
    from newsbrowse.workspace.version_chain import decided_words, seen_words

    rows = [
        (
            one.id,
            "*" if one.head else " ",
            seen_words(one.seen),
            decided_words(one.decided) + (", removed" if one.article.removed else ""),
            safe(one.article.metadata.headline),
        )
        for one in chain
    ]
    if not sys.stdout.isatty():
        for row in rows:
            put("\t".join(cell.strip() for cell in row))
        return
    from rich.cells import set_cell_size

    room = shutil.get_terminal_size().columns
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        put(set_cell_size("  ".join((*cells, row[4])), room).rstrip())


def _difference(before: ArticleVersion, after: ArticleVersion) -> None:
    """Print what was changed from one version to the next."""
    from rich.console import Console
    from rich.text import Text

    from newsbrowse.workspace.version_chain import passage_sign, passage_words, seen_words
    from newsbrowse_store.text.differences import compare

    console = Console(highlight=False, markup=False, emoji=False)
    old, new = before.article.text, after.article.text
    put(f"\n{before.id} → {after.id}  {seen_words(after.seen)}")
    for passage in compare(old, new):
        if not passage.changed:
            continue
        line = Text(f"{passage_sign(passage)} ")
        for words, kind in passage_words(passage, old, new):
            line.append(safe(words), COLOURS[kind])
        if console.is_terminal:
            console.print(line)
        else:
            put(line.plain)


def _shapes(chain: list[ArticleVersion], *, diff: bool) -> Iterator[dict[str, Any]]:
    from newsbrowse_store.text.differences import compare
    from newsbrowse_store.values import as_document

    before = None
    for one in chain:
        shape: dict[str, Any] = {
            "id": one.id,
            "headline": one.article.metadata.headline,
            "head": one.head,
            "removed": one.article.removed,
            "seen": one.seen,
            "entries": [as_document(appearance) for appearance in one.appearances],
            "decided": dict(one.decided),
        }
        if diff:
            old, new = before.article.text if before else "", one.article.text
            passages: list[Passage] = compare(old, new) if before else []
            shape["changes"] = [_change(each, old, new) for each in passages if each.changed]
        yield shape
        before = one


def _change(passage: Passage, old: str, new: str) -> dict[str, Any]:
    """A changed sentence: where it stood and stands, and its parts; offsets are code points."""
    sides = {
        name: {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
        if span.start < span.end
        else None
        for name, span, text in (("old", passage.old, old), ("new", passage.new, new))
    }
    parts = [
        {
            "kind": part.kind,
            "text": new[part.new.start : part.new.end]
            if part.kind == "added"
            else old[part.old.start : part.old.end],
        }
        for part in passage.parts
    ]
    return {**sides, "parts": parts}


def _tell(pair: tuple[str, str] | None, carried: Carried | None, *, as_json: bool) -> int:
    """Say what was carried over and what was not."""
    from newsbrowse.workspace.version_chain import carried_words
    from newsbrowse_store.values import as_document

    if pair is None or carried is None:
        return 1
    if as_json:
        put_json({"from": pair[0], "to": pair[1], **as_document(carried)})
        return 0
    for one in carried.unplaced:
        put(f"{safe(one.what)}: {safe(one.reason)}")
    say(f"{pair[0]} → {pair[1]}: {carried_words(carried)}")
    if carried.unplaced:
        say(f"{len(carried.unplaced)} to look at, listed above")
    return 0
