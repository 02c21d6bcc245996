"""Every environment variable that briefbot reads, typed, with its default; `.env.example` shows them all."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from briefbot.errors import SettingsError

_SECRETS = ("slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_client_secret")

_MANY = ("slack_client_id", "slack_client_secret", "public_url")
"""What it takes to be installed in many workspaces, beside the signing secret."""


class Settings(BaseSettings):
    """Each field is the variable of that name in capitals after `BRIEFBOT_`; a file `.env` is read too."""

    model_config = SettingsConfigDict(
        env_prefix="BRIEFBOT_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    slack_bot_token: SecretStr = Field(default=SecretStr(""), description="The bot token of the Slack app: xoxb-…")
    slack_app_token: SecretStr = Field(
        default=SecretStr(""), description="The app-level token, xapp-…: with it Socket Mode is used, without it HTTP."
    )
    slack_signing_secret: SecretStr = Field(
        default=SecretStr(""),
        description="The app's signing secret; needed for HTTP, where every request is checked with it.",
    )
    slack_client_id: str = Field(
        default="", description="The app's client id: with it, people install the bot in many workspaces by themselves."
    )
    slack_client_secret: SecretStr = Field(default=SecretStr(""), description="The app's client secret.")
    public_url: str = Field(
        default="", description="The address at which the world reaches BRIEFBOT_PORT: https://briefbot.example.org."
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/", description="Slack's Web API; the demo points it elsewhere."
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on for Slack's requests over HTTP.")
    port: int = Field(default=3000, ge=0, le=65535, description="The port to listen on for Slack's requests over HTTP.")
    archive: Path = Field(
        default=Path(platformdirs.user_data_dir("briefbot")) / "archive.sqlite",
        description="The file that holds stories, briefs, subscriptions and deliveries.",
    )
    timezone: str = Field(default="UTC", description="The IANA time zone of subscriptions that name none: Asia/Kuwait.")
    contact: str = Field(
        default="",
        description="An address or page where agencies reach you; it stands in the user agent of every fetch.",
    )
    fetch_every: int = Field(
        default=60, ge=1, le=86_400, description="Seconds between two looks at a source, even at the busiest one."
    )
    fetch_at_least_every: int = Field(
        default=3600, ge=1, le=86_400, description="Seconds after which even a quiet source is looked at again."
    )
    fetch_spacing: float = Field(
        default=1.0,
        ge=0,
        le=60,
        description="Seconds between two requests to one host; its robots.txt may ask for more",
    )
    grace: int = Field(
        default=7200, ge=0, le=604_800, description="Seconds by which a briefing may be late; later, it is skipped."
    )
    private_addresses: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="host:port pairs in private networks that sources may be fetched from, separated by commas.",
    )
    managers: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Slack ids (U…) of those who alone may subscribe channels, separated by commas; "
        "empty: a channel's members may.",
    )
    owner: str = Field(
        default="",
        description="Slack's id (U…) of the one who is told in a direct message when sources fail; empty: nobody. "
        "Where many workspaces are served, who installed the bot is told.",
    )
    sockets: int = Field(default=2, ge=1, le=10, description="Connections to Slack in Socket Mode; Slack takes ten.")
    socket_silence: float = Field(
        default=300,
        gt=0,
        le=86_400,
        description="Seconds without a sign of life over them after which the bot ends, to be started anew.",
    )
    monitor_host: str = Field(default="127.0.0.1", description="The address of /healthz, /readyz and /metrics.")
    monitor_port: int | None = Field(default=None, ge=0, le=65535, description="Their port; empty: they are off.")
    log: Literal["text", "json"] = Field(default="text", description="text, or json: one line of JSON a record.")
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("private_addresses", "managers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("owner")
    @classmethod
    def _of_a_person(cls, value: str) -> str:
        if value and not re.fullmatch(r"[UW][A-Z0-9]+", value):
            raise ValueError(f"{value!r} is no person's id: in their Slack profile, under ⋮, is Copy member ID (U…)")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{value!r} is no IANA time zone, such as Europe/Vienna") from None
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator(*_SECRETS, mode="before")
    @classmethod
    def _strip(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value

    @field_validator("slack_bot_token")
    @classmethod
    def _of_a_bot(cls, value: SecretStr) -> SecretStr:
        if value and not value.get_secret_value().startswith(("xoxb-", "xoxe.xoxb-")):
            raise ValueError("a bot token begins with xoxb-: copy it from OAuth & Permissions")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _of_an_app(cls, value: SecretStr) -> SecretStr:
        if value and not value.get_secret_value().startswith("xapp-"):
            raise ValueError("an app-level token begins with xapp-: make it under Basic Information")
        return value

    @field_validator("public_url")
    @classmethod
    def _public(cls, value: str) -> str:
        if value and not re.fullmatch(r"https://[^/\s?#]+(/[^\s?#]*)?|http://(127\.0\.0\.1|localhost)(:\d+)?/?", value):
            raise ValueError(f"{value!r} is no address that begins with https://, such as https://briefbot.example.org")
        return value.rstrip("/")

    @field_validator("slack_api_url")
    @classmethod
    def _folder(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^/\s]+\S*", value):
            raise ValueError(f"{value!r} is no address, such as https://slack.com/api/")
        return value if value.endswith("/") else f"{value}/"

    @field_validator("archive")
    @classmethod
    def _at_home(cls, value: Path) -> Path:
        try:
            return value.expanduser()
        except RuntimeError:
            raise ValueError(f"{value} is in a home that is not known: write the whole path") from None

    @property
    def serves_many(self) -> bool:
        """Whether the bot is installed in many workspaces; `SettingsError` names what is missing, or too much."""
        given = [bool(self.slack_client_id), bool(self.slack_client_secret), bool(self.public_url)]
        if not any(given):
            return False
        missing = [f"BRIEFBOT_{name.upper()}" for name, there in zip(_MANY, given, strict=True) if not there]
        if not self.slack_signing_secret:
            missing.append("BRIEFBOT_SLACK_SIGNING_SECRET")
        if missing:
            raise SettingsError(f"to serve many workspaces, set {' and '.join(missing)} too, as in .env.example")
        if self.slack_bot_token or self.slack_app_token:
            raise SettingsError(
                "many workspaces have a token each, and speak HTTP: take BRIEFBOT_SLACK_BOT_TOKEN and "
                "BRIEFBOT_SLACK_APP_TOKEN out, or, for one workspace alone, BRIEFBOT_SLACK_CLIENT_ID, "
                "BRIEFBOT_SLACK_CLIENT_SECRET and BRIEFBOT_PUBLIC_URL"
            )
        return True

    @property
    def late(self) -> timedelta:
        """`grace` as a duration."""
        return timedelta(seconds=self.grace)


def load() -> Settings:
    """The settings of this process; `SettingsError` names each variable that is wrong and what it should be."""
    try:
        return Settings()
    except ValidationError as fault:
        lines = [
            f"BRIEFBOT_{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}" for e in fault.errors()
        ]
        raise SettingsError("; ".join(lines)) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(
            f"the file .env cannot be read ({fault}): it must be UTF-8 text that you may read"
        ) from None
