"""Tells the course of each counterpart of one conversation from what was found in it, in order.

A counterpart is a side that somebody named as the offender's, or that wrote something that only the scheme's offender
writes. Everything told rests on a message; what the messages leave open is named (`Open`).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from amparo.model import (
    Basis,
    Change,
    Clock,
    Course,
    Elapsed,
    Exposure,
    Moment,
    Open,
    Speaker,
    Stage,
    Step,
    Sum,
    SumPart,
    Target,
)
from amparo.recognition.audience import Named

FIRST = 96
LAST = 32
"""Findings of one conversation that are remembered: the first and the last of them; all are counted."""

_DEMANDS = frozenset((Stage.DEMAND, Stage.REPEAT_DEMAND))
_THREATS = frozenset((Stage.THREAT, Stage.MAIL_BLACKMAIL))
_COUNTERPARTS = frozenset(
    (
        *(Stage.LEVERAGE, Stage.PROOF, Stage.THREAT, Stage.MAIL_BLACKMAIL, Stage.DEMAND, Stage.REPEAT_DEMAND),
        *(Stage.PAYMENT_INSTRUCTION, Stage.RECOVERY_OFFER, Stage.AUTHORITY, Stage.URGES_SELF_HARM),
    )
)
"""What makes a side a counterpart where nobody named it."""
_OTHERS = frozenset(
    (
        *(Stage.BARGAINING, Stage.PAYMENT_MADE, Stage.EXPOSURE, Stage.REFUSAL),
        *(Stage.DISTRESS, Stage.HELP, Stage.CRISIS),
    )
)
"""What the other sides of the conversation add to a counterpart's course."""


class Event(NamedTuple):
    """A finding with what it is about."""

    row: int
    """Place of its message among all messages."""
    start: int
    stage: Stage
    said_by: Speaker
    side: str
    moment: Moment
    sums: tuple[str, ...]
    audiences: tuple[tuple[Named, str], ...]


@dataclass(slots=True)
class Side:
    sender: str | None
    said_by: Speaker
    first: Moment
    first_row: int
    last: Moment
    last_row: int
    messages: int = 1


@dataclass(slots=True)
class Followed:
    """What is remembered of one conversation."""

    conversation: str
    sides: dict[str, Side] = field(default_factory=dict)
    notes: dict[tuple[str, str], Event] = field(default_factory=dict)
    """By message and rule: of the last message with findings, and of those that wait for company."""
    _first: list[Event] = field(default_factory=list)
    _last: deque[Event] = field(default_factory=lambda: deque(maxlen=LAST))
    _left_out: int = 0
    _counts: dict[tuple[str, Stage], tuple[int, str]] = field(default_factory=dict)
    """Side and stage to messages, and the last of them."""

    def add(self, event: Event) -> None:
        if len(self._first) < FIRST:
            self._first.append(event)
        else:
            self._left_out += len(self._last) == LAST
            self._last.append(event)
        count, last = self._counts.get((event.side, event.stage), (0, ""))
        if last != event.moment.message:
            self._counts[event.side, event.stage] = count + 1, event.moment.message

    def events(self) -> list[Event]:
        """In the order in which they were said."""
        return sorted([*self._first, *self._last], key=lambda event: (event.row, event.start, event.stage))

    def count(self, side: str, stage: Stage) -> int:
        """Messages."""
        return self._counts.get((side, stage), (0, ""))[0]

    @property
    def is_long(self) -> bool:
        return self._left_out > 0


def courses_of(followed: Followed) -> Iterator[Course]:
    """One course a counterpart, in order of first contact."""
    events = followed.events()
    shown = {event.side for event in events if event.stage in _COUNTERPARTS}
    for key, side in followed.sides.items():
        if side.said_by is Speaker.OFFENDER or (side.said_by is not Speaker.VICTIM and key in shown):
            own = [e for e in events if e.side == key or (e.side not in shown and e.stage in _OTHERS)]
            yield _course(followed, key, side, own)


