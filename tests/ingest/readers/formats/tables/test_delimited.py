"""CSV and TSV, from the neat to the broken."""

from __future__ import annotations

import csv
import io
import tracemalloc
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.reading import articles, errors, remarks, sample
from ingest.readers.reading import read_all as read
from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers.article.facts import readable
from newsbrowse_ingest.readers.read import LIMIT, Options, Remark, Source, format_of, read_source
from newsbrowse_store.errors import ReadError
from newsbrowse_store.text.tokens import normalise_newlines
from newsbrowse_store.values import Draft

BODY = "Vesland will sign its treaty with Maren, foreign minister Ilse Brandt said on Monday.\n"
HEADER = "title,date,text\n"


def test_a_row_is_an_article() -> None:
    found = read(f'id,title,Date,url,text\n7,Treaty,2026-03-24,https://a.example,"{BODY}"\n')
    (article,) = articles(found)
    metadata = article.metadata
    assert article.text == BODY
    assert (metadata.headline, metadata.published) == ("Treaty", "2026-03-24")
    assert metadata.url == "https://a.example"
    assert metadata.extra == {"id": "7"}
    (said,) = remarks(found)
    assert said.startswith("read as headline=title,published=Date,url=url,text=text;")
    assert found.index(article) == 1  # after the remark


def test_without_a_source_it_is_the_site_of_the_address() -> None:
    rows = f'https://www.wire.example/1,,"{BODY}"\nhttps://wire.example/2,AMW,"{BODY} 2"\n'
    found = articles(read(f"url,source,text\n{rows}"))
    assert [article.metadata.source for article in found] == ["wire.example", "AMW"]


def test_a_mapping_in_full_needs_no_remark() -> None:
    options = Options({"headline": "kop", "text": "tekst"})
    found = read(f'kop,tekst\nTreaty,"{BODY}"\n', "a.csv", options)
    assert [article.metadata.headline for article in articles(found)] == ["Treaty"]
    assert remarks(found) == []


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"])
def test_any_delimiter_and_encoding(mark: str, encoding: str) -> None:
    rows = mark.join(("title", "author", "text")), mark.join(("Zölle", "Ana", "Größe zählt"))
    (article,) = articles(read("\r\n".join(rows).encode(encoding), "a.csv"))
    assert (article.metadata.headline, article.text) == ("Zölle", "Größe zählt")


def test_a_line_for_excel_names_the_delimiter() -> None:
    (article,) = articles(read('sep=;\r\ntitle;text\r\n"A, b";C, d, e\r\n', "a.csv"))
    assert (article.metadata.headline, article.text) == ("A, b", "C, d, e")


def test_columns_of_one_name_are_all_kept() -> None:
    (article,) = articles(read("text,a,a 4,a,,\nNo ship has left,1,2,3,4,5\n", "a.csv"))
    assert sorted(article.metadata.extra.values()) == ["1", "2", "3", "4", "5"]


def test_what_is_wrong_with_a_row_is_said_and_the_rest_goes_on() -> None:
    data = (
        f'{HEADER}Too,few\n\nA,2026-03-24,"{BODY}"\nToo,many,cells,here\nNo text,2026-03-24,\n'
        f'NUL,2026-03-24,a\0b\n,,\nB,2026-03-25,"More"\nC,,"open\nD,,\n'
    )
    found = read(data, "a.csv")
    assert [article.metadata.headline for article in articles(found)] == ["A", "B"]
    assert [str(error).removeprefix("a.csv: ") for error in errors(found)] == [
        "row 2 has 2 cells, the header 3. Mend the row: text with commas needs quotes.",
        "row 5 has 4 cells, the header 3. Mend the row: text with commas needs quotes.",
        "row 6 has no text. There is nothing to read in it.",
        "row 7 holds NUL characters. Only text can become an article.",
        "row 8 has no text. There is nothing to read in it.",
        "row 10 opens a quotation mark that nothing closes. "
        "Close it: all that follows is in that row.",
    ]


def test_a_table_that_has_gone_wrong_for_good_is_left_there() -> None:
    found = read(f'{HEADER}A,,"{BODY}"\n' + "x\n" * 150, "a.csv")
    assert len(articles(found)) == 1
    assert len(errors(found)) == 101
    assert "has 100 on end like that; what follows was not read" in str(found[-1])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        (HEADER, "has no rows below its header"),
        ("Treaty,2026-03-24,signed\nA,B,C\n", "There are: Treaty, 2026-03-24, signed."),
        ("id,name\n1,x\n", "--map text=NAME. There are: id, name."),
    ],
)
def test_a_file_that_is_no_table_of_articles_says_so(data: str, said: str) -> None:
    (error,) = read(data, "a.csv")
    assert isinstance(error, ReadError)
    assert said in str(error)


def test_columns_without_a_name_or_with_the_same_one_are_kept() -> None:
    (article,) = articles(read(",title,text,title\n0,A,B,C\n", "a.csv"))
    assert article.metadata.headline == "A"
    assert article.metadata.extra == {"column 1": "0", "title 4": "C"}


