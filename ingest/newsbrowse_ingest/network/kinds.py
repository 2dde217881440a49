"""From what a server calls the kind of its page to the format that reads it."""

from __future__ import annotations

from pathlib import PurePosixPath

from newsbrowse_ingest.readers.registry import FORMATS

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/rss+xml": ".rss",
    "application/rdf+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "message/rfc822": ".eml",
    "application/mbox": ".mbox",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/x-research-info-systems": ".ris",
    "application/warc": ".warc",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
    "application/x-tar": ".tar",
}
_SAYS_LITTLE = {
    *("", "text/plain", "application/octet-stream", "binary/octet-stream"),
    *("application/json", "application/feed+json"),
}
"""Kinds of so many formats that the content, and what the page is called, tell more."""

WANTED = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5"
"""The `Accept` of a request."""


def media_type(content_type: str) -> str:
    """Return the kind that a `Content-Type` names, without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def suffix_of(kind: str, path: str) -> str | None:
    """Return the file suffix of the format for a page of this kind at this path.

    It is empty where only the content can tell, None where no reader knows the kind.
    """
    known = {suffix for each in FORMATS for suffix in each.suffixes if suffix}
    named = PurePosixPath(path).suffix.lower()
    if kind in _SAYS_LITTLE:
        return named if named in known else _SUFFIXES.get(kind, "")
    suffix = _SUFFIXES.get(kind)
    return suffix if suffix in known else None
