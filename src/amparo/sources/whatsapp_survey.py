"""The first look at a WhatsApp export, from end to end: its forms of header, the order of day and month, who speaks.

No row of such a file says whether 01/02 is in January or in February; the file as a whole mostly does: by a number
over 12, or because under one of the readings time would run backwards.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from amparo.sources.base import File
from amparo.sources.text import visible
from amparo.sources.whatsapp_headers import Day, Hour, Order, Stamp, Stamps
from amparo.sources.whatsapp_rows import Encoding, Row, rows
from amparo.sources.whatsapp_wording import OWNER_PHRASES, is_notice, is_of_group, meaning_of

_FORMS = 64
"""Forms that are told apart; more are only in files made to exhaust memory."""
_SENDERS = 5_000
"""Senders that are counted; WhatsApp's largest groups have 1,024 members."""
_SHARE = 0.1
"""Of the most frequent form: a form that is rarer is taken for text that someone pasted into a message."""
_SHARE_OF_OTHER_END = 0.3
"""The same, where the one ends with a bracket and the other does not, as with a forwarded chat of another phone."""
LONGEST_NAME = 160
"""Bytes; WhatsApp allows 100 characters for a group and 25 for a profile."""


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
    clock24: bool = False
    _readings: dict[Order, _Reading] = field(
        default_factory=lambda: {"dmy": _Reading(), "mdy": _Reading(), "ymd": _Reading(), "ydm": _Reading()}
    )
    _day: Day | None = None
    _hour: Hour | None = None
    _us_style: bool = False
    _dated: bool = False
    _east_asian: bool = False

    def add(self, day: Day, hour: Hour) -> None:
        self.rows += 1
        if hour is not self._hour:
            self._hour = hour
            self.clock24 |= hour.at.hour > 12 and bool(hour.unsure)
            self._us_style |= hour.us_style
            self._east_asian |= hour.east_asian
        if day is not self._day:
            self._day = day
            self._dated |= bool(day.readings or day.calendar)
            if not day.readings:
                return
            for order, reading in self._readings.items():
                reading.add(day.readings.get(order))

    @property
    def dated(self) -> bool:
        return self._dated

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
                "a 12-hour clock with AM and PM is written so in the United States"
                if self.order == "mdy"
                else "nearly all countries write it so"
            )


@dataclass(slots=True)
class Survey:
    """What the whole file says about its rows."""

    encoding: Encoding
    forms: dict[str, Form]
    """Those whose headers start a row."""
    pasted: int = 0
    """Lines that look like headers of a form too rare to be one."""
    senders: tuple[str, ...] = ()
    """Names as shown, in order of first appearance; none that appears only over WhatsApp's own notices."""
    raw_senders: frozenset[bytes] = frozenset()
    owner: frozenset[str] = frozenset()
    """Casefolded names that wrote what only the owner of the phone can."""
    group: bool = False
    rows: int = 0


def divide(body: bytes, line_break: bytes, known: Iterable[bytes] = frozenset()) -> tuple[bytes | None, int]:
    """The sender's bytes and where the text starts; no sender, and 0, for what WhatsApp wrote itself.

    The first colon with a space decides. Without one, a colon that ends the line, or a sender who is `known` from
    other rows, still makes a message: an empty one, or one of iOS whose space was lost.
    """
    line_end = body.find(line_break)
    if line_end < 0:
        line_end = len(body)
    colon = body.find(b": ", 0, min(line_end, LONGEST_NAME + 2))
    if colon > 0:
        return body[:colon], colon + 2
    line = body[: min(line_end, LONGEST_NAME + 2)].rstrip(b"\r")
    if line.endswith(b":") and len(line) > 1:
        return line[:-1], len(line)
    name, colon_found, _ = line.partition(b":")
    if colon_found and name and (name in known or line.endswith(b":.")):
        return name, len(name) + 1
    return None, 0


def shown_name(raw: bytes) -> str:
    """A sender as the app showed it: no direction marks around numbers, no space around the name."""
    return visible(raw.decode("utf-8", "replace")).strip()


def survey(file: File) -> Survey:
    """Read `file` once. Raises `ArchiveError` when it cannot be read to the end."""
    encoding = Encoding.of(file.head)
    forms: dict[str, Form] = {}
    marks = _Marks()

    def wanted(stamp: Stamp) -> bool:
        return stamp.form in forms or len(forms) < _FORMS

    with file.open() as stream:
        for row in rows(stream, encoding, Stamps(), wanted):
            if row.stamp is None:
                continue
            form = forms.get(row.stamp.form)
            if form is None:
                form = forms[row.stamp.form] = Form()
            form.add(row.stamp.day, row.stamp.hour)
            marks.look(row, form, encoding)
    return _concluded(encoding, forms, marks)


def _concluded(encoding: Encoding, forms: dict[str, Form], marks: "_Marks") -> Survey:
    kept = _of_rows(forms)
    names: dict[str, None] = {}
    raw: set[bytes] = set()
    for form in kept.values():
        form.decide()
        raw.update(form.senders)
        for sender in form.senders:
            if sender in marks.speaks:
                names.setdefault(shown_name(sender))
    return Survey(
        encoding=encoding,
        forms=kept,
        pasted=sum(form.rows for name, form in forms.items() if name not in kept),
        senders=tuple(names),
        raw_senders=frozenset(raw),
        owner=frozenset(marks.owner),
        group=marks.group,
        rows=sum(form.rows for form in kept.values()),
    )


def _of_rows(forms: dict[str, Form]) -> dict[str, Form]:
    """The forms whose lines start rows. Where some have a year, those without were copied from the app."""
    dated = {name: form for name, form in forms.items() if form.dated} or forms
    if not dated:
        return {}
    first, most = max(dated.items(), key=lambda item: item[1].rows)
    return {
        name: form
        for name, form in dated.items()
        if form.rows
        >= most.rows * (_SHARE if (name[-1] == "]") == (first[-1] == "]") else _SHARE_OF_OTHER_END)
    }


_OWNER_STARTS = frozenset(phrase.encode()[:6] for phrase in OWNER_PHRASES)
_APP_MARKS = (b"\xe2\x80\x8e", b"\xe2\x80\x8f")


class _Marks:
    """What single rows give away about the conversation."""

    def __init__(self) -> None:
        self.speaks: set[bytes] = set()
        """Senders with at least one row that is not a notice of WhatsApp."""
        self.owner: set[str] = set()
        self.group = False
        self._notices: dict[bytes, bool] = {}

    def look(self, row: Row, form: Form, encoding: Encoding) -> None:
        sender, at = divide(row.body, encoding.line_break)
        if sender is not None and self._is_notice(sender):
            sender = None
        if sender is None:
            self.group = self.group or is_of_group(visible(encoding.text(row.body[:1000])[0]))
            return
        if sender not in form.senders and len(form.senders) >= _SENDERS:
            return
        form.senders[sender] += 1
        body = row.body
        marked = body.startswith(_APP_MARKS, at)
        if marked or sender not in self.speaks or body[at : at + 6] in _OWNER_STARTS:
            raw = encoding.text(body[at : at + 1000])[0]
            text = visible(raw).strip()
            if marked and is_notice(text):
                self.group = self.group or is_of_group(text)
                return
            self.speaks.add(sender)
            if len(text) < 200 and meaning_of(text, marked).by_owner:
                self.owner.add(shown_name(sender).casefold())

    def _is_notice(self, sender: bytes) -> bool:
        known = self._notices.get(sender)
        if known is None:
            if len(self._notices) >= _SENDERS:
                self._notices.clear()
            known = self._notices[sender] = is_notice(shown_name(sender))
        return known
