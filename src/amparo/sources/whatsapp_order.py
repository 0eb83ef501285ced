"""The order of day and month in a WhatsApp export, as the whole file shows it.

No row says whether 01/02 is in January or in February; the file mostly does: by a number over 12, or because under
one of the readings time would run backwards.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from amparo.sources.whatsapp_headers import Day, Hour, Order

_TICKED = 100_000
"""Times of day that are remembered, so that each is looked at once."""


@dataclass(slots=True)
class _Reading:
    """How time runs under one reading of the dates."""

    days: int = 0
    impossible: int = 0
    backwards: int = 0
    last: date = date.min
    first_day: date = date.max
    last_day: date = date.min

    def add(self, day: date | None) -> None:
        self.days += 1
        if day is None:
            self.impossible += 1
            return
        if day < self.last:
            self.backwards += 1
        self.last = day
        self.first_day = min(self.first_day, day)
        self.last_day = max(self.last_day, day)

    @property
    def years(self) -> int:
        return self.last_day.year - self.first_day.year


@dataclass(slots=True)
class Form:
    """One form of header in a file, and how its dates are to be read."""

    rows: int = 0
    senders: Counter[bytes] = field(default_factory=Counter)
    order: Order = "dmy"
    rivals: tuple[Order, ...] = ()
    """Readings between which the file does not decide; empty when it does."""
    assumed_because: str = ""
    dated: bool = False
    """Some of its dates have a year."""
    clock24: bool = False
    """Hours over 12 show that words around the time do not tell the half of the day."""
    _readings: dict[Order, _Reading] = field(
        default_factory=lambda: {"dmy": _Reading(), "mdy": _Reading(), "ymd": _Reading(), "ydm": _Reading()}
    )
    _day: Day | None = None
    _ticked: set[Hour] = field(default_factory=set)
    _us_style: bool = False
    _east_asian: bool = False

    def see(self, day: Day) -> None:
        """The dates of the rows in their order; a date again and again may be shown once."""
        if day is self._day:
            return
        self._day = day
        self.dated |= bool(day.readings or day.calendar)
        if day.readings:
            for order, reading in self._readings.items():
                reading.add(day.readings.get(order))

    def tick(self, hours: Iterable[Hour]) -> None:
        """The times of the rows, in any order."""
        new = set(hours).difference(self._ticked)
        for hour in new:
            if hour.unsure:
                self.clock24 |= hour.iso >= "13"
            if hour.period:
                self._us_style |= hour.us_style
                self._east_asian |= hour.east_asian
        if len(self._ticked) < _TICKED:
            self._ticked |= new

    def decide(self) -> None:
        """Choose the reading; see the module's head for what counts as evidence."""
        readings = self._readings
        if not any(reading.days for reading in readings.values()):
            return  # no year, or a calendar that is not converted
        fewest = min(reading.impossible for reading in readings.values())
        possible = [order for order, reading in readings.items() if reading.impossible == fewest]
        if "ymd" in possible and len(possible) > 1:
            # A year of two digits that comes first is rare: only where the other readings scatter over decades.
            others = min(readings[order].years for order in possible if order != "ymd")
            if self._east_asian or others > 5 * (readings["ymd"].years + 1):
                possible = ["ymd"]
            else:
                possible.remove("ymd")
        possible.sort(key=lambda order: (readings[order].backwards, order))
        if len(possible) > 1:
            best, second = (readings[order].backwards for order in possible[:2])
            if second > 3 * best:
                possible = possible[:1]
        self.order = possible[0]
        if len(possible) > 1:
            self.rivals = tuple(sorted(possible))
            self.order = (
                "mdy" if self._us_style and "mdy" in possible else "dmy" if "dmy" in possible else possible[0]
            )
            self.assumed_because = (
                "is usual beside AM and PM in capitals"
                if self.order == "mdy"
                else "nearly all countries write it"
            )
