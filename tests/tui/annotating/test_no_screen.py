"""The controllers know no screen: no module of theirs imports Textual."""

from __future__ import annotations

import subprocess
import sys

FIND = """
import ast, importlib, pkgutil
import newsbrowse.annotating as package

for module in pkgutil.iter_modules(package.__path__, "newsbrowse.annotating."):
    loaded = importlib.import_module(module.name)
    for node in ast.walk(ast.parse(open(loaded.__file__, encoding="utf-8").read())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.partition(".")[0] == "textual":
                print(module.name, name)
    print("seen")
"""


def test_no_module_imports_textual() -> None:
    done = subprocess.run([sys.executable, "-c", FIND], capture_output=True, text=True, check=True)
    assert set(done.stdout.splitlines()) == {"seen"}
