"""The rows of the data files under `data/`, and what they are held against.

Structure only: sentences that a person reads stand in `data/texts/<language>/`, under the row's id (`files.py`).
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from amparo.model import AgeGroup

LANGUAGES = ("en", "fr", "ar", "ary", "es", "pt", "fil", "de")
"""`ary` is Darija in Arabic letters. English is the master that the others are translated from."""

COUNTRIES = (
    *("GB", "MA", "FR", "US", "CA", "AU", "IE", "ES", "IN", "PH", "AE", "SA", "BH", "NG", "CI"),
    *("DE", "PT", "BR"),
)
"""ISO 3166-1 alpha-2: the countries of FIELD.md 2, and where the other languages are spoken. Plans of other
countries work too, with less in them."""

Grade = Literal["O", "P", "U"]
"""O: the issuing body's own text was read. P: reported by others. U: not verified, shown to nobody."""

Consensus = Literal["safety", "stop", "evidence", "tell", "report", "money", "suspend", "lock"]
CONSENSUS: tuple[Consensus, ...] = (
    "safety",
    "stop",
    "evidence",
    "tell",
    "report",
    "money",
    "suspend",
    "lock",
)
"""What every source advises, in the order that every plan keeps (FIELD.md 1)."""

Task = Literal["capture", "suspend", "report", "lock"]
"""What a how-to shows, on one platform."""


class Situation(StrEnum):
    """What is going on, as far as it is known; a plan takes any number of them."""

    THREATENED = "threatened"
    PAID = "paid"
    ASKED_AGAIN = "asked_again"
    IMAGES_SENT = "images_sent"
    CONTACTS_TOLD = "contacts_told"
    CRISIS = "crisis"
    """Somebody thinks of ending it."""
    HELPING = "helping"
    """It is somebody else's case."""
    UNDER_18 = "under_18"
    """Makes the age group `minor`, whatever was said of the age."""
    HACKED = "hacked"
    MAIL_CLAIM = "mail_claim"
    """A mail claims a hacked webcam."""
    PERFORMER = "performer"
    """The person whose pictures the offender shows."""
    POSTED = "posted"


_WHOLE = frozenset({Situation.MAIL_CLAIM, Situation.PERFORMER})
"""Cases of their own kind, with a wording of their own."""
_BESIDE = frozenset(
    {Situation.PAID, Situation.ASKED_AGAIN, Situation.CRISIS, Situation.HELPING, Situation.UNDER_18}
)
"""Situations that go with any kind of case and leave it what it is."""


def whole_case(situations: frozenset[Situation]) -> Situation | None:
    """`mail_claim` or `performer` if that is all that is going on.

    A mail that claims a recording beside a real threat is a case like any other: what is said of the mail alone
    ("no need to suspend accounts") would harm.
    """
    left = situations - _BESIDE
    return next(iter(left)) if len(left) == 1 and left <= _WHOLE else None


Keys = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
"""At least one: a row without source does not load."""


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who says so; `url` is where the text was read."""

    id: str
    publisher: str
    title: str
    url: str


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every row tells of itself."""

    id: str
    sources: Keys
    """Ids of `sources.toml`."""
    grade: Grade
    checked_on: date


class Filter(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For whom a row is; empty means everybody."""

    ages: tuple[Literal["adult", "minor"], ...] = ()
    situations: tuple[Situation, ...] = ()
    unless: tuple[Situation, ...] = ()
    only: tuple[Situation, ...] = ()
    """For people whose whole case is one of these (`whole_case`)."""
    not_only: tuple[Situation, ...] = ()

    def fits(self, age: AgeGroup, situations: frozenset[Situation]) -> bool:
        group = "minor" if age.counts_as_minor else "adult"
        whole = whole_case(situations)
        return (
            (not self.ages or group in self.ages)
            and (not self.situations or not situations.isdisjoint(self.situations))
            and situations.isdisjoint(self.unless)
            and (not self.only or whole in self.only)
            and whole not in self.not_only
        )


class OtherViewRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What another source says instead; its text stands under the step's id."""

    sources: Keys
    grade: Grade


class StepRow(Filter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    order: int
    kind: Literal["lead", "step", "warning", "comfort"]
    consensus: Consensus | None = None
    countries: tuple[str, ...] = ()
    """ISO codes; empty means everywhere."""
    task: Task | None = None
    """The how-tos that show how."""
    other_view: OtherViewRow | None = None


class ServiceRow(Filter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    country: str
    """ISO code, or `*` for every country."""
    purpose: Literal["crisis", "report", "support", "money", "takedown", "recovery"]
    name: str
    contact: tuple[str, ...]
    """As a person would dial or type it; never a link."""


class EmergencyRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`id` is the ISO code. What a number is for stands in the texts under `<code>-<number>`."""

    first: str
    """The number to show first."""
    extra: tuple[str, ...] = ()
    """Numbers that the metadata does not list; `sources` vouch for them."""
