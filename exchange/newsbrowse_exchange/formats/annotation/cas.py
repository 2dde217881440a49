"""UIMA CAS: the files of INCEpTION and WebAnno, as JSON, and as XMI with its type system."""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import IO, TYPE_CHECKING, BinaryIO
from zipfile import BadZipFile, ZipFile

from newsbrowse_exchange.format import LIMIT, ExchangeFormat, FilePart, file_name, whole
from newsbrowse_exchange.formats.annotation.cas_layers import from_cas, to_cas, type_system
from newsbrowse_exchange.formats.own_data import CARRIED
from newsbrowse_store.decisions.article_shape import ArticleShape  # noqa: TC001
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cassis import Cas, TypeSystem

    from newsbrowse_exchange.format import Context, Files
    from newsbrowse_exchange.report import Report

TYPES_FILE = "TypeSystem.xml"
"""What INCEpTION calls the file with the layers, beside those with the annotations."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENCODING = re.compile(rb"""\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_OFFSET = re.compile(r"Not mapping external offset \[(\d+)\]")
_UNKNOWN = re.compile(r"Type with name \[(.+)\] not found")
_ANNOTATOR = re.compile(r"(?:^|.*/)(?:annotation|curation)/[^/]+/([^/]+)\.(?:zip|xmi|json)(?:/.*)?")
_ANNOTATED = rb"(?:annotation|curation)/[^/\0-\x1f]+/[^/\0-\x1f]+\."
"""The files of annotators in an exported project, up to what tells their format."""

_CAS_JSON = rb'\{\s*"%(?:TYPES|FEATURE_STRUCTURES|VIEWS|FLAGS)"'
_PROJECT = "exportedproject.json"
_NESTED = 3
"""So deep may archives be packed into one another: a project has one for each annotator."""


def _write_json(
    articles: Iterable[ArticleShape], context: Context, _: Report
) -> Iterator[FilePart]:
    _check_cassis("cas-json")
    types = type_system()
    for article in articles:
        tokenized = context.tokenize(article.text, article.metadata.language)
        written = to_cas(article, tokenized, types).to_json(pretty_print=False)
        yield FilePart(file_name(article, ".json"), written.encode())


def _write_xmi(
    articles: Iterable[ArticleShape], context: Context, report: Report
) -> Iterator[FilePart]:
    _check_cassis("cas-xmi")
    types = type_system()
    yield FilePart(TYPES_FILE, types.to_xml().encode())
    for article in articles:
        if bad := _NOT_XML.findall(article.text):
            kind = "characters that XML cannot hold, U+FFFD in their place"
            report.lost(kind, article.id, f"U+{ord(bad[0]):04X}")
        tokenized = context.tokenize(article.text, article.metadata.language)
        cas = to_cas(article, tokenized, types, _xml_text)
        yield FilePart(file_name(article, ".xmi"), cas.to_xmi().encode())


def _xml_text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _read_json(files: Files, _: Context, report: Report) -> Iterator[ArticleShape]:
    _check_cassis("cas-json")
    from cassis import load_cas_from_json, load_dkpro_core_typesystem

    def load(data: bytes, _: Files, __: str) -> Cas:
        text = data.decode("utf-8-sig")
        if '"%TYPES"' in text:
            return load_cas_from_json(text)
        return load_cas_from_json(text, load_dkpro_core_typesystem(), merge_typesystem=False)

    yield from _read(files, ".json", load, report)


def _read_xmi(files: Files, _: Context, report: Report) -> Iterator[ArticleShape]:
    _check_cassis("cas-xmi")
    from cassis import load_cas_from_xmi

    known: dict[tuple[int, str], TypeSystem] = {}

    def load(data: bytes, beside: Files, name: str) -> Cas:
        _check_xml(data)
        types_name = _types_of(beside, name)
        key = id(beside), types_name
        if key not in known:
            known[key] = _types(beside, types_name)
        return load_cas_from_xmi(BytesIO(data), known[key], lenient=True)

    yield from _read(files, ".xmi", load, report)


def _read(
    files: Files, suffix: str, load: Callable[[bytes, Files, str], Cas], report: Report
) -> Iterator[ArticleShape]:
    for where, beside, name in _sources(files, suffix, report):
        try:
            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always")
                cas = load(whole(beside, name), beside, name)
            article = from_cas(cas, report, where, _misplaced(told, report, where))
        except ReadError as error:
            report.wrong(where, 0, error.reason)
        except Exception as error:  # whatever cassis makes of what is no CAS, or half of one
            line = getattr(error, "lineno", None) or 0
            report.wrong(where, line, f"is no CAS that can be read ({error})")
        else:
            yield _signed(article, where)


def _sources(
    files: Files, suffix: str, report: Report, within: str = "", depth: int = 0
) -> Iterator[tuple[str, Files, str]]:
    """Yield each file of a CAS: where it is, the files beside it, and its name among them."""
    for name in files.names():
        where = within + name
        if name.lower().endswith(suffix) and name.rpartition("/")[2] != _PROJECT:
            yield where, files, name
        elif name.lower().endswith(".zip") and depth < _NESTED:
            try:
                archive = _Archive(where, files.open(name))
            except (BadZipFile, OSError) as error:
                report.wrong(where, 0, f"is no archive that can be read ({error})")
                continue
            with archive:
                yield from _sources(archive, suffix, report, f"{where}/", depth + 1)


