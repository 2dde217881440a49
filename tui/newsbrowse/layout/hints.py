"""Short names for places on the screen, to jump there by typing them."""

from __future__ import annotations

LETTERS = "fjdksghaeiruwnvcmtbpyx"
"""The letters of hints, easy ones first; none that looks like another or like a digit."""


def hints(count: int) -> list[str]:
    """`count` different hints of equal length, one letter each if they suffice, else two.

    There are no more than two letters can name; places beyond that get none.
    """
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    return [first + second for first in LETTERS for second in LETTERS][:count]
