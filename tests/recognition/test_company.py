"""A sentence that looks like a threat, alone in a long text, is none; with the rest of the scheme it is."""

import pytest

from amparo.model import Clock, Finding, Locator, Message, MessageKind, Speaker, Stage
from amparo.recognition import Recogniser

ORDINARY = "The committee met on Monday and went through the minutes of the last meeting. " * 15


@pytest.fixture(scope="module")
def recogniser():
    return Recogniser()


def stages(recogniser, text, speaker=Speaker.UNKNOWN):
    message = Message(
        id="m1", conversation="c1", sent_at=None, wall_time=None, clock=Clock.NONE, sender="x", speaker=speaker,
        kind=MessageKind.TEXT, text=text, raw_text=text, locator=Locator(f"sha256:{'0' * 64}#row=1"),
    )  # fmt: skip
    return {item.stage for item in recogniser.recognise([message]) if isinstance(item, Finding)}


THREAT = "I will send your video to all your friends. "
DEMAND = "Pay me 500 euros now and I delete everything. "


def test_a_threat_in_a_short_message_stands_for_itself(recogniser):
    assert Stage.THREAT in stages(recogniser, THREAT)


def test_alone_in_a_long_text_it_does_not_count(recogniser):
    assert Stage.THREAT not in stages(recogniser, ORDINARY + THREAT + ORDINARY)


def test_with_a_demand_in_the_same_long_text_both_count(recogniser):
    assert {Stage.THREAT, Stage.DEMAND} <= stages(recogniser, ORDINARY + THREAT + DEMAND + ORDINARY)


def test_of_the_named_offender_everything_counts(recogniser):
    assert Stage.THREAT in stages(recogniser, ORDINARY + THREAT, Speaker.OFFENDER)


def test_signs_of_crisis_need_no_company(recogniser):
    assert Stage.CRISIS in stages(recogniser, ORDINARY + "I want to die. " + ORDINARY, Speaker.VICTIM)


def test_words_far_apart_do_not_belong_together(recogniser):
    assert Stage.THREAT not in stages(
        recogniser, "my friend has a copy. " + ORDINARY + "he wants 100 or he tells them."
    )
