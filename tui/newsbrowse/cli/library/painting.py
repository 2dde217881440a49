"""An article as lines for a terminal in colour, or as plain lines for a pipe."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newsbrowse.cli.output import put
from newsbrowse.layout.safe import safe
from newsbrowse.workspace.open_article import subtitle
from newsbrowse_store.model import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsbrowse_store.model import Article, Decisions, Suggestion
    from newsbrowse_store.schema.schema import Schema

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


def print_article(
    article: Article, decisions: Decisions, suggestions: Sequence[Suggestion], schema: Schema
) -> None:
    """Print the headline, what is known of the article, its text, and the list of entities.

    On a terminal the text is wrapped and the entities are painted; in a pipe it is as it stands.
    """
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    head = [safe(article.metadata.headline), safe(subtitle(article.metadata))]
    about = " · ".join((article.id, article.state, *(f"#{tag.name}" for tag in decisions.tags)))
    text = safe(article.text, lines=True)
    listed = list(_entities(decisions.mentions, suggestions))
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
        painted.stylize(style(span, schema), span.start, span.end)
    console.print(painted, end="\n\n")
    for line in listed:
        console.print(Text(safe(line)))


def style(span: Mention | Suggestion, schema: Schema) -> str:
    """The Rich style of an entity: bold when decided, underlined when suggested."""
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


def _words(span: Mention | Suggestion) -> str:
    return " ".join(span.text.split())
