"""Messages and mailboxes, in all the encodings they come in."""

from __future__ import annotations

import io
import textwrap
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.reading import articles, errors, format_name, read_all, read_one, refusals
from ingest.readers.sample_documents import STORY
from ingest.readers.sample_records import MAIL, MBOX
from newsbrowse_ingest.readers.containers import mbox
from newsbrowse_ingest.readers.formats.texts.mail import header_words
from newsbrowse_ingest.readers.read import LIMIT, Source
from newsbrowse_store.values import Draft

TEXT = "Größe und Zölle: die Minister trafen sich in Port Amsel."


def mail(headers: str, body: bytes | str) -> bytes:
    body = body.encode() if isinstance(body, str) else body
    return f"From: Ana Ruiz <ana@a.example>\nSubject: Zoll\n{headers}\n\n".encode() + body


def test_a_message_is_an_article() -> None:
    found = read_one(MAIL.replace("\n", "\r\n"))
    metadata = found.metadata
    assert found.text == STORY.strip()
    assert (metadata.headline, metadata.byline) == ("Treaty signed", "Ana Ruíz")
    assert (metadata.source, metadata.language) == ("Coast Daily", "en")
    assert metadata.published == "2026-03-24T09:00:00+01:00"
    assert metadata.extra == {
        "from": "ana@coast.example",
        "message id": "<1@coast.example>",
        "attachments": "treaty.pdf",
    }


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Type: text/plain; charset=utf-8", TEXT.encode()),
        ("Content-Type: text/plain; charset=iso-8859-1", TEXT.encode("cp1252")),
        ("Content-Type: text/plain; charset=us-ascii", TEXT.encode()),
        ("Content-Type: text/plain; charset=utf-8", TEXT.encode("cp1252")),
        ("Content-Type: text/plain; charset=x-made-up", TEXT.encode()),
        ("Content-Type: text/plain; charset=base64", TEXT.encode()),
        ("Content-Type: text/plain; charset=utf-16", TEXT.encode("utf-16")),
        ("Content-Type: text/plain; charset=\"broken", TEXT.encode()),
        ("X-None: 1", TEXT.encode()),
        ("Content-Transfer-Encoding: base64", b64encode(TEXT.encode())),
        ("Content-Transfer-Encoding: quoted-printable",
         TEXT.encode().replace(b"\xc3", b"=C3=\n")),
        ("Content-Transfer-Encoding: 8bit\nContent-Type: text/html; charset=cp1252",
         f"<p>{TEXT}</p>".encode("cp1252")),
    ],
)  # fmt: skip
def test_any_encoding(headers: str, body: bytes) -> None:
    assert read_one(mail(headers, body), "a.eml").text == TEXT


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("=?utf-8?q?Gr=C3=B6=C3=9Fe_A?= =?iso-8859-1?B?WvZsb" + "GU=?=", "Größe AZölle"),
        ("=?UTF-8*de?B?WsO2bGxl?=", "Zölle"),
        ("=?utf-8?B?Wg=?=", "Z"),
        ("=?utf-8?B?!?=", "=?utf-8?B?!?="),
        ("=?made-up?q?Z=F6lle?=", "Zölle"),
        ("Z\udcc3\udcb6lle", "Zölle"),
        ("Z\udcf6lle", "Zölle"),
        ("one\r\n\ttwo", "one two"),
    ],
)
def test_words_of_headers(raw: str, words: str) -> None:
    assert header_words(raw) == words


@given(st.text(st.sampled_from('=?utf-8bq_ \n\udcf6é<>"(),;:@\\'), max_size=60))
def test_no_header_is_trouble(raw: str) -> None:
    lines = f"From: {raw}\nSubject: {raw}\nDate: {raw}\nList-Id: {raw}\nContent-Type: {raw}\n\n"
    found = read_all(lines.encode(errors="surrogateescape") + TEXT.encode(), "a.eml")
    assert len(found) == 1


def test_a_newsletter_is_named_by_its_sender_and_a_list_by_its_name() -> None:
    assert read_one(mail("List-Unsubscribe: <x>", TEXT), "a.eml").metadata.source == "Ana Ruiz"
    assert read_one(mail("List-Id: <a.example>", TEXT), "a.eml").metadata.source == "a.example"
    archived = mail("Archived-At: <https://a.example/1>\nKeywords: law, trade", TEXT)
    found = read_one(archived, "a.eml")
    assert found.metadata.url == "https://a.example/1"
    assert found.tags == ("law", "trade")


