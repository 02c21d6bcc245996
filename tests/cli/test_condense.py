"""`briefbot condense`: dispatches as text or JSON Lines to briefs in every form."""

import json
import os
import pty
import subprocess
import sys

import pytest

from tests.cli.conftest import BODY, DISPATCH, HEADLINE

QUOTE_KEYS = {"text", "start", "end", "speaker", "mention", "cue", "kind", "featured", "quotation"}


def lines(*stories):
    return "".join(json.dumps(story, ensure_ascii=False) + "\n" for story in stories)


BRIDGE = {"id": "bridge", "headline": HEADLINE, "body": BODY}


def test_json_lines_become_json_lines_in_order(briefbot):
    """One object out for each in, in order, with the promised keys."""
    stories = [BRIDGE | {"id": str(n)} for n in (3, 1, 2)]
    said = briefbot("condense", "-", stdin=lines(*stories))
    assert (said.status, said.err) == (0, "")
    assert [one["id"] for one in said.records] == ["3", "1", "2"]
    for one in said.records:
        assert set(one) >= {"id", "headline", "key_points", "quotes"}
        assert one["headline"] == HEADLINE
        assert one["key_points"]
        for quote in one["quotes"]:
            assert set(quote) >= QUOTE_KEYS


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_every_quote_is_the_body_between_its_offsets(briefbot, ends):
    """`text` is exactly `body[start:end]` of the body as given; an interrupted quotation's parts share its number."""
    body = "\n\n" + BODY.replace("\n", ends)
    (brief,) = briefbot("condense", stdin=lines(BRIDGE | {"body": body})).records
    assert [q["text"] for q in brief["quotes"]] == [
        "The bridge carries forty tonnes again,",
        "and it will carry them for thirty years.",
    ]
    for quote in brief["quotes"]:
        assert quote["text"] == body[quote["start"] : quote["end"]]
        assert quote["speaker"] == "Petra Lindqvist"
        start, end = quote["mention"]
        assert "Petra Lindqvist" in body[start:end]
    for point in brief["key_points"]:
        for start, end in point["spans"]:
            assert body[start:end]
    assert len({quote["quotation"] for quote in brief["quotes"]}) == 1


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_the_body_of_a_plain_text_is_what_follows_its_headline(briefbot, ends):
    """Offsets into a text file count from after the headline and the empty lines below it."""
    path = briefbot.file("bridge.txt", DISPATCH.replace("\n", ends))
    (brief,) = briefbot("condense", path).records
    assert (brief["id"], brief["headline"]) == (path, HEADLINE)
    body = BODY.replace("\n", ends)
    assert brief["quotes"]
    for quote in brief["quotes"]:
        assert quote["text"] == body[quote["start"] : quote["end"]]


def test_text_from_stdin_and_a_byte_order_mark_are_fine(briefbot):
    """A dispatch piped in, with the mark that Windows editors put first, gives the same brief."""
    marked = briefbot("condense", stdin="\ufeff" + DISPATCH).records
    assert marked == briefbot("condense", "-", stdin=DISPATCH).records
    assert briefbot("condense", stdin="\ufeff\n" + lines(BRIDGE)).records[0]["id"] == "bridge"


def test_several_files_are_condensed_in_the_order_given(briefbot):
    """Files of both kinds may be mixed."""
    text, more = briefbot.file("b.txt", DISPATCH), briefbot.file("a.jsonl", lines(BRIDGE, BRIDGE | {"id": "2"}))
    assert [one["id"] for one in briefbot("condense", text, more).records] == [text, "bridge", "2"]


@pytest.mark.parametrize(
    ("form", "opening"), [("text", HEADLINE), ("markdown", f"## {HEADLINE}"), ("slack", '{"blocks": [')]
)
def test_each_format_shows_headline_key_points_and_quotation(briefbot, form, opening):
    """`--format` renders for people or for Slack, from text and from JSON Lines."""
    for given in (DISPATCH, lines(BRIDGE)):
        said = briefbot("condense", "--format", form, stdin=given)
        assert (said.status, said.err) == (0, "")
        assert said.out.startswith(opening)
        assert "Trucks crossed the old river bridge" in said.out or "260 trucks" in said.out
        assert "The bridge carries forty tonnes again" in said.out
        assert "Petra Lindqvist" in said.out


def test_slack_blocks_are_one_message_a_line(briefbot):
    """Each line of `--format slack` is a JSON object with the blocks of one story."""
    said = briefbot("condense", "--format", "slack", stdin=lines(BRIDGE, BRIDGE | {"id": "2"}))
    assert [list(one) for one in said.records] == [["blocks"], ["blocks"]]


def on_a_terminal(briefbot, *arguments):
    ours, theirs = pty.openpty()
    ran = subprocess.run(
        [sys.executable, "-m", "briefbot", "condense", *arguments],
        stdout=theirs, stderr=subprocess.PIPE, env=briefbot.environment, cwd=briefbot.folder, check=True,
    )  # fmt: skip
    os.close(theirs)
    assert ran.stderr == b""
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    return shown.replace("\r\n", "\n")


