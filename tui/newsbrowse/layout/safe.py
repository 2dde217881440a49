"""Safe text: what may reach a terminal, printable cells only, each still one code point."""

from __future__ import annotations

import re
from functools import cache
from unicodedata import category
from urllib.parse import urlsplit

SPACELESS = "\u200b"
"""Stands in for what has no cell of its own and what terminals measure differently."""

UNKNOWN = "\ufffd"

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# Assigned, visible, and measured alike by Rich and by terminals: nothing in here needs a look.
_PLAIN = (
    " -~\xa0-\xac\xae-\u036f\u0390-\u03a1\u03a3-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u0652"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u218b\u2190-\u2426\u2500-\u2bff\u3001-\u3029\u3041-\u3096\u30a1-\u30fa"
    "\u4e00-\u9ffc\uac00-\ud7a3\uff01-\uff9f"
)

# Joiners are kept between pictures only: in letters Rich takes a cell off the letter that follows.
_PICTURE = "\u2190-\u2bff\U0001f000-\U0001faff"


@cache
def _harmless(*, lines: bool) -> re.Pattern[str]:
    """What may be shown as it is. A start is spared the making of patterns it has no use for."""
    return re.compile(f"[{_PLAIN}\n\t]*+" if lines else f"[{_PLAIN}]*+")


@cache
def _doubtful(*, lines: bool) -> re.Pattern[str]:
    """Runs of what needs a look."""
    return re.compile(f"[^{_PLAIN}\n\t]+" if lines else f"[^{_PLAIN}]+")


@cache
def _stray_joiner() -> re.Pattern[str]:
    return re.compile(f"(?<![{_PICTURE}]\u200b)(?<![{_PICTURE}])\u200d|\u200d(?![{_PICTURE}])")


class _Table(dict[int, str]):
    """Code point to what is shown for it, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        shown = self[code] = _shown(chr(code))
        return shown


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if character in _BIDI:
        return UNKNOWN
    if character in "\u2028\u2029":
        return "\u2424"
    if character in "\u115f\u3164\uffa0":  # fillers: no two agree on their width
        return UNKNOWN
    if character == "\xad" or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return SPACELESS
    if 0x1F3FB <= code <= 0x1F3FF:  # skin tones
        return SPACELESS
    if character == "\u200d":
        return character
    kind = category(character)
    if kind == "Cf":
        return character if 0x0600 <= code <= 0x08E2 else SPACELESS
    return UNKNOWN if kind in {"Cc", "Cs", "Cn"} else character


_TABLE = _Table()


def safe(text: str, *, lines: bool = False) -> str:
    """`text` as it may be shown: of equal length, without controls, escapes or bidi overrides.

    C0 controls become their pictures (`␛`), other controls, bidi controls and lone surrogates `�`;
    what would be invisible or of doubtful width has no cell. `lines` keeps line feeds and tabs.
    """
    if _harmless(lines=lines).fullmatch(text):
        return text
    shown = _doubtful(lines=lines).sub(lambda run: run[0].translate(_TABLE), text)
    return _stray_joiner().sub(SPACELESS, shown) if "\u200d" in shown else shown


def safe_url(url: str) -> str | None:
    """`url` if it is an http or https address that may be written to a terminal, else None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    printable = url.isprintable() and " " not in url and safe(url) == url
    return url if printable and parts.scheme in {"http", "https"} and parts.netloc else None
