"""An archive as JSON Lines: what `briefbot archive export` writes and `import` reads, one record a line.

Each record says what it is under "record": the `archive` it was written from, first; then `source`s, the `licence`s of
sources removed, what stays of `forgotten` versions, `story`s, one a version, the oldest of each first,
`subscription`s, and, where everything is exported, `event`s. Times are in ISO 8601.
"""

# ruff: noqa: S608 - only names of our own are put into SQL; every value is a parameter

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, fields, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from briefbot.archive import carriage, events, retention, schema, stories, tables
from briefbot.archive.database import moment, stamp
from briefbot.archive.deliveries import read_subscription, subscribe
from briefbot.archive.protocol import Novelty
from briefbot.archive.sources import put_source, read_source
from briefbot.errors import InputError
from briefbot.source import Rights, Source
from briefbot.story import PubStatus, Story
from briefbot.subscription import Schedule, Subscription

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from briefbot.archive.database import Database

FORMAT = 1
"""Of the records; raised when what an earlier briefbot would read becomes something else."""

BATCH = 1000
"""Records read in one transaction: they are all taken in, or none of them."""

_NAMES = ", ".join(tables.STORY)
_TIMES = ("published", "embargoed")
_TOMBSTONE = ("id", "version", "status", "digest", "first_seen", "buried")

_SERVED = "SELECT max(due) FROM deliveries WHERE slot >= subscriptions.id || '/' AND slot < subscriptions.id || '0'"
Record = dict[str, Any]