class _Archive:
    """The files in an archive, as INCEpTION exports documents and projects."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self._name = name
        self._file = file
        self._zip = ZipFile(file)

    def __enter__(self) -> _Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    def names(self) -> list[str]:
        return [info.filename for info in self._zip.infolist() if not info.is_dir()]

    def open(self, name: str) -> BinaryIO:
        try:
            with self._zip.open(name) as member:
                return BytesIO(_bounded(member, f"{self._name}/{name}"))
        except (BadZipFile, NotImplementedError, RuntimeError, KeyError) as error:
            raise ReadError(f"{self._name}/{name}", f"cannot be unpacked ({error})") from error


def _bounded(file: IO[bytes], name: str) -> bytes:
    data = file.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise ReadError(name, f"unpacks to more than {LIMIT // 2**20} MiB")
    return data


def _check_xml(data: bytes) -> None:
    """Raise `ReadError` for XML that is not UTF-8 or has a document type: no CAS is like that.

    Other encodings could hide one, and with it entities that name files or grow without end.
    """
    declared = _ENCODING.match(data)
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError("this", "is not UTF-8") from error
    if b"\0" in data or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        raise ReadError("this", "is not UTF-8")
    if b"<!DOCTYPE" in data:
        raise ReadError("this", "has a document type, which is not read")


def _types_of(beside: Files, name: str) -> str:
    """Return the name of the type system nearest to a file; empty if there is none."""
    names = [it for it in beside.names() if it.lower().endswith(TYPES_FILE.lower())]
    folders = {it.rpartition("/")[0]: it for it in names}
    folder = name
    while folder:
        folder = folder.rpartition("/")[0]
        if folder in folders:
            return folders[folder]
    return names[0] if names else ""


def _types(beside: Files, name: str) -> TypeSystem:
    from cassis import load_dkpro_core_typesystem, load_typesystem

    if not name:
        return load_dkpro_core_typesystem()
    data = whole(beside, name)
    _check_xml(data)
    return load_typesystem(BytesIO(data))


def _misplaced(told: list[warnings.WarningMessage], report: Report, where: str) -> set[int]:
    """Return the offsets that cassis could not count; layers that it does not know are told."""
    offsets: set[int] = set()
    for one in told:
        if at := _OFFSET.match(str(one.message)):
            offsets.add(int(at[1]))
        elif type_ := _UNKNOWN.match(str(one.message)):
            report.lost("annotations of layers that the type system lacks", where, type_[1])
    return offsets


def _signed(article: ArticleShape, where: str) -> ArticleShape:
    """Return an article with the annotator whose file in a project it is, where nobody signed."""
    found = _ANNOTATOR.fullmatch(where)
    if found is None or found[1] in ("INITIAL_CAS", "CURATION_USER"):
        return article

    by = found[1]
    return replace(
        article,
        mentions=tuple(
            one if isinstance(one.annotator, str) else replace(one, annotator=by)
            for one in article.mentions
        ),
        relations=tuple(
            one if isinstance(one.annotator, str) else replace(one, annotator=by)
            for one in article.relations
        ),
    )


def _check_cassis(name: str) -> None:
    try:
        import cassis  # noqa: F401
    except ImportError:
        raise ReadError(
            name, "needs dkpro-cassis", "Install it: pip install 'newsbrowse[cas]'."
        ) from None


def _claims_json(name: str, head: bytes) -> bool:
    lower = name.lower()
    if lower.endswith(".zip"):
        return _is_zip(head) and re.search(_ANNOTATED + rb"json", head) is not None
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200]
    return lower.endswith(".json") and re.match(_CAS_JSON, start) is not None


def _claims_xmi(name: str, head: bytes) -> bool:
    lower = name.lower()
    if lower.endswith(".zip"):
        packed = b".xmi" in head or re.search(_ANNOTATED + rb"zip", head) is not None
        return _is_zip(head) and packed
    if lower.endswith(".xmi"):
        return b"http://www.omg.org/XMI" in head
    return lower.endswith(TYPES_FILE.lower()) and b"<typeSystemDescription" in head


def _is_zip(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04")


JSON = ExchangeFormat(
    name="cas-json",
    title="UIMA CAS as JSON, for INCEpTION",
    suffixes=(".json", ".zip"),
    carries=CARRIED,
    write=_write_json,
    read=_read_json,
    claims=_claims_json,
    folder=True,
    extra="cas",
)

XMI = ExchangeFormat(
    name="cas-xmi",
    title="UIMA CAS as XMI with its type system, for INCEpTION and WebAnno",
    suffixes=(".xmi", ".xml", ".zip"),
    carries=CARRIED,
    write=_write_xmi,
    read=_read_xmi,
    claims=_claims_xmi,
    folder=True,
    extra="cas",
)
