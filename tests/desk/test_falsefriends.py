"""Words with one stem that mean different things, over a real archive."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime

import pytest

from briefbot.archive import tables
from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk import falsefriends, topics
from briefbot.story import Story

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BODIES = {
    "movement": "Hamas said on Sunday that talks in Vielle went on.",
    "city": "Shells fell on Hama on Sunday, residents of Vielle said.",
    "both": "Hamas said on Sunday that Hama was shelled from Vielle.",
    "campus": "Two universities opened in Vielle, and a third is to come.",
    "stars": "The universe is older than was thought, a study of Vielle says.",
}


@pytest.fixture
def archive(tmp_path):
    archive = SQLiteArchive.open(tmp_path / "archive.sqlite")
    for id_, body in BODIES.items():
        archive.add(Story(id=id_, agency="N", headline="A headline", body=body), source=None, seen=NOW)
    archive.add(Story(id="tag", agency="N", headline="", body="", keywords=("University",)), source=None, seen=NOW)
    yield archive
    archive.close()


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("Hamas", ["both", "movement"]),
        ("hama", ["both", "city"]),
        ("hamas hama", ["both"]),
        ("hamas OR hama", ["both", "city", "movement"]),
        ("vielle -hama", ["campus", "movement", "stars"]),
        ("vielle -hamas -hama", ["campus", "stars"]),
        ("university", ["campus", "tag"]),
        ("universe", ["stars"]),
        ('"hamas said"', ["both", "movement"]),
        ('vielle -"hamas said"', ["campus", "city", "stars"]),
        ('"said hama"', []),
    ],
)
def test_a_word_does_not_bring_its_false_friends(archive, typed, ids):
    """Hamas is not Hama and a university no universe: asked for, together, in a phrase, or left out."""
    assert sorted(story.id for story in archive.find(topics.parse(typed), now=NOW)) == ids


def test_what_is_older_than_many_false_friends_is_found(archive):
    """A story does not disappear behind hundreds of newer ones with a word that is taken for the same."""
    several = [Story(id=str(n), agency="N", headline="A headline", body=BODIES["campus"]) for n in range(900)]
    archive.add_all(several, source=None, seen=NOW)
    assert [story.id for story in archive.find(topics.parse("universe"), now=NOW)] == ["stars"]


def test_every_line_of_the_table_is_needed():
    """The words of a line have one stem, and no word stands in two groups."""
    lines = set(falsefriends.table().values())
    words = [word for group in lines for word in group]
    assert Counter(words).most_common(1)[0][1] == 1
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE said USING fts5(word, tokenize='{tables.TOKENS}')")
        db.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(said, 'instance')")
        db.executemany("INSERT INTO said (rowid, word) VALUES (?, ?)", list(enumerate(words)))
        stem = {words[row]: term for term, row in db.execute("SELECT term, doc FROM stems")}
    groups_of = Counter(stem[group[0]] for group in lines)
    for group in lines:
        assert len({stem[word] for word in group}) == 1, group
        assert groups_of[stem[group[0]]] > 1, group
