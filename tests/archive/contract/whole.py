"""What every archive must do, as tests: subclass `Contract` beside a fixture `open_archive` and all of them run.

`open_archive()` gives the same, still empty archive opened anew at each call of one test. Add a claim to the file of
its part with each verb of `briefbot.archive.protocol.Archive`.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from briefbot.messages import Job
from briefbot.topic import Topic
from tests.archive.contract.amendments import Amendments
from tests.archive.contract.backlog import Standing
from tests.archive.contract.deliveries import Deliveries
from tests.archive.contract.events import Events
from tests.archive.contract.feedback import Feedback
from tests.archive.contract.finding import Finding
from tests.archive.contract.installations import Installations
from tests.archive.contract.licences import Licences
from tests.archive.contract.marks import Marks
from tests.archive.contract.notices import Notices
from tests.archive.contract.outbox import Outbox
from tests.archive.contract.samples import MINUTE, NOW, story, topic, words
from tests.archive.contract.sources import Sources
from tests.archive.contract.stories import Stories


class Contract(
    Stories,
    Events,
    Finding,
    Sources,
    Licences,
    Deliveries,
    Outbox,
    Amendments,
    Marks,
    Feedback,
    Installations,
    Notices,
    Standing,
):
    """The claims; `archive` is one opened for the test."""

    @pytest.fixture
    def archive(self, open_archive):
        return open_archive()

    def test_a_job_is_accepted_once_and_listed_until_it_is_done(self, archive):
        """A job's key stays known when it is done; jobs come oldest first."""
        later = Job(key="b", kind="question", payload={"text": "why?", "n": [1, {"x": None}]}, at=NOW)
        earlier = Job(key="a", kind="command", at=NOW - MINUTE)
        assert archive.accept(later)
        assert archive.accept(earlier)
        assert not archive.accept(replace(later, kind="other"))
        assert archive.jobs() == [earlier, later]
        archive.done("a")
        archive.done("a")
        assert archive.jobs() == [later]
        assert not archive.accept(earlier)

    def test_jobs_that_are_done_are_forgotten_when_they_are_old_and_no_others(self, archive):
        """What was done before that time is gone with its key; what is not done, or is newer, stays."""
        done, waiting, fresh = (Job(key=key, kind="question", at=NOW) for key in ("done", "waiting", "fresh"))
        for job in (done, waiting, replace(fresh, at=NOW + MINUTE)):
            archive.accept(job)
        archive.done("done")
        archive.done("fresh")
        assert archive.forget_jobs(NOW) == 0
        assert archive.forget_jobs(NOW + MINUTE) == 1
        assert archive.jobs() == [waiting]
        assert archive.accept(done)
        assert not archive.accept(fresh)

    def test_what_was_written_is_there_after_closing(self, archive, open_archive):
        """An archive opened anew holds what was written; closing twice is no error."""
        archive.add(story(), source=None, seen=NOW)
        archive.close()
        archive.close()
        assert open_archive().find(topic(words("harbour")), now=NOW) == [story()]

    def test_many_threads_may_read_and_write_at_once(self, archive):
        """Writers in many threads lose nothing, and readers beside them always see whole stories."""
        stop = threading.Event()

        def read():
            seen = 0
            while not stop.is_set():
                found = archive.find(topic(words("harbour")), now=NOW, limit=200)
                assert len(found) >= seen
                seen = len(found)

        with ThreadPoolExecutor(6) as pool:
            readers = [pool.submit(read) for _ in range(2)]
            list(pool.map(lambda n: archive.add(story(str(n)), source=None, seen=NOW), range(60)))
            stop.set()
            for reader in readers:
                reader.result()
        assert len(archive.find(Topic(""), now=NOW, limit=100)) == 60
