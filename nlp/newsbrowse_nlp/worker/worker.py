"""The parent's side of the analysing process: asks, answers and what to do when it dies."""

from __future__ import annotations

import asyncio
import hashlib
import heapq
import traceback
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsbrowse_nlp.pipeline import NO_PIPELINE
from newsbrowse_nlp.worker import wire
from newsbrowse_store.processes.json_child import EndedError
from newsbrowse_store.processes.loop_child import LoopChild, start_child

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from newsbrowse_store.values import KnownName, Region, Suggestion

OPEN, NEAR, IDLE = range(3)
"""Priorities of an ask: the open article, its neighbours in the list, the rest."""

WINDOW = 16
"""Questions that the child has at once; more urgent ones are sent in any case."""

LIVES = 2
"""How often the process is started before the worker counts as down."""

WorkerState = Literal["starting", "ready", "busy", "down", "missing"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is suggested in one article.

    `key` is the `cache_key` it is good for, `names_version` that of the library's names used.
    `error` is empty, or says why this article could not be analysed.
    """

    id: str
    sha256: str
    key: str
    suggestions: tuple[Suggestion, ...]
    names_version: int
    error: str = ""


@dataclass(slots=True)
class _Ask:
    ticket: int
    id: str
    text: str
    regions: tuple[Region, ...]
    priority: int

    @property
    def rank(self) -> tuple[int, int]:
        return (self.priority, self.ticket)


class Worker:
    """Suggestions from a process of lower priority, the most urgent article first.

    `model` names a pipeline, None means the default one. `on_answer` and `on_state` are called in
    the event loop that `start` was called in. A process that dies is started again once; when it
    talks nonsense, or one of the two raises, the worker is down and the log says where.

    States: `starting`; `ready`, with nothing to do; `busy`; `missing`, there is no pipeline that
    can be used, and answers come from the library's names alone; `down`, there will be no answers
    until `start` is called again. `reason` says why for the last two.
    """

    def __init__(
        self,
        model: str | None,
        log: Path,
        on_answer: Callable[[Answer], None],
        on_state: Callable[[str], None],
    ) -> None:
        self._launch = wire.Launch(model, log)
        self._on_answer = on_answer
        self._on_state = on_state
        self.key = self._launch.key
        self.reason = self._launch.problem
        self.state: WorkerState = "starting"
        self._child: LoopChild | None = None
        self._following: asyncio.Task[None] | None = None
        self._stopping = False
        self._tickets = 0
        self._waiting: dict[str, _Ask] = {}
        self._order: list[tuple[tuple[int, int], str]] = []
        self._sent: dict[str, _Ask] = {}
        self._names: wire.Message | None = None

    @property
    def pid(self) -> int | None:
        """The id of the process, None while there is none."""
        return self._child.pid if self._child else None

    async def start(self) -> None:
        """Starts the process, unless there is one; returns at once."""
        if self._following is None or self._following.done():
            self._stopping = False
            self._following = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Kills the process, whatever it is doing. What was asked and not answered is forgotten."""
        self._stopping = True
        self._waiting.clear()
        self._sent.clear()
        if self._child:
            self._child.kill()
        if self._following:
            await self._following

    def ask(
        self, article_id: str, text: str, regions: Sequence[Region] = (), priority: int = OPEN
    ) -> None:
        """Asks for the suggestions in an article; smaller priorities are answered first.

        Asked again, an article moves to the new priority; what was asked with another text or
        other regions is dropped.
        """
        ask = _Ask(0, article_id, text, tuple(regions), priority)
        pending = self._sent.get(article_id) or self._waiting.get(article_id)
        if pending and (pending.text, pending.regions) == (ask.text, ask.regions):
            pending.priority = priority
            if article_id in self._sent:
                self._tell({"do": "priority", "ticket": pending.ticket, "priority": priority})
                return
            ask = pending
        else:
            self.forget(article_id)
            self._tickets += 1
            ask.ticket = self._tickets
        self._wait(ask)
        self._feed()

    def forget(self, article_id: str) -> None:
        """Drops what was asked about an article; no answer to it comes any more."""
        self._waiting.pop(article_id, None)
        sent = self._sent.pop(article_id, None)
        if sent:
            self._tell({"do": "drop", "ticket": sent.ticket})

    def set_names(self, names: Sequence[KnownName], version: int) -> None:
        """The library's names from now on; the same version again costs nothing.

        Articles answered before are not answered anew: ask again where it matters.
        """
        if self._names is None or self._names["version"] != version:
            self._names = wire.names_message(names, version)
            self._tell(self._names)

    async def _follow(self) -> None:
        """One life of the process after the other."""
        for _ in range(LIVES):
            self._set_state("starting")
            try:
                await self._live()
            except (EndedError, OSError) as error:
                how = str(error)
            except Exception as error:  # a line that makes no sense, or an answer nobody can take
                how = f"{type(error).__name__}: {error}"
                self._log(traceback.format_exc())
                break
            if self._stopping:
                return
        self.reason = f"the worker died ({how}), see {self._launch.log}"
        self._set_state("down")

    def _log(self, words: str) -> None:
        with suppress(OSError), self._launch.open_log() as log:
            log.write(words.encode(errors="replace"))

    async def _live(self) -> None:
        """Starts the process and hears it out. Raises EndedError when it ends by itself."""
        with self._launch.open_log() as log:
            child = await start_child(self._launch.command, log, self._launch.environment())
        self._child = child
        try:
            self._resume()
            while not self._stopping:
                self._hear(await child.hear())
        finally:
            self._child = None
            await child.close()

    def _resume(self) -> None:
        """Tells a new process what the last one knew."""
        if self._names:
            self._tell(self._names)
        for ask in self._sent.values():
            self._wait(ask)
        self._sent.clear()
        self._feed()

    def _hear(self, message: wire.Message) -> None:
        match message["say"]:
            case "ready":
                self._set_state("busy" if self._sent else "ready")
            case "missing":
                self.reason = self.reason or message["reason"]
                self.key = NO_PIPELINE
                self._set_state("missing")
            case "answer" | "error":
                self._answered(message)

    def _answered(self, message: wire.Message) -> None:
        asks = (one for one in self._sent.values() if one.ticket == message["ticket"])
        ask = next(asks, None)
        if ask is None:
            return
        del self._sent[ask.id]
        self._feed()
        error = message.get("reason", "")
        self._on_answer(
            Answer(
                ask.id,
                _sha256(ask.text),
                self.key,
                () if error else wire.suggestions_in(message, ask.text),
                message.get("names", 0),
                error,
            )
        )

    def _wait(self, ask: _Ask) -> None:
        self._waiting[ask.id] = ask
        heapq.heappush(self._order, (ask.rank, ask.id))

    def _feed(self) -> None:
        """Sends as much of what waits as the child should have, and notes whether it is busy."""
        while self._child and self._order:
            rank, id_ = self._order[0]
            ask = self._waiting.get(id_)
            if ask and ask.rank == rank:
                urgent = all(rank[0] < sent.priority for sent in self._sent.values())
                if len(self._sent) >= WINDOW and not urgent:
                    break
                self._send(self._waiting.pop(id_))
            heapq.heappop(self._order)
        if self.state in ("ready", "busy"):
            self._set_state("busy" if self._sent else "ready")

    def _send(self, ask: _Ask) -> None:
        self._sent[ask.id] = ask
        sha256 = _sha256(ask.text)
        message = wire.ask_message(ask.ticket, ask.text, sha256, ask.regions, ask.priority)
        self._tell(message)

    def _tell(self, message: wire.Message) -> None:
        if self._child:
            self._child.tell(message)

    def _set_state(self, state: WorkerState) -> None:
        if state != self.state:
            self.state = state
            self._on_state(state)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
