"""spaCy reads what we write for it, and learns from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import spacy
from spacy.cli.convert import convert
from spacy.tokens import DocBin
from spacy.training import Corpus

from exchange_laws import read, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsbrowse_exchange.format import ExchangeFormat
    from newsbrowse_store.decisions.article_shape import ArticleShape


def test_a_pipeline_is_trained_from_a_doc_bin(
    form: Callable[[str], ExchangeFormat], article: ArticleShape, tmp_path: Path
) -> None:
    (data,) = written(form("docbin"), [article]).values()
    (tmp_path / "train.spacy").write_bytes(data)
    nlp = spacy.blank("en")
    examples = list(Corpus(tmp_path / "train.spacy")(nlp))
    assert [(ent.text, ent.label_) for ent in examples[0].reference.ents] == [
        ("𝒜da Müller", "PERSON"),
        ("Bank of Vesland", "ORG"),
        ("Bob", "PERSON"),
        ("Åre", "GPE"),
    ]
    assert len(examples[0].reference.spans["sc"]) == 5
    nlp.add_pipe("ner")
    nlp.add_pipe("spancat")
    nlp.add_pipe("textcat_multilabel")
    nlp.initialize(lambda: examples)
    losses: dict[str, Any] = nlp.update(examples)
    assert losses["ner"] > 0
    assert set(nlp.get_pipe("textcat_multilabel").labels) == {"law/treaty", "ports"}


def test_what_a_pipeline_found_is_read(form: Callable[[str], ExchangeFormat]) -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "Bank of Vesland", "id": "7"}])
    docs = list(nlp.pipe(["The 𝒜 Bank of Vesland.", "No name here."]))
    data = DocBin(docs=docs, store_user_data=True).to_bytes()
    back = read(form("docbin"), {"found.spacy": data})
    assert [one.text for one in back] == [doc.text for doc in docs]
    assert [[(m.start, m.text, m.label) for m in one.mentions] for one in back] == [
        [(6, "Bank of Vesland", "ORG")],
        [],
    ]


def test_spacy_converts_our_conll(
    form: Callable[[str], ExchangeFormat], article: ArticleShape, tmp_path: Path
) -> None:
    files = written(form("conll"), [article])
    data = next(data for name, data in files.items() if not name.endswith(".toml"))
    path = tmp_path / "articles.conll"
    path.write_bytes(data)
    convert(path, tmp_path, converter="ner", lang="en", silent=True)
    docs = list(DocBin().from_disk(tmp_path / "articles.spacy").get_docs(spacy.blank("en").vocab))
    found = [(ent.text, ent.label_) for doc in docs for ent in doc.ents]
    assert found == [
        ("𝒜da Müller", "PERSON"),
        ("Bank of Vesland", "ORG"),
        ("Bob", "PERSON"),
        ("Åre", "GPE"),
    ]
