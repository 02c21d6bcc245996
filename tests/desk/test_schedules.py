"""Schedules as people write them."""

from datetime import time
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.desk import schedules
from briefbot.errors import ScheduleError
from briefbot.subscription import AS_IT_HAPPENS, DAYS, Schedule

WEEKDAYS = DAYS[:5]


@pytest.mark.parametrize(
    ("text", "days", "times", "zone"),
    [
        ("weekdays 08:00", WEEKDAYS, [time(8)], "Europe/Vienna"),
        ("every weekday at 8am", WEEKDAYS, [time(8)], "Europe/Vienna"),
        ("every day at 7 and 18", DAYS, [time(7), time(18)], "Europe/Vienna"),
        ("18, 7", DAYS, [time(7), time(18)], "Europe/Vienna"),
        ("mon,wed 9am", ("mon", "wed"), [time(9)], "Europe/Vienna"),
        ("wed & Mon 9AM", ("mon", "wed"), [time(9)], "Europe/Vienna"),
        ("mondays 9:30 pm", ("mon",), [time(21, 30)], "Europe/Vienna"),
        ("Tuesday and Thurs 12 p.m.", ("tue", "thu"), [time(12)], "Europe/Vienna"),
        ("12am saturdays", ("sat",), [time(0)], "Europe/Vienna"),
        ("noon and midnight on weekends", ("sat", "sun"), [time(0), time(12)], "Europe/Vienna"),
        ("sun-thu 07:00", ("mon", "tue", "wed", "thu", "sun"), [time(7)], "Europe/Vienna"),
        ("fri to sun 0730", ("fri", "sat", "sun"), [time(7, 30)], "Europe/Vienna"),
        ("Monday – Wednesday 8.15", ("mon", "tue", "wed"), [time(8, 15)], "Europe/Vienna"),
        ("daily 8:00:05", DAYS, [time(8, 0, 5)], "Europe/Vienna"),
        ("daily 8:00 in Asia/Kuwait", DAYS, [time(8)], "Asia/Kuwait"),
        ("weekdays 08:00 in Kuwait time", WEEKDAYS, [time(8)], "Asia/Kuwait"),
        ("weekdays 08:00 in new york", WEEKDAYS, [time(8)], "America/New_York"),
        ("weekdays 08:00 in Austria", WEEKDAYS, [time(8)], "Europe/Vienna"),
        ("weekdays 08:00 asia/tokyo", WEEKDAYS, [time(8)], "Asia/Tokyo"),
        ("weekdays 08:00 UTC", WEEKDAYS, [time(8)], "UTC"),
    ],
)
def test_a_schedule_is_read_as_it_is_meant(text, days, times, zone):
    """Days, ranges of days, times in either clock and a zone at the end are read, in any common spelling."""
    assert schedules.parse(text, "Europe/Vienna") == Schedule(tuple(days), tuple(times), zone)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("blursday 8:00", "'blursday'"),
        ("weekdays", "'weekdays' names no time of day"),
        ("", "say when"),
        ("8:00 quickly", "'quickly'"),
        ("25:00", "'25:00'"),
        ("8:75", "'8:75'"),
        ("13pm", "'13pm'"),
        ("0am", "'0am'"),
        ("8:5", "'8:5'"),
        ("mon-noon", "'mon-noon'"),
        ("mon 8:00, tue 9:00", "'tue' begins a second schedule: subscribe once for each"),
        ("8:00 mon 9:00", "'9:00' begins a second schedule"),
        ("8:00 in Atlantis", "'Atlantis' is no time zone"),
        ("8:00 in Europe/Atlantis", "'Europe/Atlantis' is no time zone"),
        ("8:00 in Germany", "several time zones: write one of Europe/Berlin, Europe/Busingen"),
        ("8:00 in Australia", ", …"),
    ],
)
def test_an_unknown_part_is_quoted_with_an_example(text, quoted):
    """What cannot be read is an error of one line that quotes the part and shows what to write."""
    with pytest.raises(ScheduleError) as caught:
        schedules.parse(text, "UTC")
    assert quoted in str(caught.value)
    assert "write" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_schedule_is_read_back_in_words():
    """A schedule is described by its days, its times and its zone."""
    assert schedules.describe(schedules.parse("mon-fri 8", "Europe/Vienna")) == "weekdays at 08:00, Europe/Vienna"
    said = schedules.describe(schedules.parse("sat sun mon 7:00:30 18", "Asia/Kuwait"))
    assert said == "Mondays, Saturdays and Sundays at 07:00:30 and 18:00, Asia/Kuwait"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Vienna", "08:00 Vienna time"),
        ("America/New_York", "08:00 New York time"),
        ("America/Argentina/Buenos_Aires", "08:00 Buenos Aires time"),
        ("UTC", "08:00 UTC"),
        ("Etc/GMT+5", "08:00 GMT+5"),
    ],
)
def test_a_schedule_is_told_as_people_say_it(zone, said):
    """With the place whose clock it is."""
    assert schedules.spoken(schedules.parse("weekdays 8", zone)) == f"weekdays at {said}"


