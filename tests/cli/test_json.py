"""Our JSON: `show --json` prints it, `annotate` reads it back, and its schema says what it is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import convert
from msgspec.json import encode

from cli.conftest import STORY
from cli.stories import BRANDT, OKOYE, ends, only_id, place, shown
from newsbrowse_store.decisions import article_shape
from newsbrowse_store.decisions.article_shape import ArticleShape, json_schema
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from newsbrowse_store.values import Suggestion

if TYPE_CHECKING:
    from cli.stories import Newsbrowse

SCHEMA = Path(article_shape.__file__).with_name("article.schema.json")
EARLIER = Path(__file__).resolve().parents[1] / "store/earlier/library"


@pytest.fixture
def decided(read: Path) -> Path:
    """The library with the story, in which ana and ben decided a bit of everything."""
    id_ = only_id(read)
    start = STORY.index("Ilse Brandt")
    brandt = Suggestion(start, start + 11, "PERSON", "Ilse Brandt")
    with Library.open(read) as library:
        ana, ben = Session(library, "ana"), Session(library, "ben")
        ana.accept(id_, [brandt])
        entity = ana.link(id_, brandt, "Ilse Brandt", create=True).entity
        assert entity is not None
        ana.tag_entity(entity, ["minister"])
        amsel = STORY.index("Port Amsel")
        ben.add(id_, amsel, amsel + 4, "GPE")
        (port,) = (m for m in library.decisions(id_).mentions if m.label == "GPE")
        ben.resize(id_, port, amsel, amsel + 10)
        ben.relate(id_, (start, start + 11, "PERSON"), (amsel, amsel + 10, "GPE"), "visits", "once")
        (visit,) = library.decisions(id_).relations
        said = {"when": "2026-03", "planned": True, "reported_by": entity}
        ben.decide(id_, "say", lambda plan: plan.edit("relations", visit.id, attributes=said))
        ana.note(id_, f"relation:{visit.id}", "seen there")
        ana.reject(id_, [Suggestion(start, start + 4, "ORG", "Ilse")])
        ana.tag(id_, ["harbours"])
        ben.set_state(id_, "done")
        ben.remove([id_])
    return read


def id_in(library: Path) -> str:
    """The id of the one article, be it removed or not."""
    (text,) = (library / "articles").rglob("*.txt")
    return text.stem


def run(environment: dict[str, str], words: list[str | Path], given: str = "") -> tuple[str, str]:
    command = [sys.executable, "-m", "newsbrowse", *map(str, words)]
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


@pytest.mark.parametrize("history", [False, True])
def test_what_is_shown_restores_the_article_elsewhere(
    environment: dict[str, str], decided: Path, tmp_path: Path, history: bool
) -> None:
    empty, id_ = tmp_path / "empty", id_in(decided)
    show = ["show", id_, "--json", *(["--history"] if history else []), "--library"]
    printed = run(environment, [*show, decided])[0]
    restore = ["--library", empty, "annotate", "--from", "-", "--annotator", "zoe"]
    out, err = run(environment, restore, printed)
    assert out == f"{id_}  restored  2 mentions, 1 relations, 1 tags, 1 notes\n"
    assert err == "5 added, 0 already there; 0 of 1 lines failed\n"
    assert run(environment, [*show, empty])[0] == printed
    assert check(empty) == []
    before = (empty / "articles" / id_[:2] / f"{id_}.json").read_bytes()
    assert run(environment, restore, printed)[1].startswith("0 added, 5 already there")
    assert (empty / "articles" / id_[:2] / f"{id_}.json").read_bytes() == before


def test_several_articles_one_after_the_other_are_restored(
    newsbrowse: Newsbrowse, tmp_path: Path
) -> None:
    shutil.copytree(EARLIER, tmp_path / "earlier")
    ids = [row["id"] for row in rows(newsbrowse, tmp_path / "earlier")]
    shapes = [of(newsbrowse, tmp_path / "earlier", id_) for id_ in ids]
    file = tmp_path / "all.json"
    file.write_text("".join(json.dumps(shape, indent=2) + "\n" for shape in shapes))
    code, out, err = newsbrowse("annotate", "--from", file, "--library", tmp_path / "second")
    assert (code, [line.split()[1] for line in out.splitlines()]) == (0, ["restored"] * 3), err
    assert [of(newsbrowse, tmp_path / "second", id_) for id_ in ids] == shapes
    assert len(ids) == 3
    with Library.open(tmp_path / "second") as second:
        related = next(one["id"] for one in shapes if one["relations"])
        assert Session(second, "ben").undo(related) is not None


def of(newsbrowse: Newsbrowse, library: Path, id_: str) -> Any:
    return json.loads(newsbrowse("show", id_, "--json", "--history", "--library", library)[1])


def rows(newsbrowse: Newsbrowse, library: Path) -> Any:
    return json.loads(newsbrowse("list", "--json", "--library", library)[1])


def numbers(value: Any) -> list[int]:
    """All whole numbers in it."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [number for each in inner for number in numbers(each)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def test_no_number_is_printed_that_programs_round(newsbrowse: Newsbrowse, decided: Path) -> None:
    article = of(newsbrowse, decided, id_in(decided))
    parts = ("--head", BRANDT, "--type", "meets", "--tail", OKOYE, "--json")
    related = newsbrowse("relate", id_in(decided), *parts, "--library", decided)[1]
    assert max(numbers([article, json.loads(related)])) < 2**31
    assert all(int(mention["id"]) > 2**53 for mention in article["mentions"])


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_ids_go_through_jq_unharmed(newsbrowse: Newsbrowse, decided: Path, tmp_path: Path) -> None:
    printed = newsbrowse("show", id_in(decided), "--json", "--history", "--library", decided)[1]
    passed = subprocess.run(["jq", "-c", "."], input=printed, capture_output=True, text=True)
    (tmp_path / "one.jsonl").write_text(passed.stdout)
    lines = ("annotate", "--from", tmp_path / "one.jsonl", "--library", tmp_path / "second")
    assert newsbrowse(*lines)[0] == 0
    assert of(newsbrowse, tmp_path / "second", id_in(decided)) == json.loads(printed)


