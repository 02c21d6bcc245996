"""What news is made of: stories, and the briefs and answers that point into them.

Nothing here that a reader sees as somebody's words holds text. A `Quote`, a `KeyPoint` and a `Citation` hold spans, and
text is read from the story when it is shown: that is why briefbot cannot misquote. Add no field of type `str` to them
that a reader would see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from briefbot.errors import SpanError, StoryError

if TYPE_CHECKING:
    from datetime import datetime

_STOPS = (".", "!", "?", "…", "。", "！", "？", "｡", "؟", "۔", "।")

MAX_BODY = 4_000_000
"""Code points; ten times the longest transcript an agency carries. Longer is no dispatch."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The code points `start` (first) to `end` (one past the last) of a story's body; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise SpanError(f"a span must hold 0 <= start < end, not {self.start} and {self.end}")

    def of(self, body: str) -> str:
        """The words themselves; `SpanError` where the body is too short to hold them."""
        if self.end > len(body):
            raise SpanError(f"the span {self.start}:{self.end} reaches past the body's {len(body)} code points")
        return body[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


class PubStatus(StrEnum):
    """IPTC's publication status of a story."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class Signal(StrEnum):
    """What an agency's headline says that this version is, beside the news."""

    CORRECTED = "corrected"  # the meaning changed, and readers must be told
    REFILE = "refile"  # sent again for a trifle, and nobody need be told
    UPDATE = "update"
    WRAPUP = "wrapup"  # several stories drawn together
    WITHDRAWN = "withdrawn"


class StoryKey(NamedTuple):
    """One version of one story."""

    id: str
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One dispatch of one agency, as it came; `StoryError` where the text cannot be stored or shown.

    `body` is never altered after this: every span counts its code points. Times are aware and in UTC.
    """

    id: str  # the agency's guid or uri, made unique by its source where it is neither
    agency: str
    headline: str
    body: str
    version: int = 1
    published: datetime | None = None  # the agency's word; order by first sight, never by this
    dateline: str | None = None  # "WASHINGTON"
    byline: str | None = None
    url: str | None = None  # where a reader can open it; http(s) only
    source: str | None = None  # the address or path it was read from
    language: str | None = None  # BCP 47
    urgency: int = 4  # IPTC: 1 flash … 4 routine … 8
    status: PubStatus = PubStatus.USABLE
    embargoed: datetime | None = None  # not to be shown before
    ednote: str | None = None  # never leaves for a channel or a model
    keywords: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()  # IPTC Media Topics: "medtop:16000000"
    genre: str | None = None  # IPTC's word or the agency's: "Feature", "Opinion"
    rights: str | None = None  # the agency's notice of copyright and terms of use
    signals: tuple[Signal, ...] = ()  # of its headline: CORRECTED and UPDATE for "CORRECTED-UPDATE 2-Quay reopens"
    advisory: str | None = None  # what the agency says it changed: "Adds detail in paragraph 3"
    evolved_from: str | None = None  # the id of the story that this one was written anew from

    def __post_init__(self) -> None:
        if not self.id:
            raise StoryError("a story needs an id")
        if len(self.body) > MAX_BODY:
            raise StoryError(f"the body of {self.id} has {len(self.body):,} characters; the most is {MAX_BODY:,}")
        for name, text in (("id", self.id), ("headline", self.headline), ("body", self.body)):
            refuse_surrogates(text, f"the {name} of a story")
        for moment in (self.published, self.embargoed):
            if moment is not None and moment.utcoffset() is None:
                raise StoryError(f"the times of {self.id} must carry their zone")

    @property
    def key(self) -> StoryKey:
        """Which version of which story this is."""
        return StoryKey(self.id, self.version)


def refuse_surrogates(text: str, what: str) -> None:
    """Raise `StoryError` where `text` holds half of a UTF-16 pair, which no file or message can carry."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise StoryError(
            f"{what} holds a lone surrogate at character {fault.start}: decode the document as UTF-16, "
            'or with errors="replace", and hand it over again'
        ) from None


