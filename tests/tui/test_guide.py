"""The pages for users say what is so."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import click

from newsbrowse.cli.main import cli

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "guide.md").read_text(encoding="utf-8")


def test_the_page_of_keys_is_that_of_the_registry() -> None:
    written = (DOCS / "keys.md").read_text(encoding="utf-8")
    assert written == runpy.run_path(str(DOCS / "make_keys.py"))["keys_page"]()


def test_every_command_of_the_guide_exists() -> None:
    named = set(re.findall(r"`newsbrowse ([a-z]+)", GUIDE))
    assert named
    assert named <= set(cli.list_commands(click.Context(cli)))


def test_every_link_of_the_guide_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^):]+)\)", GUIDE)
    assert "keys.md" in targets
    headings = re.findall(r"^##+ (.+)$", GUIDE, re.MULTILINE)
    places = {"#" + heading.lower().replace(" ", "-") for heading in headings}
    lost = {target for target in targets if not (DOCS / target).exists()} - places
    assert not lost
