"""`newsbrowse show`: one article with its entities, in colour or as plain lines for a pipe."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put, put_json, say
from newsbrowse.layout.safe import safe
from newsbrowse.settings.paths import standard_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from newsbrowse.workspace.open_article import OpenArticle
    from newsbrowse_store.library import Library
    from newsbrowse_store.schema.schema import Schema
    from newsbrowse_store.values import Article, Decisions, Entity, Mention, Suggestion

COLOURS = {
    "blue": "dodger_blue2",
    "orange": "dark_orange3",
    "green": "green",
    "olive": "yellow4",
    "teal": "dark_cyan",
    "brown": "orange4",
    "red": "red",
    "purple": "medium_purple",
    "pink": "deep_pink4",
    "indigo": "slate_blue3",
    "slate": "light_slate_grey",
    "grey": "bright_black",
}
"""Terminal colours of the schema's hues, to be read on a light and on a dark ground."""


def _print_schema(ctx: click.Context, _: click.Parameter, wished: bool) -> None:
    if wished:
        from newsbrowse_store.decisions.article_shape import json_schema

        put(json_schema().rstrip())
        ctx.exit()


@click.command("show")
@options.article()
@options.library
@options.model
@options.as_json
@click.option("--history", is_flag=True, help="With --json: every decision, as it was made.")
@click.option(
    "--json-schema",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_schema,
    help="Print the JSON Schema of what --json prints, and exit.",
)
def show(id_: str, library: Path | None, model: str | None, as_json: bool, history: bool) -> None:
    """Show an article with its entities in colour.

    A list of them follows the text: decided ones are bold, suggested ones underlined; then the
    relations, with what is said of them. ID is the start of the id that `newsbrowse list` shows.
    What was not analysed before is analysed now.

    JSON has all there is to know of the article, and `newsbrowse annotate` reads it. Ids of
    decisions are strings there, since many programs round numbers of their length.

    \b
      newsbrowse show 3fa9
      newsbrowse show 3fa9 --json | jq -r '.mentions[] | [.id, .label, .text] | @tsv'
      newsbrowse show 3fa9 --json --library one | newsbrowse annotate --from - --library two
    """
    from newsbrowse_store.decisions.shaping import entities_of, shown_article
    from newsbrowse_store.records.annotated import pending
    from newsbrowse_store.values import as_document

    if history and not as_json:
        raise click.UsageError("--history needs --json.")

    with options.opened(library) as opened:
        id_ = opened.resolve(id_)
        article = opened.article(id_)
        decisions = opened.decisions(id_)
        suggestions = pending(_suggested(opened, article, model), decisions)
        shape = (
            as_document(shown_article(opened, id_, suggestions, history=history))
            if as_json
            else None
        )
        schema, entities = opened.schema, entities_of(decisions, opened.entities)
        latest = _latest(opened, id_)
    if latest != id_:
        say(f"A later version of this article is {latest}: newsbrowse versions {id_[:4]} --diff")
    if shape is not None:
        put_json(shape)
    else:
        _print(article, decisions, suggestions, schema, entities)


def _latest(library: Library, id_: str) -> str:
    """The id of the version that is listed in place of this one, or itself."""
    from newsbrowse_store.records.appearances import appearances_of

    if not appearances_of(library.record(id_)):  # nearly always: it is no version of anything
        return id_
    if library.catalogue.stale():
        library.catalogue.refresh()
    return library.catalogue.versions(id_)[-1].id


def _suggested(library: Library, article: Article, model: str | None) -> Sequence[Suggestion]:
    """Every suggestion for `article` by the pipeline `model`, else the config's or the default.

    Without a pipeline the names that the library knows are suggested, and stderr says so.
    """
    from newsbrowse_nlp.once import analyse_once
    from newsbrowse_nlp.pipeline import cache_key, resolve

    name = options.model_name(model)
    if resolve(name) is None:
        say("No pipeline is installed; `newsbrowse models` tells how to add one.")
    key = cache_key(name)
    found: Sequence[Suggestion] | None = library.suggestions.get(article.id, key)
    if found is None:
        known = library.known_names()
        found = analyse_once(article.text, article.regions, name, known, standard_paths().log)
        library.suggestions.put(article.id, key, found)
        library.touch(article.id)
    return found


def _print(
    article: Article,
    decisions: Decisions,
    suggestions: Sequence[Suggestion],
    schema: Schema,
    entities: Mapping[str, Entity],
) -> None:
    """Print the headline, what is known of the article, its text, its entities and relations.

    On a terminal the text is wrapped and the entities are painted; in a pipe it is as it stands.
    """
    from rich.console import Console
    from rich.text import Text

    from newsbrowse.workspace.open_article import OpenArticle, subtitle
    from newsbrowse_store.records.annotated import Annotated

    console = Console(highlight=False, markup=False, emoji=False)
    head = [safe(article.metadata.headline), safe(subtitle(article.metadata))]
    about = " · ".join((article.id, article.state, *(f"#{tag.name}" for tag in decisions.tags)))
    text = safe(article.text, lines=True)
    reading = OpenArticle(article, Annotated.of(decisions, ()), entities=entities)
    listed = [*_entities(decisions.mentions, suggestions), *_relations(reading)]
    if not console.is_terminal:
        for line in (*head, about, "", text, "", *listed):
            put(line)
        return
    console.print(Text(head[0], "bold"))
    console.print(Text(head[1], "dim"))
    console.print(Text(safe(about), "dim"), end="\n\n")
    painted = Text(text)
    spans: list[Mention | Suggestion] = [*suggestions, *decisions.mentions]
    for span in spans:
        painted.stylize(_style(span, schema), span.start, span.end)
    console.print(painted, end="\n\n")
    for line in listed:
        console.print(Text(safe(line)))


def _style(span: Mention | Suggestion, schema: Schema) -> str:
    """The Rich style of an entity: bold when decided, underlined when suggested."""
    from newsbrowse_store.values import Mention

    label = schema.label(span.label)
    colour = COLOURS.get(label.colour, label.colour)
    if label.faint:
        return f"dim {colour}"
    return f"{'bold' if isinstance(span, Mention) else 'underline'} {colour}"


def _entities(mentions: Sequence[Mention], suggestions: Sequence[Suggestion]) -> Iterator[str]:
    """A line for each entity: label, words, how often; `?` where nobody decided yet."""
    decided = Counter((mention.label, _words(mention)) for mention in mentions)
    open_ = Counter((suggestion.label, _words(suggestion)) for suggestion in suggestions)
    for mark, counts in ((" ", decided), ("?", open_)):
        for (label, words), count in sorted(counts.items()):
            yield f"{mark} {label:<12} {words}{f' ×{count}' if count > 1 else ''}"


def _relations(reading: OpenArticle) -> Iterator[str]:
    """A line for each relation, behind an empty one: its ends and type, and what is said of it."""
    relations = reading.decisions.relations
    if relations:
        yield ""
    for relation in relations:
        ends = (reading.end_text(end) for end in (relation.head, relation.tail))
        said = reading.said(relation)
        yield f" —{relation.type}→ ".join(ends) + (f" ({said})" if said else "")


def _words(span: Mention | Suggestion) -> str:
    return " ".join(span.text.split())
