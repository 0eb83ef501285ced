"""Wall times of a source, and what they are worth."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from amparo.model import Clock, Gap, GapKind, Locator


class WallClock:
    """Turns wall times into the three time fields of a message, and keeps count of what is open.

    >>> WallClock(None).read(datetime(2021, 1, 31, 20, 49), Locator("sha256:...#bytes=0-9"))
    (None, '2021-01-31T20:49:00', <Clock.WALL: 'wall'>)
    """

    def __init__(self, zone: ZoneInfo | None) -> None:
        self.zone = zone
        self._first: Locator | None = None
        self._rows = 0
        self._ambiguous = 0
        self._first_ambiguous: Locator | None = None

    def read(self, wall: datetime, locator: Locator) -> tuple[datetime | None, str, Clock]:
        """`wall` is naive; returns `sent_at, wall_time, clock`."""
        self._rows += 1
        if self._first is None:
            self._first = locator
        if self.zone is None:
            return None, wall.isoformat(), Clock.WALL
        aware = wall.replace(tzinfo=self.zone)
        later = aware.replace(fold=1)
        if aware.utcoffset() != later.utcoffset():  # the hour that a clock change repeats or leaves out
            self._ambiguous += 1
            if self._first_ambiguous is None:
                self._first_ambiguous = locator
        return aware.astimezone(UTC), wall.isoformat(), Clock.ASSUMED

    def unzoned(self, rows: int, first: Locator) -> None:
        """Count rows whose wall times a reader wrote itself, many at a time; only where no zone is assumed."""
        self._rows += rows
        if self._first is None:
            self._first = first

    def gaps(self, name: str) -> list[Gap]:
        """What a reader reports at the end of the file called `name`."""
        gaps = []
        if self._rows and self.zone is None:
            gaps.append(
                Gap(
                    kind=GapKind.ZONE_UNKNOWN,
                    count=self._rows,
                    explanation=f"{name}: {self._rows} rows show wall time without a time zone; name it with --timezone.",
                    locator=self._first,
                )
            )
        elif self._rows:
            gaps.append(
                Gap(
                    kind=GapKind.ZONE_ASSUMED,
                    count=self._rows,
                    explanation=f"{name}: {self._rows} wall times were read as {self.zone}, as a person said; "
                    "the source does not name a zone.",
                    locator=self._first,
                )
            )
        if self._ambiguous:
            gaps.append(
                Gap(
                    kind=GapKind.TIME_AMBIGUOUS,
                    count=self._ambiguous,
                    explanation=f"{name}: {self._ambiguous} wall times fall in an hour that a clock change in {self.zone} "
                    "repeats or leaves out; the earlier offset was taken.",
                    locator=self._first_ambiguous,
                )
            )
        return gaps
