"""A briefing's message without its stories' words: places for events among blocks of our own.

What is posted is made from the frame, and made from it again when a story in it was corrected or withdrawn: so a
message that is edited differs from the one posted in nothing but that, and no word of a story stays where nobody looks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from slackblocks import _limits as limits

from briefbot.desk.briefing import Newness, Update
from briefbot.desk.lives import Fate, Life
from briefbot.slack import blocks as kit
from briefbot.slack import buttons
from briefbot.slack.mrkdwn import escape
from briefbot.story import StoryKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefbot.desk.briefing import EventBrief
    from briefbot.slack.blocks import Block
    from briefbot.story import Story

EVENT, MORE, WITHDRAWN, APART, PART, NOTE = "event", "more", "withdrawn", "apart", "part", "note"
"""Kinds of places: an event's brief, the headlines that follow in the thread, what was there before it was withdrawn or
turned out to be of another event; and for a whole post, that it is a part of another, or a note on a correction."""

LONGEST = 120
"""Characters of changed words that are shown; longer ones are cut in the middle."""

_GONE = {
    Fate.KILLED: "Withdrawn by",
    Fate.WITHHELD: "Held back by",
    Fate.EMBARGOED: "Put under embargo by",
}


class Events(Protocol):
    """What a frame is filled with."""

    def event(self, keys: Sequence[StoryKey], reprints: Sequence[StoryKey]) -> EventBrief | None:
        """The event of these versions, the first leading; None where that may be shown no longer."""

    def life(self, key: StoryKey, until: int) -> Life:
        """What became of that version until that later one."""


class Editor(Protocol):
    """Who decides what stays of an event of which a story was withdrawn."""

    def without(self, gone: StoryKey, keys: Sequence[StoryKey]) -> Sequence[Story]:
        """Those of `keys` that report the happening without that one, the one to lead first."""

    def apart(self, keys: Sequence[StoryKey]) -> Mapping[str, str]:
        """The agencies, by story, of those that are of another event than the first."""


class Known:
    """Events that were just chosen, of which nothing has become yet."""

    def __init__(self, events: Sequence[EventBrief]) -> None:
        self._events = {event.lead.key: event for event in events}

    def event(self, keys: Sequence[StoryKey], _: Sequence[StoryKey]) -> EventBrief | None:
        """See `Events`."""
        return self._events.get(keys[0])

    def life(self, key: StoryKey, until: int) -> Life:
        """See `Events`."""
        return Life(key, Fate.STANDS, until)


def event(item: EventBrief, **more: bool) -> Block:
    """The place of an event; `short` where it is to be shown as an alert."""
    update = item.update
    return {
        "type": EVENT,
        "stories": [list(story.key) for story in (item.lead, *item.others)],
        "reprints": [list(story.key) for story in item.reprints],
        "update": update and [update.newness.name, update.also, update.agency, update.at and update.at.timestamp()],
        **more,
    }


def more(items: Sequence[EventBrief]) -> Block:
    """The place of the headlines of events whose briefs stand in the thread."""
    return {"type": MORE, "places": [event(item) for item in items]}


def withdrawn(life: Life) -> Block:
    """The place of what was withdrawn, without its words."""
    return {"type": WITHDRAWN, "fate": life.fate, "agency": life.agency, "at": life.at and life.at.timestamp()}


def stories(frame: Sequence[Block]) -> tuple[StoryKey, ...]:
    """Every story that the frame's events carry, in order."""
    return tuple(key for place in _places(frame) if place["type"] == EVENT for key in _keys(place))


def message(frame: Sequence[Block], events: Events) -> tuple[str, list[Block]]:
    """Text and blocks of a message."""
    made: list[Block] = []
    before = None
    for place in frame:
        if place["type"] in {EVENT, WITHDRAWN}:
            if before in {EVENT, WITHDRAWN}:
                made.append({"type": "divider"})
            made += _event(place, events) if place["type"] == EVENT else [_gone(place)]
        elif place["type"] == MORE:
            lines = [_headline(each, events)[0] for each in place["places"]]
            made.append(kit.rich(kit.section(kit.words("More in the thread:", italic=True)), kit.bullets(lines)))
        else:
            made.append(place)
        before = place["type"]
    return _text(frame, events), made


def follow(frame: Sequence[Block], lives: Mapping[str, Life], editor: Editor, *, unsent: bool) -> tuple[Block, ...]:
    """The frame after what became of its stories, by their ids; again: the same.

    Where the story that leads an event is gone, one that reports it without that one leads, or a line takes the event's
    place; of a message that nobody has seen yet the event is left out, if another is left. Of one that is corrected
    the newest version is shown, and what changed.
    """
    made: list[Block] = []
    for place in frame:
        if place["type"] == MORE:
            places = [_follow(each, lives, editor, unsent=unsent) for each in place["places"]]
            if places := [each for each in places if each["type"] == EVENT or not unsent]:
                made.append({**place, "places": places})
        else:
            made.append(_follow(place, lives, editor, unsent=unsent))
    if unsent and any(leads(made)):
        made = [place for place in made if place["type"] != WITHDRAWN]
    return tuple(made)


