"""What is written for people, held to what the code does."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from briefbot.cli import app, checks
from briefbot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def commands():
    """Every command as typed: ["sources", "add"]."""
    root = typer.main.get_command(app)

    def walk(command, path):
        inner = getattr(command, "commands", None)
        if not inner:
            yield path
        else:
            for name, sub in inner.items():
                yield from walk(sub, [*path, name])

    return list(walk(root, []))


def test_env_example_shows_every_setting_and_no_other():
    """`.env.example` names exactly the variables that Settings reads."""
    shown = re.findall(r"^(BRIEFBOT_\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert sorted(shown) == sorted(f"BRIEFBOT_{name.upper()}" for name in Settings.model_fields)


def test_env_example_is_a_file_of_settings_as_it_stands(tmp_path):
    """Copied to `.env` unchanged, `.env.example` gives every setting its default."""
    copy = tmp_path / ".env"
    copy.write_bytes((ROOT / ".env.example").read_bytes())
    assert Settings(_env_file=copy) == Settings(_env_file=None)


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_is_in_the_readme(command):
    """The README's table of commands names each command."""
    written = re.findall(r"`briefbot ([^`]+)`", README) + re.findall(r"`(subscriptions|unsubscribe)`", README)
    assert any(set(command) <= set(re.split(r"[ |\\]+", line)) for line in written)


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_help_of_each_command_stands_alone(command):
    """`--help` of each command says in a sentence what it does, and exits 0."""
    asked = subprocess.run(
        [sys.executable, "-m", "briefbot", *command, "--help"], capture_output=True, text=True, check=True
    )
    sentences = re.findall(r"[A-Z][^.]{15,}\.", asked.stdout)
    assert sentences


def test_the_manifest_asks_for_the_scopes_that_are_needed():
    """The Slack manifest asks for every scope that `briefbot check` wants, and subscribes to the events it handles."""
    manifest = json.loads((ROOT / "deploy/slack-manifest.json").read_text("utf-8"))
    asked = set(manifest["oauth_config"]["scopes"]["bot"])
    assert set(checks.NEEDED) <= asked
    for scope in asked:
        assert f"`{scope}`" in README
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {event.split(".")[0] for event in events} == {"message", "app_mention"}


def test_requirements_are_pinned_hashed_and_name_no_registry():
    """Every line of the compiled requirements pins a version with hashes, and no address stands in them."""
    for file in (ROOT / "deploy").glob("requirements*.txt"):
        text = file.read_text("utf-8")
        entries = re.split(r"\n(?=[a-z])", text.strip())
        for entry in entries:
            assert "==" in entry, entry
            assert "--hash=sha256:" in entry, entry
        assert "://" not in text
        assert "index-url" not in text
