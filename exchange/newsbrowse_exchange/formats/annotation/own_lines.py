"""Our own JSON lines: an article a line with everything in it, exactly; its schema is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.json import encode

from newsbrowse_exchange.facets import ALL
from newsbrowse_exchange.format import ExchangeFormat, FilePart, lines
from newsbrowse_store.decisions.article_shape import FORMAT as OWN
from newsbrowse_store.decisions.foreign import read_annotations
from newsbrowse_store.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbrowse_exchange.format import Context, Files
    from newsbrowse_exchange.report import Report
    from newsbrowse_store.decisions.article_shape import ArticleShape


def _write(articles: Iterable[ArticleShape], _: Context, __: Report) -> Iterator[FilePart]:
    for article in articles:
        yield FilePart("", encode(article) + b"\n")


def _read(files: Files, _: Context, report: Report) -> Iterator[ArticleShape]:
    for name in files.names():
        for number, line in lines(files, name):
            try:
                yield read_annotations(line.decode("utf-8-sig"))
            except UnicodeDecodeError as error:
                report.wrong(name, number, f"is not UTF-8 (byte {error.start})")
            except ReadError as error:
                report.wrong(name, number, f"{error.what} {error.reason}")


def _claims(_: str, head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].replace(b" ", b"")
    return start.startswith(f'{{"format":"{OWN}"'.encode())


FORMAT = ExchangeFormat(
    name="jsonl",
    title="newsbrowse's own JSON lines: everything, with the history",
    suffixes=(".jsonl", ".ndjson"),
    carries=ALL,
    write=_write,
    read=_read,
    claims=_claims,
)
