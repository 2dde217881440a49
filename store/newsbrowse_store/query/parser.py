"""Parser: a search as it is typed, cut into its pieces and read into what it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, NoReturn, cast

from newsbrowse_store.query.fields import FIELDS
from newsbrowse_store.query.query import (
    And,
    Fact,
    Not,
    Or,
    Published,
    Query,
    QueryError,
    Words,
)
from newsbrowse_store.text.tokens import storable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.query.fields import DateField, FactField, SearchField, TextField


LONGEST = 2_000
"""Characters of a search at most."""

_DEEPEST = 12
"""Brackets in each other; SQLite itself gives up at about twenty."""

_MOST = 200
_BEGUN = frozenset(("AN", "NO"))
"""What may yet become an operator, besides single letters."""

_WORD = re.compile(r"[^\W_]+")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

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


def parse(query: str, *, typing: bool = False) -> Query:
    """Read a search. Raises `QueryError`, and nothing else, for what cannot be understood.

    With `typing` the last word is taken as the beginning of one, as long as nothing follows it;
    one letter is not enough for that.
    """
    if len(query) > LONGEST:
        raise QueryError(
            query, LONGEST + 1, f"is longer than {LONGEST} characters", "Search for less at once."
        )
    return _Parser(query, typing=typing).parse()


class _Parser:
    """Goes through the pieces once; `_field` is what stands before the bracket that is open."""

    def __init__(self, query: str, *, typing: bool) -> None:
        self._query = query
        self._typing = typing
        self._tokens = list(tokenise(query))
        self._at = 0
        self._depth = 0
        self._field = ""

    def parse(self) -> Query:
        """Read all of it."""
        words = [token for token in self._tokens if token.kind in ("word", "phrase")]
        if len(words) > _MOST:
            self._fail(words[_MOST], f"more than {_MOST} words", "Search for less at once.")
        found = self._or()
        if self._token.kind == "close":
            self._fail(self._token, "no bracket is open here", "Take it out, or put a ( before it.")
        return found

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._token
        self._at += token.kind != "end"
        return token

    def _takes(self, kind: Kind) -> bool:
        there = self._token.kind == kind
        if there:
            self._take()
        return there

    def _or(self) -> Query:
        parts = [self._and()]
        while self._takes("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Query:
        parts = [self._not()]
        while self._takes("and") or self._token.kind not in ("or", "close", "end"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self) -> Query:
        negated = False
        while self._takes("not"):
            negated = not negated
        part = self._operand()
        return Not(part) if negated else part

    def _operand(self) -> Query:
        token = self._take()
        match token.kind:
            case "word" | "phrase":
                return self._leaf(self._field, token)
            case "open":
                return self._bracket(token)
            case "field":
                return self._after_field(token)
        return self._missing(token)

    def _bracket(self, opened: Token) -> Query:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._fail(opened, f"more than {_DEEPEST} brackets in each other", "Use fewer.")
        if self._token.kind == "close":
            self._fail(self._token, "nothing stands in the brackets", "Such as: (treaty OR pact).")
        found = self._or()
        if not self._takes("close"):
            self._fail(opened, "this bracket is not closed", "Put a ) behind it.", unfinished=True)
        self._depth -= 1
        return found

    def _after_field(self, field: Token) -> Query:
        if self._field:
            remedy = f"Put it outside of the brackets of {self._field}:."
            self._fail(field, f"{field.text}: cannot stand in {self._field}:", remedy)
        value = self._take()
        if value.kind in ("word", "phrase"):
            return self._leaf(field.text, value)
        if value.kind != "open":
            reason = f"{field.text}: has nothing behind it"
            unfinished = value.kind == "end"
            self._fail(
                field, reason, f"Such as: {FIELDS[field.text].example}.", unfinished=unfinished
            )
        self._field = field.text
        found = self._bracket(value)
        self._field = ""
        return found

    def _missing(self, token: Token) -> NoReturn:
        """Say what should have stood where `token` does."""
        before = self._tokens[self._tokens.index(token) - 1]
        if before.kind in ("and", "or", "not"):
            operator = "-" if before.text == "-" else f"{before.text} "
            reason = f"a word is missing behind {before.text}"
            remedy = f"Such as: treaty {operator}draft."
            self._fail(token, reason, remedy, unfinished=token.kind == "end")
        if token.kind == "end":
            self._fail(token, "there is nothing to search for", "Type a word.", unfinished=True)
        if token.kind == "close":
            self._fail(token, "no bracket is open here", "Take it out, or put a ( before it.")
        self._fail(
            token,
            f"a word is missing before {token.text}",
            f"Such as: treaty {token.text} pact. In quotes it is a word like others.",
        )

    def _leaf(self, field: str, token: Token) -> Query:
        text = " ".join(token.text.split())
        going_on = self._typing and token.kind == "word" and token.end == len(self._query)
        known = FIELDS.get(field)
        if known and known.kind == "date":
            return self._published(field, token)
        if known and known.values:
            return self._one_of(known, token, text.lower())
        if known and known.kind == "fact":
            self._words_in(token)
            return Fact(cast("FactField", field), text, token.prefix or going_on)
        last = self._words_in(token)[-1]
        short = len(last) < 2 and last.isascii()
        if going_on and (short or text in _BEGUN):
            self._fail(token, "type on", "A space makes it a word of its own.", unfinished=True)
        if token.prefix and short:
            self._fail(token, "* needs two letters before it", "Such as: harb*.", unfinished=True)
        return Words(text, cast("TextField", field or "text"), token.prefix or going_on)

    def _words_in(self, token: Token) -> list[str]:
        found = _WORD.findall(token.text)
        if not found:
            remedy = "Put a word there."
            self._fail(token, "no letter or digit to search for", remedy, unfinished=True)
        return found

    def _published(self, field: str, token: Token) -> Query:
        given = _DATE.fullmatch(token.text.strip())
        try:
            if given is None or token.prefix:
                raise ValueError
            date(int(given[1]), int(given[2] or 1), int(given[3] or 1))
        except ValueError:
            reason = f"{field}: needs a day, a month or a year"
            if given is not None and not token.prefix:
                month = given[2] or "01"
                reason = f"there is no {given[0] if 1 <= int(month) <= 12 else f'month {month}'}"
            remedy = f"Such as: {field}:2026-03-01, {field}:2026-03, {field}:2026."
            self._fail(token, reason, remedy, unfinished=token.end == len(self._query))
        return Published(cast("DateField", field), given[0])

    def _one_of(self, field: SearchField, token: Token, value: str) -> Query:
        values = field.values
        if value not in values or token.prefix:
            begun = any(known.startswith(value) for known in values)
            known = f"{', '.join(values[:-1])} or {values[-1]}"
            remedy = f"Such as: {field.example}."
            self._fail(token, f"{field.name}: is {known}", remedy, unfinished=begun)
        return Fact(cast("FactField", field.name), value)

    def _fail(
        self, token: Token, reason: str, remedy: str, *, unfinished: bool = False
    ) -> NoReturn:
        raise QueryError(self._query, token.start + 1, reason, remedy, unfinished=unfinished)
