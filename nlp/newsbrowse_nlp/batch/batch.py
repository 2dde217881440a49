"""Batch: many articles analysed by any executor, of this machine or of a cluster.

All that goes to a process is in the call, texts and names too, so it needs no library and no file.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections import deque
from concurrent.futures import FIRST_COMPLETED, CancelledError, wait
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from newsbrowse_nlp.pieces import pieces
from newsbrowse_nlp.pipeline import PipelineError, key_of, resolve
from newsbrowse_nlp.rules.known_names import Known, prepare
from newsbrowse_nlp.suggest import suggest
from newsbrowse_nlp.worker import wire
from newsbrowse_store.errors import NewsbrowseError
from newsbrowse_store.processes.json_child import encode
from newsbrowse_store.values import Region, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Executor, Future

    from newsbrowse_nlp.pipeline import PipelineInfo
    from newsbrowse_nlp.worker.child import Finder
    from newsbrowse_store.values import KnownName

Asked = tuple[str, str, tuple[Region, ...]]
"""An article: its id, its text, and the regions of the text."""

ARTICLES, CHARACTERS = 16, 100_000
"""So many articles, or so much text, go to a process at a time."""

HOPELESS = 12
"""After so many calls in a row that nothing came back from, there is no point in going on."""

_REMEDY = "What was analysed stays; the log that `newsbrowse paths` names may say why."

_at_work = threading.Lock()
"""A process of a cluster may have several threads, a model is for one at a time."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """What is suggested in one article; `error` is empty, or says why it could not be analysed."""

    id: str
    suggestions: tuple[Suggestion, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Call:
    chunk: tuple[Asked, ...]
    lives: int


def analyse(
    executor: Executor,
    articles: Iterable[Asked],
    pipeline: PipelineInfo,
    known: Sequence[KnownName],
    *,
    ahead: int,
    lives: int = 2,
) -> Iterator[list[Analysed]]:
    """Analyse articles as the app's worker does; yield some at a time, as they are done.

    `known` are the library's names. No more than `ahead` calls wait or are worked on, so `articles`
    is read as it is needed and may be endless. When the process that has some articles dies, each
    of them is given to another alone, `lives` times at most, so that only the one it died of fails.

    Raises PipelineError when the pipeline cannot be used where the work is done, or the processes
    there just die.
    """
    key = key_of(pipeline)
    names = zlib.compress(encode(wire.names_message(known, 0)))
    calls = (_Call(chunk, lives) for chunk in _chunks(articles))
    again: deque[_Call] = deque()
    running: dict[Future[list[Analysed]], _Call] = {}
    losses = 0
    try:
        while True:
            while len(running) < ahead:
                call = again.popleft() if again else next(calls, None)
                if call is None:
                    break
                future = executor.submit(analyse_chunk, call.chunk, pipeline.name, key, names)
                running[future] = call
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                call = running.pop(future)
                if not (error := _error(future)):
                    losses = 0
                    yield future.result()
                    continue
                if (losses := losses + 1) == HOPELESS:
                    reason = f"its processes end, one by one ({error})"
                    raise PipelineError("Analysis", reason, _REMEDY)
                if len(call.chunk) > 1:
                    again.extend(_Call((one,), lives) for one in call.chunk)
                elif call.lives > 1:
                    again.append(_Call(call.chunk, call.lives - 1))
                else:
                    yield [Analysed(call.chunk[0][0], error=error)]
    finally:
        for future in running:
            future.cancel()


def analyse_chunk(chunk: Sequence[Asked], pipeline: str, key: str, names: bytes) -> list[Analysed]:
    """What is done with each call, in whichever process: find entities, and apply the rules.

    `names` are the library's, packed. An article that cannot be analysed fails alone. Raises
    PipelineError unless this process has a pipeline whose answers are good for `key`.
    """
    with _at_work:
        return _analysed(chunk, _model(pipeline, key), _unpacked(names))


def _analysed(chunk: Sequence[Asked], model: Finder, known: Known) -> list[Analysed]:
    try:
        found = find(model, [text for _, text, _ in chunk])
        return [
            Analysed(id_, tuple(suggest(text, some, regions, known)))
            for (id_, text, regions), some in zip(chunk, found, strict=True)
        ]
    except Exception as error:
        if len(chunk) == 1:
            return [Analysed(chunk[0][0], error=f"{type(error).__name__}: {error}")]
        return [each for one in chunk for each in _analysed([one], model, known)]


def find(model: Finder, texts: Sequence[str]) -> list[list[Suggestion]]:
    """What the model finds in each text, of which it is given pieces."""
    cut = [(number, *span) for number, text in enumerate(texts) for span in pieces(text)]
    answers = model.entities([texts[number][start:end] for number, start, end in cut])
    found: list[list[Suggestion]] = [[] for _ in texts]
    for (number, start, _), entities in zip(cut, answers, strict=True):
        for first, last, label in entities:
            span = (start + first, start + last)
            found[number].append(Suggestion(*span, label, texts[number][slice(*span)]))
    return found


@lru_cache(maxsize=1)
def _model(pipeline: str, key: str) -> Finder:
    info = resolve(pipeline)
    if info is None or key_of(info) != key:
        there = key_of(info) if info else "nothing"
        raise PipelineError(
            f"Pipeline {pipeline}",
            f"is another where the work is done: {there}, not {key}",
            "Install the same versions there and here.",
        )
    from newsbrowse_nlp.spacy_pipeline import Model

    try:
        return Model(pipeline)
    except Exception as error:
        reason = f"cannot be loaded ({type(error).__name__}: {error})"
        raise PipelineError(f"Pipeline {pipeline}", reason, "Install it anew.") from error


@lru_cache(maxsize=1)
def _unpacked(names: bytes) -> Known:
    return prepare(wire.names_in(json.loads(zlib.decompress(names))))


def _chunks(articles: Iterable[Asked]) -> Iterator[tuple[Asked, ...]]:
    chunk: list[Asked] = []
    size = 0
    for article in articles:
        chunk.append(article)
        size += len(article[1])
        if len(chunk) == ARTICLES or size >= CHARACTERS:
            yield tuple(chunk)
            chunk, size = [], 0
    if chunk:
        yield tuple(chunk)


def _error(future: Future[list[Analysed]]) -> str:
    """Why nothing came of a call, empty if something did. Raises what would befall every call."""
    try:
        error = future.exception()
    except CancelledError:
        return "the call was lost"
    if isinstance(error, NewsbrowseError):
        raise error
    if isinstance(error, ImportError):
        raise PipelineError(
            "Analysis",
            f"a process that is to do it lacks {error.name or error}",
            "Install newsbrowse, with the same pipeline, wherever the cluster has workers.",
        ) from error
    return "" if error is None else f"{type(error).__name__}: {error}"
