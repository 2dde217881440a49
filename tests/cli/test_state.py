"""What is remembered comes back; what is broken is as if never remembered."""

from pathlib import Path

import pytest

from newsbrowse.settings.state import POSITIONS_KEPT, State


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "state.json"


def test_what_was_saved_is_there_in_the_next_session(path: Path, tmp_path: Path) -> None:
    state = State(path)
    state.library = tmp_path
    state.theme = "dark"
    state.set_article(tmp_path, "3fa9c1d2e4b5")
    state.set_position("3fa9c1d2e4b5", 77)
    state.set_width("sidebar", 31)
    state.save()

    again = State(path)
    assert (again.library, again.theme) == (tmp_path, "dark")
    assert again.article(tmp_path) == "3fa9c1d2e4b5"
    assert again.position("3fa9c1d2e4b5") == 77
    assert again.width("sidebar", 20) == 31
    assert list(path.parent.iterdir()) == [path]


def test_nothing_changed_writes_nothing(path: Path) -> None:
    State(path).save()
    assert not path.exists()


def test_two_sessions_keep_what_the_other_saved(path: Path) -> None:
    first, second = State(path), State(path)
    first.set_position("a", 1)
    second.set_position("b", 2)
    first.save()
    second.save()
    assert (State(path).position("a"), State(path).position("b")) == (1, 2)


def test_the_oldest_positions_are_forgotten(path: Path) -> None:
    state = State(path)
    for number in range(POSITIONS_KEPT + 1):
        state.set_position(str(number), number + 1)
    state.set_position("1", 50)
    state.save()
    again = State(path)
    assert again.position("0") == 0
    assert again.position("1") == 50
    assert again.position(str(POSITIONS_KEPT)) == POSITIONS_KEPT + 1


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"last": 3, "positions": [], "widths": {"sidebar": "wide"}}',
        b'{"last": {"library": 5, "theme": []}, "positions": {"a": -4}, "articles": {"/": 1}}',
        b"[" * 100_000,
    ],
)
def test_a_broken_file_is_forgiven_and_mended(path: Path, broken: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(broken)
    state = State(path)
    assert (state.library, state.theme, state.article(Path("/"))) == (None, "", None)
    assert (state.position("a"), state.width("sidebar", 20)) == (0, 20)
    state.set_position("a", 9)
    state.save()
    assert State(path).position("a") == 9


def test_a_failed_save_leaves_the_old_file_and_no_other(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = State(path)
    state.theme = "light"
    state.save()

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    state.theme = "dark"
    with pytest.raises(OSError, match="No space"):
        state.save()
    assert State(path).theme == "light"
    assert list(path.parent.iterdir()) == [path]
