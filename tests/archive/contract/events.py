"""Claims about events: which stories report one happening."""

from briefbot.story import PubStatus, StoryKey
from tests.archive.contract.samples import DAY, MINUTE, NOW, licensed, post, story


def grouped(archive, since=NOW, now=NOW + DAY, limit=50):
    return archive.grouped(since=since, now=now, limit=limit)


def add(archive, *ids, **more):
    for number, id_ in enumerate(ids):
        archive.add(story(id_, **more), source="nw", seen=NOW + number * MINUTE)


class Events:
    """See the module."""

    def test_a_placed_story_has_the_event_it_was_put_into_and_keeps_it(self, archive):
        """Events are told by story; one never placed has none, and none is given another."""
        add(archive, "a", "b", "c")
        assert archive.place({"a": "a", "b": "a"}, {}, revision=0)
        assert archive.events(["a", "b", "c", "unknown"]) == {"a": "a", "b": "a"}
        assert archive.place({"b": "b", "c": "c"}, {}, revision=1)
        assert archive.events("abc") == {"a": "a", "b": "a", "c": "c"}

    def test_stories_are_told_together_with_all_others_of_their_events(self, archive):
        """Whoever asks for one story of an event is told of every other, and of no story of another event."""
        add(archive, "a", "b", "c", "d")
        archive.place({"a": "a", "b": "b", "c": "a"}, {}, revision=0)
        assert archive.together(["c", "d", "unknown"]) == {"a": "a", "c": "a"}
        assert archive.together(["a", "b"]) == {"a": "a", "b": "b", "c": "a"}

    def test_of_two_that_place_from_the_same_knowledge_the_second_is_refused(self, archive):
        """Whoever places stories by a revision that is past is told so, and nothing of it is kept."""
        add(archive, "a", "b")
        (_, revision) = grouped(archive)
        assert archive.place({"a": "a"}, {}, revision=revision)
        assert not archive.place({"b": "b"}, {"a": "b"}, revision=revision)
        assert archive.events("ab") == {"a": "a"}
        assert grouped(archive)[1] == revision + 1
        assert archive.place({"b": "b"}, {}, revision=revision + 1)

    def test_the_names_of_merged_events_lead_to_the_one_that_stays(self, archive):
        """However many events were merged, each story's event and each old name is the last one."""
        add(archive, "a", "b", "c", "d")
        archive.place({id_: id_ for id_ in "abcd"}, {}, revision=0)
        archive.place({}, {"c": "b"}, revision=1)
        archive.place({}, {"d": "b", "b": "a"}, revision=2)
        assert archive.events("abcd") == dict.fromkeys("abcd", "a")
        for name in "abcd":
            assert [member.story.id for member in archive.members(name, now=NOW)] == ["a", "b", "c", "d"]
        add(archive, "e")
        archive.place({"e": "c"}, {}, revision=3)
        assert archive.events("e") == {"e": "a"}

    def test_an_event_merged_before_it_was_kept_leaves_no_trace(self, archive):
        """A name that nobody could have seen is not known afterwards."""
        add(archive, "a", "b")
        archive.place({"a": "a", "b": "a"}, {"b": "a"}, revision=0)
        assert archive.members("b", now=NOW) == []
        assert archive.events("ab") == {"a": "a", "b": "a"}

    def test_the_members_of_an_event_are_its_newest_stories_that_may_be_shown(self, archive):
        """Killed, withheld and embargoed stories are left out until they may be shown; the others come as they came."""
        add(archive, "a", "b", "c", "d", "e")
        archive.place(dict.fromkeys("abcde", "a"), {}, revision=0)
        add(archive, "b", status=PubStatus.CANCELED)
        add(archive, "c", embargoed=NOW + DAY)
        add(archive, "d", body="The harbour of Port Sellen closed.")
        add(archive, "e", status=PubStatus.WITHHELD)
        found = archive.members("a", now=NOW)
        assert [(each.story.key, each.event) for each in found] == [(("a", 1), "a"), (("d", 2), "a")]
        assert [each.seen for each in found] == [NOW, NOW + 3 * MINUTE]
        assert [each.story.id for each in archive.members("a", now=NOW + DAY)] == ["a", "c", "d"]
        assert archive.members("unknown", now=NOW) == []

    def test_the_last_stories_of_events_come_in_the_order_in_which_they_came(self, archive):
        """Of placed stories that may be shown the newest, oldest first, with where their events stand in order."""
        add(archive, "a", "b", "c", "d", "e")
        archive.place({"a": "a", "b": "b", "c": "a", "e": "e"}, {}, revision=0)
        add(archive, "b", status=PubStatus.CANCELED)
        members, _ = grouped(archive, since=NOW + MINUTE)
        assert [(member.story.id, member.event) for member in members] == [("c", "a"), ("e", "e")]
        assert members[0].opened < members[1].opened
        assert [member.story.id for member in grouped(archive, limit=1)[0]] == ["e"]

    def test_a_forgotten_story_keeps_its_event_and_leaves_no_word_in_it(self, archive):
        """Its event can still be told by its id; no verb on events gives its words; who knew them has to read again."""
        archive.put_source(licensed(keep_days=3))
        add(archive, "a")
        archive.add(story("b"), source=None, seen=NOW)
        archive.place({"a": "a", "b": "a"}, {}, revision=0)
        archive.forget(NOW + 4 * DAY)
        assert archive.events("ab") == {"a": "a", "b": "a"}
        assert [member.story.id for member in archive.members("a", now=NOW)] == ["b"]
        members, revision = grouped(archive)
        assert [member.story.id for member in members] == ["b"]
        assert revision == 2
        assert not archive.place({}, {}, revision=1)

    def test_events_are_there_after_closing(self, archive, open_archive):
        """An archive opened anew knows the events and goes on from their revision."""
        add(archive, "a", "b")
        archive.place({"a": "a", "b": "b"}, {}, revision=0)
        archive.place({}, {"b": "a"}, revision=1)
        archive.close()
        anew = open_archive()
        assert anew.events("ab") == {"a": "a", "b": "a"}
        assert grouped(anew)[1] == 2

    def test_stories_that_part_are_an_event_again_and_names_lead_to_it(self, archive):
        """They leave the event that they were put into, with the names after them; the others stay."""
        add(archive, "a", "b", "c", "d")
        archive.place({id_: id_ for id_ in "abcd"}, {}, revision=0)
        archive.place({}, {"d": "c", "c": "b", "b": "a"}, revision=1)
        assert archive.place({}, {}, {"c": ["c", "d"]}, revision=2)
        assert archive.events("abcd") == {"a": "a", "b": "a", "c": "c", "d": "c"}
        for name, ids in {"a": "ab", "b": "ab", "c": "cd", "d": "cd"}.items():
            assert "".join(member.story.id for member in archive.members(name, now=NOW)) == ids
        assert archive.place({}, {"c": "a"}, {"b": ["b"]}, revision=3)
        assert archive.events("abcd") == {"a": "a", "b": "b", "c": "a", "d": "a"}
        assert not archive.place({}, {}, {"d": ["d"]}, revision=3)

    def test_posts_that_carry_a_story_that_parts_are_outdated(self, archive):
        """They may claim that it is of an event that it is not of any more; other posts are left alone."""
        add(archive, "a", "b")
        archive.place({"a": "a", "b": "a"}, {}, revision=0)
        archive.queue([post("both", stories=(StoryKey("a"), StoryKey("b"))), post("one", stories=(StoryKey("a"),))])
        assert archive.outdated() == []
        archive.place({}, {}, {"b": ["b"]}, revision=1)
        assert [(each.key, keys) for each, keys in archive.outdated()] == [("both", (StoryKey("b"),))]
