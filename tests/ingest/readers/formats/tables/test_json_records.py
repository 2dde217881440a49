"""JSON and JSON lines, as many programs write them."""

from __future__ import annotations

import io
import json
import tracemalloc
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.formats.tables.test_delimited import Rows
from ingest.readers.reading import articles, errors, format_name, read_all, remarks
from newsbrowse_ingest.readers.article.facts import readable
from newsbrowse_ingest.readers.read import Options, Source, read_source
from newsbrowse_store.text.tokens import normalise_newlines
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

BODY = "Vesland will sign its treaty with Maren, foreign minister Ilse Brandt said on Monday.\n"
STORY = {"title": "Treaty", "date": "2026-03-24", "url": "https://a.example/1", "text": BODY}
OTHER = {"title": "Ships", "text": "Two ships left Port Amsel on Tuesday.", "fiction": True}


def lines(stories: list[Any]) -> str:
    return "".join(json.dumps(story) + "\r\n" for story in stories)


WRITTEN: dict[str, Callable[[list[Any]], str]] = {
    "lines": lines,
    "blank lines": lambda stories: "\n\n" + lines(stories).replace("\n", "\n\n"),
    "list": json.dumps,
    "pretty list": lambda stories: json.dumps(stories, indent=2),
    "list in an object": lambda stories: json.dumps({"ok": True, "articles": stories, "no": []}),
    "two steps down": lambda stories: json.dumps({"response": {"docs": stories}}, indent=1),
}


@pytest.mark.parametrize("how", WRITTEN)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_object_is_an_article(how: str, encoding: str) -> None:
    found = read_all(WRITTEN[how]([STORY, OTHER]).encode(encoding))
    first, second = articles(found)
    assert first.text == BODY
    assert (first.metadata.headline, first.metadata.published) == ("Treaty", "2026-03-24")
    assert first.metadata.url == "https://a.example/1"
    assert (second.text, second.metadata.extra) == (OTHER["text"], {"fiction": "true"})
    assert errors(found) == []
    assert remarks(found)[0].startswith("read as headline=title,published=date,url=url,text=text;")


@pytest.mark.parametrize("indent", [None, 2])
def test_one_object_is_one_article(indent: int | None) -> None:
    story = {**STORY, "images": [{"href": "a.png"}]}
    (article,) = articles(read_all(json.dumps(story, indent=indent)))
    assert article.metadata.extra == {"images": '[{"href": "a.png"}]'}


def test_a_mapping_names_keys() -> None:
    story = {"kop": "Treaty", "stuk": BODY, "text": "Read more"}
    options = Options({"headline": "kop", "text": "stuk"})
    (article,) = articles(read_all(json.dumps(story), "a.json", options))
    assert (article.text, article.metadata.headline) == (BODY, "Treaty")
    (error,) = errors(read_all(json.dumps(story), "a.json", Options({"text": "body"})))
    assert str(error) == "a.json: has no column or key 'body'. There are: kop, stuk, text."


def test_html_becomes_text() -> None:
    post = {"title": {"rendered": "Treaty"}, "content": {"rendered": "<p>One &amp;</p><p>Two</p>"}}
    (article,) = articles(read_all(json.dumps([post])))
    assert article.text == "One &\n\nTwo"
    (article,) = articles(read_all(json.dumps({**STORY, "text": "<3 is less than 4 <5"})))
    assert article.text == "<3 is less than 4 <5"
    (article,) = articles(read_all(json.dumps({**STORY, "text": "<Unknown> said so."})))
    assert article.text == "<Unknown> said so."


