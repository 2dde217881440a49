"""`newsbrowse relate`: a relation between two mentions or entities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put_json, say
from newsbrowse.workspace.wording import decision_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsbrowse_store.decisions.session import Decided, Session
    from newsbrowse_store.records.uniqueness import Place
    from newsbrowse_store.values import Certainty, Span

CERTAINTIES = ("low", "medium", "high")
END = "START:END:LABEL"

_SPAN = re.compile(r"(\d{1,18}):(\d{1,18})", re.ASCII)


def _end(_: click.Context, __: click.Parameter, value: str) -> Place | str:
    from newsbrowse_store.decisions.foreign import read_end
    from newsbrowse_store.errors import ReadError

    try:
        return read_end(value)
    except ReadError as error:
        raise click.BadParameter(str(error)) from error


def _spans(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[Span, ...]:
    from newsbrowse_store.values import Span

    found = [_SPAN.fullmatch(value) for value in values]
    for value, span in zip(values, found, strict=True):
        if span is None:
            raise click.BadParameter(f"“{value}” is no span. Write START:END, such as 0:40.")
    return tuple(Span(int(span[1]), int(span[2])) for span in found if span)


@click.command("relate", short_help="Link two places of an article by a relation.")
@options.article()
@click.option("--head", required=True, metavar=END, callback=_end, help="Who; or entity:ID.")
@click.option("--type", "type_", required=True, metavar="TYPE", help="A type of the schema.")
@click.option("--tail", required=True, metavar=END, callback=_end, help="Whom; or entity:ID.")
@click.option("--note", default="", metavar="TEXT", help="A note on the relation.")
@click.option(
    "--evidence",
    multiple=True,
    metavar="START:END",
    callback=_spans,
    help="What proves it; may be repeated. Else the sentences of both ends.",
)
@click.option("--when", default="", metavar="DATE", help="As far as known, or DATE/DATE.")
@click.option("--planned", is_flag=True, help="It is planned.")
@click.option("--denied", is_flag=True, help="It is denied.")
@click.option("--certainty", type=click.Choice(CERTAINTIES), help="How sure it is.")
@click.option("--reported-by", metavar="NAME", help="An entity of the library; or entity:ID.")
@options.library
@options.annotator
@options.as_json
def relate(
    id_: str,
    head: Place | str,
    type_: str,
    tail: Place | str,
    note: str,
    evidence: tuple[Span, ...],
    when: str,
    planned: bool,
    denied: bool,
    certainty: Certainty | None,
    reported_by: str | None,
    library: Path | None,
    annotator: str | None,
    as_json: bool,
) -> None:
    """Link two mentions of an article, or entities of the library, by a relation.

    START and END are code points in the text as `newsbrowse show --json` prints it, END not
    included. What is not marked there yet is marked in the same step. A relation that the schema
    forbids is refused with the types that would do. Two that say when, planned, denied, how sure
    or by whom differently stand side by side. JSON: id, relation, and the mentions made.

    \b
      newsbrowse relate 3fa9 --head 0:11:PERSON --type meets --tail 16:27:PERSON \\
          --note "in Port Amsel" --evidence 0:68
      newsbrowse relate 3fa9 --head 0:11:PERSON --type "member of" --tail entity:a07c12e94b1d
      newsbrowse relate 3fa9 --head 0:11:PERSON --type visits --tail 31:39:GPE \\
          --when 2024-11-12/2024-11-14 --planned --certainty low --reported-by Xinhua
    """
    from newsbrowse_store.values import Attributes

    with options.session_in(library, annotator) as session:
        id_ = session.library.resolve(id_)
        reporter = session.entities.called(reported_by).id if reported_by is not None else None
        said = Attributes(when, planned, denied, certainty or "", reporter)
        done = session.relate(id_, head, tail, type_, note, evidence, said)
        answer = _answer(session, done) if as_json else None
    if answer is not None:
        put_json(answer)
    say(f"{done.article}: {' '.join(decision_words(done).split())}")


def _answer(session: Session, done: Decided) -> dict[str, Any]:
    from newsbrowse_store.decisions.shaping import entities_of, mention_shape, relation_shapes

    decisions = session.library.decisions(done.article)
    made = {change.id for change in done.entry.changes} if done.entry else set()
    relations = [relation for relation in decisions.relations if relation.id in made]
    text = session.library.record(done.article).text
    entities = entities_of(decisions, session.entities)
    (shape,) = relation_shapes(relations, text, decisions, entities)
    mentions = [mention_shape(one) for one in decisions.mentions if one.id in made]
    return {"id": done.article, "relation": shape, "mentions": mentions}
