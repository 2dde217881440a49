"""Saved searches: one more added to those that a library keeps in its `newsbrowse.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

from newsbrowse_store.disk.lock import FileLock
from newsbrowse_store.disk.system import SYSTEM, cannot_read, damaged, replace_file
from newsbrowse_store.errors import SchemaError
from newsbrowse_store.schema.schema import SEARCHES

if TYPE_CHECKING:
    from pathlib import Path

_HEADER = re.compile(rf"\s*\[\s*{SEARCHES}\s*\]\s*(?:#.*)?")
_ANY_HEADER = re.compile(r"\s*\[")
_EMPTY = re.compile(r"\s*(?:#.*)?")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^'\x00-\x1f\x7f]*")


def save_search(path: Path, lock: Path, name: str, query: str) -> None:
    """Add a search to the file at `path`, durably, leaving all else in it as it is.

    Raises `SchemaError` when it cannot be added there, `StorageError` when nothing was written.
    """
    path = path.resolve()  # of a link, what it leads to
    with FileLock(lock):
        try:
            before = path.read_bytes().decode()
        except FileNotFoundError:
            before = ""
        except OSError as error:
            raise cannot_read(path, error) from error
        except UnicodeDecodeError as error:
            raise damaged(path, error) from error
        replace_file(path, with_search(before, name, query, str(path)).encode(), SYSTEM)


def with_search(text: str, name: str, query: str, file: str) -> str:
    """Return the text of a file with one search more; `file` is the name that errors give.

    Raises `SchemaError`.
    """
    name, query = " ".join(name.split()), " ".join(query.split())
    try:
        wanted = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(file, f"is not valid TOML ({error})", "Mend that place first.") from error
    there = wanted.setdefault(SEARCHES, {})
    if not name:
        raise SchemaError(file, "a search needs a name", "Type its name.")
    if isinstance(there, dict) and name in there:
        raise SchemaError(file, f"there is a search called {name} already", "Choose another name.")
    line = f"{_key(name)} = {_string(query)}"
    changed = _inserted(text, line)
    if isinstance(there, dict):
        there[name] = query
    if _values(changed) != wanted:
        remedy = f"Write it there yourself: {line}"
        raise SchemaError(file, f"has its {SEARCHES} in a place that was not found", remedy)
    return changed


def _inserted(text: str, line: str) -> str:
    """Return the text with the line behind the last entry of its section, made where there is none.

    Both keep the line ends that the text has.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    header = next((at for at, one in enumerate(lines) if _HEADER.fullmatch(one)), None)
    if header is None:
        kept = text if not text or text.endswith(end) else text + end
        return f"{kept}{end if kept else ''}[{SEARCHES}]{end}{line}{end}"
    at = last = header
    while (at := at + 1) < len(lines) and not _ANY_HEADER.match(lines[at]):
        if not _EMPTY.fullmatch(lines[at]):
            last = at
    return end.join([*lines[: last + 1], line, *lines[last + 1 :]])


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _string(value: str) -> str:
    """Return a value as TOML writes it, with the quotes in it as they are where that can be."""
    if '"' in value and _PLAIN.fullmatch(value):
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _values(text: str) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