class Exchange:
    """The part of the archive that moves it to another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, now: datetime, *, everything: bool, left_out: Counter[str]) -> Iterator[Record]:
        """Every record, as of one moment; `left_out` counts the versions that are not among them, by why.

        Without `everything`, as anybody may see it: no killed or withheld version, none under embargo, no notes, no
        body of a source that limits what may be shown, no version before one that is left out, and no events, which
        would name stories that are.
        """
        with self._database.reading() as db:
            yield {"record": "archive", "format": FORMAT, "tables": schema.VERSION, "at": now.isoformat()}
            yield from _bounds(db)
            limited = {s for s, rights in retention.licences(db).items() if rights.quotations is not None}
            for newest in db.execute(f"SELECT {_NAMES} FROM stories ORDER BY number"):
                earlier = f"SELECT {_NAMES} FROM earlier WHERE id = ? ORDER BY version"
                closed = None if everything else _closed(newest, now)
                for row in (*db.execute(earlier, (newest["id"],)), newest):
                    why = closed or (None if everything else _closed(row, now))
                    if why:
                        left_out[why] += 1
                        continue
                    record = _story(row)
                    if not everything:
                        del record["ednote"]
                        if row["origin"] in limited and row["body"]:
                            record["body"] = None
                            left_out["whose source limits what may be shown, but for their headlines"] += 1
                    yield record
            for row in db.execute(f"SELECT *, ({_SERVED}) AS served FROM subscriptions ORDER BY id"):
                yield _subscription(read_subscription(row), row["served"])
            yield from _events(db) if everything else ()

    def take_over(self, records: Iterable[tuple[str, Any]]) -> Counter[str]:
        """Take in what `export` wrote, each record with its place for errors; counts, by what was new.

        Read again, it changes nothing. Versions, first sights, and what was forgotten come along; a story that is known
        here in a higher version stays as it is. `InputError` names the place of a record that cannot be read; what
        stood before it in earlier batches stays.
        """
        taken: Counter[str] = Counter()
        batch: list[tuple[str, Any]] = []
        for each in records:
            batch.append(each)
            if len(batch) == BATCH:
                taken += self._take(batch)
                batch = []
        return taken + self._take(batch)

    def unplaced(self) -> int:
        """How many stories have no event, since they came from an export without."""
        usable = "SELECT count(*) FROM stories WHERE status = 'usable' AND id NOT IN (SELECT id FROM members)"
        with self._database.reading() as db:
            return int(db.execute(usable).fetchone()[0])

    def _take(self, batch: Iterable[tuple[str, Any]]) -> Counter[str]:
        taken: Counter[str] = Counter()
        with self._database.writing() as db:
            for where, record in batch:
                try:
                    taken[_take_in(db, record)] += 1
                except (KeyError, TypeError, ValueError, AttributeError) as fault:
                    raise InputError(
                        f"{where}: this is no record of `briefbot archive export` ({fault!r}): export it again"
                    ) from None
                except InputError as fault:
                    raise InputError(f"{where}: {fault}") from None
        return taken


def _bounds(db: sqlite3.Connection) -> Iterator[Record]:
    """What binds the stories that follow: their sources, and what was forgotten of them."""
    for row in db.execute("SELECT source FROM sources ORDER BY id"):
        yield {"record": "source", **asdict(read_source(row))}
    for source, rights in retention.licences(db, removed=True).items():
        yield {"record": "licence", "source": source, "rights": asdict(rights)}
    for row in db.execute("SELECT * FROM tombstones ORDER BY id, version"):
        times = {name: moment(row[name]).isoformat() for name in ("first_seen", "buried")}
        yield {"record": "forgotten", **{name: row[name] for name in _TOMBSTONE}, **times}


def _events(db: sqlite3.Connection) -> Iterator[Record]:
    """Each event with its names, its own first, and its stories."""
    for number, name in db.execute("SELECT number, name FROM events WHERE merged ISNULL ORDER BY number"):
        others = db.execute("SELECT name FROM events WHERE merged = ? ORDER BY number", (number,))
        ids = db.execute("SELECT id FROM members WHERE event = ? ORDER BY id", (number,))
        yield {"record": "event", "names": [name, *(each for (each,) in others)], "stories": [id_ for (id_,) in ids]}


def _closed(row: sqlite3.Row, now: datetime) -> str | None:
    """Why a version may not be shown, in words that follow "3 versions"; None where it may."""
    if row["status"] != PubStatus.USABLE:
        return {PubStatus.CANCELED: "killed", PubStatus.WITHHELD: "withheld"}[PubStatus(row["status"])]
    return "under embargo" if row["embargoed"] is not None and row["embargoed"] > stamp(now) else None


def _story(row: sqlite3.Row) -> Record:
    story = asdict(stories.read_story(row))
    times = {name: story[name] and story[name].isoformat() for name in _TIMES}
    return {"record": "story", **story, **times, "origin": row["origin"], "seen": moment(row["seen"]).isoformat()}


def _subscription(subscription: Subscription, served: int | None) -> Record:
    """The subscription, `created` after the last slot that was served here, so that none is served there again."""
    if served is not None and moment(served) >= subscription.created:
        subscription = replace(subscription, created=moment(served + 1))
    record = asdict(subscription)
    del record["id"]  # the other archive gives its own
    schedule = {**record["schedule"], "times": [at.isoformat() for at in subscription.schedule.times]}
    return {
        "record": "subscription", **record, "schedule": schedule, "created": subscription.created.isoformat()
    }  # fmt: skip


def _take_in(db: sqlite3.Connection, record: Any) -> str:
    """Take one record in; what was done, in words that follow a number."""
    given = dict(record)
    match kind := given.pop("record", None):
        case "archive":
            if given["format"] != FORMAT:
                raise InputError(f"it was written by another briefbot (format {given['format']}, not {FORMAT})")
            return "archives read"
        case "licence":
            retention.remember_licence(db, given["source"], asdict(Rights(**given["rights"])))
            return "licences of sources removed"
        case "source":
            source = Source(**{**given, "rights": Rights(**given["rights"])})
            what, new = "sources", put_source(db, source, anew=False)
        case "story":
            what, new = "versions of stories", _take_story(db, given)
        case "forgotten":
            what, new = "forgotten versions", _take_tombstone(db, given)
        case "subscription":
            what, new = "subscriptions", subscribe(db, _read_subscription(given))[1]
        case "event":
            what, new = "events", events.take_over(db, *(_ids(given[name]) for name in ("names", "stories")))
        case _:
            raise InputError(f"a record of the kind {kind!r} is not known: install the briefbot that wrote it")
    return what if new else f"{what} known"


def _take_story(db: sqlite3.Connection, given: Record) -> bool:
    """Add a version of a story; whether it was new."""
    origin, seen = given.pop("origin"), datetime.fromisoformat(given.pop("seen"))
    known = {field.name for field in fields(Story)}
    if strange := given.keys() - known:
        raise InputError(f"{', '.join(sorted(strange))} are not known of a story: install the briefbot that wrote it")
    if given["body"] is None and db.execute("SELECT 1 FROM stories WHERE id = ?", (given["id"],)).fetchone():
        return False  # its words were kept back, and must not seem to be a revision
    times = {name: given[name] and datetime.fromisoformat(given[name]) for name in _TIMES}
    lists = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    given |= {**times, **lists, "status": PubStatus(given["status"]), "body": given["body"] or ""}
    return stories.add(db, Story(**given), origin, stamp(seen)).novelty is not Novelty.KNOWN


def _take_tombstone(db: sqlite3.Connection, given: Record) -> bool:
    """Forget here what was forgotten there, a story killed there is killed here; whether it was new."""
    times = {name: stamp(datetime.fromisoformat(given[name])) for name in ("first_seen", "buried")}
    row = {name: given[name] for name in _TOMBSTONE} | times
    if row["status"] == PubStatus.CANCELED:
        newest = db.execute("SELECT version FROM stories WHERE id = ?", (row["id"],)).fetchone()
        if newest and newest["version"] <= row["version"]:
            retention.bury(db, row["id"], newest["version"], row["buried"])
            carriage.touch(db, row["id"])
    written = db.execute(
        f"INSERT OR IGNORE INTO tombstones ({', '.join(_TOMBSTONE)}) "
        f"VALUES ({', '.join(f':{name}' for name in _TOMBSTONE)})",
        row,
    )
    return written.rowcount > 0


def _ids(given: list[str]) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise TypeError(f"{given!r} are no ids")
    return given


def _read_subscription(given: Record) -> Subscription:
    schedule = given["schedule"]
    read = Schedule(
        days=tuple(schedule["days"]), times=tuple(map(time.fromisoformat, schedule["times"])), zone=schedule["zone"]
    )
    return Subscription(**{**given, "schedule": read, "created": datetime.fromisoformat(given["created"])})