@pytest.mark.parametrize(
    ("text", "named"),
    [("weekdays 8", False), ("8:00 in Kuwait", True), ("8:00 in Kuwait time", True), ("8:00 Europe/Vienna", True)],
)
def test_whether_a_zone_was_named_is_known(text, named):
    """By its own name or by a place, not by what holds otherwise."""
    assert schedules.names_zone(text) == named


@given(
    st.sets(st.sampled_from(DAYS), min_size=1),
    st.sets(st.times().map(lambda at: at.replace(microsecond=0)), min_size=1, max_size=4),
    st.sampled_from(sorted(zone for zone in available_timezones() if "/" in zone)),
)
def test_what_is_read_back_means_the_same(days, times, zone):
    """Any schedule, described in words and read again, is the same schedule."""
    schedule = Schedule(tuple(day for day in DAYS if day in days), tuple(sorted(times)), zone)
    assert schedules.parse(schedules.describe(schedule), "UTC") == schedule


@pytest.mark.parametrize(
    ("text", "topic", "when"),
    [
        ("syria weekdays 08:00", "syria", "weekdays 08:00"),
        ("oil price every day at 7 and 18", "oil price", "every day at 7 and 18"),
        ("syria OR iraq mondays 9am in Kuwait time", "syria OR iraq", "mondays 9am in Kuwait time"),
        ("covid 19 weekdays 08:00 in Asia/Kuwait", "covid 19", "weekdays 08:00 in Asia/Kuwait"),
        ('"article 5" 8', '"article 5"', "8"),
        ("weekdays 08:00", "", "weekdays 08:00"),
        ("friends in need", "friends in need", ""),
        ("", "", ""),
    ],
)
def test_a_topic_and_a_schedule_are_told_apart(text, topic, when):
    """As much of the end as is a schedule is when, the rest the topic; what stands in quotation marks is topic."""
    assert schedules.split(text, "UTC") == (topic, when)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("syria weekdays", "no time of day"),
        ("syria 25:00", "'25:00'"),
        ("syria 13pm", "'13pm'"),
        ("syria weekdays 08:00 in Atlantis", "'Atlantis' is no time zone"),
    ],
)
def test_a_schedule_that_is_none_is_no_topic(text, wrong):
    """Where days or times are named but make no schedule, the error says what is wrong with them."""
    with pytest.raises(ScheduleError, match=wrong):
        schedules.split(text, "UTC")


@given(st.text(max_size=30))
def test_any_text_is_parted_or_a_schedule_error(text):
    """Whatever is typed is parted into pieces of it, or refused, and nothing else is raised."""
    try:
        topic, when = schedules.split(text, "UTC")
    except ScheduleError:
        return
    assert topic in text
    assert when in text
    assert not when or schedules.parse(when, "UTC")


@given(st.text(max_size=30))
def test_any_text_is_a_schedule_or_a_schedule_error(text):
    """Whatever is typed is read or refused, and nothing else is raised."""
    try:
        schedule = schedules.parse(text, "UTC")
    except ScheduleError:
        return
    assert schedule.days
    assert schedule.times


@pytest.mark.parametrize("text", ["as it happens", "As it happens.", "alerts", "urgent", "alert me", " ALERTS "])
def test_what_has_no_schedule_is_asked_for_in_words(text):
    """Each way to say so is `AS_IT_HAPPENS`; what stands before it is the topic, and its description reads back."""
    assert schedules.parse(text, "Europe/Vienna") == AS_IT_HAPPENS
    topic, when = schedules.split(f"oil price {text}", "Europe/Vienna")
    assert (topic, when) == ("oil price", "as it happens")
    assert schedules.parse(schedules.describe(AS_IT_HAPPENS), "UTC") == AS_IT_HAPPENS


@pytest.mark.parametrize("text", ["alerts 8:00", '"urgent alerts" 8:00', "insurgent 8:00"])
def test_such_words_before_a_time_are_of_the_topic(text):
    """Only at the end do they mean that there is no schedule."""
    topic, when = schedules.split(text, "UTC")
    assert (f"{topic} {when}", schedules.parse(when, "UTC").times) == (text, (time(8),))
