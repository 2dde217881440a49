"""Choosing one of many on a small screen."""

from __future__ import annotations

import pytest
from textual.containers import Vertical

from newsbrowse.screens.picker import Picker
from newsbrowse.widgets.line_list import LineList


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_every_option_can_be_brought_into_view(desktop, size) -> None:
    app = desktop.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("tab", "L")
        await pilot.pause()
        assert isinstance(app.screen, Picker)
        lines, frame = app.screen.query_one(LineList), app.screen.query_one(Vertical)
        labels = len(desktop.library.schema.labels)
        await pilot.press(*["down"] * labels)
        assert lines.cursor == labels - 1
        assert 0 <= lines.cursor - lines.scroll_offset.y < lines.size.height
        assert frame.content_region.contains_region(lines.region)
