"""Importing is cheap and goes one way: tui to nlp to store, heavy things on demand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pseudoterminal import PseudoTerminal

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    *("spacy", "numpy", "textual", "tinydb", "rich", "charset_normalizer", "yaml", "tomlkit"),
    "httpx",
}
MODULES = sorted(
    ".".join(path.relative_to(ROOT / room).with_suffix("").parts).removesuffix(".__init__")
    for room in ("store", "ingest", "nlp", "exchange")
    for path in (ROOT / room).rglob("*.py")
)


def imported(*modules: str) -> set[str]:
    """The top-level names in `sys.modules` of a new interpreter that imported `modules`."""
    code = (
        f"import sys, {', '.join(modules)}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    )
    paths = [str(ROOT / room) for room in ("tui", "ingest", "nlp", "exchange", "store")]
    found = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {paths}\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(found.stdout.split())


def test_the_store_knows_neither_spacy_nor_textual_nor_the_others() -> None:
    store = [name for name in MODULES if name.startswith("newsbrowse_store")]
    others = {"newsbrowse", "newsbrowse_ingest", "newsbrowse_nlp"}
    assert not imported(*store) & {"spacy", "textual", *others}


def test_the_ingest_package_knows_neither_spacy_nor_textual_and_not_the_app() -> None:
    ingest = [name for name in MODULES if name.startswith("newsbrowse_ingest")]
    assert not imported(*ingest) & {"spacy", "textual", "newsbrowse", "newsbrowse_nlp"}


def test_the_nlp_package_knows_no_textual_and_not_the_app() -> None:
    nlp = [name for name in MODULES if name.startswith("newsbrowse_nlp")]
    assert not imported(*nlp) & {"textual", "newsbrowse", "newsbrowse_ingest"}


@pytest.mark.parametrize(
    "module",
    [
        "newsbrowse.cli.main",
        "newsbrowse.cli.decisions.annotate",
        "newsbrowse_ingest.network",
        "newsbrowse_store.library",
        "newsbrowse_nlp.worker.worker",
    ],
)
def test_importing_what_starts_first_imports_nothing_heavy(module: str) -> None:
    assert not imported(module) & HEAVY


def test_the_app_is_imported_without_spacy_tinydb_and_the_readers_of_formats() -> None:
    assert not imported("newsbrowse.app") & {"spacy", "numpy", "tinydb", "tarfile", "mailbox"}


def test_the_app_starts_without_the_readers() -> None:
    code = "newsbrowse.app, newsbrowse.cli.library.open_app\nprint(*sys.modules); sys.exit()"
    paths = [str(ROOT / room) for room in ("tui", "ingest", "nlp", "exchange", "store")]
    found = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {paths}\nimport {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"newsbrowse_ingest.add", "newsbrowse_ingest.readers.read"} & set(
        found.stdout.split()
    )


AT_FIRST_PAINT = """
import sys
import newsbrowse.app
from newsbrowse.__main__ import main

async def leave(self):
    with open({found!r}, "w") as file:
        print(*sys.modules, file=file)
    self.exit()

newsbrowse.app.NewsbrowseApp._begin = leave
sys.argv = ["newsbrowse", *{words!r}]
main()
"""
NOT_FOR_THE_FIRST_PAINT = (
    *("click", "httpx", "spacy", "tinydb", "newsbrowse.cli.main", "newsbrowse_ingest.fetch"),
    *("newsbrowse_ingest.add", "newsbrowse.screens.search", "newsbrowse_ingest.readers.format"),
    *(
        "newsbrowse_store.maintenance.check",
        "newsbrowse_store.search.search",
        "newsbrowse_store.maintenance.repair",
    ),
    *("newsbrowse_ingest.background", "newsbrowse_store.records.creation", "webbrowser"),
)


@pytest.mark.parametrize("named", [False, True])
def test_the_first_paint_needs_no_command_line_and_nothing_that_reads_or_searches(
    environment: dict[str, str], read: Path, tmp_path: Path, *, named: bool
) -> None:
    found, words = tmp_path / "modules", ["--library", str(read)] if named else []
    code = AT_FIRST_PAINT.format(found=str(found), words=words)
    chosen = {"NEWSBROWSE_LIBRARY": str(read)}
    with PseudoTerminal((sys.executable, "-c", code), environment | chosen) as app:
        assert app.exit_code() == 0
    modules = set(found.read_text().split())
    assert "newsbrowse.screens.main_screen" in modules
    assert not modules & set(NOT_FOR_THE_FIRST_PAINT)
