from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange_laws import articles, normal, read, written
from newsbrowse_exchange.formats.annotation import doc_bin
from newsbrowse_exchange.formats.annotation.doc_bin import FORMAT
from newsbrowse_exchange.report import Report
from newsbrowse_store.decisions.article_shape import ArticleShape, MentionShape
from newsbrowse_store.errors import ReadError


def _docs(data: bytes) -> list:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    return list(DocBin().from_bytes(data).get_docs(Vocab()))


def _file(*docs: object, **more: bool) -> dict[str, bytes]:
    from spacy.tokens import DocBin

    return {"a.spacy": DocBin(docs=docs, **more).to_bytes()}  # type: ignore[arg-type]


def _mention(id_: str, text: str, words: str, label: str = "ORG") -> MentionShape:
    start = text.index(words)
    return MentionShape(id=id_, start=start, end=start + len(words), label=label, text=words)


def _found(article: ArticleShape) -> list[tuple[str, str]]:
    return [(one.text, one.label) for one in article.mentions]


@given(st.lists(articles(), max_size=3))
@settings(max_examples=25)
def test_everything_but_history_and_suggestions_comes_back(given: list) -> None:
    report = Report()
    back = read(FORMAT, written(FORMAT, given, report), report)
    assert [normal(one, FORMAT.carries) for one in back] == [
        normal(one, FORMAT.carries) for one in given
    ]
    assert {(m.id, m.annotator) for one in back for m in one.mentions} == {
        (m.id, m.annotator) for one in given for m in one.mentions
    }
    assert not report


@given(st.text("ab 𝒳é\n\t\u00a0\u2003.-'", max_size=40))
@settings(max_examples=50)
def test_spacy_has_the_text_to_the_last_space(text: str) -> None:
    data = written(FORMAT, [ArticleShape(text=text)])["articles.spacy"]
    (doc,) = _docs(data)
    assert doc.text == text
    assert read(FORMAT, {"a.spacy": data})[0].text == text


@given(articles())
@settings(max_examples=25)
def test_spacy_sees_all_mentions_as_spans_and_those_apart_as_entities(given: ArticleShape) -> None:
    (doc,) = _docs(written(FORMAT, [given], spans="all")["articles.spacy"])
    spans = [(one.start_char, one.end_char, one.label_) for one in doc.spans["all"]]
    assert spans == [(one.start, one.end, one.label) for one in given.mentions]
    entities = [(one.start_char, one.end_char, one.label_) for one in doc.ents]
    assert set(entities) <= set(spans)
    assert bool(entities) == bool(spans)
    assert doc.cats == dict.fromkeys(given.tags, 1.0)


