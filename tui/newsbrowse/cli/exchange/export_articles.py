"""`newsbrowse export`: articles with what was decided in them, in the formats of other tools."""

from __future__ import annotations

import sys
from collections import deque
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from newsbrowse.cli import options
from newsbrowse.cli.exchange.told import ArticleWork, context, option_pairs, tell
from newsbrowse.cli.long_work import stoppable, watched
from newsbrowse.cli.output import put, say
from newsbrowse.workspace.wording import article_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_exchange.format import ExchangeFormat, FilePart
    from newsbrowse_exchange.report import Report
    from newsbrowse_store.library import Library

STDOUT = Path("-")
OWN = "jsonl"
"""The format that has the history, too."""


class _Split(click.ParamType[tuple[int, ...]]):
    """Shares of a split, such as 80,10,10."""

    name = "split"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the shares as numbers."""
        words = str(value).split(",")
        if not (2 <= len(words) <= 3 and all(word.strip().isdigit() for word in words)):
            self.fail("Give two or three shares, such as 80,10,10.", param, ctx)
        shares = tuple(map(int, words))
        return shares if sum(shares) else self.fail("Give shares that are not all 0.", param, ctx)


class _Selection(Struct, frozen=True):
    """Which articles are wished."""

    ids: tuple[str, ...]
    query: str
    done: bool
    tags: tuple[str, ...]
    versions: bool


def _list_formats(ctx: click.Context, _: click.Parameter, wished: bool) -> None:
    if wished:
        from newsbrowse_exchange.registry import FORMATS

        for one in FORMATS:
            ways = f"{'out' if one.write else '   '} {'in' if one.read else '  '}"
            where = "folder" if one.folder else one.suffixes[0]
            put(f"{one.name:<14} {ways}  {where:<10} {one.title}")
            for name, help_ in one.options:
                put(f"{'':<14} --option {name}: {help_}")
        ctx.exit()


@click.command("export")
@click.argument("ids", nargs=-1, metavar="[ID…]")
@click.option("--format", "format_", metavar="F", help="The format; --formats lists them.")
@click.option(
    "--to",
    "target",
    metavar="PATH",
    default="-",
    type=click.Path(path_type=Path, allow_dash=True),
    help="A file, a folder for formats of several files, or - for standard output.",
)
@click.option("--filter", "query", metavar="QUERY", default="", help="Those that a search finds.")
@click.option("--done", is_flag=True, help="Those that are done.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Those with this tag.")
@click.option("--versions", is_flag=True, help="Earlier versions, too.")
@click.option("--split", type=_Split(), metavar="80,10,10", help="Into train, dev and test.")
@click.option("--seed", type=int, default=0, metavar="N", help="Of the chance in --split.")
@click.option(
    "--option", "pairs", multiple=True, metavar="NAME=VALUE", help="What a format can be told."
)
@click.option("--strict", is_flag=True, help="Fail if anything cannot be carried.")
@click.option("--dry-run", is_flag=True, help="Write nothing; tell what would be left behind.")
@click.option(
    "--formats",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_list_formats,
    help="List the formats, and exit.",
)
@options.library
@options.model
@options.as_json
def export_articles(
    ids: tuple[str, ...],
    format_: str | None,
    target: Path,
    query: str,
    done: bool,
    tags: tuple[str, ...],
    versions: bool,
    split: tuple[int, ...] | None,
    seed: int,
    pairs: tuple[str, ...],
    strict: bool,
    dry_run: bool,
    library: Path | None,
    model: str | None,
    as_json: bool,
) -> int:
    """Export articles with all decisions, as other tools read it.

    All articles, or those named by ID, or found by --filter, --done and --tag together; an ID that
    is - reads ids from standard input. The format is that of --format, else that of PATH's name.
    What a format cannot carry is counted on stderr, with examples.

    A file or folder is there whole or not at all. With --split articles are dealt out to train, dev
    and test, all of one story to the same; PATH is a folder then. JSON, in place of the lines on
    stderr: how many articles, what was left behind, and what was wrong.

    \b
      newsbrowse export --format brat --to corpus/
      newsbrowse export 3fa9 --format html --to article.html
      newsbrowse export --filter 'tag:ports after:2026' --to ports.xlsx
      newsbrowse export --done --format docbin --split 80,10,10 --seed 1 --to training/
      newsbrowse export --to all.jsonl        everything, to be read by newsbrowse import
    """
    from newsbrowse_exchange import exporting
    from newsbrowse_exchange.report import Report

    form = _format(format_, target)
    _check_target(form, target, split=split is not None, dry_run=dry_run)
    report = Report()
    with options.opened(library, fresh=True) as opened:
        found = _selected(opened, _Selection(_named(ids), query, done, tags, versions))
        given = context(opened.schema, model, option_pairs(form, pairs))
        work = ArticleWork(len(found))
        with stoppable(work), watched(work) as moved:

            def made(of: list[str]) -> Iterator[FilePart]:
                history = form.name == OWN
                articles = exporting.shapes(opened, work.each(of, moved), report, history=history)
                return exporting.export(form, articles, given, report)

            parts: Iterator[FilePart]
            if split:
                dealt = exporting.split(found, opened.catalogue.stories(), split, seed)
                parts = chain.from_iterable(
                    exporting.named(made(of), name, form.suffixes[0])
                    for name, of in zip(exporting.PARTS, dealt, strict=False)
                )
            else:
                parts = made(found)
            if strict:
                parts = _without_loss(parts, report)
            _write(parts, target, folder=form.folder or split is not None, dry_run=dry_run)
    where = "standard output" if target == STDOUT else f"{target}"
    did = "Would export" if dry_run else "Exported"
    say(f"{did} {article_count(len(found))} to {where} as {form.name}.")
    tell(report, "cannot be carried", as_json=as_json and (dry_run or target != STDOUT))
    return 1 if report.troubles else 0


def _format(name: str | None, target: Path) -> ExchangeFormat:
    from newsbrowse_exchange.registry import by_name, by_suffix

    found = by_name(name) if name else by_suffix(target)
    if found is None:
        said = f"There is no format {name}." if name else "Say the format by --format."
        raise click.UsageError(f"{said} `newsbrowse export --formats` lists them.")
    if found.write is None:
        raise click.UsageError(f"{found.name} is only read: newsbrowse import --help")
    return found


def _check_target(form: ExchangeFormat, target: Path, *, split: bool, dry_run: bool) -> None:
    if dry_run:
        return
    folder = form.folder or split
    if target == STDOUT:
        if folder:
            raise click.UsageError(f"{form.name} makes several files: name a folder by --to.")
        if form.binary and sys.stdout.isatty():
            raise click.UsageError(f"{form.name} is not for a terminal: name a file by --to.")
    elif folder and target.is_file():
        raise click.UsageError(f"{target} is a file, and a folder is needed.")
    elif not folder and target.is_dir():
        raise click.UsageError(f"{target} is a folder: name a file in it.")


def _named(ids: tuple[str, ...]) -> tuple[str, ...]:
    """The ids given, those on standard input for a `-`."""
    found: list[str] = []
    for id_ in ids:
        found += sys.stdin.read().split() if id_ == "-" else [id_]
    return tuple(found)


def _selected(library: Library, chosen: _Selection) -> list[str]:
    """The ids of the articles that are wished, in the order of the list or as they were named."""
    from newsbrowse_store.query.parser import parse
    from newsbrowse_store.query.query import QueryError

    words = [chosen.query, "state:done" if chosen.done else ""]
    words += [f'tag:"{tag}"' for tag in chosen.tags]
    query = " ".join(word for word in words if word)
    if chosen.ids:
        found = list(dict.fromkeys(map(library.resolve, chosen.ids)))
    else:
        view = library.catalogue.view()
        found = [row.id for row in view.rows(0, len(view)) if not row.damaged]
    if query:
        try:
            within = set(library.search.ids(parse(query)))
        except QueryError as error:
            raise click.UsageError(str(error)) from error
        found = [id_ for id_ in found if id_ in within]
    if chosen.versions:
        earlier = library.catalogue.earlier_versions()
        found = [one for id_ in found for one in (id_, *(row.id for row in earlier.get(id_, ())))]
    return list(dict.fromkeys(found))


def _without_loss(parts: Iterable[FilePart], report: Report) -> Iterator[FilePart]:
    """Pass on the parts; what was left behind is an error before the last file is in its place."""
    from newsbrowse_store.errors import NewsbrowseError

    yield from parts
    for kind in report.kinds():
        raise NewsbrowseError(
            f"{kind.count} × {kind.said}",
            "cannot be carried",
            "Nothing was written. Leave out --strict, or choose another format.",
        )


def _write(parts: Iterable[FilePart], target: Path, *, folder: bool, dry_run: bool) -> None:
    from newsbrowse_exchange import exporting

    if dry_run:
        deque(parts, maxlen=0)
    elif target == STDOUT:
        exporting.write_stream(parts, sys.stdout.buffer)
    elif folder:
        exporting.write_folder(parts, target)
    else:
        exporting.write_file(parts, target)
