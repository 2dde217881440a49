"""HTML and XML: told by their first element, parsed without entities and network, made into text.

Text has a blank line between paragraphs, and one line for each item of a list, row of a table and
line that is broken by `<br>`.
"""

from __future__ import annotations

import codecs
import re
from html import unescape
from html.entities import html5
from typing import Any

from newsbrowse_ingest.readers.format import need
from newsbrowse_store.errors import ReadError
from newsbrowse_store.text.tokens import normalise_newlines, storable

_PARAGRAPH, _LINE, _BREAK, _CELL = "\n", "\v", "\f", "\t"
"""What stands between pieces of text while they are gathered; two breaks part paragraphs too."""

_BLOCKS = (
    "address article aside block blockquote body bq center dd details div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hl1 hl2 hr list main nav note ol"
    " p pre quote section summary table tagline ul"
)
_MARKED = {
    _PARAGRAPH: _BLOCKS,
    _LINE: "caption item li row tr",
    _BREAK: "br lb",
    _CELL: "cell td th",
}
_MARKS = {name: mark for mark, names in _MARKED.items() for name in names.split()}
_WORDLESS = (
    "applet audio button canvas embed iframe input math media noscript object script select style"
    " svg template textarea title video"
)
_DROPPED = frozenset(_WORDLESS.split())
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SPACE = re.compile(r"[ \t\n\r\f\v\xa0]+")
_GAP = re.compile(r"[ \t]*[\n\v\f][ \t\n\v\f]*")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_PROLOG = re.compile(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*",
    re.DOTALL | re.IGNORECASE,
)
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
_ELEMENT = re.compile(r"<(?:(?P<prefix>[\w.-]+):)?(?P<name>[\w.-]+)(?P<rest>(?:\s[^<>]*)?)")
_NAMESPACE = re.compile(r"""\sxmlns(?::(?P<prefix>[\w.-]+))?\s*=\s*["'](?P<uri>[^"']*)["']""")
_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def root_of(head: bytes) -> tuple[str, str]:
    """The namespace and the name of the first element in HTML or XML; both empty in all else.

    Only white space, comments, declarations and a document type may stand before it.
    """
    if not head.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"<", *_WIDE)):
        return "", ""
    if head.startswith(_WIDE):
        text = head.decode("utf-16", "replace")
    else:
        text = head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    prolog = _PROLOG.match(text)
    element = _ELEMENT.match(text, prolog.end() if prolog else 0)
    if not element:
        return "", ""
    declared = {each["prefix"]: each["uri"] for each in _NAMESPACE.finditer(element["rest"])}
    return declared.get(element["prefix"], ""), element["name"]


def parse_xml(data: bytes | str, name: str) -> Any:
    """The root element of a document, as lxml has it; what encoding a string declares is past.

    Nothing outside the bytes is looked at, and no entity is replaced. Raises `ReadError` (calling
    the input `name`) if the document is not well formed or nested too deeply.
    """
    etree = need("lxml.etree", "formats", name)
    if isinstance(data, str):
        data = undeclared(storable(data)).encode()
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        reason = f"is not well-formed XML ({' '.join(error.msg.split())[:200]})"
        raise ReadError(name, reason, "Fetch or save it again.") from error


def undeclared(document: str) -> str:
    """The document without the declaration at its start, whose encoding is past."""
    return _DECLARATION.sub("", document, count=1)


def parse_html(markup: str, name: str) -> Any:
    """The root element of a page or fragment, as lxml has it; None if there is none.

    Raises `ReadError` (calling the input `name`) if it is nested more than 2,000 deep.
    """
    html = need("lxml.html", "formats", name)
    etree = need("lxml.etree", "formats", name)
    parser = html.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=True,  # 2,048 elements deep, not 256: some pages close few of their tags
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = html.document_fromstring(storable(markup).encode(), parser=parser)
    except etree.ParserError:
        return None
    if any(error.level == etree.ErrorLevels.FATAL for error in parser.error_log):  # so it broke off
        raise ReadError(name, "is HTML nested too deeply", "Save it as plain text.")
    return root


