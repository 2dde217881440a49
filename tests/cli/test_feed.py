"""`feed`: the list of feeds, and what `feed update` brings from servers, well or not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pytest

from ingest.network.server import in_turn, reply
from newsbrowse_store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.network.server import Act, Server

RSS = "application/rss+xml"
ALLOW = "--allow-private"


def rss(*entries: tuple[str, str], title: str = "Harbour Wire", **headers: str) -> Act:
    """A feed of entries: address and text each."""
    items = "".join(
        f"<item><title>About {escape(link[-1:])}</title><link>{escape(link)}</link>"
        f"<description>{escape(text)}</description></item>"
        for link, text in entries
    )
    body = f"<rss version='2.0'><channel><title>{escape(title)}</title>{items}</channel></rss>"
    return reply(body, kind=RSS, **headers)


def text(n: int | str) -> str:
    return f"Quay {n} is closed. Nobody knows for how long it will stay so."


class Feeds:
    """The commands on one library."""

    def __init__(self, newsbrowse: Callable[..., tuple[int, str, str]], library: Path) -> None:
        self._newsbrowse = newsbrowse
        self.library = library

    def run(self, command: str, *words: str | Path) -> tuple[int, str, str]:
        return self._newsbrowse("feed", command, "--library", self.library, *words)

    def json(self, command: str, *words: str | Path, code: int = 0) -> Any:
        answer = self.run(command, "--json", *words)
        assert answer[0] == code, answer[2]
        return json.loads(answer[1])

    def articles(self) -> dict[str, Any]:
        with Library.open(self.library) as opened:
            found = [opened.article(id_) for id_ in opened.ids()]
        return {article.text: article.metadata for article in found}


@pytest.fixture
def feeds(newsbrowse: Callable[..., tuple[int, str, str]], library: Path) -> Feeds:
    return Feeds(newsbrowse, library)


@pytest.fixture
def harbour(server: Server, feeds: Feeds) -> str:
    """A feed in the library, with two entries that nobody has fetched."""
    entries = [(server.url("/1"), text(1)), (server.url("/2"), text(2))]
    server.pages["/rss"] = rss(*entries, ETag='"1"')
    feeds.json("add", ALLOW, server.url("/rss"))
    server.requests.clear()
    return server.url("/rss")


# The list


def test_a_feed_is_added_by_its_address(server: Server, feeds: Feeds, harbour: str) -> None:
    (listed,) = feeds.json("list")
    assert listed == {
        "name": "harbour-wire",
        "url": harbour,
        "title": "Harbour Wire",
        "site": "",
        "folder": "",
        "full": False,
        "checked": "",
        "trouble": "",
    }
    assert feeds.articles() == {}
    assert not server.requests  # to list them is not to ask for them


def test_the_feed_of_a_site_is_found(server: Server, feeds: Feeds) -> None:
    server.pages |= {
        "/": reply(
            f'<html><head><link rel=alternate type="{RSS}" href=/rss></head>', kind="text/html"
        ),
        "/rss": rss((server.url("/1"), text(1)), title=""),
    }
    added = feeds.json("add", ALLOW, server.url(), "--name", "coast", "--folder", "/press/local")
    assert (added["name"], added["url"], added["site"], added["folder"]) == (
        *("coast", server.url("/rss")),
        *(server.url("/"), "press/local"),
    )


def test_a_feed_of_other_feeds_is_not_called_like_one_of_them(server: Server, feeds: Feeds) -> None:
    entry = "<entry><title>A</title><source><title>{0}</title></source><link href='{1}'/></entry>"
    both = "".join(entry.format(name, server.url(f"/{name}")) for name in ("Coast", "Harbour"))
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>All</title>{both}</feed>"
    server.pages["/all"] = reply(atom, kind="application/atom+xml")
    added = feeds.json("add", ALLOW, server.url("/all"))
    assert (added["title"], added["name"]) == ("", "127-0-0-1")


def test_what_is_no_feed_is_not_added(server: Server, feeds: Feeds, harbour: str) -> None:
    server.pages |= {"/story": reply(text(1)), "/gone": reply(status=410)}
    for path, reason in {
        "/story": "is no feed, and names none",
        "/gone": "is gone for good (410)",
        "/rss": "is there already, as “harbour-wire”",
    }.items():
        code, out, err = feeds.run("add", ALLOW, server.url(path))
        assert (code, out) == (1, "")
        assert reason in err
    assert len(feeds.json("list")) == 1
    assert "--allow-private" in feeds.run("add", server.url("/rss"))[2]


def test_feeds_are_removed_by_name_or_address(feeds: Feeds, harbour: str) -> None:
    assert feeds.run("remove", "harbour")[0] == 1
    assert [feed["url"] for feed in feeds.json("remove", harbour)] == [harbour]
    assert feeds.json("list") == []


def test_opml_goes_in_and_out(server: Server, feeds: Feeds, harbour: str, tmp_path: Path) -> None:
    out = feeds.run("export")[1]
    path = tmp_path / "feeds.opml"
    path.write_text(out.replace("/rss", "/other") + "\n")
    assert [feed["status"] for feed in feeds.json("import", path)] == ["added"]
    assert [feed["status"] for feed in feeds.json("import", path)] == ["present"]
    assert [feed["name"] for feed in feeds.json("list")] == ["harbour-wire", "harbour-wire-2"]
    assert feeds.run("export", path)[0] == 0
    assert path.read_text().count("xmlUrl") == 2
    path.write_text("<!DOCTYPE opml><opml/>")
    assert "has a document type" in feeds.run("import", path)[2]
    code, _, err = feeds.run("import", tmp_path / "missing.opml")
    assert (code, err.endswith("Check the spelling of the path.\n")) == (1, True)
    assert not server.requests


def test_opml_with_addresses_of_no_use_gives_the_others(feeds: Feeds, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    lines = [
        f"<outline xmlUrl='{url}'/>"
        for url in ("javascript:alert(1)", "https://a.test/rss", "file:///etc/passwd")
    ]
    path.write_text(f"<opml><body>{''.join(lines)}</body></opml>")
    found = feeds.json("import", path, code=1)
    assert [feed["status"] for feed in found] == ["failed", "added", "failed"]
    said = feeds.run("import", path)[2].splitlines()
    assert said[0] == "javascript:alert(1): is no http address. Look on its site for another."
    assert said[-1] == "Feeds: 0 added, 1 already there, 2 failed"
    assert [feed["url"] for feed in feeds.json("list")] == ["https://a.test/rss"]


# Updates


def test_an_update_adds_what_is_new_and_then_asks_for_changes_only(
    server: Server, feeds: Feeds, harbour: str
) -> None:
    (first,) = feeds.json("update", ALLOW)
    assert (first["status"], len(first["added"]), first["present"]) == ("updated", 2, [])
    assert {meta.source for meta in feeds.articles().values()} == {"Harbour Wire"}

    server.pages["/rss"] = reply(status=304)
    (second,) = feeds.json("update", ALLOW, "harbour-wire")
    assert (second["status"], second["added"]) == ("unchanged", [])
    assert server.requests[-1].headers["If-None-Match"] == '"1"'
    assert feeds.run("update", ALLOW)[1] == "harbour-wire  unchanged\n"

    server.pages["/rss"] = rss((server.url("/2"), text(2)), (server.url("/3"), text(3)))
    (third,) = feeds.json("update", ALLOW)
    assert (len(third["added"]), len(third["present"])) == (1, 1)
    assert feeds.json("list")[0]["checked"]


def test_a_feed_that_failed_is_told_and_the_others_go_on(
    server: Server, feeds: Feeds, harbour: str
) -> None:
    entry = (server.url("/1"), text(1))
    server.pages |= {f"/{name}": rss(entry, title=name) for name in ("gone", "busy", "page")}
    for name in ("gone", "busy", "page"):
        feeds.json("add", ALLOW, server.url(f"/{name}"))
    server.pages |= {
        "/gone": reply(status=410),
        "/busy": reply(status=503, Retry_After="3600"),
        "/page": reply(text(1)),
    }
    told = {feed["name"]: feed for feed in feeds.json("update", ALLOW, code=1)}
    assert len(told.pop("harbour-wire")["added"]) == 2
    assert {name: feed["reason"] for name, feed in told.items()} == {
        "gone": "is gone for good (410). Take it out: newsbrowse feed remove gone",
        "busy": "wants nobody to come again for 60 minutes (503). Try again then.",
        "page": "is no feed any more. Look at its site.",
    }
    assert {feed["name"]: feed["trouble"] for feed in feeds.json("list")} == {
        "harbour-wire": "",
        **{name: feed["reason"] for name, feed in told.items()},
    }
    server.pages["/gone"] = rss(entry)
    feeds.run("update", ALLOW, "gone")
    assert "gone for good" not in feeds.run("list")[1]


def test_entries_with_one_address_are_all_there(server: Server, feeds: Feeds, harbour: str) -> None:
    live = server.url("/live")
    server.pages |= {
        "/rss": rss((live, text(1)), (live, text(2)), (live, text(1))),
        "/live": reply(text("one, the whole story")),
    }
    (told,) = feeds.json("update", ALLOW, "--full")
    assert len(told["added"]) == 2
    assert set(feeds.articles()) == {text("one, the whole story"), text(2)}


def test_a_new_address_is_remembered_if_it_is_for_good(
    server: Server, feeds: Feeds, harbour: str
) -> None:
    feeds.json("update", ALLOW)
    server.pages |= {
        "/new": server.pages["/rss"],
        "/rss": reply(status=302, Location="/new"),
        "/login": reply("Log in."),
    }
    assert feeds.json("update", ALLOW)[0]["was"] == ""
    server.pages["/rss"] = reply(status=301, Location="/login")
    assert feeds.json("update", ALLOW, code=1)[0]["url"] == harbour
    server.pages["/rss"] = reply(status=301, Location="/new")
    code, _, err = feeds.run("update", ALLOW)
    assert code == 0
    assert f"has moved for good, from {harbour} to {server.url('/new')}" in err
    assert [feed["url"] for feed in feeds.json("list")] == [server.url("/new")]
    server.pages["/new"] = reply(status=304)
    assert feeds.json("update", ALLOW)[0]["status"] == "unchanged"


def test_entries_without_text_are_counted_and_fetched_when_asked(
    server: Server, feeds: Feeds, harbour: str
) -> None:
    server.pages |= {
        "/rss": rss((server.url("/1"), ""), (server.url("/2"), text(2)), ETag='"1"'),
        "/1": reply(text("one, the whole story")),
        "/2": reply(text("two, the whole story")),
    }
    code, _, err = feeds.run("update", ALLOW)
    assert code == 0
    assert "1 entry has no text, only an address; --full fetches the pages" in err
    assert list(feeds.articles()) == [text(2)]

    (full,) = feeds.json("update", ALLOW, "--full")
    assert len(full["added"]) == 2
    one = feeds.articles()[text("one, the whole story")]
    assert (one.url, one.source) == (server.url("/1"), "Harbour Wire")
    assert server.asked.count("/1") == 1
    (again,) = feeds.json("update", ALLOW, "--full")
    assert (again["added"], len(again["present"])) == ([], 2)
    assert server.asked.count("/1") == 1


def test_a_page_that_is_not_to_be_had_leaves_its_summary(server: Server, feeds: Feeds) -> None:
    server.pages |= {
        "/rss": rss(*((server.url(f"/{n}"), text(n)) for n in (1, 2, 3)), ETag='"1"'),
        "/1": reply(status=404),
        "/2": in_turn(reply(status=503, Retry_After="3600"), reply(text("two at last"))),
        "/3": reply(text("three, the whole story")),
    }
    feeds.json("add", ALLOW, "--full", server.url("/rss"))
    (first,) = feeds.json("update", ALLOW, code=1)
    assert {failed["path"][-2:] for failed in first["failed"]} == {"/1", "/2"}
    assert set(feeds.articles()) == {text(1), text("three, the whole story")}

    (second,) = feeds.json("update", ALLOW)  # the feed is asked for anew: a page was busy
    assert "If-None-Match" not in server.requests[-2].headers
    assert (len(second["added"]), second["failed"]) == (1, [])
    assert text("two at last") in feeds.articles()

    server.pages["/rss"] = reply(status=304)
    assert feeds.json("update", ALLOW)[0]["status"] == "unchanged"
    assert server.requests[-1].headers["If-None-Match"] == '"1"'
    assert (server.asked.count("/1"), server.asked.count("/3")) == (1, 1)


def test_words_of_a_feed_are_shown_as_words(server: Server, feeds: Feeds) -> None:
    server.pages["/rss"] = rss((server.url("/1"), text(1)), title="A [@click=quit] \u202e")
    code, out, _ = feeds.run("add", ALLOW, server.url("/rss"))
    assert (code, feeds.run("update", ALLOW)[0]) == (0, 0)
    assert "\u202e" not in out + feeds.run("list")[1]


def test_help_says_what_it_is_for(feeds: Feeds, library: Path) -> None:
    Library.open(library).close()
    assert feeds.run("update", "nothing")[2].startswith("newsbrowse: “nothing”: is no feed")
    assert "No feeds yet" in feeds.run("update")[2]
    assert "No feeds yet" in feeds.run("list")[2]
