from __future__ import annotations

import pytest

from newsbrowse_nlp.rules.captions import repeats, share
from newsbrowse_nlp.rules.words import TextWords
from nlp.marked import read, write

CAPTION = "Ilse Brandt arrives in Port Amsel on Tuesday"


def shared(marked: str) -> str:
    text, found = read(marked)
    return write(text, share(TextWords(text), found))


def test_what_one_has_the_other_gets() -> None:
    one = "[Ilse Brandt|PERSON] arrives in Port Amsel on Tuesday"
    other = "Ilse Brandt arrives in [Port Amsel|GPE] on Tuesday"
    both = "[Ilse Brandt|PERSON] arrives in [Port Amsel|GPE] on Tuesday"
    assert shared(f"{one}\n{other} AMW\n\nThe story.") == f"{both}\n{both} AMW\n\nThe story."


def test_where_they_disagree_the_longer_then_the_first_counts() -> None:
    one = "Ilse [Brandt|ORG] arrives in [Port Amsel|GPE] on Tuesday"
    other = "[Ilse Brandt|PERSON] arrives in [Port Amsel|FAC] on Tuesday"
    both = "[Ilse Brandt|PERSON] arrives in [Port Amsel|GPE] on Tuesday"
    assert shared(f"{one}\n{other}") == f"{both}\n{both}"


def test_three_in_a_row_agree() -> None:
    lines = [CAPTION, CAPTION.replace("Port Amsel", "[Port Amsel|GPE]") + " AMW", CAPTION]
    assert shared("\n".join(lines)).count("[Port Amsel|GPE]") == 3


def test_the_copy_says_where_it_comes_from_and_the_original_stays() -> None:
    text, found = read(f"[Ilse Brandt|PERSON]{CAPTION[11:]}\n{CAPTION}")
    assert [one.source for one in share(TextWords(text), found)] == ["model", "caption"]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        (f"{CAPTION}\n{CAPTION}", [(0, 45)]),
        (f"{CAPTION}\n\n{CAPTION} Photo: A. Ruiz", [(0, 46)]),
        (f"{CAPTION} Photo\n{CAPTION}", [(0, 51)]),
        (f"{CAPTION}\n{CAPTION} and meets four people", []),
        (f"{CAPTION}\nmore\n{CAPTION}", []),
        (f"{CAPTION}\n{CAPTION}s", []),
        ("Brandt leaves\nBrandt leaves", []),
        ("", []),
    ],
)
def test_what_is_a_repeat(text: str, starts: list[tuple[int, ...]]) -> None:
    assert [repeat.starts for repeat in repeats(TextWords(text))] == starts


def test_a_run_shares_what_all_of_it_says() -> None:
    (repeat,) = repeats(TextWords(f"{CAPTION} Photo AMW\n{CAPTION} Photo\n{CAPTION}"))
    assert (len(repeat.starts), repeat.length) == (3, len(CAPTION))
