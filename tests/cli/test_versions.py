"""Versions by command: added, listed, compared, and decisions carried over."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from cli.conftest import STORY
from cli.stories import BRANDT, OKOYE, only_id
from newsbrowse_store.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from cli.stories import Newsbrowse

LATER = STORY.replace("harbour treaty on Tuesday", "harbour pact on Wednesday").replace(
    "She thanked", "Nobody had been told. She thanked"
)


@pytest.fixture
def later(tmp_path: Path) -> Path:
    path = tmp_path / "later.txt"
    path.write_text(LATER, encoding="utf-8")
    return path


@pytest.fixture
def two(newsbrowse: Newsbrowse, read: Path, later: Path) -> tuple[str, str]:
    """The ids of an article and of its later version, in the library `read`."""
    first = only_id(read)
    code, out, err = newsbrowse("add", "--as-version-of", first[:5], later, "--library", read)
    assert code == 0, err
    assert first in err
    return first, out.split()[0]


def test_a_later_version_takes_the_place_of_the_earlier(newsbrowse, read, two) -> None:
    first, second = two
    listed = newsbrowse("list", "--library", read)[1].splitlines()
    assert [line.split("\t")[0] for line in listed] == [second]
    every = newsbrowse("list", "--versions", "--library", read)[1].splitlines()
    assert [(line.split("\t")[0], line.split("\t")[-1]) for line in every] == [
        (second, ""),
        (first, second),
    ]
    told = json.loads(newsbrowse("list", "--versions", "--json", "--library", read)[1])
    assert [(row["id"], row["version_of"]) for row in told] == [(second, None), (first, second)]


def test_the_chain_says_which_is_listed_and_what_is_decided(newsbrowse, read, two) -> None:
    first, second = two
    newsbrowse("tag", first, "law", "--library", read)
    for id_ in two:
        lines = newsbrowse("versions", id_, "--library", read)[1].splitlines()
        cells = [line.split("\t") for line in lines]
        assert [(row[0], row[1], row[3]) for row in cells] == [
            (first, "", "1 tag"),
            (second, "*", "nothing decided"),
        ]
        assert all(re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d", row[2]) for row in cells)


def test_the_difference_is_shown_by_words_and_whole_sentences(newsbrowse, read, two) -> None:
    out = newsbrowse("versions", two[0], "--diff", "--library", read)[1]
    assert "[-treaty-] {+pact+}" in out
    assert "[-Tuesday-] {+Wednesday+}" in out
    assert "\n+ Nobody had been told." in out
    assert "Harbour treaty signed in Port Amsel\n~" not in out
    assert "\x1b" not in out
    shapes = json.loads(newsbrowse("versions", two[0], "--diff", "--json", "--library", read)[1])
    assert [(one["id"], one["head"]) for one in shapes] == [(two[0], False), (two[1], True)]
    assert shapes[0]["changes"] == []
    for change in shapes[1]["changes"]:
        new = change["new"]
        assert new["text"] in LATER
        assert LATER[new["start"] : new["end"]] == new["text"]
    assert {"kind": "added", "text": "pact"} in shapes[1]["changes"][0]["parts"]


def test_decisions_are_carried_over_to_the_latest_version(newsbrowse, read, two) -> None:
    first, second = two
    meets = ("--head", BRANDT, "--type", "meets", "--tail", OKOYE, "--library", read)
    assert newsbrowse("relate", first, *meets, "--annotator", "ana")[0] == 0
    code, out, err = newsbrowse("versions", second, "--carry", "--library", read)
    assert code == 0
    assert f"{first} → {second}: carried over 2 mentions, 1 relation" in err
    assert "its evidence reads otherwise now" in out
    with Library.open(read) as library:
        assert {m.text for m in library.decisions(second).mentions} == {
            "Ilse Brandt",
            "Tomas Okoye",
        }
        [entry] = library.record(second).history()
        assert entry.what == "carry"
    code, out, err = newsbrowse("versions", first, "--carry", "--json", "--library", read)
    assert json.loads(out) == {
        "from": first,
        "to": second,
        "added": {},
        "present": {"mentions": 2, "relations": 1},
        "unplaced": [],
    }


def test_one_version_says_so_and_what_to_do(newsbrowse, read) -> None:
    id_ = only_id(read)
    code, _, err = newsbrowse("versions", id_, "--diff", "--library", read)
    assert code == 0
    assert "has one version" in err
    assert "--as-version-of" in err
    code, _, err = newsbrowse("versions", id_, "--carry", "--library", read)
    assert code == 1
    assert "has one version" in err


def test_show_says_that_there_is_a_later_version(newsbrowse, read, two) -> None:
    first, second = two
    assert second in newsbrowse("show", first, "--library", read)[2]
    assert "later version" not in newsbrowse("show", second, "--library", read)[2]


def test_the_same_text_is_refused(newsbrowse, read, tmp_path) -> None:
    path = tmp_path / "again.txt"
    path.write_text(STORY, encoding="utf-8")
    id_ = only_id(read)
    code, _, err = newsbrowse("add", "--as-version-of", id_, path, "--library", read)
    assert code == 1
    assert "has this very text" in err
    with Library.open(read) as library:
        assert "entries" not in library.record(id_).path.read_text()


def test_where_only_counters_differ_it_is_passed_over(newsbrowse, read, tmp_path) -> None:
    path = tmp_path / "counted.txt"
    path.write_text(STORY + "\n12 comments\n", encoding="utf-8")
    code, out, err = newsbrowse("add", "--as-version-of", only_id(read), path, "--library", read)
    assert (code, out.split()[:2]) == (0, [only_id(read), "present"])
    assert "only counters or dates differ" in err


def test_a_text_that_comes_back_is_listed_again(newsbrowse, read, two, tmp_path) -> None:
    first, second = two
    path = tmp_path / "back.txt"
    path.write_text(STORY, encoding="utf-8")
    code, out, err = newsbrowse("add", "--as-version-of", second, path, "--library", read)
    assert (code, out.split()[0]) == (0, first), err
    chain = json.loads(newsbrowse("versions", second, "--json", "--library", read)[1])
    assert [(one["id"], one["head"]) for one in chain] == [(second, False), (first, True)]
    assert len(chain[1]["entries"]) == 2


def test_more_than_one_article_is_refused(newsbrowse, read, tmp_path, later) -> None:
    id_ = only_id(read)
    folder = tmp_path / "many"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"{name}\n\nText of {name} alone.\n", encoding="utf-8")
    code, _, err = newsbrowse("add", "--as-version-of", id_, folder, "--library", read)
    assert (code, "has 2 articles" in err) == (1, True)
    code, _, err = newsbrowse("add", "--as-version-of", id_, later, later, "--library", read)
    assert (code, "takes one file" in err) == (2, True)
    only_id(read)


def test_a_third_version_joins_the_chain_of_the_first(newsbrowse, read, two, tmp_path) -> None:
    path = tmp_path / "third.txt"
    path.write_text(LATER + "\nThe ports were closed at once.\n", encoding="utf-8")
    code, _, err = newsbrowse("add", "--as-version-of", two[0], path, "--library", read)
    assert code == 0, err
    chain = json.loads(newsbrowse("versions", two[0], "--json", "--library", read)[1])
    assert [one["id"] for one in chain][:2] == list(two)
    assert [one["head"] for one in chain] == [False, False, True]
