"""Every file of others is either read, or refused in one clear line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.readers.reading import SAMPLES
from newsbrowse_ingest.readers.article.dates import date_or_part
from newsbrowse_ingest.readers.read import Remark, format_of, read_path
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("ninjs", "newsml-g2", "feeds")
FILES = sorted(
    each for folder in FOLDERS for each in (SAMPLES / folder).rglob("*") if each.is_file()
)
NO_FORMAT_OF_OURS = frozenset(("LICENSE", "001_bad_toplevel.json"))


@pytest.mark.skipif(not FILES, reason="no ../shared/data")
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SAMPLES)))
def test_a_file_is_read_or_refused_in_one_line(path: Path) -> None:
    ours = path.name not in NO_FORMAT_OF_OURS
    assert not ours or format_of(path.read_bytes(), path.name).name != "plain text"
    found = list(read_path(path))
    assert found
    for each in found:
        if isinstance(each, Draft):
            assert each.text == each.text.strip() or not ours
            assert each.metadata.headline
            assert each.metadata.imported_from == str(path)
            assert date_or_part(each.metadata.published) == each.metadata.published
        elif not isinstance(each, Remark):
            assert isinstance(each, ReadError)
            assert str(each).startswith(f"{path}: ")
            assert "\n" not in str(each)
            assert "cannot be understood" not in str(each)


@pytest.mark.skipif(not FILES, reason="no ../shared/data")
def test_so_many_of_them_have_articles_in_them() -> None:
    counted = {}
    for folder in FOLDERS:
        paths = [path for path in FILES if path.is_relative_to(SAMPLES / folder)]
        found = [each for path in paths for each in read_path(path)]
        counted[folder] = sum(isinstance(each, Draft) for each in found)
    assert counted["ninjs"] >= 30
    assert counted["newsml-g2"] >= 6
    assert counted["feeds"] >= 30
