"""The programs that others read our formats with.

Those that are light are tested in the environment of all tests too; the others only by `make
test-peers`, where a test that is skipped is one that failed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsbrowse_exchange.registry import by_name
from newsbrowse_store.decisions.article_shape import (
    ArticleShape,
    EndShape,
    MentionShape,
    NoteShape,
    RelationShape,
    SpanShape,
)
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import Entity, Metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsbrowse_exchange.format import ExchangeFormat

HERE = Path(__file__).parent
HEAVY = [
    "test_follow_the_money.py",
    "test_json_ld.py",
    "test_label_studio.py",
    "test_networkx.py",
    "test_openpyxl.py",
]
TEXT = "𝒜da Müller leads the Bank of Vesland.\n\nShe met Bob  in Åre, Vesland."


def _is_own(config: pytest.Config) -> bool:
    return config.rootpath == HERE


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if collection_path.name in HEAVY and not _is_own(config) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.skipped and _is_own(item.config):
        report.outcome, report.longrepr = "failed", f"skipped, as none may be: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report = yield
    if report.outcome == "skipped" and _is_own(collector.config):
        report.outcome, report.longrepr = "failed", f"skipped, as none may be: {report.longrepr}"
    return report


@pytest.fixture
def form() -> Callable[[str], ExchangeFormat]:
    """A format by its name."""

    def found(name: str) -> ExchangeFormat:
        format_ = by_name(name)
        if format_ is None:
            pytest.skip(f"there is no format {name}")
        return format_

    return found


@pytest.fixture
def article() -> ArticleShape:
    """An article with characters beyond 16 bits, mentions in one another, and what hangs on them.

    Its headline is what a spreadsheet takes for a formula.
    """
    ada = Entity("00000000000a", "Ada Müller", "PERSON", ("A. M.",), ("watched",), "rich", "Q42")
    mentions = tuple(
        MentionShape(
            id=str(id_),
            start=TEXT.index(words),
            end=TEXT.index(words) + len(words),
            label=label,
            text=words,
            annotator="ann",
            at="2026-01-02T03:04:05.000006Z",
            entity=ada.id if id_ == 1 else None,
        )
        for id_, words, label in [
            (1, "𝒜da Müller", "PERSON"),
            (2, "Bank of Vesland", "ORG"),
            (3, "Vesland", "GPE"),
            (4, "Bob", "PERSON"),
            (5, "Åre", "GPE"),
        ]
    )
    proof = SpanShape(start=0, end=12, text=TEXT[:12])

    def relation(id_: int, type_: str, head: int, tail: int) -> RelationShape:
        ends = [
            EndShape(mention=one.id, text=one.text, label=one.label)
            for one in (mentions[head - 1], mentions[tail - 1])
        ]
        return RelationShape(
            id=str(id_),
            type=type_,
            head=ends[0],
            tail=ends[1],
            note="so it says",
            evidence=(proof,),
            annotator="ann",
            at="2026-01-02T03:04:05.000006Z",
        )

    return ArticleShape(
        id=article_id(TEXT),
        text=TEXT,
        metadata=Metadata(
            headline="=1+1 on the “Bank”",
            source="Wire",
            published="2026-03-04T05:06:07Z",
            url="https://example.org/a?b=c&d",
            language="en",
        ),
        tags=("ports", "law/treaty"),
        mentions=mentions,
        relations=(
            relation(11, "leads", 1, 2),
            relation(12, "meets", 1, 4),
            relation(13, "holds office", 1, 2),
            relation(14, "owns", 1, 2),
            relation(15, "located in", 2, 5),
        ),
        notes=(
            NoteShape(id="21", on="article", text="see also"),
            NoteShape(id="22", on="mention:4", text="who?"),
        ),
        entities=(ada,),
    )
