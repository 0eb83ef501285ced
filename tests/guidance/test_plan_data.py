"""The data that people are led by: every row has its source, and the number to call first is one that exists."""

from datetime import date

from amparo.guidance import COUNTRIES, Files, Voice
from amparo.guidance.emergency import emergency, metadata
from amparo.guidance.rows import EmergencyRow, ServiceRow, StepRow

FILES = Files()


def test_rows_load_and_were_checked_this_year() -> None:
    for name, kind in {"steps": StepRow, "directory": ServiceRow, "emergency": EmergencyRow}.items():
        for row in FILES.rows(name, kind):
            assert date(2026, 1, 1) <= row.checked_on, row.id


def test_the_number_to_call_first_is_one_that_the_country_has() -> None:
    _, listed = metadata()
    for row in FILES.rows("emergency", EmergencyRow):
        assert row.first in (*listed[row.id], *row.extra), row.id


def test_the_directory_covers_the_countries_of_the_field_study() -> None:
    assert {row.country for row in FILES.rows("directory", ServiceRow)} >= set(COUNTRIES[:15])


def test_few_numbers_are_shown_where_somebody_chose_them_and_all_where_nobody_did() -> None:
    voice = Voice(FILES, "en")
    numbers = {code: [n.number for n in emergency(code, voice).numbers] for code in ("IN", "NG", "FR", "DZ")}
    assert numbers["IN"] == ["112"]
    assert numbers["NG"] == ["112"]
    assert numbers["FR"] == ["112", "15", "17", "18"]
    assert set(numbers["DZ"]) == set(metadata()[1]["DZ"])


def test_every_country_of_the_world_has_a_number_or_a_sentence() -> None:
    voice = Voice(FILES, "en")
    for code in (*metadata()[1], "AQ"):
        shown = emergency(code, voice)
        assert shown.numbers or shown.sentence, code
