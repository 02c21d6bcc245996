"""`briefbot sources`: where the news comes from."""

import socket

import pytest

from tests.cli.conftest import STRIKE, feed

OPML = """\
<?xml version="1.0"?><opml version="2.0"><body>
<outline text="Coast News" xmlUrl="https://coast.example/feed.xml"/>
<outline text="Hill Wire" xmlUrl="https://hill.example/feed.xml"/>
</body></opml>"""


def listed(briefbot):
    """(id, agency, state, address) of each source."""
    said = briefbot("sources", "list")
    assert said.status == 0
    return [(source["id"], source["agency"], source["state"], source["url"]) for source in said.records]


def test_a_source_is_looked_at_shown_and_added(briefbot, web):
    """`add --yes` shows the newest stories as they would be stored, and the source is in the list."""
    briefbot.file("web/feed.xml", feed(("Bridge reopens", "Trucks crossed it.")))
    said = briefbot("sources", "add", f"{web}/feed.xml", "--yes")
    assert (said.status, said.out) == (0, "")
    assert "Bridge reopens" in said.err
    assert listed(briefbot) == [("coast-news", "Coast News", "blind", f"{web}/feed.xml")]


def test_a_folder_of_wire_documents_is_a_source(briefbot):
    """A path works as an address does, under the name that was given, and is kept whole: the bot may run elsewhere."""
    briefbot.file("wire/strike.txt", STRIKE)
    folder = str(briefbot.folder / "wire")
    assert briefbot("sources", "add", "wire", "--agency", "Coast News", "--yes").status == 0
    assert listed(briefbot) == [("coast-news", "Coast News", "blind", folder)]


def test_a_story_under_embargo_is_counted_and_not_shown(briefbot):
    """The preview of a source says until when a story is held back, and none of its words."""
    held = (
        '{"uri": "urn:coast:9", "version": "1", "headline": "Fares to rise", "pubstatus": "usable", '
        '"embargoed": "2099-01-01T00:00:00Z", "body_text": "Ferry fares rise by 9 per cent."}'
    )
    briefbot.file("wire/held.json", held)
    said = briefbot("sources", "add", "wire", "--agency", "Coast News", "--yes")
    assert "under embargo until 01 Jan" in said.err
    assert "Fares" not in said.err


def test_an_agencys_second_feed_does_not_push_out_its_first(briefbot, web):
    """Two addresses of one agency are two sources; the same address again is still one."""
    for name in ("world", "sport", "world"):
        briefbot.file(f"web/{name}.xml", feed((name, "Trucks crossed it.")))
        assert briefbot("sources", "add", f"{web}/{name}.xml", "--agency", "Coast News", "--yes").status == 0
    assert [(id_, address) for id_, _, _, address in listed(briefbot)] == [
        ("coast-news", f"{web}/world.xml"),
        ("coast-news-2", f"{web}/sport.xml"),
    ]


def test_an_id_that_another_address_has_is_refused(briefbot, web):
    """--id does not replace a source of another address; the line says what to do."""
    briefbot.file("web/feed.xml", feed(("Bridge reopens", "Trucks crossed it.")))
    briefbot.file("wire/strike.txt", STRIKE)
    assert briefbot("sources", "add", f"{web}/feed.xml", "--id", "coast", "--yes").status == 0
    line = briefbot.refused("sources", "add", str(briefbot.folder / "wire"), "--id", "coast", "--yes", status=2)
    assert f"{web}/feed.xml" in line
    assert "--id" in line


def test_without_yes_and_without_a_terminal_nothing_is_added(briefbot, web):
    """Where nobody can be asked the command says which option answers, and exits with 2."""
    briefbot.file("web/feed.xml", feed(("Bridge reopens", "Trucks crossed it.")))
    said = briefbot("sources", "add", f"{web}/feed.xml")
    assert said.status == 2
    assert "--yes" in said.err.splitlines()[-1]
    assert listed(briefbot) == []


