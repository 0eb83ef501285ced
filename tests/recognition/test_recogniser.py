"""Small stories: what a helper would want pointed out, and what not."""

import tracemalloc
from datetime import timedelta

import pytest
from recognition_talk import said, talk

from amparo.model import DANGER, Finding, Indicator, IndicatorKind, MessageKind, Speaker, Stage
from amparo.recognition import Recogniser, scheme


def findings(recogniser, messages):
    return [item for item in recogniser.recognise(messages) if isinstance(item, Finding)]


def indicators(recogniser, messages):
    return [item for item in recogniser.recognise(messages) if isinstance(item, Indicator)]


def stages(recogniser, messages):
    return [finding.stage for finding in findings(recogniser, messages)]


STORY = talk(
    ("unknown", "hi, thanks for adding me"),
    ("victim", "hello, who are you?"),
    ("unknown", "I'm Lea. add me on snap: lea_m2001"),
    ("victim", "ok"),
    ("unknown", "I recorded you. I have all your contacts"),
    ("unknown", "send 300 euros by western union or I send the video to your family"),
    ("unknown", "you have 2 hours"),
    ("unknown", "receiver name: Sara El Amrani, city: Oued Zem"),
    ("victim", "I sent 300 euros, the mtcn is 123-456-7890"),
    ("unknown", "send another 500 euros now"),
    ("victim", "I can't go on, I want to die"),
)


def test_the_whole_scheme_step_by_step(recogniser):
    seen = findings(recogniser, STORY)
    order = list(dict.fromkeys(finding.stage for finding in seen))
    assert order[:2] == [Stage.CONTACT, Stage.MOVE]
    assert set(order[2:4]) == {Stage.PROOF, Stage.LEVERAGE}
    assert set(order[4:7]) == {Stage.DEMAND, Stage.PAYMENT_INSTRUCTION, Stage.THREAT}
    assert order[7:] == [Stage.DEADLINE, Stage.PAYMENT_MADE, Stage.REPEAT_DEMAND, Stage.CRISIS]
    assert {f.said_by for f in seen if f.stage in (Stage.CRISIS, Stage.PAYMENT_MADE)} == {Speaker.VICTIM}
    verdict = scheme(seen)
    assert verdict.recognised
    assert verdict.stages == tuple(order)


def test_its_identifiers_with_who_said_them(recogniser):
    seen = {(i.kind, i.value, i.said_by) for i in indicators(recogniser, STORY)}
    assert seen >= {
        (IndicatorKind.FIRST_NAME, "Lea", Speaker.UNKNOWN),
        (IndicatorKind.HANDLE, "lea_m2001", Speaker.UNKNOWN),
        (IndicatorKind.AMOUNT, "300 EUR", Speaker.UNKNOWN),
        (IndicatorKind.AMOUNT, "500 EUR", Speaker.UNKNOWN),
        (IndicatorKind.RECEIVER, "Sara El Amrani", Speaker.UNKNOWN),
        (IndicatorKind.TOWN, "Oued Zem", Speaker.UNKNOWN),
        (IndicatorKind.TRANSFER_REFERENCE, "1234567890", Speaker.VICTIM),
    }
    assert IndicatorKind.AGENCY not in {kind for kind, _, _ in seen}, "a firm alone names no branch"


def test_every_finding_points_into_the_raw_text_and_copies_its_place(recogniser):
    messages = {message.id: message for message in STORY}
    for item in recogniser.recognise(STORY):
        message = messages[item.message]
        start, end = item.span
        assert item.locator == message.locator
        if isinstance(item, Indicator):
            assert message.raw_text[start:end] == item.raw
        else:
            assert 0 <= start < end <= len(message.raw_text)
            assert item.reason and item.conversation == "c1"


def test_french(recogniser):
    messages = talk(
        ("offender", "merci d'avoir accepté, tu as whatsapp ?"),
        ("offender", "J’ai tous tes contacts. Paye 200 € sinon j’envoie ta vidéo à toute ta famille"),
        ("offender", "tu as jusqu'à ce soir"),
        ("victim", "je t'ai envoyé l'argent"),
        ("offender", "c'est pas assez"),
        ("victim", "j'en peux plus, je veux mourir"),
    )
    assert set(stages(recogniser, messages)) >= {
        Stage.CONTACT,
        Stage.MOVE,
        Stage.LEVERAGE,
        Stage.DEMAND,
        Stage.THREAT,
        Stage.DEADLINE,
        Stage.PAYMENT_MADE,
        Stage.REPEAT_DEMAND,
        Stage.CRISIS,
    }


