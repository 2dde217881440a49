from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newsbrowse_nlp.pipeline import (
    DEFAULT,
    PipelineError,
    cache_key,
    default_model,
    installed,
    resolve,
)

if TYPE_CHECKING:
    from pathlib import Path


def install(site: Path, name: str, version: str, point: bool = True) -> None:
    info = site / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    if point:
        (info / "entry_points.txt").write_text(f"[spacy_models]\n{name} = {name}\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages beside the real ones."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


@pytest.fixture
def only_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages, and none beside it."""
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    return tmp_path


def test_shipped_pipeline_is_the_default_and_first() -> None:
    assert default_model() == DEFAULT
    info = installed()[0]
    assert (info.name, info.language, info.problem) == (DEFAULT, "en", "")


def test_others_are_listed(site: Path) -> None:
    install(site, "fr_core_news_sm", "3.8.0")
    assert "fr_core_news_sm" in [info.name for info in installed()]
    assert resolve("fr_core_news_sm").language == "fr"  # type: ignore[union-attr]
    assert default_model() == DEFAULT


@pytest.mark.parametrize("point", [True, False])
def test_placeholder_is_refused_with_a_remedy(site: Path, point: bool) -> None:
    install(site, "en_core_web_trf", "999.9.9", point)
    with pytest.raises(PipelineError, match="placeholder"):
        resolve("en_core_web_trf")


def test_placeholder_is_never_the_default(only_site: Path) -> None:
    install(only_site, "en_core_web_trf", "999.9.9")
    assert default_model() is None
    assert [info.problem != "" for info in installed()] == [True]
    install(only_site, "de_core_news_sm", "3.8.0")
    assert default_model() == "de_core_news_sm"
    install(only_site, "en_core_web_md", "3.8.0")
    assert default_model() == "en_core_web_md"


def test_no_pipeline_at_all(only_site: Path) -> None:
    assert (installed(), default_model(), resolve(None)) == ([], None, None)
    assert "no pipeline" in cache_key(None)


@pytest.mark.parametrize("name", ["xx_nothing", "pytest", "../x", "/nowhere", "a b"])
def test_what_is_no_pipeline_is_refused(name: str) -> None:
    with pytest.raises(PipelineError, match="is not installed"):
        resolve(name)


def test_pipeline_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text(json.dumps({"lang": "en", "version": "1.2"}))
    assert resolve(str(tmp_path)) is not None
    assert "1.2" in cache_key(str(tmp_path))


def test_cache_key_tells_pipelines_and_versions_apart(only_site: Path) -> None:
    install(only_site, "xx_one", "1.0")
    install(only_site, "xx_two", "1.0")
    keys = {cache_key("xx_one"), cache_key("xx_two")}
    (only_site / "xx_one-1.0.dist-info").rename(only_site / "old")
    install(only_site, "xx_one", "1.1")
    keys.add(cache_key("xx_one"))
    assert len(keys) == 3
    assert cache_key("xx_one") in keys


def test_empty_name_means_the_default() -> None:
    assert cache_key("") == cache_key(None) == cache_key(DEFAULT)
