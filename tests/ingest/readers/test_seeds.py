"""The articles that come with newsbrowse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsbrowse_ingest.readers.read import read_path
from newsbrowse_store.text.tokens import sentences, tokens

if TYPE_CHECKING:
    from newsbrowse_store.values import Draft

ROOT = Path(__file__).resolve().parents[3]
STORY = ROOT.parent / "shared/data/seed"
PATHS = sorted((ROOT / "seeds").iterdir())


def read(path: Path) -> Draft:
    (article,) = read_path(path)
    return article


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = [text[start:end].lower() for start, end in tokens(text)]
    return {tuple(words[index : index + length]) for index in range(len(words) - length + 1)}


def test_there_are_enough_of_both_kinds() -> None:
    assert 8 <= len(PATHS) <= 12
    assert {path.suffix for path in PATHS} == {".txt", ".md"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_seed_says_what_it_is(path: Path) -> None:
    article = read(path)
    assert 250 <= len(tokens(article.text)) <= 500
    assert article.metadata.source
    if path.stem != "shoigu-in-beijing":
        assert "Fiction written for newsbrowse" in article.metadata.rights
        assert article.metadata.published == path.stem[:10] or (
            article.metadata.published.startswith(path.stem[:10] + "T")
        )


def test_the_seeds_show_what_the_readers_know() -> None:
    roles = {region.role for path in PATHS for region in read(path).regions}
    assert roles == {"headline", "caption", "credit", "byline", "date", "dateline", "body"}
    assert any(read(path).metadata.headline_derived for path in PATHS)
    assert any(region.repeats for path in PATHS for region in read(path).regions)


def test_one_story_is_run_twice() -> None:
    one, two = (read(path).text for path in PATHS if "treaty-signed" in path.stem)
    shared = {one[slice(*each)] for each in sentences(one)} & {
        two[slice(*each)] for each in sentences(two)
    }
    assert len(shared) >= 0.4 * max(len(sentences(one)), len(sentences(two)))
    assert one != two


def test_the_story_told_anew_copies_no_words() -> None:
    if not STORY.is_dir():
        pytest.skip(f"{STORY} is not here")
    told = read(ROOT / "seeds/shoigu-in-beijing.txt").text
    assert not runs(told, 5) & runs(read(next(STORY.iterdir())).text, 5)