def test_ids_may_be_numbers_or_strings(newsbrowse: Newsbrowse, read: Path, tmp_path: Path) -> None:
    start = STORY.index("Ilse Brandt")
    brandt = {"id": "5", "start": start, "end": start + 11, "label": "PERSON"}
    line = {
        "mentions": [brandt],
        "relations": [
            {"type": "meets", "head": {"mention": 5}, "tail": OKOYE},
            {"type": "visits", "head": "5", "tail": place("Port Amsel", "GPE")},
        ],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(line))
    lines = ("annotate", only_id(read), "--from", tmp_path / "a.jsonl", "--library", read)
    assert newsbrowse(*lines)[0] == 0
    assert [ends(relation) for relation in shown(newsbrowse, read)["relations"]] == [
        ("Ilse Brandt", "meets", "Tomas Okoye"),
        ("Ilse Brandt", "visits", "Port Amsel"),
    ]


def test_relations_are_taken_over_with_what_is_said_of_them_and_told_apart_by_it(
    newsbrowse: Newsbrowse, read: Path, tmp_path: Path
) -> None:
    meets = {"type": "meets", "head": BRANDT, "tail": OKOYE}
    planned = {**meets, "attributes": {"when": "2026-05", "planned": True}}
    turned = {**planned, "head": OKOYE, "tail": BRANDT}
    (tmp_path / "a.jsonl").write_text(json.dumps({"relations": [meets, planned, turned]}))
    lines = ("annotate", only_id(read), "--from", tmp_path / "a.jsonl", "--library", read, "--json")
    (done,) = json.loads(newsbrowse(*lines)[1])
    assert (done["added"]["relations"], done["present"]["relations"]) == (2, 1)
    relations = shown(newsbrowse, read)["relations"]
    assert [relation.get("attributes") for relation in relations] == [None, planned["attributes"]]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"version": 2, "tags": ["x"]}, "version: is 2, and this newsbrowse reads 1. Read it with"),
        ({"format": "brat", "tags": ["x"]}, "format: is not “newsbrowse”"),
    ],
)
def test_what_is_of_another_version_is_refused(
    newsbrowse: Newsbrowse, read: Path, tmp_path: Path, line: Any, said: str
) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(line))
    lines = ("annotate", only_id(read), "--from", tmp_path / "a.jsonl", "--library", read)
    code, _, err = newsbrowse(*lines)
    assert code == 1
    assert said in err


def test_a_library_that_is_not_there_is_made_for_whole_articles_only(
    newsbrowse: Newsbrowse, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "3fa9", "tags": ["x"]}')
    lines = ("annotate", "--from", tmp_path / "a.jsonl", "--library", tmp_path / "none")
    code, _, err = newsbrowse(*lines)
    assert code == 1
    assert "no such library" in err
    assert not (tmp_path / "none").exists()


def test_the_schema_in_the_project_is_the_one_of_the_code(newsbrowse: Newsbrowse) -> None:
    assert SCHEMA.read_text(encoding="utf-8") == json_schema(), "write it anew: show --json-schema"
    code, out, _ = newsbrowse("show", "--json-schema")
    assert (code, json.loads(out)) == (0, json.loads(json_schema()))


def test_what_is_printed_is_of_the_schema_and_nothing_besides(
    newsbrowse: Newsbrowse, decided: Path
) -> None:
    article = of(newsbrowse, decided, id_in(decided))
    assert json.loads(encode(convert(article, ArticleShape))) == article
    assert {"removed", "tagged", "entries", "added", "history"} <= article.keys()
    assert (article["format"], article["version"], article["removed"]) == ("newsbrowse", 1, True)
    assert any(mention.get("grown_over") for mention in article["mentions"])
    assert article["relations"][0]["attributes"]["when"] == "2026-03"
