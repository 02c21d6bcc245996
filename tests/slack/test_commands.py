"""What is typed after /brief, read into commands and topics."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.slack import commands
from briefbot.slack.commands import Asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", Asked("", "")),
        ("syria", Asked("", "syria")),
        ("  LIST ", Asked("list", "")),
        ("pause 3", Asked("pause", "3")),
        ("mute oil price", Asked("mute", "oil price")),
        ("why", Asked("why", "")),
        ("why syria matters", Asked("", "why syria matters")),
        ("sources of the nile", Asked("", "sources of the nile")),
        ("subscribe syria 8:00 #syria-desk", Asked("subscribe", "syria 8:00", "#syria-desk")),
        ("subscribe <#C024BE91L|desk> syria 8:00", Asked("subscribe", "syria 8:00", "C024BE91L")),
        ("subscribe syria to #desk 8:00", Asked("subscribe", "syria 8:00", "#desk")),
    ],
)
def test_a_command_is_told_from_a_topic(text, asked):
    """The first word is a command where it is one and takes what follows; all else is a topic."""
    assert commands.read(text) == asked


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("subscibe syria weekdays 08:00", "subscribe"),
        ("unsubscribe", ""),
        ("unsuscribe syria", "unsubscribe"),
        ("lists", "list"),
        ("hlep", "help"),
        ("psuae", ""),
        ("pasue 3", "pause"),
        ("source", "sources"),
        ("source of the nile", ""),
        ("cause", ""),
        ("courses", ""),
        ("muse", ""),
        ("syria", ""),
    ],
)
def test_a_near_miss_of_a_command_is_noticed(text, near):
    """A misspelt command is named, where it could be meant; words that are merely like one are topics."""
    assert commands.read(text).near == near


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("subscribe", True),
        ("subscribe syria", True),
        ("subscribe #desk", True),
        ("subscribe syria 8:00", False),
        ("subscribe syria 25:00", False),
        ("list", False),
        ("syria", False),
    ],
)
def test_a_form_opens_where_no_time_is_said(text, form):
    """Subscribing without a time is done by form, with one at once or with what is wrong about it."""
    assert commands.wants_form(text) is form


@given(st.text(max_size=40))
def test_any_text_is_a_command_or_a_topic(text):
    """Whatever is typed is read, and a topic loses none of its words."""
    asked = commands.read(text)
    assert asked.verb in {"", *commands.VERBS}
    assert asked.verb or asked.rest == text.strip()
