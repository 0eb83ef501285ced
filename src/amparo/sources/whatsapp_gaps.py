"""The time of WhatsApp rows, and what an export does not tell, counted while it is read."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from operator import gt

from amparo.model import Gap, GapKind, Locator
from amparo.model.locator import at_file
from amparo.sources.base import File
from amparo.sources.whatsapp_headers import Day, Hour, Order
from amparo.sources.whatsapp_order import Form
from amparo.sources.whatsapp_rows import LONGEST_ROW, Rows
from amparo.sources.whatsapp_survey import Survey
from amparo.sources.whatsapp_wording import Meaning

_BACKWARDS = timedelta(minutes=1)
"""Rows may be out of order by so much, as messages arrive late."""

_REMEMBERED = 100_000
"""Times of day; a hostile file has ever new ones."""

_CUT_AT = 40_000
_CUT_AT_WITH_MEDIA = 10_000
"""Messages at which WhatsApp cuts an export (its help page on exporting chats); the counts are rough."""
_ABOUT = 0.025

_READ_AS: dict[Order, str] = {
    "dmy": "day first",
    "mdy": "month first",
    "ymd": "year first",
    "ydm": "year, day, month",
}


class Findings:
    """Keeps one count and the first place for each kind of gap."""

    def __init__(self, file: File, found: Survey) -> None:
        self._name = file.name
        self._file = at_file(file.digest)
        self._survey = found
        self._open: dict[str, tuple[int, Locator]] = {}
        self._last: datetime | None = None
        self._rows = 0
        self._lead = ""
        self._unsure = ""
        self._names_files = False
        self._sure: set[Hour] = set()
        """Times of day whose half is certain, so that each is looked at once."""

    def note(self, what: str, locator: Locator) -> None:
        """One more of `encoding`, `limit` or another key of `_explanations`."""
        count, first = self._open.get(what, (0, locator))
        self._open[what] = (count + 1, first)

    def unplaced(self, text: str, locator: Locator) -> None:
        """Text before the first header."""
        if text.strip():
            self._lead = text.strip().partition("\n")[0][:60]
            self.note("unplaced", locator)

    def meant(self, meaning: Meaning, locator: Locator) -> None:
        """A row that is not plain text."""
        if meaning.waiting:
            self.note("waiting", locator)
        if meaning.announced:
            self.note("media", locator)
        elif meaning.attachments:
            self._names_files = True

    def plain_walls(self, found: Rows, locators: Sequence[Locator]) -> list[str] | None:
        """The wall times of rows in ISO 8601, where nothing about them is open; else None."""
        form = self._survey.forms[found.form] if found.form is not None else None
        if form is None or form.rivals:
            return None
        days: dict[Day, str] = {}
        for day in set(found.days):
            read = day.readings.get(form.order)
            if read is None or day.calendar:
                return None
            days[day] = f"{read.isoformat()}T"
        if not self._sure.issuperset(found.hours):
            new = set(found.hours).difference(self._sure)
            if any(hour.unsure for hour in new):
                return None
            if len(self._sure) < _REMEMBERED:
                self._sure |= new
        walls = [
            days[day] + hour.iso + second
            for day, hour, second in zip(found.days, found.hours, found.seconds, strict=True)
        ]
        before = [self._last.isoformat() if self._last is not None else walls[0], *walls]
        if any(map(gt, before, walls)):  # of one length, they compare as times do
            for earlier, later, locator in zip(before, walls, locators):  # noqa: B905
                if datetime.fromisoformat(earlier) - datetime.fromisoformat(later) > _BACKWARDS:
                    self.note("backwards", locator)
        self._last = datetime.fromisoformat(walls[-1])
        self._rows += len(walls)
        return walls

    def walls(self, found: Rows, locators: Sequence[Locator]) -> list[datetime | None]:
        """The times of rows, by the reading that the whole file decides or, with a gap, that is assumed."""
        names = found.forms or [found.form or ""] * len(locators)
        forms = self._survey.forms
        walls = [
            self._wall(day, hour, second, forms[name], locator)
            for day, hour, second, name, locator in zip(
                found.days, found.hours, found.seconds, names, locators, strict=True
            )
        ]
        for wall, locator in zip(walls, locators, strict=True):
            if wall is None:
                continue
            if self._last is not None and self._last - wall > _BACKWARDS:
                self.note("backwards", locator)
            self._last = wall
        self._rows += len(walls)
        return walls

    def _wall(self, day: Day, hour: Hour, second: str, form: Form, locator: Locator) -> datetime | None:
        if not day.readings:
            self.note("islamic" if day.calendar else "yearless", locator)
            return None
        read = day.readings.get(form.order)
        if read is None:
            read = next(iter(day.readings.values()))
            self.note("misfit", locator)
        elif form.rivals and day.open_between(form.rivals):
            self.note(f"order {form.order}", locator)
        if day.calendar:
            self.note(day.calendar, locator)
        if hour.unsure and not form.clock24:
            self._unsure = self._unsure or hour.unsure
            self.note("half", locator)
        return datetime.combine(read, time.fromisoformat(hour.iso + second))

    def gaps(self) -> Iterator[Gap]:
        """All of them, in a fixed order."""
        for what, kind, said in self._explanations():
            if what in self._open:
                count, first = self._open[what]
                yield Gap(
                    kind=kind,
                    count=count,
                    explanation=f"{self._name}: {said} (rows: {count}).",
                    locator=first,
                )
        yield from self._of_file()

    def _explanations(self) -> Iterator[tuple[str, GapKind, str]]:
        yield (
            "unplaced",
            GapKind.UNPLACED_TEXT,
            f"text before the first dated row belongs to no message and begins “{self._lead}”",
        )
        for order, form in {form.order: form for form in self._survey.forms.values() if form.rivals}.items():
            ways = " or ".join(_READ_AS[rival] for rival in form.rivals)
            yield (
                f"order {order}",
                GapKind.DATE_ORDER,
                f"dates can be read {ways}, which nothing in the file decides; they were read {_READ_AS[order]}, as "
                f"{form.assumed_because}",
            )
        yield (
            "misfit",
            GapKind.DATE_ORDER,
            "dates do not fit the order of day and month of the other rows, and were read in the only way possible",
        )
        yield (
            "yearless",
            GapKind.TIME_MISSING,
            "day and month are shown without a year, as in rows copied out of the app, so no time was given",
        )
        yield (
            "islamic",
            GapKind.TIME_MISSING,
            "dates are of the lunar Hijri calendar, which no fixed rule converts, so no time was given",
        )
        for calendar in ("Buddhist", "Japanese", "Persian"):
            yield (
                calendar,
                GapKind.TIME_AMBIGUOUS,
                f"years were taken for those of the {calendar} calendar and converted",
            )
        yield (
            "half",
            GapKind.TIME_AMBIGUOUS,
            f"times may be twelve hours off, the first because {self._unsure}",
        )
        yield (
            "backwards",
            GapKind.CLOCK_BACKWARDS,
            "the time is earlier than that of the row before by more than a minute: a clock was changed, or text that "
            "looks like rows was pasted into a message",
        )
        yield (
            "encoding",
            GapKind.ENCODING,
            "bytes that are not text in the file's encoding are shown as replacement characters, and in the raw text by "
            "their hexadecimal values",
        )
        yield "limit", GapKind.LIMIT, f"only the first {LONGEST_ROW >> 20} MiB of a row were taken"
        yield (
            "waiting",
            GapKind.CONTENT_ENCRYPTED,
            "messages had not been decrypted by the phone when the chat was exported, and exist elsewhere",
        )
        yield (
            "media",
            GapKind.MEDIA_MISSING,
            "media are announced that the export leaves out; an export with media may have them",
        )

    def _of_file(self) -> Iterator[Gap]:
        forms, pasted = self._survey.forms, self._survey.pasted
        limit = _CUT_AT_WITH_MEDIA if self._names_files else _CUT_AT
        if len(forms) > 1:
            yield self._whole(
                GapKind.DATE_ORDER,
                len(forms),
                f"rows begin in {len(forms)} different forms, which one export does not do; each was read by its own",
            )
        if pasted:
            yield self._whole(
                GapKind.DATE_ORDER,
                pasted,
                "lines that look like the beginning of a row, but in another form than this file's, were kept as text of "
                f"the message above them (lines: {pasted})",
            )
        if abs(self._rows - limit) <= limit * _ABOUT:
            yield self._whole(
                GapKind.TRUNCATED,
                1,
                f"it has {self._rows} rows, and WhatsApp cuts exports at about {_CUT_AT:,} messages, "
                f"{_CUT_AT_WITH_MEDIA:,} with media, so older messages may be missing",
            )

    def _whole(self, kind: GapKind, count: int, said: str) -> Gap:
        return Gap(kind=kind, count=count, explanation=f"{self._name}: {said}.", locator=self._file)
