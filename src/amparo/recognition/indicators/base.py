"""What every kind of indicator shares: the text it reads and the hit it gives.

A kind is a module of this package that satisfies `Kind`: its facts on top, an example in its docstring, examples and
counter-examples that the tests run, and `find`.
"""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple, Protocol

from amparo.model import IndicatorKind, Speaker


class View(NamedTuple):
    """One message as indicators read it."""

    text: str
    """Plain: ASCII digits, ordinary spaces and dashes, no invisible marks; case and accents kept."""
    said_by: Speaker = Speaker.UNKNOWN
    country: str | None = None
    """ISO 3166-1 alpha-2, as a person named it."""
    regions: tuple[str, ...] = ()
    """Countries of the international phone numbers of this conversation so far, the first one first."""

    def near(self, words: re.Pattern[str], start: int, end: int, before: int = 60, after: int = 30) -> bool:
        """Whether `words` occur around the place, within so many characters."""
        left = max(0, start - before)
        return bool(words.search(self.text, left, start) or words.search(self.text, end, end + after))


class Hit(NamedTuple):
    """An identifier at a place of `View.text`."""

    value: str
    start: int
    end: int
    valid: bool | None = None
    note: str | None = None
    platform: str | None = None
    linked: bool = False
    """It may share its characters: it stands inside a URL, or is another reading of what an earlier hit reads."""


class Claims:
    """Places that are taken, none overlapping another; asking and taking stay quick however many there are."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, start: int, end: int) -> bool:
        """Take the place if it is free."""
        if not self.free(start, end):
            return False
        place = bisect_right(self._starts, start)
        self._starts.insert(place, start)
        self._ends.insert(place, end)
        return True

    def free(self, start: int, end: int) -> bool:
        place = bisect_left(self._starts, end)
        return place == 0 or self._ends[place - 1] <= start


class Kind(Protocol):
    """A module of this package."""

    @property
    def KIND(self) -> IndicatorKind: ...

    @property
    def TRIGGERS(self) -> tuple[str, ...]:
        """Words, or Hyperscan patterns, on folded text (lower case, no accents); without one, `find` is not called.

        A kind may also have `PLAIN_TRIGGERS`, on plain text, where capitals tell.
        """
        ...

    @property
    def CLAIMS(self) -> bool:
        """What it finds is nothing else: later kinds do not get the same characters."""
        ...

    @property
    def EXAMPLES(self) -> tuple[tuple[str, str], ...]:
        """Text and the value found in it."""
        ...

    @property
    def COUNTER_EXAMPLES(self) -> tuple[str, ...]: ...

    def find(self, view: View) -> list[Hit]:
        """Every mention, in order of place."""
        ...
