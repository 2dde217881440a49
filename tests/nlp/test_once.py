from __future__ import annotations

from typing import TYPE_CHECKING

from newsbrowse_nlp.once import analyse_once
from newsbrowse_store.values import KnownName, Region

if TYPE_CHECKING:
    from pathlib import Path


def test_one_text_with_the_default_pipeline(tmp_path: Path) -> None:
    text = "Angela Merkel went to Amsel. AMW"
    known = [KnownName("Amsel", "GPE", 1, "e1"), KnownName("AMW", "ORG", 1)]
    found = analyse_once(text, [Region("credit", 29, 32)], None, known, tmp_path / "log")
    assert [(one.text, one.label, one.source) for one in found] == [
        ("Angela Merkel", "PERSON", "model"),
        ("Amsel", "GPE", "known"),
    ]


def test_without_a_pipeline(tmp_path: Path) -> None:
    known = [KnownName("Amsel", "GPE", 1)]
    found = analyse_once("To Amsel.", (), "xx_no_such_pipeline", known, tmp_path / "log")
    assert [one.text for one in found] == ["Amsel"]
