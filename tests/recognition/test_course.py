"""The course of a counterpart: small stories, and what a helper would want summed up of them."""

from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from recognition_talk import START, said, talk

from amparo.model import (
    Audience,
    Basis,
    Change,
    Clock,
    Course,
    MessageKind,
    Open,
    Speaker,
    Stage,
    SumPart,
)
from amparo.recognition import Chronicle

STORY = talk(
    ("offender", "hi, thanks for adding me"),
    ("victim", "hello"),
    ("offender", "send 300 euros by western union or I send the video to your mother and your boss"),
    ("victim", "I only have 50 euros"),
    ("offender", "send 200 euros or I post the video on facebook"),
    ("victim", "I paid 200 euros"),
    ("offender", "send another 500 euros or I post the video"),
    ("victim", "no"),
)


def courses(recogniser, messages, most=None):
    chronicle = Chronicle() if most is None else Chronicle(most)
    for _ in recogniser.recognise(messages, chronicle):
        pass
    return list(chronicle.courses())


def test_the_story_of_one_blackmail(recogniser):
    (course,) = courses(recogniser, STORY)
    assert (course.conversation, course.counterpart, course.said_by) == ("c1", "offender", Speaker.OFFENDER)
    assert course.messages == 4
    assert course.first_contact.message == "c1-1"
    assert course.first_threat.message == "c1-3"
    assert (course.to_threat.seconds, course.to_threat.basis) == (120, Basis.INSTANTS)
    assert course.threats == 3
    assert course.demands == 3
    assert course.payments == 1
    assert (course.demands_after_payment, course.threats_after_payment) == (1, 1)
    assert course.first_after_payment.message == "c1-7"
    assert course.last_word.message == "c1-7"
    assert course.last_in_conversation.message == "c1-8"
    assert course.exposure == ()
    assert course.open == ()


def test_what_was_threatened_to_whom_in_the_words_of_the_threat(recogniser):
    (course,) = courses(recogniser, STORY)
    texts = {message.id: message.text for message in STORY}
    assert [(t.audience, t.words) for t in course.threatened] == [
        (Audience.FAMILY, "your mother"),
        (Audience.WORK, "your boss"),
        (Audience.PUBLIC, "facebook"),
    ]
    assert all(texts[t.at.message][slice(*t.span)] == t.words for t in course.threatened)


def test_sums_over_time_say_what_they_were(recogniser):
    (course,) = courses(recogniser, STORY)
    assert [(s.value, s.part, s.change, s.after_payment) for s in course.sums] == [
        ("300 EUR", SumPart.DEMANDED, None, False),
        ("50 EUR", SumPart.OFFERED, None, False),
        ("200 EUR", SumPart.DEMANDED, Change.LOWER, False),
        ("200 EUR", SumPart.PAID, None, False),
        ("500 EUR", SumPart.DEMANDED, Change.HIGHER, True),
    ]


def test_every_fact_names_a_message_and_its_place(recogniser):
    (course,) = courses(recogniser, STORY)
    places = {message.id: message.locator for message in STORY}
    moments = [
        *(course.first_contact, course.first_threat, course.first_after_payment, course.last_word),
        *(step.first for step in course.steps),
        *(one.at for one in (*course.sums, *course.threatened)),
    ]
    assert all(places[moment.message] == moment.locator for moment in moments)
    assert course.steps[0].stage is Stage.CONTACT


def test_a_course_is_json_and_back(recogniser):
    (course,) = courses(recogniser, STORY)
    assert msgspec.json.decode(msgspec.json.encode(course), type=Course) == course


def test_sums_of_different_or_unknown_currency_are_not_compared(recogniser):
    (course,) = courses(
        recogniser,
        talk(
            ("offender", "send 300 euros or I post your video"),
            ("offender", "send 500 dollars or I post your video"),
        ),
    )
    assert [s.change for s in course.sums] == [None, None]
    assert course.sums[1].currencies == ("USD", "CAD", "AUD")
    assert Open.CURRENCY in course.open


def test_said_to_be_carried_out(recogniser):
    (course,) = courses(
        recogniser,
        talk(
            ("offender", "pay or I send the video to your family"),
            ("offender", "I sent your video to your mother, check her messages"),
        ),
    )
    assert [(e.said_by, e.at.message) for e in course.exposure] == [(Speaker.OFFENDER, "c1-2")]


def test_two_conversations_side_by_side_do_not_mix(recogniser):
    other = talk(("offender", "hello"), ("offender", "pay 70 euros or I post your video"), conversation="c2")
    mixed = [one for pair in zip(STORY[:2], other, strict=True) for one in pair] + STORY[2:]
    told = {course.conversation: course for course in courses(recogniser, mixed)}
    assert told["c1"] == courses(recogniser, STORY)[0]
    assert told["c2"] == courses(recogniser, other)[0]
    assert [s.value for s in told["c2"].sums] == ["70 EUR"]


