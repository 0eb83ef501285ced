"""Dates as exports write them for people: ``Sep 13, 2020, 12:26 PM``, ``٣١ يناير ٢٠٢١، ٨:٤٩ م``, ``31 de jan. de 2021 20:49``.

The words stand in ``dates.json``: names of months, weekdays and halves of the day of some forty languages from the
Unicode Common Locale Data Repository (its licence allows it; taken through `babel`, which the tests compare with),
the Moroccan month names, and the small words that stand between. Where two languages give one word to two months,
English, French, Arabic, Spanish, Portuguese, German, Italian, Dutch, Turkish, Indonesian, Filipino, Polish and
Russian win; a word that is still ambiguous is left out.

Strict on purpose: a text with any word that is not known is no date, so that prose is never taken for one; a time
without a date, a date without a time and ``05/04/2021`` (whose order the text does not tell) are no date either.
"""

import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import NamedTuple

from amparo.sources.text import visible

LONGEST = 80
"""Characters; the longest real form has about 60."""


class Reading(NamedTuple):
    """What a text says."""

    wall: datetime
    """Naive: what the clock showed."""
    offset: timedelta | None
    """From UTC, where the text names it (``UTC+01:00``)."""

    @property
    def instant(self) -> datetime | None:
        """Aware, UTC; None where the text names no offset, or it leaves the calendar."""
        if self.offset is None:
            return None
        try:
            return (self.wall - self.offset).replace(tzinfo=UTC)
        except OverflowError:
            return None


