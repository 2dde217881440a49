"""Both ends of a child, which is a line of Python where it misbehaves."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import closing
from subprocess import DEVNULL

import pytest

from newsbrowse_store.processes.json_child import EndedError, JsonChild, packed, unpacked
from newsbrowse_store.processes.loop_child import start_child

ECHO = """
from newsbrowse_store.processes.json_child import JsonParent
parent = JsonParent()
while True:
    print("noise")
    parent.tell(parent.hear())
"""

FINISH = """
import threading
from newsbrowse_store.processes.json_child import JsonParent
left = threading.Event()
parent = JsonParent(left.set, behind=False)
parent.tell(parent.hear())
left.wait()
parent.tell("finished")
"""


def one(script: str) -> closing[JsonChild]:
    return closing(JsonChild([sys.executable, "-c", script]))


def tell_on(child: JsonChild) -> None:
    """Tell it more than a pipe holds, sooner or later."""
    while True:
        child.tell("more")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("message", [None, "ü\n", {"rows": [[1, 2.5, True]]}, ["x" * 300_000]])
def test_messages_are_heard_in_order_and_whole(message: object) -> None:
    with one(ECHO) as child:
        child.tell(message)
        child.tell("and more")
        assert [child.hear(), child.hear()] == [message, "and more"]


def test_what_json_has_not_travels_packed() -> None:
    value = {"names": (b"\0", frozenset({1}), EndedError)}
    with one(ECHO) as child:
        child.tell(packed(value))
        assert unpacked(child.hear()) == value


def test_several_messages_that_come_at_once_are_heard_one_by_one() -> None:
    with one(r"import sys; sys.stdout.write('1\n2\n3\n')") as child:
        child.tell(None)
        assert [child.hear() for _ in range(3)] == [1, 2, 3]
        with pytest.raises(EndedError):
            child.hear()


def test_half_a_line_before_death_does_not_count() -> None:
    with one(r"import os; os.write(1, b'{\"whole\": 1}\n{\"half\": 2}'); os._exit(3)") as child:
        child.tell(None)
        assert child.hear() == {"whole": 1}
        with pytest.raises(EndedError, match=r"^exit code 3$"):
            child.hear()


def test_half_a_line_of_one_is_no_part_of_what_the_next_says(tmp_path) -> None:
    script = (
        "import os, pathlib\n"
        f"first = pathlib.Path({str(tmp_path / 'first')!r})\n"
        "again = first.exists()\n"
        "first.touch()\n"
        "os.write(1, b'[2]\\n' if again else b'[1]\\n[')\n"
    )
    with one(script) as child:
        for expected in ([1], [2]):
            child.tell(None)
            assert child.hear() == expected
            with pytest.raises(EndedError):
                child.hear()


def test_words_that_are_no_message_are_the_end_of_it() -> None:
    with one(r"print('no JSON', flush=True); input(); input()") as child:
        child.tell(None)
        pid = child.pid
        assert pid
        with pytest.raises(EndedError, match=r"^killed by signal 9$"):
            child.hear()
        assert child.pid is None
        assert not alive(pid)


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ("", 0, "exit code 0"),
        ("raise SystemExit(7)", 7, "exit code 7"),
        ("import os; os.kill(os.getpid(), 15)", -15, "killed by signal 15"),
    ],
)
def test_the_end_says_how(script: str, code: int, words: str) -> None:
    with one(script) as child:
        child.tell(None)
        with pytest.raises(EndedError) as raised:
            child.hear()
    assert (raised.value.code, str(raised.value)) == (code, words)


def test_the_end_is_noticed_by_whoever_tells() -> None:
    with one(ECHO) as child:
        child.tell("anything")
        assert child.pid
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(EndedError, match="signal 9"):
            tell_on(child)


def test_it_is_started_anew_after_its_death() -> None:
    with one(ECHO) as child:
        child.tell("first")
        first = child.pid
        assert first
        assert child.hear() == "first"
        os.kill(first, signal.SIGKILL)
        with pytest.raises(EndedError):
            child.hear()
        assert child.pid is None
        child.tell("second")
        assert child.hear() == "second"
        assert child.pid not in (None, first)


def test_killed_before_it_is_started_it_is_never_started() -> None:
    with one(ECHO) as child:
        child.kill()
        with pytest.raises(EndedError, match="signal 9"):
            child.tell("anything")
        assert child.pid is None


def test_killed_it_is_not_started_anew() -> None:
    with one(ECHO) as child:
        child.tell("anything")
        child.kill()
        for _ in range(2):
            with pytest.raises(EndedError, match="signal 9"):
                tell_on(child)
        assert child.pid is None


def test_told_to_leave_it_finishes_what_it_has_to() -> None:
    with one(FINISH) as child:
        child.tell("begun")
        assert child.hear() == "begun"
        child.stop()
        assert child.hear() == "finished"
        with pytest.raises(EndedError, match="exit code 0"):
            child.hear()
        child.stop()


def test_told_to_leave_it_leaves_at_once_unless_it_has_to_finish() -> None:
    with one(ECHO + "    import time; time.sleep(3600)") as child:
        child.tell("begun")
        assert child.hear() == "begun"
        child.stop()
        with pytest.raises(EndedError, match="exit code 0"):
            child.hear()


def test_nothing_that_comes_in_time_is_none_and_no_end() -> None:
    with one(ECHO) as child:
        child.tell("first")
        assert child.hear() == "first"
        pid = child.pid
        assert child.hear(0) is None
        assert child.hear(0.001) is None
        child.tell("second")
        assert child.hear(3600) == "second"
        assert child.pid == pid


def test_closed_it_is_gone_and_closed_again_nothing() -> None:
    with one("input(); input()") as child:
        child.tell(None)
        pid = child.pid
        assert pid
        assert child.close() == -9
        assert not alive(pid)
        assert (child.pid, child.close()) == (None, None)


def test_what_cannot_be_started_is_an_error_of_the_system() -> None:
    with closing(JsonChild(["/no/such/program"])) as child, pytest.raises(OSError, match="such"):
        child.tell(None)


async def test_an_event_loop_tells_more_than_a_pipe_holds_and_does_not_wait() -> None:
    child = await start_child([sys.executable, "-c", ECHO], DEVNULL)
    os.kill(child.pid, signal.SIGSTOP)
    for number in range(10):
        child.tell([number, "x" * 50_000])
    os.kill(child.pid, signal.SIGCONT)
    assert [(await child.hear())[0] for _ in range(10)] == list(range(10))
    child.kill()
    with pytest.raises(EndedError, match=r"^killed by signal 9$"):
        await child.hear()
    child.tell("lost")
    assert await child.close() == -9


@pytest.mark.parametrize(("said", "error"), [("[1", EndedError), ("no JSON\\n", ValueError)])
async def test_an_event_loop_hears_the_end_and_what_is_no_message(
    said: str, error: type[Exception]
) -> None:
    script = f"import os; os.write(1, b'2\\n{said}'); os._exit(3)"
    child = await start_child([sys.executable, "-c", script], DEVNULL)
    assert await child.hear() == 2
    with pytest.raises(error):
        await child.hear()
    await child.close()
