"""What is written for people, held to what the code does."""

import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import typer

from briefbot.cli import app, checks
from briefbot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
GROUPS = ("sources", "archive", "answers", "quotations")  # commands that hold others


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


def typed_in(text):
    """What follows `briefbot` in code, inline or indented: ["sources", "import", "--catalogue"]."""
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^ {4,}(.+)$", text, re.MULTILINE)
    code += re.findall(r"^#   (.+)$", text, re.MULTILINE)
    for line in code:
        for words in re.findall(r"(?:^|[ /])briefbot ([a-z].*)", line.replace("\\|", " ")):
            yield shlex.split(re.sub(r"[\[\]…]", " ", words), comments=True)


def resolved(words):
    """The command that these words start, and the options among them."""
    command = typer.main.get_command(app)
    for word in words:
        inner = getattr(command, "commands", {})
        if word not in inner:
            break
        command = inner[word]
    return command, [word.split("=")[0] for word in words if word.startswith("--")]


@pytest.mark.parametrize("file", ["README.md", "deploy/compose.yaml", "deploy/briefbot.service"])
def test_every_command_that_is_written_down_exists(file):
    """Each `briefbot …` in the README and in deploy/ names a command, with options that it takes."""
    written = list(typed_in((ROOT / file).read_text("utf-8")))
    assert written
    for words in written:
        command, options = resolved(words)
        assert command.name == words[0] or words[0] in GROUPS, words
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert set(options) <= known, words


def test_the_brief_in_the_readme_is_what_condense_makes():
    """The README's brief is the output, to the letter, for the dispatch that it names."""
    (path,) = re.findall(r"\[a dispatch\]\((.+?)\)", README)
    head, _, copy = (ROOT / path).read_text("utf-8").partition("\n\n")
    headline = head.splitlines()[0].removeprefix("headline: ")
    made = subprocess.run(
        [sys.executable, "-m", "briefbot", "condense", "--format", "text"],
        input=f"{headline}\n\n{copy}", capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    block = textwrap.indent(made.rstrip(), "    ")
    assert block in README, f"put this into the README:\n{block}"


def test_every_file_that_the_readme_links_to_exists():
    """No link leads nowhere."""
    for path in re.findall(r"(?<!!)\[[^\]]+\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / path).exists(), path


def test_every_make_target_that_is_written_down_exists():
    """Each `make …` in the README is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert set(re.findall(r"`make ([a-z]+)", README)) <= set(phony.split())


def test_the_container_and_the_unit_set_only_settings_that_exist():
    """Every BRIEFBOT_ variable in deploy/ is one that Settings reads."""
    known = {f"BRIEFBOT_{name.upper()}" for name in Settings.model_fields}
    for path in ("Dockerfile", "compose.yaml", "briefbot.service"):
        assert set(re.findall(r"BRIEFBOT_[A-Z_]+", (ROOT / "deploy" / path).read_text("utf-8"))) <= known


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_is_in_the_readme(command):
    """The README's table of commands names each command."""
    written = re.findall(r"`briefbot ([^`]+)`", README) + re.findall(r"`(subscriptions|unsubscribe)`", README)
    assert any(set(command) <= set(re.split(r"[ |\\]+", line)) for line in written)


def helped(*command):
    """What `--help` of a command prints on a terminal of 80 columns."""
    asked = subprocess.run(
        [sys.executable, "-m", "briefbot", *command, "--help"],
        capture_output=True, text=True, check=True, env=os.environ | {"COLUMNS": "80"},
    )  # fmt: skip
    assert asked.stderr == ""
    return asked.stdout


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_help_of_each_command_stands_alone(command):
    """`--help` of each command says in sentences what it does, word for word as written, and exits 0."""
    shown = " ".join(helped(*command).split())
    described = resolved(command)[0].help
    assert len(re.findall(r"[A-Z][^.]{10,}\.", shown)) >= 1
    assert " ".join(described.split()) in shown


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_the_list_of_commands_says_whole_sentences(group):
    """On 80 columns no command's line in the list is cut short."""
    listing = helped(*group.split()).partition("Commands:")[2]
    assert listing
    assert not re.findall(r"^  \S.*\.\.\.$", listing, re.MULTILINE)


def test_the_manifest_asks_for_the_scopes_that_are_needed():
    """The Slack manifest asks for every scope that `briefbot check` wants, and subscribes to the events it handles."""
    manifest = json.loads((ROOT / "deploy/slack-manifest.json").read_text("utf-8"))
    asked = set(manifest["oauth_config"]["scopes"]["bot"])
    assert set(checks.NEEDED) <= asked
    for scope in asked:
        assert f"`{scope}`" in README
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    told = {"message", "app_mention", "app_home_opened", "app_uninstalled", "tokens_revoked"}
    assert {event.split(".")[0] for event in events} == told


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
