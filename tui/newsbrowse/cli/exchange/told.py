"""What `export` and `import` tell alike, and what formats are given by the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put_json, say
from newsbrowse.layout.safe import safe
from newsbrowse.workspace.wording import article_count
from newsbrowse_store.values import as_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from newsbrowse_exchange.format import Context, ExchangeFormat, TokenizedText
    from newsbrowse_exchange.report import Report
    from newsbrowse_store.schema.schema import Schema

_TOLD = 20
"""So many troubles are told one by one."""


class ArticleWork:
    """Articles that are dealt with one after the other: shown, and stopped by ctrl+c at once."""

    writing = False

    def __init__(self, total: int) -> None:
        self.done, self.all = 0, total

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self.done / self.all if self.all else 0.0

    @property
    def words(self) -> str:
        """How far it is."""
        return f"{self.done:,} of {article_count(self.all)}"

    def stop(self) -> None:
        """Nothing waits for it: what was begun is taken away by who wrote it."""

    def each(self, ids: Sequence[str], moved: Callable[[], None]) -> Iterator[str]:
        """Yield ids, counting them."""
        for id_ in ids:
            yield id_
            self.done += 1
            moved()


def option_pairs(form: ExchangeFormat, given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The options of a format as they were typed. Raises `UsageError` for one that it lacks."""
    pairs = []
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or name not in dict(form.options):
            known = ", ".join(f"{name}=…" for name, _ in form.options) or "none"
            raise click.UsageError(f"{form.name} takes these options: {known}.")
        pairs.append((name, value))
    return tuple(pairs)


def context(schema: Schema, model: str | None, pairs: tuple[tuple[str, str], ...] = ()) -> Context:
    """What formats are given; spaCy is loaded when the first text is cut into tokens."""
    from newsbrowse_exchange.format import Context

    return Context(schema, _Tokens(model), pairs)


def tell(report: Report, said: str, *, as_json: bool) -> None:
    """Tell what was left behind and what was wrong: as JSON on stdout, or in lines on stderr."""
    kinds = list(report.kinds())
    if as_json:
        put_json(
            {
                "lost": [as_document(kind) for kind in kinds],
                "wrong": [as_document(trouble) for trouble in report.troubles],
            }
        )
        return
    if kinds:
        say(f"What {said}:")
    for kind in kinds:
        say(safe(f"  {kind.count:>7,} × {kind.said} ({'; '.join(kind.examples)})"))
    for trouble in report.troubles[:_TOLD]:
        say(safe(str(trouble)))
    if len(report.troubles) > _TOLD:
        say(f"and {len(report.troubles) - _TOLD:,} more; --json names all")


class _Tokens:
    """The tokens of the library's pipeline."""

    def __init__(self, model: str | None) -> None:
        self._model = model
        self._cut: Callable[[str, str], list[tuple[int, int]]] | None = None

    def __call__(self, text: str, language: str) -> TokenizedText:
        from newsbrowse_exchange.format import TokenizedText
        from newsbrowse_store.text.tokens import sentences
        from newsbrowse_store.values import Span

        if self._cut is None:
            from newsbrowse_nlp.pipeline import resolve
            from newsbrowse_nlp.tokenizer import Tokenizer  # loads spaCy

            pipeline = resolve(options.model_name(self._model))
            self._cut = Tokenizer(pipeline.name if pipeline else None)
        return TokenizedText(
            tuple(Span(*span) for span in self._cut(text, language)),
            tuple(Span(*span) for span in sentences(text)),
        )
