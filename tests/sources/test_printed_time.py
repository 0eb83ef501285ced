"""What an app prints of times and dates, in several languages and as recognition garbles it."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.sources.printed_time import last_time, printed_date, settled


@pytest.mark.parametrize(
    ("row", "before", "at"),
    [
        ("see you soon 20:49", "see you soon", time(20, 49)),
        ("see you 8:49 PM", "see you", time(20, 49)),
        ("see you 12:05 a.m.", "see you", time(0, 5)),
        ("20:49 ✓✓", "", time(20, 49)),
        ("ok 20:49 √v", "ok", time(20, 49)),
        ("all of it.20:50", "all of it.", time(20, 50)),
        ("7700 90012320:52", "7700 900123", time(20, 52)),
        ("نعم ٢٠:٥٢", "نعم", time(20, 52)),
        ("نعم 8:49 م", "نعم", time(20, 49)),
        ("√√20:51", "", time(20, 51)),
        ("plan B 20:51", "plan B", time(20, 51)),
        ("نعم √√ 20:42S", "نعم", time(20, 42)),
    ],
)
def test_the_time_at_the_end_of_a_bubble(row: str, before: str, at: time) -> None:
    found = last_time(row)
    assert found is not None
    assert (found[0], found[1].at) == (before, at)


@pytest.mark.parametrize(
    "row",
    [
        "20:49 is too late",
        "20.50 €",
        "1234 5678",
        "99:99",
        "13:05 PM",
        "24:00",
        "2021:20:49",
        "",
        "be there by 20:30",
        "avant 20:30",
        "قبل 20:30",
    ],
)
def test_what_is_no_time_at_the_end(row: str) -> None:
    assert last_time(row) is None


@pytest.mark.parametrize(
    "chip",
    [
        "31 January 2021", "January 31, 2021", "Sunday, 31 January 2021", "31 janvier 2021", "dimanche 31 janvier 2021",
        "31/01/2021", "2021-01-31", "31.01.21", "٣١ يناير ٢٠٢١", "31 JAN 2021 AT 20:49", "31January2021", "31 enero 2021",
        "31 كانون الثاني 2021", "31 janv. 2021, 20:49",
    ],
)  # fmt: skip
def test_full_dates(chip: str) -> None:
    found = printed_date(chip)
    assert found is not None
    assert found.day == date(2021, 1, 31)
    assert found.other is None


def test_the_first_of_a_month_in_french() -> None:
    found = printed_date("1er février 2021 à 20:49")
    assert found is not None
    assert (found.day, found.at and found.at.at) == (date(2021, 2, 1), time(20, 49))


@pytest.mark.parametrize(
    "chip",
    ["Today", "Yesterday 20:49", "Hier", "اليوم", "أمس", "Sun, Jan 31 at 8:49 PM", "31 January", "20:49"],
)
def test_chips_that_name_no_full_date(chip: str) -> None:
    found = printed_date(chip)
    assert found is not None
    assert found.day is None


@pytest.mark.parametrize(
    "words", ["hello", "may", "Sara", "12", "see you on Monday at the bank then", "31/31/2021", ""]
)
def test_what_is_no_date(words: str) -> None:
    assert printed_date(words) is None


def test_day_and_month_are_told_apart_by_other_chips_or_not_at_all() -> None:
    open_, day_first, month_first = (
        printed_date(chip) for chip in ("01/02/2021", "31/01/2021", "01/31/2021")
    )
    assert open_ is not None
    assert day_first is not None
    assert month_first is not None
    assert (open_.day, open_.other) == (date(2021, 2, 1), date(2021, 1, 2))
    assert settled([open_]) is None
    assert settled([open_, day_first]) is True
    assert settled([open_, month_first]) is False
    assert settled([day_first, month_first]) is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error_and_nothing_is_added(row: str) -> None:
    found = last_time(row)
    if found:
        assert row.startswith(found[0])
    printed_date(row)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.times())
def test_dates_with_month_names_come_back(day: date, at: time) -> None:
    found = printed_date(f"{day.day} {day:%B} {day.year} at {at:%H:%M}")
    assert found is not None
    assert found.day == day
    assert found.at is not None
    assert found.at.at == at.replace(second=0, microsecond=0)
