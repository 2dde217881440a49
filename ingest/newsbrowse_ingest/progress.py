"""Progress of adding: how far it is, in numbers and in words, and the one way to stop it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbrowse_ingest.outcome import Outcome

SETTLED = 2.0
"""Seconds after which a rate is worth telling."""

_NUMBERS = ("all_files", "all_bytes", "files", "bytes", "position")
WORDS = {
    "added": "added",
    "present": "already there",
    "removed": "removed before",
    "restored": "restored",
    "failed": "failed",
}


@dataclass
class Progress:
    """Changed by whoever adds while others look at it; `stop` may be called from any thread.

    `all_files` and `all_bytes` are what is to be read, 0 while nobody knows; `position` is how many
    bytes of the file that is being read have been.
    """

    all_files: int = 0
    all_bytes: int = 0
    files: int = 0
    bytes: int = 0
    position: int = 0
    articles: Counter[str] = field(default_factory=Counter)
    """How many articles were added, present and failed."""
    stopped: bool = False
    writing: bool = False
    """Whether a batch is being written and told, which is not to be broken off."""
    clock: Callable[[], float] = monotonic

    def __post_init__(self) -> None:
        self._begun = self.clock()

    @property
    def state(self) -> dict[str, Any]:
        """The numbers, as another process takes them in with `follow`."""
        return {name: getattr(self, name) for name in _NUMBERS} | {"articles": self.articles}

    def follow(self, state: dict[str, Any]) -> None:
        """Take over the numbers of another progress."""
        for name in _NUMBERS:
            setattr(self, name, state[name])
        self.articles = Counter(state["articles"])

    def stop(self) -> None:
        """Let what has been read be added, and no more."""
        self.stopped = True

    def count(self, outcome: Outcome) -> None:
        """Take note of one article."""
        self.articles[outcome.status] += 1

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1."""
        return min(1.0, (self.bytes + self.position) / self.all_bytes) if self.all_bytes else 0.0

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return self.clock() - self._begun

    @property
    def rate(self) -> float:
        """Articles a second; 0 while it is too early to say."""
        return self.articles.total() / self.seconds if self.seconds > SETTLED else 0.0

    @property
    def left(self) -> float | None:
        """Seconds left at the pace so far, None while it is too early to say."""
        if self.seconds <= SETTLED or not 0 < self.share < 1:
            return None
        return self.seconds * (1 / self.share - 1)

    @property
    def brief(self) -> str:
        """How far it is, where there is little room."""
        if self.all_files > 1:
            parts = [f"adding {self.files:,} of {self.all_files:,}"]
        else:
            parts = [f"adding {self.articles.total() or ''}".rstrip()]
            parts += [f"{self.share:.0%}"] if self.share else []
        parts += [f"{self.articles['failed']:,} failed"] if self.articles["failed"] else []
        parts += [f"{duration(self.left)} left"] if self.left is not None else []
        return " · ".join(parts)

    @property
    def result(self) -> str:
        """What became of the articles, empty when there were none."""
        return ", ".join(
            f"{self.articles[status]:,} {words}"
            for status, words in WORDS.items()
            if self.articles[status]
        )

    @property
    def words(self) -> str:
        """How far it is: files, bytes, what became of the articles, their rate, the time left."""
        parts = [f"{self.files:,} of {counted(self.all_files, 'file')}"]
        parts.append(f"{megabytes(self.bytes + self.position)} of {megabytes(self.all_bytes)} MB")
        parts.append(f"{self.articles['added']:,} added")
        parts += [
            f"{self.articles[status]:,} {WORDS[status]}"
            for status in ("present", "removed", "restored", "failed")
            if self.articles[status]
        ]
        if self.rate:
            parts.append(f"{self.rate:,.0f}/s")
        if self.left is not None:
            parts.append(f"{duration(self.left)} left")
        return " · ".join(parts)


def counted(number: int, thing: str) -> str:
    """A number with its noun: `1 file`, `1,240 files`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def duration(seconds: float) -> str:
    """A time as people say it, roughly: `40 s`, `3 min`, `1 h 20 min`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def megabytes(number: int) -> str:
    """Bytes in millions, with one decimal place while they are few."""
    return f"{number / 1e6:,.1f}" if number < 1e8 else f"{number / 1e6:,.0f}"
