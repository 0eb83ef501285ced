"""Single headers: what is one, and what its date and time say."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.sources.whatsapp_headers import pattern, plain_pattern, read_date, read_time
from amparo.sources.whatsapp_stamps import Stamp, Stamps

BREAK = b"\n"


def stamp(line: str) -> Stamp | None:
    found = pattern(BREAK).match(BREAK + line.encode())
    return Stamps().read(found) if found else None


@pytest.mark.parametrize(
    "line",
    [
        "31/01/2021: the day we met",
        "31/01/2021 - the day we met",
        "at 31/01/2021, 20:49 - Jane: hi",
        "31/01/2021, 20:49 Jane: hi",
        "31/01/2021, 20:49-Jane: hi",
        "[31/01/2021, 20:49 - Jane: hi",
        "31/01/2021, 20:49] Jane: hi",
        "32/01/2021, 20:49 - Jane: hi",
        "31/31/2021, 20:49 - Jane: hi",
        "31/01/1921, 20:49 - Jane: hi",
        "31/01/021, 20:49 - Jane: hi",
        "31/01.2021, 20:49 - Jane: hi",
        "31/01/2021, 25:49 - Jane: hi",
        "31/01/2021, 20:60 - Jane: hi",
        "31/01, 20:49 - Jane: hi",
        "31/01/2021, 20:49, Jane: hi",
        "20:49 - Jane: hi",
        "1. 2. 3. 4:55",
    ],
)
def test_lines_that_are_no_headers(line: str) -> None:
    assert stamp(line) is None


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("31/01/2021, 12:05 AM - ", time(0, 5)),
        ("31/01/2021, 12:05 PM - ", time(12, 5)),
        ("31/01/2021, 00:05 a. m. - ", time(0, 5)),
        ("31/01/2021, 20:05 PM - ", time(20, 5)),
        ("2021/1/31 凌晨1:05 - ", time(1, 5)),
        ("2021/1/31 中午12:05 - ", time(12, 5)),
        ("2021/1/31 中午1:05 - ", time(13, 5)),
        ("2021/1/31 晚上8:05 - ", time(20, 5)),
        ("2021/1/31 晚上12:05 - ", time(0, 5)),
        ("31/01/2021 20 h 05 min 07 - ", time(20, 5, 7)),
        ("31/01/2021, 24:05 - ", time(0, 5)),
    ],
)
def test_the_hour_of_day(line: str, at: time) -> None:
    found = stamp(line)
    assert found is not None
    assert time.fromisoformat(found[2].iso + found[3]) == at


def test_what_is_not_certain_about_an_hour_is_kept() -> None:
    for line in ("31/01/2021, 24:05 - ", "31/01/2021, 13:05 AM - ", "31/01/2021, 8:05 qqq - "):
        found = stamp(line)
        assert found is not None
        assert found[2].unsure
    sure = stamp("31/01/2021, 8:05 PM - ")
    assert sure is not None
    assert not sure[2].unsure


def test_a_date_keeps_each_way_to_read_it() -> None:
    day = read_date(b"01/02/2021")
    assert day is not None
    assert day.readings == {"dmy": date(2021, 2, 1), "mdy": date(2021, 1, 2)}
    assert day.open_between(("dmy", "mdy"))
    same = read_date(b"02/02/2021")
    assert same is not None
    assert not same.open_between(("dmy", "mdy"))


def test_a_year_that_comes_first_is_told_by_its_digits() -> None:
    day = read_date(b"2021-02-01")
    assert day is not None
    assert day.readings == {"ymd": date(2021, 2, 1)}


@given(st.dates(date(2009, 1, 1), date(2030, 12, 31)))
def test_persian_dates_agree_with_an_independent_count(day: date) -> None:
    # Counted from the equinox of 2009, 1 Farvardin 1388, month by month with the leap years of the almanac.
    leap_years = {1391, 1395, 1399, 1403, 1408}
    left = (day - date(2009, 3, 21)).days
    year, month = 1388, 1
    if left < 0:
        return
    while left >= (length := 31 if month <= 6 else 30 if month <= 11 or year in leap_years else 29):
        left -= length
        month += 1
        if month == 13:
            year, month = year + 1, 1
    found = read_date(f"{year}/{month}/{left + 1}".encode())
    assert found is not None
    assert found.readings == {"ymd": day}
    assert found.calendar == "Persian"


@given(st.binary(max_size=60))
def test_any_bytes_are_a_date_or_none(raw: bytes) -> None:
    day, hour = read_date(raw), read_time(raw)
    assert day is None or day.shape
    assert hour is None or hour.shape


@given(st.from_regex(rb"\n[0-9/.\-: \[\],APMapm]{8,40}\]? ?-? ", fullmatch=True))
def test_the_quick_way_finds_no_header_that_the_thorough_does_not(line: bytes) -> None:
    quick = plain_pattern(BREAK, b"").match(line)
    thorough = pattern(BREAK).match(line)
    if thorough is None:
        assert quick is None or Stamps().first(quick[1])[1] is None or Stamps().second(quick[2])[0] is None
