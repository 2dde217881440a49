"""`add` with many files: watched, interrupted, killed, tried without writing, reported."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from cli.test_commands import heed_interrupts
from newsbrowse.cli import long_work
from newsbrowse.workspace.failure_reasons import REASONS, told
from newsbrowse_ingest.outcome import Outcome
from newsbrowse_store.library import Library
from newsbrowse_store.maintenance.check import check
from pseudoterminal import PseudoTerminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Newsbrowse = Callable[..., tuple[int, str, str]]


def stories(folder: Path, number: int) -> Path:
    """Make a folder of so many stories, and seven files that cannot be read."""
    folder.mkdir()
    for at in range(number):
        (folder / f"{at:04}.txt").write_text(f"Story {at}\n\nIt happened in Port Amsel.\n")
    for at in range(6):
        (folder / f"empty{at}.txt").write_text("")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return folder


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    return stories(tmp_path / "wire", 70)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """More than a batch."""
    return stories(tmp_path / "archive", 700)


def ids(library: Path) -> list[str]:
    with Library.open(library, create=False) as opened:
        return opened.ids()


def start(library: Path, environment: dict[str, str], *arguments: str | Path) -> Any:
    return subprocess.Popen(
        [sys.executable, "-m", "newsbrowse", "add", *arguments, "--library", library],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    )


def test_several_processes_give_what_one_does_and_in_its_order(
    newsbrowse: Newsbrowse, wire: Path, tmp_path: Path
) -> None:
    answers = []
    for jobs in ("1", "3"):
        code, out, _ = newsbrowse(
            "add", wire, wire / "0001.txt", "--json", "--jobs", jobs, "--library", tmp_path / jobs
        )
        answers.append(json.loads(out))
        assert code == 1
    assert answers[0] == answers[1]
    statuses = [answer["status"] for answer in answers[0]]
    assert statuses == ["added"] * 70 + ["failed"] * 7 + ["present"]
    assert [answer["path"] for answer in answers[0]][:2] == [
        str(wire / "0000.txt"),
        str(wire / "0001.txt"),
    ]
    assert len(ids(tmp_path / "1")) == 70


def test_what_failed_is_told_by_reason_and_written_down_whole(
    newsbrowse: Newsbrowse, wire: Path, library: Path, tmp_path: Path
) -> None:
    report = tmp_path / "failed.jsonl"
    code, _, err = newsbrowse("add", wire, "--report", report, "--library", library)
    assert code == 1
    first, *files, picture, counts = err.splitlines()
    assert first.startswith("6 times: ")
    assert files[-1] == "    and 1 more file"
    assert picture.startswith(f"{wire / 'picture.png'}: ")
    assert counts == f"70 added, 0 already there, 7 failed in {library}"
    written = [json.loads(line) for line in report.read_text().splitlines()]
    assert [line["path"].rpartition("/")[2] for line in written] == [
        *(f"empty{number}.txt" for number in range(6)),
        "picture.png",
    ]
    assert all(line["reason"] for line in written)


def test_a_reason_is_told_without_what_is_another_for_each(
    newsbrowse: Newsbrowse, library: Path, tmp_path: Path
) -> None:
    anchors = (f'<DT><A HREF="https://example.org/{n}(a)">Story {n}</A>' for n in range(7))
    marks = tmp_path / "bookmarks.html"
    marks.write_text("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL>" + "\n".join(anchors) + "</DL>")
    _, _, err = newsbrowse("add", marks, "--library", library)
    assert err.startswith("7 times: has an address only, no text. Its text can be fetched")
    assert "--report FILE" in err


def test_reasons_beyond_those_told_are_counted_in_words_that_agree() -> None:
    failed = [Outcome(f"{n}.txt", None, "failed", "so " * n) for n in range(1, REASONS + 2)]
    assert list(told(failed))[-2:] == [
        "1 more failed for another reason",
        "--report FILE writes down all of them",
    ]
    failed += [Outcome("x", None, "failed", "other")]
    assert "2 more failed for 2 other reasons" in told(failed)


def test_a_report_is_text_too_and_cannot_harm_a_terminal(
    newsbrowse: Newsbrowse, library: Path, tmp_path: Path
) -> None:
    (tmp_path / "wire").mkdir()
    (tmp_path / "wire" / "a\x1b[31m\nb.txt").write_text("")
    report = tmp_path / "failed.txt"
    newsbrowse("add", tmp_path / "wire", "--report", report, "--library", library)
    (line,) = report.read_text().splitlines()
    assert "a␛[31m␊b.txt: " in line


def test_a_report_that_cannot_be_written_is_told_before_the_work(
    newsbrowse: Newsbrowse, wire: Path, library: Path, tmp_path: Path
) -> None:
    code, _, err = newsbrowse(
        "add", wire, "--report", tmp_path / "none" / "failed.txt", "--library", library
    )
    assert code == 1
    assert "No such file" in err
    assert not library.exists()


def test_a_dry_run_tells_everything_and_writes_nothing(
    newsbrowse: Newsbrowse, environment: dict[str, str], wire: Path, library: Path, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    code, out, err = newsbrowse(
        "add", wire, wire / "0001.txt", "--dry-run", "--json", "--library", library
    )
    assert sorted(tmp_path.rglob("*")) == before
    assert code == 1
    assert err.splitlines()[-1] == (
        f"Nothing was written. It would be: 70 added, 1 already there, 7 failed in {library}"
    )
    tried = json.loads(out)
    newsbrowse("add", wire / "0001.txt", "--library", library)
    files = sorted(library.rglob("*"))
    _, out, err = newsbrowse("add", wire, "--dry-run", "--library", library)
    assert out.count("  would add  ") == 69
    assert "69 added, 1 already there" in err
    assert sorted(library.rglob("*")) == files
    _, out, _ = newsbrowse("add", wire, wire / "0001.txt", "--json", "--library", library)
    assert [one["id"] for one in json.loads(out)] == [one["id"] for one in tried]


@pytest.mark.parametrize("words", [["--fetch"], ["https://example.org/story.html"]])
def test_a_dry_run_makes_no_requests(
    newsbrowse: Newsbrowse, wire: Path, library: Path, words: list[str]
) -> None:
    code, _, err = newsbrowse("add", wire, *words, "--dry-run", "--library", library)
    assert code == 2
    assert "no requests" in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_what_it_says_and_the_same_command_goes_on(
    environment: dict[str, str], archive: Path, library: Path, number: signal.Signals
) -> None:
    with start(library, environment, archive) as process:
        process.stdout.readline()  # the first batch is in
        process.send_signal(number)
        process.stdout.read()
        *_, said = process.stderr.read().splitlines()
        assert process.wait() == 130
    assert said.startswith("Stopped: ")
    counted = int(said.split()[1])
    assert 0 < len(ids(library)) == counted < 700
    with Library.open(library, create=False) as opened:
        assert check(opened.path) == []
    with start(library, environment, archive) as process:
        _, err = process.communicate()
    assert f"{700 - counted} added, {counted} already there" in err


def kill_and_go_on(library: Path, environment: dict[str, str], archive: Path, kills: int) -> None:
    pick = random.Random(kills)
    for _ in range(kills):
        with start(library, environment, archive, "--jobs", "2") as process:
            time.sleep(pick.uniform(0.3, 2))
            process.kill()
            process.communicate()
    with start(library, environment, archive, "--json") as process:
        out, err = process.communicate()
    assert " 7 failed" in err, err
    outcomes = json.loads(out)
    added = {one["id"] for one in outcomes if one["id"]}
    assert len(added) == 700
    assert sorted(added) == ids(library)
    with Library.open(library, create=False) as opened:
        assert check(opened.path) == []
        assert opened.catalogue.counts().articles == 700


def test_killed_again_and_again_all_is_there_once_in_the_end(
    environment: dict[str, str], archive: Path, library: Path
) -> None:
    kill_and_go_on(library, environment, archive, 3)


@pytest.mark.long
def test_killed_many_times(environment: dict[str, str], archive: Path, library: Path) -> None:
    kill_and_go_on(library, environment, archive, 30)


def test_an_article_that_another_stands_in_the_way_of_fails_alone(
    newsbrowse: Newsbrowse, wire: Path, library: Path
) -> None:
    newsbrowse("add", wire / "0001.txt", "--library", library)
    (record,) = (library / "articles").rglob("*.json")
    sum_ = json.loads(record.read_text())["article"]["1"]["sha256"]
    record.write_text(record.read_text().replace(sum_, "0" * 64))
    code, _, err = newsbrowse("add", wire, "--library", library)
    assert code == 1
    assert "another text has the same id" in err
    assert "69 added, 0 already there, 8 failed" in err


def test_a_library_that_cannot_be_written_ends_the_work_and_tells_what_is_in(
    newsbrowse: Newsbrowse, wire: Path, library: Path
) -> None:
    newsbrowse("add", wire / "0001.txt", "--library", library)
    for number in range(256):
        folder = library / "articles" / f"{number:02x}"
        if not folder.exists():
            folder.write_text("in the way")
    code, _, err = newsbrowse("add", wire, "--library", library)
    assert code == 1
    assert "0 added, " in err
    assert err.splitlines()[-1].startswith("newsbrowse: ")
    assert len(ids(library)) == 1


def test_on_a_terminal_there_is_a_line_that_moves_and_a_short_list(
    environment: dict[str, str], wire: Path, library: Path
) -> None:
    command = [sys.executable, "-m", "newsbrowse", "add", str(wire), "--library", str(library)]
    with PseudoTerminal(command, environment) as terminal:
        assert terminal.exit_code() == 1
        assert b" of 77 files" in terminal.raw
        assert terminal.display.count("added    ") == 20
        assert "70 added, 0 already there, 7 failed" in terminal.display
        assert " of 77 files" not in terminal.display


def test_elsewhere_there_is_a_line_now_and_then(
    newsbrowse: Newsbrowse, wire: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_work, "EVERY", 0.0)
    _, out, err = newsbrowse("add", wire / "0001.txt", "--library", library)
    assert "1 of 1 file · 0.0 of 0.0 MB · 1 added" in err
    assert len(out.splitlines()) == 1
