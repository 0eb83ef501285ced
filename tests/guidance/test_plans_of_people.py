"""Plans for made-up people."""

import pytest

from amparo.guidance import Plan, Situation, plan
from amparo.model import AgeGroup


def ids(made: Plan) -> list[str]:
    return [step.id for step in made.steps]


def test_sam_in_leeds_is_of_age_and_has_paid() -> None:
    made = plan("gb", AgeGroup.ADULT, "en", ["threatened", "paid"])
    assert "do_not_pay" not in ids(made)
    assert "pay_no_more" in ids(made)
    assert "Call the firm that moved the money now" in made.lead[0].text
    assert made.emergency.numbers[0].number == "999"
    assert [s.name for s in made.crisis] == ["Samaritans"]
    assert "Report Fraud" in [s.name for s in made.services]


def test_nobody_who_has_not_paid_is_sent_to_the_money_line() -> None:
    made = plan("GB", AgeGroup.ADULT, "en", ["threatened"])
    assert "Report Fraud" not in [s.name for s in made.services]
    assert "do_not_pay" in ids(made)
    assert "money_if_any" in ids(made)


@pytest.mark.parametrize("age", [AgeGroup.MINOR, AgeGroup.UNKNOWN])
def test_a_minor_and_somebody_of_unknown_age_hear_that_they_are_not_in_trouble(age: AgeGroup) -> None:
    made = plan("GB", age, "en")
    text = " ".join(step.text for step in made.steps)
    assert "You are not in trouble" in text
    assert "Do not take screenshots of nude pictures" in text
    assert "StopNCII" not in text + " ".join(s.name for s in made.services)
    assert "Report Remove (Childline, IWF)" in [s.name for s in made.services]


def test_somebody_who_says_under_18_gets_the_plan_of_a_minor_whatever_the_age_said_before() -> None:
    assert plan("GB", AgeGroup.ADULT, "en", ["under_18"]).age is AgeGroup.MINOR


def test_morocco_has_no_verified_crisis_line_and_says_so() -> None:
    made = plan("MA", AgeGroup.ADULT, "fr")
    assert made.crisis == ()
    assert made.no_crisis_line == (
        "Aucune ligne d'écoute de ce pays n'a encore été vérifiée. En cas de crise, appelez le numéro d'urgence."
    )
    assert {n.number for n in made.emergency.numbers} == {"15", "19", "177"}
    assert made.emergency.reported
    blagh = next(s for s in made.services if s.name.startswith("E-Blagh"))
    assert blagh.reported
    assert "à vérifier avant usage" in blagh.reported


def test_without_a_country_the_plan_asks_for_it() -> None:
    made = plan(None, AgeGroup.ADULT, "en")
    assert made.emergency.numbers == ()
    assert made.emergency.sentence
    assert made.emergency.sentence.startswith("Your local emergency number.")
    assert made.notes == ("Name the country to see its own number and services.",)


def test_a_country_without_services_shows_its_emergency_numbers_all_the_same() -> None:
    made = plan("DZ", AgeGroup.ADULT, "en")
    assert {"14", "17"} <= {n.number for n in made.emergency.numbers}
    assert made.notes


def test_a_country_that_does_not_exist_gets_the_international_sentence() -> None:
    assert plan("XX", AgeGroup.ADULT, "ar").emergency.sentence


def test_block_first_or_capture_first_both_views_are_there_and_the_default_keeps_the_evidence() -> None:
    step = next(s for s in plan("FR", AgeGroup.ADULT, "en").steps if s.id == "capture_then_block")
    assert step.text.startswith("Keep the evidence, then block")
    assert step.other_view
    assert "block at once" in step.other_view.text
    assert step.other_view.source != step.source


def test_a_mail_that_claims_a_hacked_webcam_says_that_nothing_was_recorded() -> None:
    made = plan("FR", AgeGroup.ADULT, "en", ["mail_claim"])
    assert "nothing was recorded" in made.lead[0].text
    assert "hash_adult" not in ids(made)
    assert "mail_keep_account" in ids(made)
    assert "suspend_not_delete" not in ids(made)


def test_a_mail_beside_a_real_threat_does_not_talk_the_threat_away() -> None:
    made = plan("FR", AgeGroup.ADULT, "en", ["mail_claim", "threatened"])
    assert "suspend_not_delete" in ids(made)
    assert "mail_keep_account" not in ids(made)


def test_whoever_thinks_of_ending_it_is_led_to_people_before_anything_else() -> None:
    made = plan("GB", AgeGroup.ADULT, "en", [*Situation])
    assert made.lead[0].id == "lead_crisis"
    assert made.steps[0].id == "safety"


def test_the_person_whose_pictures_were_stolen_is_told_to_be_a_victim_too() -> None:
    made = plan("PH", AgeGroup.ADULT, "en", ["performer"])
    assert "You are a victim of this crime too" in made.lead[0].text
    assert "performer_report" in ids(made)
    assert "stop_replying" not in ids(made)


def test_contacts_who_were_told_get_words_to_send_that_ask_for_the_profile_and_not_the_picture() -> None:
    made = plan("US", AgeGroup.ADULT, "en", ["contacts_told"])
    message = next(step.text for step in made.steps if step.id == "contacts_message")
    assert "screenshot of the sender's profile, not of the picture" in message


def test_a_posted_link_is_saved_before_its_removal_is_asked() -> None:
    made = plan("US", AgeGroup.MINOR, "en", ["posted"])
    assert ids(made).index("save_link") < ids(made).index("ask_removal") < ids(made).index("search_removal")


def test_a_situation_or_a_language_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="rich"):
        plan("GB", AgeGroup.ADULT, "en", ["rich"])
    with pytest.raises(ValueError, match="xx"):
        plan("GB", AgeGroup.ADULT, "xx")
