"""The course of what one counterpart did: one summary, every fact with the message that it rests on."""

from datetime import datetime
from enum import StrEnum

import msgspec

from amparo.model.finding import Stage
from amparo.model.locator import Locator
from amparo.model.message import Clock, Speaker


class Moment(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A message that a fact rests on, and when it was said as far as the source tells."""

    message: str
    locator: Locator
    sent_at: datetime | None
    """Aware, UTC; None where only a wall time (or nothing) is known."""
    wall_time: str | None
    clock: Clock


class Basis(StrEnum):
    """What the time between two messages rests on."""

    INSTANTS = "instants"
    """The source states both instants."""
    ASSUMED = "assumed"
    """At least one of them was read in a zone that a person named."""
    WALL = "wall"
    """The same clock, whose zone is not known; a clock change in between would not show."""
    UNKNOWN = "unknown"
    """A time is missing, the clocks cannot be compared, or the clock ran backwards."""


class Elapsed(msgspec.Struct, frozen=True, kw_only=True):
    seconds: int | None
    """None where it cannot be told."""
    basis: Basis


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One stage of the course."""

    stage: Stage
    said_by: Speaker
    first: Moment
    last: Moment
    messages: int


class SumPart(StrEnum):
    """What a sum of money was to the one who named it."""

    DEMANDED = "demanded"
    HAGGLED = "haggled"
    """Named by the counterpart while bargaining, among others."""
    OFFERED = "offered"
    """Named by the other side while bargaining."""
    PAID = "paid"
    """Said to be paid."""


class Change(StrEnum):
    """A demanded sum beside the one demanded before it, where both are in one and the same currency."""

    HIGHER = "higher"
    LOWER = "lower"
    SAME = "same"


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    value: str
    """As the indicator has it: `300 EUR`, `400 USD|CAD|AUD`, `300 ?`."""
    currencies: tuple[str, ...]
    """ISO 4217; several where the text leaves it open, none where it names no currency."""
    part: SumPart
    said_by: Speaker
    change: Change | None
    after_payment: bool
    """Named after a message that says that money was paid."""
    at: Moment


class Audience(StrEnum):
    """To whom it was threatened, or said, that something is shown."""

    PARTNER = "partner"
    FAMILY = "family"
    FRIENDS = "friends"
    CONTACTS = "contacts"
    """Followers, contacts, friends lists."""
    WORK = "work"
    SCHOOL = "school"
    COMMUNITY = "community"
    """Congregation, village, neighbours, groups."""
    PUBLIC = "public"
    """Everybody; the internet."""
    AUTHORITIES = "authorities"


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """An audience in the words of the message."""

    audience: Audience
    words: str
    span: tuple[int, int]
    """Start and end (exclusive), in characters of the message's text."""
    at: Moment


class Exposure(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody says that the threat was carried out."""

    said_by: Speaker
    audiences: tuple[Audience, ...]
    at: Moment


class Open(StrEnum):
    """What a course leaves open."""

    SPEAKERS = "speakers"
    """Nobody said which side is the victim; the counterpart is told by what was written."""
    SENDERS = "senders"
    """The source does not tell the senders apart: both sides may be in this course."""
    ZONE = "zone"
    """Wall times without a zone."""
    TIMES = "times"
    """Some of the messages have no time."""
    BACKWARDS = "backwards"
    """A later message shows an earlier time."""
    CURRENCY = "currency"
    """Sums whose currency the text does not settle."""
    LONG = "long"
    """So many findings that those in the middle are only counted."""


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """What one counterpart did in one conversation, in order; nothing is inferred that no message says."""

    conversation: str
    counterpart: str | None
    """The sender, as the source tells people apart; of several accounts of one side the first."""
    said_by: Speaker
    """`offender` only where the source or a person said so."""
    messages: int
    """Rows that the counterpart sent."""
    first_contact: Moment
    """The counterpart's first row, the notices of the app aside."""
    first_threat: Moment | None
    to_threat: Elapsed | None
    """From first contact to first threat; None without a threat."""
    steps: tuple[Step, ...]
    """Both sides, in order of first occurrence."""
    threats: int
    """Messages that threaten."""
    demands: int
    """Messages that demand money, the repeated ones included."""
    bargaining: int
    """Messages of either side that bargain."""
    payments: int
    """Messages that say that money was paid."""
    demands_after_payment: int
    threats_after_payment: int
    first_after_payment: Moment | None
    """The first demand or threat after a payment."""
    sums: tuple[Sum, ...]
    """In order; not added up."""
    threatened: tuple[Target, ...]
    """Each audience once in the same words, in order."""
    exposure: tuple[Exposure, ...]
    """Empty: nobody said that it was carried out, which is not to say that it was not."""
    last_word: Moment
    """The counterpart's last row."""
    last_in_conversation: Moment
    open: tuple[Open, ...]
