"""Files and folders become drafts, and each that cannot says why."""

from __future__ import annotations

import os
import pickle
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_ingest.outcome import NoTextError
from newsbrowse_ingest.readers import registry
from newsbrowse_ingest.readers.read import (
    LIMIT,
    Container,
    Format,
    Source,
    format_of,
    read_bytes,
    read_path,
)
from newsbrowse_ingest.readers.walk import walk
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft, Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = "Vesland will sign its treaty with Maren, foreign minister Ilse Brandt said on Monday.\n"


def read(text: str, name: str = "story.md") -> Draft:
    (found,) = read_bytes(text.encode(), name)
    if isinstance(found, ReadError):
        raise found
    return found


def refusal(path: Path) -> str:
    (found,) = read_path(path)
    assert isinstance(found, ReadError)
    return str(found)


def test_front_matter_is_metadata_and_not_text() -> None:
    article = read(
        "---\n"
        "title: 'Treaty: signed'\n"
        "author: [Ana Ruiz, Piet Moll]\n"
        "agency: Coast Daily\n"
        "date: 24 March 2026\n"
        "link: https://coast.example/1\n"
        "lang: no\n"
        "licence: CC BY 4.0\n"
        "tags: [trade/harbours, '#law', law]\n"
        "fiction: true\n"
        "edition: {page: [1, 2]}\n"
        "---\n\n" + BODY
    )
    metadata = article.metadata
    assert article.text == BODY
    assert metadata.headline == "Treaty: signed"
    assert not metadata.headline_derived
    assert metadata.byline == "Ana Ruiz, Piet Moll"
    assert metadata.source == "Coast Daily"
    assert metadata.published == "2026-03-24"
    assert metadata.url == "https://coast.example/1"
    assert metadata.language == "no"
    assert metadata.rights == "CC BY 4.0"
    assert metadata.imported_from == "story.md"
    assert metadata.extra == {"fiction": "true", "edition": '{"page": ["1", "2"]}'}
    assert article.tags == ("trade/harbours", "law")


def test_tags_may_be_one_line_or_a_list_of_lines() -> None:
    assert read(f"---\ntags: law, trade\n---\n{BODY}").tags == ("law", "trade")
    assert read(f"---\nkeywords:\n  - law\n  - trade\n---\n{BODY}").tags == ("law", "trade")


def test_a_colon_in_an_unquoted_title_is_read_as_meant() -> None:
    metadata = read(f"---\ntitle: Treaty: signed\ndate: 2026-03-24\n---\n{BODY}").metadata
    assert (metadata.headline, metadata.published) == ("Treaty: signed", "2026-03-24")


def test_a_date_that_cannot_be_told_is_kept_as_written() -> None:
    metadata = read(f"---\ndate: last spring\n---\n{BODY}").metadata
    assert (metadata.published, metadata.extra) == ("", {"date": "last spring"})


@pytest.mark.parametrize(
    "block",
    [
        "title: [unclosed\nand more",
        "- a\n- list",
        "just words",
        "a: &a [x]\nb: [*a, *a]\n- no",
        "[" * 30_000,
        "? {deep: key}\n: value",
    ],
)
def test_what_is_no_front_matter_stays_in_the_text(block: str) -> None:
    text = f"---\n{block}\n---\n{BODY}"
    assert read(text).text == text


def test_aliases_do_not_grow() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 20))]
    extra = read("---\n" + "\n".join(lines) + f"\n---\n{BODY}").metadata.extra
    assert extra["a19"] == "&a19 [*a18, *a18]"


@given(st.text(st.sampled_from("a: -[]{}&*!|>'\"\n#?\t1"), max_size=60))
def test_no_front_matter_is_trouble(block: str) -> None:
    article = read(f"---\n{block}\n---\n{BODY}")
    assert article.text.endswith(BODY)


def test_front_matter_alone_is_no_article() -> None:
    with pytest.raises(ReadError, match="has no text after its front matter"):
        read("---\ntitle: Treaty\n---\n\n")


def test_a_markdown_heading_is_the_headline_without_its_mark() -> None:
    article = read(f"# Treaty signed\n\n{BODY}")
    assert article.text.startswith("# Treaty")
    spans = [article.text[each.start : each.end] for each in article.regions]
    assert spans == ["Treaty signed", BODY.strip()]
    assert article.metadata.headline == "Treaty signed"


def shelf(source: Source) -> Iterator[Source | ReadError]:
    for line in source.read().decode().split("|")[1:]:
        known = Metadata(url="https://example.org", headline="Known")
        yield (
            Source.of(line.encode(), f"{source.name}/{line[:9]}", known)
            if line
            else ReadError(source.name, "has a gap")
        )


