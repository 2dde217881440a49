from __future__ import annotations

from newsbrowse_nlp.pipeline import DEFAULT
from newsbrowse_nlp.tokenizer import Tokenizer


def words(tokenizer: Tokenizer, text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in tokenizer(text, language)]


def test_texts_are_cut_as_the_pipeline_and_other_languages_as_theirs() -> None:
    tokenizer = Tokenizer(DEFAULT)
    assert words(tokenizer, "I can't  go.", "") == ["I", "ca", "n't", "go", "."]
    assert words(tokenizer, "L’amie d’Ada.", "fr-CA") == ["L’", "amie", "d’", "Ada", "."]
    assert words(tokenizer, "x y", "qqq") == ["x", "y"]
    assert words(Tokenizer(), "I can't", "en") == ["I", "ca", "n't"]
