"""Decisions by command: through the session, signed, seen by an app that is open, undone by it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tinydb import TinyDB

from cli.conftest import STORY
from cli.stories import BRANDT, OKOYE, ends, only_id, place, shown, span
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.values import Suggestion

if TYPE_CHECKING:
    from pathlib import Path

    from cli.stories import Newsbrowse

MEETS = ("--head", BRANDT, "--type", "meets", "--tail", OKOYE)


# tag


def test_tags_go_on_and_off_and_the_rest_is_passed_over(newsbrowse: Newsbrowse, read: Path) -> None:
    id_ = only_id(read)
    tag = ("--library", read, "tag", id_[:4])
    assert json.loads(newsbrowse(*tag, "trade/harbours", "law", "--json")[1]) == {
        "id": id_,
        "changed": True,
        "tags": ["trade/harbours", "law"],
    }
    assert newsbrowse(*tag, "law") == (0, "", f"{id_}: nothing to change\n")
    assert newsbrowse(*tag, "--remove", "law", "never") == (0, "", f"{id_}: took off law\n")
    assert shown(newsbrowse, read)["tags"] == ["trade/harbours"]


def test_what_is_no_tag_is_refused_in_a_line(newsbrowse: Newsbrowse, read: Path) -> None:
    code, out, err = newsbrowse("tag", only_id(read), "fine", "\x1b[31m", "--library", read)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "is no tag" in err
    assert "\x1b" not in err
    assert shown(newsbrowse, read)["tags"] == []


# relate


def test_relate_marks_the_ends_and_is_one_step_of_the_annotator(
    newsbrowse: Newsbrowse, read: Path
) -> None:
    id_ = only_id(read)
    start, end = span("Ilse Brandt signed")["start"], span("Tuesday.")["end"]
    proof = ("--note", "thanked", "--evidence", f"{start}:{end}", "--annotator", "ana")
    answer = json.loads(newsbrowse("relate", id_, *MEETS, *proof, "--json", "--library", read)[1])
    assert answer["id"] == id_
    assert [(m["text"], m["origin"], m["annotator"]) for m in answer["mentions"]] == [
        ("Ilse Brandt", "manual", "ana"),
        ("Tomas Okoye", "manual", "ana"),
    ]
    relation = answer["relation"]
    assert (ends(relation), relation["note"]) == (
        ("Ilse Brandt", "meets", "Tomas Okoye"),
        "thanked",
    )
    assert relation["evidence"] == [{"start": start, "end": end, "text": STORY[start:end]}]
    assert shown(newsbrowse, read)["relations"] == [relation]
    with TinyDB(read / "articles" / id_[:2] / f"{id_}.json", access_mode="r") as database:
        (entry,) = database.table("history").all()
    assert (entry["what"], entry["annotator"], len(entry["changes"])) == ("relate", "ana", 3)


def test_relate_uses_mentions_that_are_there_and_entities(
    newsbrowse: Newsbrowse, read: Path
) -> None:
    id_ = only_id(read)
    with Library.open(read) as library:
        session = Session(library, "ana")
        start = STORY.index("Ilse Brandt")
        brandt = Suggestion(start, start + 11, "PERSON", "Ilse Brandt")
        session.accept(id_, [brandt])
        entity = session.link(id_, brandt, "Vesland Senate", create=True).entity
    parts = ("--head", OKOYE, "--type", "meets", "--tail", f"entity:{entity}")
    answer = json.loads(newsbrowse("relate", id_, *parts, "--json", "--library", read)[1])
    assert len(answer["mentions"]) == 1
    assert answer["relation"]["tail"] == {
        "entity": entity,
        "text": "Vesland Senate",
        "label": "PERSON",
    }
    code, _, err = newsbrowse("relate", id_, *MEETS, "--library", read)
    assert (code, err) == (0, f"{id_}: Ilse Brandt —meets→ Tomas Okoye\n")
    article = shown(newsbrowse, read)
    assert [mention["origin"] for mention in article["mentions"]] == ["accepted", "manual"]
    assert [(entity["name"], entity["label"]) for entity in article["entities"]] == [
        ("Vesland Senate", "PERSON")
    ]


@pytest.mark.parametrize(
    ("head", "type_", "tail", "said"),
    [
        (BRANDT, "speaks for", place("Tuesday", "DATE"), "cannot lead from PERSON to DATE"),
        (BRANDT, "marries", OKOYE, "These would do: "),
        (BRANDT, "meets", BRANDT, "lead back to where it starts"),
        (place("Ilse Brandt", "PERSN"), "meets", OKOYE, "no label of the schema"),
        ("0:99999:PERSON", "meets", OKOYE, "is no stretch of this text"),
        (BRANDT, "meets", "entity:a07c", "is no entity of this library"),
    ],
)
def test_what_the_rules_forbid_changes_nothing(
    newsbrowse: Newsbrowse, read: Path, head: str, type_: str, tail: str, said: str
) -> None:
    parts = ("--head", head, "--type", type_, "--tail", tail)
    code, out, err = newsbrowse("relate", only_id(read), *parts, "--library", read)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert said in err
    article = shown(newsbrowse, read)
    assert (article["mentions"], article["relations"]) == ([], [])


SAID = ("--when", "2024-11-12/2024-11-14", "--planned", "--denied", "--certainty", "low")


def made(library: Path, *entities: tuple[str, str]) -> list[str]:
    """Make entities of these names and labels; return their ids."""
    with Library.open(library) as opened:
        return [opened.entities.create(*entity, "ana").id for entity in entities]


def test_what_is_said_of_a_relation_is_answered_shown_and_told(
    newsbrowse: Newsbrowse, read: Path
) -> None:
    id_, (wire,) = only_id(read), made(read, ("Harbour Wire", "ORG"))
    relate = ("relate", id_, *MEETS, "--library", read)
    words = (
        "12 November 2024 to 14 November 2024, planned, denied, low certainty, "
        "reported by Harbour Wire"
    )
    code, out, err = newsbrowse(*relate, *SAID, "--reported-by", "harbour wire", "--json")
    assert (code, err) == (0, f"{id_}: Ilse Brandt —meets→ Tomas Okoye ({words})\n")
    relation = json.loads(out)["relation"]
    assert relation["attributes"] == {
        "when": "2024-11-12/2024-11-14",
        "planned": True,
        "denied": True,
        "certainty": "low",
        "reported_by": wire,
    }
    assert newsbrowse(*relate, "--certainty", "high", "--reported-by", f"entity:{wire}")[0] == 0
    assert newsbrowse(*relate)[0] == 0
    article = shown(newsbrowse, read)
    assert article["relations"][0] == relation
    assert [entity["name"] for entity in article["entities"]] == ["Harbour Wire"]
    lines = newsbrowse("show", id_, "--library", read)[1].splitlines()
    assert lines[-3:] == [
        f"Ilse Brandt —meets→ Tomas Okoye ({words})",
        "Ilse Brandt —meets→ Tomas Okoye (high certainty, reported by Harbour Wire)",
        "Ilse Brandt —meets→ Tomas Okoye",
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("--when", "2024-13"), "neither a date nor a period. Write it as far as known"),
        (("--when", "2024-11/2024-10"), "ends before it begins"),
        (("--reported-by", "Nobody"), "“Nobody”: is no entity yet. m on a mention"),
        (("--reported-by", "entity:a07c"), "is no entity of this library"),
        (("--reported-by", ""), "is no entity yet"),
    ],
)
def test_what_cannot_be_said_of_a_relation_changes_nothing(
    newsbrowse: Newsbrowse, read: Path, said: tuple[str, ...], why: str
) -> None:
    made(read, ("Harbour Wire", "ORG"))
    code, out, err = newsbrowse("relate", only_id(read), *MEETS, *said, "--library", read)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert why in err
    assert shown(newsbrowse, read)["relations"] == []


def test_of_several_of_one_name_the_ids_are_told(newsbrowse: Newsbrowse, read: Path) -> None:
    ids = made(read, ("Harbour Wire", "ORG"), ("Harbour Wire", "PRODUCT"), ("harbour wire", "ORG"))
    relate = ("relate", only_id(read), *MEETS, "--library", read, "--reported-by")
    code, _, err = newsbrowse(*relate, "Harbour Wire")
    assert (code, len(err.splitlines())) == (1, 1)
    assert "names several entities" in err
    assert [id_ in err for id_ in ids] == [True, True, False]
    assert newsbrowse(*relate, "harbour wire")[0] == 0
    assert shown(newsbrowse, read)["relations"][0]["attributes"]["reported_by"] == ids[2]


# While the app is open


def test_an_open_session_sees_it_at_the_next_touch_and_can_undo_it(
    newsbrowse: Newsbrowse, read: Path
) -> None:
    id_ = only_id(read)
    with Library.open(read) as library:
        session = Session(library, "ana")
        session.tag(id_, ["before"])
        assert library.decisions(id_).relations == ()
        signed = ("--annotator", "ana", "--library", read)
        assert newsbrowse("relate", id_, *MEETS, *signed)[0] == 0
        assert newsbrowse("tag", id_, "harbours", *signed)[0] == 0
        assert library.record(id_).changed()
        seen = library.decisions(id_)
        assert [tag.name for tag in seen.tags] == ["before", "harbours"]
        assert [relation.type for relation in seen.relations] == ["meets"]
        row = library.catalogue.row(id_)
        assert row is not None
        assert (row.tags, row.relations) == (("before", "harbours"), 1)
        for _ in range(2):
            assert session.undo(id_)
        assert library.decisions(id_).mentions == ()
    article = shown(newsbrowse, read)
    assert (article["tags"], article["relations"]) == (["before"], [])


# stats


def test_stats_count_by_annotator_and_day(newsbrowse: Newsbrowse, read: Path) -> None:
    id_ = only_id(read)
    newsbrowse("tag", id_, "one", "--annotator", "ana", "--library", read)
    newsbrowse("tag", id_, "two", "--annotator", "ana", "--library", read)
    newsbrowse("tag", id_, "three", "--annotator", "ben\x1b[31m", "--library", read)
    with Library.open(read) as library:
        Session(library, "ana").set_state(id_, "done")
    code, out, _ = newsbrowse("stats", "--json", "--library", read)
    ana, ben = json.loads(out)
    assert code == 0
    assert set(ana) == {"annotator", "day", "decisions", "done", "minutes", "per_minute"}
    assert (ana["annotator"], ana["decisions"], ana["done"]) == ("ana", 3, 1)
    assert (ben["decisions"], ben["done"], ben["minutes"], ben["per_minute"]) == (1, 0, 0, 1)
    code, out, err = newsbrowse("stats", "--library", read)
    assert (code, err) == (0, "")
    lines = [line.split("\t") for line in out.splitlines()]
    assert lines.pop(0)[:4] == ["day", "annotator", "decisions", "done"]
    assert [line[1:4] for line in lines] == [["ana", "3", "1"], ["ben␛[31m", "1", "0"]]


def test_stats_of_nothing_are_nothing(newsbrowse: Newsbrowse, library: Path) -> None:
    Library.open(library).close()
    assert newsbrowse("stats", "--json", "--library", library) == (0, "[]\n", "")
