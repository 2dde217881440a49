from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_store.errors import SchemaError
from newsbrowse_store.library import Library
from newsbrowse_store.schema.saved_searches import with_search
from newsbrowse_store.schema.schema import SavedSearch, default_text, parse

if TYPE_CHECKING:
    from pathlib import Path


def test_searches_are_read_in_the_order_of_the_file() -> None:
    schema, errors = parse('[searches]\nTreaties = \'treaty "of amsel"\'\n"To do" = "state:open"')
    assert errors == ()
    assert schema.searches == (
        SavedSearch("Treaties", 'treaty "of amsel"'),
        SavedSearch("To do", "state:open"),
    )


def test_what_cannot_be_used_is_told_with_line_and_column() -> None:
    text = '[searches]\nA = "treaty"\nB = "treaty AND"\nC = 3\n'
    schema, errors = parse(text)
    assert [search.name for search in schema.searches] == ["A"]
    assert [error.what for error in errors] == [
        "newsbrowse.toml, line 3",
        "newsbrowse.toml, line 4",
    ]
    assert "B, column 11: a word is missing behind AND" in str(errors[0])
    (error,) = parse('searches = "treaty"\n')[1]
    assert "searches is no table" in str(error)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[searches]\nNew = "x"\n'),
        ("# mine\n[labels]", '# mine\n[labels]\n\n[searches]\nNew = "x"\n'),
        ("[searches]", '[searches]\nNew = "x"'),
        (
            "[ searches ] # mine\nOld = 'a'  # first\n# last\n\n# Labels\n[labels]\n",
            "[ searches ] # mine\nOld = 'a'  # first\nNew = \"x\"\n# last\n\n# Labels\n[labels]\n",
        ),
        ("[searches]\r\nOld = 'a'\r\n", "[searches]\r\nOld = 'a'\r\nNew = \"x\"\r\n"),
    ],
)
def test_a_search_is_put_in_and_the_rest_stays_as_it_is(before: str, after: str) -> None:
    assert with_search(before, "New", "x", "f") == after


def test_the_file_of_a_new_library_takes_searches() -> None:
    text = default_text()
    for name, query in (("First", '"a b" OR c'), ("Zweite Suche", 'it\'s "so"')):
        text = with_search(text, name, query, "f")
    assert text.startswith(default_text())
    schema, errors = parse(text)
    assert (len(schema.searches), errors) == (2, ())
    assert "First = '\"a b\" OR c'" in text


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("[searches]\nA = 'x'\n", "A", "called A already"),
        ("a = \n", "B", "not valid TOML"),
        ("", "  ", "needs a name"),
        ("searches = { A = 'x' }\n", "B", "in a place that was not found"),
        ("searches.A = 'x'\n", "B", "in a place that was not found"),
        ("searches = 3\n", "B", "in a place that was not found"),
        ('[labels]\nX = { meaning = """\n[searches]\n""" }\n', "B", "was not found"),
    ],
)
def test_what_cannot_be_put_in_is_refused(text: str, name: str, reason: str) -> None:
    with pytest.raises(SchemaError, match=reason):
        with_search(text, name, "x", "f")


WRITABLE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(WRITABLE.filter(str.strip), WRITABLE)
def test_any_name_and_search_come_back_as_they_were(name: str, query: str) -> None:
    text = with_search(default_text(), name, query, "f")
    assert tomllib.loads(text)["searches"] == {" ".join(name.split()): " ".join(query.split())}


def test_a_library_keeps_a_search_and_takes_it_up(tmp_path: Path) -> None:
    with Library.open(tmp_path / "news") as library:
        path = library.path / "newsbrowse.toml"
        library.save_search("Treaties", "treaty tag:law")
        assert library.schema.searches == (SavedSearch("Treaties", "treaty tag:law"),)
        with pytest.raises(SchemaError, match="already"):
            library.save_search("Treaties", "storm")
        whole = path.read_bytes()
        path.unlink()
        path.symlink_to(tmp_path / "elsewhere.toml")
        (tmp_path / "elsewhere.toml").write_bytes(whole)
        library.save_search("Storms", "storm")
        assert path.is_symlink()
        assert [search.name for search in library.schema.searches] == ["Treaties", "Storms"]
