"""Headers of WhatsApp rows as stamps: the form, the date, the time; one by one, or many of one form at a time."""

import re
from dataclasses import dataclass, field
from typing import TypeVar

from amparo.sources.whatsapp_headers import (
    FIRST,
    SECOND,
    Day,
    Hour,
    half_of_day,
    read_date,
    read_time,
)

Stamp = tuple[str, Day, Hour]
"""The form of the header, of which the rows of one export share one, or few; its date; its time."""

_DIGITS = b"0123456789"
_TWO_DIGITS = [f"{hour:02}" for hour in range(24)]
_CLOCK_FACE = re.compile(rb"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?")

_K = TypeVar("_K")
_V = TypeVar("_V")
_REMEMBERED = 100_000


def remember(known: dict[_K, _V], key: _K, value: _V, most: int = _REMEMBERED) -> _V:
    """Keep what was worked out, within bounds: a hostile file has ever new dates."""
    if len(known) >= most:
        known.clear()
    known[key] = value
    return value


@dataclass(slots=True)
class Stamps:
    """Reads headers; their parts are the same again and again, so each is read once.

    >>> found = pattern(b"\\n").match(b"\\n31/01/2021, 20:49 - Jane: hi")
    >>> Stamps().read(found)[1].readings
    {'dmy': datetime.date(2021, 1, 31)}
    """

    _days: dict[bytes, Day | None] = field(default_factory=dict)
    _hours: dict[bytes, Hour | None] = field(default_factory=dict)
    _forms: dict[tuple[str, str, bytes, bytes, bool], str] = field(default_factory=dict)

    def read(self, match: re.Match[bytes]) -> Stamp | None:
        """Of a match of `pattern`; None when the line only looks like a header."""
        bracket, day_raw, hour_raw, close = match.group(1, 2, 3, 4)
        first = False
        if day_raw is None:
            bracket, day_raw, hour_raw, hour_first, day_last, close = match.group(5, 6, 7, 8, 9, 10)
            if day_raw is None:
                day_raw, hour_raw, first = day_last, hour_first, True
        day, hour = self.day(day_raw), self.hour(hour_raw)
        if day is None or hour is None:
            return None
        parts = (day.shape, hour.shape, bracket, close, first)
        form = self._forms.get(parts)
        if form is None:
            form = remember(self._forms, parts, form_of(day, hour, bracket, close, hour_first=first))
        return (form, day, hour) if form else None

    def plain_form(self, first: bytes, second: bytes) -> "PlainForm | None":
        """Of a match of `plain_pattern`; None when it is no header."""
        bracket, day = self.first(first)
        hour, close = self.second(second)
        name = form_of(day, hour, bracket, close)
        return (
            PlainForm(name, self, (bracket, day.shape), (hour.shape, close))
            if name and day and hour
            else None
        )

    def first(self, raw: bytes) -> tuple[bytes, Day | None]:
        """The bracket and date in group 1 of `plain_pattern`."""
        found = FIRST.fullmatch(raw)
        bracket, date_raw = found.groups() if found else (b"", raw)
        return bracket, self.day(date_raw)

    def second(self, raw: bytes) -> tuple[Hour | None, bytes]:
        """The time in group 2 of `plain_pattern`, and what closes the header."""
        found = SECOND.fullmatch(raw)
        hour_raw, close = found.groups() if found else (raw, b"")
        return self.hour(hour_raw), close

    def day(self, raw: bytes) -> Day | None:
        """None when it is no date."""
        if raw in self._days:
            return self._days[raw]
        return remember(self._days, raw, read_date(raw))

    def hour(self, raw: bytes) -> Hour | None:
        """None when it is no time of day."""
        if raw in self._hours:
            return self._hours[raw]
        return remember(self._hours, raw, read_time(raw))


@dataclass(slots=True)
class PlainForm:
    """The headers of one form in plain digits, many at a time."""

    name: str
    _stamps: Stamps
    _head: tuple[bytes, str]
    """The bracket, and the shape of the date."""
    _tail: tuple[str, bytes]
    """The shape of the time, and what closes the header."""
    _days: dict[bytes, Day] = field(default_factory=dict)
    _hours: dict[bytes, Hour] = field(default_factory=dict)
    _alike: dict[bytes, Hour] = field(default_factory=dict)
    """By all but the digits."""

    def all_days(self, firsts: list[bytes]) -> list[Day] | None:
        """From groups 1 of `plain_pattern`; None when one is not of this form."""
        try:
            return list(map(self._days.__getitem__, firsts))
        except KeyError:
            for raw in set(firsts).difference(self._days):
                bracket, day = self._stamps.first(raw)
                if day is None or (bracket, day.shape) != self._head:
                    return None
                self._days[raw] = day
        days = list(map(self._days.__getitem__, firsts))
        if len(self._days) > _REMEMBERED:
            self._days.clear()
        return days

    def all_hours(self, seconds: list[bytes]) -> list[Hour] | None:
        """The same from groups 2."""
        try:
            return list(map(self._hours.__getitem__, seconds))
        except KeyError:
            for raw in set(seconds).difference(self._hours):
                hour = self._like_another(raw) or self._new(raw)
                if hour is None:
                    return None
                self._hours[raw] = hour
        return list(map(self._hours.__getitem__, seconds))

    def _new(self, raw: bytes) -> Hour | None:
        """None when it is not of this form."""
        hour, close = self._stamps.second(raw)
        if hour is None or (hour.shape, close) != self._tail:
            return None
        self._alike[raw.translate(None, _DIGITS)] = hour
        return hour

    def _like_another(self, raw: bytes) -> Hour | None:
        """A time that differs from one already read in its numbers only: with seconds, nearly each is new."""
        like = self._alike.get(raw.translate(None, _DIGITS))
        found = _CLOCK_FACE.search(raw) if like else None
        if like is None or found is None:
            return None
        written, minute, second = found.groups(b"00")
        hour = int(written)
        if hour > 23 or minute > b"59" or second > b"59":
            return None
        if like.period:
            hour, unsure = half_of_day(hour, like.period, "")
            if unsure:
                return None
        iso = f"{_TWO_DIGITS[hour]}:{minute.decode()}:{second.decode()}"
        return Hour(like.shape, iso, like.period, like.us_style, like.east_asian)


def form_of(
    day: Day | None, hour: Hour | None, bracket: bytes, close: bytes, *, hour_first: bool = False
) -> str:
    """The name of a form, ending with what closes the header; nothing where the parts do not make one."""
    if day is None or hour is None:
        return ""
    end = "]" if b"]" in close else close.decode() if close in (b",", b":") else "-"
    if (end == "]") != bool(bracket) or (end == "," and day.shape != "cjk"):
        return ""
    if end in ":," and hour.unsure:
        return ""  # the word before it is a name
    if not day.readings and not day.calendar and end != "]":
        return ""  # without a year, only what was copied from the app is known, and that is between brackets
    return " ".join([hour.shape, day.shape, end] if hour_first else [day.shape, hour.shape, end])
