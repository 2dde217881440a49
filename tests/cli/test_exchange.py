"""Out and in by command: what is chosen, where it goes, what is told, and nothing half done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cli.conftest import STORY
from cli.stories import BRANDT, OKOYE, only_id, shown

if TYPE_CHECKING:
    from pathlib import Path

    from cli.stories import Newsbrowse

MEETS = ("--head", BRANDT, "--type", "meets", "--tail", OKOYE)


def test_everything_goes_out_and_comes_in_elsewhere(
    newsbrowse: Newsbrowse, read: Path, tmp_path: Path
) -> None:
    id_ = only_id(read)
    newsbrowse("relate", id_, *MEETS, "--note", "thanked", "--library", read)
    file, second = tmp_path / "all.jsonl", tmp_path / "second"
    code, out, err = newsbrowse("export", "--to", file, "--library", read)
    assert (code, out, err) == (0, "", f"newsbrowse: Exported 1 article to {file} as jsonl.\n") or (
        code,
        out,
    ) == (0, "")
    assert newsbrowse("import", file, "--library", second)[0] == 0
    here, there = (shown(newsbrowse, library) for library in (read, second))
    assert {**here, "suggestions": 0} == {**there, "suggestions": 0}


def test_what_is_chosen_goes_out(newsbrowse: Newsbrowse, read: Path) -> None:
    id_ = only_id(read)
    out = ("export", "--format", "jsonl", "--library", read)
    assert newsbrowse(*out, "--done")[1] == ""
    newsbrowse("tag", id_, "law", "--library", read)
    assert json.loads(newsbrowse(*out, "--tag", "law")[1])["text"] == STORY
    assert json.loads(newsbrowse(*out, id_[:5])[1])["id"] == id_
    assert newsbrowse(*out, "--filter", "tag:(")[0] == 2


def test_what_is_left_behind_is_counted_and_strict_writes_nothing(
    newsbrowse: Newsbrowse, read: Path, tmp_path: Path
) -> None:
    file = tmp_path / "corpus.spacy"
    file.write_bytes(b"old")
    code, _, err = newsbrowse("export", "--to", file, "--strict", "--library", read)
    assert code == 1
    assert "suggestions that nobody decided about" in err
    assert file.read_bytes() == b"old"
    code, out, _ = newsbrowse("export", "--to", file, "--json", "--library", read)
    assert (code, json.loads(out)["lost"][0]["said"]) == (
        0,
        "suggestions that nobody decided about",
    )
    assert file.read_bytes() != b"old"
    assert [path.name for path in tmp_path.glob("*newsbrowse-part")] == []


def test_several_files_want_a_folder(newsbrowse: Newsbrowse, read: Path, tmp_path: Path) -> None:
    code, _, err = newsbrowse("export", "--format", "cas-xmi", "--library", read)
    assert (code, "name a folder by --to" in err) == (2, True)
    folder = tmp_path / "cas"
    assert newsbrowse("export", "--format", "cas-xmi", "--to", folder, "--library", read)[0] == 0
    assert "TypeSystem.xml" in {path.name for path in folder.iterdir()}
    target = tmp_path / "parts"
    split = ("--split", "50,25,25", "--format", "jsonl", "--to", target)
    assert newsbrowse("export", *split, "--library", read)[0] == 0
    assert sum(path.read_bytes().count(b"\n") for path in target.glob("*.jsonl")) == 1


def test_an_import_tells_conflicts_and_what_it_lacks(
    newsbrowse: Newsbrowse, read: Path, tmp_path: Path
) -> None:
    id_ = only_id(read)
    start = STORY.index("Ilse Brandt")
    line = {
        "text": STORY,
        "mentions": [
            {"start": start, "end": start + 11, "label": "PER", "text": "Ilse Brandt"},
            {"start": start, "end": start + 4, "label": "THING"},
        ],
    }
    file = tmp_path / "theirs.jsonl"
    file.write_text(json.dumps(line) + "\n{\n", encoding="utf-8")
    take = ("import", file, "--format", "jsonl", "--name", "PER=PERSON", "--json", "--library")
    code, out, _ = newsbrowse(*take, read, "--dry-run")
    told = json.loads(out)
    assert (code, told["articles"], told["added"]["mentions"]) == (1, {"matched": 1}, 1)
    assert (told["wrong"][0]["line"], "THING" in told["lost"][0]["said"]) == (2, True)
    assert shown(newsbrowse, read)["mentions"] == []
    newsbrowse(*take, read, "--as", "ben")
    (mention,) = shown(newsbrowse, read)["mentions"]
    assert (mention["label"], mention["annotator"], mention["origin"]) == (
        "PERSON",
        "ben",
        "imported",
    )
    assert only_id(read) == id_
