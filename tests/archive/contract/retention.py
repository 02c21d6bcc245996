"""Claims about what licences ask for: rights, and forgetting."""

from dataclasses import replace

import pytest

from briefbot.archive.protocol import Novelty
from briefbot.errors import NotFoundError
from briefbot.source import Rights
from briefbot.story import Brief, PubStatus, StoryKey
from briefbot.topic import Topic
from tests.archive.contract.samples import DAY, MINUTE, NOW, licensed, post, story, topic, words


class Retention:
    """See the module."""

    def test_the_rights_of_a_story_are_those_of_its_source_even_once_that_is_removed(self, archive):
        """They follow the source's while it is there, and stay as they were last when it is removed."""
        archive.put_source(licensed(quotations=2))
        archive.add(story(), source="nw", seen=NOW)
        archive.add(story("b"), source=None, seen=NOW)
        archive.add(story("c"), source="never", seen=NOW)
        asked = ["a", "b", "c", "unknown"]
        assert archive.rights(asked) == {"a": Rights(quotations=2)}
        archive.put_source(licensed(quotations=1))
        archive.remove_source("nw")
        assert archive.rights(asked) == {"a": Rights(quotations=1)}
        archive.put_source(licensed(model=True))
        assert archive.rights(asked) == {"a": Rights(model=True)}

    def test_nothing_is_forgotten_before_its_time_or_without_a_term(self, archive):
        """A version is kept for `keep_days` to the moment; one of a source without a term, or of none, for ever."""
        archive.put_source(licensed(keep_days=3))
        archive.put_source(replace(licensed(), id="free"))
        for id_, source in (("a", "nw"), ("b", "free"), ("c", None)):
            archive.add(story(id_), source=source, seen=NOW)
        assert archive.forget(NOW + 3 * DAY) == 0
        assert archive.forget(NOW + 3 * DAY + MINUTE) == 1
        assert archive.forget(NOW + 9999 * DAY) == 0
        assert [s.id for s in archive.latest("abc", now=NOW)] == ["b", "c"]

    def test_a_forgotten_story_is_gone_by_every_verb_and_not_taken_in_again(self, archive):
        """No verb gives its words; read again it is KNOWN and stays away, with the time at which it was first seen."""
        archive.put_source(licensed(keep_days=3))
        for version in (story(), story(body="The harbour closed again.")):
            kept = archive.add(version, source="nw", seen=NOW).story
            archive.keep_brief(Brief(story=kept.key, formatter="f/1", key_points=(), quotes=()))
        archive.remove_source("nw")
        later = NOW + 4 * DAY
        assert archive.forget(later) == 2
        for _ in range(2):
            for key in (StoryKey("a", 1), StoryKey("a", 2)):
                assert archive.brief(key, "f/1") is None
                with pytest.raises(NotFoundError, match="forgotten"):
                    archive.story(key)
            assert archive.find(topic(words("harbour")), now=later) == archive.find(Topic(""), now=later) == []
            assert archive.latest(["a"], now=later) == []
            assert archive.rights(["a"]) == {}
            assert archive.first_seen(["a"]) == {"a": NOW}
            for again in (story(), story(body="The harbour closed again."), story(version=2)):
                added = archive.add(again, source="nw", seen=later)
                assert (added.novelty, added.story.body, added.story.headline) == (Novelty.KNOWN, "", "")

    def test_new_words_for_a_forgotten_story_are_its_next_version(self, archive):
        """What the agency writes later is REVISED and is found, under the first sight of the story."""
        archive.put_source(licensed(keep_days=3))
        archive.add(story(), source="nw", seen=NOW)
        later = NOW + 4 * DAY
        archive.forget(later)
        added = archive.add(story(body="The harbour burnt."), source="nw", seen=later)
        assert added == (story(body="The harbour burnt.", version=2), Novelty.REVISED)
        assert archive.latest(["a"], now=later) == [added.story]
        assert archive.first_seen(["a"]) == {"a": NOW}
        assert archive.add(story(), source="nw", seen=later) == (added.story, Novelty.KNOWN)

    def test_earlier_versions_are_forgotten_in_their_own_time(self, archive):
        """The newest stays while its time has not come; the version before it is gone, and is KNOWN when read again."""
        archive.put_source(licensed(keep_days=3))
        archive.add(story(), source="nw", seen=NOW)
        newest = archive.add(story(body="It closed."), source="nw", seen=NOW + 2 * DAY).story
        assert archive.forget(NOW + 4 * DAY) == 1
        with pytest.raises(NotFoundError):
            archive.story(StoryKey("a", 1))
        assert archive.latest(["a"], now=NOW) == [newest]
        assert archive.add(story(), source="nw", seen=NOW + 4 * DAY) == (newest, Novelty.KNOWN)

    def test_every_version_of_a_killed_story_is_forgotten_and_it_stays_killed(self, archive):
        """A day after the kill no version is left; only a higher version of the agency's own is taken in again."""
        archive.add(story(), source=None, seen=NOW)
        archive.add(story(body="Second take."), source=None, seen=NOW)
        archive.add(story(version=3, body="", status=PubStatus.CANCELED), source=None, seen=NOW)
        assert archive.forget(NOW + DAY) == 0
        assert archive.forget(NOW + 2 * DAY) == 3
        for version in (1, 2, 3):
            with pytest.raises(NotFoundError):
                archive.story(StoryKey("a", version))
        for again in (story(), story(body="Third take.")):
            assert archive.add(again, source=None, seen=NOW + 2 * DAY).novelty is Novelty.KNOWN
        assert archive.latest(["a"], now=NOW) == []
        anew = story(version=4, body="It reopened after all.")
        assert archive.add(anew, source=None, seen=NOW + 2 * DAY) == (anew, Novelty.REVISED)
        assert archive.latest(["a"], now=NOW) == [anew]

    def test_bodies_that_may_be_stored_no_more_go_and_headlines_stay(self, archive):
        """Once a source's rights keep bodies out, those of every version are emptied, with their briefs."""
        archive.put_source(licensed())
        for version in (story(), story(body="It closed.")):
            kept = archive.add(version, source="nw", seen=NOW).story
            archive.keep_brief(Brief(story=kept.key, formatter="f/1", key_points=(), quotes=()))
        archive.put_source(licensed(store_body=False))
        assert archive.forget(NOW) == 2
        assert archive.forget(NOW) == 0
        assert [archive.story(StoryKey("a", n)).body for n in (1, 2)] == ["", ""]
        assert archive.brief(StoryKey("a", 2), "f/1") is None
        assert [s.headline for s in archive.find(topic(words("harbour")), now=NOW)] == ["Harbour reopens"]
        assert archive.add(story(body=""), source="nw", seen=NOW).novelty is Novelty.KNOWN

    def test_posts_lose_the_words_of_forgotten_stories_and_keep_their_place(self, archive):
        """The text of a sent post that carried one is emptied; where it stands and what it carried is kept.

        One that is not sent yet is made anew before it is.
        """
        archive.put_source(licensed(keep_days=3))
        archive.add(story(), source="nw", seen=NOW)
        archive.add(story("b"), source=None, seen=NOW)
        block = {"type": "header"}
        for key, carried in (("p", "a"), ("q", "b")):
            archive.queue([post(key, blocks=(block,), stories=(StoryKey(carried),))])
            archive.take(NOW)
            archive.sent(key, f"{key}.1")
        archive.queue([post("r", stories=(StoryKey("a"),))])
        archive.forget(NOW + 4 * DAY)
        other, emptied = archive.posts(workspace="T1", channel="C1")
        assert (emptied.key, emptied.ts, emptied.text, emptied.blocks) == ("p", "p.1", "", ())
        assert emptied.stories == (StoryKey("a"),)
        assert (other.text, other.blocks) == ("Harbour reopens", (block,))
        assert archive.take(NOW) == []
        assert [(p.key, which) for p, which in archive.outdated()] == [("r", (StoryKey("a"),))]

    def test_forgetting_goes_on_until_nothing_is_left(self, archive):
        """A small limit takes several calls, and every one but the last forgets something."""
        archive.put_source(licensed(keep_days=3))
        for number in range(7):
            archive.add(story(str(number)), source="nw", seen=NOW)
        counts: list[int] = []
        while not counts or counts[-1]:
            counts.append(archive.forget(NOW + 4 * DAY, limit=2))
        assert (sum(counts), len(counts)) == (7, 5)
        assert archive.find(Topic(""), now=NOW) == []