def instead(frame: Sequence[Block], life: Life) -> str:
    """The agency whose story leads an event where that one did; "" for none."""
    gone = [each for place in _places(frame) for each in place.get("gone", ()) if "told" in each]
    return next((each["told"] for each in gone if each == {**withdrawn(life), "told": each["told"]}), "")


def parted(frame: Sequence[Block]) -> bool:
    """Whether stories were taken out of one of its events, since they turned out to be of another."""
    return any(each["type"] == APART for place in _places(frame) for each in place.get("gone", ()))


def line(life: Life) -> list[Block]:
    """What changed and when, as elements of a paragraph."""
    said = "Corrected" if life.change is None or life.change.announced else "Changed"
    return [*_signed(f"{said} by", life.agency, life.at), *_changes(life)]


def shown(words: str) -> str:
    """Words that changed, no longer than `LONGEST`."""
    if len(words) <= LONGEST:
        return words
    half = LONGEST // 2
    begin, end = words[:half], words[-half:]
    return f"{begin.rpartition(' ')[0] or begin} … {end.partition(' ')[2] or end}"


def plain(elements: Sequence[Block]) -> str:
    """Elements of a paragraph as mrkdwn, for a message's text."""
    return "".join(
        f"<!date^{element['timestamp']}^{element['format']}|{element['fallback']}>"
        if element["type"] == "date"
        else " ".join(map(escape, element["text"].split(" ")))
        for element in elements
    )


def _follow(place: Block, lives: Mapping[str, Life], editor: Editor, *, unsent: bool) -> Block:
    if place["type"] != EVENT:
        return place
    had = _keys(place)
    ended = {key: lives[key.id] for key in had if key.id in lives and lives[key.id].fate.gone}
    left = [key for key in had if key not in ended]
    reprints = [StoryKey(*key) for key in place.get("reprints", ())]
    notes = [withdrawn(life) for life in ended.values()]
    gone = list(place.get("gone", ()))
    if had[0] in ended:
        heirs = editor.without(had[0], left)
        if not heirs:
            return withdrawn(ended[had[0]])
        left = [story.key for story in heirs]
        notes[0]["told"] = heirs[0].agency
        gone = [{**each, "told": heirs[0].agency} if "told" in each else each for each in gone]
    for key in ended:
        reprints = [story.key for story in editor.without(key, reprints)]
    apart = editor.apart(left)
    notes += [{"type": APART, "agency": agency} for agency in apart.values()]
    left = [key for key in left if key.id not in apart]
    mended = {key.id: life.newest for key in left if (life := lives.get(key.id)) and life.fate is Fate.CORRECTED}
    newer = {key: StoryKey(key.id, mended[key.id]) for key in left if mended.get(key.id, 0) > key.version}
    made = {**place, "stories": [list(newer.get(key, key)) for key in left]}
    if ended:
        made["reprints"] = [list(key) for key in reprints]
    corrected = [each for each in place.get("corrected", ()) if each[0] in {key.id for key in left}]
    if not unsent:
        gone += notes
        corrected += [[*key, now.version] for key, now in newer.items()]
    made |= {name: lines for name, lines in (("gone", gone), ("corrected", corrected)) if lines or name in place}
    if place.get("update") and (had[0] in ended or any(note["agency"] in place["update"][1] for note in notes)):
        made["update"] = None  # what was new is no more
    return made


def _places(frame: Sequence[Block]) -> Iterator[Block]:
    """Events and what was withdrawn, in order, those of the thread last."""
    for place in frame:
        if place["type"] == MORE:
            yield from place["places"]
        elif place["type"] in {EVENT, WITHDRAWN}:
            yield place


def leads(frame: Sequence[Block]) -> list[StoryKey | None]:
    """The story that leads each place, in order; None where it was withdrawn."""
    return [_keys(place)[0] if place["type"] == EVENT else None for place in _places(frame)]


def _keys(place: Block) -> list[StoryKey]:
    return [StoryKey(*key) for key in place["stories"]]


def _event(place: Block, events: Events) -> list[Block]:
    item = _filled(place, events)
    if item is None:
        return [_gone(withdrawn(Life(_keys(place)[0], Fate.FORGOTTEN)))]
    quoted = {item.lead.id, *(story.id for story, _ in item.added)}
    lives = [events.life(StoryKey(id_, was), now) for id_, was, now in place.get("corrected", ()) if id_ in quoted]
    lines = [correction(life) for life in lives if life.fate is Fate.CORRECTED]
    shown = kit.alert(item) if place.get("short") else kit.event(item)
    return [*shown, *lines, *map(_gone, place.get("gone", ())), *buttons.row(item)]


