"""What findings amount to, and why."""

from amparo.model import Conversation, Finding, Locator, Speaker, Stage
from amparo.recognition import scheme

HERE = Locator("sha256:" + "0" * 64 + "#row=1")


def step(stage, said_by=Speaker.UNKNOWN, sender="Lea", conversation="c1"):
    return Finding(
        rule="r", stage=stage, span=(0, 1), weight=0.5, reason="because", message="c1-1",
        conversation=conversation, said_by=said_by, sender=sender, locator=HERE,
    )  # fmt: skip


def test_a_threat_and_a_demand_from_one_side_are_the_scheme():
    named = Conversation(
        id="c1", platform="x", format="x", title="Lea M", accounts=(), picked=False, messages=2, first_at=None,
        last_at=None, locator=HERE,
    )  # fmt: skip
    verdict = scheme([step(Stage.THREAT), step(Stage.DEMAND)], [named])
    assert verdict.recognised
    assert verdict.stages == (Stage.THREAT, Stage.DEMAND)
    assert verdict.reasons == (
        "Conversation c1 (Lea M): the same side wrote a threat to publish and a demand for money.",
    )


def test_two_unknown_senders_are_two_sides():
    verdict = scheme([step(Stage.THREAT), step(Stage.DEMAND, sender="Sam")])
    assert not verdict.recognised
    assert "not from the same side" in verdict.reasons[0]


def test_two_accounts_of_a_known_offender_are_one_side():
    assert scheme(
        [step(Stage.THREAT, Speaker.OFFENDER), step(Stage.DEMAND, Speaker.OFFENDER, "L2")]
    ).recognised


def test_two_conversations_do_not_add_up():
    assert not scheme([step(Stage.THREAT), step(Stage.DEMAND, conversation="c2")]).recognised


def test_the_victims_words_are_no_ground():
    verdict = scheme([step(Stage.THREAT, Speaker.VICTIM), step(Stage.DEMAND, Speaker.VICTIM)])
    assert not verdict.recognised


def test_what_is_missing_is_named():
    assert "no demand" in scheme([step(Stage.THREAT)]).reasons[0]
    assert "no threat" in scheme([step(Stage.DEMAND)]).reasons[0]
    assert "neither a threat nor a demand" in scheme([step(Stage.CONTACT)]).reasons[0]
    assert scheme([]).reasons == (
        "No step of the scheme was found in the words; pictures and calls are not read.",
    )


def test_a_blackmail_mail_alone_is_the_scheme():
    assert scheme([step(Stage.MAIL_BLACKMAIL)]).recognised


def test_crisis_is_always_named():
    for found in ([step(Stage.CRISIS)], [step(Stage.THREAT), step(Stage.DEMAND), step(Stage.CRISIS)]):
        assert "danger to life" in scheme(found).reasons[-1]
