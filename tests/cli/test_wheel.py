"""What a user installs is what was meant, and nothing else."""

import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("dist")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_the_wheel_holds_the_packages_only(names: list[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "newsbrowse",
        "newsbrowse_exchange",
        "newsbrowse_ingest",
        "newsbrowse_nlp",
        "newsbrowse_store",
    }


def test_the_wheel_holds_every_module_and_the_seeds(names: list[str]) -> None:
    wanted = {
        path.relative_to(ROOT / room).as_posix()
        for room in ("tui", "ingest", "store", "nlp", "exchange")
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wanted |= {
        f"newsbrowse_store/_seeds/{path.name}"
        for path in (ROOT / "seeds").iterdir()
        if path.is_file()
    }
    assert any(name.startswith("newsbrowse_store/_seeds/") for name in wanted)
    assert wanted <= set(names)


def test_the_sdist_has_what_the_wheel_is_built_from(tmp_path: Path) -> None:
    (sdist,) = SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    source = [path for path in rooms() if path.is_file() and "__pycache__" not in path.parts]
    wanted = {path.relative_to(ROOT).as_posix() for path in source}
    assert wanted | {"pyproject.toml", "README.md", "LICENSE"} <= names


def rooms() -> Iterator[Path]:
    for room in ("tui", "ingest", "store", "nlp", "exchange", "seeds"):
        yield from (ROOT / room).rglob("*")


def test_pinned_requirements_name_no_host_and_carry_hashes() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert "://" not in text
        assert "index" not in text.replace("importlib", "")
        for pin in text.replace("\\\n", " ").splitlines():
            assert "==" in pin
            assert "--hash=sha256:" in pin
