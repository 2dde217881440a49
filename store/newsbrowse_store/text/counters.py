"""Counters: lines of a page that count or say when, which change while the article does not."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from newsbrowse_store.text.folding import fold
from newsbrowse_store.text.tokens import paragraphs, tokens

_MOST_WORDS = 3
_DIGIT = re.compile(r"\d")
_NO_LETTERS = re.compile(r"[\d\W_]+")
_OF_DATES = frozenset(
    "january february march april may june july august september october november december"  # noqa: SIM905
    " jan feb mar apr jun jul aug sep sept oct nov dec"
    " monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri"
    " sat sun am pm gmt utc bst cet cest est edt cst cdt mst mdt pst pdt msk eet eest ist jst aest"
    " st nd rd th h t z".split()
)
"""What is no word beside a number, but part of a date or time, without its dots and digits."""
_ENDS_SENTENCE = (".", "!", "?", "…", "。", "！", "？")


def only_counters_differ(old: str, new: str) -> bool:
    """Whether two texts differ in nothing but lines that count or say when, and white space.

    Such a line has a number or a date and three words beside it at most, such as `12 comments` or
    `Updated 3 March, 10:15`. A sentence is none, nor is the first line: what is said there
    matters, as in `5 killed in blast`.
    """
    before, after = _lines(old), _lines(new)
    if before[:1] != after[:1]:
        return False
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return all(
        _counts(line)
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
        for line in (*before[a:b], *after[c:d])
    )


def _lines(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in paragraphs(text)]


def _counts(line: str) -> bool:
    """Whether a line is a counter or a stamp."""
    if line.endswith(_ENDS_SENTENCE):
        return False
    found = [fold(line[start:end]) for start, end in tokens(line)]
    letters = [_NO_LETTERS.sub("", token) for token in found]
    beside = [word for word in letters if word and word not in _OF_DATES]
    numbers = any(
        _DIGIT.search(token) and (not word or word in _OF_DATES)
        for token, word in zip(found, letters, strict=True)
    )
    return numbers and len(beside) <= _MOST_WORDS
