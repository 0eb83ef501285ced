"""What a WhatsApp export does not tell, counted while it is read."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from amparo.model import Gap, GapKind, Locator
from amparo.sources.whatsapp_headers import Order, Stamp
from amparo.sources.whatsapp_rows import LONGEST_ROW
from amparo.sources.whatsapp_survey import Form, Survey
from amparo.sources.whatsapp_wording import Meaning

_BACKWARDS = timedelta(minutes=1)
"""Rows of one minute may be out of order by it, as messages arrive."""

_CUT_AT = 40_000
_CUT_AT_WITH_MEDIA = 10_000
"""Messages after which WhatsApp ends an export (its help page on exporting chats); counts differ a little."""
_ABOUT = 0.025

_READ_AS: dict[Order, str] = {
    "dmy": "day first",
    "mdy": "month first",
    "ymd": "year first",
    "ydm": "year, day, month",
}


class Findings:
    """Keeps one count and the first place for each kind of gap."""

    def __init__(self, name: str, found: Survey) -> None:
        self._name = name
        self._survey = found
        self._open: dict[str, tuple[int, Locator]] = {}
        self._last: datetime | None = None
        self._rows = 0
        self._lead = ""
        self._calendars: set[str] = set()
        self._unsure: set[str] = set()
        self._names_files = False

    def _note(self, what: str, locator: Locator) -> None:
        count, first = self._open.get(what, (0, locator))
        self._open[what] = (count + 1, first)

    def unplaced(self, text: str, locator: Locator) -> None:
        """Text before the first header."""
        if text.strip():
            self._lead = text.strip().partition("\n")[0][:60]
            self._note("unplaced", locator)

    def undecodable(self, locator: Locator) -> None:
        self._note("encoding", locator)

    def too_long(self, locator: Locator) -> None:
        self._note("limit", locator)

    def meant(self, meaning: Meaning, locator: Locator) -> None:
        if meaning.waiting:
            self._note("waiting", locator)
        if meaning.announced:
            self._note("media", locator)
        elif meaning.attachments:
            self._names_files = True

    def wall_time(self, stamp: Stamp, form: Form, locator: Locator) -> datetime | None:
        """The time of a row, by the reading that the file decides or, with a gap, that is assumed."""
        self._rows += 1
        day, hour = stamp.day, stamp.hour
        read = day.readings.get(form.order)
        if read is None:
            if not day.readings:
                self._note("islamic" if day.calendar else "yearless", locator)
                return None
            read = next(iter(day.readings.values()))
            self._note("misfit", locator)
        elif form.rivals and day.open_between(form.rivals):
            self._note("order " + form.order, locator)
        if day.calendar:
            self._calendars.add(day.calendar)
            self._note("calendar", locator)
        if hour.unsure and not form.clock24:
            self._unsure.add(hour.unsure)
            self._note("half", locator)
        wall = datetime.combine(read, hour.at)
        if self._last is not None and wall < self._last and self._last - wall > _BACKWARDS:
            self._note("backwards", locator)
        self._last = wall
        return wall

    def gaps(self) -> Iterator[Gap]:
        """All of them, in a fixed order."""
        for what, kind, said in self._explanations():
            if what in self._open:
                count, first = self._open[what]
                yield Gap(
                    kind=kind, count=count, explanation=f"{self._name}: {said.format(n=count)}", locator=first
                )
        yield from self._of_file()

    def _explanations(self) -> Iterator[tuple[str, GapKind, str]]:
        yield (
            "unplaced",
            GapKind.UNPLACED_TEXT,
            (f"text before the first dated row belongs to no message; it begins {_quoted(self._lead)}."),
        )
        for form in self._survey.forms.values():
            if form.rivals:
                ways = " or ".join(_READ_AS[order] for order in form.rivals)
                yield (
                    "order " + form.order,
                    GapKind.DATE_ORDER,
                    (
                        f"{{n}} dates can be read {ways} and nothing in the file decides it; they were read "
                        f"{_READ_AS[form.order]}, because {form.assumed_because}."
                    ),
                )
        yield (
            "misfit",
            GapKind.DATE_ORDER,
            (
                "{n} dates do not fit the order of day and month of the other rows; each was read in the only way possible."
            ),
        )
        yield (
            "yearless",
            GapKind.TIME_MISSING,
            (
                "{n} rows show day and month but no year, as rows copied out of the app do; no time was given to them."
            ),
        )
        yield (
            "islamic",
            GapKind.TIME_MISSING,
            (
                "{n} dates are of the lunar Hijri calendar, which no fixed rule converts; no time was given to them."
            ),
        )
        yield (
            "calendar",
            GapKind.TIME_AMBIGUOUS,
            (
                f"{{n}} years were read as those of the {' and '.join(sorted(self._calendars))} calendar and converted."
            ),
        )
        yield (
            "half",
            GapKind.TIME_AMBIGUOUS,
            (f"{{n}} times may be twelve hours off: {_quoted('; '.join(sorted(self._unsure)[:3]))}."),
        )
        yield (
            "backwards",
            GapKind.CLOCK_BACKWARDS,
            (
                "{n} rows are earlier than the row before them by more than a minute: the phone's clock was changed, or "
                "text that looks like rows was pasted into a message."
            ),
        )
        yield (
            "encoding",
            GapKind.ENCODING,
            (
                "{n} rows hold bytes that are not text in the file's encoding; they are shown as replacement characters, "
                "and in the raw text as their hexadecimal values."
            ),
        )
        yield (
            "limit",
            GapKind.LIMIT,
            (f"{{n}} rows are longer than {LONGEST_ROW >> 20} MiB; only their beginning was taken."),
        )
        yield (
            "waiting",
            GapKind.CONTENT_ENCRYPTED,
            (
                "{n} messages had not been decrypted by the phone when the chat was exported; they exist elsewhere."
            ),
        )
        yield (
            "media",
            GapKind.MEDIA_MISSING,
            ("{n} rows announce media that the export leaves out; an export with media may have them."),
        )

    def _of_file(self) -> Iterator[Gap]:
        forms = self._survey.forms
        if len(forms) > 1:
            yield Gap(
                kind=GapKind.DATE_ORDER,
                count=len(forms),
                explanation=f"{self._name}: its rows begin in {len(forms)} different forms, which one export does not "
                "do; each row was read by its own form.",
            )
        if self._survey.pasted:
            yield Gap(
                kind=GapKind.DATE_ORDER,
                count=self._survey.pasted,
                explanation=f"{self._name}: {self._survey.pasted} lines look like the beginning of a row, but in another "
                "form than this file's; they were kept as text of the message above them.",
            )
        limit = _CUT_AT_WITH_MEDIA if self._names_files else _CUT_AT
        if abs(self._rows - limit) <= limit * _ABOUT:
            yield Gap(
                kind=GapKind.TRUNCATED,
                count=1,
                explanation=f"{self._name}: it has {self._rows} rows; WhatsApp cuts exports at about {_CUT_AT:,} messages, "
                f"{_CUT_AT_WITH_MEDIA:,} with media, so older messages may be missing.",
            )


def _quoted(text: str) -> str:
    """Safe inside a format string."""
    return "“" + text.replace("{", "{{").replace("}", "}}") + "”"
