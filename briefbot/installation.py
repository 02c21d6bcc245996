"""The bot as it is installed in one workspace, or in a whole organisation: the tokens with which it may act there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What Slack gave when the app was installed; its tokens stand in no log and in no `repr`."""

    workspace: str  # Slack's team id, "T…"; the id of the organisation, "E…", where it is installed in all of it
    name: str = ""  # of the workspace or the organisation
    enterprise: str | None = None  # the organisation that the workspace belongs to
    token: str = field(repr=False)  # the bot token
    refresh: str | None = field(default=None, repr=False)  # to be used once for the next pair; None without rotation
    expires: datetime | None = None  # UTC; None where the token does not
    bot_user: str  # the bot's own user id
    scopes: tuple[str, ...] = ()  # that were granted
    by: str = ""  # the person who installed it
    at: datetime  # UTC
