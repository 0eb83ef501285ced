"""The data that people are led by: every row has its source, and the number to call first is one that exists."""

from datetime import date

from amparo.guidance import COUNTRIES, Files
from amparo.guidance.emergency import metadata
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
