"""openpyxl, and so what reads workbooks by the book, reads our tables."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl

from exchange_laws import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse_exchange.format import ExchangeFormat
    from newsbrowse_store.decisions.article_shape import ArticleShape


def test_openpyxl_reads_a_table_each_and_finds_no_formula(
    form: Callable[[str], ExchangeFormat], article: ArticleShape
) -> None:
    (data,) = written(form("xlsx"), [article]).values()
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert {"articles", "mentions", "relations", "entities"} <= {
        name.casefold() for name in book.sheetnames
    }
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    said = {cell.value for cell in cells}
    assert {one.text for one in article.mentions} <= said
    assert {one.type for one in article.relations} <= said
    assert any("1+1 on the “Bank”" in str(value) for value in said)
