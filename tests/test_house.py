"""The rooms: names that stand once, folders that can be taken in at a glance, floors counted."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {
    "newsbrowse": ROOT / "tui/newsbrowse",
    "newsbrowse_exchange": ROOT / "exchange/newsbrowse_exchange",
    "newsbrowse_ingest": ROOT / "ingest/newsbrowse_ingest",
    "newsbrowse_nlp": ROOT / "nlp/newsbrowse_nlp",
    "newsbrowse_store": ROOT / "store/newsbrowse_store",
}
MOST_FILES, MOST_FLOORS = 20, 8
SHARED = {"__init__.py", "__main__.py"}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def files(package: str) -> list[Path]:
    return sorted(PACKAGES[package].rglob("*.py"))


def imports(path: Path) -> set[str]:
    """The dotted names a file imports, also for types and inside functions."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms(package: str) -> dict[str, set[str]]:
    """For each room of a package, a folder or a file at its top, the rooms it knows."""
    known: dict[str, set[str]] = defaultdict(set)
    top = PACKAGES[package]
    there = {path.stem for path in top.iterdir() if path.is_dir() or path.suffix == ".py"}
    for path in files(package):
        room = path.relative_to(top).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        others = (name.split(".") for name in imports(path) if name.startswith(f"{package}."))
        known[room] |= {other[1] for other in others if other[1] in there} - {room}
    return known


@pytest.mark.parametrize("package", PACKAGES)
def test_no_file_name_stands_twice_in_a_package(package: str) -> None:
    names = Counter(path.name for path in files(package) if path.name not in SHARED)
    assert [name for name, count in names.items() if count > 1] == []


def test_no_public_class_name_stands_twice_in_the_product() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in chain.from_iterable(map(files, PACKAGES)):
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(path.name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_folder_holds_more_than_can_be_taken_in_at_a_glance(package: str) -> None:
    held = Counter(path.parent for path in files(package) if path.name != "__init__.py")
    assert {str(folder): count for folder, count in held.items() if count > MOST_FILES} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_has_few_floors(package: str) -> None:
    known = rooms(package)

    @cache
    def floor(room: str) -> int:
        return 1 + max((floor(other) for other in known.get(room, ())), default=0)

    floors = {room: floor(room) for room in known}
    assert max(floors.values()) <= MOST_FLOORS, floors


def test_every_file_begins_with_what_it_is() -> None:
    for path in chain.from_iterable(map(files, PACKAGES)):
        said = ast.get_docstring(tree_of(path))
        assert said, path
        assert said.partition("\n\n")[0].rstrip().endswith((".", ":")), path


def test_no_screen_is_built_on_one_of_ours() -> None:
    screens = PACKAGES["newsbrowse"] / "screens"
    defined = [
        node
        for path in screens.rglob("*.py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    ]
    ours = {node.name for node in defined}
    for node in defined:
        assert not {ast.unparse(base).partition("[")[0] for base in node.bases} & ours, node.name


def test_every_path_in_the_plan_of_the_house_exists() -> None:
    plan = (ROOT / "docs/house.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:store|ingest|nlp|tui|tests|benchmarks|docs|seeds)/[^`*]*)`", plan)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []
