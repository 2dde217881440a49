"""Every file of records of others is either read, or refused in one clear line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.readers.reading import SAMPLES
from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers.article.dates import date_or_part
from newsbrowse_ingest.readers.read import format_of, read_path
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("csv-wikinews", "md-wikinews", "readlater-exports", "ris")
FILES = sorted(
    each for folder in FOLDERS for each in (SAMPLES / folder).rglob("*") if each.is_file()
)


@pytest.mark.skipif(not FILES, reason="no ../shared/data")
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SAMPLES)))
def test_a_file_is_read_or_refused_in_one_line(path: Path) -> None:
    found = list(read_path(path))
    assert any(isinstance(each, Draft | ReadError) for each in found)
    for each in found:
        if isinstance(each, Draft):
            assert each.metadata.headline
            assert each.metadata.imported_from == str(path)
            assert date_or_part(each.metadata.published) == each.metadata.published
        elif isinstance(each, ReadError):
            assert str(each).startswith(f"{path}: ")
            assert "\n" not in str(each)
            assert "cannot be understood" not in str(each)
        if isinstance(each, NoTextError):
            assert each.metadata.headline or path.name == "example_bom.ris"


@pytest.mark.skipif(not FILES, reason="no ../shared/data")
@pytest.mark.parametrize("path", [p for p in FILES if p.parent.name == "md-wikinews"], ids=str)
def test_markdown_of_wikinews(path: Path) -> None:
    (article,) = read_path(path)
    assert isinstance(article, Draft)
    metadata = article.metadata
    assert format_of(path.read_bytes(), "x").name == "Markdown"
    assert metadata.headline
    assert (metadata.source, metadata.language, metadata.rights) == (
        "Wikinews",
        "en",
        "CC BY 2.5",
    )
    assert metadata.published.startswith("20")
    assert metadata.url.startswith("https://en.wikinews.org")
