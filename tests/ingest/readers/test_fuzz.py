"""Whatever is done to valid input: articles or refusals come of it, in bounds, and it ends.

`tests/ingest/fuzz_readers.py` does the same with a fuzzer that follows the code.
"""

from __future__ import annotations

import faulthandler
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.readers import fuzzing
from ingest.readers.fuzzing import CORPUS, Endless, Layer
from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers.read import format_of, read_bytes
from newsbrowse_ingest.readers.registry import FORMATS
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator

LATEST = 900
"""In seconds: what hangs outside of Python, where calls are not counted, is ended then."""

WITHOUT_ARTICLES = {"XML"}

numbers = st.integers(min_value=0, max_value=20_000)
changes = st.lists(
    st.tuples(st.sampled_from(fuzzing.KINDS), numbers, numbers, numbers), min_size=1, max_size=5
)


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    faulthandler.dump_traceback_later(LATEST, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.parametrize("name", CORPUS)
def test_samples_are_valid(name: str) -> None:
    assert any(isinstance(each, Draft | NoTextError) for each in read_bytes(CORPUS[name], name))
    fuzzing.check(CORPUS[name], name)


def test_every_format_has_a_sample() -> None:
    known = {format_of(data, name).name for name, data in CORPUS.items()}
    assert known | WITHOUT_ARTICLES == {each.name for each in FORMATS}


def fuzz(name: str, examples: int) -> None:
    layers = fuzzing.layers(CORPUS[name])

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    @given(st.sampled_from(layers), changes, st.sampled_from(list(CORPUS.values())))
    def mutate(layer: Layer, steps: list[fuzzing.Change], other: bytes) -> None:
        data = layer.whole(fuzzing.mutated(layer.data, steps, other))
        fuzzing.check(data, name)

    mutate()


@pytest.mark.parametrize("name", CORPUS)
def test_mutated_input(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    fuzz(name, 20)
    assert capfd.readouterr() == ("", "")


@pytest.mark.long
@pytest.mark.parametrize("name", CORPUS)
def test_much_mutated_input(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    fuzz(name, 1_500)
    assert capfd.readouterr() == ("", "")


def test_what_does_not_end_is_noticed() -> None:
    def forever() -> None:
        while True:
            len("")

    with pytest.raises(Endless), fuzzing.counted(10_000):
        forever()
