"""What every archive must do, as tests: subclass `Contract` beside a fixture `open_archive` and all of them run.

`open_archive()` gives the same, still empty archive opened anew at each call of one test. Add a claim to the file of
its part with each verb of `briefbot.archive.protocol.Archive`.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from briefbot.topic import Topic
from tests.archive.contract.amendments import Amendments
from tests.archive.contract.answers import Answers
from tests.archive.contract.backlog import Owed
from tests.archive.contract.deliveries import Deliveries
from tests.archive.contract.events import Events
from tests.archive.contract.finding import Finding
from tests.archive.contract.inbox import Inbox
from tests.archive.contract.installations import Installations
from tests.archive.contract.marks import Marks
from tests.archive.contract.news import News
from tests.archive.contract.notices import Notices
from tests.archive.contract.outbox import Outbox
from tests.archive.contract.retention import Retention
from tests.archive.contract.samples import NOW, story, topic, words
from tests.archive.contract.sources import Sources
from tests.archive.contract.stories import Stories


class Contract(
    Stories,
    Events,
    Finding,
    News,
    Sources,
    Retention,
    Deliveries,
    Outbox,
    Amendments,
    Inbox,
    Marks,
    Answers,
    Installations,
    Notices,
    Owed,
):
    """The claims; `archive` is one opened for the test."""

    @pytest.fixture
    def archive(self, open_archive):
        return open_archive()

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
