"""Adding: files, folders and standard input on their way into a library, one outcome each."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby, islice
from time import monotonic
from typing import TYPE_CHECKING, BinaryIO

from newsbrowse_ingest.outcome import NoTextError, Outcome, failed
from newsbrowse_ingest.progress import Progress
from newsbrowse_ingest.readers.format import Options, Remark
from newsbrowse_store.errors import LibraryError, NewsbrowseError, ReadError
from newsbrowse_store.values import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from newsbrowse_ingest.readers.format import Found
    from newsbrowse_ingest.readers.read import Input, Read
    from newsbrowse_store.library import Added, Library

    Article = Draft | ReadError
    Say = Callable[[str], None]
    Add = Callable[[Sequence[Draft]], Iterable[Added]]
    """Adds a batch of drafts, and says of each what became of it."""


BATCH, CHARACTERS, SECONDS = 500, 20_000_000, 2.0
"""Articles are made durable together: so many, or so much text, or what came in this time."""

FIRST = 50
"""So many are in the first batch, for somebody waits to see them."""

FEW_FILES, FEW_BYTES = 8, 4_000_000
"""So little is read before other processes have started."""


def silent(_: object) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class How:
    """How files are read: with which options, and by how many processes.

    What should be known about it is said to `remark`, the same only once. With `jobs` None a few
    files are read by this process, and many by a process for each core.
    """

    options: Options = field(default_factory=Options)
    remark: Say = silent
    jobs: int | None = None


def add_paths(
    library: Library,
    paths: Iterable[Path],
    annotator: str,
    stdin: BinaryIO | None = None,
    wanting: list[NoTextError] | None = None,
    *,
    progress: Progress | None = None,
    how: How | None = None,
) -> Iterator[Outcome]:
    """Add what `paths` name to `library`, folders with all below them; `-` reads `stdin`.

    Tags that come with an article are decisions of `annotator`. A path that cannot be read is an
    outcome like any other: the rest goes on. Each article is on disk when its outcome is yielded;
    the order is that of the paths. Entries without text are put in `wanting`, if it is given,
    rather than among the outcomes. Raises `StorageError` when the library cannot be written; what
    was yielded before stays added.
    """
    progress, how = progress or Progress(), how or How()
    found = _sorted_out(_read(paths, stdin, progress, how), wanting, how.remark)
    yield from _put(found, partial(library.add_many, annotator=annotator), progress)


def try_paths(
    root: Path,
    paths: Iterable[Path],
    stdin: BinaryIO | None = None,
    *,
    progress: Progress | None = None,
    how: How | None = None,
) -> Iterator[Outcome]:
    """What `add_paths` would yield for the library at `root`, if there is one. Writes nothing."""
    progress, how = progress or Progress(), how or How()
    found = _sorted_out(_read(paths, stdin, progress, how), None, how.remark)
    yield from _put(found, _would_add(root), progress)


def read_paths(
    paths: Iterable[Path], stdin: BinaryIO | None = None, how: How | None = None
) -> Iterator[tuple[str, Article]]:
    """Yield what is in what `paths` name, under its name: drafts, and why there are none."""
    how = how or How()
    found = _sorted_out(_read(paths, stdin, Progress(), how), None, how.remark)
    return (one for one in found if one is not None)


def add_found(
    library: Library,
    name: str,
    found: Iterable[Found],
    annotator: str,
    wanting: list[NoTextError] | None = None,
    *,
    progress: Progress | None = None,
) -> Iterator[Outcome]:
    """Add what was read from the input called `name`; as `add_paths`."""
    named = _sorted_out(((name, one) for one in found), wanting, silent)
    yield from _put(named, partial(library.add_many, annotator=annotator), progress or Progress())


def few(paths: Iterable[Path]) -> bool:
    """Whether the files that the paths name are so few that they are added in no time."""
    inputs = (each for each in _listed(paths, with_stdin=False) if not isinstance(each, ReadError))
    first = list(islice(inputs, FEW_FILES + 1))
    return len(first) <= FEW_FILES and sum(each.size for each in first if each) <= FEW_BYTES


# reading


def _read(
    paths: Iterable[Path], stdin: BinaryIO | None, progress: Progress, how: How
) -> Iterator[tuple[str, Found] | None]:
    """What is in what the paths name, under its name; None when nothing has come for a moment."""
    from newsbrowse_ingest.readers.read import Input  # not needed to start

    listed = list(_listed(paths, stdin is not None))
    inputs = [each for each in listed if isinstance(each, Input)]
    progress.all_files = len(inputs)
    progress.all_bytes = sum(each.size for each in inputs)
    with ExitStack() as pools:
        read = _reading(how, progress, pools)
        for files, some in groupby(listed, lambda each: isinstance(each, Input)):
            if files:
                inputs = [each for each in some if isinstance(each, Input)]
                yield from _noted(read(inputs), progress)
                continue
            for each in some:
                if isinstance(each, ReadError):
                    yield each.what, each
                elif stdin is not None:
                    yield from (("-", found) for found in _piped(stdin, how.options))


def _listed(paths: Iterable[Path], with_stdin: bool) -> Iterator[Input | ReadError | None]:
    """The files that the paths name; None stands for standard input."""
    from newsbrowse_ingest.readers.read import Input
    from newsbrowse_ingest.readers.walk import walk

    for path in paths:
        if with_stdin and str(path) == "-":
            yield None
            continue
        for each in walk([path]):
            yield each if isinstance(each, ReadError) else Input(each, _size(each))


def _piped(stdin: BinaryIO, options: Options) -> Iterator[Found]:
    from newsbrowse_ingest.readers.read import LIMIT, read_bytes

    data = stdin.read(LIMIT + 1)  # formats are told by going back to the start, so in memory
    if len(data) > LIMIT:
        yield ReadError("-", f"is larger than {LIMIT // 2**20} MiB", "Save it as a file, add that.")
    else:
        yield from read_bytes(data, "-", options)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # whoever reads it will say so
        return 0


def _reading(
    how: How, progress: Progress, pools: ExitStack
) -> Callable[[Iterable[Input]], Iterator[Read | None]]:
    """What reads inputs: this process, or others, which `pools` ends."""
    from newsbrowse_ingest.readers.read import read_here
    from newsbrowse_store.processes.environment import cores

    few = progress.all_files <= FEW_FILES and progress.all_bytes <= FEW_BYTES
    if how.jobs is None and few:
        return partial(read_here, options=how.options)
    from newsbrowse_ingest.readers.pool.pool import Pool

    jobs = min(how.jobs or cores(), max(1, progress.all_files))
    return pools.enter_context(Pool(jobs, how.options)).read


def _noted(reads: Iterable[Read | None], progress: Progress) -> Iterator[tuple[str, Found] | None]:
    for read in reads:
        if read is None:
            yield None
        elif read.found is not None:
            progress.position = read.position
            yield str(read.input.path), read.found
        else:
            progress.files += 1
            progress.bytes += read.input.size
            progress.position = 0


def _sorted_out(
    found: Iterable[tuple[str, Found] | None], wanting: list[NoTextError] | None, remark: Say
) -> Iterator[tuple[str, Article] | None]:
    """The articles found, without remarks, and without what is wanting."""
    said: set[str] = set()
    for each in found:
        name, one = each or ("", None)
        if isinstance(one, Remark):
            if one.said not in said:
                said.add(one.said)
                remark(f"{one.what}: {one.said}")
        elif wanting is not None and isinstance(one, NoTextError):
            wanting.append(one)
        else:
            yield None if one is None else (name, one)


# writing


def _put(
    found: Iterable[tuple[str, Article] | None], add: Add, progress: Progress
) -> Iterator[Outcome]:
    for batch in _batches(found, progress):
        drafts = [one for _, one in batch if isinstance(one, Draft)]
        progress.writing = True
        added = iter(_added(drafts, add))
        for name, one in batch:
            which = next(added) if isinstance(one, Draft) else one
            if isinstance(which, NewsbrowseError):
                yield failed(name, which)
            else:
                yield Outcome(name, which.id, which.status)
        progress.writing = False  # now that all of the batch has been told


def _batches(
    found: Iterable[tuple[str, Article] | None], progress: Progress
) -> Iterator[list[tuple[str, Article]]]:
    """Cut what is found into batches, each written before the next is begun."""
    batch: list[tuple[str, Article]] = []
    size, begun, most = 0, monotonic(), FIRST
    for one in found:
        if one is not None:
            batch.append(one)
            size += len(one[1].text) if isinstance(one[1], Draft) else 0
        full = len(batch) >= most or size >= CHARACTERS
        if batch and (full or one is None or monotonic() - begun >= SECONDS):
            yield batch
            batch, size, begun, most = [], 0, monotonic(), BATCH
        if progress.stopped:
            break
    if batch:
        yield batch


def _added(drafts: Sequence[Draft], add: Add) -> list[Added | NewsbrowseError]:
    """Add a batch; one that another stands in the way of fails alone."""
    try:
        return list(add(drafts))
    except LibraryError as error:
        if len(drafts) == 1:
            return [error]
        middle = len(drafts) // 2
        return [*_added(drafts[:middle], add), *_added(drafts[middle:], add)]


def _would_add(root: Path) -> Add:
    """What says of drafts what `Library.add_many` would, and writes nothing.

    There need be no library at `root`.
    """
    from newsbrowse_store.library import Added
    from newsbrowse_store.records.creation import sort_out

    offered: set[str] = set()

    def say(drafts: Sequence[Draft]) -> Iterator[Added]:
        ids, fresh = sort_out(root, drafts)
        for id_ in ids:
            new = id_ in fresh and id_ not in offered
            offered.add(id_)
            yield Added(id_, "added" if new else "present")

    return say