class QuoteKind(StrEnum):
    """What a stretch between quotation marks is."""

    SPEECH = "speech"  # somebody's words
    SCARE = "scare"  # "so-called": the writer's distance from a word
    TITLE = "title"  # of a work, a nickname, a slogan, a term being named


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One quotation; several spans where an attribution or a paragraph's end interrupts it."""

    spans: tuple[Span, ...]  # the words between the marks, marks excluded, in order
    kind: QuoteKind = QuoteKind.SPEECH
    mention: Span | None = None  # who says it, as named there: "he", "Mr. Alhakim", "the ministry"
    speaker: Span | None = None  # the fullest name the story gives for that mention; None: not known
    role: Span | None = None  # "Iraqi Foreign Minister"
    cue: Span | None = None  # "said", "stressed", "according to"
    confidence: float = 0.0  # 0 to 1, that `speaker` is right
    featured: bool = False  # whether a brief shows it

    def __post_init__(self) -> None:
        if not self.spans:
            raise SpanError("a quotation needs at least one span")

    def text(self, body: str) -> str:
        """The words as a reader sees them: parts joined by ` … `, without the comma that belongs to "he said"."""
        return " … ".join(" ".join(span.of(body).split()).removesuffix(",") for span in self.spans)

    def whose(self, body: str) -> tuple[str, str, str]:
        """Who says it, as the story has it: the title before the name, the name, the description after it; or "".

        “State Secretary ”, “Petra Kovacic”, “”, but “”, “Ann Lee”, “, head of the port”.
        """
        if self.speaker is None:
            return "", "", ""
        name = " ".join(self.speaker.of(body).split())
        if self.role is None:
            return "", name, ""
        role = " ".join(self.role.of(body).split())
        between = body[self.role.end : self.speaker.start] if self.role.end < self.speaker.start else ","
        if between.isspace() or (between[0].isspace() and between.strip().rstrip(".").isalpha()):  # “ Dr. ”
            return f"{role} {between.strip()}".strip() + " ", name, ""
        return "", name, f", {role}"


@dataclass(frozen=True, slots=True)
class Bracket:
    """An editor's bracket inside a key point: `[Pompeo]` where the story says "he"."""

    span: Span  # the words of the story that the bracket shows


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One line of a brief: words of the story in order, with editor's brackets between them."""

    parts: tuple[Span | Bracket, ...]

    def __post_init__(self) -> None:
        if not any(isinstance(part, Span) for part in self.parts):
            raise SpanError("a key point needs words of the story")

    @property
    def spans(self) -> tuple[Span, ...]:
        """The story's own words, without the brackets."""
        return tuple(part for part in self.parts if isinstance(part, Span))

    def text(self, body: str) -> str:
        """The line as a reader sees it: parts joined by single blanks, a first capital and a last full stop."""
        words = [f"[{p.span.of(body)}]" if isinstance(p, Bracket) else p.of(body) for p in self.parts]
        line = words[0]
        for word in words[1:]:  # a mark stands close to the word before
            line += word if word.startswith((",", ";", ".", ":", "!", "?")) else f" {word}"
        line = " ".join(line.split())
        if len(capital := line[:1].upper()) == 1:  # "ß" has none
            line = capital + line[1:]
        return line if line.rstrip("”\"’'»」』)").endswith(_STOPS) else line + "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One story condensed. Stored beside the story's version and the formatter's name and version."""

    story: StoryKey
    formatter: str  # "rules/3": a better formatter condenses again
    key_points: tuple[KeyPoint, ...]
    quotes: tuple[Quote, ...]  # every quotation found, in the story's order
    sentences: tuple[Span, ...] = ()  # the prose, wire furniture left out; what answers and key points choose from
    notes: tuple[str, ...] = ()  # what the reader must know of the making: "a language that briefbot does not read"

    @property
    def featured(self) -> tuple[Quote, ...]:
        """The quotations that the brief shows."""
        return tuple(quote for quote in self.quotes if quote.featured)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Words of one version of one story that answer a question."""

    story: StoryKey
    span: Span  # the sentence or quotation
    focus: Span | None = None  # the shortest words in it that answer
    speaker: Span | None = None  # whose words they are, where `span` is a quotation


@dataclass(frozen=True, slots=True)
class Answer:
    """What the stories say to a question: citations, best first, none if they do not say.

    `nearest` is what they say that comes closest; it is offered as that, never as the answer.
    """

    citations: tuple[Citation, ...] = field(default=())
    nearest: tuple[Citation, ...] = field(default=())

    @property
    def abstained(self) -> bool:
        """Whether the stories do not say."""
        return not self.citations