def test_where_nobody_said_who_is_who_the_one_who_presses_is_the_counterpart(recogniser):
    messages = [
        said("hi there", Speaker.UNKNOWN, n=1, sender="Lea"),
        said("hello", Speaker.UNKNOWN, n=2, sender="Sam"),
        said("send 300 euros or I send the video to your family", Speaker.UNKNOWN, n=3, sender="Lea"),
        said("I sent you 300 euros", Speaker.UNKNOWN, n=4, sender="Sam"),
    ]
    (course,) = courses(recogniser, messages)
    assert (course.counterpart, course.said_by) == ("Lea", Speaker.UNKNOWN)
    assert course.payments == 1
    assert Open.SPEAKERS in course.open


def test_ordinary_talk_has_no_course(recogniser):
    messages = talk(("unknown", "hello"), ("other", "see you at eight, bring the wedding photos"))
    assert courses(recogniser, messages) == []


def test_a_named_offender_who_did_not_threaten_is_told_so(recogniser):
    (course,) = courses(recogniser, talk(("offender", "hello"), ("victim", "who are you")))
    assert (course.first_threat, course.to_threat, course.threats) == (None, None, 0)


def test_wall_times_are_compared_only_among_themselves(recogniser):
    def at(message, minutes, clock=Clock.WALL):
        wall = (START + timedelta(minutes=minutes)).replace(tzinfo=None).isoformat()
        return msgspec.structs.replace(message, sent_at=None, wall_time=wall, clock=clock)

    hello, threat = talk(("offender", "hello"), ("offender", "pay or I send the video to your family"))
    (course,) = courses(recogniser, [at(hello, 0), at(threat, 90)])
    assert (course.to_threat.seconds, course.to_threat.basis) == (5400, Basis.WALL)
    assert Open.ZONE in course.open
    (course,) = courses(recogniser, [at(hello, 0), threat])
    assert (course.to_threat.seconds, course.to_threat.basis) == (None, Basis.UNKNOWN)
    (course,) = courses(recogniser, [at(hello, 90), at(threat, 0)])
    assert course.to_threat.seconds is None
    assert Open.BACKWARDS in course.open


def test_a_time_that_is_missing_is_missing(recogniser):
    hello, threat = (
        msgspec.structs.replace(one, sent_at=None, clock=Clock.NONE)
        for one in talk(("offender", "hello"), ("offender", "pay or I send the video to your family"))
    )
    (course,) = courses(recogniser, [hello, threat])
    assert (course.to_threat.seconds, course.open) == (None, (Open.TIMES,))


def test_a_deadline_that_waited_stands_where_it_was_said(recogniser):
    messages = talk(("offender", "you have 2 hours"), ("offender", "pay or I post your video"))
    (course,) = courses(recogniser, messages)
    assert [s.first.message for s in course.steps if s.stage is Stage.DEADLINE] == ["c1-1"]


def test_a_push_to_self_harm_is_in_the_course(recogniser):
    (course,) = courses(recogniser, talk(("unknown", "hi"), ("offender", "kill yourself")))
    assert [s.stage for s in course.steps][-1] is Stage.URGES_SELF_HARM


def test_a_notice_of_the_app_is_nobodys_first_contact(recogniser):
    messages = [
        said("Messages are encrypted", n=1, kind=MessageKind.SYSTEM),
        said("hello", n=2),
        said("pay or I post your video", n=3),
    ]
    (course,) = courses(recogniser, messages)
    assert course.first_contact.message == "c1-2"


def test_very_many_findings_are_counted_and_the_middle_is_not_kept(recogniser):
    messages = talk(*[("offender", "pay 100 euros or I post the video")] * 500)
    (course,) = courses(recogniser, messages)
    assert (course.threats, course.demands) == (500, 500)
    assert Open.LONG in course.open
    assert len(course.sums) < 200


def test_a_conversation_that_falls_out_of_memory_is_told_as_far_as_it_went(recogniser):
    messages = [
        said("pay or I post the video", conversation=f"c{n}", n=1, minutes=n, sender="Lea") for n in range(9)
    ]
    told = courses(recogniser, messages, most=3)
    assert [course.conversation for course in told] == [f"c{n}" for n in range(9)]


_LINES = st.lists(
    st.tuples(
        st.sampled_from(["c1", "c2", "c3"]),
        st.sampled_from(list(Speaker)),
        st.sampled_from(
            [
                "hello",
                "pay 100 euros or I send the video to your family",
                "you have 2 hours",
                "I paid 100 euros",
                "send another 300 euros",
                "kill yourself",
                "I want to die",
            ]
        ),
    ),
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(_LINES)
def test_however_conversations_are_woven_each_is_told_as_if_alone(recogniser, lines):
    messages = [said(text, who, conversation=c, n=n) for n, (c, who, text) in enumerate(lines)]
    woven = sorted(courses(recogniser, messages), key=lambda course: course.conversation)
    alone = [
        course
        for name in ("c1", "c2", "c3")
        for course in courses(recogniser, [m for m in messages if m.conversation == name])
    ]
    assert woven == alone
    for course in woven:
        assert course.threats <= course.messages
        assert course.demands_after_payment <= course.demands
        if course.to_threat:
            assert course.to_threat.seconds is not None and course.to_threat.seconds >= 0