def _filled(place: Block, events: Events) -> EventBrief | None:
    """The event of a place, as the reader has it."""
    item = events.event(_keys(place), [StoryKey(*key) for key in place.get("reprints", ())])
    if item is None or not place.get("update"):
        return item
    newness, also, agency, at = place["update"]
    when = None if at is None else datetime.fromtimestamp(at, UTC)
    return replace(item, update=Update(Newness[newness], tuple(also), agency, when))


def correction(life: Life) -> Block:
    """The line under an event of which a story was corrected."""
    return kit.rich(kit.section(*line(life)))


def _gone(place: Block) -> Block:
    return kit.rich(kit.section(*gone(place)))


def gone(place: Block) -> list[Block]:
    """The fixed words for what was withdrawn, as elements of a paragraph."""
    if place["type"] == APART:
        return [kit.words(place["agency"], bold=True), _raw(" is counted here no longer")]
    fate = Fate(place["fate"])
    if fate not in _GONE:
        return [kit.words("A story that may be shown no longer", italic=True)]
    at = None if place["at"] is None else datetime.fromtimestamp(place["at"], UTC)
    now = [_raw("; told now by "), kit.words(place["told"], bold=True)] if "told" in place else []
    return [*_signed(_GONE[fate], place["agency"], at), *now]


def _signed(said: str, agency: str, at: datetime | None) -> list[Block]:
    made = [_raw(f"{said} "), kit.words(agency, bold=True)]
    return [*made, _raw(" at "), kit.when(at)] if at else made


def _changes(life: Life) -> list[Block]:
    """The old words and the new ones, as elements that go on in the same paragraph."""
    if life.change is None or life.before is None or life.after is None:
        return []
    said = []
    for was, now in (hunk.words(life.before, life.after) for hunk in life.change.hunks):
        if was and now:
            said.append(f"“{shown(was)}” now reads “{shown(now)}”")
        else:
            said.append(f"“{shown(was)}” was taken out" if was else f"“{shown(now)}” was added")
    if life.change.more:
        said.append(f"{life.change.more}{' more' * bool(said)} {'change' if life.change.more == 1 else 'changes'}")
    return [_raw(": " + "; ".join(said))] if said else []


def _raw(text: str) -> Block:
    return {"type": "text", "text": text}


def _headline(place: Block, events: Events, *, news: bool = False) -> tuple[str, str]:
    """An event in one line, with what is `news` in it, and its agencies; "" for these where it was withdrawn."""
    if place["type"] == EVENT:
        item = _filled(place, events)
        if item is not None:
            update = f"{item.update.words}: " if item.update and news else ""
            return f"{update}{kit.headline(item.lead)}", ", ".join(item.agencies)
        place = withdrawn(Life(_keys(place)[0], Fate.FORGOTTEN))
    agency = f" {place['agency']}" if place["agency"] else ""
    return f"{_GONE.get(Fate(place['fate']), 'A story that may be shown no longer')}{agency}", ""


def _text(frame: Sequence[Block], events: Events) -> str:
    """The message as a notification or a screen reader carries it: a count, then a line a story."""
    places = list(_places(frame))
    lines = [(place, *_headline(place, events, news=True)) for place in places]
    title = next((block["text"]["text"] for block in frame if block["type"] == "header"), None)
    if title is None:
        return "\n".join(escape(headline) for _, headline, _ in lines)
    standing = sum(bool(agencies) for _, _, agencies in lines)
    count = {0: "no story left" if lines else "nothing new", 1: "1 story"}.get(standing, f"{standing} stories")
    text = f"{escape(title)}: {count}"
    for number, (place, headline, agencies) in enumerate(lines, 1):
        by = f" ({escape(agencies)})" if agencies else ""
        corrected = ", corrected" if any(id_ == _keys(place)[0].id for id_, *_ in place.get("corrected", ())) else ""
        gone = [_headline(each, events)[0] for each in place.get("gone", ()) if "told" in each]
        anew = f", told anew: {gone[-1][0].lower()}{gone[-1][1:]}" if gone else ""
        row = f"{number}. {escape(headline)}{by}{corrected}{anew}"
        if len(text) + len(row) > limits.TEXT_MAX_LENGTH:
            break
        text += "\n" + row
    return text


def kind(frame: Sequence[dict[str, Any]]) -> str:
    """PART or NOTE for such a post, WITHDRAWN where nothing else is left of it, "" for others."""
    kinds = {str(place["type"]) for place in frame}
    return kinds.pop() if len(kinds) == 1 and kinds <= {PART, NOTE, WITHDRAWN} else ""
