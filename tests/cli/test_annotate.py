"""`annotate`: a line is one step; what is there stays, what is wrong is named, the rest goes on."""

from __future__ import annotations

import io
import json
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from cli.conftest import STORY
from cli.stories import BRANDT, OKOYE, ends, only_id, shown, span
from newsbrowse_store.decisions.session import Session
from newsbrowse_store.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from cli.stories import Newsbrowse

LINE = {
    "mentions": [
        {"id": 1, **span("Ilse Brandt"), "label": "PERSON"},
        {"id": 2, **span("Port Amsel"), "label": "GPE"},
    ],
    "relations": [
        {"id": 7, "type": "meets", "head": {"mention": 1}, "tail": OKOYE, "note": "thanked"},
        {"type": "visits", "head": 1, "tail": {"mention": 2}, "evidence": [span("She thanked")]},
    ],
    "tags": ["harbours", "law"],
    "notes": [
        {"on": "article", "text": "from the wire"},
        {"on": "mention:2", "text": "a port"},
        {"on": "relation:7", "text": "in person"},
    ],
}
ADDED = {"mentions": 3, "relations": 2, "tags": 2, "notes": 3}
NONE = dict.fromkeys(ADDED, 0)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return tmp_path / "found.jsonl"


def write(lines: Path, *objects: Any) -> None:
    lines.write_text("".join(json.dumps(one) + "\n" for one in objects), encoding="utf-8")


def test_a_line_brings_everything_and_is_there_already_the_second_time(
    newsbrowse: Newsbrowse, read: Path, lines: Path
) -> None:
    id_ = only_id(read)
    write(lines, LINE)
    annotate = ("annotate", id_[:5], "--from", lines, "--library", read, "--json")
    (first,) = json.loads(newsbrowse(*annotate, "--annotator", "ana")[1])
    assert first == {
        "line": 1,
        "id": id_,
        "status": "added",
        "added": ADDED,
        "present": NONE,
        "reason": "",
    }
    article = shown(newsbrowse, read)
    assert {(m["text"], m["label"], m["origin"], m["annotator"]) for m in article["mentions"]} == {
        ("Ilse Brandt", "PERSON", "imported", "ana"),
        ("Port Amsel", "GPE", "imported", "ana"),
        ("Tomas Okoye", "PERSON", "imported", "ana"),
    }
    assert [ends(relation) for relation in article["relations"]] == [
        ("Ilse Brandt", "meets", "Tomas Okoye"),
        ("Ilse Brandt", "visits", "Port Amsel"),
    ]
    assert [span["text"] for span in article["relations"][1]["evidence"]] == ["She thanked"]
    amsel = next(m["id"] for m in article["mentions"] if m["text"] == "Port Amsel")
    assert [(note["on"], note["text"]) for note in article["notes"]] == [
        ("article", "from the wire"),
        (f"mention:{amsel}", "a port"),
        (f"relation:{article['relations'][0]['id']}", "in person"),
    ]
    (second,) = json.loads(newsbrowse(*annotate)[1])
    present = ADDED | {"mentions": 2}  # the end that is a place is no mention of the line
    assert (second["status"], second["added"], second["present"]) == ("present", NONE, present)
    assert shown(newsbrowse, read) == article


def test_a_line_is_one_step_back(newsbrowse: Newsbrowse, read: Path, lines: Path) -> None:
    id_ = only_id(read)
    write(lines, {"id": id_, "tags": ["first"]}, {"id": id_[:6], **LINE})
    code, out, err = newsbrowse(
        "annotate", "--from", lines, "--annotator", "ana", "--library", read
    )
    assert (code, err) == (0, "11 added, 0 already there; 0 of 2 lines failed\n")
    assert out.splitlines()[1] == f"{id_}  added     3 mentions, 2 relations, 2 tags, 3 notes"
    with Library.open(read) as library:
        assert Session(library, "ana").undo(id_)
    article = shown(newsbrowse, read)
    assert (article["tags"], article["mentions"], article["notes"]) == (["first"], [], [])