def test_a_container_is_read_member_by_member(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Container("shelf", (".shelf",), lambda head: head.startswith(b"SHELF"), shelf)
    monkeypatch.setattr(registry, "FORMATS", (kind, *registry.FORMATS))
    data = f"SHELF|# Treaty\n\n{BODY}||{BODY}\n{BODY}|\0".encode()
    first, gap, second, binary = read_bytes(data, "a.shelf")
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert first.metadata.headline == "Treaty"  # its own word outranks what is known from outside
    assert (first.metadata.url, second.metadata.url) == ("https://example.org",) * 2
    assert str(gap) == "a.shelf: has a gap"
    assert "is not text" in str(binary)


def test_containers_end_where_they_are_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    def again(source: Source) -> Iterator[Source | ReadError]:
        yield Source.of(source.read(), source.name + "/again")

    kind = Container("shelf", (".shelf",), lambda head: head.startswith(b"SHELF"), again)
    monkeypatch.setattr(registry, "FORMATS", (kind, *registry.FORMATS))
    (error,) = read_bytes(b"SHELF", "a.shelf")
    assert "is an archive in 4 others" in str(error)


def test_what_a_library_raises_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(source: Source) -> Iterator[Draft]:
        yield Draft(BODY, Metadata())
        raise KeyError("no such part")

    kind = Format("a broken thing", (".thing",), lambda _: False, broken)
    monkeypatch.setattr(registry, "FORMATS", (kind, *registry.FORMATS))
    kept, error = read_bytes(BODY.encode(), "a.thing")
    assert isinstance(kept, Draft)
    assert str(error).startswith("a.thing: is a broken thing that cannot be understood (KeyError")


def test_errors_cross_processes_whole() -> None:
    error = NoTextError.of("saved.csv", Metadata(url="https://example.org"), ("law",))
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.metadata, back.tags) == (str(error), error.metadata, error.tags)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"---\ntitle: x\n---\n", "story.txt", "Markdown"),
        (b"\xef\xbb\xbf---\r\ntitle: x\r\n---\r\n", "-", "Markdown"),
        (b"Words", "story.MD", "Markdown"),
        (b"---\n\nWords after a rule", "story.txt", "plain text"),
        (b"Words", "story.unknown", "plain text"),
    ],
)
def test_the_format_is_told_by_content_first_and_name_second(
    data: bytes, name: str, expected: str
) -> None:
    assert format_of(data, name).name == expected


def test_line_ends_become_lf_and_nothing_else_changes() -> None:
    assert read("One.\r\n\tTwo \rThree", "story.txt").text == "One.\n\tTwo \nThree"


def test_a_file_is_named_in_its_metadata(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(BODY, encoding="utf-8")
    (article,) = read_path(path)
    assert article.metadata.imported_from == str(path)


def test_a_file_over_the_limit_says_so(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(LIMIT + 1)
    assert "is larger than 64 MiB" in refusal(path)


def test_what_is_no_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is not a regular file" in refusal(tmp_path / "pipe")
    assert "no such file" in refusal(tmp_path / "nowhere")


def test_walk_lists_folders_in_order_and_skips_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.md", ".git/x", "b/.hidden", "c/deep/er/z"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = [str(path) for path in walk([tmp_path]) if isinstance(path, Path)]
    names = ("a.md", "b/1.txt", "b/2.txt", "c/deep/er/z")
    assert found == [str(tmp_path / name) for name in names]
    hidden = tmp_path / "b/.hidden"
    assert list(walk([hidden])) == [hidden]


def test_walk_ends_where_links_make_a_ring(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/one.txt").touch()
    (tmp_path / "a/again").symlink_to(tmp_path)
    (tmp_path / "a/self").symlink_to("self")
    (tmp_path / "a/gone").symlink_to("nowhere")
    found = list(walk([tmp_path, tmp_path]))
    assert tmp_path / "a/one.txt" in found
    assert len(found) <= 3


def test_walk_tells_of_what_is_missing_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "one.txt").touch()
    missing, found = walk([tmp_path / "nowhere", tmp_path])
    assert isinstance(missing, ReadError)
    assert missing.reason == "no such file or folder"
    assert found == tmp_path / "one.txt"


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder all may look into, seen by a user who is not root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "one.txt").touch()
        (folder / "locked").mkdir()
        (folder / "locked").chmod(0)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        yield folder
        os.seteuid(user)
        (folder / "locked").chmod(0o700)


def test_walk_tells_of_a_folder_without_rights_and_goes_on(nobody: Path) -> None:
    refused, found = walk([nobody])
    assert isinstance(refused, ReadError)
    assert (refused.what, refused.reason) == (str(nobody / "locked"), "may not be read by you")
    assert found == nobody / "one.txt"