def _course(followed: Followed, key: str, side: Side, events: Sequence[Event]) -> Course:
    threats = [e for e in events if e.side == key and e.stage in _THREATS]
    pressing = [e for e in events if e.side == key and e.stage in _THREATS | _DEMANDS]
    payments = [e for e in events if e.stage is Stage.PAYMENT_MADE]
    paid_at = min((e.row for e in payments), default=None)
    later = [e for e in pressing if paid_at is not None and e.row > paid_at]
    to_threat = elapsed(side.first, threats[0].moment) if threats else None
    sums = list(_sums(key, events, paid_at))
    last = max(followed.sides.values(), key=lambda one: one.last_row)
    return Course(
        conversation=followed.conversation,
        counterpart=side.sender,
        said_by=side.said_by,
        messages=side.messages,
        first_contact=side.first,
        first_threat=threats[0].moment if threats else None,
        to_threat=to_threat,
        steps=tuple(_steps(followed, events)),
        threats=_messages(followed, threats, key, (Stage.THREAT, Stage.MAIL_BLACKMAIL)),
        demands=_messages(followed, pressing, key, (Stage.DEMAND, Stage.REPEAT_DEMAND)),
        bargaining=len({e.moment.message for e in events if e.stage is Stage.BARGAINING}),
        payments=len({e.moment.message for e in payments}),
        demands_after_payment=len({e.moment.message for e in later if e.stage in _DEMANDS}),
        threats_after_payment=len({e.moment.message for e in later if e.stage in _THREATS}),
        first_after_payment=later[0].moment if later else None,
        sums=tuple(sums),
        threatened=tuple(_targets(threats)),
        exposure=tuple(_exposures(events)),
        last_word=side.last,
        last_in_conversation=last.last,
        open=tuple(_open(followed, key, side, events, to_threat, sums)),
    )


def _messages(followed: Followed, events: Iterable[Event], key: str, stages: tuple[Stage, ...]) -> int:
    """How many messages hold one of the stages; where not all are remembered, at least the most of one stage."""
    remembered = len({event.moment.message for event in events if event.stage in stages})
    return max([remembered, *(followed.count(key, stage) for stage in stages)])


def _steps(followed: Followed, events: Sequence[Event]) -> Iterator[Step]:
    steps: dict[tuple[Stage, str], list[Event]] = {}
    for event in events:
        steps.setdefault((event.stage, event.side), []).append(event)
    for (stage, side), some in steps.items():
        yield Step(
            stage=stage,
            said_by=some[0].said_by,
            first=some[0].moment,
            last=some[-1].moment,
            messages=followed.count(side, stage),
        )


def _sums(key: str, events: Sequence[Event], paid_at: int | None) -> Iterator[Sum]:
    """Each sum of a message once, as what says most of it: paid, demanded, haggled over."""
    told: dict[tuple[str, str], tuple[Event, SumPart]] = {}
    rank = (SumPart.PAID, SumPart.DEMANDED, SumPart.HAGGLED, SumPart.OFFERED)
    for event in events:
        part = _part(event, key)
        for value in event.sums if part else ():
            at = event.moment.message, value
            if part and (at not in told or rank.index(part) < rank.index(told[at][1])):
                told[at] = event, part
    before: tuple[Decimal, str] | None = None
    haggling = {event.moment.message for event in events if event.stage is Stage.BARGAINING}
    for (message, value), (event, part) in told.items():
        number, currencies = amount(value)
        change = None
        if part is SumPart.DEMANDED and message not in haggling:
            here = (number, currencies[0]) if number is not None and len(currencies) == 1 else None
            change = _change(before, here) if before and here else None
            before = here or before
        yield Sum(
            value=value,
            currencies=currencies,
            part=part,
            said_by=event.said_by,
            change=change,
            after_payment=paid_at is not None and event.row > paid_at,
            at=event.moment,
        )


