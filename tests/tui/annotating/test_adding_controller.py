"""Adding: how far it is, what is opened of it and when, what is told at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsbrowse_ingest.outcome import Outcome


def begin(house):
    house.adding.add([Path("bridge.txt")])
    return house.adding.additions[-1]


def test_how_far_it_is_stands_in_the_status_line_until_it_is_over(house) -> None:
    assert house.adding.facts() == []
    begin(house)
    [(_, words)] = house.adding.facts()
    assert words.endswith("ctrl+x stops")
    assert len(house.view.looks) == 1
    [(_, then)] = house.view.working
    then()
    assert house.adding.facts() == []
    assert house.view.looks == []


def test_the_first_that_comes_is_opened(house) -> None:
    begin(house).first = house.desktop.ids["storm"]
    house.view.looks[0]()
    assert house.workspace.open_id == house.desktop.ids["storm"]


@pytest.mark.parametrize("busy", ["linking", "covered", "elsewhere"])
def test_it_is_not_opened_while_something_else_goes_on(house, busy) -> None:
    addition = begin(house)
    if busy == "linking":
        house.go("Ilse")
        house.do("pane.relate")
    elif busy == "covered":
        house.view.covered = True
    else:
        house.workspace.open(house.desktop.ids["strike"])
    before = house.workspace.open_id
    addition.first = house.desktop.ids["storm"]
    house.view.looks[0]()
    assert house.workspace.open_id == before


def test_what_failed_is_told_and_kept_to_be_listed(house) -> None:
    house.do("everywhere.failures", "everywhere.stop")
    assert house.view.told == ["Nothing failed.", "Nothing is being added."]
    addition = begin(house)
    addition.failed = [Outcome("bridge.txt", None, "failed", "it is empty")]
    house.view.working[0][1]()
    assert "bridge.txt: it is empty" in house.view.told[-1]
    assert "f8 lists what failed" in house.view.told[-1]
    house.do("everywhere.failures")
    assert house.view.drawn[-1] == "1 failures"
