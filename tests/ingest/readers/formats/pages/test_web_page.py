"""Saved web pages: the article without what stands around it, and what the page says of it."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys

import pytest

from ingest.readers.reading import format_name, read_one, refusals, sample
from newsbrowse_ingest.readers.formats.pages import page_text, web_page
from newsbrowse_ingest.readers.read import Source, read_source
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft, Metadata

FIRST = "Dockers at Port Amsel walked out on Monday, and no ship has left quay four since then."
SECOND = (
    "The union asks for higher pay. Talks with Amsel Lines go on, its speaker Tomas Okoye said."
)
THIRD = (
    "Vesland's minister of transport, Ilse Brandt, called on both sides to come to an agreement."
)
PAGE = f"""<!DOCTYPE html>
<!-- saved from url=(0031)https://wire.example/saved/17 -->
<html lang="en-GB"><head><meta charset="utf-8">
<title>Quay four closes | Harbour Wire</title>
<link rel="canonical" href="https://wire.example/2026/quay-four">
<meta property="og:url" content="https://wire.example/og">
<meta property="og:title" content="Quay four closes | Harbour Wire">
<meta property="og:site_name" content="Harbour Wire">
<meta property="article:published_time" content="2026-03-02T09:30:00+01:00">
<meta name="author" content="Ana Ruiz">
<meta name="keywords" content="harbour, strike; trade &amp;amp; law">
<meta name="description" content="No ship sails.">
<meta name="copyright" content="© Harbour Wire">
<script type="application/ld+json">
{{"@type": "NewsArticle", "datePublished": "2026-03-02"}}</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article><h1>Quay four closes</h1>
<p class="byline">By <a href="javascript:alert(1)">Ana Ruiz</a></p>
<p>{FIRST}</p>
<figure><img src="quay.jpg"><figcaption>The quay on Monday</figcaption></figure>
<h2>What is next</h2>
<p>{SECOND}</p><p>{THIRD}</p>
<script>track("reader")</script>
</article></main>
<aside><h3>Most read</h3><ul><li><a href="/a">Treaty text leaks</a></li></ul></aside>
<footer>Cookies and terms of use</footer></body></html>
"""


def test_the_article_comes_without_what_stands_around_it() -> None:
    article = read_one(PAGE, "page.html")
    lines = [line for line in article.text.split("\n\n") if "Ana Ruiz" not in line]
    assert lines[-4:] == [FIRST, "What is next", SECOND, THIRD]
    for around in ("Sport", "Most read", "Cookies", "track", "javascript"):
        assert around not in article.text
    assert article.text.count("Quay four closes") <= 1


def test_what_the_page_says_of_it_is_its_metadata() -> None:
    article = read_one(PAGE, "page.html")
    known = article.metadata
    assert known.headline == "Quay four closes"
    assert known.byline == "Ana Ruiz"
    assert known.caption == "The quay on Monday"
    assert known.source == "Harbour Wire"
    assert known.published == "2026-03-02T09:30:00+01:00"
    assert known.url == "https://wire.example/2026/quay-four"
    assert known.language == "en-GB"
    assert known.rights == "© Harbour Wire"
    assert known.extra == {"description": "No ship sails."}
    assert article.tags == ("harbour", "strike", "trade & law")


def test_an_address_is_looked_for_until_there_is_one_of_http() -> None:
    hostile = PAGE.replace("https://wire.example/2026/quay-four", "javascript:alert(1)")
    assert read_one(hostile).metadata.url == "https://wire.example/og"
    saved = hostile.replace("https://wire.example/og", "file:///home/ana/og")
    assert read_one(saved).metadata.url == "https://wire.example/saved/17"
    single = saved.replace(
        "<!-- saved from url=(0031)https://wire.example/saved/17",
        "<!--\n Page saved with SingleFile \n url: https://wire.example/single \n saved date: x",
    )
    assert read_one(single).metadata.url == "https://wire.example/single"


def test_the_address_a_page_was_captured_at_is_the_last_resort() -> None:
    bare = f"<html><body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    known = Metadata(url="https://www.wire.example/?page=17")
    (found,) = read_source(Source.of(bare.encode(), "crawl/page", known))
    assert isinstance(found, Draft)
    assert found.metadata.url == known.url
    assert found.metadata.source == "wire.example"


def test_captions_of_other_articles_are_left_out() -> None:
    teaser = "<figure><img src='x'><figcaption>Old news</figcaption></figure>"
    other = f"<article><h2>Treaty text leaks</h2>{teaser}</article>"
    beside = PAGE.replace("<aside>", f"<aside>{other}")
    assert read_one(beside, "page.html").metadata.caption == "The quay on Monday"
    untold = beside.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    assert read_one(untold, "page.html").metadata.caption == ""


BARE = (
    f"<article><h1>Quay four closes</h1>{{}}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>"
)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("<span class='news-date'>3. März 2026, 10:30 Uhr</span>", "2026-03-03"),
        ("<time>March 3, 2026</time>", "2026-03-03"),
        ("<meta name='pubdate' content='20260303'>", "2026-03-03"),
        ("<link rel='canonical' href='https://wire.example/2026/03/03/quay'>", "2026-03-03"),
        ("<h3>2021-01-20 (release 3)</h3>", ""),
        ("<p>On 2021-01-20 the quay was built anew, and opened.</p>", ""),
        ("<meta property='og:image' content='https://wire.example/2019/03/04/a.jpg'>", ""),
        ("<div class='published'>03/04/2026</div>", ""),
        (f"<div class='date'>{'9' * 5000}</div>", ""),
    ],
)
def test_a_day_that_the_page_does_not_give_as_its_own_is_not_its_date(said: str, day: str) -> None:
    page = f"<!DOCTYPE html><html><body>{BARE.format(said)}</body></html>"
    assert read_one(page, "page.html").metadata.published == day


def test_what_is_no_title_of_the_site_stays_in_the_headline() -> None:
    longer = PAGE.replace("<h1>Quay four closes</h1>", "<h1>Quay</h1>")
    assert read_one(longer).metadata.headline != "Quay"


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("windows-1251", "cp1251", "Докеры бастуют в порту"),
        ("ISO-8859-1", "cp1252", "“Quoted” – café"),
        ("iso-8859-2", "iso8859-2", "Dokerzy w Łodzi żądają"),
        ("Shift_JIS", "cp932", "港湾労働者がストライキ①"),
        ("iso-2022-jp", "iso2022_jp", "港湾労働者がストライキ"),
        ("gb2312", "gb18030", "码头工人罢工镕"),
        ("euc-kr", "cp949", "부두 노동자 파업"),
        ("big5", "big5hkscs", "碼頭工人罷工"),
        ("koi8-r", "koi8-r", "Докеры бастуют"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_declares(label: str, codec: str, words: str) -> None:
    page = PAGE.replace("Talks with Amsel Lines", words).replace("©", "(c)")
    for meta in (
        f"charset={label}",
        f'http-equiv=Content-Type content="text/html; charset={label}"',
    ):
        data = page.replace('charset="utf-8"', meta).encode(codec)
        assert words in read_one(data, "page.html").text


@pytest.mark.parametrize(
    "label", ["iso-8859-1", "punycode", "unicode_escape", "x-user-defined", "hex"]
)
def test_bytes_that_are_utf_8_are_read_so_whatever_they_declare(label: str) -> None:
    page = PAGE.replace('charset="utf-8"', f"charset={label}").replace("Talks", "Gespräche “\\n”")
    assert "Gespräche “\\n”" in read_one(page, "page.html").text
    for codec in ("utf-8-sig", "utf-16"):
        assert "Gespräche “\\n”" in read_one(page.encode(codec), "page.html").text


@pytest.mark.parametrize("label", ["punycode", "unicode_escape", "rot13", "hex", "no-such-code"])
def test_no_odd_codec_is_let_near_a_page(label: str) -> None:
    page = PAGE.replace('charset="utf-8"', f"charset={label}").replace("Talks", "Café talks")
    assert "Café talks with Amsel Lines" in read_one(page.encode("cp1252"), "page.html").text


def test_a_byte_that_the_encoding_does_not_have_costs_one_character() -> None:
    data = PAGE.replace('charset="utf-8"', "charset=euc-jp").replace("©", "(c)").encode("euc-jp")
    assert (
        "asks for \ufffdhigher pay" in read_one(data.replace(b"for higher", b"for \xffhigher")).text
    )


def test_pictures_in_the_page_do_not_count_against_its_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_text, "LIMIT", 50_000)
    picture = base64.b64encode(bytes(range(256)) * 400).decode()
    heavy = PAGE.replace("quay.jpg", f"data:image/png;base64,{picture}")
    assert read_one(heavy).text == read_one(PAGE).text
    (said,) = refusals(PAGE.replace("quay.jpg", "x" * 60_000), "page.html")
    assert said.startswith("page.html: is a web page larger than")


@pytest.mark.parametrize(
    "middle", ["<br>" * web_page.MOST_ELEMENTS, "<div>" * web_page.DEEPEST], ids=["many", "deep"]
)
def test_a_page_of_which_some_would_take_minutes_is_refused(middle: str) -> None:
    (said,) = refusals(PAGE.replace("<h2>", middle + "<h2>"), "page.html")
    assert said.startswith("page.html: is a web page of more than 30,000 elements, or 200 in each")


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<!DOCTYPE html>",
        "<html><body><script>let x = 1</script><img src=x></body></html>",
        "<html><body><nav><a href=/>Home</a></nav><p>…</p></body></html>",
    ],
)
def test_a_page_without_an_article_is_refused_in_one_line(
    page: str,
) -> None:
    (said,) = refusals(page, "page.html")
    assert said.startswith("page.html: is a web page ")


def test_what_a_library_remarks_on_a_page_reaches_no_screen() -> None:
    script = (
        "from newsbrowse_ingest.readers.read import read_bytes\n"
        "print(*read_bytes(b'<html><body><img src=x></body></html>', 'page.html'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("page.html: is a web page on which no article")
    assert done.stderr == ""


def test_nothing_is_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"http://127.0.0.1:{server.getsockname()[1]}"
        page = PAGE.replace("https://wire.example", host).replace("quay.jpg", f"{host}/quay.jpg")
        page = page.replace(
            "</head>", f'<base href="{host}/"><script src="{host}/x.js"></script></head>'
        )
        page = page.replace("<aside>", f'<iframe src="{host}/frame"></iframe><aside>')
        assert FIRST in read_one(page, "page.html").text
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        "\ufeff" + PAGE,
        PAGE[PAGE.index("<html") :],
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{FIRST}</p><p>{SECOND}</p></body></html>',
        f"<!-- saved -->\n<HTML><BODY><P>{FIRST}<P>{SECOND}</BODY></HTML>",
        f"<head><title>Quay</title></head><p>{FIRST}<p>{SECOND}",
    ],
)
def test_a_page_is_told_by_how_it_begins(page: str) -> None:
    assert format_name(page, "page") == "a web page"
    assert FIRST in read_one(page, "page.txt").text


@pytest.mark.parametrize("text", ["<htmlish/>", "html", "A text on <html> pages", "<p>words</p>"])
def test_and_nothing_else_is_one(text: str) -> None:
    assert format_name(text, "page.txt") != "a web page"


def test_what_is_no_text_is_refused_whatever_its_name() -> None:
    with pytest.raises(ReadError, match="is a picture, not text"):
        read_one(b"\x89PNG\r\n\x1a\n\0\0", "page.html")


def test_the_samples_of_others_say_what_they_say() -> None:
    page = read_one(sample("feeds/reader/tests/data/sqlite_releases.html"))
    assert page.metadata.headline == "Release History"
    assert "Added the sqlite3_txn_state() interface." in page.text.split("\n\n")