def test_on_a_terminal_a_text_becomes_a_readable_brief(briefbot):
    """A person who condenses a file sees the brief; with --jsonl, or JSON Lines in, the data."""
    text, data = briefbot.file("bridge.txt", DISPATCH), briefbot.file("bridge.jsonl", lines(BRIDGE))
    assert on_a_terminal(briefbot, text) == briefbot("condense", "--format", "text", text).out
    assert json.loads(on_a_terminal(briefbot, "--jsonl", text))["id"] == text
    assert json.loads(on_a_terminal(briefbot, data))["id"] == "bridge"


def test_what_fetch_writes_condense_reads(briefbot):
    """The two commands make a pipe, and the credit comes through it."""
    path = briefbot.file("strike.txt", DISPATCH.replace("HALMERIA --", "HALMERIA, Nov 24 (COAST) --"))
    said = briefbot("condense", "--format", "text", stdin=briefbot("fetch", path).out)
    assert said.out.splitlines()[0] == HEADLINE
    assert "HALMERIA" in said.out.splitlines()[1]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (lines(BRIDGE) + "{oops\n", "stdin, line 2"),
        (lines(BRIDGE) + "\n[1]\n", "stdin, line 3"),
        (lines(BRIDGE, {"id": "x"}), "stdin, line 2: body"),
        (lines(BRIDGE, BRIDGE | {"id": 7}), "stdin, line 2: id"),
        (lines(BRIDGE, BRIDGE | {"headline": 7}), "stdin, line 2: headline"),
        (lines(BRIDGE) + '{"id": "x", "body": "half \\ud83d"}\n', "stdin, line 2: the body of a story holds a lone"),
    ],
    ids=["no json", "no object", "no body", "id no text", "headline no text", "lone surrogate"],
)
def test_a_line_that_cannot_be_used_is_named_by_its_number(briefbot, given, told):
    """The lines before it are condensed, the message says which line and what it needs, and the exit status is 2."""
    said = briefbot("condense", stdin=given)
    assert said.status == 2
    assert [one["id"] for one in said.records] == ["bridge"]
    (line,) = said.err.splitlines()
    assert told in line


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"\xff\xfeH\x00i\x00", "UTF-8"), (DISPATCH.encode("latin-1", "replace") + b"\xe9", "UTF-8"), (b" \n", "no text")],
    ids=["utf-16", "latin-1", "empty"],
)
def test_a_file_that_is_no_text_is_named(briefbot, content, told):
    """What is not UTF-8, or holds nothing, gets a line with the file's name and what to do."""
    line = briefbot.refused("condense", briefbot.file("odd.txt", content), status=2)
    assert "odd.txt" in line
    assert told in line


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_cannot_be_opened_is_named(briefbot, name):
    """A missing file or a folder is a usage error."""
    assert f"cannot read {name}" in briefbot.refused("condense", name, status=2)


def test_two_forms_at_once_are_refused(briefbot):
    """--jsonl with --format is a usage error that names both."""
    line = briefbot.refused("condense", "--jsonl", "--format", "text", status=2)
    assert "--jsonl" in line
    assert "--format" in line


def test_a_reader_that_goes_away_ends_it_quietly(briefbot):
    """`briefbot condense … | head -1` prints the line and no complaint."""
    path = briefbot.file("many.jsonl", lines(*(BRIDGE | {"id": str(n)} for n in range(400))))
    ran = subprocess.run(
        f"{sys.executable} -m briefbot condense {path} | head -1",
        shell=True, capture_output=True, env=briefbot.environment, cwd=briefbot.folder, check=True,
    )  # fmt: skip
    assert ran.stderr == b""
    assert json.loads(ran.stdout)["id"] == "0"


def test_a_reader_that_was_never_there_ends_it_quietly(briefbot):
    """The same where everything fits into the pipe and nobody reads it."""
    path = briefbot.file("bridge.txt", DISPATCH)
    ran = subprocess.run(
        f"{sys.executable} -m briefbot condense {path} | true",
        shell=True, capture_output=True, env=briefbot.environment, cwd=briefbot.folder, check=True,
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == (b"", b"")


def test_explain_shows_whom_a_quotation_may_be_by_and_why(briefbot):
    """With --explain each quotation comes with its candidates, the likeliest first, their chances and traits."""
    done = briefbot("condense", "--explain", stdin=DISPATCH)
    first, *candidates = done.out.splitlines()
    assert first.endswith("“The bridge carries forty tonnes again,”")
    chance, who = candidates[0].split(maxsplit=1)
    assert float(chance) > 0.9
    assert who.startswith("Minister of Works Petra Lindqvist: ")
    assert "cue said" in who
    assert any(line.split()[1] == "nobody:" for line in candidates)
