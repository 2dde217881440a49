"""Whatever is done to valid input, an article comes out or a refusal, and nothing grows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.formats.agencies import test_newsml, test_ninjs, test_nitf
from ingest.readers.formats.pages import test_web_page
from ingest.readers.formats.syndication import test_feeds, test_json_feed, test_sitemap
from ingest.readers.reading import read_all
from newsbrowse_ingest.readers.read import Remark
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft

SAMPLES = {
    "rss": test_feeds.RSS,
    "atom": test_feeds.ATOM,
    "rdf": test_feeds.RDF,
    "json feed": json.dumps(test_json_feed.FEED),
    "ninjs": json.dumps([test_ninjs.FIRST, test_ninjs.SECOND]),
    "nitf": test_nitf.NITF,
    "newsml": test_newsml.item(),
    "newsml xhtml": test_newsml.item(test_newsml.XHTML),
    "sitemap": test_sitemap.SITEMAP,
    "web page": test_web_page.PAGE,
}
NASTY = (
    b"\0",
    b"\xff\xfe",
    b"<",
    b">",
    b'"',
    b"&",
    b"&x;",
    b"\\u0000",
    b"\\ud800",
    b"]]>",
    b"<!--",
)
NASTY += (b"<![CDATA[", b"<!DOCTYPE x [", b"\x1b[2J", b"{", b"[" * 2_000, b"<b>" * 300, b"null")

places = st.integers(min_value=0, max_value=10_000)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("cut"), places, places),
        st.tuples(st.just("flip"), places, st.integers(min_value=1, max_value=255)),
        st.tuples(st.just("put"), places, st.sampled_from(NASTY)),
        st.tuples(st.just("end"), places, st.none()),
        st.tuples(st.just("twice"), places, places),
    ),
    min_size=1,
    max_size=4,
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=5,
)


def changed(data: bytes, what: str, at: int, how: Any) -> bytes:
    at %= len(data) + 1
    if what == "cut":
        return data[:at] + data[at + how % 400 :]
    if what == "flip":
        return data[:at] + bytes(byte ^ how for byte in data[at : at + 1]) + data[at + 1 :]
    if what == "put":
        return data[:at] + how + data[at:]
    return data[:at] if what == "end" else data + data[at : at + how]


def check(data: bytes) -> None:
    for each in read_all(data):
        if isinstance(each, Draft):
            known = each.metadata
            said = [
                known.headline,
                known.byline,
                known.source,
                known.caption,
                *known.extra.values(),
            ]
            assert not any("\n" in words or "\0" in words for words in said)
            assert not known.url or known.url.startswith(("http://", "https://"))
            for text in (each.text, *said, *each.tags):
                ours = text.startswith("guessed: ")  # of the encoding
                assert ours or len(text) <= 4 * len(data)
        else:
            assert isinstance(each, ReadError | Remark)
            line = str(each) if isinstance(each, ReadError) else each.said
            assert "\n" not in line
            assert len(line) < 1_000
            assert "cannot be understood" not in line


@pytest.mark.parametrize("name", SAMPLES)
def test_bytes_may_be_cut_flipped_put_in_and_doubled(name: str) -> None:
    @given(changes)
    def mutate(steps: list[tuple[str, int, Any]]) -> None:
        data = SAMPLES[name].encode()
        for what, at, how in steps:
            data = changed(data, what, at, how)
        check(data)

    mutate()


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All keys and indexes in a value of JSON."""
    if not isinstance(value, dict | list):
        return []
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [each for key, held in inner for each in ((*path, key), *spots(held, (*path, key)))]


@pytest.mark.parametrize("name", ["json feed", "ninjs"])
def test_values_may_be_of_another_kind_or_missing(name: str) -> None:
    places = spots(json.loads(SAMPLES[name]))

    @given(st.lists(st.tuples(st.sampled_from(places), st.none() | values), max_size=3))
    def mutate(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
        document = json.loads(SAMPLES[name])
        for path, value in changes:
            held = document
            try:
                for key in path[:-1]:
                    held = held[key]
                if value is None:
                    del held[path[-1]]
                else:
                    held[path[-1]] = value
            except (KeyError, IndexError, TypeError):  # an earlier change took it away
                continue
        check(json.dumps(document).encode())

    mutate()
