"""The reading pane at 200,000 words and 10,000 mentions against itself at 500, and a TextArea.

Each runs in a pseudo-terminal of its own and they are asked in turn. Time ends with the last byte
that reaches the terminal; processor time is that of all threads until then. The bounds are on
processor time, which another program on the machine does not lengthen; the clock stands beside it.
"""

from __future__ import annotations

import random
import sys
from statistics import median

from benchmarks.terminal import Program, Sample, p95, report

LONG, SHORT = 200_000, 500
MENTIONS_A_WORD = 10_000 / LONG
KEYS = [*["\x1b[B"] * 25, *["\x1b[C"] * 20, *["\x1b[A"] * 25, *["\x1b[D"] * 10]
ROUNDS, SHOWS = 2, 10
SEED = 20_260_301


class Subject(Program):
    """One of the two widgets with an article of so many words."""

    def __init__(self, kind: str, words: int) -> None:
        super().__init__([sys.executable, "-m", __spec__.name, kind, str(words)])
        self.keys, self.shows = Sample(), Sample()
        self.wait_for(" ")
        self.settle(2.0)


def article(words: int) -> str:
    """Made-up prose in paragraphs of forty words."""
    dice = random.Random(SEED)
    letters = "etaoinshrdlucmfwygpbvk"
    lexicon = ["".join(dice.choices(letters, k=dice.randint(2, 10))) for _ in range(4000)]
    paragraphs = (
        " ".join(dice.choices(lexicon, k=40)).capitalize() + "." for _ in range(words // 40)
    )
    return "\n\n".join(paragraphs)


def run_pane(words: int) -> None:
    """A reading pane that shows the same article anew at each `s`."""
    from textual.app import App, ComposeResult

    from newsbrowse.layout.layers import Mark
    from newsbrowse.layout.page import Document
    from newsbrowse.widgets.reading_pane.reading_pane import ReadingPane

    text = article(words)
    count = int(words * MENTIONS_A_WORD)
    labels = ("PERSON", "ORG", "GPE", "DATE")
    places = [len(text) * i // count for i in range(count)]
    marks = [Mark(at, at + 12, labels[i % 4], i % 3 == 0, i) for i, at in enumerate(places)]
    document = Document("a", text, heading="A headline", subtitle="Wire · 1 March")

    class Bench(App[None]):
        BINDINGS = [("s", "show", "")]

        def compose(self) -> ComposeResult:
            yield ReadingPane()

        def on_mount(self) -> None:
            pane = self.query_one(ReadingPane)
            pane.set_colours(
                dict(zip(labels, ("#6aa5ff", "#f0a04b", "#76c76b", "#888"), strict=True))
            )
            pane.focus()
            self.action_show()

        def action_show(self) -> None:
            pane = self.query_one(ReadingPane)
            pane.show(document)
            pane.set_marks(marks)

    Bench().run()


def run_text_area(words: int) -> None:
    """Textual's own text area with the same article."""
    from textual.app import App, ComposeResult
    from textual.widgets import TextArea

    text = article(words)

    class Bench(App[None]):
        BINDINGS = [("s", "show", "")]

        def compose(self) -> ComposeResult:
            yield TextArea(read_only=True)

        def on_mount(self) -> None:
            area = self.query_one(TextArea)
            area.cursor_blink = False  # else the terminal is never quiet
            area.focus()
            self.action_show()

        def action_show(self) -> None:
            self.query_one(TextArea).load_text(text)

    Bench().run()


def main() -> int:
    """Measure all, print figures and ratios; the exit code says whether all bounds hold."""
    subjects = {
        "pane 500": Subject("pane", SHORT),
        "pane 200,000": Subject("pane", LONG),
        "TextArea 200,000": Subject("text-area", LONG),
    }
    try:
        for _ in range(ROUNDS):
            for subject in subjects.values():
                for key in KEYS:
                    subject.press(key, subject.keys)
        for _ in range(SHOWS):
            for name, subject in subjects.items():
                subject.press("s", subject.shows, 1.5 if name.startswith("Text") else 0.25)
    finally:
        for subject in subjects.values():
            subject.close()
    print(f"{'':<18}{'key: cpu p50':>13}{'p95':>8}{'wall p95':>10}{'bytes p50':>11}", end="")
    print(f"{'show: cpu p50':>16}{'wall p50':>10}   (ms)")
    for name, subject in subjects.items():
        key, show = subject.keys, subject.shows
        print(
            f"{name:<18}{median(key.cpu):>13.1f}{p95(key.cpu):>8.1f}{p95(key.wall):>10.1f}", end=""
        )
        print(f"{median(key.size):>11.0f}{median(show.cpu):>16.1f}{median(show.wall):>10.1f}")
    short, long, area = subjects.values()
    held = [
        report("key p95, 200,000 words to 500", p95(long.keys.cpu) / p95(short.keys.cpu), 1.2),
        report("key p95, pane to TextArea", p95(long.keys.cpu) / p95(area.keys.cpu), 0.2),
        report(
            "bytes of a key, pane to TextArea", median(long.keys.size) / median(area.keys.size), 0.2
        ),
        report("show, 200,000 words to 500", median(long.shows.cpu) / median(short.shows.cpu), 3.0),
        report("show, pane to TextArea", median(long.shows.cpu) / median(area.shows.cpu), 0.2),
    ]
    return 0 if all(held) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["pane"]:
        run_pane(int(sys.argv[2]))
    elif sys.argv[1:2] == ["text-area"]:
        run_text_area(int(sys.argv[2]))
    else:
        sys.exit(main())
