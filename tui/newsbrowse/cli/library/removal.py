"""`newsbrowse remove`, `restore` and `purge`: articles off all lists, back, and gone for good."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put, put_json, say
from newsbrowse.workspace.wording import article_count, decision_words
from newsbrowse_store.errors import NewsbrowseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsbrowse_store.decisions.session import Decided
    from newsbrowse_store.decisions.steps import Progress

_ids = click.argument("ids", nargs=-1, metavar="ID…", required=True)


@click.command("remove")
@_ids
@options.library
@options.annotator
@options.as_json
def remove(ids: tuple[str, ...], library: Path | None, annotator: str | None, as_json: bool) -> int:
    """Take articles off all lists; their files and decisions stay.

    They are listed, found and counted no more, feeds do not bring them back, and adding the same
    text again says so. Several are one step: `u` in the app takes it back, as does `restore`;
    `newsbrowse list --removed` names what was removed, and `purge` deletes it for good. JSON: id,
    and whether it changed, of each.

    \b
      newsbrowse remove 3fa9 07c1
      newsbrowse search 'licence' --json | jq -r '.[].id' | xargs newsbrowse remove
    """
    with options.session_in(library, annotator, fresh=True) as session:  # all versions go
        found = list(dict.fromkeys(map(session.library.resolve, ids)))
        return _take(partial(session.remove, found), found, as_json=as_json)


@click.command("restore")
@_ids
@options.library
@options.annotator
@options.as_json
def restore(
    ids: tuple[str, ...], library: Path | None, annotator: str | None, as_json: bool
) -> int:
    """Bring back articles that were removed.

    All that was decided in them is there again. `newsbrowse list --removed` names them. JSON: id,
    and whether it changed, of each.

    \b
      newsbrowse restore 3fa9
      newsbrowse list --removed --json | jq -r '.[].id' | xargs newsbrowse restore
    """
    with options.session_in(library, annotator, fresh=True) as session:
        found = list(dict.fromkeys(map(session.library.resolve, ids)))
        return _take(partial(session.restore, found), found, as_json=as_json)


@click.command("purge")
@click.argument("ids", nargs=-1, metavar="[ID…]")
@click.option("--yes", is_flag=True, help="Do not ask.")
@options.library
def purge(ids: tuple[str, ...], yes: bool, library: Path | None) -> int:
    """Delete what was removed, for good.

    Its texts go, and all that was decided in them. Without an ID, all that was removed. It asks
    first; nothing takes it back.

    \b
      newsbrowse purge
      newsbrowse purge 3fa9 --yes
    """
    with options.opened(library, fresh=True) as opened:
        removed = {one.id: one for one in opened.catalogue.removed()}
        wanted = list(dict.fromkeys(map(opened.resolve, ids))) if ids else list(removed)
        for id_ in wanted:
            if id_ not in removed:
                raise click.UsageError(f"{id_} is not removed: newsbrowse remove {id_}, first.")
        if not wanted:
            say("Nothing is removed, so there is nothing to purge.")
            return 0
        for id_ in wanted:
            say(f"{id_}  {removed[id_].headline}")
        if not yes:
            if not sys.stdin.isatty():
                raise click.UsageError("Nobody is there to be asked: --yes says that you are sure.")
            many = article_count(len(wanted))
            if not click.confirm(f"Delete {many} with all decisions for good?", err=True):
                return 1
        kept = 0
        for id_ in wanted:
            try:
                opened.purge(id_, removed_only=True)
            except NewsbrowseError as error:  # such as: somebody restored it meanwhile
                say(f"{error}")
                kept += 1
    say(f"Deleted {article_count(len(wanted) - kept)}.")
    return 1 if kept else 0


class _StepWork:
    """A step under way: shown, and stopped by ctrl+c between two articles, not amid one."""

    writing = True

    def __init__(self) -> None:
        self.done, self.all, self.stopped = 0, 0, False

    @property
    def share(self) -> float:
        return self.done / self.all if self.all else 0.0

    @property
    def words(self) -> str:
        return f"{self.done:,} of {article_count(self.all)}"

    def stop(self) -> None:
        self.stopped = True


def _take(step: Callable[[Progress], Decided], ids: list[str], *, as_json: bool) -> int:
    """Take a step, tell what it did, and return the exit code: 130 when it was stopped."""
    from newsbrowse.cli.long_work import stoppable, watched
    from newsbrowse_store.decisions.steps import StopStep

    work = _StepWork()
    try:
        with stoppable(work), watched(work) as tell:

            def progress(done: int, every: int) -> None:
                work.done, work.all = done, every
                tell()
                if work.stopped:
                    raise StopStep

            decided = step(progress)
    except StopStep:
        say("Stopped: what was done of it is taken back.")
        return 130
    _tell(decided, ids, as_json=as_json)
    return 0


def _tell(done: Decided, ids: list[str], *, as_json: bool) -> None:
    files = done.step.files if done.step else (f"articles/{done.article}",) if done.entry else ()
    if as_json:
        put_json([{"id": id_, "changed": f"articles/{id_}" in files} for id_ in ids])
    else:
        for id_ in ids:
            if f"articles/{id_}" in files:
                put(id_)
    say(" ".join(decision_words(done).split()))
