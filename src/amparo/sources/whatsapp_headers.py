"""The header of a WhatsApp row: which lines are headers, and what their date and time say.

WhatsApp writes the date and time as the phone's locale does, so there is no list of forms that ends. A line is a
header when its shape is that of one: date and time between brackets (iOS), or date and time and a dash (Android), or
the rarer ends below. The words in it are looked up in `whatsapp_wording.toml`. Shapes seen in the wild:

    [31/01/2021, 20:49:00] Jane: hi          iOS; also [20:49:00, 31/1/21] (Vietnamese), [31/1/2564 BE 20:49:00]
    31/01/2021, 20:49 - Jane: hi             Android; also with a comma of Arabic, `à`, `klo`, no comma, `20.49`
    2021. 1. 31. 오후 8:49 - Jane: hi          day periods before or after the time, in the locale's words
    2021년 1월 31일 오후 8:49, Jane : hi         Korean
    31/01/2021 20:49:00: Jane: hi            iOS until 2016
    [31/01, 20:49] Jane: hi                  several messages copied on a phone: no year

References: CLDR 47 short date and time patterns of all locales; the header fixtures of Pustur/whatsapp-chat-parser,
starkdmi/whats_json, joweich/chat-miner and lucasrodes/whatstk, and their issue threads on U+202F and `a. m.`.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from amparo.sources.text import visible
from amparo.sources.whatsapp_wording import CLOCK

Order = Literal["dmy", "mdy", "ymd", "ydm"]

# Bytes, so that places need no counting: UTF-8 of direction marks, spaces and digits of the scripts that have locales.
_MARK = rb"\xe2\x80[\x8b\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf|\xc2\xad"
_SPACE = rb"[ \t]|\xc2\xa0|\xe2\x80[\x80-\x8a\xaf]|\xe3\x80\x80"
_DIGIT = (
    rb"\xd9[\xa0-\xa9]|\xdb[\xb0-\xb9]|\xe0(?:[\xa5\xa7\xa9\xab\xad\xaf\xb1\xb3\xb5][\xa6-\xaf]|[\xb9\xbb][\x90-\x99])"
    rb"|\xe1(?:\x81[\x80-\x89]|\x9f[\xa0-\xa9])|\xef\xbc[\x90-\x99]"
)
_GAP = rb"(?:" + _SPACE + rb"|" + _MARK + rb"){0,4}"


def _digits(most: int) -> bytes:
    count = b"{1,%d}" % most
    return rb"(?:[0-9]" + count + rb"|(?:" + _DIGIT + rb")" + count + rb")"


_SEP = _GAP + rb"[./-]" + _GAP
_DATE = (
    rb"(?:" + _digits(4) + _SEP + _digits(2)
    + rb"(?:" + _SEP + rb"[RHS]?" + _digits(4) + rb")?\.?(?:" + _GAP + rb"(?:BE|AD|\xd0\xb3\.?|\xe0\xb8[^\s\d]{3,9}))?"
    + rb"|" + _digits(4) + _GAP + "(?:年|년)".encode() + _GAP + _digits(2) + _GAP + "(?:月|월)".encode()
    + _GAP + _digits(2) + _GAP + "(?:日|일)".encode() + rb")"
)  # fmt: skip
_WORDS = rb"[^\n\r0-9\[\]<>]{0,40}?"
_TIME = (
    _digits(2) + _GAP + rb"(?:[:.h]|\xd9\xab)" + _GAP + _digits(2)
    + rb"(?:(?:[:.]|\xd9\xab|" + _GAP + rb"min" + _GAP + rb")" + _GAP + _digits(2) + rb")?"
)  # fmt: skip
_AFTER = rb"(?:" + _GAP + rb"[^\n\r0-9\[\]<>:,-]{1,30}?)??"
_CLOSE = rb"(?:" + _GAP + rb"\](?:(?:" + _SPACE + rb")-(?=(?:" + _SPACE + rb")))?"
_CLOSE += (
    rb"|(?:"
    + _SPACE
    + rb"){1,2}(?:-|\xe2\x80[\x93\x94])(?=(?:"
    + _SPACE
    + rb"))|[,:](?=(?:"
    + _SPACE
    + rb")))"
)

# Nearly all lines are of the first shape; it saves most of the time that the general one takes.
_LEAD = rb"(?:(?=[\xc2\xe2\xef ])(?:" + _MARK + rb"| ){1,6})?"
_PLAIN_DATE = rb"[0-9]{1,4}[./-] ?[0-9]{1,2}[./-] ?[0-9]{1,4}"
_PLAIN_TIME = (
    rb",? (?:klo )?[0-9]{1,2}[:.][0-9]{2}",
    rb"(?:[:.][0-9]{2})?",
    rb"(?:(?: |\xe2\x80\xaf|\xc2\xa0)?[AaPp]\.?(?:\xc2\xa0| )?[Mm]\.?)?",
)
"""Up to the minute; the seconds; the half of the day."""
_PLAIN_CLOSE = rb"\](?: -(?= ))?| -(?= )"
_PLAIN = rb"(\[?)(" + _PLAIN_DATE + rb")(" + b"".join(_PLAIN_TIME) + rb")(" + _PLAIN_CLOSE + rb") ?"
_GENERAL = (
    rb"(\[?)" + _GAP + rb"(?:(" + _DATE + rb")(" + _WORDS + _TIME + _AFTER + rb")"
    rb"|(" + _TIME + _AFTER + rb"),?" + _GAP + rb"(" + _DATE + rb"))(" + _CLOSE + rb")(?:" + _SPACE + rb")?"
)  # fmt: skip


@cache
def pattern(line_break: bytes) -> re.Pattern[bytes]:
    """Finds what may be headers: after a line break, with direction marks before the date or bracket. `Stamps.read`
    says what they are."""
    return re.compile(line_break + _LEAD + rb"(?:" + _PLAIN + rb"|" + _GENERAL + rb")")


def opening(line_break: bytes) -> re.Pattern[bytes]:
    """Finds where a header could begin, at little cost: a digit or bracket after a line break."""
    return re.compile(line_break + _LEAD + rb"[\[0-9\xd9\xdb\xe0\xe1\xef]")


def plain_pattern(line_break: bytes, then: bytes) -> re.Pattern[bytes]:
    """Finds only what may be headers in plain digits; group 1 goes from the line break to the end of the date, group 2
    to that of the minute, group 3 has the seconds, group 4 goes to the end of the header, and `then` on after it."""
    minute, second, half = _PLAIN_TIME
    first = rb"(" + line_break + _LEAD + rb"\[?" + _PLAIN_DATE + rb")"
    rest = rb"(" + half + rb"(?:" + _PLAIN_CLOSE + rb") ?)"
    return re.compile(first + rb"(" + minute + rb")(" + second + rb")" + rest + then)


def like_pattern(
    line_break: bytes, first: bytes, second: bytes, close: bytes, then: bytes
) -> re.Pattern[bytes]:
    """`plain_pattern` for the headers of one file only, twice as quick: they are like one whose groups 1, 3 and 4 these
    are, on a clock of 24 hours. Its last group before `then` has the seconds, or the minute where none are written, and
    goes on to the end of the header."""
    bracket = rb"\[" if b"[" in first else b""
    passed = rb")(" + re.escape(second[:1]) + rb"[0-9]{2}" if second else b""
    date = line_break + _LEAD + bracket + _PLAIN_DATE
    return re.compile(rb"(" + date + rb")(" + _PLAIN_TIME[0] + passed + re.escape(close) + rb")" + then)


FIRST = re.compile(rb"[\r\n]?" + _LEAD + rb"(\[?)(.+)", re.DOTALL)
"""Takes group 1 of `plain_pattern` apart: bracket and date."""
TIME = re.compile(rb"(" + b"".join(_PLAIN_TIME) + rb")(.+)", re.DOTALL)
"""Takes groups 2 to 4 apart: the time, and what closes the header."""


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """A date as written, with each way to read it."""

    shape: str
    """`9/9/4`: separators, and 4 where the year has four digits; `99` where it cannot be told from a day."""
    readings: dict[Order, date]
    """Empty where there is no year."""
    calendar: str = ""
    """Another calendar than the Gregorian, by which the year was read."""

    def open_between(self, orders: tuple[Order, ...]) -> bool:
        """Whether those readings differ here."""
        return len({self.readings[order] for order in orders if order in self.readings}) > 1


@dataclass(slots=True, eq=False)
class Hour:
    """A time of day as written, to the minute."""

    shape: str
    """`, 9:99:99 am`: what stands around it, with seconds or without."""
    iso: str
    """`20:49`, of 24 hours."""
    period: str = ""
    """`am`, `pm`, `noon`, `night`; `unknown` for a word that is not known; nothing for a clock of 24 hours."""
    us_style: bool = False
    """A 12-hour clock with AM or PM in capitals, as in the United States."""
    east_asian: bool = False
    """Its day period is Chinese, Japanese or Korean: the year comes first there."""
    unsure: str = ""
    """Why the half of the day is not certain."""


_DATE_TEXT = re.compile(r"(\d{1,4})\s*([./-])\s*(\d{1,2})(?:\s*([./-])\s*([RHS]?)(\d{1,4}))?(\.?)\s*(\D*)$")
_CJK_DATE = re.compile(r"(\d{1,4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]$")
_TIME_TEXT = re.compile(r"(\D*?)\s*(\d{1,2})\s*([:.h٫])\s*(\d{2})(?:\s*(?:[:.٫]|min)\s*(\d{2}))?\s*(\D*)$")
_JAPANESE_ERAS = {"R": 2018, "H": 1988, "S": 1925}


def read_date(raw: bytes) -> Day | None:
    """None when no reading of it is a date."""
    text = visible(raw.decode("utf-8", "replace")).strip()
    if found := _CJK_DATE.match(text):
        numbers, shape, letter = [int(n) for n in found.groups()], "cjk", ""
        orders: tuple[Order, ...] = ("ymd",)
    elif found := _DATE_TEXT.match(text):
        first, sep, second, sep2, letter, third, dot, tail = found.groups()
        if third is None:
            return _yearless(int(first), int(second), sep)
        if sep != sep2 or len(first) == 3 or len(third) == 3 or len(third) + len(first) > 6:
            return None
        numbers = [int(first), int(second), int(third)]
        spaced = " " if " " in text.partition(sep)[2][:1] else ""
        if len(first) == 4:
            orders, shape = ("ymd", "ydm"), f"4{sep}{spaced}9{sep}{spaced}9{dot}{tail}"
        elif len(third) == 4 or letter:
            orders, shape = ("dmy", "mdy"), f"9{sep}{spaced}9{sep}{spaced}{letter or 4}{dot}{tail}"
        else:
            orders, shape = ("dmy", "mdy", "ymd"), f"9{sep}{spaced}9{sep}{spaced}99{dot}{tail}"
    else:
        return None
    readings: dict[Order, date] = {}
    calendar = ""
    for order in orders:
        parts = dict(zip(order, numbers, strict=True))
        year, calendar_of_year = _year(parts["y"], letter)
        try:
            readings[order] = _gregorian(year, parts["m"], parts["d"], calendar_of_year)
        except ValueError:
            continue
        calendar = calendar or calendar_of_year
    if "ymd" in readings and "ydm" in readings:
        del readings[
            "ydm"
        ]  # no locale writes the day second; it is kept for files that leave no other reading
    if not readings and not (calendar := _islamic(numbers, orders)):
        return None
    return Day(shape, readings, calendar)


def _yearless(first: int, second: int, sep: str) -> Day | None:
    if not (1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12):
        return None
    return Day(f"9{sep}9", {})


def _year(written: int, letter: str) -> tuple[int, str]:
    """The Gregorian year, and the calendar it was written in. WhatsApp exists since 2009."""
    if letter:
        return written + _JAPANESE_ERAS[letter], "Japanese"
    if 2500 <= written <= 2643:
        return written - 543, "Buddhist"
    if 52 <= written <= 85:
        return written + 1957, "Buddhist"
    if 1387 <= written <= 1420:
        return written, "Persian"
    return (written + 2000 if written < 52 else written), ""


def _gregorian(year: int, month: int, day: int, calendar: str) -> date:
    """ValueError when there is no such day, or the year cannot be that of a chat."""
    if calendar == "Persian":
        return _persian(year, month, day)
    if not 2000 <= year <= 2100:
        raise ValueError("not a year of a chat")
    return date(year, month, day)


def _persian(year: int, month: int, day: int) -> date:
    """From the Solar Hijri calendar; leap years by its 33-year cycle, which holds from 1178 to 1633."""
    leap = year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)
    longest = 31 if month <= 6 else 30 if month <= 11 or leap else 29
    if not (1 <= month <= 12 and 1 <= day <= longest):
        raise ValueError("not a day")
    leaps = sum(1 for before in range(1387, year) if before % 33 in (1, 5, 9, 13, 17, 22, 26, 30))
    passed = (year - 1387) * 365 + leaps + (month - 1) * 31 - max(0, month - 7) + day - 1
    return date.fromordinal(date(2008, 3, 20).toordinal() + passed)  # 1 Farvardin 1387


def _islamic(numbers: list[int], orders: tuple[Order, ...]) -> str:
    """The lunar Hijri calendar depends on sightings: recognised, not converted."""
    year = numbers[0] if "ymd" in orders else numbers[2]
    rest = numbers[1:] if "ymd" in orders else numbers[:2]
    return "Islamic" if 1425 <= year <= 1470 and all(1 <= n <= 30 for n in rest) else ""


def read_time(raw: bytes) -> tuple[Hour, str] | None:
    """A time with what stands before and after it, and its seconds; None when it is no time of day."""
    text = visible(raw.decode("utf-8", "replace"))
    found = _TIME_TEXT.match(text)
    if found is None:
        return None
    before, hours, sep, minutes, seconds, after = found.groups()
    hour, minute, second = int(hours), int(minutes), int(seconds or 0)
    if hour > 24 or minute > 59 or second > 59:
        return None
    period, word = CLOCK.period(after)
    where, glue = (" after" if period else ""), before
    if not period:
        period, word = CLOCK.period(before)
        if period:
            where, glue = " before", before[: before.rindex(word)]
    if not period and (word := CLOCK.strange(after) or CLOCK.strange(before.replace(",", " "))):
        period, where = "unknown", f" {word}"  # a form of its own: it may be a name
    shape = " ".join(glue.casefold().split()) + " 9" + sep + "99" + (sep + "99" if seconds else "") + where
    hour, unsure = half_of_day(hour, period, word)
    east_asian = any("\u3040" <= char <= "\uffdc" for char in word)
    us_style = word.replace(" ", "") in ("AM", "PM")
    return Hour(
        shape.strip(), f"{hour:02}:{minute:02}", period, us_style, east_asian, unsure
    ), f":{second:02}"


def half_of_day(hour: int, period: str, word: str) -> tuple[int, str]:
    """The hour of 24, and why it is not certain, if so."""
    if hour == 24:
        return 0, "hour 24"
    if not period or (hour > 12 and period != "unknown"):
        return hour, "" if not period or period != "am" else f"hour {hour} with {word!r}"
    if period == "am":
        return hour % 12, ""
    if period == "pm":
        return hour % 12 + 12, ""
    if period == "noon":
        return (hour if hour >= 10 else hour + 12), ""
    if period == "night":
        return (hour + 12 if 6 <= hour < 12 else hour % 12), ""
    return hour, f"{word!r} is not known as a part of the day"
