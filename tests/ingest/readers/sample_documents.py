"""Small documents of office programs and publishers, made here from their parts."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

STORY = (
    "Vesland will sign its harbour treaty with Maren this month, foreign minister Ilse Brandt said"
    " on Monday.\n\nThe treaty creates a commission that will set dues.\n"
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_DC = "http://purl.org/dc/elements/1.1/"
_XML = "<?xml version='1.0' encoding='UTF-8'?>"


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files; the first one is not compressed if it is a `mimetype`."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else method)
    return made.getvalue()


def docx(body: str, properties: str = "", **more: str) -> bytes:
    """A Word document with this body, in the namespaces `w`, `mc` and `v`."""
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "docProps/core.xml": f"{_XML}<cp:coreProperties xmlns:cp='cp' xmlns:dc='{_DC}'"
            f" xmlns:dcterms='http://purl.org/dc/terms/'>{properties}</cp:coreProperties>",
            "word/document.xml": f"{_XML}<w:document xmlns:w='{_W}' xmlns:mc='mc' xmlns:v='v'>"
            f"<w:body>{body}<w:sectPr/></w:body></w:document>",
            **more,
        }
    )


def paragraph(words: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    kind = f"<w:pPr><w:pStyle w:val='{style}'/></w:pPr>" if style else ""
    return f"<w:p>{kind}<w:r><w:t xml:space='preserve'>{escape(words)}</w:t></w:r></w:p>"


def odt(body: str, properties: str = "", kind: str = "text") -> bytes:
    """A document of LibreOffice with this body, in the namespaces `text`, `table`, `office`."""
    spaces = " ".join(
        f"xmlns:{name}='{_OASIS}:{name}:1.0'"
        for name in ("office", "text", "table", "draw", "meta")
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"{_XML}<office:document-content {spaces}><office:body>"
            f"<office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
            "meta.xml": f"{_XML}<office:document-meta {spaces} xmlns:dc='{_DC}'><office:meta>"
            f"{properties}</office:meta></office:document-meta>",
        }
    )


def epub(chapters: dict[str, str], metadata: str = "", **more: str) -> bytes:
    """A book with these chapters (XHTML by name) in this order."""
    items = "".join(
        f"<item id='i{number}' href='{name}' media-type='application/xhtml+xml'/>"
        for number, name in enumerate(chapters)
    )
    order = "".join(f"<itemref idref='i{number}'/>" for number in range(len(chapters)))
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": f"{_XML}<container xmlns='{_OASIS}:container'><rootfiles>"
            "<rootfile full-path='OEBPS/book.opf'/></rootfiles></container>",
            "OEBPS/book.opf": f"{_XML}<package xmlns='http://www.idpf.org/2007/opf'>"
            f"<metadata xmlns:dc='{_DC}'>{metadata}</metadata>"
            f"<manifest>{items}</manifest><spine>{order}</spine></package>",
            **{f"OEBPS/{name}": text for name, text in chapters.items()},
            **more,
        }
    )


def chapter(heading: str, story: str = STORY) -> str:
    """A chapter of a book."""
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in story.split("\n\n"))
    return (
        f"{_XML}<html xmlns='http://www.w3.org/1999/xhtml'><head><title>A book</title></head>"
        f"<body><h1>{heading}</h1>{paragraphs}</body></html>"
    )


def lines(*said: str) -> bytes:
    """What draws lines of text on a page of a PDF."""
    shown = "\n".join(f"({each.translate(_ESCAPED)}) Tj T*" for each in said)
    return f"BT /F1 11 Tf 72 720 Td 14 TL\n{shown}\nET".encode("cp1252")


_ESCAPED = str.maketrans({"(": "\\(", ")": "\\)", "\\": "\\\\"})


def pdf(
    pages: list[bytes], info: str = "", trailer: str = "", more: tuple[bytes, ...] = ()
) -> bytes:
    """A PDF whose pages are drawn so; `more` objects are numbered from the last one on."""
    first = 5
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode("latin-1"),
    ]
    for number, drawn in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font"
            b" << /F1 3 0 R >> >> /Contents %d 0 R >>" % (first + 2 * number + 1),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        ]
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate((*objects, *more), 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 4 0 R %s >>\n"
        b"startxref\n%d\n%%%%EOF\n"
    ) % (size, table, size, trailer.encode(), len(made))


DOCUMENTS = {
    "story.docx": docx(
        "".join(map(paragraph, STORY.split("\n\n"))),
        "<dc:title>Treaty signed</dc:title><dc:creator>Ana Ruiz</dc:creator>",
    ),
    "story.odt": odt(
        "".join(f"<text:p>{each}</text:p>" for each in STORY.split("\n\n")),
        "<dc:title>Treaty signed</dc:title>",
    ),
    "book.epub": epub({"one.xhtml": chapter("Treaty signed", STORY + STORY)}),
    "story.pdf": pdf([lines(*STORY.split("\n"))], "/Title (Treaty signed) /Author (Ana Ruiz)"),
}
"""By name; each yields an article."""
