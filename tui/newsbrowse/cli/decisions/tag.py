"""`newsbrowse tag`: tags on and off an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put_json, say
from newsbrowse.workspace.wording import decision_words

if TYPE_CHECKING:
    from pathlib import Path


@click.command("tag")
@options.article()
@click.argument("tags", nargs=-1, required=True, metavar="TAG…")
@click.option("--remove", is_flag=True, help="Take these tags off.")
@options.library
@options.annotator
@options.as_json
def tag(
    id_: str,
    tags: tuple[str, ...],
    remove: bool,
    library: Path | None,
    annotator: str | None,
    as_json: bool,
) -> None:
    """Tag an article, or take tags off it.

    `/` in a tag makes a hierarchy. Tags that are there already, or with --remove are not, are
    passed over. `u` in the app takes it back. JSON: id, whether it changed, and its tags now.

    \b
      newsbrowse tag 3fa9 defence/diplomacy china-russia
      newsbrowse tag 3fa9 --remove draft
    """
    from newsbrowse_store.decisions.shaping import tag_names

    with options.session_in(library, annotator) as session:
        id_ = session.library.resolve(id_)
        done = session.untag(id_, tags) if remove else session.tag(id_, tags)
        now = tag_names(session.library.decisions(id_))
    if as_json:
        put_json({"id": id_, "changed": done.entry is not None, "tags": now})
    say(f"{done.article}: {' '.join(decision_words(done).split())}")