def test_a_line_that_is_wrong_is_named_and_the_rest_goes_on() -> None:
    deep = "[" * 200_000
    wrong = ["{broken}", "[1]", '{"title": "Empty"}', f'{{"a": {deep}', f'{{"a": {"9" * 5_000}}}']
    data = lines([STORY]) + "\n".join(wrong) + "\n" + lines([OTHER])
    found = read_all(data, "a.jsonl")
    assert [article.metadata.headline for article in articles(found)] == ["Treaty", "Ships"]
    said = [str(error) for error in errors(found)]
    assert said[0].startswith("a.jsonl: line 2 is not valid JSON (column 2: Expecting property")
    assert said[1] == "a.jsonl: line 3 is no object. There is nothing to read in it."
    assert said[2] == "a.jsonl: line 4 has no text. There is nothing to read in it."
    assert said[3].startswith("a.jsonl: line 5 is nested too deeply")
    assert said[4].startswith("a.jsonl: line 6 is not valid JSON (Exceeds the limit")
    assert len(said) == 5


def test_what_comes_before_a_break_is_kept() -> None:
    found = read_all(json.dumps([STORY, OTHER])[:-20], "a.json")
    assert [article.metadata.headline for article in articles(found)] == ["Treaty"]
    assert "is not valid JSON (line 1, column" in str(errors(found)[0])
    found = read_all(json.dumps([STORY]) + " tail", "a.json")
    assert len(articles(found)) == 1
    assert "has more after the end of its list" in str(errors(found)[0])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("[]", "is an empty list"),
        ("{}", "--map text=NAME. There are none."),
        ('{"name": "x", "version": 1}', "There are: name, version."),
        ('{"articles": []}', "There are: articles."),
        ("[[1, 2], [3]]", "item 1 is no object"),
        ('{"text": "a\\u0000b"}', "the object holds NUL characters"),
        ("{", "is not valid JSON (line 1, column 2"),
        ('{"text": 7}', "the object has no text"),
    ],
)
def test_what_holds_no_articles_says_so(data: str, said: str) -> None:
    assert said in str(errors(read_all(data, "a.json"))[0])


def test_json_is_told_by_its_start() -> None:
    assert format_name('[{"a": 1}]') == "JSON"
    assert format_name(' {"a": 1}', "a.txt") == "JSON"
    assert format_name("[Reuters] A story", "a.txt") == "plain text"
    assert format_name("{curly} words", "a.md") == "Markdown"
    assert format_name("words", "a.NDJSON") == "JSON"


@given(
    st.lists(st.text(max_size=100).filter(lambda text: "<" not in text), max_size=5),
    st.sampled_from(["lines", "list", "pretty list"]),
    st.booleans(),
)
def test_what_is_written_is_read_back(texts: list[str], how: str, ascii_only: bool) -> None:
    stories = [{"title": "A", "text": text} for text in texts]
    if how == "lines":
        written = "".join(json.dumps(it, ensure_ascii=ascii_only) + "\n" for it in stories)
    else:
        written = json.dumps(stories, ensure_ascii=ascii_only, indent=how == "list" or None)
    there = [normalise_newlines(text) for text in texts if readable(text) and "\0" not in text]
    read = [article.text for article in articles(read_all(written.encode(), "a.jsonl"))]
    assert read == there


def test_lists_and_lines_are_read_as_they_come() -> None:
    row = json.dumps(STORY)
    for header, each in ((b"[", f"{row},\n"), (b"", f"{row}\n")):
        rows = Rows(header, each.encode(), 10**9)
        found = read_source(Source(io.BufferedReader(rows), "big.json"))
        _, first = islice(found, 2)
        assert isinstance(first, Draft)
        assert rows.at < 400_000


@pytest.mark.long
def test_sixty_megabytes_are_read_with_little_memory() -> None:
    row = json.dumps({**STORY, "notes": BODY * 140})
    for header, each in ((b"[", f"{row},\n"), (b"", f"{row}\n")):
        stream = io.BufferedReader(Rows(header, each.encode(), 60_000_000 // len(row)))
        tracemalloc.start()
        try:
            count = sum(isinstance(it, Draft) for it in read_source(Source(stream, "a.json")))
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert count == 60_000_000 // len(row)
        assert most < 4_000_000
