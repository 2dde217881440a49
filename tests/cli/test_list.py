"""`newsbrowse list`: in which order, in which groups, and which articles."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from newsbrowse_store.library import Library
from newsbrowse_store.values import Draft, Metadata

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Newsbrowse = Callable[..., tuple[int, str, str]]

SAID = "\n".join(f"The harbour master said that quay number {n} would be shut." for n in range(4))
ARTICLES = (
    ("Storm shuts port", "AMW", "2026-03-03", f"{SAID}\nAMW"),
    ("Port shut", "Echo", "2026-03-02", f"{SAID}\nEcho"),
    ("Treaty signed", "AMW", "2026-02-01", "Nothing else."),
)


@pytest.fixture
def ids(library: Path) -> list[str]:
    with Library.open(library) as opened:
        return [
            opened.add(Draft(text, Metadata(headline=headline, source=source, published=day))).id
            for headline, source, day, text in ARTICLES
        ]


def listed(newsbrowse: Newsbrowse, library: Path, *options: str) -> list[dict[str, Any]]:
    code, out, err = newsbrowse("list", "--json", "--library", library, *options)
    assert (code, err) == (0, "")
    rows: list[dict[str, Any]] = json.loads(out)
    return rows


@pytest.mark.parametrize(
    ("options", "order"),
    [
        ((), [0, 1, 2]),
        (("--sort", "oldest"), [2, 1, 0]),
        (("--sort", "headline"), [1, 0, 2]),
        (("--group", "source"), [0, 2, 1]),
        (("--group", "source", "--sort", "oldest"), [2, 0, 1]),
        (("--group", "story"), [1, 0, 2]),
        (("--filter", "amw port"), [0]),
        (("--group", "date", "--filter", "AMW"), [0, 2]),
    ],
)
def test_order_groups_and_filter(
    newsbrowse: Newsbrowse,
    library: Path,
    ids: list[str],
    options: tuple[str, ...],
    order: list[int],
) -> None:
    rows = listed(newsbrowse, library, *options)
    assert [row["id"] for row in rows] == [ids[place] for place in order]


def test_json_names_the_oldest_article_of_the_story(
    newsbrowse: Newsbrowse, library: Path, ids: list[str]
) -> None:
    stories = {row["id"]: row["story"] for row in listed(newsbrowse, library)}
    assert stories == {ids[0]: ids[1], ids[1]: ids[1], ids[2]: None}


def test_a_pipe_gets_lines_and_a_terminal_headings(
    newsbrowse: Newsbrowse, library: Path, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, piped, _ = newsbrowse("list", "--group", "source", "--library", library)
    assert [line.split("\t")[0] for line in piped.splitlines()] == [ids[0], ids[2], ids[1]]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "70")
    _, shown, _ = newsbrowse("list", "--group", "source", "--library", library)
    lines = shown.splitlines()
    assert lines[0] == "AMW · 2 articles"
    assert lines[3:5] == ["", "Echo · 1 article"]
    assert all(len(line) <= 70 for line in lines)
    _, shown, _ = newsbrowse("list", "--group", "story", "--library", library)
    first, second, _ = shown.splitlines()
    assert first.index("Port") + 2 == second.index("Storm")


def test_an_order_that_there_is_not_is_wrong_usage(newsbrowse: Newsbrowse, library: Path) -> None:
    for option in ("--sort", "--group"):
        code, out, err = newsbrowse("list", option, "length", "--library", library)
        assert (code, out) == (2, "")
        assert "length" in err


def test_what_is_damaged_is_listed_under_its_id_and_told(
    newsbrowse: Newsbrowse, library: Path, ids: list[str]
) -> None:
    file = library / "articles" / ids[0][:2] / f"{ids[0]}.json"
    file.unlink()
    file.write_text("{ no")
    for _ in range(2):  # also when the catalogue has it already
        code, out, err = newsbrowse("list", "--library", library)
        assert code == 0
        assert [line.split("\t")[0] for line in out.splitlines()].count(ids[0]) == 1
        assert len(out.splitlines()) == len(ids)
        assert err.startswith(f"{file}: is damaged")
        assert len(err.splitlines()) == 1
