"""Which panes are shown at which width."""

from __future__ import annotations

import pytest

from newsbrowse.layout.arrange import Wish, arrange

ALL = ("sidebar", "pane", "inspector")


@pytest.mark.parametrize("width", [60, 79])
@pytest.mark.parametrize("focus", ALL)
def test_below_80_columns_the_pane_with_the_focus_is_alone(width, focus) -> None:
    assert arrange(width, Wish(), focus) == (focus,)


@pytest.mark.parametrize("width", [80, 119])
def test_from_80_two_panes_and_the_list_gives_way_to_the_inspector(width) -> None:
    assert arrange(width, Wish(), "pane") == ("sidebar", "pane")
    assert arrange(width, Wish(), "inspector") == ("pane", "inspector")


@pytest.mark.parametrize("width", [120, 240])
def test_from_120_three_panes_side_by_side(width) -> None:
    assert arrange(width, Wish(), "pane") == ALL


def test_what_the_reader_hid_stays_hidden_until_it_has_the_focus() -> None:
    wish = Wish(sidebar=False, inspector=False)
    assert arrange(160, wish, "pane") == ("pane",)
    assert arrange(160, wish, "sidebar") == ("sidebar", "pane")
    assert arrange(160, wish, "inspector") == ("pane", "inspector")


def test_alone_means_the_text_alone_while_it_has_the_focus() -> None:
    wish = Wish(alone=True)
    assert arrange(160, wish, "pane") == ("pane",)
    assert "sidebar" in arrange(160, wish, "sidebar")
