"""Tables of articles on the command line: what was taken for what is said, and can be told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from cli.conftest import Newsbrowse


def test_the_columns_that_were_guessed_are_said_once(
    newsbrowse: Newsbrowse, library: Path, tmp_path: Path
) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(f"title,body\nTreaty,{name} was signed.\n", encoding="utf-8")
    code, out, err = newsbrowse(
        "add", tmp_path / "a.csv", tmp_path / "b.csv", "--library", library, "--json"
    )
    assert code == 0
    assert [outcome["status"] for outcome in json.loads(out)] == ["added", "added"]
    said = f"{tmp_path}/a.csv: read as headline=title,text=body; --map FIELD=NAME changes it"
    assert err.splitlines()[0] == said
    assert err.count("read as") == 1


def test_a_mapping_is_obeyed(newsbrowse: Newsbrowse, library: Path, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("title,kop,body\nNo,Treaty,It was signed.\n", encoding="utf-8")
    code, out, _ = newsbrowse("add", table, "--map", "title=kop", "--library", library, "--json")
    (outcome,) = json.loads(out)
    assert code == 0
    _, out, _ = newsbrowse("show", outcome["id"], "--library", library, "--json")
    assert json.loads(out)["metadata"]["headline"] == "Treaty"


def test_a_mapping_that_cannot_be_obeyed_says_what_can(
    newsbrowse: Newsbrowse, library: Path, tmp_path: Path
) -> None:
    table = tmp_path / "a.csv"
    table.write_text("title,body\nTreaty,It was signed.\n", encoding="utf-8")
    code, _, err = newsbrowse("add", table, "--map", "text=boby", "--library", library)
    assert code == 1
    assert "has no column or key 'boby'. There are: title, body." in err
    code, _, err = newsbrowse("add", table, "--map", "size=body", "--library", library)
    assert code == 2
    assert "'size' is no field; there are headline, byline" in err
