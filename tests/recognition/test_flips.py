"""Who says it changes what it is."""

import pytest
from recognition_talk import said

from amparo.model import Finding, Speaker, Stage

PRESSING = {Stage.THREAT, Stage.DEMAND, Stage.REPEAT_DEMAND}


def stages(recogniser, text, speaker):
    found = recogniser.recognise([said(text, speaker)])
    return {item.stage for item in found if isinstance(item, Finding)}


@pytest.mark.parametrize("speaker", [Speaker.VICTIM, Speaker.OTHER, Speaker.UNKNOWN])
@pytest.mark.parametrize(
    "text",
    [
        "he said he will send it to my family if I don't pay",
        "someone is blackmailing me, send 300 euros or I post your video is what he writes",
        'he wrote "send 300 euros or I send the video to your family"',
    ],
)
def test_a_threat_that_is_told_is_a_call_for_help(recogniser, text, speaker):
    found = stages(recogniser, text, speaker)
    assert Stage.HELP in found
    assert not found & PRESSING


@pytest.mark.parametrize(
    "text",
    [
        "They wrote: “send 300 euros or I send the video to your family”",
        "Ils écrivent : « paye 300 euros sinon j'envoie ta vidéo à ta famille ».",
        "Sie schreiben: „pay 300 euros or I send the video to your family“",
    ],
)
def test_what_stands_between_quotation_marks_is_somebody_elses(recogniser, text):
    assert not stages(recogniser, text, Speaker.UNKNOWN) & PRESSING


def test_a_message_that_is_all_quotation_is_the_senders(recogniser):
    assert Stage.THREAT in stages(
        recogniser, '"send 300 euros or I send the video to your family"', Speaker.UNKNOWN
    )


def test_the_offender_does_not_hide_behind_quotation_marks(recogniser):
    text = 'my boss said "send 300 euros or I send the video to your family"'
    assert stages(recogniser, text, Speaker.OFFENDER) & PRESSING


def test_what_seems_to_tell_of_a_threat_and_is_part_of_one_does_not_hide_it(recogniser):
    text = "Send another 100 euros or he will leak it to your family"
    assert stages(recogniser, text, Speaker.UNKNOWN) & PRESSING


def test_another_sentence_is_another_matter(recogniser):
    text = "Someone is blackmailing me too. Send 300 euros or I send the video to your family"
    assert stages(recogniser, text, Speaker.UNKNOWN) & PRESSING


def test_no_flip_touches_a_crisis_sign(recogniser):
    text = "he said he will send it to my family if I don't pay, I want to die"
    assert Stage.CRISIS in stages(recogniser, text, Speaker.UNKNOWN)
