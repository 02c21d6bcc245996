"""Where the bot is installed, with its tokens, in SQLite; and what is erased where it is not any more.

A token is wiped from the file's pages with its row. The archive and the files beside it are for their owner alone.
"""

# ruff: noqa: S608 - only names of our own are put into SQL; every value is a parameter

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.archive.database import moment, stamp
from briefbot.archive.deliveries import settle
from briefbot.installation import Installation
from briefbot.subscription import DeliveryState

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import datetime

    from briefbot.archive.database import Database

KEPT = timedelta(days=30)
"""How long the subscriptions of a workspace that removed the bot wait for it to come back."""

MOST_STATES = 10_000
"""Installations begun at a time; beyond them the oldest is given up, lest a crawler fill the disk."""

WAITING = frozenset({"departures", "marks", "organisations", "posts", "subscriptions", "travels"})
"""Tables whose rows wait with it; those of every other table with a column `workspace` are erased at once."""

REMOVED = "the app was removed from the workspace"

_OF = "workspace IN (:team, (SELECT enterprise FROM organisations WHERE workspace = :team))"
"""The installation in a workspace itself, or in the organisation that it belongs to."""


class Installations:
    """The part of the archive that knows where the bot is installed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def install(self, installation: Installation) -> list[str]:
        """See `Archive.install`."""
        for ending in ("", "-wal", "-shm"):
            if (file := Path(f"{self._database.path}{ending}")).exists():
                file.chmod(0o600)
        with self._wiping() as db:
            row = _row(installation)
            names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
            db.execute(f"INSERT OR REPLACE INTO installations ({names}) VALUES ({values})", row)
            teams = _served(db, installation.workspace)
            db.executemany("DELETE FROM departures WHERE workspace = ?", [(team,) for team in teams])
            return teams

    def installation(self, team: str) -> Installation | None:
        """See `Archive.installation`."""
        with self._database.reading() as db:
            # A workspace's own comes before its organisation's, as "T" after "E".
            found = db.execute(f"SELECT * FROM installations WHERE {_OF} ORDER BY workspace DESC", {"team": team})
            row = found.fetchone()
            return None if row is None else _installation(row)

    def installations(self) -> list[Installation]:
        """See `Archive.installations`."""
        with self._database.reading() as db:
            return [_installation(row) for row in db.execute("SELECT * FROM installations ORDER BY name, workspace")]

    def workspaces_of(self, installation: str) -> list[str]:
        """See `Archive.workspaces_of`."""
        with self._database.reading() as db:
            return [team for team in _served(db, installation) if not team.startswith("E")]

    def belongs(self, team: str, enterprise: str) -> None:
        """See `Archive.belongs`."""
        with self._database.writing() as db:
            db.execute("INSERT OR REPLACE INTO organisations VALUES (?, ?)", (team, enterprise))
            db.execute("DELETE FROM departures WHERE workspace = ?", (team,))

    def claim_renewal(self, installation: Installation, now: datetime, until: datetime) -> bool:
        """See `Archive.claim_renewal`."""
        with self._database.writing() as db:
            claimed = db.execute(
                "UPDATE installations SET renewing = :until WHERE workspace = :workspace AND refresh = :refresh "
                "AND (renewing IS NULL OR renewing <= :now)",
                {**_row(installation), "until": stamp(until), "now": stamp(now)},
            )
            return claimed.rowcount == 1

    def renew(self, spent: Installation, renewed: Installation | None) -> None:
        """See `Archive.renew`."""
        with self._wiping() as db:
            row = _row(renewed or spent) | {"spent": spent.refresh}
            db.execute(
                "UPDATE installations SET token = :token, refresh = :refresh, expires = :expires, renewing = NULL "
                "WHERE workspace = :workspace AND refresh = :spent",
                row,
            )

    def uninstall(self, workspace: str, now: datetime, token: str | None = None) -> list[str] | None:
        """See `Archive.uninstall`."""
        with self._wiping() as db:
            mine = "workspace = :workspace AND (:token IS NULL OR token = :token)"
            row = {"workspace": workspace, "token": token}
            gone = db.execute(f"DELETE FROM installations WHERE {mine}", row).rowcount
            if token is not None and not gone:
                return None
            teams = _served(db, workspace)
            db.execute("DELETE FROM organisations WHERE workspace = :workspace", row)
            for team in teams:
                _depart(db, team, now)
            return teams

    def stay(self, workspace: str) -> None:
        """See `Archive.stay`."""
        with self._database.writing() as db:
            db.execute("DELETE FROM departures WHERE workspace = ?", (workspace,))

    def erase_departed(self, now: datetime) -> list[str]:
        """See `Archive.erase_departed`."""
        with self._database.writing() as db:
            gone = db.execute("DELETE FROM departures WHERE at <= ? RETURNING workspace", (stamp(now - KEPT),))
            teams = [row["workspace"] for row in gone.fetchall()]
            for team in teams:
                for row in db.execute("SELECT id FROM subscriptions WHERE workspace = ?", (team,)).fetchall():
                    slots = (f"{row['id']}/", f"{row['id']}0")  # "0" comes after "/"
                    db.execute("DELETE FROM deliveries WHERE slot >= ? AND slot < ?", slots)
                db.execute("DELETE FROM jobs WHERE json_extract(payload, '$.team_id') = ?", (team,))
                db.execute("DELETE FROM carriage WHERE post IN (SELECT key FROM posts WHERE workspace = ?)", (team,))
                for table in _tables(db):
                    db.execute(f"DELETE FROM {table} WHERE workspace = ?", (team,))
            return teams

    def expect_install(self, digest: str, now: datetime, until: datetime) -> None:
        """See `Archive.expect_install`."""
        with self._database.writing() as db:
            db.execute(
                "DELETE FROM installs_begun WHERE until <= ? OR number <= (SELECT max(number) FROM installs_begun) - ?",
                (stamp(now), MOST_STATES),
            )
            db.execute("INSERT INTO installs_begun (digest, until) VALUES (?, ?)", (digest, stamp(until)))

    def take_install(self, digest: str, now: datetime) -> bool:
        """See `Archive.take_install`."""
        with self._database.writing() as db:
            begun = db.execute("DELETE FROM installs_begun WHERE digest = ? RETURNING until", (digest,)).fetchone()
            return begun is not None and begun["until"] > stamp(now)

    @contextmanager
    def _wiping(self) -> Iterator[sqlite3.Connection]:
        """A transaction that overwrites what it removes, where the pages would keep it."""
        with self._database.writing() as db:
            db.execute("PRAGMA secure_delete = ON")
            try:
                yield db
            finally:
                db.execute("PRAGMA secure_delete = OFF")


def _served(db: sqlite3.Connection, workspace: str) -> list[str]:
    """The workspaces that an installation serves: its own, or those of the organisation that are known."""
    members = db.execute("SELECT workspace FROM organisations WHERE enterprise = ? ORDER BY 1", (workspace,))
    return [workspace, *(row["workspace"] for row in members.fetchall())]


def _depart(db: sqlite3.Connection, team: str, now: datetime) -> None:
    """Erase what people said and were told; subscriptions, marks, and what stands where, wait for a while."""
    db.execute("INSERT OR IGNORE INTO departures (workspace, at) VALUES (?, ?)", (team, stamp(now)))
    owed = db.execute(
        "UPDATE posts SET state = 'failed', reason = ? WHERE workspace = ? "
        "AND state IN ('queued', 'sending', 'unsure') RETURNING slot",
        (REMOVED, team),
    )
    for slot in {row["slot"] for row in owed.fetchall()} - {None}:
        settle(db, slot, DeliveryState.FAILED, REMOVED)
    db.execute("UPDATE posts SET text = '', blocks = '[]' WHERE workspace = ?", (team,))
    db.execute("DELETE FROM jobs WHERE json_extract(payload, '$.team_id') = ?", (team,))
    for table in _tables(db):
        if table not in WAITING:
            db.execute(f"DELETE FROM {table} WHERE workspace = ?", (team,))


def _tables(db: sqlite3.Connection) -> list[str]:
    """Every table that has rows of a workspace."""
    sql = (
        "SELECT tables.name FROM pragma_table_list AS tables, pragma_table_info(tables.name) AS columns "
        "WHERE tables.schema = 'main' AND tables.type = 'table' AND columns.name = 'workspace' ORDER BY tables.name"
    )
    return [row["name"] for row in db.execute(sql)]


def _row(installation: Installation) -> dict[str, object]:
    return {
        "workspace": installation.workspace,
        "name": installation.name,
        "enterprise": installation.enterprise,
        "token": installation.token,
        "refresh": installation.refresh,
        "expires": None if installation.expires is None else stamp(installation.expires),
        "bot_user": installation.bot_user,
        "scopes": json.dumps(installation.scopes),
        "installed_by": installation.by,
        "at": stamp(installation.at),
    }


def _installation(row: sqlite3.Row) -> Installation:
    return Installation(
        workspace=row["workspace"],
        name=row["name"],
        enterprise=row["enterprise"],
        token=row["token"],
        refresh=row["refresh"],
        expires=None if row["expires"] is None else moment(row["expires"]),
        bot_user=row["bot_user"],
        scopes=tuple(json.loads(row["scopes"])),
        by=row["installed_by"],
        at=moment(row["at"]),
    )
