"""Corpora that others annotated go out in each format and come in again, decision for decision."""

from __future__ import annotations

import json
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from exchange_laws import normal, read, written
from newsbrowse_exchange.registry import FORMATS
from newsbrowse_store.decisions.article_shape import (
    ArticleShape,
    EndShape,
    MentionShape,
    RelationShape,
)
from newsbrowse_store.text.tokens import article_id
from newsbrowse_store.values import Metadata

if TYPE_CHECKING:
    from newsbrowse_exchange.format import ExchangeFormat

GOLD = Path(__file__).parents[3] / "shared/data/gold"
CORPORA = ("gum_news", "re3d_free")


@cache
def corpus(name: str, *, overlapping: bool) -> list[ArticleShape]:
    """The first dozen articles of a corpus."""
    path = GOLD / f"{name}.dev.jsonl"
    if not path.exists():
        pytest.skip("the corpora are not beside the repository")
    with path.open(encoding="utf-8") as lines:
        return [_article(json.loads(line), overlapping) for line in islice(lines, 12)]


def _article(gold: dict[str, Any], overlapping: bool) -> ArticleShape:
    text = gold["text"]
    mentions: dict[tuple[int, int], MentionShape] = {}
    end_of_last = 0
    for start, end, label, *_ in sorted(gold.get("mentions") or gold["spans"]):
        if (start, end) in mentions or (not overlapping and start < end_of_last):
            continue
        end_of_last = end
        mentions[start, end] = MentionShape(
            id=str(len(mentions) + 1), start=start, end=end, label=label, text=text[start:end]
        )
    relations = {
        (type_, mentions[a, b].id, mentions[c, d].id): None
        for a, b, type_, c, d, *_ in gold.get("relations", ())
        if (a, b) in mentions and (c, d) in mentions and (a, b) != (c, d)
    }
    return ArticleShape(
        id=article_id(text),
        text=text,
        metadata=Metadata(headline=gold["title"], url=gold["url"], language="en"),
        mentions=tuple(mentions.values()),
        relations=tuple(
            RelationShape(
                id=str(1001 + n), type=type_, head=EndShape(mention=a), tail=EndShape(mention=b)
            )
            for n, (type_, a, b) in enumerate(relations)
        ),
    )


@pytest.mark.parametrize("name", CORPORA)
@pytest.mark.parametrize(
    "form", [one for one in FORMATS if one.read and one.write], ids=lambda one: one.name
)
def test_a_corpus_goes_out_and_comes_in_again(form: ExchangeFormat, name: str) -> None:
    given = corpus(name, overlapping="mentions.overlapping" in form.carries)
    back = read(form, written(form, given))
    assert sorted(repr(normal(one, form.carries)) for one in back) == sorted(
        repr(normal(one, form.carries)) for one in given
    )
