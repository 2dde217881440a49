"""Label Studio's own SDK takes our tasks by our configuration, and converts them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface

from exchange_laws import written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsbrowse_exchange.format import ExchangeFormat
    from newsbrowse_store.decisions.article_shape import ArticleShape


def _made(files: dict[str, bytes]) -> tuple[str, list[dict[str, Any]]]:
    config = next(data.decode() for name, data in files.items() if name.endswith(".xml"))
    (tasks,) = (json.loads(data) for name, data in files.items() if name.endswith(".json"))
    return config, tasks


def test_the_interface_finds_our_tasks_valid(
    form: Callable[[str], ExchangeFormat], article: ArticleShape
) -> None:
    config, tasks = _made(written(form("labelstudio"), [article]))
    interface = LabelInterface(config)
    interface.validate()
    for task in tasks:
        assert task["data"]
        for annotation in task["annotations"]:
            assert interface.validate_annotation(annotation)
            regions = [one for one in annotation["result"] if one["type"] != "relation"]
            relations = [one for one in annotation["result"] if one["type"] == "relation"]
            assert len(relations) == len(article.relations)
            assert all(interface.validate_region(one) for one in regions)
            assert all(interface.validate_relation(one, regions) for one in relations)


def test_the_converter_makes_conll_of_them(
    form: Callable[[str], ExchangeFormat], article: ArticleShape, tmp_path: Path
) -> None:
    config, tasks = _made(written(form("labelstudio"), [article]))
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps(tasks))
    converter = Converter(config, str(tmp_path), download_resources=False)
    converter.convert(str(path), str(tmp_path / "out"), "CONLL2003", is_dir=False)
    made = "".join(one.read_text() for one in (tmp_path / "out").glob("*.conll"))
    tagged = [line.split() for line in made.splitlines() if line.strip()]
    assert [(words[0], words[-1]) for words in tagged if words[-1].startswith("B-")] == [
        ("𝒜da", "B-PERSON"),
        ("Bank", "B-ORG"),
        ("Bob", "B-PERSON"),
        ("Åre", "B-GPE"),
    ]
