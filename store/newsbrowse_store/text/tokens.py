"""Tokens: where words, sentences and paragraphs lie in a text; and its id.

All functions are pure and return `(start, end)` in code points, end exclusive, in order and
without overlap. Texts have LF line ends (`normalise_newlines`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from newsbrowse_store.values import ID_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable

_IDEOGRAPHS = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u3096\u309d-\u309f"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_PICTOGRAPHS = "\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"


def _words(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


_NEVER_LAST = _words(
    "Adm Brig Capt Cmdr Col Cpl Dr Fr Gen Gov Hon Lieut Lt Maj Messrs Mme Mr Mrs Ms Mt Prof Pte Rep"
    " Reps Rev Sen Sens Sgt St Ste Supt"
)
"""Abbreviations that stand before a name, so that their dot never ends a sentence."""

_MAYBE_LAST = _words(
    "Ave Blvd Bros Co Corp Dept Inc Jr Ltd Sr Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
_NUMBERED = _words("No Nos no nos p pp vs")
_CUE_WORDS = _words(
    "A After Although An And As At Both But By Despite During Earlier For From He Her Here His How"
    " However I If In It Its Last Later Meanwhile Most Next No On One Our She Since So Some That"
    " The Their There These They This Those Two We What When While With You"
)
"""Words that hardly ever follow a dot in the middle of a sentence."""

_SPACE = re.compile(r"\s")
_MAY_BE_MARKED = re.compile("[^\0-\u02ff\u2010-\u205e\u20a0-\u20bf]")
_LINE = re.compile(r"[^\n]+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_SENTENCE_END = re.compile(
    r"""
      (?<![.!?…]) (?P<stops>[.!?…]++) ["'”’»)\]]*+ (?=\s++ ["'“‘«(\[]*+ (?P<next>[^\W_]{1,20}))
    | [。！？]++ [」』”’）]*+
    """,
    re.VERBOSE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def _ranges(points: Iterable[int]) -> str:
    """The inside of a character class: runs of neighbours compile several times faster."""
    runs = groupby(enumerate(points), key=lambda numbered: numbered[1] - numbered[0])
    ends = ([point for _, point in run] for _, run in runs)
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in ends)


def _marks() -> str:
    """The inside of a character class: joiners, variation selectors, combining marks."""
    blocks = (
        *((0x300, 0x2100), (0x3000, 0x3100), (0xA660, 0xAC00), (0xFB1E, 0xFB1F)),
        *((0xFE00, 0xFE30), (0x10000, 0x12000), (0x1D000, 0x1D300), (0x1E000, 0x1F000)),
    )
    return "\u200c\u200d\U000e0100-\U000e01ef" + _ranges(
        point
        for first, last in blocks
        for point in range(first, last)
        if unicodedata.category(chr(point))[0] == "M"
    )


@cache
def _token_pattern(*, marked: bool) -> re.Pattern[str]:
    """The pattern of a token, made at first use: of any, or of those in text not `_MAY_BE_MARKED`.

    Both find the same there. With all marks and scripts it takes 40 ms to make, a tenth of a start.
    """
    # Groups are atomic: the first releases of Python 3.11 match possessive groups wrongly.
    mark = _marks() if marked else ""
    marks = f"[{mark}]*+" if marked else ""
    unspaced = _IDEOGRAPHS + _HIRAGANA + _KATAKANA if marked else ""
    letter = rf"[^\W\d_{unspaced}]"
    letters = rf"(?:{letter}++{marks})"
    word = rf"(?:[^\W_{unspaced}]++{marks})"
    clitics = r"(?:[sS]|ll|ve|re|d|m)(?!\w)"
    abbreviations = "|".join(sorted(_NEVER_LAST | _MAYBE_LAST))
    spaced = rf"""
          (?<![^\W_]) (?:{abbreviations}) \. (?!\w)
        | (?<![^\W_]) (?:{letter}\.){{2,12}} (?!\w)
        | (?<![^\W_]) (?:{letter}\.){{1,12}} {letter} (?![\w.])
        | [A-ZÀ-ÖØ-ÞΑ-ΩА-Я] (?>{letters}*) - \d (?>{word}*)
        | (?: [A-Z]{{0,3}} [$€£¥₩₹₽₺] (?=\d) )?
          (?>{word}+)
          (?>(?:
            (?: (?<=\d)[.,:](?=\d)
              | (?<=[^\W_])\.(?=[a-z])
              | ['’](?!{clitics})
              | [&_]
            ) (?>{word}+)
          )*)
          (?: (?<=\d)[%‰] )?
        | (?<=[\w.{mark}]) ['’] {clitics}
        """
    others = rf"""
        | [{_IDEOGRAPHS}]{marks}
        | [{_HIRAGANA}][{_HIRAGANA}{mark}]*+
        | [{_KATAKANA}][{_KATAKANA}{mark}]*+
        | [{_PICTOGRAPHS}][{_PICTOGRAPHS}{mark}\u20e3\U000e0020-\U000e007f]*+
        """
    return re.compile(spaced + others if marked else spaced, re.VERBOSE)


def _pattern_for(text: str, start: int, end: int) -> re.Pattern[str]:
    """The pattern that finds the tokens of `text[start:end]`."""
    marked = _MAY_BE_MARKED.search(text, max(start - 1, 0), end) is not None
    return _token_pattern(marked=marked)


def tokens(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The words of `text[start:end]`: what a cursor stops on and mentions are made of.

    A token is a run of letters, digits and their combining marks, with what belongs inside a word
    (`O'Neill`, `3.5`, `AT&T`, `Su-57`), the dots of abbreviations (`U.S.`, `Inc.`), and the sign
    of an amount (`$5`, `20%`). `'s`, `'ll`, `'ve`, `'re`, `'d` and `'m` at the end of a word are
    tokens of their own, a hyphen between letters parts two tokens, an ideograph is one, so is a
    run of one kana and a run of emoji. Other punctuation and symbols belong to no token, so a
    text may have none.
    """
    limit = len(text) if end is None else end
    pattern = _pattern_for(text, start, limit)
    return [match.span() for match in pattern.finditer(text, start, limit)]


def token_at(text: str, offset: int) -> tuple[int, int] | None:
    """The token that covers the character at `offset`, if any; looks at its surroundings only."""
    if not 0 <= offset < len(text) or text[offset].isspace():
        return None
    start = _safe_start(text, offset)
    border = _SPACE.search(text, offset + 1)
    pattern = _pattern_for(text, start, border.end() if border else len(text))
    for match in pattern.finditer(text, start):
        if match.end() > offset:
            return match.span() if match.start() <= offset else None
    return None


@cache
def _separator() -> re.Pattern[str]:
    return re.compile(rf"[\s{_IDEOGRAPHS}]")


def _safe_start(text: str, offset: int) -> int:
    """A place at or before `offset` that no token reaches across."""
    reach = 64
    while reach < 2 * offset:
        first = max(offset - reach, 0)
        borders = [match.start() for match in _separator().finditer(text, first, offset + 1)]
        if borders:
            return borders[-1]
        reach *= 2
    return 0


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened or narrowed to whole tokens: all those of which it covers any part.

    Covering none, it only loses the white space at its ends (and may so become empty).
    """
    start, end = max(start, 0), min(end, len(text))
    if start >= end:
        return (start, start)
    first = token_at(text, start)
    border = _SPACE.search(text, end)  # what follows tells what the last token is
    reach = border.end() if border else len(text)
    found = tokens(text, first[0] if first else start, reach)
    covered = [token for token in found if token[0] < end]
    if covered:
        return (covered[0][0], covered[-1][1])
    return _trimmed(text, start, end)


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The lines that have anything but white space on them, without the white space around it."""
    return _lines(text, 0, len(text))


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]`, without the white space around them.

    By rule, so the same text always has the same ones: a sentence ends with its line, or with
    `.`, `!`, `?`, `…` and closing quotes before a word that does not begin in lower case, unless
    the dot belongs to a title, an initial or another abbreviation.
    """
    limit = len(text) if end is None else end
    found = []
    for first, last in _lines(text, start, limit):
        for stop in _SENTENCE_END.finditer(text, first, last):
            if _ends_sentence(text, stop):
                found.append(_trimmed(text, first, stop.end()))
                first = stop.end()
        if first < last:
            found.append(_trimmed(text, first, last))
    return found


def sentence_at(text: str, offset: int) -> tuple[int, int] | None:
    """The sentence that covers `offset`, or the nearest one before it on its line; else the next.

    None only if there is nothing but white space on the line.
    """
    first = text.rfind("\n", 0, offset) + 1
    last = text.find("\n", offset)
    nearest = None
    for sentence in sentences(text, first, len(text) if last < 0 else last):
        if nearest is None or sentence[0] <= offset:
            nearest = sentence
    return nearest


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    following = stop["next"]
    if following is None:
        return True
    if following[0].islower():
        return False
    if stop["stops"] != ".":
        return True
    before = text[max(stop.start() - 12, 0) : stop.start()].rpartition(" ")[2].lstrip("\"'“‘«([")
    if before in _NEVER_LAST:
        return False
    if before in _NUMBERED:
        return not following[0].isdigit()
    abbreviated = before in _MAYBE_LAST or _INITIALS.fullmatch(before)
    return not abbreviated or following in _CUE_WORDS


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = (_trimmed(text, *match.span()) for match in _LINE.finditer(text, start, end))
    return [span for span in spans if span[0] < span[1]]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end].rstrip()
    return (start + len(piece) - len(piece.lstrip()), start + len(piece))


def normalise_newlines(text: str) -> str:
    """The text with LF for CRLF and CR: what offsets count in."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def storable(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, which no file and no JSON can hold."""
    return _SURROGATE.sub("\ufffd", text)


def article_id(text: str) -> str:
    """The id of the article with this (storable) text: the first digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]
