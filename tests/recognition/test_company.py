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


FILIPINO_IN_ENGLISH = (
    "When you boot from the disc you are asked which repair option to choose, and it is the first one that you want, not the "
    "second: when I tried the other one it did not find my installation at all and I had to begin again, so choose the first "
    "repair option when you install it, and all of your settings will be kept."
)


def test_words_of_another_language_are_not_read_by_a_rule_of_this_one():
    from amparo.recognition.company import accompanied
    from amparo.recognition.matcher import Match
    from amparo.recognition.rules import shipped

    rule = next(one for one in shipped() if one.language == "fil" and one.stage is Stage.DEMAND)
    where = FILIPINO_IN_ENGLISH.index("choose the first")
    found = Match(rule, where, where + 10)
    assert accompanied(FILIPINO_IN_ENGLISH, [found], Speaker.UNKNOWN) == []
    own = FILIPINO_IN_ENGLISH.replace("choose the first", "bayaran mo ang")
    assert accompanied(own, [found], Speaker.UNKNOWN) == [found]


BLACKMAIL = (
    "I hacked your device and have full access to it. ",
    "I recorded you through your webcam while you visited adult websites. ",
    "If you do not pay, I will send the video to all your contacts. ",
    "Transfer $900 in bitcoin to this wallet within 48 hours. ",
)


def test_a_blackmail_mail_is_one_story(recogniser):
    assert Stage.MAIL_BLACKMAIL in stages(recogniser, "".join(BLACKMAIL))


def test_its_parts_scattered_over_a_newsletter_are_none(recogniser):
    assert Stage.MAIL_BLACKMAIL not in stages(recogniser, (ORDINARY * 5).join(BLACKMAIL))
