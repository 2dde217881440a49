"""Zip, tar and compressed files: what is in them is read, within bounds, and never unpacked."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import stat
import struct
import tarfile
import tracemalloc
import zipfile
from contextlib import redirect_stderr

import pytest

from ingest.readers.samples import FILES, SAMPLES, STORY, tarred, zipped
from newsbrowse_ingest.readers.containers import inflate, members, zip_archive
from newsbrowse_ingest.readers.read import read_bytes
from newsbrowse_store.errors import ReadError
from newsbrowse_store.values import Draft

ARCHIVES = [name for name in SAMPLES if name.startswith("files.")]
REMEDY = "Unpack it with another program, and add the folder."


def outcome(data: bytes, name: str) -> list[str]:
    """What each article came from, and what each error says."""
    return [
        each.metadata.imported_from if isinstance(each, Draft) else str(each)
        for each in read_bytes(data, name)
    ]


def odd(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


@pytest.mark.parametrize("name", ARCHIVES)
def test_every_file_in_an_archive_is_read_by_its_own_reader(name: str) -> None:
    one, two = read_bytes(SAMPLES[name], name)
    assert isinstance(one, Draft)
    assert isinstance(two, Draft)
    assert (one.text, two.text) == (STORY, STORY)
    assert two.metadata.headline == "Treaty signed"
    assert two.metadata.imported_from == f"{name}/folder/two.md"


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.startswith("story.txt.")])
def test_a_compressed_file_is_read_as_what_it_holds(name: str) -> None:
    (article,) = read_bytes(SAMPLES[name], name)
    assert isinstance(article, Draft)
    assert (article.text, article.metadata.imported_from) == (STORY, f"{name}/story.txt")


def test_compressed_streams_one_after_the_other_are_one_file() -> None:
    parts = [gzip.compress(part) for part in (b"One.\n", b"", b"Two.\n")]
    (article,) = read_bytes(b"".join(parts) + bytes(20), "story.gz")
    assert isinstance(article, Draft)
    assert article.text == "One.\nTwo.\n"


def test_a_tar_that_its_first_bytes_do_not_tell_is_one_all_the_same() -> None:
    noise = random.Random(5).randbytes(200_000)  # one block of bzip2, longer than what is sniffed
    data = tarred({"noise.txt": noise, "one.txt": STORY}, "bz2")
    assert inflate.peek(data[:65_536]) == b""
    assert outcome(data, "files.tar.bz2") == [
        "files.tar.bz2/noise.txt: is not text. Only text can become an article.",
        "files.tar.bz2/one.txt",
    ]


def test_archives_in_archives_are_read_and_not_too_deep() -> None:
    data, name = SAMPLES["story.txt.gz"], "story.txt.gz"
    for depth in range(3):
        data, name = zipped({name: data}), f"{depth}.zip"
    assert outcome(data, name) == ["2.zip/1.zip/0.zip/story.txt.gz/story.txt"]
    assert "is an archive in 4 others" in outcome(zipped({name: data}), "3.zip")[0]


def test_what_walk_would_skip_is_skipped() -> None:
    files = {"__MACOSX/._one.txt": "x", ".git/config": "x", "a/.hidden": "x", "./one.txt": STORY}
    assert outcome(tarred(files), "a.tar") == ["a.tar/one.txt"]
    assert outcome(zipped(files), "a.zip") == ["a.zip/one.txt"]


@pytest.mark.parametrize("name", ["../one.txt", "a/../../one.txt", "/etc/one.txt", "C:\\one.txt"])
def test_a_name_that_leads_out_is_refused_and_the_rest_read(name: str) -> None:
    files = {name: STORY, "two.txt": STORY}
    for archive, data in (("a.tar", tarred(files)), ("a.zip", zipped(files))):
        refused, article = outcome(data, archive)
        assert refused.endswith(f"has a name that leads out of its archive. {REMEDY}")
        assert article == f"{archive}/two.txt"


def test_what_is_no_file_is_refused_and_the_rest_read() -> None:
    data = tarred(
        {
            "soft": odd("soft", tarfile.SYMTYPE, "/etc/passwd"),
            "hard": odd("hard", tarfile.LNKTYPE, "one.txt"),
            "null": odd("null", tarfile.CHRTYPE),
            "disk": odd("disk", tarfile.BLKTYPE),
            "pipe": odd("pipe", tarfile.FIFOTYPE),
            "folder": odd("folder", tarfile.DIRTYPE),
            "one.txt": STORY,
        }
    )
    assert outcome(data, "a.tar") == [
        f"a.tar/soft: is a link, not a file. {REMEDY}",
        f"a.tar/hard: is a link, not a file. {REMEDY}",
        *(
            f"a.tar/{name}: is not a regular file. Nothing was read from it."
            for name in ("null", "disk", "pipe")
        ),
        "a.tar/one.txt",
    ]


def test_links_in_a_zip_are_refused() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert outcome(made.getvalue(), "a.zip") == [f"a.zip/link: is a link, not a file. {REMEDY}"]


def flagged(data: bytes) -> bytes:
    """The zip with its first file marked as encrypted."""
    listed = data.index(b"PK\x01\x02")
    return data[:6] + b"\x01" + data[7 : listed + 8] + b"\x01" + data[listed + 9 :]


def test_encrypted_and_oddly_compressed_files_are_refused_and_the_rest_read() -> None:
    assert outcome(flagged(zipped(FILES)), "a.zip") == [
        "a.zip/one.txt: is encrypted. Unpack the archive with its password first.",
        "a.zip/folder/two.md",
    ]
    made = io.BytesIO(zipped({"one.txt": STORY}))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("two.txt", STORY)
    assert outcome(made.getvalue(), "a.zip") == [
        "a.zip/one.txt",
        f"a.zip/two.txt: is compressed in a way that is not read here. {REMEDY}",
    ]


def test_a_broken_file_is_told_and_the_rest_read() -> None:
    data = bytearray(zipped({"one.txt": STORY, "two.txt": STORY}))
    data[60] ^= 0xFF
    broken, article = outcome(bytes(data), "a.zip")
    assert broken.startswith("a.zip/one.txt: is broken (")
    assert article == "a.zip/two.txt"


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_breaks_off_is_told(name: str) -> None:
    data = SAMPLES[name]
    *_, last = read_bytes(data[: len(data) // (20 if name == "files.tar" else 2)], name)
    assert isinstance(last, ReadError)
    assert "\n" not in str(last)


def test_a_tar_broken_in_the_middle_is_not_taken_for_its_end() -> None:
    data = bytearray(SAMPLES["files.tar"])
    data[1024 + 148] ^= 0xFF  # the checksum of the second file's head
    one, broken = outcome(bytes(data), "a.tar")
    assert one == "a.tar/one.txt"
    reason = "is a broken tar archive (it ends in the midst of its files)"
    assert broken == f"a.tar: {reason}. Fetch it again."


def test_an_archive_with_nothing_to_read_says_so() -> None:
    nothing = "is a zip archive with no files to read in it"
    assert outcome(zipped({}), "a.zip") == [f"a.zip: {nothing}"]
    assert outcome(zipped({".hidden": STORY}), "a.zip") == [f"a.zip: {nothing}"]


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz"])
def test_a_file_over_the_bound_is_told_and_the_rest_read(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (members, zip_archive, "newsbrowse_ingest.readers.containers.tar_archive"):
        path = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{path}.LIMIT", 1000)
    files: dict[str, str | bytes] = {"big.txt": "x" * 1001, "one.txt": STORY}
    data = zipped(files) if name == "a.zip" else tarred({**files}, name.partition("tar.")[2])
    refused, article = outcome(data, name)
    assert refused.startswith(f"{name}/big.txt: is larger than")
    assert article == f"{name}/one.txt"


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.gz"])
def test_nothing_is_unpacked_beyond_the_bound(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("members", "zip_archive", "tar_archive"):
        monkeypatch.setattr(f"newsbrowse_ingest.readers.containers.{module}.LIMIT", 100_000)
    zeros = bytes(8 * 2**20)
    made = {
        "a.zip": lambda: zipped({"zeros.txt": zeros}),
        "a.tar.gz": lambda: tarred({"zeros.txt": zeros}, "gz"),
        "a.gz": lambda: gzip.compress(zeros),
    }
    data = made[name]()
    outcome(data, name)  # imports what it takes
    tracemalloc.start()
    (error,) = outcome(data, name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "is larger than" in error
    assert peak < 2 * 2**20


def test_the_size_that_a_zip_claims_is_not_believed() -> None:
    data = zipped({"one.txt": "y" * 5000})
    for claimed in (1, 2**31):
        size = struct.pack("<I", claimed)
        listed = data.index(b"PK\x01\x02")
        lying = data[:22] + size + data[26 : listed + 24] + size + data[listed + 28 :]
        (found,) = read_bytes(lying, "a.zip")
        assert isinstance(found, Draft) == (claimed > 5000)


BOMBS = {
    "a.zip": lambda zeros: zipped({"zeros.txt": zeros, "one.txt": STORY}),
    "a.tar.gz": lambda zeros: tarred({"zeros.txt": zeros, "one.txt": STORY}, "gz"),
    "a.txt.gz": gzip.compress,
    "a.txt.bz2": bz2.compress,
    "a.txt.xz": lzma.compress,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_left_at_once(name: str) -> None:
    zeros = bytes(members.HARMLESS + 2**20)
    assert outcome(BOMBS[name](zeros), name) == [
        f"{name}: unpacks to more than 200 times its size, as only a bomb does."
        " Nothing more was read from it."
    ]


def test_a_bomb_of_archives_in_archives_spends_one_budget() -> None:
    part = zipped({f"{index}.txt": bytes(2**20) for index in range(5)})
    data = zipped({f"{index}.zip": part for index in range(100)}, zipfile.ZIP_STORED)
    whole = outcome(zipped({"parts.zip": data}), "a.zip")
    assert "a.zip: unpacks to more than 200 times its size" in whole[-1]
    assert len(whole) < 200


def test_an_archive_of_too_much_or_too_many_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MOST_MEMBERS", 1)
    monkeypatch.setattr(members, "MOST_UNPACKED", 100)
    for name in ("files.zip", "files.tar.gz"):
        assert outcome(SAMPLES[name], name)[-1].startswith(f"{name}: unpacks to more than 0 GiB")
    monkeypatch.setattr(members, "MOST_UNPACKED", 2**30)
    for name in ("files.zip", "files.tar"):
        one, error = outcome(SAMPLES[name], name)
        assert one == f"{name}/one.txt"
        assert error == f"{name}: holds more than 1 files. {REMEDY}"


def test_a_list_of_files_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_archive, "LONGEST_LIST", 80)
    (error,) = outcome(SAMPLES["files.zip"], "files.zip")
    assert error == f"files.zip: has a list of files that is too long. {REMEDY}"


def test_a_tar_that_points_back_ends() -> None:
    entry = tarfile.TarInfo("one.txt")
    head = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
    head[124:136] = tarfile.itn(-1024, 12, tarfile.GNU_FORMAT)
    head[148:156] = b"%06o\0 " % tarfile.calc_chksums(bytes(head))[0]
    found = outcome(bytes(head) + bytes(1024), "a.tar")
    assert "it points back" in found[-1]


def test_a_memory_hungry_xz_is_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 512 * 2**20, "mode": lzma.MODE_FAST}]
    filters[0] |= {"mf": lzma.MF_HC3, "nice_len": 5, "depth": 1}
    packer = lzma.LZMACompressor(filters=filters)
    (error,) = outcome(packer.compress(b"x") + packer.flush(), "a.xz")
    assert "Memory usage limit" in error


def test_names_no_terminal_or_file_can_hold_are_cleaned() -> None:
    entry = tarfile.TarInfo("x")
    head = bytearray(entry.tobuf(tarfile.USTAR_FORMAT))
    head[0:5] = b"\xff.txt"
    head[148:156] = b"%06o\0 " % tarfile.calc_chksums(bytes(head))[0]
    (error,) = outcome(bytes(head) + bytes(1024), "a.tar")
    assert error == "a.tar/\ufffd.txt: is empty. There is nothing to read in it."


def test_names_with_line_breaks_stay_on_one_line_and_long_ones_are_cut() -> None:
    files = {"a\nb\x1b[2J.txt": "", "c" * 900: ""}
    for data, archive in ((tarred({**files}), "a.tar"), (zipped({**files}), "a.zip")):
        broken, long = outcome(data, archive)
        assert broken.startswith(f"{archive}/a\ufffdb\ufffd[2J.txt: is empty.")
        assert long.startswith(f"{archive}/{'c' * 150}…{'c' * 150}: is empty.")


def test_nothing_is_written_to_the_terminal() -> None:
    shown = io.StringIO()
    with redirect_stderr(shown):
        for name, data in SAMPLES.items():
            for cut in range(0, len(data), 97):
                list(read_bytes(data[:cut], name))
    assert shown.getvalue() == ""


def test_a_story_may_begin_like_a_packed_file() -> None:
    assert not inflate.packed(b"BZhou said on Monday")
    assert outcome(b"BZhou said on Monday that", "story.txt") == ["story.txt"]
