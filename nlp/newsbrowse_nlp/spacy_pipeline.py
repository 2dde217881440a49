"""spaCy pipeline at work. Imports spaCy, so only processes that analyse import this."""

from __future__ import annotations

from typing import TYPE_CHECKING

import spacy
from spacy.language import Language
from spacy.pipeline import Tok2Vec

from newsbrowse_nlp.pieces import digestible
from newsbrowse_nlp.pipeline import EXCLUDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

_LINES = "newsbrowse_lines"
_LABELS = {"PER": "PERSON"}
"""Labels that pipelines of other languages have for those of the schema."""


@Language.component(_LINES)
def start_sentences(doc: Doc) -> Doc:
    """Starts a sentence at each line, so that no entity runs from a caption into the story."""
    for token in doc[:-1]:
        if "\n" in token.text:
            token.nbor().is_sent_start = True
    return doc


class Model:
    """A loaded pipeline that finds entities. Raises what spaCy raises, at loading and at work."""

    def __init__(self, name: str) -> None:
        self._nlp = spacy.load(name, exclude=EXCLUDED)
        shared = self._nlp.get_pipe("tok2vec") if self._nlp.has_pipe("tok2vec") else None
        if isinstance(shared, Tok2Vec) and not shared.listening_components:
            self._nlp.remove_pipe("tok2vec")
        self._nlp.add_pipe(_LINES, first=True)

    def entities(self, texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
        """Start, end and label of what is found in each text; many at once take less time each."""
        return [
            [
                (ent.start_char, ent.end_char, _LABELS.get(ent.label_, ent.label_))
                for ent in doc.ents
            ]
            for doc in self._nlp.pipe(map(digestible, texts), batch_size=16)
        ]
