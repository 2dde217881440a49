"""networkx, and so what reads GraphML and GEXF by the book, reads our graphs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import networkx
import pytest

from exchange_laws import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse_exchange.format import ExchangeFormat
    from newsbrowse_store.decisions.article_shape import ArticleShape


@pytest.mark.parametrize(
    ("name", "load"), [("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)]
)
def test_networkx_reads_who_is_linked_to_whom(
    name: str,
    load: Callable[[io.BytesIO], networkx.Graph],
    form: Callable[[str], ExchangeFormat],
    article: ArticleShape,
) -> None:
    (data,) = written(form(name), [article]).values()
    graph = load(io.BytesIO(data))
    said = {str(value) for _, about in graph.nodes(data=True) for value in about.values()}
    assert {"Ada Müller", "Bank of Vesland", "Bob", "PERSON", "ORG"} <= said
    links = [about for _, _, about in graph.edges(data=True)]
    types = {value for about in links for value in map(str, about.values())}
    assert {one.type for one in article.relations} <= types
    assert graph.number_of_edges() == len(article.relations)
