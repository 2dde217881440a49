"""A search cut into its pieces: words, phrases, fields, operators, brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from newsbrowse_store.query import FIELDS, QueryError
from newsbrowse_store.text.tokens import storable

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["word", "phrase", "field", "and", "or", "not", "open", "close", "end"]

_PIECE = re.compile(
    r"""
      \s++
    | (?P<bracket> [()] )
    | " (?P<phrase> [^"]* ) (?P<quote> "? ) (?P<star> \*? )
    | (?P<word> [^\s()"]+ )
    """,
    re.VERBOSE,
)
_FIELD = re.compile(r"([^\W\d_]+):")
_LETTER = re.compile(r"[^\W_]")
_OPERATORS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
_BRACKETS: dict[str, Kind] = {"(": "open", ")": "close"}
_PLAIN = str.maketrans("“”„«»\0", '""""" ')
"""Any quotes will do, and SQLite would end the search at a NUL."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a search: what it says, and where it stands: `query[start:end]`.

    `prefix` is set on a word or phrase with `*` behind it.
    """

    kind: Kind
    text: str
    start: int
    end: int
    prefix: bool = False


def tokenise(query: str) -> Iterator[Token]:
    """Yield the pieces of a search, an `end` last. Raises `QueryError`.

    Marks without a letter or digit, such as a lone `&`, are passed over where words may stand.
    """
    text = storable(query).translate(_PLAIN)
    at, after_field = 0, False
    while piece := _PIECE.match(text, at):
        start, at = piece.span()
        token: Token | None = None
        if piece["bracket"]:
            token = Token(_BRACKETS[piece["bracket"]], piece["bracket"], start, at)
        elif piece["phrase"] is not None:
            if not piece["quote"]:
                raise QueryError(
                    query,
                    start + 1,
                    "a closing quote is missing",
                    'Put one behind the last word: "harbour treaty".',
                    unfinished=True,
                )
            token = Token("phrase", piece["phrase"], start, at, bool(piece["star"]))
        elif piece["word"] and after_field:
            token = _word(piece["word"], start, at)
        elif piece["word"]:
            token = _operator(text, start, at) or _field(query, text, start, at)
            if token is not None:
                at = token.end
            elif _LETTER.search(piece["word"]):
                token = _word(piece["word"], start, at)
        if token is not None:
            yield token
            after_field = token.kind == "field"
    yield Token("end", "", len(query), len(query))


def _word(word: str, start: int, end: int) -> Token:
    return Token("word", word.rstrip("*"), start, end, word.endswith("*"))


def _operator(text: str, start: int, end: int) -> Token | None:
    """Return AND, OR, NOT, or a minus before what is not wanted."""
    word = text[start:end]
    if word in _OPERATORS:
        return Token(_OPERATORS[word], word, start, end)
    if word[0] == "-" and (_LETTER.match(word, 1) or (word == "-" and text[end : end + 1] in '"(')):
        return Token("not", "-", start, start + 1) if text[start + 1 : start + 2] else None
    return None


def _field(query: str, text: str, start: int, end: int) -> Token | None:
    """Return the field that a word begins with, None when it begins with none.

    An address is a word, and so is one with a colon and a space behind it, as in `Treaty: signed`.
    """
    name = _FIELD.match(text, start, end)
    if name is None:
        return None
    if name[1].lower() in FIELDS:
        return Token("field", name[1].lower(), start, name.end())
    following = text[name.end() : name.end() + 2]
    if not following[:1].strip() or following == "//":
        return None
    near = get_close_matches(name[1].lower(), FIELDS, 1)
    remedy = (
        f"Did you mean {near[0]}:?"
        if near
        else f"Use one of {', '.join(FIELDS)}; or put it in quotes to search for the words."
    )
    raise QueryError(query, start + 1, f"{name[1]}: is no field", remedy)
