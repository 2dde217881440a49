"""Creation: new articles, made durable by the batch."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from newsbrowse_store.disk.json_lines import dumps
from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.disk.staging import Staging
from newsbrowse_store.disk.system import (
    SYSTEM,
    System,
    look,
    make_folder,
    replace_file,
    sync_together,
)
from newsbrowse_store.errors import LibraryError
from newsbrowse_store.records.appearances import appearance_document
from newsbrowse_store.records.article import ArticleRecord, article_lock, article_path
from newsbrowse_store.records.documents import (
    APPEARANCES,
    ARTICLE,
    ARTICLE_TABLES,
    text_sum,
    to_document,
)
from newsbrowse_store.records.ids import new_id, now
from newsbrowse_store.text.tokens import article_id, storable
from newsbrowse_store.values import Metadata, Region, Tag, fields, replace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newsbrowse_store.disk.raw_tables import RawTables
    from newsbrowse_store.values import Draft

_METADATA = fields(Metadata)
_REGION = fields(Region)


@dataclass(frozen=True, slots=True)
class Created:
    """What became of a draft: the id of its article, and its record if it is new in the library."""

    id: str
    record: ArticleRecord | None = None

    @property
    def new(self) -> bool:
        """Whether the article is new in the library."""
        return self.record is not None


def create_articles(
    root: Path, drafts: Iterable[Draft], annotator: str = "", system: System = SYSTEM
) -> list[Created]:
    """Add a batch of articles to the library at `root`; when this returns, all are durable.

    A text that is there already stays as it is, with its decisions. After a crash each article
    is there whole or not at all. The batch is held in memory, so cut large ones in pieces. What
    no file can hold in a draft (lone surrogates) becomes U+FFFD.
    `annotator` is who the tags of the drafts are ascribed to. Raises `StorageError`, and
    `LibraryError` for a text whose id another one has.
    """
    ids, fresh = sort_out(root, drafts, system)
    texts = {id_: draft.text for id_, draft in fresh.items()}
    tables = {id_: _tables(id_, draft, annotator) for id_, draft in fresh.items()}
    records = _write(root, texts, tables, system) if fresh else {}
    return [Created(id_, records.pop(id_, None)) for id_ in ids]


def create_whole(
    root: Path, id_: str, text: str, tables: RawTables, system: System = SYSTEM
) -> ArticleRecord | None:
    """Add an article with all of its tables; it is durable when this returns.

    None when it is there already; it stays as it is then. Raises as `create_articles` does.
    """
    if look(article_path(root, id_), system) is not None:
        _check_same(root, id_, text, system)
        return None
    return _write(root, {id_: text}, {id_: tables}, system).get(id_)


def sort_out(
    root: Path, drafts: Iterable[Draft], system: System = SYSTEM
) -> tuple[list[str], dict[str, Draft]]:
    """Return the ids of drafts, and by id those that are not in the library at `root` yet.

    Writes nothing, and raises as `create_articles` does. There need be no library.
    """
    ids: list[str] = []
    fresh: dict[str, Draft] = {}
    for draft in map(_storable, drafts):
        id_ = article_id(draft.text)
        ids.append(id_)
        if look(article_path(root, id_), system) is not None:
            _check_same(root, id_, draft.text, system)
        elif fresh.setdefault(id_, draft).text != draft.text:
            raise _same_id(id_)
    return ids, fresh


def _storable(draft: Draft) -> Draft:
    said = _as_document(draft.metadata, _METADATA)
    said = {name: storable(it) if isinstance(it, str) else it for name, it in said.items()}
    said["extra"] = {storable(key): storable(it) for key, it in draft.metadata.extra.items()}
    tags = tuple(map(storable, draft.tags))
    return replace(draft, text=storable(draft.text), metadata=Metadata(**said), tags=tags)


def _write(
    root: Path, texts: dict[str, str], tables: dict[str, RawTables], system: System
) -> dict[str, ArticleRecord]:
    """Put articles in the library; return the records of those nobody else has put there."""
    folders = _folders(root, texts)
    make_folder(root / "articles", system)
    for folder in folders:
        make_folder(folder, system, durably=False)  # with all the others, below
    with Staging(root, system) as staging:
        staging.write(
            {f"{id_}.txt": text.encode() for id_, text in texts.items()}
            | {f"{id_}.json": dumps(table) for id_, table in tables.items()}
        )
        # The text first: a record is what makes an article, so none may outlive its text.
        for id_ in texts:
            staging.place(f"{id_}.txt", article_path(root, id_).with_suffix(".txt"))
        # Another process may have made the folders above and died before it synced them.
        sync_together([root, root / "articles", *folders], system)
        new: dict[str, ArticleRecord] = {}
        for prefix, ids in groupby(sorted(texts), lambda id_: id_[:2]):
            with FileLock(article_lock(root, prefix), system):
                for id_ in ids:
                    if _place_record(root, id_, texts[id_], staging, system):
                        held = tables[id_]
                        new[id_] = ArticleRecord.created(root, id_, texts[id_], held, system)
        sync_together(_folders(root, new), system)
    return new


def _place_record(root: Path, id_: str, text: str, staging: Staging, system: System) -> bool:
    """Put a record in place, under its lock, unless another process has added the article."""
    path = article_path(root, id_)
    if look(path, system) is not None:
        return False
    if look(path.with_suffix(".txt"), system) is None:  # whoever removed the article took it
        replace_file(path.with_suffix(".txt"), text.encode(), system)
    staging.place(f"{id_}.json", path)
    return True


def _folders(root: Path, ids: Iterable[str]) -> list[Path]:
    return list({article_path(root, id_).parent for id_ in ids})


def _tables(id_: str, draft: Draft, annotator: str) -> RawTables:
    article = {
        "id": id_,
        "sha256": text_sum(draft.text),
        "metadata": _as_document(draft.metadata, _METADATA),
        "regions": [_as_document(region, _REGION) for region in draft.regions],
        "state": "new",
        "star": False,
        "added": now(),
    }
    tags = [Tag(new_id(), annotator, now(), name) for name in dict.fromkeys(draft.tags)]
    tables: RawTables = {name: {} for name in ARTICLE_TABLES}
    tables["article"][str(ARTICLE)] = article
    tables["tags"] = {str(tag.id): to_document(tag) for tag in tags}
    if draft.appearance is not None:
        tables[APPEARANCES] = {str(new_id()): appearance_document(draft.appearance)}
    return tables


def _as_document(value: Metadata | Region, names: tuple[str, ...]) -> dict[str, Any]:
    """What `dataclasses.asdict` gives of such flat values, in a fraction of the time."""
    return {name: getattr(value, name) for name in names}


def _check_same(root: Path, id_: str, text: str, system: System) -> None:
    document = ArticleRecord(root, id_, system).tables()["article"].get(ARTICLE, {})
    if document.get("sha256", "") != text_sum(text):
        raise _same_id(id_)


def _same_id(id_: str) -> LibraryError:
    remedy = "Change this text by a character, or keep it in another library."
    return LibraryError(id_, "another text has the same id", remedy)
