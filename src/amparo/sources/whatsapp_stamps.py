"""Headers of WhatsApp rows as stamps: the form, the date, the time; one by one, or many of one form at a time."""

import re
from dataclasses import dataclass, field
from operator import add
from typing import TypeVar

from amparo.sources.whatsapp_headers import (
    FIRST,
    TIME,
    Day,
    Hour,
    read_date,
    read_time,
)

Stamp = tuple[str, Day, Hour, str]
"""The form of the header, of which the rows of one export share one, or few; its date; its time; its seconds."""

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
    _hours: dict[bytes, tuple[Hour, str] | None] = field(default_factory=dict)
    _forms: dict[tuple[str, str, bytes, bytes, bool], str] = field(default_factory=dict)

    def read(self, match: re.Match[bytes]) -> Stamp | None:
        """Of a match of `pattern`; None when the line only looks like a header."""
        bracket, day_raw, hour_raw, close = match.group(1, 2, 3, 4)
        first = False
        if day_raw is None:
            bracket, day_raw, hour_raw, hour_first, day_last, close = match.group(5, 6, 7, 8, 9, 10)
            if day_raw is None:
                day_raw, hour_raw, first = day_last, hour_first, True
        day, time = self.day(day_raw), self.hour(hour_raw)
        if day is None or time is None:
            return None
        hour, second = time
        parts = (day.shape, hour.shape, bracket, close, first)
        form = self._forms.get(parts)
        if form is None:
            form = remember(self._forms, parts, form_of(day, hour, bracket, close, hour_first=first))
        return (form, day, hour, second) if form else None

    def plain_form(self, first: bytes, minute: bytes, second: bytes, close: bytes) -> "PlainForm | None":
        """Of the groups of `plain_pattern`; None when they are no header."""
        bracket, day = self.first(first)
        time, end = self.time(minute + second + close)
        hour = time[0] if time else None
        name = form_of(day, hour, bracket, end)
        if not (name and day and hour):
            return None
        sign = second[:1]
        seconds = (
            {b"%b%02d" % (sign, number): f":{number:02}" for number in range(60)} if sign else {b"": ":00"}
        )
        seconds |= {raw + close: iso for raw, iso in seconds.items()}
        return PlainForm(name, self, (bracket, day.shape), (hour.shape, end), sign, close, seconds)

    def first(self, raw: bytes) -> tuple[bytes, Day | None]:
        """The bracket and date in group 1 of `plain_pattern`."""
        found = FIRST.fullmatch(raw)
        bracket, date_raw = found.groups() if found else (b"", raw)
        return bracket, self.day(date_raw)

    def time(self, raw: bytes) -> tuple[tuple[Hour, str] | None, bytes]:
        """The time in groups 2 to 4 of `plain_pattern`, and what closes the header."""
        found = TIME.fullmatch(raw)
        time_raw, close = found.groups() if found else (raw, b"")
        return self.hour(time_raw), close.rstrip(b" ")

    def day(self, raw: bytes) -> Day | None:
        """None when it is no date."""
        if raw in self._days:
            return self._days[raw]
        return remember(self._days, raw, read_date(raw))

    def hour(self, raw: bytes) -> tuple[Hour, str] | None:
        """With its seconds; None when it is no time of day."""
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
    _sign: bytes
    """Before the seconds; nothing where none are written."""
    _close: bytes
    """What the first of these headers was closed with, as written."""
    _seconds: dict[bytes, str]
    """Alone and, as `like_pattern` finds them, with that close."""
    _days: dict[bytes, Day] = field(default_factory=dict)
    _hours: dict[bytes, Hour] = field(default_factory=dict)

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

    def all_hours(self, minutes: list[bytes], closes: list[bytes] | None) -> list[Hour] | None:
        """The same from groups 2 and 4, or from those that `like_pattern` has of the minute: seconds apart, an hour and
        minute come again and again."""
        raws = list(map(add, minutes, closes)) if closes else minutes
        try:
            return list(map(self._hours.__getitem__, raws))
        except KeyError:
            ends = closes or [self._close] * len(raws)
            for raw, minute, close in zip(raws, minutes, ends, strict=True):
                if raw not in self._hours:
                    hour = self._hour(minute.removesuffix(close), close)
                    if hour is None:
                        return None
                    self._hours[raw] = hour
        return list(map(self._hours.__getitem__, raws))

    def _hour(self, minute: bytes, close: bytes) -> Hour | None:
        full = minute[:-2] + b"00"
        hour = self._hours.get(full + close)
        if hour is None:
            time, end = self._stamps.time(full + (self._sign and self._sign + b"00") + close)
            if time is None or (time[0].shape, end) != self._tail:
                return None
            hour = self._hours[full + close] = time[0]
        if minute[-2:] >= b"60":
            return None
        iso = hour.iso[:3] + minute[-2:].decode()
        return Hour(hour.shape, iso, hour.period, hour.us_style, hour.east_asian, hour.unsure)

    def all_seconds(self, seconds: list[bytes]) -> list[str] | None:
        """The same from groups 3."""
        try:
            return list(map(self._seconds.__getitem__, seconds))
        except KeyError:
            return None


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
