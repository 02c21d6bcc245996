"""Claims about finding the stories on a topic."""

import dataclasses
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefbot.story import PubStatus
from briefbot.topic import Term, Topic
from tests.archive.contract.samples import DAY, MINUTE, NOW, story, topic, words


class Finding:
    """See the module."""

    @pytest.mark.parametrize("status", [PubStatus.CANCELED, PubStatus.WITHHELD])
    def test_a_story_that_is_not_usable_is_not_found_nor_any_version_before_it(self, archive, status):
        """Once the newest version is canceled or withheld, no version of the story is found by any topic."""
        archive.add(story(), source=None, seen=NOW)
        archive.add(story(body="Kill, kill, kill.", status=status), source=None, seen=NOW)
        for asked in (Topic(""), topic(words("harbour")), topic(words("kill"))):
            assert archive.find(asked, now=NOW) == []
        assert archive.latest(["a"], now=NOW) == []

    def test_an_embargoed_story_appears_at_its_time_and_not_before(self, archive):
        """A story under embargo is found from that moment on; until then no older version is found in its place."""
        archive.add(story(), source=None, seen=NOW)
        later = story(body="The harbour opens tomorrow.", embargoed=NOW + MINUTE)
        archive.add(later, source=None, seen=NOW)
        for moment, keys in ((NOW, []), (NOW + MINUTE, [("a", 2)])):
            assert [s.key for s in archive.find(topic(words("harbour")), now=moment)] == keys
            assert [s.key for s in archive.find(Topic(""), now=moment)] == keys
            assert [s.key for s in archive.latest(["a"], now=moment)] == keys

    def test_only_the_newest_version_is_searched(self, archive):
        """A word that stood in an older version only finds nothing."""
        archive.add(story(body="A tanker ran aground."), source=None, seen=NOW)
        archive.add(story(body="A ferry ran aground."), source=None, seen=NOW)
        assert archive.find(topic(words("tanker")), now=NOW) == []
        assert [s.version for s in archive.find(topic(words("ferry")), now=NOW)] == [2]

    @pytest.mark.parametrize(
        ("body", "term", "fits"),
        [
            ("Two ministers resigned.", words("minister"), True),
            ("They are training crews.", words("ai"), False),
            ("An AI wrote it.", words("ai"), True),
            ("A café in Zürich burnt.", words("zurich"), True),
            ("The global coalition met.", words("global", "coalition"), True),
            ("A coalition of global size met.", words("global", "coalition"), False),
            ("Mr. Al-Hakim spoke.", words("al-hakim"), True),
            ("عقد الوزراء اجتماعا في الكويت", words("الكويت"), True),
        ],
    )
    def test_a_word_fits_whole_words_and_their_inflections(self, archive, body, term, fits):
        """Words fit their inflections and never a part of another word; phrases fit in order only."""
        archive.add(story(body=body), source=None, seen=NOW)
        assert bool(archive.find(topic(term), now=NOW)) is fits

    @pytest.mark.parametrize(
        ("term", "fits"),
        [
            (words("wire", field="from"), True),
            (words("northern", "wire", field="from"), True),
            (words("nw", field="from"), True),
            (words("north", field="from"), False),
            (words("harbour", field="from"), False),
            (words("roe", field="by"), True),
            (words("ada", "roe", field="by"), True),
            (words("sellen", field="by"), False),
            (words("sellen", field="place"), True),
            (words("ar", field="lang"), True),
            (words("kw", field="lang"), False),
            (words("en", field="lang"), False),
            (words("northern"), False),
            (Term(("wharf",), also=(("pier",), ("quay",))), True),
            (Term(("wharf",), also=(("open", "quay"),)), False),
            (Term(("vienna",), "place", also=(("port", "sellen"),)), True),
            (Term(("15000000",), "topic", also=(("harbour",),)), True),
            (Term(("15000000",), "topic", also=(("quay",),)), False),
        ],
        ids=str,
    )
    def test_a_filter_looks_at_its_field_only(self, archive, term, fits):
        """from: sees agency and source id, by: the byline, place: the dateline, lang: the language; words see none.

        topic: sees the headline where a story has no codes; any way to write a term will do.
        """
        archive.add(
            story(byline="Ada Roe", dateline="PORT SELLEN", body="The quay is open.", language="ar-KW"),
            source="nw-feed",
            seen=NOW,
        )
        assert bool(archive.find(topic(term), now=NOW)) is fits

    def test_terms_must_all_hold_and_negated_ones_must_not_and_alternatives_add_up(self, archive):
        """A topic finds what fits all terms of one alternative and none of its negated ones."""
        for id_, body in (("a", "oil price"), ("b", "oil spill"), ("c", "price of bread"), ("d", "oil price in Ruvia")):
            archive.add(story(id_, body, headline=""), source=None, seen=NOW)
        both = (words("oil"), words("price"), words("ruvia", negated=True), words("peru", negated=True))
        assert [s.id for s in archive.find(topic(*both), now=NOW)] == ["a"]
        either = Topic("", (both, (words("bread"),), (words("spill"),)))
        assert sorted(s.id for s in archive.find(either, now=NOW)) == ["a", "b", "c"]

    def test_a_media_topic_is_known_by_codes_and_of_a_story_without_by_its_names(self, archive):
        """topic: fits a code the story has; names count in the headline and the keywords of stories without codes."""
        for id_, headline, more in (
            ("coded", "Quay opens", {"subjects": ("medtop:20000001", "medtop:20000822")}),
            ("in keywords", "Quay opens", {"keywords": ("medtop:15000000",)}),
            ("named", "Tennis final", {}),
            ("tagged", "Quay opens", {"keywords": ("Tennis",)}),
            ("other", "Tennis club burns", {"subjects": ("medtop:03000000",), "keywords": ("tennis",)}),
            ("none", "Quay opens", {"body": "Tennis, 20000822."}),
        ):
            archive.add(story(id_, headline=headline, **more), source=None, seen=NOW)
        sport = Term(("15000000",), "topic", also=(("20000822",), ("tennis",)))
        found = [s.id for s in archive.find(topic(sport), now=NOW)]
        assert sorted(found) == ["coded", "in keywords", "named", "tagged"]
        left_out = topic(words("quay"), dataclasses.replace(sport, negated=True))
        assert sorted(s.id for s in archive.find(left_out, now=NOW)) == ["none"]

    @pytest.mark.parametrize(
        ("keyword", "term", "fits"),
        [
            ("Syria", words("syria"), True),
            ("الكويت", words("الكويت"), True),
            ("Kuwait City", words("kuwait", "city"), True),
            ("Łódź", words("łódź"), True),
            ('the "ring"', words("ring"), True),
            ("training", words("ai"), False),
            ("Syria", words("syria", field="place"), False),
        ],
    )
    def test_a_keyword_is_found_in_any_script_as_whole_words(self, archive, keyword, term, fits):
        """A word that stands among the keywords only finds the story; filters do not look there."""
        archive.add(story(keywords=("harbour", keyword)), source=None, seen=NOW)
        assert bool(archive.find(topic(term), now=NOW)) is fits

    def test_a_keyword_counts_less_than_a_word_of_the_story(self, archive):
        """The story that says a word comes before a newer one that has it as a keyword; both is best."""
        for n, (id_, body, keywords) in enumerate(
            (
                ("both", "The strike ended on Monday.", ("strike",)),
                ("said", "The strike ended on Monday.", ()),
                ("tagged", "The dispute ended on Monday.", ("strike", "ports")),
            )
        ):
            archive.add(story(id_, body, keywords=keywords), source=None, seen=NOW + n * MINUTE)
        assert [s.id for s in archive.find(topic(words("strike")), now=NOW)] == ["both", "said", "tagged"]

    @settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.builds(
                Term,
                st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3).map(tuple),
                st.sampled_from([None, "from", "by", "place", "lang", "topic"]),
                st.booleans(),
                st.lists(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3).map(tuple), max_size=2).map(
                    tuple
                ),
            ),
            max_size=6,
        )
    )
    def test_no_topic_is_read_as_syntax(self, archive, terms):
        """Whatever characters stand in a topic's words, the search answers."""
        archive.find(topic(words("harbour"), *terms), now=NOW)

    def test_a_topic_of_very_many_words_is_answered(self, archive):
        """Three hundred terms in one topic are no error."""
        terms = [words(f"w{n}", negated=n % 2 == 1) for n in range(300)]
        assert archive.find(topic(*terms), now=NOW) == []
        assert archive.find(Topic("", tuple((term,) for term in terms[::2])), now=NOW) == []

    def test_a_headline_weighs_more_than_a_body_and_everything_is_newest_first(self, archive):
        """A word in the headline ranks first; without words the newest comes first."""
        filler = "It was a quiet day on the coast and nothing else was reported from there. " * 3
        archive.add(story("head", filler, headline="Strike at the port"), source=None, seen=NOW)
        archive.add(story("body", f"{filler} A strike.", headline="Port news"), source=None, seen=NOW + MINUTE)
        assert [s.id for s in archive.find(topic(words("strike")), now=NOW)] == ["head", "body"]
        assert [s.id for s in archive.find(Topic(""), now=NOW)] == ["body", "head"]
        assert [s.id for s in archive.find(topic(words("wire", field="from")), now=NOW)] == ["body", "head"]

    def test_since_looks_at_first_sight_and_limit_at_the_count(self, archive):
        """`since` counts from when briefbot first saw a story, its revisions notwithstanding; `limit` caps."""
        archive.add(story("old", published=NOW + MINUTE), source=None, seen=NOW - MINUTE)
        archive.add(story("old", "The harbour again."), source=None, seen=NOW + MINUTE)
        archive.add(story("new", published=NOW - 9 * MINUTE), source=None, seen=NOW)
        for asked in (Topic(""), topic(words("harbour"))):
            assert [s.id for s in archive.find(asked, now=NOW, since=NOW)] == ["new"]
            assert len(archive.find(asked, now=NOW)) == 2
            assert len(archive.find(asked, now=NOW, limit=1)) == 1

    def test_within_looks_back_from_now_in_its_own_alternative_only(self, archive):
        """since: in a topic counts from `now` and first sight; another alternative is not held to it."""
        for id_, minutes in (("old", 90), ("new", 10)):
            archive.add(story(id_), source=None, seen=NOW - minutes * MINUTE)
        hour = Term(("1h",), "since", within=timedelta(hours=1))
        recent, ever = (words("harbour"), hour), (words("reopened"),)
        assert [s.id for s in archive.find(topic(*recent), now=NOW)] == ["new"]
        assert [s.id for s in archive.find(topic(hour), now=NOW)] == ["new"]
        assert archive.find(topic(*recent), now=NOW + 60 * MINUTE) == []
        assert archive.find(topic(words("harbour"), hour), now=NOW, since=NOW) == []
        assert {s.id for s in archive.find(Topic("", (recent, ever)), now=NOW)} == {"old", "new"}

    @pytest.mark.parametrize("asked", [topic(words("harbour")), Topic("")])
    def test_a_story_is_new_from_the_end_of_its_embargo_on(self, archive, asked):
        """`since` does not hide what was first seen before but could not be shown then."""
        for id_, more in (("open", {}), ("held", {"embargoed": NOW + MINUTE}), ("past", {"embargoed": NOW - DAY})):
            archive.add(story(id_, **more), source=None, seen=NOW - MINUTE)
        found = [archive.find(asked, now=NOW + n * MINUTE, since=NOW) for n in (0, 1)]
        assert [[s.id for s in each] for each in found] == [[], ["held"]]
        assert archive.find(asked, now=NOW + DAY, since=NOW + 2 * MINUTE) == []

    def test_a_story_that_is_about_a_word_comes_before_one_that_mentions_it(self, archive):
        """Of bodies with the word the one that has it more often for its length comes first, be it older."""
        about = "The strike went on. Dockers on strike said that the strike would last. A strike fund was set up."
        passing = f"It was a quiet day on the coast. {'Nothing else was reported from there. ' * 5}A strike ended."
        for n, (id_, body) in enumerate((("about", about), ("passing", passing))):
            archive.add(story(id_, body, headline="Port news"), source=None, seen=NOW + n * MINUTE)
        assert [s.id for s in archive.find(topic(words("strike")), now=NOW)] == ["about", "passing"]

    def test_a_rare_word_tells_more_than_a_common_one(self, archive):
        """Of stories that fit different alternatives the one with the rarer word leads, after one that fits both."""
        for n in range(30):
            archive.add(story(f"c{n}", "The council met.", headline=""), source=None, seen=NOW)
        archive.add(story("rare", "The comet passed over the village.", headline=""), source=None, seen=NOW - MINUTE)
        archive.add(story("both", "The comet passed over the council.", headline=""), source=None, seen=NOW - MINUTE)
        found = archive.find(Topic("", ((words("council"),), (words("comet"),))), now=NOW)
        assert [s.id for s in found[:2]] == ["both", "rare"]

    def test_what_is_hidden_takes_no_place_from_what_is_not(self, archive):
        """However many stories that may not be shown fit, the one that may is found."""
        archive.add(story("shown"), source=None, seen=NOW)
        for n in range(450):
            archive.add(story(f"h{n}", embargoed=NOW + MINUTE), source=None, seen=NOW)
        assert [s.id for s in archive.find(topic(words("harbour")), now=NOW, limit=1)] == ["shown"]
