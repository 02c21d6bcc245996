"""What a channel does not want to read about, as part of its topic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.desk import muting, topics
from briefbot.errors import TopicError


@pytest.mark.parametrize(
    ("topic", "unwanted", "muted"),
    [
        ("syria", "iran", "syria -iran"),
        ("syria OR iraq", "oil price", 'syria -"oil price" OR iraq -"oil price"'),
        ('"global coalition"', '"oil price"', '"global coalition" -"oil price"'),
        ("syria", "from:kuna", "syria -from:kuna"),
        ("syria -iran", "Iran", "syria -iran"),
        ("", "iran", "-iran"),
        ("-iran", "oil price", '-iran -"oil price"'),
    ],
)
def test_what_is_muted_is_left_out_of_every_alternative(topic, unwanted, muted):
    """A word, words that stand together or a filter is left out, once; unmuted, the topic is what it was."""
    assert muting.mute(topic, unwanted) == muted
    if muted != topic:
        assert muting.unmute(muted, unwanted) == topic


@pytest.mark.parametrize("unwanted", ["", "-", "iran OR iraq", 'a "b" c', "nonsense:x", "x" * 400])
def test_what_cannot_be_left_out_is_explained(unwanted):
    """Nothing, alternatives, unknown filters and pastes are a `TopicError` that says what to write."""
    with pytest.raises(TopicError):
        muting.mute("syria", unwanted)


def test_a_topic_is_called_by_what_it_wants():
    """In a sentence, no topic is everything, and words left out of everything stand after it."""
    assert [muting.named(topic) for topic in ("", "syria -iran", "-iran -oil")] == [
        "everything", "syria -iran", "everything but iran OR oil",
    ]  # fmt: skip


@given(st.text(max_size=20), st.text(max_size=20))
def test_muting_gives_a_topic_that_can_be_read_or_an_error(topic, unwanted):
    """Whatever is muted in whatever topic, what comes of it is read without an error."""
    try:
        muted = muting.mute(topic, unwanted)
    except TopicError:
        return
    for part in muting.parted(muted):
        topics.parse(part)