class _Plan(NamedTuple):
    """Which run of digits of a text is what; a negative number is the value itself, less one."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    half: int
    """0, or 1 before noon, 2 after."""
    sign: int
    """Of the offset; 0 without one."""
    offset_hour: int
    offset_minute: int


_DIGIT = re.compile(r"\d")
_RUN = re.compile(r"\d+")
_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|['’׳״\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e])*"
)
_OFFSET = re.compile(r"\b(?:utc|gmt)(?:\s*([+\-\u2212])\s*(\d{1,2})(?:[:.]?(\d{2}))?)?(?!\w)")
_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})([-/.])\s?(?P<m>\d{1,2})\2\s?(?P<d>\d{1,2})(?!\d)\.?t?"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})(\.)\s?(?P<m>\d{1,2})\2\s?(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]"),
)
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?!\d)")
_TIMES = (
    re.compile(r"(?<!\d)(?P<h>\d{1,2})\s?[:h]\s?(?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d{1,6})?)?(?!\d)"),
    re.compile(
        r"(?<!\d)(?P<h>\d{1,2})\s*[時时点點시]\s*(?P<m>\d{1,2})\s*[分분](?:\s*(?P<s>\d{1,2})\s*[秒초])?"
    ),
    re.compile(r"(?<![\d.])(?P<h>\d{1,2})\.(?P<m>\d{2})(?:\.(?P<s>\d{2}))?(?![\d.])"),
)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", visible(text)).casefold().replace("\u0307", "")


_DATA = json.loads(files("amparo.sources").joinpath("dates.json").read_text("utf-8"))
_MONTHS: dict[str, int] = {word: int(month) for month, words in _DATA["months"].items() for word in words}
_HALVES: dict[str, int] = {word: half for half, key in ((1, "am"), (2, "pm")) for word in _DATA[key]}
_WEEKDAYS = frozenset(_DATA["weekdays"])
_FILLERS = frozenset(_DATA["fillers"])
_MONTH_MARKS = frozenset(_DATA["month_marks"])
_ORDINALS = frozenset(_DATA["ordinals"])
_PHRASE = max(phrase.count(" ") for phrase in (*_MONTHS, *_WEEKDAYS, *_HALVES)) + 1

_plans: dict[str, _Plan | None] = {}
_PLANS = 4096


def parse(text: str) -> datetime | None:
    """The wall time that `text` says, naive; None when it is not wholly a date with a time.

    A zone in the text (``UTC+02``) is left out; `read` tells it.
    """
    reading = read(text)
    return reading.wall if reading else None


def read(text: str) -> Reading | None:
    """The wall time that `text` says, with its offset from UTC where it names one; None when it is no date."""
    if len(text) > LONGEST or "\n" in text:
        return None
    shape = _DIGIT.sub("0", text)
    try:
        plan = _plans[shape]
    except KeyError:
        if len(_plans) >= _PLANS:
            _plans.clear()
        plan = _plans[shape] = _planned(text)
    if plan is None:
        return _slashed(text)
    return _carried_out(plan, _RUN.findall(text))


def _carried_out(plan: _Plan, runs: list[str]) -> Reading | None:
    hour = int(runs[plan.hour])
    if plan.half == 1:
        if hour > 12:
            return None
        hour %= 12
    elif plan.half == 2 and hour <= 12:
        hour = hour % 12 + 12
    try:
        wall = datetime(  # noqa: DTZ001
            int(runs[plan.year]),
            -plan.month - 1 if plan.month < 0 else int(runs[plan.month]),
            int(runs[plan.day]),
            hour,
            int(runs[plan.minute]),
            0 if plan.second < 0 else int(runs[plan.second]),
        )
        if not plan.sign:
            return Reading(wall, None)
        hours = 0 if plan.offset_hour < 0 else int(runs[plan.offset_hour])
        minutes = 0 if plan.offset_minute < 0 else int(runs[plan.offset_minute])
    except ValueError:
        return None
    return Reading(wall, plan.sign * timedelta(hours=hours, minutes=minutes)) if hours <= 14 else None


def _slashed(text: str) -> Reading | None:
    """``31/01/2021`` and ``1/31/2021``, where the numbers themselves tell day from month."""
    found = _SLASHED.search(text)
    if not found:
        return None
    first, second = int(found[1]), int(found[3])
    if first > 12 >= second:
        ordered = f"{found[1]}.{found[3]}."
    elif second > 12 >= first or first == second:
        ordered = f"{found[3]}.{found[1]}."
    else:
        return None
    return read(f"{text[: found.start()]}{ordered}{found[4]}{text[found.end() :]}")


def _planned(text: str) -> _Plan | None:
    """Find out once, for all texts of one shape, what each run of digits is."""
    folded = _folded(text)
    runs = [(run.start(), run[0]) for run in _RUN.finditer(folded)]
    if [int(run) for _, run in runs] != [int(run) for run in _RUN.findall(text)]:
        return None  # a sign such as a circled digit: not a date of an export
    index = {start: number for number, (start, _) in enumerate(runs)}
    sign, offset_hour, offset_minute = 0, -1, -1
    if zone := _OFFSET.search(folded):
        sign = -1 if zone[1] in ("-", "\u2212") else 1
        offset_hour = index[zone.start(2)] if zone[2] else -1
        offset_minute = index.get(zone.start(3), -1) if zone[3] else -1
        if zone[3] and offset_minute < 0:
            return None  # "+0200" is one run of digits
        folded = _blanked(folded, zone)
    numeric = next((found for form in _DATES if (found := form.search(folded))), None)
    if numeric:
        folded = _blanked(folded, numeric)
    time = next((found for form in _TIMES if (found := form.search(folded))), None)
    if time is None:
        return None
    before, after = folded[: time.start()], folded[time.end() :]
    known = _words(before, after)
    if known is None:
        return None
    month, half = known
    second = index[time.start("s")] if time["s"] else -1
    clock = (index[time.start("h")], index[time.start("m")], second, half, sign, offset_hour, offset_minute)
    loose = [run.start() for run in _RUN.finditer(_blanked(folded, time))]
    if numeric:
        if month or loose:
            return None
        return _Plan(index[numeric.start("y")], index[numeric.start("m")], index[numeric.start("d")], *clock)
    years = [start for start in loose if len(runs[index[start]][1]) == 4]
    days = [start for start in loose if len(runs[index[start]][1]) <= 2]
    if len(years) != 1 or len(years) + len(days) != len(loose):
        return None
    if month == _NUMBERED and len(days) == 2:  # "tháng 10 01, 2025", "1 tháng 10, 2025"
        mark = next(word for word in _WORD.finditer(folded) if word[0] in _MONTH_MARKS)
        marked = next((start for start in days if start > mark.end()), None)
        if marked is None:
            return None
        days.remove(marked)
        return _Plan(index[years[0]], index[marked], index[days[0]], *clock)
    if month < 1 or len(days) != 1:
        return None
    return _Plan(index[years[0]], -month - 1, index[days[0]], *clock)


_NUMBERED = -1


def _blanked(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " * (found.end() - found.start()) + text[found.end() :]


def _words(before: str, after: str) -> tuple[int, int] | None:
    """Month (0 without, `_NUMBERED` where a number is it) and half of the day that the words around a time tell.

    None when a word is unknown. Only what touches the time is a half of the day: `sa` is Saturday elsewhere.
    """
    months: list[tuple[int, bool]] = []
    half = 0
    for side, text in ((-1, before), (1, after)):
        found = list(_WORD.finditer(text))
        at = 0
        while at < len(found):
            length = next(
                (
                    n
                    for n in range(min(_PHRASE, len(found) - at), 0, -1)
                    if _phrase(found[at : at + n]) in _KNOWN
                ),
                0,
            )
            if not length:
                if not _is_ordinal(text, found[at]):
                    return None
                at += 1
                continue
            word = _phrase(found[at : at + length])
            edge = text[: found[at].start()] if side > 0 else text[found[at + length - 1].end() :]
            at += length
            if word in _HALVES and not edge.strip(" .,،(") and not half:
                half = _HALVES[word]
            elif word in _MONTHS:
                months.append((_MONTHS[word], word in _WEEKDAYS))
            elif word in _MONTH_MARKS:
                months.append((_NUMBERED, False))
            elif word not in _WEEKDAYS and word not in _FILLERS:
                return None
    if len(months) > 1:  # "mar. 2 mars": Tuesday
        months = [month for month in months if not month[1]]
    if len(months) > 1:
        return None
    return (months[0][0] if months else 0), half


_KNOWN = frozenset(_MONTHS) | _WEEKDAYS | frozenset(_HALVES) | _FILLERS | _MONTH_MARKS


def _phrase(words: list[re.Match[str]]) -> str:
    return " ".join(word[0] for word in words)


def _is_ordinal(text: str, word: re.Match[str]) -> bool:
    return word[0] in _ORDINALS and text[word.start() - 1 : word.start()].isdigit()