def test_bytes_of_another_code_page_far_down_are_told_of() -> None:
    rows = "".join(f'A,,"{BODY} {number}"\n' for number in range(1000))
    found = read(f"{HEADER}{rows}".encode() + b"B,,Gr\xf6\xdfe\nC,,5 \xe2\x82\xac\n", "a.csv")
    assert [article.text for article in articles(found)[-2:]] == ["Größe", "5 €"]
    assert remarks(found)[-1] == (
        "has bytes that are not UTF-8, in 1 places; they were read as cp1252"
    )


def test_a_field_of_a_million_characters_is_read() -> None:
    (article,) = articles(read(f"{HEADER}A,,{'x' * 1_000_000}\n", "a.csv"))
    assert len(article.text) == 1_000_000


def test_the_header_tells_the_format_whatever_the_file_is_called() -> None:
    assert format_of(b"\xef\xbb\xbfURL,Title,Selection\n", "export").name == "CSV"
    assert format_of(b"title\tbody\nA\tB", "a.txt").name == "CSV"
    assert format_of(b"A title, some text and more\n", "a.txt").name == "plain text"
    assert format_of(b"Whatever", "a.TSV").name == "CSV"


def test_rows_with_an_address_only_say_so() -> None:
    found = read("title,url,tags\nTreaty,https://a.example/1,law\n", "a.csv")
    (error,) = errors(found)
    assert isinstance(error, NoTextError)
    assert (error.metadata.headline, error.tags) == ("Treaty", ("law",))


def test_295_wikinews_articles_come_out_whole() -> None:
    counts = {"wikinews_2019.csv": 171, "wikinews_2020.csv": 124}
    for name, count in counts.items():
        data = sample(f"csv-wikinews/{name}")
        found = read(data)
        assert errors(found) == []
        assert len(found) == count + 1
        rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
        for article, row in zip(articles(found), rows, strict=True):
            metadata = article.metadata
            assert article.text == normalise_newlines(row["text"])
            assert (metadata.published, metadata.url) == (row["date"], row["url"])
            assert metadata.headline == " ".join(row["title"].split())
            assert not metadata.headline_derived
            assert article.regions


TEXTS = st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=200))


@given(TEXTS, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_written_is_read_back(texts: list[str], delimiter: str, end: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("title", "text"), *(("A", text) for text in texts)])
    there = [normalise_newlines(text) for text in texts if readable(text)]
    found = read(written.getvalue(), "a.csv")
    assert [article.text for article in articles(found)] == there
    for article in articles(found):
        assert all(0 <= each.start < each.end <= len(article.text) for each in article.regions)


MENDED = (f'{HEADER}Treaty,2026-03-24,"{BODY}"\n' * 2).encode()


@given(st.binary(max_size=8), st.integers(0, len(MENDED)), st.integers(0, 12))
def test_any_change_makes_articles_or_errors(bite: bytes, place: int, gone: int) -> None:
    data = MENDED[:place] + bite + MENDED[place + gone :]
    for each in read(data, "a.csv"):
        assert isinstance(each, Draft | ReadError | Remark)
        if isinstance(each, ReadError):
            assert "\n" not in str(each)
            assert "cannot be understood" not in str(each)


class Rows(io.RawIOBase):
    """A header, and one row many times: a table that is made as it is read."""

    def __init__(self, header: bytes, row: bytes, count: int) -> None:
        self._header, self._row = header, row
        self._length, self.at = len(header) + len(row) * count, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, to: int, whence: int = io.SEEK_SET) -> int:
        self.at = to + (self.at if whence == io.SEEK_CUR else 0)
        return self.at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        before = self.at - len(self._header)
        whole, start = (self._header, self.at) if before < 0 else (self._row, before)
        start %= len(whole)
        part = whole[start : start + min(len(buffer), self._length - self.at)]
        buffer[: len(part)] = part
        self.at += len(part)
        return len(part)


def peak(rows: Rows) -> tuple[int, list[ReadError]]:
    """The most bytes held while these rows are read, and what was wrong."""
    stream = io.BufferedReader(rows)
    tracemalloc.start()
    try:
        found = read_source(Source(stream, "big.csv"))
        wrong = [each for each in found if isinstance(each, ReadError)]
        return tracemalloc.get_traced_memory()[1], wrong
    finally:
        tracemalloc.stop()


def test_the_first_article_comes_before_the_file_is_read() -> None:
    rows = Rows(HEADER.encode(), f'Treaty,2026-03-24,"{BODY}"\n'.encode(), 10**9)
    _, first = islice(read_source(Source(io.BufferedReader(rows), "big.csv")), 2)
    assert isinstance(first, Draft)
    assert rows.at < 200_000


@pytest.mark.long
def test_sixty_megabytes_are_read_with_little_memory() -> None:
    row = f'Treaty,"{BODY}","{BODY * 140}"\n'.encode()  # the last one is no text: that takes time
    most, wrong = peak(Rows(b"title,text,notes\n", row, 60_000_000 // len(row)))
    assert wrong == []
    assert most < 4_000_000


@pytest.mark.long
def test_a_row_over_the_limit_is_left_out() -> None:
    row = b'A,2026-03-24,"' + b"more words\n" * (LIMIT // 11 + 1) + b'"\n'
    most, wrong = peak(Rows(HEADER.encode(), row, 2))
    assert "row 2 cannot be read (it is larger than 64 MiB)" in str(wrong[0])
    assert len(wrong) <= 101
    assert most < 8 * LIMIT
