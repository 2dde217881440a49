from __future__ import annotations

from pathlib import Path

import pytest

from newsbrowse_nlp.pipeline import default_model
from newsbrowse_nlp.spacy_pipeline import Model

SEED = Path(__file__).resolve().parents[2].parent / "shared/data/seed/000_051ec69eb1fcfc05.txt"


@pytest.fixture(scope="session")
def model() -> Model:
    name = default_model()
    assert name, "the small English pipeline is a dependency"
    return Model(name)


@pytest.fixture(scope="session")
def seed() -> str:
    if not SEED.exists():
        pytest.skip("the seed article of ../shared/data is not here")
    return SEED.read_text(encoding="utf-8")
