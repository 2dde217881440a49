"""Version chain: the versions of an article with what is decided in each, and their differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from newsbrowse_store.records.appearances import appearances_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newsbrowse_store.decisions.carrying import Carried
    from newsbrowse_store.library import Library
    from newsbrowse_store.text.differences import Kind, Passage
    from newsbrowse_store.values import Appearance, Article

COUNTED = ("mentions", "relations", "tags", "notes")
"""What is counted of each version."""

SIGNS: Mapping[Kind, tuple[str, str]] = {
    "same": ("", ""),
    "removed": ("[-", "-]"),
    "added": ("{+", "+}"),
}
"""What stands around words that were taken out and added, for those who see no colours."""


class ArticleVersion(Struct, frozen=True):
    """A version: when it was seen last and where, and how much is decided in it.

    `head` is the one that is listed.
    """

    article: Article
    seen: str
    head: bool
    decided: Mapping[str, int]
    appearances: tuple[Appearance, ...] = ()

    @property
    def id(self) -> str:
        """The id of the article that it is."""
        return self.article.id


def version_chain(library: Library, id_: str) -> list[ArticleVersion]:
    """Return the versions of an article, itself among them; the one listed is the last.

    Raises `StorageError`.
    """
    chain = library.catalogue.versions(id_)
    found = []
    for version in chain:
        record = library.record(version.id)
        decisions = record.decisions()
        decided = {name: len(getattr(decisions, name)) for name in COUNTED}
        last = version.id == chain[-1].id
        found.append(
            ArticleVersion(record.article(), version.seen, last, decided, appearances_of(record))
        )
    return found


def version_before(chain: Sequence[ArticleVersion], id_: str) -> tuple[str, str] | None:
    """Return from which version decisions are carried over to which, None where there is one only.

    It is from the version named to the one listed; where that is the same, from the last before it
    that has any.
    """
    head = chain[-1].id
    if id_ != head:
        return id_, head
    earlier = [one for one in chain if one.id != head]
    decided = [one for one in earlier if any(one.decided.values())]
    return ((decided or earlier)[-1].id, head) if earlier else None


def seen_words(seen: str) -> str:
    """When a version was seen, to the minute."""
    return seen[:16].replace("T", " ")


def decided_words(decided: Mapping[str, int]) -> str:
    """How much is decided: `3 mentions, 1 tag`."""
    said = [f"{n} {name if n != 1 else name[:-1]}" for name, n in decided.items() if n]
    return ", ".join(said) or "nothing decided"


def carried_words(carried: Carried) -> str:
    """What was carried over, in a line."""
    said = f"carried over {decided_words(carried.added)}" if carried.added else "nothing to carry"
    there = sum(carried.present.values())
    return said + (f"; {there} there already" if there else "")


def passage_words(
    passage: Passage, old: str, new: str, kinds: Sequence[Kind] = ("same", "removed", "added")
) -> Iterator[tuple[str, Kind]]:
    """Yield the parts of a passage of these kinds, with signs, and the space that is before them.

    What is changed in the middle of a sentence has signs; a whole sentence that was taken out or
    added has none.
    """
    whole = len(passage.parts) == 1
    first = True
    for part in passage.parts:
        if part.kind not in kinds:
            continue
        text, span = (new, part.new) if part.kind == "added" else (old, part.old)
        before, behind = ("", "") if whole else SIGNS[part.kind]
        spaced = not first and text[max(span.start - 1, 0) : span.start].isspace()
        yield f"{' ' * spaced}{before}{text[span.start : span.end]}{behind}", part.kind
        first = False


def passage_sign(passage: Passage) -> str:
    """`+` for a sentence that was added, `-` for one taken out, `~` for one that was changed."""
    if not passage.changed:
        return " "
    signs = {"added": "+", "removed": "-"}
    return signs.get(passage.parts[0].kind, "~") if len(passage.parts) == 1 else "~"
