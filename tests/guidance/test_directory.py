"""The directory of services: what a frightened person dials or types has to work, and to be vouched for."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from amparo.guidance.files import FOLDER, Files
from amparo.guidance.handbook import Guidance, plan
from amparo.guidance.rows import COUNTRIES, ServiceRow, Situation
from amparo.model import AgeGroup

FILES = Files()
SERVICES = FILES.rows("directory", ServiceRow)
DOMAIN = re.compile(r"(?!.*//)[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9./_-]*)?")
MAIL = re.compile(r"[a-z0-9.]+@[a-z0-9-]+(\.[a-z0-9-]+)+")
NUMBER = re.compile(r"[0-9][0-9 -]*")


BEYOND_METADATA = {("MA", "2511")}
"""Short codes of a length that libphonenumber does not know there; the body that runs them prints them."""


def dialable(number: str, country: str) -> bool:
    """A number or short code of a length that the country has."""
    digits = re.sub(r"\D", "", number)
    parsed = phonenumbers.parse(digits, country)
    return (
        phonenumbers.is_possible_number(parsed)
        or phonenumbers.is_possible_short_number_for_region(parsed, country)
        or (country, digits) in BEYOND_METADATA
    )


@pytest.mark.parametrize(("row", "contact"), [(row, c) for row in SERVICES for c in row.contact])
def test_every_contact_can_be_dialled_or_typed(row: ServiceRow, contact: str) -> None:
    if NUMBER.fullmatch(contact):
        assert row.country != "*", f"{row.id}: a number is a country's"
        assert dialable(contact, row.country), row.id
    else:
        assert DOMAIN.fullmatch(contact) or MAIL.fullmatch(contact), row.id


def test_a_service_without_contact_says_where_to_go() -> None:
    notes = FILES.texts("en", "directory")["note"]
    silent = {row.id for row in SERVICES if not row.contact and row.id not in notes}
    assert silent == {"ca-police"}  # its name says it


def test_a_note_belongs_to_a_service_and_is_one_short_clause() -> None:
    known = {row.id for row in SERVICES}
    for path in FOLDER.glob("texts/*/directory.toml"):
        for id, said in FILES.texts(path.parent.name, "directory").get("note", {}).items():
            assert id in known, f"{path.parent.name}: {id}"
            assert isinstance(said.text, str)
            assert len(said.text) <= 130, f"{path.parent.name}: {id}"


def sources_named(value: Any) -> Iterator[str]:
    """Every entry of every `sources = [...]`, however deep."""
    if isinstance(value, dict):
        yield from value.get("sources", ())
        for inner in value.values():
            yield from sources_named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sources_named(inner)


def test_no_source_stands_there_without_a_row_that_rests_on_it() -> None:
    named = {
        key
        for path in FOLDER.glob("*.toml")
        if path.name != "sources.toml"
        for key in sources_named(tomllib.loads(path.read_text(encoding="utf-8")))
    }
    code = "".join(path.read_text(encoding="utf-8") for path in FOLDER.parent.glob("*.py"))
    assert [key for key in FILES.sources if key not in named and f'"{key}"' not in code] == []


def test_a_row_of_grade_o_rests_on_the_body_itself_and_so_is_not_hedged() -> None:
    for age in (AgeGroup.ADULT, AgeGroup.MINOR):
        for country in COUNTRIES:
            made = plan(country, age, "en", list(Situation))
            for service in (*made.crisis, *made.services):
                assert (service.reported is None) == (service.grade == "O"), service.name


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("age", [AgeGroup.ADULT, AgeGroup.MINOR])
def test_everybody_gets_somebody_of_their_own_country_besides_the_emergency_number(
    country: str, age: AgeGroup
) -> None:
    here = {row.name for row in SERVICES if row.country == country}
    made = plan(country, age, "en")
    assert here & {service.name for service in (*made.crisis, *made.services)}


def test_where_no_crisis_line_was_found_the_plan_says_so() -> None:
    def without(age: AgeGroup) -> set[str]:
        return {country for country in COUNTRIES if plan(country, age, "en").no_crisis_line}

    assert without(AgeGroup.ADULT) == {"MA", "SA", "BH"}
    assert without(AgeGroup.MINOR) == {"MA"}


def test_a_helpline_that_closed_is_not_named() -> None:
    assert not [
        row.id for row in SERVICES if "reda" in row.name.casefold() or "stopsilence" in str(row.contact)
    ]


def test_money_lines_are_for_those_who_paid_and_recovery_pages_for_those_who_were_hacked() -> None:
    def purposes(*situations: str) -> set[str]:
        return {service.purpose for service in plan("FR", AgeGroup.ADULT, "en", situations).services}

    assert purposes("threatened").isdisjoint({"money", "recovery"})
    assert "money" in purposes("paid")
    assert "money" in purposes("asked_again")
    assert "recovery" in purposes("hacked")


def test_a_child_is_sent_to_child_services_and_an_adult_is_not() -> None:
    child, adult = (plan("IE", age, "en") for age in (AgeGroup.MINOR, AgeGroup.ADULT))
    assert "Childline (ISPCC)" in [service.name for service in child.crisis]
    assert "Childline (ISPCC)" not in [service.name for service in adult.crisis]
    assert "StopNCII" not in [service.name for service in child.services]
    assert "Take It Down" in [service.name for service in child.services]


def test_a_row_that_nobody_verified_is_shown_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "directory.toml").write_text(
        """
[[service]]
id = "ie-friend"
country = "IE"
purpose = "crisis"
name = "A number from a forum"
contact = ["01 555 0100"]
sources = ["ispcc"]
grade = "U"
checked_on = 2026-11-23
""",
        encoding="utf-8",
    )
    overlay = Guidance(tmp_path)
    assert "A number from a forum" in [row.name for row in overlay.files.rows("directory", ServiceRow)]
    assert "A number from a forum" not in str(overlay.plan("IE", AgeGroup.MINOR, "en", list(Situation)))


def test_a_name_that_describes_is_said_in_the_language_and_a_proper_name_stays() -> None:
    names = {service.id: service.name for service in plan("US", AgeGroup.ADULT, "fr").services}
    assert names["us-ic3"] == "FBI\u00a0: Internet Crime Complaint Center, et téléphone"
    assert names["any-stopncii"] == "StopNCII"
    assert plan("US", AgeGroup.ADULT, "en").untranslated == ()