def attributes(tag: str) -> dict[str, str]:
    """The attributes in a tag of HTML that no parser looked at; of several with a name, the first.

    Their names are in lower case.
    """
    return {
        each[1].lower(): unescape(each[2] or each[3] or each[4] or "")
        for each in reversed(list(_ATTRIBUTE.finditer(tag)))
    }


def html_text(markup: str, name: str) -> str:
    """The text of a fragment of HTML, as `html_story` has it."""
    return html_story(markup, name)[0]


def html_story(markup: str, name: str) -> tuple[str, str]:
    """The text of a fragment of HTML and the captions of its pictures; an error calls it `name`.

    Blank lines part paragraphs in a fragment that has no tags at all.
    """
    if "<" not in markup:
        blocks = _BLANK_LINES.split(normalise_newlines(unescape(markup)).replace("\xad", ""))
        return plain_text("\n\n".join(_SPACE.sub(" ", block).strip() for block in blocks)), ""
    root = parse_html(markup, name)
    if root is None:
        return "", ""
    return element_text(root), captions_in(root)


def captions_in(root: Any) -> str:
    """The captions of the pictures in an element of HTML, each once, with dots between."""
    pictures = (figure for figure in root.iter("figure") if _pictured(figure))
    captions = (caption for figure in pictures for caption in figure.iter("figcaption"))
    return " · ".join(dict.fromkeys(filter(None, map(one_line, captions))))


def element_text(root: Any) -> str:
    """The text in an element, whichever of HTML, XHTML, NITF and TEI it is of.

    Scripts, forms' fields, embedded media and pictures with their captions in it have none.
    """
    pieces: list[str] = []
    waiting: list[Any] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif not isinstance(node.tag, str):
            pieces.append(_entity(node))
        elif (name := local_name(node)) == "pre":
            lines = "".join(node.itertext()).split("\n")
            pieces += [_PARAGRAPH, _BREAK.join(_SPACE.sub(" ", line) for line in lines), _PARAGRAPH]
        elif node is root or not (name in _DROPPED or (name == "figure" and _pictured(node))):
            mark = _MARKS.get(name, "")
            waiting.append(mark if mark != _BREAK else "")
            for child in reversed(node):
                waiting += (_SPACE.sub(" ", child.tail or ""), child)
            waiting += (_SPACE.sub(" ", node.text or ""), mark)
    joined = "".join(pieces).replace("\xad", "")  # a hyphen where a line may break
    text = re.sub(r" *\t[ \t]*", "\t", re.sub(" {2,}", " ", joined))
    return plain_text(_GAP.sub(_gap, text).strip())


def one_line(element: Any) -> str:
    """The text in an element on one line; empty where there is no element."""
    return "" if element is None else " ".join(element_text(element).split())


def own_name(element: Any) -> str:
    """The name of an element without its namespace, as it is written."""
    return str(element.tag).rpartition("}")[2][:60]


def local_name(element: Any) -> str:
    """The name of an element without its namespace, in lower case."""
    return own_name(element).lower()


def plain_text(said: str) -> str:
    """The text as it can be stored: LF line ends, no NUL, no lone surrogate, no space around it."""
    return storable(normalise_newlines(said).replace("\0", "\ufffd")).strip()


def _pictured(figure: Any) -> bool:
    return next(figure.iter("{*}img"), None) is not None


def _gap(found: re.Match[str]) -> str:
    marks = found[0]
    return "\n\n" if _PARAGRAPH in marks or marks.count(_BREAK) > 1 else "\n"


def _entity(node: Any) -> str:
    """What an entity stands for in HTML; those that a document defines itself stay unreplaced."""
    return html5.get(f"{node.name};", f"&{node.name};") if hasattr(node, "name") else ""
