"""Every error that briefbot raises on purpose; the message is one line that says what to do.

BriefbotError
├── InputError              what a person typed or handed over cannot be used
│   ├── StoryError          a document or text that cannot be a story
│   ├── SpanError           offsets that are not in the body
│   ├── TopicError          a topic that cannot be read; knows where
│   ├── ScheduleError       days, times or a time zone that cannot be read
│   └── SettingsError       a setting that is missing or malformed
├── NotFoundError           nothing of that name: a source, subscription or story
├── SourceError             a source could not be read this time
│   ├── UnsafeAddressError  an address that briefbot does not connect to
│   ├── FetchError          no usable answer from the address
│   └── DocumentError       an answer that is not the document it should be
├── ArchiveError            the archive cannot be opened, read or written
│   ├── ArchiveInUseError   another `briefbot run` holds it
│   └── ArchiveVersionError written by a newer briefbot
└── SlackError              Slack refused or did not answer
"""

from __future__ import annotations


class BriefbotError(Exception):
    """The root; `str()` of any of them may be shown to a person."""


class InputError(BriefbotError):
    """What a person typed or handed over cannot be used."""


class StoryError(InputError):
    """A document or text that cannot be a story."""


class SpanError(InputError):
    """Offsets that do not lie in the story's body."""


class TopicError(InputError):
    """A topic that cannot be read; `offset` is the code point of `topic` where reading failed."""

    def __init__(self, message: str, *, topic: str, offset: int) -> None:
        super().__init__(message)
        self.topic = topic
        self.offset = offset


class ScheduleError(InputError):
    """Days, times or a time zone that cannot be read."""


class SettingsError(InputError):
    """A setting that is missing or malformed."""


class NotFoundError(BriefbotError):
    """Nothing of that name: a source, a subscription or a story."""


class SourceError(BriefbotError):
    """A source could not be read this time; the reason is for the person who runs the bot."""


class UnsafeAddressError(SourceError):
    """An address that briefbot does not connect to, such as one in a private network."""


class FetchError(SourceError):
    """No usable answer came from the address; `status` is the HTTP status, where there was one.

    `wait` is how many seconds the host asked to be left alone for.
    """

    def __init__(self, message: str, *, status: int | None = None, wait: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.wait = wait


class DocumentError(SourceError):
    """An answer came, but it is not the document it should be."""


class ArchiveError(BriefbotError):
    """The archive cannot be opened, read or written."""


class ArchiveInUseError(ArchiveError):
    """Another `briefbot run` holds the archive."""


class ArchiveVersionError(ArchiveError):
    """The archive was written by a newer briefbot than this one."""


class SlackError(BriefbotError):
    """Slack refused a call or did not answer it; `code` is Slack's own word for why."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code