def test_lines_that_a_program_broke_are_whole_again() -> None:
    expected = STORY.partition("\n")[0]
    wrapped = textwrap.fill(expected, 72)
    assert read_one(mail("", wrapped), "a.eml").text == expected
    flowed = wrapped.replace("\n", " \n") + "\nNext."
    headers = "Content-Type: text/plain; format=flowed"
    assert read_one(mail(headers, flowed), "a.eml").text == f"{expected}\nNext."
    long = f"{expected * 3}\n{expected * 3}"
    assert read_one(mail("", long), "a.eml").text == long


def test_a_page_that_a_browser_saved_is_read_as_a_page() -> None:
    page = "".join(f"<p>{STORY} {number}</p>" for number in range(3))
    saved = mail(
        "MIME-Version: 1.0\nSnapshot-Content-Location: https://a.example/1\nDate: x\n"
        "Content-Type: multipart/related; boundary=b",
        f"--b\nContent-Type: text/html\n\n<html><head><title>Treaty</title></head><body><nav>Menu"
        f"</nav><article><h1>Treaty</h1>{page}</article></body></html>\n--b--\n",
    )
    found = read_one(saved, "a.mhtml")
    assert found.metadata.url == "https://a.example/1"
    assert "Menu" not in found.text


def test_all_texts_of_a_message_are_read_in_order() -> None:
    image = "--b\nContent-Type: image/png; name=quay.png\n\nx\n"
    body = f"--b\n\nBefore the picture.\n{image}--b\n\nAfter it.\n--b--\n"
    found = read_one(mail("Content-Type: multipart/mixed; boundary=b", body), "a.eml")
    assert found.text == "Before the picture.\n\nAfter it."
    assert found.metadata.extra["attachments"] == "quay.png"


def test_forwarded_messages_are_attachments() -> None:
    inner = mail("", "Inner words").decode()
    body = f"--b\n\nOuter words\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
    found = read_one(mail("Content-Type: multipart/mixed; boundary=b", body), "a.eml")
    assert found.text == "Outer words"
    assert found.metadata.extra["attachments"] == "message/rfc822"


def test_a_message_without_words_says_so() -> None:
    assert refusals(mail("Content-Type: image/png", b"\x89PNG"), "a.eml") == [
        "a.eml: the message has no text. There is nothing to read in it."
    ]
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3_000)
    )
    assert len(refusals(nested, "a.eml")) == 1


def test_mail_is_told_by_its_headers() -> None:
    assert format_name(MAIL, "a") == "mail"
    assert format_name(MBOX, "a") == "a mailbox"
    assert format_name("Date: 3 March\nFrom: Ana\nSubject: x\n\nWords", "a.txt") == "plain text"
    assert format_name("From here to there\nNote: x", "a.txt") == "plain text"


def test_each_message_of_a_mailbox_is_read() -> None:
    first, second = articles(read_all(MBOX, "a.mbox"))
    assert first.text == STORY.strip()
    assert first.metadata.imported_from == "a.mbox/1"
    assert second.text == "Two ships left Port Amsel.\n\nFrom there they sailed on."
    assert second.metadata.headline == "Ships"
    assert "is a mailbox with no files" in refusals("no mailbox\n", "a.mbox")[0]


def test_a_message_over_the_limit_is_left_out() -> None:
    class Box(io.BytesIO):
        """Says the same line again where the long message is."""

        left = LIMIT // 2**20 + 1

        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            if line == b"again\n" and self.left:
                self.left -= 1
                self.seek(-len(line), io.SEEK_CUR)
                return b"x" * (2**20 - 1) + b"\n"
            return line

    data = f"From a 10:00 2026\nSubject: long\n\nagain\n\n{MBOX}".encode()
    big, *others = mbox.members(Source(Box(data), "a.mbox"))
    assert str(big).startswith("a.mbox/1: is larger than 64 MiB")
    assert [each.name for each in others if isinstance(each, Source)] == ["a.mbox/2", "a.mbox/3"]


def test_what_is_broken_in_a_mailbox_leaves_the_rest() -> None:
    data = MBOX.replace("Subject: Ships", "Subject: Ships\nContent-Transfer-Encoding: base64")
    found = read_all(data, "a.mbox")
    assert isinstance(found[0], Draft)
    assert len(errors(found)) + len(articles(found)) == 2
