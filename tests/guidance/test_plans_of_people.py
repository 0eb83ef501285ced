"""Plans for made-up people."""

import pytest

from amparo.guidance import plan
from amparo.model import AgeGroup, Lang


def test_sam_in_leeds_is_of_age_and_has_paid() -> None:
    made = plan("gb", AgeGroup.ADULT, Lang.EN, ["threatened", "paid"])
    ids = [step.id for step in made.steps]
    assert "do_not_pay" not in ids
    assert ids.index("stop_transfer") < ids.index("pay_no_more")
    assert made.emergency.numbers[0].number == "999"
    assert [s.name for s in made.crisis] == ["Samaritans"]
    assert "Report Fraud" in [s.name for s in made.services]


def test_nobody_who_has_not_paid_is_sent_to_the_money_line() -> None:
    made = plan("GB", AgeGroup.ADULT, Lang.EN, ["threatened"])
    assert "Report Fraud" not in [s.name for s in made.services]
    assert "do_not_pay" in [step.id for step in made.steps]


@pytest.mark.parametrize("age", [AgeGroup.MINOR, AgeGroup.UNKNOWN])
def test_a_minor_and_somebody_of_unknown_age_hear_that_they_are_not_in_trouble(age: AgeGroup) -> None:
    made = plan("GB", age, Lang.EN)
    text = " ".join(step.text for step in made.steps)
    assert "You are not in trouble" in text
    assert "Do not take screenshots of nude pictures" in text
    assert "StopNCII" not in text + " ".join(s.name for s in made.services)
    assert "Report Remove (Childline, IWF)" in [s.name for s in made.services]


def test_the_unverified_children_line_is_shown_to_nobody() -> None:
    made = plan("GB", AgeGroup.MINOR, Lang.EN)
    assert "0800 1111" not in str(made)


def test_morocco_has_no_verified_crisis_line_and_says_so() -> None:
    made = plan("MA", AgeGroup.ADULT, Lang.FR)
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
    made = plan(None, AgeGroup.ADULT, Lang.EN)
    assert made.emergency.numbers == ()
    assert made.emergency.sentence
    assert made.emergency.sentence.startswith("Your local emergency number.")
    assert made.notes == ("Name the country to see its own number and services.",)


def test_a_country_without_services_shows_its_emergency_numbers_all_the_same() -> None:
    made = plan("DZ", AgeGroup.ADULT, Lang.EN)
    assert {"14", "17"} <= {n.number for n in made.emergency.numbers}
    assert made.notes


def test_a_country_that_does_not_exist_gets_the_international_sentence() -> None:
    assert plan("XX", AgeGroup.ADULT, Lang.AR).emergency.sentence


def test_block_first_or_capture_first_both_views_are_there_and_the_default_keeps_the_evidence() -> None:
    step = next(s for s in plan("FR", AgeGroup.ADULT, Lang.EN).steps if s.id == "capture_then_block")
    assert step.text.startswith("Keep the evidence, then block")
    assert step.other_view
    assert "block at once" in step.other_view.text
    assert step.other_view.source != step.source


def test_a_mail_that_claims_a_hacked_webcam_says_that_nothing_was_recorded() -> None:
    made = plan("FR", AgeGroup.ADULT, Lang.EN, ["mail_claim"])
    assert "nothing was recorded" in " ".join(step.text for step in made.steps)
    assert "hash_adult" not in [step.id for step in made.steps]


def test_a_situation_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="rich"):
        plan("GB", AgeGroup.ADULT, Lang.EN, ["rich"])
