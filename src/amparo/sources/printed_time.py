"""Times and dates that an app prints on the screen, as far as a picture tells them.

A time of day in a bubble and a date on a chip between bubbles make a wall time only together; "today" or a weekday
names no date, and neither does a date without its year.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from importlib import resources

WORDING = tomllib.loads(
    (resources.files("amparo.sources") / "screenshot_wording.toml").read_text(encoding="utf-8")
)

TICKS = "✓✔√"
_TICK_LIKE = TICKS + "vVwWyYJjMNノ/\\|«»#"
"""What recognition makes of one or two ticks."""
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}


def folded(text: str) -> str:
    """For comparing: without case, accents, vowel marks, direction marks, and punctuation at the ends."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_DIGITS).replace("’", "'"))
    kept = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(kept.split()).strip(" .…,:;!·-–—")


def words(table: str, key: str) -> frozenset[str]:
    """A list of the wording file, folded."""
    return frozenset(folded(word) for word in WORDING[table][key])


_MONTHS = {folded(name): int(number) for number, names in WORDING["months"].items() for name in names}
_DAYS, _FILLERS, _LEADS = words("words", "day"), words("words", "filler"), words("words", "lead")
_MERIDIEM = r"(?P<half>[AaPp]\s?\.?\s?[Mm]\b\.?|ص(?:باح[اً]+)?|م(?:ساء[ً]?)?)?"
_CLOCK = r"(?P<hour>\d{1,2})\s?[:.٫]\s?(?P<minute>\d{2})(?::\d{2})?"
_TIME = re.compile(rf"(?<![\d:.,]){_CLOCK}(?![\d:])\s*{_MERIDIEM}", re.UNICODE)
_STRAY = rf"(?:1?[{re.escape(_TICK_LIKE)}][{re.escape(_TICK_LIKE)} ]{{0,3}}|[{TICKS}] ?\S|[A-Za-z])"
_LAST_TIME = re.compile(
    rf"(?:(?:^|\s)[{TICKS}«»/|]{{1,3}} ?)?(?:(?<![\d:/-])(?<!\d[.,])|(?<=\d{{3}})(?=\d\d:)){_CLOCK}\s*{_MERIDIEM}\s*{_STRAY}?$"
)
"""Glued to the last word, or even to three figures of it, when the gap was narrow."""
_LAST_TIME_ARABIC = re.compile(
    rf"(?:(?<=\s)(?:[\W_]|[A-Za-z\d]){{1,2}}\s)?{_CLOCK}\s*{_MERIDIEM}(?:\s(?:[^مصو\s]|[^\u0620-\u06ff\s]{{2}})){{0,2}}$"
)
"""In an Arabic line ticks come as up to two stray letters or figures on either side."""
_FIRST_HALF = re.compile(rf"^(?P<half>ص|م)\s+{_CLOCK}$")
"""Arabic lines may come as marker first."""
_FIGURES_END = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_NUMERIC = re.compile(r"^(\d{1,4})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{2,4})$")


@dataclass(frozen=True, slots=True)
class PrintedTime:
    at: time
    twelve: bool
    """It carries an AM or PM; without one, an hour up to 12 is certain only where the app prints 24 hours."""
    ticks: bool = False
    """Ticks stand beside it, as in own messages."""


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date chip: `day` where it names a full date in one reading only."""

    day: date | None
    at: PrintedTime | None = None
    day_first: bool | None = None
    """For a numeric date that has one reading only: which."""
    other: date | None = None
    """The second reading, where day and month can be told apart only from other chips; `day` is day-first then."""


def last_time(text: str) -> tuple[str, PrintedTime] | None:
    """Split a time of day off the end of a bubble's last line: what stands before it, and the time."""
    plain = _plain(text)
    found = _LAST_TIME.search(plain) or _FIRST_HALF.search(plain)
    if found is None and re.search("[\u0620-\u064a]", plain):
        found = _LAST_TIME_ARABIC.search(plain)
    if found is None:
        return None
    at = _time_of(found)
    if at is None:
        return None
    ticks = any(c in TICKS for c in found[0])
    before = text[: found.start()].rstrip()
    if not ticks and folded(before.rpartition(" ")[2]) in _LEADS:
        return None  # "be there by 20:30": the time belongs to the sentence
    return before, PrintedTime(at.at, at.twelve, ticks)


def printed_date(text: str) -> PrintedDate | None:
    """Read a chip between bubbles; None if it is no date, no day word and no lone time."""
    plain = _plain(text).replace("،", " ").replace(",", " ")
    at: PrintedTime | None = None
    found = None
    for found in _TIME.finditer(plain):
        at = _time_of(found) or at
    if found is not None and at is not None:
        plain = plain[: found.start()] + " " + plain[found.end() :]
    apart = _FIGURES_END.sub(" ", plain)  # recognition drops narrow gaps: `31January2021`
    said = [folded(word) for word in apart.split()]
    said = [word for word in said if word and word not in _FILLERS]
    if not said:
        return PrintedDate(None, at) if at else None
    if len(said) > 5:
        return None
    rest = [word for word in said if word not in _DAYS]
    if not rest:
        return PrintedDate(None, at)
    if len(rest) == 1 and (numeric := _NUMERIC.match(rest[0])):
        return _numeric(numeric.groups(), at)
    return _spelled(rest, at)


def _spelled(said: list[str], at: PrintedTime | None) -> PrintedDate | None:
    joined = " ".join(said)
    for name in sorted(_MONTHS, key=len, reverse=True):
        match = re.fullmatch(
            rf"(?:(?P<d1>\d{{1,2}})\s*)?(?<!\w){re.escape(name)}(?!\w)(?:\s*(?P<d2>\d{{1,2}}))?(?:\s+(?P<y>\d{{4}}))?"
            rf"|(?P<y0>\d{{4}})\s+{re.escape(name)}\s+(?P<d0>\d{{1,2}})",
            joined,
        )
        if match is None:
            continue
        day = match["d1"] or match["d2"] or match["d0"]
        year = match["y"] or match["y0"]
        if day is None:
            return None
        if year is None:
            return PrintedDate(None, at)
        return PrintedDate(_date(int(year), _MONTHS[name], int(day)), at)
    return None


def _numeric(parts: tuple[str, ...], at: PrintedTime | None) -> PrintedDate | None:
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        return PrintedDate(_date(first, second, third), at)
    year = third if len(parts[2]) == 4 else 2000 + third
    day_first, month_first = _date(year, second, first), _date(year, first, second)
    if day_first is None and month_first is None:
        return None
    if day_first == month_first:
        return PrintedDate(day_first, at)
    if day_first is None or month_first is None:
        return PrintedDate(day_first or month_first, at, day_first is not None)
    return PrintedDate(day_first, at, None, month_first)


def settled(dates: Iterable[PrintedDate]) -> bool | None:
    """Whether the day comes first in numeric dates: True or False where one of them can be read in one way only,
    None where none can, or where they disagree."""
    shown = {chip.day_first for chip in dates if chip.day_first is not None}
    return shown.pop() if len(shown) == 1 else None


def _time_of(found: re.Match[str]) -> PrintedTime | None:
    hour, minute = int(found["hour"]), int(found["minute"])
    half = folded(found["half"] or "").replace(" ", "")
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return None
    if half:
        afternoon = half.startswith(("p", "م"))
        hour = hour % 12 + (12 if afternoon else 0)
    return PrintedTime(time(hour, minute), bool(half))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """Same length as `text`, so that places stay true: Arabic figures as ours, odd spaces as plain."""
    return text.translate(_DIGITS).translate({0xA0: " ", 0x202F: " ", 0x2009: " "})