@pytest.mark.parametrize(
    "text",
    [
        "I will send our holiday video to my family",
        "see you tonight, I'll bring the video games",
        "can you send me 20 pounds for the pizza?",
        "I will post the wedding photos on facebook tomorrow",
        "if you don't pay the rent by Friday we have a problem",
        "you have 24 hours to register for the course",
        "Happy birthday! your family and friends wish you well",
        "je vais envoyer nos photos de vacances à ma famille",
        "tu peux payer le resto, je te rembourse 20 euros",
        "I was dying of laughter",
    ],
)
def test_ordinary_talk_is_nothing(recogniser, text):
    assert stages(recogniser, [said(text, Speaker.UNKNOWN)]) == []


def test_a_victim_who_tells_a_friend_does_not_threaten(recogniser):
    told = "he said he will send the video to my family if I don't pay 500 euros"
    quoted = "he wrote 'I will send your video to your family'"
    for text in (told, quoted):
        assert Stage.THREAT not in stages(recogniser, [said(text, Speaker.VICTIM)])
        assert Stage.THREAT not in stages(recogniser, [said(text, Speaker.UNKNOWN)])


def test_the_speaker_changes_the_label(recogniser):
    text = "I will send your video to your family"
    assert Stage.THREAT in stages(recogniser, [said(text, Speaker.OFFENDER)])
    assert Stage.THREAT not in stages(recogniser, [said(text, Speaker.VICTIM)])


@pytest.mark.parametrize("speaker", list(Speaker))
def test_crisis_is_found_whoever_speaks(recogniser, speaker):
    assert Stage.CRISIS in stages(recogniser, [said("I want to kill myself", speaker)])


def test_a_push_to_die_is_what_the_offender_does_to_the_person(recogniser):
    (finding,) = [f for f in findings(recogniser, [said("kill yourself")]) if f.stage in DANGER]
    assert finding.stage is Stage.URGES_SELF_HARM
    assert "told to harm" in finding.reason


def test_from_anybody_else_a_push_to_die_is_a_crisis_sign(recogniser):
    for speaker in (Speaker.UNKNOWN, Speaker.VICTIM, Speaker.OTHER):
        assert Stage.CRISIS in stages(recogniser, [said("kill yourself", speaker)])


def test_hidden_writing_is_read(recogniser):
    for text in (
        "I wiiill s e n d your v i d e o to your family",
        "І wіll ѕеnd уоur vіdео tо уоur fаmіlу",
        "I w\u200bill se\u200bnd your vid\u200beo to your fam\u200bily",
    ):
        assert Stage.THREAT in stages(recogniser, [said(text)]), text


def test_a_deadline_among_friends_waits_for_company(recogniser):
    friends = talk(("unknown", "you have 2 hours until the train"))
    assert stages(recogniser, friends) == []
    pressed = talk(("offender", "you have 2 hours"), ("offender", "pay or I post the video"))
    seen = findings(recogniser, pressed)
    assert [f.message for f in seen if f.stage is Stage.DEADLINE] == ["c1-1"]


def test_a_second_demand_for_another_sum_is_a_repeated_demand(recogniser):
    messages = talk(
        ("offender", "pay 100 euros or I post the video"), ("offender", "pay 250 euros or I post the video")
    )
    rules = [f.rule for f in findings(recogniser, messages)]
    assert "demand.another_sum" in rules
    once = talk(
        ("offender", "pay 100 euros or I post the video"), ("offender", "pay 100 euros or I post the video")
    )
    assert "demand.another_sum" not in [f.rule for f in findings(recogniser, once)]


def test_the_same_demand_the_next_day_is_a_repeated_demand(recogniser):
    first = said("pay 100 euros or I post the video", n=1)
    later = said("pay 100 euros or I post the video", n=2, minutes=timedelta(days=1).total_seconds() / 60)
    assert "demand.another_sum" in [f.rule for f in findings(recogniser, [first, later])]


def test_a_demand_after_payment_is_a_repeated_demand(recogniser):
    messages = talk(
        ("offender", "pay 100 euros or I post the video"),
        ("victim", "I paid"),
        ("offender", "pay 100 euros or I post the video"),
    )
    assert "demand.after_payment" in [f.rule for f in findings(recogniser, messages)]


def test_conversations_that_run_side_by_side_keep_apart(recogniser):
    threat = said("pay or I post the video", conversation="c1", n=1)
    friend = said("you have 2 hours", Speaker.UNKNOWN, conversation="c2", n=1)
    more = said("you have 2 hours", conversation="c1", n=2)
    seen = findings(recogniser, [threat, friend, more])
    assert {f.conversation for f in seen if f.stage is Stage.DEADLINE} == {"c1"}