@given(st.lists(articles(), max_size=4))
@settings(max_examples=15)
def test_the_file_is_the_one_that_spacy_makes_of_these_documents(given: list) -> None:
    import srsly
    from spacy.tokens import DocBin

    data = written(FORMAT, given)["articles.spacy"]
    attributes = ("ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "SENT_START")
    theirs = DocBin(attrs=attributes, docs=_docs(data), store_user_data=True).to_bytes()
    ours, theirs = (srsly.msgpack_loads(zlib.decompress(it)) for it in (data, theirs))
    assert ours == theirs


def test_a_mention_that_cuts_a_token_is_told_and_comes_back() -> None:
    text = "Ada met pro-Vesland voters."
    given = ArticleShape(
        text=text, mentions=(_mention("1", text, "Ada", "PERSON"), _mention("2", text, "Ves"))
    )
    report = Report()
    files = written(FORMAT, [given], report)
    assert [(kind.count, kind.examples) for kind in report.kinds()] == [(1, ("“Ves”",))]
    assert [ent.text for ent in _docs(files["articles.spacy"])[0].ents] == ["Ada"]
    assert _found(read(FORMAT, files)[0]) == [("Ada", "PERSON"), ("Ves", "ORG")]


def test_no_sentence_starts_within_a_mention() -> None:
    text = "It was Ada. Then Bob came. All left."
    given = ArticleShape(text=text, mentions=(_mention("1", text, "Ada. Then Bob"),))
    (doc,) = _docs(written(FORMAT, [given])["articles.spacy"])
    assert [one.text.strip() for one in doc.sents] == ["It was Ada. Then Bob came.", "All left."]


def test_a_document_of_another_is_read_with_its_links_and_categories() -> None:
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

    words = ["Ada", "Müller", "\r\n", "leads", "the", "𝒱", "Bank", "of", "Vesland"]
    doc = Doc(Vocab(), words=words, spaces=[True, False] + [True] * 7)
    doc.set_ents([Span(doc, 0, 2, "PERSON", kb_id="Q42"), Span(doc, 5, 7, "ORG", kb_id="NIL")])
    doc.spans["other"] = [Span(doc, 5, 7, "ORG"), Span(doc, 8, 9, "GPE"), Span(doc, 5, 9, "")]
    doc.cats = {"finance": 0.9, "sport": 0.1}
    report = Report()
    (back,) = read(FORMAT, _file(doc), report)
    assert back.text == "Ada Müller\n leads the 𝒱 Bank of Vesland "
    assert sorted(_found(back)) == [("Ada Müller", "PERSON"), ("Vesland", "GPE"), ("𝒱 Bank", "ORG")]
    assert all(back.text[one.start : one.end] == one.text for one in back.mentions)
    assert sorted(str(one.id) for one in back.mentions) == ["1", "2", "3"]
    assert [(one.name, one.external) for one in back.entities] == [("Ada Müller", "Q42")]
    assert [one.text for one in back.mentions if one.entity] == ["Ada Müller"]
    assert back.tags == ("finance",)
    assert [kind.said for kind in report.kinds()] == ["spans without a label"]


@given(articles())
@settings(max_examples=15)
def test_what_another_tool_changed_counts_and_the_rest_stays(given: ArticleShape) -> None:
    from spacy.tokens import Span

    (doc,) = _docs(written(FORMAT, [given])["articles.spacy"])
    first, *others = given.mentions or (None,)
    spans = [one for one in doc.spans["sc"] if first is None or one.id_ != "1"]
    doc.spans["sc"] = [*spans, Span(doc, 0, 1, "NEW")]
    doc.set_ents([])
    doc.cats = {"theirs": 1}
    (back,) = read(FORMAT, _file(doc, store_user_data=True))
    assert [one.label for one in back.mentions] == [*(one.label for one in others), "NEW"]
    assert len({str(one.id) for one in back.mentions}) == len(back.mentions)
    assert back.tags == ("theirs",)
    there = {str(one.id) for one in back.mentions}
    assert all(
        str(end.mention) in there
        for one in back.relations
        for end in (one.head, one.tail)
        if not isinstance(end, (str, int)) and isinstance(end.mention, str)
    )
    assert back.rejections == given.rejections


@pytest.mark.parametrize(
    "data", [b"", b"no", zlib.compress(b"{}"), zlib.compress(b"\x81\xa5attrs\xa1x")]
)
def test_what_is_no_doc_bin_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(ReadError, match="is no DocBin"):
        read(FORMAT, {"a.spacy": data})


def test_what_unpacks_to_too_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc_bin, "_UNPACKED_LIMIT", 1000)
    with pytest.raises(ReadError, match="unpacks to more"):
        read(FORMAT, {"a.spacy": zlib.compress(b" " * 10**6)})


def test_one_damaged_document_does_not_take_the_others_along() -> None:
    from spacy.tokens import Doc, DocBin
    from spacy.vocab import Vocab

    made = DocBin(docs=[Doc(Vocab(), words=[word]) for word in ("one", "two", "three")])
    made.span_groups[1] = b"\x93\x01"
    report = Report()
    back = read(FORMAT, {"a.spacy": made.to_bytes()}, report)
    assert [one.text.strip() for one in back] == ["one", "three"]
    assert [one.reason[:10] for one in report.troubles] == ["document 2"]


def test_a_file_is_known_by_its_name_and_its_start() -> None:
    assert FORMAT.claims is not None
    data = written(FORMAT, [ArticleShape(text="Ada")])["articles.spacy"]
    assert FORMAT.claims("train.spacy", data)
    assert not FORMAT.claims("train.bin", data)
    assert not FORMAT.claims("train.spacy", zlib.compress(b"something else"))
