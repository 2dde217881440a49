from __future__ import annotations

import os
import pkgutil
import subprocess
import sys

import newsbrowse_nlp


def test_importing_is_cheap_and_brings_neither_spacy_nor_textual() -> None:
    modules = [
        one.name
        for one in pkgutil.walk_packages(newsbrowse_nlp.__path__, "newsbrowse_nlp.")
        if one.name not in ("newsbrowse_nlp.spacy_pipeline", "newsbrowse_nlp.tokenizer")
    ]
    script = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *modules],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    loaded = set(done.stdout.split())
    assert "newsbrowse_nlp" in loaded
    assert not loaded & {"spacy", "thinc", "numpy", "textual", "rich", "tinydb"}
