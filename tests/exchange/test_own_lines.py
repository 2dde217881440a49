from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from exchange_laws import articles, normal, read, written
from newsbrowse_exchange.formats.annotation.own_lines import FORMAT
from newsbrowse_exchange.report import Report


@given(st.lists(articles(), max_size=3))
@settings(max_examples=30)
def test_everything_comes_back(given: list) -> None:
    report = Report()
    back = read(FORMAT, written(FORMAT, given, report), report)
    assert back == given
    assert [normal(one, FORMAT.carries) for one in back] == [
        normal(one, FORMAT.carries) for one in given
    ]
    assert not report


def test_a_line_that_is_wrong_is_told_and_the_rest_comes_in() -> None:
    report = Report()
    good = b'{"id": "3fa9", "tags": ["x"]}\n'
    back = read(FORMAT, {"a.jsonl": good + b'{"id": 5\n\xff\n' + good}, report)
    assert len(back) == 2
    assert [(one.file, one.line) for one in report.troubles] == [("a.jsonl", 2), ("a.jsonl", 3)]
