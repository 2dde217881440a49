"""Stories: articles that print largely the same sentences, found as articles come and go.

Two articles are alike when they share so many sentences and so much of the shorter one. A story is
all that being alike connects; an article that is like no other belongs to none. Sentences that very
many articles have, such as a site's own words, do not count at all.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

SHARED = 3
"""Sentences that two articles of a story share at least."""

PER_CENT = 40
"""How much that is at least of the sentences of the one that has fewer."""

COMMON = 200
"""A sentence that more articles have does not count. This bounds the work for one article, too."""

_ALIKE = f"""
SELECT number FROM prints JOIN (
    SELECT number, count(*) AS shared FROM sentences
    WHERE hash IN (SELECT value FROM json_each(:hashes)) AND number != :number
    GROUP BY number HAVING count(*) >= {SHARED}
) USING (number)
WHERE 100 * shared >= {PER_CENT} * min(length(hashes), :length) / 8
"""
_WITH_STORIES = """
SELECT number FROM filterable WHERE story IN (
    SELECT story FROM filterable WHERE number IN (SELECT value FROM json_each(?))
)
"""
_IN_ONE_STORY = """
SELECT number FROM filterable WHERE number IN (SELECT value FROM json_each(:numbers)) AND story IN (
    SELECT story FROM filterable WHERE number IN (SELECT value FROM json_each(:numbers))
    GROUP BY story HAVING count(*) > 1
)
"""
_BY_AGE = """
SELECT number, head FROM filterable JOIN articles AS a USING (number)
WHERE story = (SELECT story FROM filterable WHERE number = ?)
ORDER BY a.moment, a.added, a.id
"""


def put_sentences(connection: sqlite3.Connection, number: int, hashes: Sequence[int]) -> None:
    """Take down the sentences of an article, once, and find the story it belongs to."""
    packed = struct.pack(f"<{len(hashes)}q", *hashes)
    noted = connection.execute("INSERT OR IGNORE INTO prints VALUES (?, ?)", (number, packed))
    if not noted.rowcount:
        return
    common = _common(connection, hashes)
    connection.executemany(
        "UPDATE common_sentences SET articles = articles + 1 WHERE hash = ?", _each(common)
    )
    counting = sorted(set(hashes) - common)
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?)", [(hash_, number) for hash_ in counting]
    )
    shared = connection.execute(
        "SELECT hash, count(*) FROM sentences WHERE hash IN (SELECT value FROM json_each(?))"
        " GROUP BY hash HAVING count(*) > 1",
        (json.dumps(counting),),
    ).fetchall()
    parted: set[int] = set()
    for hash_, articles in shared:
        if articles > COMMON:
            parted |= _stop_counting(connection, hash_)
    _regroup(connection, {number} if len(shared) >= SHARED else set(), parted)


def drop_sentences(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Forget the sentences of articles that are about to go, and part what only they connected."""
    gone = set(numbers)
    changed: set[int] = set()
    left = _with_stories(connection, gone)
    for number in gone:
        hashes = _hashes(connection, number)
        connection.execute("DELETE FROM prints WHERE number = ?", (number,))
        connection.execute("UPDATE filterable SET story = NULL WHERE number = ?", (number,))
        connection.executemany(
            "DELETE FROM sentences WHERE hash = ? AND number = ?",
            [(hash_, number) for hash_ in hashes],
        )
        for hash_ in _common(connection, hashes):
            changed |= _one_less(connection, hash_)
    _regroup(connection, changed - gone, left - gone)


def choose_head(connection: sqlite3.Connection, number: int) -> None:
    """Let the oldest article be the head of a story: the one that `number` is in, if any."""
    by_age = connection.execute(_BY_AGE, (number,)).fetchall()
    connection.executemany(
        "UPDATE articles SET head = NOT head WHERE number = ?",
        [(member,) for place, (member, head) in enumerate(by_age) if head != (place == 0)],
    )