def _part(event: Event, key: str) -> SumPart | None:
    if event.stage is Stage.PAYMENT_MADE:
        return SumPart.PAID
    if event.stage is Stage.BARGAINING:
        return SumPart.HAGGLED if event.side == key else SumPart.OFFERED
    return SumPart.DEMANDED if event.side == key else None


def amount(value: str) -> tuple[Decimal | None, tuple[str, ...]]:
    """Number and currencies of an amount as indicators write it: `300 EUR`, `400 USD|CAD|AUD`, `300 ?`."""
    number, _, unit = value.partition(" ")
    currencies = tuple(code for code in unit.split("|") if code and code != "?")
    try:
        return Decimal(number), currencies
    except InvalidOperation:
        return None, currencies


def _change(before: tuple[Decimal, str], here: tuple[Decimal, str]) -> Change | None:
    if before[1] != here[1]:
        return None
    if before[0] == here[0]:
        return Change.SAME
    return Change.HIGHER if here[0] > before[0] else Change.LOWER


def _targets(threats: Iterable[Event]) -> Iterator[Target]:
    told: set[tuple[str, str]] = set()
    for event in threats:
        for named, words in event.audiences:
            once = named.audience.value, words.casefold()
            if once not in told:
                told.add(once)
                yield Target(
                    audience=named.audience, words=words, span=(named.start, named.end), at=event.moment
                )


def _exposures(events: Iterable[Event]) -> Iterator[Exposure]:
    told: set[str] = set()
    for event in events:
        if event.stage is Stage.EXPOSURE and event.moment.message not in told:
            told.add(event.moment.message)
            yield Exposure(
                said_by=event.said_by,
                audiences=tuple(dict.fromkeys(named.audience for named, _ in event.audiences)),
                at=event.moment,
            )


def elapsed(first: Moment, second: Moment) -> Elapsed:
    """The time between two messages, as far as their clocks can be compared."""
    if first.sent_at is not None and second.sent_at is not None:
        took = second.sent_at - first.sent_at
        assumed = Clock.ASSUMED in (first.clock, second.clock)
        basis = Basis.ASSUMED if assumed else Basis.INSTANTS
    elif first.sent_at is None and second.sent_at is None and first.wall_time and second.wall_time:
        try:
            took = datetime.fromisoformat(second.wall_time) - datetime.fromisoformat(first.wall_time)
        except (ValueError, TypeError):
            return Elapsed(seconds=None, basis=Basis.UNKNOWN)
        basis = Basis.WALL
    else:
        return Elapsed(seconds=None, basis=Basis.UNKNOWN)
    if took.total_seconds() < 0:
        return Elapsed(seconds=None, basis=Basis.UNKNOWN)
    return Elapsed(seconds=int(took.total_seconds()), basis=basis)


def _open(
    followed: Followed,
    key: str,
    side: Side,
    events: Sequence[Event],
    to_threat: Elapsed | None,
    sums: Sequence[Sum],
) -> Iterator[Open]:
    moments = [side.first, side.last, *(event.moment for event in events)]
    if side.said_by is not Speaker.OFFENDER:
        yield Open.SPEAKERS
        if side.sender is None:
            yield Open.SENDERS
    if any(moment.sent_at is None and moment.wall_time for moment in moments):
        yield Open.ZONE
    if any(moment.sent_at is None and not moment.wall_time for moment in moments):
        yield Open.TIMES
    if to_threat is not None and to_threat.seconds is None and _backwards(side.first, events):
        yield Open.BACKWARDS
    if any(len(one.currencies) != 1 for one in sums):
        yield Open.CURRENCY
    if followed.is_long:
        yield Open.LONG


def _backwards(first: Moment, events: Iterable[Event]) -> bool:
    for event in events:
        if event.stage in _THREATS:
            there = event.moment
            if first.sent_at is not None and there.sent_at is not None:
                return there.sent_at < first.sent_at
            return bool(first.wall_time and there.wall_time and there.wall_time < first.wall_time)
    return False
