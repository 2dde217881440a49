"""New articles, made durable by the batch."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from newsbrowse_store.documents import ARTICLE, ARTICLE_TABLES, to_document
from newsbrowse_store.errors import LibraryError
from newsbrowse_store.ids import new_id, now
from newsbrowse_store.layout import Tables, dumps, read_tables
from newsbrowse_store.locks import FileLock
from newsbrowse_store.model import ID_LENGTH, Tag
from newsbrowse_store.records import article_lock, article_path
from newsbrowse_store.system import (
    SYSTEM,
    System,
    discard,
    make_folder,
    put_in_place,
    sync_folder,
    write_beside,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newsbrowse_store.model import Draft


@dataclass(frozen=True, slots=True)
class Created:
    """What became of a draft: the id of its article, and whether it is new in the library."""

    id: str
    new: bool


def create_article(
    root: Path, draft: Draft, annotator: str = "", system: System = SYSTEM
) -> Created:
    """Add one article to the library at `root`; see `create_articles`."""
    return create_articles(root, [draft], annotator, system)[0]


def create_articles(
    root: Path, drafts: Iterable[Draft], annotator: str = "", system: System = SYSTEM
) -> list[Created]:
    """Add a batch of articles to the library at `root`; when this returns, all are durable.

    A text that is there already stays as it is, with its decisions. After a crash each article
    is there whole or not at all. All temporary files of a batch are on disk at once, so chunk large
    ones. `annotator` is who the tags of the drafts are ascribed to. Raises `StorageError`.
    """
    sums: dict[str, str] = {}
    order: list[str] = []
    texts: dict[Path, Path] = {}
    records: dict[str, Path] = {}
    try:
        for draft in drafts:
            data = draft.text.encode()
            sha256 = hashlib.sha256(data).hexdigest()
            id_ = sha256[:ID_LENGTH]
            path = article_path(root, id_)
            order.append(id_)
            if id_ in sums or system.stat(path) is not None:
                _same_text(path, sums.get(id_) or _stored_sum(path, system), sha256)
                continue
            sums[id_] = sha256
            make_folder(path.parent, system)
            text = path.with_suffix(".txt")
            texts[text] = write_beside(text, data, system)
            records[id_] = write_beside(path, dumps(_tables(id_, sha256, draft, annotator)), system)
        # The text first: a record is what makes an article, so none may outlive its text.
        for text in list(texts):
            put_in_place(texts.pop(text), text, system)
        _sync_folders(root, records, system)
        new = {id_ for id_ in list(records) if _put_record(root, id_, records.pop(id_), system)}
        _sync_folders(root, new, system)
    finally:
        for temporary in (*texts.values(), *records.values()):
            discard(temporary, system)
    first = {id_: place for place, id_ in reversed(list(enumerate(order)))}
    return [Created(id_, id_ in new and first[id_] == place) for place, id_ in enumerate(order)]


def _put_record(root: Path, id_: str, temporary: Path, system: System) -> bool:
    """Put a record in place unless another process has added the article meanwhile."""
    path = article_path(root, id_)
    with FileLock(article_lock(root, id_), system):
        if system.stat(path) is not None:
            discard(temporary, system)
            return False
        put_in_place(temporary, path, system)
        return True


def _sync_folders(root: Path, ids: Iterable[str], system: System) -> None:
    for folder in {article_path(root, id_).parent for id_ in ids}:
        sync_folder(folder, system)


def _tables(id_: str, sha256: str, draft: Draft, annotator: str) -> Tables:
    article = {
        "id": id_,
        "sha256": sha256,
        "metadata": asdict(draft.metadata),
        "regions": [asdict(region) for region in draft.regions],
        "state": "new",
        "star": False,
        "added": now(),
    }
    tags = [Tag(new_id(), annotator, now(), name) for name in dict.fromkeys(draft.tags)]
    tables: Tables = {name: {} for name in ARTICLE_TABLES}
    tables["article"][str(ARTICLE)] = article
    tables["tags"] = {str(tag.id): to_document(tag) for tag in tags}
    return tables


def _stored_sum(path: Path, system: System) -> str:
    document = read_tables(path, system).get("article", {}).get(str(ARTICLE), {})
    return str(document.get("sha256", ""))


def _same_text(path: Path, stored: str, sha256: str) -> None:
    if stored != sha256:
        raise LibraryError(
            str(path),
            "another text has the same id",
            "Change this text by a character, or keep it in another library.",
        )