def _regroup(connection: sqlite3.Connection, changed: set[int], parted: set[int]) -> None:
    """Find anew the stories of articles, and of all that are in one story with them.

    Those that `changed` may be alike to more than before, the `parted` to less.
    """
    waiting = changed | parted
    if not waiting:
        return
    waiting |= _with_stories(connection, waiting)
    alone = [(number,) for number in waiting]
    connection.executemany("UPDATE filterable SET story = NULL WHERE number = ?", alone)
    connection.executemany("UPDATE articles SET head = 1 WHERE number = ? AND NOT head", alone)
    while waiting:
        found = _connected(connection, waiting, changed)
        if len(found) > 1:
            _make_story(connection, found)


def _connected(connection: sqlite3.Connection, waiting: set[int], changed: set[int]) -> set[int]:
    """Take an article out of those `waiting`, with all that it is connected to there.

    Of a story that is not waiting, those are found that are alike to one that `changed`.
    """
    first = waiting.pop()
    found, queue = {first}, [first]
    while queue:
        number = queue.pop()
        if waiting or number in changed:
            alike = _alike(connection, number)
            queue += alike & waiting
            waiting -= alike
            found |= alike
    return found


def _make_story(connection: sqlite3.Connection, numbers: set[int]) -> None:
    """Make one story of articles and of the stories that some of them are in."""
    numbers |= _with_stories(connection, numbers)
    story = min(numbers)
    connection.execute(
        "UPDATE filterable SET story = :story WHERE story IS NOT :story"
        " AND number IN (SELECT value FROM json_each(:numbers))",
        {"story": story, "numbers": json.dumps(list(numbers))},
    )
    choose_head(connection, story)


def _alike(connection: sqlite3.Connection, number: int) -> set[int]:
    """Return the articles that share enough with one."""
    hashes = _hashes(connection, number)
    values = {"number": number, "hashes": json.dumps(hashes), "length": 8 * len(hashes)}
    return {other for (other,) in connection.execute(_ALIKE, values)}


def _with_stories(connection: sqlite3.Connection, numbers: Iterable[int]) -> set[int]:
    """Return all articles of the stories that any of these are in."""
    found = connection.execute(_WITH_STORIES, (json.dumps(list(numbers)),))
    return {number for (number,) in found}


def _stop_counting(connection: sqlite3.Connection, hash_: int) -> set[int]:
    """Let a sentence count no more and return the articles that it may have connected."""
    found = connection.execute("DELETE FROM sentences WHERE hash = ? RETURNING number", (hash_,))
    numbers = [number for (number,) in found.fetchall()]
    connection.execute("INSERT INTO common_sentences VALUES (?, ?)", (hash_, len(numbers)))
    beside = connection.execute(_IN_ONE_STORY, {"numbers": json.dumps(numbers)})
    return {number for (number,) in beside}


def _one_less(connection: sqlite3.Connection, hash_: int) -> set[int]:
    """Note that one article less has a common sentence; return the others if it counts again."""
    articles = connection.execute(
        "UPDATE common_sentences SET articles = articles - 1 WHERE hash = ? RETURNING articles",
        (hash_,),
    ).fetchall()[0][0]
    if articles > COMMON:
        return set()
    connection.execute("DELETE FROM common_sentences WHERE hash = ?", (hash_,))
    found = connection.execute(
        "SELECT number FROM prints WHERE instr(hashes, ?)", (struct.pack("<q", hash_),)
    )
    numbers = {n for (n,) in found.fetchall() if hash_ in _hashes(connection, n)}
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?)", [(hash_, number) for number in numbers]
    )
    return numbers


def _common(connection: sqlite3.Connection, hashes: Iterable[int]) -> set[int]:
    """Return those of the sentences that do not count."""
    found = connection.execute(
        "SELECT hash FROM common_sentences WHERE hash IN (SELECT value FROM json_each(?))",
        (json.dumps(list(hashes)),),
    )
    return {hash_ for (hash_,) in found}


def _hashes(connection: sqlite3.Connection, number: int) -> tuple[int, ...]:
    """Return the sentences of an article, those that do not count too."""
    found = connection.execute("SELECT hashes FROM prints WHERE number = ?", (number,))
    (packed,) = found.fetchone() or (b"",)
    return struct.unpack(f"<{len(packed) // 8}q", packed)


def _each(values: Iterable[int]) -> list[tuple[int]]:
    return [(value,) for value in values]
