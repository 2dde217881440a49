"""Options that several commands have, and the library, annotator and session that they mean.

`--library`, `--annotator` and `--model` may stand before or after a command.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsbrowse.layout.safe import safe
from newsbrowse.settings import config
from newsbrowse.settings.paths import LIBRARY_VARIABLE, standard_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.shell_completion import CompletionItem

    from newsbrowse_store.decisions.session import Session
    from newsbrowse_store.library import Library


def _or_before(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """What was given after the command, else before it."""
    if value is None and ctx.parent is not None and parameter.name is not None:
        return ctx.parent.params.get(parameter.name)
    return value


def _ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from newsbrowse.workspace.libraries import chosen
    from newsbrowse_store.library import Library

    path = chosen(ctx.params.get("library"))
    if not Library.is_library(path):  # a key pressed in the shell makes none
        return []
    with Library.open(path, create=False) as library:
        view = library.catalogue.view()
        rows = [row for row in view.rows(0, len(view)) if row.id.startswith(incomplete)]
    return [CompletionItem(row.id, help=safe(row.headline)) for row in rows]


class _PathOrAddress(click.Path):
    """A path, or an address, which stays as it was typed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a `Path`, or a string that is an address."""
        from newsbrowse_ingest.network import is_address

        return value if is_address(str(value)) else super().convert(value, param, ctx)


PATH_OR_ADDRESS = _PathOrAddress(path_type=Path, readable=False)
"""Whoever reads it says what is wrong with it, and goes on with the rest."""


def article(*, required: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The argument `id_`: the start of an article's id, which the shell completes."""
    return click.argument(
        "id_", metavar="ID" if required else "[ID]", required=required, shell_complete=_ids
    )


library = click.option(
    "--library",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    callback=_or_before,
    help=f"The library: a folder, made by opening it or adding to it. Else ${LIBRARY_VARIABLE}, "
    "else the one opened last.",
)

annotator = click.option(
    "--annotator",
    metavar="NAME",
    callback=_or_before,
    help="Whose decisions these are. Else the config's, else the login.",
)

model = click.option(
    "--model",
    metavar="NAME",
    callback=_or_before,
    help="The spaCy pipeline that suggests entities; `newsbrowse models` lists them.",
)

allow_private = click.option(
    "--allow-private",
    is_flag=True,
    help="Fetch from this machine and from private networks, too.",
)

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def model_name(given: str | None) -> str | None:
    """The pipeline given, else that of the config; None means the default."""
    return given or config.load(standard_paths().config).model or None


def annotator_name(given: str | None) -> str:
    """Whose decisions these are: the name given, else that of the config or the login."""
    return config.annotator(config.load(standard_paths().config), given)


@contextmanager
def opened(given: Path | None, *, create: bool = False, fresh: bool = False) -> Iterator[Library]:
    """The library meant; `create` makes it if there is none, `fresh` brings its list up to date."""
    from newsbrowse.cli.output import say
    from newsbrowse.workspace.libraries import open_library  # else --help loads the store

    with open_library(given, create=create, told=say) as found:
        if fresh and found.catalogue.stale():
            found.catalogue.refresh()
        yield found


@contextmanager
def session_in(
    given: Path | None, annotator: str | None, *, create: bool = False, fresh: bool = False
) -> Iterator[Session]:
    """A session of the annotator in the library meant; see `opened`."""
    from newsbrowse_store.decisions.session import Session

    name = annotator_name(annotator)
    with opened(given, create=create, fresh=fresh) as found:
        yield Session(found, name)
