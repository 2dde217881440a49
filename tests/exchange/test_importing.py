from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exchange_laws import read, written
from newsbrowse_exchange.exporting import shapes
from newsbrowse_exchange.formats.annotation.doc_bin import FORMAT as DOC_BIN
from newsbrowse_exchange.importing import Importer
from newsbrowse_exchange.report import Report
from newsbrowse_store.decisions.article_shape import (
    ArticleShape,
    EndShape,
    MentionShape,
    NoteShape,
    RelationShape,
)
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from store.sessions import TEXT, marked, mention, related, session_in, suggest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsbrowse_exchange.importing import Choice, ImportOutcome


@pytest.fixture
def here(tmp_path: Path) -> Iterator[tuple[Session, str]]:
    session, article = session_in(tmp_path)
    yield session, article
    session.library.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Session]:
    with Library.open(tmp_path / "elsewhere") as library:
        yield Session(library, "zoe")


def found(words: str, label: str, id_: str, text: str = TEXT, nth: int = 1) -> MentionShape:
    one = suggest(words, label, nth, text)
    return MentionShape(id=id_, start=one.start, end=one.end, label=label, text=words)


def given(text: str = TEXT) -> ArticleShape:
    """What another tool makes of the text."""
    return ArticleShape(
        text=text,
        tags=("ports",),
        mentions=(
            found("Ilse Brandt", "PERSON", "1", text),
            found("Tomas Okoye", "PERSON", "2", text),
        ),
        relations=(
            RelationShape(
                id="3", type="meets", head=EndShape(mention="1"), tail=EndShape(mention="2")
            ),
        ),
        notes=(NoteShape(on="mention:1", text="a minister"),),
    )


def take(
    session: Session, *articles: ArticleShape, choice: Choice = "ours", dry_run: bool = False
) -> tuple[ImportOutcome, Report]:
    report = Report()
    importer = Importer(session, report, choice=choice, dry_run=dry_run)
    return importer.take(articles), report


def test_a_text_that_is_lacking_is_added_and_all_of_it_decided(elsewhere: Session) -> None:
    outcome, report = take(elsewhere, given())
    (row,) = elsewhere.library.catalogue.view().rows(0, 9)
    assert outcome.articles == {"added": 1}
    assert marked(elsewhere, row.id) == [("Ilse Brandt", "PERSON"), ("Tomas Okoye", "PERSON")]
    assert related(elsewhere, row.id) == [("Ilse Brandt", "meets", "Tomas Okoye")]
    assert {m.origin for m in elsewhere.library.decisions(row.id).mentions} == {"imported"}
    assert row.tags == ("ports",)
    assert not report


def test_all_articles_are_one_step_for_undo(elsewhere: Session) -> None:
    other = given(TEXT.replace("Tuesday", "Monday"))
    take(elsewhere, given(), other)
    ids = [row.id for row in elsewhere.library.catalogue.view().rows(0, 9)]
    assert len(ids) == 2
    assert elsewhere.undo(ids[0]) is not None
    assert [marked(elsewhere, id_) for id_ in ids] == [[], []]


def test_it_is_known_again_by_its_text_whatever_its_white_space(
    here: tuple[Session, str],
) -> None:
    session, article = here
    text = TEXT.replace(" ", "  ").replace("\n", " \r\n")
    doubled = found("Ilse  Brandt", "PERSON", "1", text)
    outcome, report = take(session, ArticleShape(text=text, mentions=(doubled,)))
    assert outcome.articles == {"moved": 1}
    assert marked(session, article) == [("Ilse Brandt", "PERSON")]
    assert not report


def test_it_is_known_again_by_what_is_quoted(here: tuple[Session, str]) -> None:
    session, article = here
    far = MentionShape(id="1", start=999, end=1003, label="ORG", text="Amsel Lines")
    outcome, _ = take(session, ArticleShape(metadata=given().metadata, mentions=(far,)))
    assert outcome.articles == {"matched": 1}
    assert [m.start for m in session.library.decisions(article).mentions] == [
        TEXT.rindex("Amsel Lines")
    ]


def test_twice_changes_nothing(elsewhere: Session) -> None:
    take(elsewhere, given())
    outcome, _ = take(elsewhere, given())
    assert (sum(outcome.added.values()), outcome.present["mentions"]) == (0, 2)


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ("ours", [("Ilse Brandt", "ORG"), ("Tomas Okoye", "PERSON")]),
        ("theirs", [("Ilse Brandt", "PERSON"), ("Tomas Okoye", "PERSON")]),
        (
            "both",
            [("Ilse Brandt", "ORG"), ("Ilse Brandt", "PERSON"), ("Tomas Okoye", "PERSON")],
        ),
    ],
)
def test_what_contradicts_is_listed_and_settled_by_choice(
    here: tuple[Session, str], choice: Choice, left: list[tuple[str, str]]
) -> None:
    session, article = here
    session.accept(article, [suggest("Ilse Brandt", "ORG")])
    outcome, _ = take(session, given(), choice=choice)
    assert [(one.theirs, one.ours) for one in outcome.conflicts] == [
        ("“Ilse Brandt” PERSON", "“Ilse Brandt” ORG")
    ]
    assert marked(session, article) == left


def test_what_was_rejected_here_stays_so_unless_theirs_is_wished(
    here: tuple[Session, str],
) -> None:
    session, article = here
    session.reject(article, [suggest("Ilse Brandt", "PERSON")])
    outcome, report = take(session, given())
    assert len(outcome.conflicts) == 1
    assert marked(session, article) == [("Tomas Okoye", "PERSON")]
    assert "relations one end of which is not there" in {kind.said for kind in report.kinds()}
    take(session, given(), choice="theirs")
    assert ("Ilse Brandt", "PERSON") in marked(session, article)


def test_what_the_schema_lacks_is_told_and_the_rest_goes_in(elsewhere: Session) -> None:
    strange = found("Amsel Lines", "SHIP", "9")
    bad = MentionShape(id="8", start=5, end=9999, label="ORG")
    relation = RelationShape(type="eats", head="1", tail="2")
    one = given()
    one = ArticleShape(
        text=TEXT, mentions=(*one.mentions, strange, bad), relations=(*one.relations, relation)
    )
    _, report = take(elsewhere, one)
    (row,) = elsewhere.library.catalogue.view().rows(0, 9)
    assert len(marked(elsewhere, row.id)) == 2
    assert len(related(elsewhere, row.id)) == 1
    said = " ".join(kind.said for kind in report.kinds())
    assert "SHIP" in said
    assert "eats" in said
    assert "no stretch" in str(report.troubles[0])


def test_a_dry_run_counts_and_changes_nothing(elsewhere: Session) -> None:
    outcome, _ = take(elsewhere, given(), dry_run=True)
    assert (outcome.articles["added"], outcome.added["mentions"]) == (1, 2)
    assert len(elsewhere.library.catalogue.view()) == 0


def test_what_went_out_as_a_doc_bin_comes_in_elsewhere(
    here: tuple[Session, str], elsewhere: Session
) -> None:
    session, article = here
    take(session, given())
    session.link(article, mention(session, article, "Ilse Brandt"), "Ilse Brandt", create=True)
    files = written(DOC_BIN, shapes(session.library, [article], Report()))
    Importer(elsewhere, Report()).take(read(DOC_BIN, files))
    assert marked(elsewhere, article) == marked(session, article)
    assert related(elsewhere, article) == related(session, article)
    entity = mention(elsewhere, article, "Ilse Brandt").entity
    assert entity is not None
    assert elsewhere.entities.get(entity).name == "Ilse Brandt"