def test_what_show_prints_is_taken_elsewhere_as_it_is(
    newsbrowse: Newsbrowse,
    read: Path,
    analysed: Path,
    tmp_path: Path,
    lines: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    id_ = only_id(read)
    write(lines, LINE)
    newsbrowse("annotate", id_, "--from", lines, "--library", read)
    printed = newsbrowse("show", id_, "--json", "--library", read)[1]
    stdin = io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + printed.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    second = shutil.copytree(analysed, tmp_path / "second")
    code, _, err = newsbrowse("annotate", "--from", "-", "--library", second)
    assert code == 0, err
    one, two = shown(newsbrowse, read), shown(newsbrowse, second)
    for part in ("mentions", "relations"):
        assert len(one[part]) == len(two[part]) > 0
    assert [ends(relation) for relation in one["relations"]] == [
        ends(relation) for relation in two["relations"]
    ]
    assert [r["evidence"] for r in one["relations"]] == [r["evidence"] for r in two["relations"]]
    assert [note["text"] for note in one["notes"]] == [note["text"] for note in two["notes"]]
    assert one["tags"] == two["tags"]


def test_a_symmetric_relation_the_other_way_round_is_there_already(
    newsbrowse: Newsbrowse, read: Path, lines: Path
) -> None:
    meets = {"type": "meets", "head": BRANDT, "tail": OKOYE}
    turned = {"type": "meets", "head": OKOYE, "tail": BRANDT}
    write(lines, {"relations": [meets, turned, meets]})
    (one,) = json.loads(
        newsbrowse("annotate", only_id(read), "--from", lines, "--library", read, "--json")[1]
    )
    assert (one["added"]["relations"], one["present"]["relations"]) == (1, 2)


def test_two_dates_of_a_symmetric_relation_either_way_round_are_there_already(
    newsbrowse: Newsbrowse, read: Path, lines: Path
) -> None:
    one = {"type": "meets", "head": BRANDT, "tail": OKOYE, "attributes": {"when": "2024"}}
    other = {"type": "meets", "head": OKOYE, "tail": BRANDT, "attributes": {"when": "2025"}}
    id_ = only_id(read)
    for head, tail, when in ((BRANDT, OKOYE, "2024"), (OKOYE, BRANDT, "2025")):
        ends = ("--head", head, "--type", "meets", "--tail", tail)
        assert newsbrowse("relate", id_, *ends, "--when", when, "--library", read)[0] == 0
    write(lines, {"relations": [one, other]})
    code, out, err = newsbrowse("annotate", id_, "--from", lines, "--library", read, "--json")
    assert code == 0, err
    assert json.loads(out)[0]["present"]["relations"] == 2


def test_mentions_are_linked_to_entities_of_the_library(
    newsbrowse: Newsbrowse, read: Path, lines: Path
) -> None:
    id_ = only_id(read)
    with Library.open(read) as library:
        entity = library.entities.create("Ilse Brandt", "PERSON", "ana").id
        start = STORY.index("Ilse Brandt")
        Session(library, "ana").add(id_, start, start + 11, "PERSON")
    mention = {**span("Ilse Brandt"), "label": "PERSON"}
    write(lines, {"mentions": [{**mention, "entity": entity}]}, {"mentions": [mention]})
    code, out, _ = newsbrowse("annotate", id_, "--from", lines, "--library", read, "--json")
    assert (code, [one["status"] for one in json.loads(out)]) == (0, ["added", "present"])
    article = shown(newsbrowse, read)
    assert [mention["entity"] for mention in article["mentions"]] == [entity]
    assert [entity["name"] for entity in article["entities"]] == ["Ilse Brandt"]


BAD = [
    (b"{", "is not JSON"),
    (b"[" * 100_000, "is not JSON"),
    (b"\xff{}", "is not UTF-8"),
    (b"[]", "is no JSON object"),
    (b'{"text": "nothing else"}', "annotates nothing"),
    (b'{"mentions": {}}', "mentions: is no list"),
    (b'{"mentions": [3]}', "mentions[0]: is no object"),
    (b'{"mentions": [{"end": 3, "label": "ORG"}]}', "mentions[0].start: is missing"),
    (b'{"mentions": [{"start": true, "end": 3, "label": "ORG"}]}', "is no whole number"),
    (b'{"mentions": [{"start": 0, "end": 7}]}', "mentions[0].label: is missing"),
    (b'{"mentions": [{"start": 0, "end": 8, "label": "ORG"}]}', "white space"),
    (b'{"mentions": [{"start": -7, "end": 7, "label": "ORG"}]}', "is no stretch"),
    (b'{"mentions": [{"start": 0, "end": 7, "label": "SHIP"}]}', "no label of the schema"),
    (b'{"mentions": [{"start": 0, "end": 7, "label": "ORG", "text": "harbour"}]}', "what stands"),
    (b'{"mentions": [{"start": 0, "end": 7, "label": "ORG", "entity": "a0"}]}', "is no entity"),
    (b'{"relations": [{"type": "meets", "head": "0:7", "tail": 3}]}', "relations[0].head: is no"),
    (b'{"relations": [{"type": "meets", "tail": "0:7:ORG"}]}', "relations[0].head"),
    (b'{"relations": [{"type": "meets", "head": 5, "tail": "0:7:ORG"}]}', "neither in the line"),
    (b'{"relations": [{"type": "owns", "head": "0:7:DATE", "tail": "8:14:ORG"}]}', "cannot lead"),
    (b'{"tags": ["fine", 3]}', "tags[1]: is no text"),
    (b'{"tags": ["fine", "//"]}', "is no tag"),
    (b'{"tags": ["\\ud800"]}', "is no tag"),
    (b'{"notes": [{"on": "article", "text": " "}]}', "is empty"),
    (b'{"notes": [{"on": "article", "text": "\\ud800"}]}', "cannot be stored"),
    (b'{"notes": [{"on": "mention:12", "text": "x"}]}', "neither in the line"),
    (b'{"notes": [{"on": "weather", "text": "x"}]}', "nothing that can have a note"),
    (b'{"id": "ffff", "tags": ["x"]}', "no article has this id"),
    (b'{"mentions": [{"id": 1, "start": 0, "end": 7, "label": "ORG"},'
     b' {"id": 1, "start": 8, "end": 14, "label": "LAW"}]}', "is the id of two"),
]  # fmt: skip


def test_bad_lines_are_named_one_by_one_and_the_rest_goes_on(
    newsbrowse: Newsbrowse, read: Path, lines: Path
) -> None:
    bad = [line for line, _ in BAD]
    lines.write_bytes(b"\n".join([b'{"tags": ["first"]}', *bad, b"", b'{"tags": ["last"]}']))
    code, out, err = newsbrowse("annotate", only_id(read), "--from", lines, "--library", read)
    assert (code, len(out.splitlines())) == (1, 2)
    *failures, summary = err.splitlines()
    assert len(failures) == len(bad)
    for number, ((line, said), failure) in enumerate(zip(BAD, failures, strict=True), 2):
        assert failure.startswith(f"{lines}, line {number}: "), failure
        assert said in failure, line
    assert summary == f"2 added, 0 already there; {len(bad)} of {len(bad) + 2} lines failed"
    article = shown(newsbrowse, read)
    assert article["tags"] == ["first", "last"]
    assert (article["mentions"], article["relations"], article["notes"]) == ([], [], [])


def test_a_line_needs_an_article_and_only_one(
    newsbrowse: Newsbrowse, read: Path, lines: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("A tug sank off Port Amsel.\n\nNobody was hurt.\n", encoding="utf-8")
    id_ = only_id(read)
    added = json.loads(newsbrowse("add", other, "--json", "--library", read)[1])[0]["id"]
    write(lines, {"tags": ["x"]}, {"id": added, "tags": ["y"]})
    code, out, _ = newsbrowse("annotate", "--from", lines, "--json", "--library", read)
    assert (code, [one["status"] for one in json.loads(out)]) == (1, ["failed", "added"])
    code, out, _ = newsbrowse("annotate", id_, "--from", lines, "--json", "--library", read)
    assert (code, [one["status"] for one in json.loads(out)]) == (1, ["added", "failed"])


def test_escapes_in_a_line_reach_no_terminal(
    newsbrowse: Newsbrowse, read: Path, lines: Path
) -> None:
    write(
        lines, {"tags": ["\x1b[31mred"]}, {"mentions": [{**span("She"), "label": "\x1b]0;x\x07"}]}
    )
    for json_too in ((), ("--json",)):
        code, out, err = newsbrowse(
            "annotate", only_id(read), "--from", lines, "--library", read, *json_too
        )
        assert code == 1
        assert "\x1b" not in out + err


def test_a_file_that_is_not_there_is_one_line(
    newsbrowse: Newsbrowse, read: Path, lines: Path
) -> None:
    code, out, err = newsbrowse("annotate", only_id(read), "--from", lines, "--library", read)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert str(lines) in err
