"""Headline of a text: the line that is one, or one cut from the first sentence."""

from __future__ import annotations

import re

from newsbrowse_store.text.tokens import sentences, tokens

SHORTEST_CUT, LONGEST_CUT = 40, 110
"""A derived headline is cut to this many characters."""

_LONGEST_LINE = 180
_CLEARLY_SHORTER = 0.8
_OPENING = "\"'“‘«([¿¡"
_CLOSING = "\"'”’»)]"
_CLAUSE = re.compile(
    r"(?:,|;| [—–-]) (?:and|as|but|saying|since|so|that|where|which|who|whose|with)\b"
    r"|(?:,|;| [—–-])? (?:after|although|amid|because|before|despite|following|though|until|when"
    r"|whereas|while)\b|[;:](?=\s)| [—–] "
)
_COMMA = re.compile(r",(?=\s)")
_FIRST_WORDS = 600


def is_headline(line: str, following: int) -> bool:
    """Whether a line at the top is a headline, when the longest of what follows has that length.

    It is when it has two words at least, does not end like a sentence or begin in lower case, and
    is clearly shorter than what follows.
    """
    if not 0 < len(line) <= min(_LONGEST_LINE, _CLEARLY_SHORTER * following):
        return False
    words = tokens(line)
    first = line.lstrip(_OPENING)[:1]
    if len(words) < 2 or first.islower() or not first.isalnum():
        return False
    last = line.rstrip(_CLOSING)
    abbreviated = words[-1][1] == len(last) and last.count(".") > 0
    return abbreviated or not last.endswith((".", ",", ":", ";", "…"))


def derived_headline(body: str) -> str:
    """The first sentence of the body, cut at a clause break between 40 and 110 characters.

    Where there is no such break it is cut between two words, and an ellipsis says so.
    """
    block = body[:_FIRST_WORDS].partition("\n\n")[0]
    words = " ".join(block.split())
    spans = sentences(words)
    if not spans:
        return ""
    sentence = words[slice(*spans[0])]
    if len(sentence) <= LONGEST_CUT:
        return _without_stop(sentence)
    for pattern in (_CLAUSE, _COMMA):
        cuts = [found.start() for found in pattern.finditer(sentence)]
        fitting = [cut for cut in cuts if SHORTEST_CUT <= cut <= LONGEST_CUT]
        if fitting:
            return sentence[: fitting[-1]].rstrip(" ,;:—–-")
    cut = sentence.rfind(" ", 0, LONGEST_CUT)
    return sentence[: cut if cut >= SHORTEST_CUT else LONGEST_CUT - 1].rstrip(" ,;:—–-") + "…"


def _without_stop(sentence: str) -> str:
    words = tokens(sentence)
    abbreviated = bool(words) and words[-1][1] == len(sentence)
    return sentence if abbreviated or sentence.endswith("..") else sentence.removesuffix(".")
