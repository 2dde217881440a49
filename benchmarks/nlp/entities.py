"""How well entities are suggested: the model alone, and with each rule, against people's gold.

Run: `python benchmarks/entities.py` (reads ../shared/data, loads the small pipeline).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsbrowse_nlp.batch.batch import find
from newsbrowse_nlp.pipeline import default_model
from newsbrowse_nlp.rules.captions import repeats
from newsbrowse_nlp.rules.words import TextWords
from newsbrowse_nlp.spacy_pipeline import Model
from newsbrowse_nlp.suggest import ALL, Rule, suggest
from newsbrowse_store.values import KnownName, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
BOUND = 1.04
CORRECTED = (5, 10, 20)

MAPPING = {
    "PERSON": {"PER"},
    "ORG": {"ORG"},
    "GPE": {"LOC", "ORG"},
    "LOC": {"LOC"},
    "FAC": {"LOC"},
}
GOLD = {
    "PERSON": "PER",
    "ORG": "ORG",
    "LOC": "LOC",
    "Person": "PER",
    "Organisation": "ORG",
    "Location": "LOC",
}
DECIDED = {"PER": "PERSON", "ORG": "ORG", "LOC": "GPE"}
PRONOUNS = frozenset(
    "i me we us our you he him his she her it its they them their who".split()  # noqa: SIM905
)

Span = tuple[int, int, str]


@dataclass(frozen=True)
class Document:
    """A text with the names people marked, and what the model finds in it."""

    text: str
    gold: list[Span]
    found: list[Suggestion]


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1, in per cent."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"{self.precision:5.1f} {self.recall:5.1f} {self.f1:5.1f}"


def read(model: Model, name: str) -> list[Document]:
    documents = []
    for line in (DATA / "gold" / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        gold = [
            (start, end, GOLD[label])
            for start, end, label in row["spans"]
            if label in GOLD and text[start:end].lower() not in PRONOUNS
        ]
        documents.append(Document(text, gold, find(model, [text])[0]))
    return documents


def exact(gold: Span, one: Suggestion) -> bool:
    return gold[:2] == (one.start, one.end)


def overlap(gold: Span, one: Suggestion) -> bool:
    return gold[0] < one.end and one.start < gold[1]


def score(
    documents: Sequence[Document],
    suggested: Sequence[Sequence[Suggestion]],
    same: Callable[[Span, Suggestion], bool],
) -> Score:
    """Each gold span is hit once at most, each suggestion is right or wrong."""
    hits = wanted = offered = 0
    for document, suggestions in zip(documents, suggested, strict=True):
        free = list(document.gold)
        wanted += len(free)
        for one in suggestions:
            right = MAPPING.get(one.label)
            if right is None:
                continue
            offered += 1
            hit = next((span for span in free if span[2] in right and same(span, one)), None)
            if hit:
                free.remove(hit)
                hits += 1
    return Score(100 * hits / max(offered, 1), 100 * hits / max(wanted, 1))


def with_rules(
    documents: Sequence[Document], rules: Set[Rule], known: Sequence[KnownName] = ()
) -> list[list[Suggestion]]:
    return [suggest(one.text, one.found, (), known, rules) for one in documents]


def decided(documents: Sequence[Document]) -> list[KnownName]:
    """The names that people would have decided after correcting these documents."""
    counts = Counter(
        (document.text[start:end], DECIDED[label])
        for document in documents
        for start, end, label in document.gold
    )
    return [KnownName(name, label, count) for (name, label), count in counts.items()]


def report(
    title: str, documents: Sequence[Document], suggested: Sequence[Sequence[Suggestion]]
) -> float:
    by_overlap = score(documents, suggested, overlap)
    print(f"  {title:<34} {by_overlap}   {score(documents, suggested, exact)}")
    return by_overlap.f1


def measure(name: str, documents: Sequence[Document]) -> float:
    """Prints one corpus; returns the ratio of F1 with name agreement to F1 without."""
    print(f"\n{name}: {len(documents)} documents, {sum(len(one.gold) for one in documents)} names")
    print(f"  {'':<34} overlap P R F1     exact P R F1")
    report("the model's spans as they are", documents, [one.found for one in documents])
    alone = report("no rule (fitted to words)", documents, with_rules(documents, frozenset()))
    agreeing = report("only agreement", documents, with_rules(documents, {Rule.AGREEMENT}))
    report("only captions", documents, with_rules(documents, {Rule.CAPTIONS}))
    report("agreement, captions", documents, with_rules(documents, {Rule.AGREEMENT, Rule.CAPTIONS}))
    for count in CORRECTED:
        if count < len(documents) - 5:
            known, rest = decided(documents[:count]), documents[count:]
            print(f"  after {count} documents corrected, on the other {len(rest)}")
            report("  no rule", rest, with_rules(rest, frozenset()))
            report("  only known", rest, with_rules(rest, {Rule.KNOWN}, known))
            report("  agreement", rest, with_rules(rest, {Rule.AGREEMENT}))
            both = {Rule.AGREEMENT, Rule.KNOWN}
            report("  agreement, known", rest, with_rules(rest, both, known))
            report("  agreement, known, captions", rest, with_rules(rest, ALL, known))
    return agreeing / alone


def captions(model: Model) -> None:
    """Prints how many entities of a repeated caption come back that were missed in one of two."""
    for path in sorted((DATA / "seed").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        (found,) = find(model, [text])
        repeat = next(repeats(TextWords(text)))
        inside = [
            one
            for one in found
            for start in repeat.starts
            if start <= one.start and one.end <= start + repeat.length
        ]
        for rules in (frozenset[Rule](), {Rule.AGREEMENT}, {Rule.CAPTIONS}):
            back = 0
            for missed in inside:
                rest = [one for one in found if one != missed]
                spans = [
                    (one.start, one.end, one.label) for one in suggest(text, rest, rules=rules)
                ]
                back += (missed.start, missed.end, missed.label) in spans
            title = ", ".join(rules) or "no rule"
            print(f"  {title:<34} {back} of {len(inside)} entities come back when one is missed")


def main() -> int:
    name = default_model()
    if name is None or not DATA.exists():
        print("needs the small pipeline and ../shared/data", file=sys.stderr)
        return 1
    print(f"{name}; labels: {MAPPING}; pronouns in the gold are left out")
    model = Model(name)
    ratio = measure("GUM news", read(model, "gum_news.dev.jsonl"))
    measure("re3d", read(model, "re3d_free.dev.jsonl"))
    print("\nthe repeated caption of the seed article")
    captions(model)
    verdict = "kept" if ratio >= BOUND else "MISSED"
    print(f"\nname agreement on GUM news: {ratio:.3f} × without (≥ {BOUND}: {verdict})")
    return 0 if ratio >= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
