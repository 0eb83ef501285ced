"""Dates as people's exports write them, in the language of the account."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.sources import dates

EVENING = datetime(2021, 1, 31, 20, 49)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "Jan 31, 2021, 8:49 PM",
        "Jan 31, 2021 at 8:49 PM",
        "Jan 31, 2021 8:49 pm",
        "Jan 31, 2021 8:49pm",
        "Jan 31, 2021, 8:49\u202fPM",
        "31 Jan 2021, 20:49",
        "Sunday, January 31, 2021 at 8:49 PM",
        "31 janv. 2021, 20:49",
        "31 janv. 2021 à 20:49",
        "31 janvier 2021 à 20 h 49",
        "janv. 31, 2021 8:49 pm",
        "٣١ يناير ٢٠٢١، ٨:٤٩ م",
        "31 يناير 2021 في 8:49 م",
        "يناير 31, 2021 8:49 م",
        "31 ene 2021 20:49",
        "31 de enero de 2021, 8:49 p. m.",
        "31 de jan. de 2021 20:49",
        "31 de janeiro de 2021 às 20:49",
        "31.01.2021, 20:49",
        "31. Jan. 2021 um 20:49 Uhr",
        "So., 31. Jan. 2021, 20:49",
        "31 gen 2021, 20:49",
        "31 gennaio 2021 alle ore 20:49",
        "31 jan. 2021 20:49",
        "31 januari 2021 om 20:49",
        "31 Oca 2021 20:49",
        "31 Ocak 2021, 20:49",
        "31 Jan 2021 20.49",
        "31 Januari 2021 pukul 20.49",
        "Ene 31, 2021, 8:49 PM",
        "31 sty 2021, 20:49",
        "31 stycznia 2021 20:49",
        "31 янв. 2021 г., 20:49",
        "31 января 2021 г. в 20:49",
        "Tháng 1 31, 2021 8:49 CH",
        "2021年1月31日 下午8:49",
        "2021년 1월 31일 오후 8:49",
        "2021-01-31 20:49",
        "31/01/2021 20:49",
        "1/31/2021, 8:49 PM",
    ],
)
def test_the_same_evening_in_every_language(text: str) -> None:
    assert dates.parse(text) == EVENING


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("Sep 13, 2020, 12:26 PM", "2020-09-13T12:26:00"),
        ("Sep 13, 2020, 12:26 AM", "2020-09-13T00:26:00"),
        ("13 sept. 2020, 12:26", "2020-09-13T12:26:00"),
        ("9 de octubre de 2025, 8:09:15 a. m.", "2025-10-09T08:09:15"),
        ("Jul 12, 2024 4:55:32pm", "2024-07-12T16:55:32"),
        ("mar. 15, 2025 3:52 pm", "2025-03-15T15:52:00"),
        ("mar. 2 mars 2021 à 09:05", "2021-03-02T09:05:00"),
        ("Sa., 30. Jan. 2021, 12:26", "2021-01-30T12:26:00"),
        ("1er août 2022 à 00:00", "2022-08-01T00:00:00"),
        ("31 غشت 2021، 20:49", "2021-08-31T20:49:00"),
        ("31 lip 2021 20:49", "2021-07-31T20:49:00"),
    ],
)
def test_forms_that_mislead(text: str, wall: str) -> None:
    found = dates.parse(text)
    assert found is not None
    assert found.isoformat() == wall


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12:30",
        "1 May 2021",
        "see you on 3 May 2021 at 5:00",
        "05/04/2021 10:00",
        "05-04-2021 10:00",
        "Feb 30, 2021 10:00 AM",
        "Jan 31, 2021 13:00 AM",
        "31 فبراير 2021 10:00",
        "May 1, May 2, 2021 10:00",
        "9" * 5000,
        "Jan 31, 2021 8:49 PM " + "x" * 200,
    ],
)
def test_what_is_no_date_or_does_not_tell_its_order_is_not_guessed(text: str) -> None:
    assert dates.parse(text) is None


def test_an_offset_in_the_text_makes_it_an_instant() -> None:
    reading = dates.read("31.01.2021 20:49:00 UTC+01:00")
    assert reading is not None
    assert reading.wall == EVENING
    assert reading.instant == datetime(2021, 1, 31, 19, 49, tzinfo=UTC)
    behind = dates.read("Sunday, January 31, 2021 at 8:49:00 PM UTC-03:30")
    assert behind is not None
    assert behind.instant == datetime(2021, 2, 1, 0, 19, tzinfo=UTC)
    plain = dates.read("31.01.2021 20:49:00")
    assert plain is not None
    assert plain.instant is None


MOMENTS = st.datetimes(min_value=datetime(2004, 1, 1), max_value=datetime(2100, 1, 1))  # noqa: DTZ001
LANGUAGES = ["en", "fr", "ar", "es", "pt", "de", "it", "nl", "tr", "id", "fil", "pl", "ru"]


@given(
    MOMENTS,
    st.sampled_from(LANGUAGES),
    st.sampled_from(["d MMM y, HH:mm", "d MMMM y HH:mm:ss", "MMM d, y, h:mm a"]),
)
def test_what_cldr_writes_is_read(moment: datetime, language: str, pattern: str) -> None:
    formatted = pytest.importorskip("babel.dates").format_datetime(moment, pattern, locale=language)
    expected = moment.replace(microsecond=0, second=moment.second if "ss" in pattern else 0)
    assert dates.parse(formatted) == expected


@given(st.text(max_size=100))
def test_any_text_is_a_date_or_not(text: str) -> None:
    found = dates.read(text)
    assert found is None or found.wall.tzinfo is None


@given(st.text(alphabet="0123456789 :./-,年月日abcdemnopruty٣٨م" + "²①½", max_size=40))
def test_text_that_nearly_is_a_date_never_raises(text: str) -> None:
    found = dates.read(text)
    assert found is None or found.instant is None or found.instant.tzinfo is UTC
