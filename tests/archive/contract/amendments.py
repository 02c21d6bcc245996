"""Posts follow what becomes of the stories that they carry."""

from dataclasses import replace

import pytest

from briefbot.messages import PostState
from briefbot.story import PubStatus, StoryKey
from tests.archive.contract.samples import DAY, MINUTE, NOW, licensed, post, story

A, B = StoryKey("a"), StoryKey("b")
KILLED = {"version": 2, "status": PubStatus.CANCELED}


def send(archive, *posts):
    """Queue posts and have them stand in their channels."""
    archive.queue(posts)
    while taken := archive.take(NOW):
        for each in taken:
            archive.sent(each.key, f"{each.key}.1")


def outdated(archive, **more):
    return [(each.key, which) for each, which in archive.outdated(**more)]


class Amendments:
    """Claims on versions, outdated posts and how they are amended."""

    def test_every_version_of_a_story_is_listed_with_its_time_oldest_first(self, archive):
        """Killed ones and those under embargo too; an unknown story has none."""
        archive.add(story(), source=None, seen=NOW)
        archive.add(story(body="It stays shut.", version=3), source=None, seen=NOW + MINUTE)
        archive.add(story(**(KILLED | {"version": 4})), source=None, seen=NOW + 2 * MINUTE)
        found = archive.versions("a")
        assert [(one.story.version, one.seen) for one in found] == [
            (1, NOW), (3, NOW + MINUTE), (4, NOW + 2 * MINUTE)
        ]  # fmt: skip
        assert found[-1].story.status is PubStatus.CANCELED
        assert archive.versions("b") == []

    def test_a_post_is_outdated_from_the_moment_that_its_story_has_another_version(self, archive):
        """In whatever way the story was added, and whether the post was sent; a story known again changes nothing."""
        archive.add_all([story(), story("b")], source=None, seen=NOW)
        send(archive, post("0", stories=(A, B)), post("1", channel="C2", stories=(B,)))
        archive.queue([post("2", channel="C3", stories=(B,))])
        archive.add(story("b"), source=None, seen=NOW)
        assert outdated(archive) == []
        archive.add_all([story("b", "It stays shut.")], source=None, seen=NOW)
        assert sorted(outdated(archive)) == [("0", (B,)), ("1", (B,)), ("2", (B,))]

    @pytest.mark.parametrize(
        "more", [{"status": PubStatus.CANCELED}, {"status": PubStatus.WITHHELD}, {"embargoed": NOW + DAY}]
    )
    def test_what_is_withdrawn_before_it_is_sent_is_not_taken(self, archive, more):
        """Neither where it was queued before nor where it is queued too late, until it is amended."""
        archive.add(story(), source=None, seen=NOW)
        archive.queue([post("before", stories=(A,))])
        archive.add(story(version=2, **more), source=None, seen=NOW)
        archive.queue([post("after", channel="C2", stories=(A,))])
        assert archive.take(NOW) == []
        for each, _ in archive.outdated():
            assert archive.amend(replace(each, text="Withdrawn", stories=()), {"a": 2})
        assert [each.text for each in archive.take(NOW)] == ["Withdrawn", "Withdrawn"]

    def test_a_post_of_a_story_that_was_forgotten_is_outdated_where_it_is_queued_too_late(self, archive):
        """What was composed before the words went may not be said after."""
        archive.put_source(licensed(keep_days=1))
        archive.add(story(), source="nw", seen=NOW)
        archive.forget(NOW + 3 * DAY)
        archive.queue([post("0", stories=(A, StoryKey("never known")))])
        assert outdated(archive) == [("0", (A,))]

    def test_an_amended_post_is_outdated_no_more(self, archive):
        """It has its new text, blocks, stories and frame, once; its next version makes it so again."""
        archive.add(story(), source=None, seen=NOW)
        send(archive, post("0", stories=(A,)))
        archive.add(story(body="It stays shut."), source=None, seen=NOW)
        ((sent, _),) = archive.outdated()
        new = replace(sent, text="x", blocks=({"type": "y"},), stories=(StoryKey("a", 2),), frame=({"type": "z"},))
        note = post("note", thread="0.1", stories=(StoryKey("a", 2),))
        for _ in range(2):
            assert archive.amend(new, {"a": 2}, [note])
        assert archive.outdated() == []
        assert archive.posts(workspace="T1", channel="C1") == [new]
        assert [each.key for each in archive.take(NOW)] == ["note"]
        archive.sent("note", "0.2")
        archive.add(story(**(KILLED | {"version": 3})), source=None, seen=NOW)
        assert sorted(outdated(archive)) == [("0", (StoryKey("a", 2),)), ("note", (StoryKey("a", 2),))]

    def test_a_version_that_came_while_a_post_was_amended_is_not_missed(self, archive):
        """Only what was looked at is done with."""
        archive.add(story(), source=None, seen=NOW)
        send(archive, post("0", stories=(A,)))
        archive.add(story(body="It stays shut."), source=None, seen=NOW)
        ((sent, _),) = archive.outdated()
        archive.add(story(body="It burns."), source=None, seen=NOW)
        assert archive.amend(replace(sent, text="It stays shut."), {"a": 2})
        assert outdated(archive) == [("0", (A,))]

    def test_a_post_that_was_sent_meanwhile_is_not_rewritten_as_if_it_were_not(self, archive):
        """Nothing happens, its notes are not queued, and it stays outdated."""
        archive.add(story(), source=None, seen=NOW)
        archive.queue([post("0", stories=(A,))])
        archive.take(NOW)
        archive.add(story(**KILLED), source=None, seen=NOW)
        assert archive.outdated() == []
        archive.sent("0", "1.1")
        ((sent, _),) = archive.outdated()
        assert not archive.amend(replace(sent, state=PostState.QUEUED, text="x"), {"a": 2}, [post("note")])
        assert outdated(archive) == [("0", (A,))]
        assert archive.take(NOW) == []

    def test_what_waits_to_be_sent_and_what_was_withdrawn_come_first(self, archive):
        """A kill does not wait behind corrections, nor a queued post behind edits; some can be left out."""
        archive.add_all([story(), story("b")], source=None, seen=NOW)
        send(archive, post("0", stories=(A,)), post("1", stories=(B,)), post("2", workspace="T2", stories=(B,)))
        archive.queue([post("3", workspace="T2", stories=(A,))])
        archive.add_all([story(body="It stays shut."), story("b", **KILLED)], source=None, seen=NOW)
        assert [key for key, _ in outdated(archive)] == ["3", "1", "2", "0"]
        assert [key for key, _ in outdated(archive, limit=3, besides=["T2"])] == ["3", "1", "0"]
        assert [key for key, _ in outdated(archive, limit=1, besides=["3"])] == ["1"]

    def test_a_killed_story_leaves_its_posts_outdated_when_its_words_are_forgotten(self, archive):
        """A bot that was down for a week still withdraws it."""
        archive.add(story(), source=None, seen=NOW)
        send(archive, post("0", stories=(A,)))
        archive.add(story(**KILLED), source=None, seen=NOW)
        archive.forget(NOW + 3 * DAY)
        assert outdated(archive) == [("0", (A,))]
        assert archive.versions("a") == []

    def test_the_pieces_of_a_post_are_found(self, archive):
        """The post and the parts that it was split into, and no other post of a like key."""
        archive.queue([post("k"), post("k2"), post("other")])
        (whole, *_) = archive.take(NOW)
        archive.split("k", [whole, replace(whole, key="k/1", parent="k"), replace(whole, key="k/2", parent="k")])
        assert [each.key for each in archive.pieces("k")] == ["k", "k/1", "k/2"]
