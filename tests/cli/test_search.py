from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from newsbrowse.cli.library.search_articles import pointed_at
from newsbrowse_store.library import Library
from newsbrowse_store.query.query import QueryError
from newsbrowse_store.values import Draft, Metadata

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Newsbrowse = Callable[..., tuple[int, str, str]]

BODY = "Ilse Brandt signed the harbour treaty. \x1b[31mShips waited."


@pytest.fixture
def harbour(library: Path, environment: dict[str, str]) -> Path:
    with Library.open(library) as opened:
        for headline, body, tags in (
            ("Treaty signed", BODY, ["defence/diplomacy"]),
            ("Storm", "The treaty waits.", ["law"]),
            ("Strike", "Nobody knows.", []),
        ):
            metadata = Metadata(headline=headline, source="AMW", published="2026-03-01")
            opened.add(Draft(f"{headline}\n\n{body}\n", metadata, tags=tuple(tags)), "ana")
    return library


def json_of(answer: tuple[int, str, str]) -> Any:
    code, out, err = answer
    assert code == 0, err
    return json.loads(out)


def test_json_has_the_rows_of_list_with_rank_and_snippets(
    newsbrowse: Newsbrowse, harbour: Path
) -> None:
    rows = {row["id"]: row for row in json_of(newsbrowse("list", "--json", "--library", harbour))}
    found = json_of(newsbrowse("search", "treaty", "--json", "--library", harbour))
    assert [(hit["rank"], hit["headline"]) for hit in found] == [(1, "Treaty signed"), (2, "Storm")]
    for hit in found:
        rank, snippets = hit.pop("rank"), hit.pop("snippets")
        assert hit == rows[hit["id"]]
        with Library.open(harbour, create=False) as library:
            text = library.article(hit["id"]).text
        assert rank
        for snippet in snippets:
            assert snippet["text"] == text[snippet["start"] : snippet["end"]]
            assert [text[start:end] for start, end in snippet["matches"]] == ["treaty"]


def test_a_pipe_gets_the_lines_of_list_and_the_rest_is_told(
    newsbrowse: Newsbrowse, harbour: Path
) -> None:
    code, out, err = newsbrowse("search", "tag:law OR title:treaty", "--library", harbour)
    assert (code, err) == (0, "")
    lines = newsbrowse("list", "--library", harbour)[1].splitlines()
    assert set(out.splitlines()) == {line for line in lines if "Strike" not in line}
    code, out, err = newsbrowse("search", "treaty", "--limit", "1", "--library", harbour)
    assert (code, len(out.splitlines())) == (0, 1)
    assert "first 1 of 2" in err
    assert newsbrowse("search", "pact", "--library", harbour) == (0, "", "Nothing found.\n")


def test_several_arguments_are_one_search(newsbrowse: Newsbrowse, harbour: Path) -> None:
    found = json_of(newsbrowse("search", "tag:defence", "treaty", "--json", "--library", harbour))
    assert [hit["headline"] for hit in found] == ["Treaty signed"]


def test_a_mistake_is_pointed_at(newsbrowse: Newsbrowse, harbour: Path) -> None:
    code, out, err = newsbrowse("search", 'harbour AND "trea', "--library", harbour)
    assert (code, out) == (1, "")
    said, query, caret = err.splitlines()
    assert "column 13" in said
    assert "closing quote" in said
    assert query[caret.index("^")] == '"'


def test_without_a_search_the_usage_is_told(newsbrowse: Newsbrowse) -> None:
    code, _, err = newsbrowse("search")
    assert (code, "QUERY" in err) == (2, True)


@pytest.mark.parametrize("before", ["", "é" * 5, "中" * 5, "x" * 1000, "\x1b[31m", "a\nb"])
def test_the_caret_stands_under_the_place(before: str) -> None:
    from rich.cells import cell_len

    query = f"{before}({'y' * 300}"
    error = QueryError(query, len(before) + 1, "this bracket is not closed", "Put a ) behind it.")
    _, shown, caret = pointed_at(error).splitlines()
    at = caret.index("^")
    assert "(" in shown
    assert cell_len(shown[: shown.index("(")]) == at
    assert len(shown) < 100


def test_what_an_article_contains_cannot_reach_the_terminal(
    newsbrowse: Newsbrowse, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    code, out, _ = newsbrowse("search", "waited", "--library", harbour)
    assert code == 0
    assert "Ships" in out
    assert "\x1b[31m" not in out
