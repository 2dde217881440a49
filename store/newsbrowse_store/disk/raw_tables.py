"""Raw tables: what a TinyDB file holds, as JSON gives it.

A record shows the same with the ids as numbers: `documents.Tables`.
"""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]
"""One decision, entry or description as it stands in a file, without its id."""

RawTables = dict[str, dict[str, Document]]
"""Documents by table and id; the ids are strings of digits, as TinyDB writes them."""
