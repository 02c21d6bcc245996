"""Settings: from the environment and from .env, and what is wrong with them, in words."""

import pytest

from briefbot import settings
from briefbot.errors import SettingsError


@pytest.fixture(autouse=True)
def _empty(tmp_path, monkeypatch):
    """A folder without .env, and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"BRIEFBOT_{name.upper()}", raising=False)


def test_without_anything_every_setting_has_its_default(tmp_path, monkeypatch):
    """A fresh machine has usable settings; the archive is a file in the user's data folder."""
    chosen = settings.load()
    assert (chosen.host, chosen.port, chosen.timezone) == ("127.0.0.1", 3000, "UTC")
    assert chosen.archive.is_absolute()
    assert chosen.archive.name == "archive.sqlite"


def test_env_in_the_folder_is_read_and_the_environment_comes_first(tmp_path, monkeypatch):
    """`.env` gives what the environment does not; empty variables count as not given."""
    (tmp_path / ".env").write_text('BRIEFBOT_PORT=4000\nBRIEFBOT_CONTACT="desk@coast.example"\nOTHER=1\n')
    monkeypatch.setenv("BRIEFBOT_PORT", "5000")
    monkeypatch.setenv("BRIEFBOT_CONTACT", "")
    chosen = settings.load()
    assert (chosen.port, chosen.contact) == (5000, "desk@coast.example")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-secret", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1-secret", "xapp-"),
        ("SLACK_API_URL", "slack.com/api", "https://slack.com/api/"),
        ("PORT", "high", "integer"),
        ("PORT", "65536", "65535"),
        ("TIMEZONE", "Kuwait City", "IANA"),
        ("TIMEZONE", "../etc/passwd", "IANA"),
        ("FETCH_EVERY", "0", "1"),
        ("FETCH_EVERY", "999999999999", "86400"),
        ("GRACE", "-1", "0"),
        ("OWNER", "@ana", "Copy member ID"),
        ("LOG_LEVEL", "loud", "DEBUG, INFO, WARNING or ERROR"),
        ("ARCHIVE", "~nobody-of-that-name/archive", "whole path"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_write(monkeypatch, name, value, told):
    """The error names the variable and what it should be; a token's value is not repeated."""
    monkeypatch.setenv(f"BRIEFBOT_{name}", value)
    with pytest.raises(SettingsError) as fault:
        settings.load()
    assert f"BRIEFBOT_{name}: " in str(fault.value)
    assert told in str(fault.value)
    assert "secret" not in str(fault.value)


def test_all_wrong_values_are_named_at_once(monkeypatch):
    """Two mistakes are two parts of one line."""
    monkeypatch.setenv("BRIEFBOT_PORT", "high")
    monkeypatch.setenv("BRIEFBOT_TIMEZONE", "Mars")
    with pytest.raises(SettingsError, match=r"BRIEFBOT_PORT: .*; BRIEFBOT_TIMEZONE: "):
        settings.load()


def test_env_that_is_no_text_is_named(tmp_path):
    """A `.env` in another encoding is an error that says which file and what it must be."""
    (tmp_path / ".env").write_bytes("BRIEFBOT_CONTACT=Jos\u00e9".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"\.env cannot be read.*UTF-8"):
        settings.load()


def test_values_are_taken_as_people_write_them(monkeypatch):
    """Blanks around a token, a missing last slash, a home folder, a lower-case level and blanks in a list are fine."""
    for name, value in {
        "SLACK_BOT_TOKEN": " xoxb-1 ",
        "SLACK_API_URL": "https://slack.example/api",
        "ARCHIVE": "~/news.sqlite",
        "LOG_LEVEL": "debug",
        "PRIVATE_ADDRESSES": "10.0.0.1:80, wire.local:8080,",
    }.items():
        monkeypatch.setenv(f"BRIEFBOT_{name}", value)
    chosen = settings.load()
    assert chosen.slack_bot_token.get_secret_value() == "xoxb-1"
    assert chosen.slack_api_url == "https://slack.example/api/"
    assert chosen.archive.is_absolute()
    assert chosen.log_level == "DEBUG"
    assert chosen.private_addresses == ("10.0.0.1:80", "wire.local:8080")


def test_tokens_do_not_show_when_settings_are_printed(monkeypatch):
    """A traceback or a log line that holds the settings holds no secret."""
    monkeypatch.setenv("BRIEFBOT_SLACK_BOT_TOKEN", "xoxb-hush")
    monkeypatch.setenv("BRIEFBOT_SLACK_SIGNING_SECRET", "hush")
    assert "hush" not in repr(settings.load()) + str(settings.load())
