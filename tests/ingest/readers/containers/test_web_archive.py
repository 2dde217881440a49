"""WARC and ARC: pages are read with what is known of them, and broken records are passed over."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from ingest.readers.samples import SAMPLES, answer, arc, page, record
from newsbrowse_ingest.readers.containers import web_archive
from newsbrowse_ingest.readers.read import Source, read_path
from newsbrowse_store.errors import ReadError

DATA = Path(__file__).resolve().parents[4].parent / "shared/data/formats/warc"
BODY = page()
PEERS = ("example.warc", "example.arc.gz", "example-iana.org-chunked.warc")


def members(data: bytes, name: str = "a.warc") -> list[Source | ReadError]:
    return list(web_archive.members(Source.of(data, name)))


def bodies(data: bytes) -> list[bytes | str]:
    """What each page holds, and what each error says."""
    found: list[bytes | str] = []
    members = web_archive.members(Source.of(data, "a.warc"))
    try:
        found.extend(
            each.stream.read() if isinstance(each, Source) else each.reason for each in members
        )
    except ReadError as error:
        found.append(error.reason)
    return found


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 50] for at in range(0, len(body), 50)]
    return b"".join(b"%x;note\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz", "crawl.arc"])
def test_a_page_comes_with_its_address_and_the_time_of_its_capture(name: str) -> None:
    (found,) = members(SAMPLES[name], name)
    assert isinstance(found, Source)
    assert found.stream.read() == BODY
    assert found.name == f"{name}/https://coast.example/treaty"
    assert found.known.url == "https://coast.example/treaty"
    assert found.known.published == ""  # the crawl's date is not the article's
    assert dict(found.known.extra)["WARC-Date"] == "2026-03-24T08:00:00Z"


@pytest.mark.parametrize(
    ("fields", "block"),
    [
        (("Transfer-Encoding: chunked",), chunked(BODY)),
        (("Content-Encoding: gzip",), gzip.compress(BODY)),
        (("Content-Encoding: deflate",), zlib.compress(BODY)),
        (("Content-Encoding: deflate",), zlib.compress(BODY)[2:-4]),
        (("Content-Encoding: GZIP", "transfer-encoding:  Chunked"), chunked(gzip.compress(BODY))),
        (("Transfer-Encoding: chunked",), BODY),  # a crawler that unpacked it and did not say so
        (("Content-Encoding: gzip", "Transfer-Encoding: chunked"), BODY),
        (("Content-Encoding: br",), BODY),
    ],
)
def test_what_http_put_around_a_page_is_taken_off(fields: tuple[str, ...], block: bytes) -> None:
    assert bodies(record(answer(block, "text/html", *fields))) == [BODY]


def test_a_page_that_cannot_be_unpacked_says_how_it_is_packed() -> None:
    data = record(
        answer(b"\x1b\x9a\x00\x04" + bytes(range(256)), "text/html", "Content-Encoding: br")
    )
    (found,) = members(data)
    assert str(found).partition(": ")[2].startswith("is packed as br, which cannot be unpacked")


def test_only_pages_of_text_that_were_found_are_read() -> None:
    passed = [
        record(b"software: coast", "warcinfo"),
        record(b"GET /treaty HTTP/1.1\r\n\r\n", "request"),
        record(answer(b"", status="304 Not Modified"), "revisit"),
        record(answer(b"<h1>Gone</h1>", status="404 Not Found")),
        record(answer(b"\x89PNG", "image/png")),
        record(answer(b"User-agent: *", "text/plain"), url="https://coast.example/robots.txt"),
        record(b"--warc-file=coast", "resource", "Content-Type: text/plain", url="metadata://x/y"),
    ]
    kept = [
        record(answer(BODY, "text/html; charset=utf-8")),
        record(b"words of a page", "conversion", "Content-Type: text/plain"),
        record(b"<p>words</p>", "resource", "Content-Type: text/html"),
    ]
    found = bodies(b"".join(passed + kept))
    assert found == [BODY, b"words of a page", b"<p>words</p>"]
    assert bodies(b"".join(passed)) == ["has no page of text among its 7 records"]


def test_the_charset_that_http_names_is_not_lost() -> None:
    data = record(answer("<p>Łódź".encode("cp1250"), "text/html; Charset='Windows-1250'"))
    assert bodies(data) == ["<p>Łódź".encode("utf-8-sig")]
    wrong = record(answer("<p>Łódź".encode(), "text/html; charset=shift_jis"))
    assert bodies(wrong) == ["<p>Łódź".encode()]
    western = record(answer("<p>“Yes”".encode("cp1252"), "text/html; charset=iso-8859-1"))
    assert bodies(western) == ["<p>“Yes”".encode("utf-8-sig")]
    for charset in ("punycode", "hex", "\0", "ü" * 9, ""):
        assert bodies(record(answer(b"x-", f"text/html; charset={charset}"))) == [b"x-"]


def test_a_broken_record_is_told_once_and_the_next_one_read() -> None:
    good = record(answer(BODY))
    lines = b"not a record\r\nat all\r\n" + b"WARC/1.0\r\nContent-Length: -1\r\n\r\n"
    told = "has no record where one should begin, at byte"
    assert bodies(good + lines + good) == [BODY, f"{told} {len(good)}", BODY]
    assert bodies(lines) == [f"{told} 0", "has no page of text among its 0 records"]
    short = good.replace(b"Content-Length: ", b"Content-Length: 0000\r\nX: ")
    assert bodies(short + good)[-1] == BODY


def test_a_page_that_is_cut_off_is_refused_unless_http_says_it_is_whole() -> None:
    block = answer(BODY, "text/html", f"Content-Length: {len(BODY)}")
    assert bodies(record(block)[:-5]) == ["is cut off: the archive ends within it"]
    longer = record(block + b"..........")[:-10]
    assert bodies(longer) == [BODY + b"...."]


def test_packed_records_that_break_off_leave_those_before() -> None:
    data = gzip.compress(record(answer(BODY)))
    *whole, error = bodies(data + data[:-30])
    assert whole == [BODY]
    assert "is broken at byte" in str(error)


def test_bodies_and_heads_have_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_archive, "LIMIT", len(BODY) + 300)
    bomb = record(answer(gzip.compress(bytes(2000)), "text/html", "Content-Encoding: gzip"))
    large = record(answer(b"x" * 2000))
    found = bodies(bomb + large + record(answer(BODY)))
    assert found[:2] == ["is larger than 64 MiB"] * 2
    assert found[2] == BODY
    monkeypatch.setattr(web_archive, "_LONGEST_HEAD", 1000)
    endless = b"WARC/1.0\r\n" + b"X: y\r\n" * 1000
    assert bodies(endless + record(answer(BODY)))[-1] == BODY


def test_arcs_with_spaces_in_an_address() -> None:
    data = arc(answer(BODY)).replace(b"/treaty ", b"/treaty text?a=From The Web ")
    (found,) = members(data)
    assert isinstance(found, Source)
    assert found.known.url == "https://coast.example/treaty%20text?a=From%20The%20Web"


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is absent")
@pytest.mark.parametrize("path", sorted(DATA.glob("*")), ids=lambda path: path.name)
def test_archives_of_others_are_salvaged_or_refused_in_one_line(path: Path) -> None:
    found = list(read_path(path))
    assert found
    assert all("\n" not in str(each) for each in found if isinstance(each, ReadError))
    if path.name in {"bad.arc", "post-test.warc.gz", "example-space-in-target-uri.warc.gz"}:
        assert not [each for each in found if not isinstance(each, ReadError)]


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is absent")
@pytest.mark.parametrize(
    "name", ["example.warc", "example.arc.gz", "example-iana.org-chunked.warc"]
)
def test_pages_are_those_that_warcio_finds(name: str) -> None:
    from warcio.archiveiterator import ArchiveIterator

    with (DATA / name).open("rb") as file:
        peers = [
            each.content_stream().read()
            for each in ArchiveIterator(file)
            if each.rec_type == "response"
        ]
    with (DATA / name).open("rb") as file:
        found = list(web_archive.members(Source(file, name)))
    assert [each.stream.read() for each in found if isinstance(each, Source)] == peers
