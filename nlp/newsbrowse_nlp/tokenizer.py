"""Tokenizer: the tokens of a pipeline without the rest of it, for formats that are made of tokens.

Imports spaCy: not for the process of the app.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

import spacy
from spacy.cli.info import info

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT = "en"


class Tokenizer:
    """Cuts texts into the tokens of the pipeline `model`, those of other languages into theirs.

    The rules of a language that spaCy lacks are those that it has for any.
    """

    def __init__(self, model: str | None = None) -> None:
        self._own = _tokens_only(model) if model else None
        self._blank = cache(_blank)

    def __call__(self, text: str, language: str) -> list[tuple[int, int]]:
        """Return the stretches of the tokens, without those of white space alone."""
        wished = language.partition("-")[0].lower()
        own = self._own
        nlp = own if own is not None and wished in ("", own.lang) else self._blank(wished)
        return [
            (token.idx, token.idx + len(token))
            for token in nlp.make_doc(text)
            if not token.is_space
        ]


def _tokens_only(model: str) -> Language:
    told = cast("dict[str, list[str]]", info(model, silent=True))
    return spacy.load(model, exclude=told["pipeline"])


def _blank(language: str) -> Language:
    try:
        return spacy.blank(language or DEFAULT)
    except ImportError:  # spaCy has no such language
        return spacy.blank("xx")
