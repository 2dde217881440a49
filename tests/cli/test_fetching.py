"""`add` with addresses: pages become articles, and nothing is fetched that was not asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ingest.network.server import in_turn, reply
from newsbrowse_ingest.add import FIRST
from newsbrowse_ingest.fetch import Wanted, add_given, in_turns
from newsbrowse_ingest.progress import Progress
from newsbrowse_store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.network.server import Server

    Newsbrowse = Callable[..., tuple[int, str, str]]

STORY = "Quay four is closed.\n\nIlse Brandt said so on Tuesday.\n"


@pytest.fixture
def add(newsbrowse: Newsbrowse, library: Path) -> Callable[..., tuple[int, Any, str]]:
    def call(*words: str | Path) -> tuple[int, Any, str]:
        code, out, err = newsbrowse("add", "--json", "--library", library, *words)
        return code, json.loads(out) if out else None, err

    return call


def article(library: Path, id_: str) -> Any:
    with Library.open(library) as opened:
        return opened.article(id_)


def test_a_page_becomes_an_article(server: Server, add: Callable[..., Any], library: Path) -> None:
    server.pages |= {"/a": reply(status=301, Location="/b"), "/b": reply(STORY)}
    code, (outcome,), _ = add("--allow-private", server.url("/a"))
    assert (code, outcome["path"], outcome["status"]) == (0, server.url("/a"), "added")
    metadata = article(library, outcome["id"]).metadata
    assert (metadata.url, metadata.imported_from) == (server.url("/b"), server.url("/a"))


def test_the_same_page_again_is_asked_about_only(
    server: Server, add: Callable[..., Any], library: Path
) -> None:
    first = reply(STORY, ETag='"7"')
    server.pages["/a"] = in_turn(first, reply(status=304), first)
    (added,) = add("--allow-private", server.url("/a"))[1]
    (present,) = add("--allow-private", server.url("/a"))[1]
    assert present == {**added, "status": "present"}
    assert server.requests[-1].headers["If-None-Match"] == '"7"'
    with Library.open(library) as opened:
        opened.purge(added["id"])
    assert add("--allow-private", server.url("/a"))[1] == [added]  # it is not left out for good
    assert "If-None-Match" not in server.requests[-1].headers


def test_one_bad_address_does_not_stop_the_others(
    server: Server, add: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "story.txt").write_text("Storm closes port.\n\nShips wait.")
    server.pages |= {"/a": reply(STORY), "/picture": reply(b"\x89PNG", kind="image/png")}
    code, outcomes, err = add(
        *("--allow-private", server.url("/a"), tmp_path / "story.txt", server.url("/missing")),
        *(server.url("/picture"), "ftp://example.org/"),
    )
    said = {outcome["path"].rpartition("/")[2]: outcome["status"] for outcome in outcomes}
    assert code == 1
    assert said == {
        "a": "added",
        "story.txt": "added",
        "missing": "failed",
        "picture": "failed",
        "": "failed",
    }
    lines = err.splitlines()
    assert f"{server.url('/missing')}: is not there (404). Check its spelling." in lines
    assert f"{server.url('/picture')}: is image/png, which newsbrowse does not read" in lines
    assert lines[-1].startswith("2 added, 0 already there, 3 failed in ")


def test_this_machine_is_not_asked_unless_that_is_said(
    server: Server, add: Callable[..., Any]
) -> None:
    code, (outcome,), _ = add(server.url("/a"))
    assert code == 1
    assert outcome["reason"].endswith("If you mean it, use --allow-private on the command line.")
    assert not server.requests


def test_hostile_words_of_a_server_are_shown_as_words(
    server: Server, newsbrowse: Newsbrowse, library: Path
) -> None:
    server.pages["/a"] = reply(status=302, Location="x://\x1b[31m/[/b]")
    server.pages["/b"] = reply(STORY, kind="\x1b]0;owned\x07/[@click=quit]")
    for path in "/a", "/b":
        code, out, err = newsbrowse(
            "add", "--library", library, "--allow-private", server.url(path)
        )
        assert code == 1
        assert "\x1b" not in out + err


def test_a_name_is_not_taken_for_an_address(add: Callable[..., Any], tmp_path: Path) -> None:
    code, (outcome,), _ = add(tmp_path / "https:" / "example.org")
    assert code == 1
    assert outcome["reason"].startswith("no such file or folder")


def test_hosts_are_asked_in_turns() -> None:
    wanted = [Wanted(f"https://{page}") for page in ("a/1", "a/2", "a/3", "b/1", "c/1", "b/2")]
    order = [one.address.removeprefix("https://") for one in in_turns(wanted)]
    assert order == ["a/1", "b/1", "c/1", "a/2", "b/2", "a/3"]


RSS = """<rss version="2.0"><channel><title>Harbour Wire</title>
<item><title>Strike</title><link>{0}</link><description>Quay four is closed.</description></item>
<item><title>Storm</title><link>{1}</link></item></channel></rss>"""


def test_entries_with_an_address_only_are_fetched_when_asked(
    server: Server, add: Callable[..., Any], library: Path, tmp_path: Path
) -> None:
    feed = RSS.format(server.url("/1"), server.url("/2"))
    server.pages |= {
        "/2": reply(STORY),
        "/rss": reply(feed, kind="application/rss+xml", ETag='"1"'),
    }
    (tmp_path / "feed.xml").write_text(feed)
    code, outcomes, err = add(tmp_path / "feed.xml")
    assert (code, [outcome["status"] for outcome in outcomes]) == (1, ["added", "failed"])
    assert "newsbrowse add --fetch FILE" in err
    assert not server.requests

    code, outcomes, _ = add("--fetch", "--allow-private", tmp_path / "feed.xml")
    assert (code, [outcome["status"] for outcome in outcomes]) == (0, ["present", "added"])
    metadata = article(library, outcomes[1]["id"]).metadata
    assert (metadata.source, metadata.url) == ("Harbour Wire", server.url("/2"))
    assert server.asked == ["/robots.txt", "/2"]

    code, outcomes, _ = add("--fetch", "--allow-private", server.url("/rss"))
    assert (code, [outcome["status"] for outcome in outcomes]) == (0, ["present", "present"])
    assert server.asked[2:] == ["/robots.txt", "/rss"]  # the page of the entry is there already


def test_what_was_not_read_whole_is_asked_for_anew(server: Server, add: Callable[..., Any]) -> None:
    feed = RSS.format(server.url("/1"), server.url("/2"))
    server.pages["/rss"] = reply(feed, kind="application/rss+xml", ETag='"1"')
    for statuses in (["added", "failed"], ["present", "failed"]):
        outcomes = add("--allow-private", server.url("/rss"))[1]
        assert [outcome["status"] for outcome in outcomes] == statuses
        assert "If-None-Match" not in server.requests[-1].headers


PAGE = """<!doctype html><html><head><meta charset="koi8-r"><title>Шторм закрыл порт</title></head>
<body><nav><a href="/">Home</a></nav><article><h1>Шторм закрыл порт</h1>
{}</article><footer>All rights reserved</footer></body></html>"""


def test_a_web_page_becomes_the_article_on_it(
    server: Server, add: Callable[..., Any], library: Path
) -> None:
    paragraph = "Шторм закрыл порт Веслянда во вторник, и никто не знает, как долго он продлится."
    page = PAGE.format(f"<p>{paragraph}</p>\n" * 6).encode("koi8-r")
    server.pages["/a.php"] = reply(page, kind="text/html; charset=koi8-r")
    code, (outcome,), err = add("--allow-private", server.url("/a.php"))
    assert (code, outcome["status"]) == (0, "added"), err
    found = article(library, outcome["id"])
    assert paragraph in found.text
    assert "rights reserved" not in found.text
    assert found.metadata.url == server.url("/a.php")


def test_a_page_that_was_left_amid_its_entries_is_asked_for_anew(
    server: Server, library: Path
) -> None:
    item = "<item><title>Storm {0}</title><description>Ships wait {0} days.</description></item>"
    items = "".join(item.format(number) for number in range(FIRST + 50))
    feed = f"<rss version='2.0'><channel><title>Harbour Wire</title>{items}</channel></rss>"
    server.pages["/rss"] = reply(feed, kind="application/rss+xml", ETag='"1"')
    progress, given = Progress(), [server.url("/rss")]
    with Library.open(library) as into:
        adding = add_given(into, given, "ana", allow_private=True, progress=progress)
        next(adding)
        progress.stop()
        assert 1 + len(list(adding)) == FIRST
        outcomes = list(add_given(into, given, "ana", allow_private=True))
    assert "If-None-Match" not in server.requests[-1].headers
    assert [outcome.status for outcome in outcomes].count("added") == 50
