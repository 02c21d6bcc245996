"""What is typed after /brief, read: a command, or a topic to be briefed on. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from briefbot.desk import schedules
from briefbot.errors import ScheduleError

VERBS = ("subscribe", "list", "pause", "resume", "unsubscribe", "mute", "unmute", "sources", "why", "help")
"""The commands; a new one needs its line in `HELP` and its place in `managing.Manager`."""

ALONE = frozenset({"list", "sources", "why", "help"})
"""Commands that take nothing more: with more words they are the beginning of a topic."""

HELP = (
    "*Read*\n"
    '• `/brief syria`: the latest on a topic, for you alone; `"oil price" from:kuna`, `OR` and `-word` work too\n'
    "• `/brief topic:sport since:24h`: a subject, as agencies name them, and how far to look back\n"
    "• `/brief`: the topics of this channel's briefings\n\n"
    "*Be briefed*\n"
    "• `/brief subscribe`: a form; or all at once, `/brief subscribe syria weekdays 08:00 in Kuwait`\n"
    "• `/brief subscribe syria alerts`: urgent stories as they come, each happening once\n"
    "• `… quiet if nothing new`: no message where there is nothing to tell\n"
    "• `/brief list`: this channel's briefings, and when the next ones come\n"
    "• `/brief pause`, `resume`, `unsubscribe`: with a topic or a number of the list, or alone\n"
    "• `/brief mute football`: leaves that out of this channel's briefings; `unmute` takes it back\n\n"
    "*Know*\n"
    "• `/brief why`: why the last briefing came\n"
    "• `/brief sources`: what is read, and what cannot be seen\n\n"
    "*Under each story* stand buttons for the full brief, every quotation and who reports it. The menu beside them "
    "follows a story, leaves it out here, or tells of a wrong quotation.\n\n"
    "*Ask* in the thread of a briefing: I answer with the words of its stories, or say that they don't tell."
)

_ALIKE = 0.82
"""From this ratio of difflib on, a word is taken for a misspelt command: "subscibe" and "lists" are, "cause" is not."""

_QUIET = re.compile(
    r",?\s*\b(?:and )?(?:be |stay )?quiet (?:if|when) (?:there is |there's )?nothing(?: is)? new\b", re.IGNORECASE
)
_CHANNEL = re.compile(r"(?<!\S)(?:in\s+|to\s+)?(?:<#(?P<id>[CGD][A-Z0-9]+)(?:\|[^>]*)?>|(?P<name>#[^\s#<>,]+))(?!\S)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One command as it was typed."""

    verb: str  # one of VERBS; "" where it is a topic
    rest: str  # what follows the verb, or the topic
    channel: str = ""  # the channel named in it: an id, or "#news"
    near: str = ""  # the command that a topic's first word may have been meant for
    quiet: bool = False  # to subscribe, and be quiet where there is nothing new


def read(text: str) -> Asked:
    """Read what was typed; unknown words are a topic."""
    first, _, rest = text.strip().partition(" ")
    rest, word = rest.strip(), first.casefold()
    if word in VERBS and not (word in ALONE and rest):
        return _with_channel(Asked(word, rest)) if word == "subscribe" else Asked(word, rest)
    able = [verb for verb in VERBS if _likeness(word, verb) >= _ALIKE and not (verb in ALONE and rest)]
    near = max(able, key=lambda verb: _likeness(word, verb), default="")
    return Asked("", text.strip(), near="" if word in VERBS else near)


def in_talk(text: str) -> str | None:
    """What to say, in mrkdwn, to a message that is no question but a command without its slash; None to others."""
    typed = read(text.strip().rstrip("!?."))
    if typed.verb == "help":
        return HELP
    if typed.verb in {"subscribe", "unsubscribe", "mute", "unmute"} and "?" not in text:
        return f"That is a command: type `/brief {typed.verb} …`, in the channel that it is for, or use my Home tab."
    return None


def wants_form(text: str) -> bool:
    """Whether a command is answered by a form: to subscribe, without a time."""
    asked = read(text)
    try:
        return asked.verb == "subscribe" and not schedules.split(asked.rest, "UTC")[1]
    except ScheduleError:
        return False  # told what is wrong with it


def _with_channel(asked: Asked) -> Asked:
    """Take out what stands anywhere in it: the channel, `#news`, or `<#C1|news>` where Slack escapes it; "quiet …"."""
    if _QUIET.search(asked.rest):
        asked = replace(asked, rest=_QUIET.sub("", asked.rest).strip(), quiet=True)
    if not (found := _CHANNEL.search(asked.rest)):
        return asked
    rest = f"{asked.rest[: found.start()]} {asked.rest[found.end() :]}"
    return replace(asked, rest=" ".join(rest.split()), channel=found["id"] or found["name"])


def _likeness(word: str, verb: str) -> float:
    """From 0 to 1; two letters swapped are as good as none."""
    if sorted(word) == sorted(verb) and any(
        word == verb[:n] + verb[n + 1] + verb[n] + verb[n + 2 :] for n in range(len(verb) - 1)
    ):
        return 1.0
    matcher = SequenceMatcher(None, word, verb)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0  # most topics are like no command
