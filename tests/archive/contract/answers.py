"""Claims about questions, their answers, and what people think of them."""

from dataclasses import replace

from briefbot.messages import Answered, Opinion
from briefbot.story import Citation, Span, StoryKey
from tests.archive.contract.samples import MINUTE, NOW, post

CITED = Citation(story=StoryKey("a", 2), span=Span(4, 20), focus=Span(4, 9), speaker=Span(10, 14))


def answered(key="answer/1", **more):
    fields = {
        "workspace": "T1",
        "channel": "C1",
        "thread": "1.1",
        "at": NOW,
        "question": "when?",
        "asked": "when is it?",
    }
    return Answered(**{"key": key, "citations": (CITED,), **fields, **more})


def opinion(user="U1", *, good=True, at=NOW):
    return Opinion(user=user, good=good, at=at)


class Answers:
    """About the answers kept."""

    def test_the_answers_of_a_thread_come_back_as_they_were_kept(self, archive):
        """Question, citations and lines of a thread come oldest first; another thread's or workspace's do not."""
        first = answered(line="The agencies differ:")
        second = answered("answer/2", citations=(), nearest=(replace(CITED, focus=None, speaker=None),))
        for one in (
            first,
            second,
            answered("answer/3", thread="2.2"),
            answered("answer/4", workspace="T2"),
            answered("answer/5", channel="C2"),
        ):
            archive.keep_answer(one)
        assert archive.answers(workspace="T1", channel="C1", thread="1.1") == [first, second]
        assert archive.answers(workspace="T3", channel="C1", thread="1.1") == []

    def test_an_answer_is_kept_as_it_was_posted(self, archive):
        """Kept again it is replaced, until its post was queued: from then on it stays what people were shown."""
        archive.keep_answer(answered(question="before a crash"))
        archive.keep_answer(answered(question="as posted"))
        archive.queue([post("answer/1")])
        archive.keep_answer(answered(question="done again"))
        (kept,) = archive.answers(workspace="T1", channel="C1", thread="1.1")
        assert kept.question == "as posted"

    def test_the_last_opinion_of_each_person_counts(self, archive):
        """Who changes their mind has one opinion, the last; others have their own."""
        archive.keep_answer(answered())
        assert archive.rate("answer/1", "T1", opinion())
        assert archive.rate("answer/1", "T1", opinion("U2", at=NOW + MINUTE))
        assert archive.rate("answer/1", "T1", opinion(good=False, at=NOW + 2 * MINUTE))
        (rated,) = archive.rated()
        assert rated.opinions == (opinion("U2", at=NOW + MINUTE), opinion(good=False, at=NOW + 2 * MINUTE))

    def test_no_workspace_rates_anothers_answer(self, archive):
        """An answer that is unknown or another workspace's takes no opinion."""
        archive.keep_answer(answered())
        assert not archive.rate("answer/1", "T2", opinion())
        assert not archive.rate("answer/9", "T1", opinion())
        assert archive.rated() == []

    def test_rated_answers_come_with_the_last_rated_first(self, archive):
        """Answers that nobody rated are left out, and another workspace's where one is named."""
        for n, workspace in ((1, "T1"), (2, "T1"), (3, "T2"), (4, "T1")):
            archive.keep_answer(answered(f"answer/{n}", workspace=workspace))
        for minutes, n, workspace in ((1, 2, "T1"), (2, 1, "T1"), (3, 3, "T2")):
            archive.rate(f"answer/{n}", workspace, opinion(at=NOW + minutes * MINUTE))
        assert [one.key for one in archive.rated()] == ["answer/3", "answer/1", "answer/2"]
        assert [one.key for one in archive.rated("T1")] == ["answer/1", "answer/2"]
        assert [one.key for one in archive.rated(limit=1)] == ["answer/3"]

    def test_old_questions_are_forgotten_unless_somebody_rated_the_answer(self, archive):
        """What was asked before then goes; what came later, and what somebody has an opinion on, stays."""
        for n, at in ((1, NOW - 2 * MINUTE), (2, NOW - 2 * MINUTE), (3, NOW)):
            archive.keep_answer(answered(f"answer/{n}", at=at))
        archive.rate("answer/2", "T1", opinion())
        assert archive.forget_answers(NOW - MINUTE) == 1
        kept = archive.answers(workspace="T1", channel="C1", thread="1.1")
        assert [one.key for one in kept] == ["answer/2", "answer/3"]

    def test_a_workspaces_answers_are_erased_with_it(self, archive):
        """Nothing of its questions, answers and opinions stays; another workspace's do."""
        for workspace in ("T1", "T2"):
            archive.keep_answer(answered(f"answer/{workspace}", workspace=workspace))
            archive.rate(f"answer/{workspace}", workspace, opinion())
        archive.uninstall("T1", NOW)
        assert [one.key for one in archive.rated()] == ["answer/T2"]
        assert archive.answers(workspace="T1", channel="C1", thread="1.1") == []
