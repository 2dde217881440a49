"""Table of commands: which word runs what. Each is imported when it is asked for."""

from __future__ import annotations

import importlib
import os
from functools import partial
from typing import TYPE_CHECKING

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import ended, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from click.shell_completion import CompletionItem

COMMANDS = {
    "open": "newsbrowse.cli.library.open_app:open_app",
    "add": "newsbrowse.cli.ingest.add_articles:add",
    "feed": "newsbrowse.cli.ingest.feed:feed",
    "list": "newsbrowse.cli.library.list_articles:list_articles",
    "search": "newsbrowse.cli.library.search_articles:search",
    "show": "newsbrowse.cli.library.show:show",
    "versions": "newsbrowse.cli.library.versions:versions",
    "remove": "newsbrowse.cli.library.removal:remove",
    "restore": "newsbrowse.cli.library.removal:restore",
    "purge": "newsbrowse.cli.library.removal:purge",
    "tag": "newsbrowse.cli.decisions.tag:tag",
    "relate": "newsbrowse.cli.decisions.relate:relate",
    "annotate": "newsbrowse.cli.decisions.annotate:annotate",
    "export": "newsbrowse.cli.exchange.export_articles:export_articles",
    "import": "newsbrowse.cli.exchange.import_annotations:import_annotations",
    "analyze": "newsbrowse.cli.models.analyze:analyze",
    "stats": "newsbrowse.cli.library.stats:stats",
    "check": "newsbrowse.cli.library.check_library:check",
    "models": "newsbrowse.cli.models.models:models",
    "paths": "newsbrowse.cli.library.paths_command:paths",
}

HELP = """\
Read the news closely: entities in colour, corrected and linked by keyboard.

Without a command newsbrowse opens the library opened last; the first time it makes one with a
few articles in it. Files and folders named are added, and the first of them is opened.

\b
  newsbrowse                       go on reading where you were
  newsbrowse story.txt wire/       add a file and a folder, open the first article
  newsbrowse --library ~/ports     open another library, made if there is none
  newsbrowse add - < story.txt     add what comes on standard input
  newsbrowse add https://…         fetch a page; feeds: newsbrowse feed --help
  newsbrowse list                  every article with its id
  newsbrowse search 'tag:law pact' those with these words, see search --help
  newsbrowse show 3fa9             one of them, with its entities in colour
  newsbrowse tag 3fa9 defence      decide by script: see also relate, annotate, remove
  newsbrowse list --json | jq …    every command answers programs, too
"""

EPILOG = """\
\b
In the app, ? lists all keys and q leaves; everything is saved as you go.
A file that is called like a command: newsbrowse open list
Completion: eval "$(_NEWSBROWSE_COMPLETE=bash_source newsbrowse)" (or zsh_source, fish_source)
Exit codes: 0 done, 1 something failed and was named, 2 wrong usage, 130 interrupted.
"""


class LazyGroup(click.Group):
    """The commands, each imported when it is asked for; another first word is a path to open."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `args` start with, else `open` with all of them."""
        if args[0] in COMMANDS:
            return super().resolve_command(ctx, args)
        if args[0].isalpha() and not os.path.lexists(args[0]):
            from difflib import get_close_matches

            from newsbrowse.cli.library.open_app import neither

            for near in get_close_matches(args[0], COMMANDS, n=1, cutoff=0.65):
                ctx.fail(f"{neither(args[0])} Did you mean {near}?")
        return "open", self.get_command(ctx, "open"), args

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, options, and files."""
        from click.shell_completion import CompletionItem

        return [*super().shell_complete(ctx, incomplete), CompletionItem(incomplete, type="file")]


@click.group(
    cls=LazyGroup,
    help=HELP,
    epilog=EPILOG,
    invoke_without_command=True,
    subcommand_metavar="[PATH… | COMMAND …]",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@options.library
@options.annotator
@options.model
@click.version_option(package_name="newsbrowse", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, library: Path | None, annotator: str | None, model: str | None) -> None:
    """Open the app when no command was given."""
    if ctx.invoked_subcommand is None:
        from newsbrowse.cli.launch import start

        ctx.exit(start(library, annotator, model))


def run(args: Sequence[str] | None = None) -> int:
    """Run the command line on `args`, or on those of the process, and return the exit code."""
    return ended(partial(_run, args))


def _run(args: Sequence[str] | None) -> int:
    try:
        code = cli.main(args, prog_name="newsbrowse", standalone_mode=False)
    except click.ClickException as error:
        ctx = error.ctx if isinstance(error, click.UsageError) else None
        hint = f" See {ctx.command_path} --help." if ctx else ""
        say(f"newsbrowse: {error.format_message()}{hint}")
        return error.exit_code
    except click.Abort:
        return 130
    return code if isinstance(code, int) else 0