def test_the_first_message_of_one_who_threatens_later_is_the_contact(recogniser):
    messages = [
        said("hello there", Speaker.UNKNOWN, n=1, sender="Lea"),
        said("hello", Speaker.UNKNOWN, n=2, sender="Sam"),
        said("pay or I post the video", Speaker.UNKNOWN, n=3, sender="Lea"),
    ]
    contacts = [f for f in findings(recogniser, messages) if f.stage is Stage.CONTACT]
    assert [(f.message, f.sender) for f in contacts] == [("c1-1", "Lea")]


def test_rows_that_the_app_wrote_are_not_read_as_words_of_a_person(recogniser):
    row = said("Lea changed their number to +44 7700 900123: kill yourself", kind=MessageKind.SYSTEM)
    items = list(recogniser.recognise([row]))
    assert [(i.kind, i.value) for i in items if isinstance(i, Indicator)] == [
        (IndicatorKind.PHONE, "+447700900123")
    ]
    assert not [i for i in items if isinstance(i, Finding)]


def test_the_account_behind_messages_is_given_once_a_conversation(recogniser):
    messages = [said("hi", n=n, account="user123456789", sender="Lea") for n in (1, 2, 3)]
    messages += [said("hi", n=n, conversation="c2", account="+44 7700 900123", sender="Lea") for n in (1, 2)]
    messages += [said("hi", conversation="c3", sender="Lea <lea@example.org>")]
    messages += [said("hi", Speaker.VICTIM, conversation="c4", account="user987654321")]
    messages += [said("hi", conversation="c5", sender="+44 7700 900456")]
    seen = [(i.kind, i.value, i.message) for i in indicators(recogniser, messages)]
    assert seen == [
        (IndicatorKind.ACCOUNT, "user123456789", "c1-1"),
        (IndicatorKind.PHONE, "+447700900123", "c2-1"),
        (IndicatorKind.EMAIL, "lea@example.org", "c3-1"),
        (IndicatorKind.PHONE, "+447700900456", "c5-1"),
    ]


def test_spans_lie_in_the_raw_text_when_the_reader_repaired_it(recogniser):
    text = "ta vidéo sera publiée sur youtube, écris à léa@example.org"
    raw = text.encode().decode("latin-1")
    for item in recogniser.recognise([said(text, raw=raw)]):
        if item.span != (0, len(raw)):
            part = raw[slice(*item.span)].encode("latin-1").decode()
            assert part in text and (isinstance(item, Finding) or part == item.raw.encode("latin-1").decode())


def test_a_local_number_follows_the_country_or_the_conversation():
    (here,) = indicators(Recogniser(country="fr"), [said("appelle le 01 99 00 12 34")])
    assert (here.value, here.note) == ("+33199001234", "country assumed from --country FR")
    messages = talk(("offender", "my number +33 1 99 00 12 34"), ("offender", "or call 01 99 00 56 78"))
    assert [i.value for i in indicators(Recogniser(), messages)] == ["+33199001234", "+33199005678"]


def test_characters_are_one_thing_only(recogniser):
    text = "MTCN 123-456-7890, IBAN GB29 NWBK 6016 1331 9268 19, wa.me/447700900123"
    seen = {(i.kind.value, i.value) for i in indicators(recogniser, [said(text)])}
    assert seen == {
        ("transfer_reference", "1234567890"),
        ("iban", "GB29NWBK60161331926819"),
        ("url", "wa.me/447700900123"),
        ("phone", "+447700900123"),
    }


def test_the_same_messages_give_the_same_answer():
    assert list(Recogniser().recognise(STORY)) == list(Recogniser().recognise(STORY))


def test_rules_tell_their_reasons_in_each_language(recogniser):
    told = recogniser.reasons()
    assert all(set(told[finding.rule]) == {"en", "fr", "ar"} for finding in findings(recogniser, STORY))


def test_memory_stays_bounded_over_many_conversations(recogniser):
    def many(count):
        for n in range(count):
            yield said("pay or I post the video", conversation=f"c{n}", account=f"user{100000 + n}")

    for _ in recogniser.recognise(many(200)):
        pass
    tracemalloc.start()
    for _ in recogniser.recognise(many(1500)):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * 2**20


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "send your video to " * 9000,
        "I will " * 30000,
        "f r i e n d " * 15000,
        "1 " * 90000,
        "a@" * 90000,
        "0" * 190000,
    ],
)
def test_a_hostile_message_costs_little(recogniser, text):
    for _ in recogniser.recognise([said(text)]):
        pass


def test_the_servers_that_a_mail_passed_are_no_web_addresses(recogniser):
    headers = "Received: from mail.example.net (mail.example.net [203.0.113.25]) by mx.example.org; Sat"
    found = indicators(recogniser, [said(headers, Speaker.UNKNOWN, sender="", kind=MessageKind.SYSTEM)])
    assert [(one.kind, one.value) for one in found] == [(IndicatorKind.IP, "203.0.113.25")]
