"""Decoding: bytes to text in whatever encoding they are, or why they are no text at all."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from newsbrowse_ingest.readers.format import Remark
from newsbrowse_store.errors import ReadError
from newsbrowse_store.text.tokens import normalise_newlines, storable
from newsbrowse_store.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbrowse_store.values import Metadata


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the start of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_KNOWN_STARTS = (
    (b"%PDF-", "a PDF document", "Turn it into text first, for example with pdftotext."),
    (b"{\\rtf", "an RTF document", "Save it as plain text."),
    (b"\xd0\xcf\x11\xe0", "an office document", "Save it as plain text."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first."),
    (b"Rar!\x1a\x07", "a rar archive", "Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "Unpack it first."),
    (b"\x89PNG", "a picture", ""),
    (b"\xff\xd8\xff", "a picture", ""),
    (b"GIF8", "a picture", ""),
    (b"SQLite format 3\x00", "a database", ""),
    (b"\x7fELF", "a program", ""),
)

_SAMPLE = 2**16
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NOT_WESTERN = re.compile(r"[^\W\d_][¡-¨ª-´¶-¹»-¿×÷ƒˆ˜†‡‰‹›•\x80-\x9f][^\W\d_]")
_CODE_PAGES = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_15", "mac_roman"),
    *("gb18030", "big5", "cp932", "euc_jp", "iso2022_jp", "cp949", "tis_620"),
)


def decode(data: bytes, name: str) -> str:
    """The text in the bytes, with LF line ends, storable, and without a byte order mark.

    Raises `ReadError` (calling the input `name`) if they are empty, not text, or in an encoding
    that cannot be told. A NUL in a text makes it binary.
    """
    return decode_or_guess(data, name)[0]


def decode_or_guess(data: bytes, name: str) -> tuple[str, str]:
    """The same text, and the code page where that was guessed from the text, else nothing."""
    _refuse_known(data, name)
    guessed = ""
    text = _marked(data, name)
    if text is None:
        text = _utf8(data) if b"\0" not in data else _utf16(data)[0]
    if text is None and not _CONTROL.search(data[:_SAMPLE]):
        guessed = _code_page(data, name)
        text = data.decode(guessed)
    if text is None or "\0" in text:
        raise _no_text(name)
    if not text or text.isspace():
        raise ReadError(name, "is empty", "There is nothing to read in it.")
    return storable(normalise_newlines(text)), guessed


def guess_told(metadata: Metadata, guessed: str) -> Metadata:
    """The metadata of a text, with the code page that was guessed, if any."""
    extra = {**metadata.extra, "encoding": f"guessed: {guessed}"}
    return replace(metadata, extra=extra) if guessed else metadata


def guess_remarks(name: str, guessed: str) -> Iterator[Remark]:
    """What is to be said of it."""
    if guessed:
        yield Remark(name, f"is not UTF-8; it was read as {guessed}, which is a guess")


def codec_of(head: bytes, name: str) -> str:
    """The codec for a text that begins with `head` and may go on; it takes a mark at the start off.

    Raises `ReadError` as `decode` does, except that a NUL does not make ASCII binary.
    """
    _refuse_known(head, name)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return "utf-8-sig" if encoding == "utf-8" else encoding[:6]
    if b"\0" in head and (encoding := _utf16(head[: len(head) // 2 * 2])[1]):
        return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # may end amid a character
    except UnicodeDecodeError:
        if _CONTROL.search(head):
            raise _no_text(name) from None
        return _code_page(head[: head.rfind(b"\n") + 1] or head, name)
    return "utf-8"


def _refuse_known(data: bytes, name: str) -> None:
    for start, what, remedy in _KNOWN_STARTS:
        if data.startswith(start):
            raise ReadError(name, f"is {what}, not text", remedy)


def _no_text(name: str) -> ReadError:
    return ReadError(name, "is not text", "Only text can become an article.")


def _marked(data: bytes, name: str) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                reason = f"is marked as {encoding.upper()}, but breaks off at byte {error.start}"
                raise ReadError(name, reason, "Fetch or save it again.") from error
    return None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _utf16(data: bytes) -> tuple[str | None, str]:
    """UTF-16 without a mark, and which of the two. Its NULs are the upper halves of ASCII."""
    best, which, most_spaces = None, "", 0
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        spaces = text.count(" ") + text.count("\n")
        if spaces > most_spaces and "\0" not in text:
            best, which, most_spaces = text, encoding, spaces
    return best, which


def _code_page(data: bytes, name: str) -> str:
    """The code page that the bytes are in: all of them can be decoded by it."""
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    foreign = sum(character > "\x7f" for character in western[:_SAMPLE])
    if western and foreign < len(western[:_SAMPLE]) / 5 and not _NOT_WESTERN.search(western):
        return "cp1252"
    from charset_normalizer import from_bytes  # 40 ms to import, and seldom needed

    guess = from_bytes(data[:_SAMPLE], cp_isolation=list(_CODE_PAGES)).best()
    try:
        if guess is not None:
            data.decode(guess.encoding)
            return guess.encoding
    except UnicodeDecodeError:
        pass
    remedy = "Convert it to UTF-8, for example with iconv -f ENCODING -t UTF-8."
    raise ReadError(name, "is in an encoding that cannot be told", remedy)


_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What browsers read in the place of an encoding, because pages have more in them than it has."""


_KNOWN = re.compile(
    r"cp(?:125\d|866|874|932|949)|iso8859-\d+|iso2022_\w+|koi8-[rtu]|gb18030|big5hkscs|euc_\w+|hz"
    r"|johab|mac-\w+|ptcp154|tis-620"
)


def known_codec(said: str) -> str:
    """The codec for what pages or servers call an encoding; empty for UTF-8 and what is unknown."""
    try:
        codec = codecs.lookup(said).name
    except (LookupError, ValueError):
        return ""
    codec = _WIDER.get(codec, codec)
    return codec if _KNOWN.fullmatch(codec) else ""