def test_the_feed_that_a_page_names_is_found_and_the_best_is_taken(briefbot, web):
    """Of a site's front page all feeds are shown, and --yes takes the first with stories that is not of comments."""
    page = """<html><head>{}</head><body><a href="/sport/">Sport</a> <a href="/feeds/all">RSS</a></body></html>"""
    link = '<link rel="alternate" type="application/rss+xml" href="/{}.xml">'
    briefbot.file("web/index.html", page.format(link.format("comments") + link.format("news") + link.format("dead")))
    briefbot.file("web/comments.xml", feed(("I agree", "Me too.")))
    briefbot.file("web/news.xml", feed(("Bridge reopens", "Trucks crossed it.")))
    said = briefbot("sources", "add", f"{web}/", "--yes")
    assert said.status == 0, said.err
    assert "Bridge reopens" in said.err
    assert "comments.xml" in said.err
    assert listed(briefbot) == [("coast-news", "Coast News", "blind", f"{web}/news.xml")]


def test_a_page_without_a_feed_is_explained(briefbot, web):
    """A page of which nothing can be found is a failure that says where to look; exit status 1."""
    briefbot.file("web/index.html", "<html><body>Hi</body></html>")
    line = briefbot.refused("sources", "add", f"{web}/index.html", "--yes", status=1)
    assert "neither it nor robots.txt names a feed" in line
    assert listed(briefbot) == []


def test_sources_are_paused_resumed_and_exported(briefbot):
    """A paused source says so, with the reason; OPML that is exported can be imported elsewhere."""
    briefbot("sources", "import", briefbot.file("feeds.opml", OPML))
    assert briefbot("sources", "pause", "hill-wire", "--reason", "moving").status == 0
    coast, hill = briefbot("sources").records
    assert (coast["state"], hill["state"], hill["next_poll"]) == ("blind", "paused", None)
    assert hill["reason"].endswith(": moving")
    assert briefbot("sources", "resume", "hill-wire").status == 0
    assert [source["state"] for source in briefbot("sources").records] == ["blind", "blind"]
    briefbot("sources", "export", "mine.opml")
    exported = briefbot("sources", "export").out
    assert (briefbot.folder / "mine.opml").read_text("utf-8") == exported
    assert "https://coast.example/feed.xml" in exported
    briefbot.environment["BRIEFBOT_ARCHIVE"] = str(briefbot.folder / "other.sqlite")
    assert "Added 2 sources" in briefbot("sources", "import", "mine.opml").err
    for command in ("pause", "resume"):
        assert "no source nobody" in briefbot.refused("sources", command, "nobody", status=1)


def test_a_dead_feed_is_explained(briefbot):
    """An address at which nobody answers, and a folder that is not there, are failures that name it."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = f"127.0.0.1:{closed.getsockname()[1]}"
    line = briefbot.refused("sources", "add", f"http://{dead}/feed", "--yes", status=1, BRIEFBOT_PRIVATE_ADDRESSES=dead)
    assert f"http://{dead}/feed cannot be a source" in line
    assert "cannot be a source" in briefbot.refused("sources", "add", "nowhere", "--yes", status=1)


def test_sources_come_from_opml_and_from_the_catalogue_and_go_by_id(briefbot):
    """`import` adds many, again adds nothing twice; `remove` takes one away; a name it does not know is a failure."""
    path = briefbot.file("feeds.opml", OPML)
    for told in ("Added 2 sources;", "Added 0 sources, 2 were there already;"):
        assert told in briefbot("sources", "import", path).err
    assert [row[0] for row in listed(briefbot)] == ["coast-news", "hill-wire"]
    assert briefbot("sources", "import", "--catalogue").status == 0
    assert len(listed(briefbot)) > 20
    assert briefbot("sources", "remove", "hill-wire").status == 0
    assert "hill-wire" not in [row[0] for row in listed(briefbot)]
    assert "hill-wire" in briefbot.refused("sources", "remove", "hill-wire", status=1)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "OPML file, or --catalogue"),
        (("feeds.opml", "--catalogue"), "OPML file, or --catalogue"),
        (("missing.opml",), "cannot read missing.opml"),
        (("odd.opml",), "OPML"),
    ],
    ids=["nothing", "both", "missing", "no opml"],
)
def test_what_cannot_be_imported_is_explained(briefbot, arguments, told):
    """Exit status 2 and a line that says what is wanted."""
    briefbot.file("odd.opml", "<html></html>")
    briefbot.file("feeds.opml", OPML)
    assert told in briefbot.refused("sources", "import", *arguments, status=2)


def test_without_a_source_the_list_says_how_to_get_one(briefbot):
    """An empty list is no failure, and its advice is on stderr."""
    said = briefbot("sources", "list")
    assert (said.status, said.out) == (0, "")
    assert "briefbot sources import --catalogue" in said.err
