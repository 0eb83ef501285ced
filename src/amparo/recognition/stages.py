"""The course of one conversation: what only shows when its messages are seen in order.

- The first message of the counterpart is the contact, once that party is known to blackmail (or a person said that it
  is the offender).
- A demand after a payment, or a second demand for another sum or on another day, is a repeated demand.
- Findings of rules that need company (`needs`: a deadline means nothing among friends) wait, a few messages long, for a
  threat or demand of the same conversation.

State is a few hundred bytes a conversation, and only the conversations that spoke last are kept (`Conversations`).
"""

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from amparo.model import Finding, Lang, Message, Speaker, Stage
from amparo.recognition.rules import Course, Rule

WAITING = 8
"""Findings that wait for company, in one conversation."""
SENDERS = 16
"""Senders of one conversation whose first message is remembered."""
REGIONS = 3
"""Countries of phone numbers remembered in one conversation."""
CONVERSATIONS = 20_000
"""Conversations remembered at a time; one that falls out and speaks again is met as new."""
SEEN = 64
"""Sender indicators remembered in one conversation, so that each is given once."""
LATER = timedelta(hours=12)
"""Between two demands that are not one haggling."""

_SHOWS_THE_SCHEME = frozenset(
    (
        *(Stage.THREAT, Stage.DEMAND, Stage.LEVERAGE, Stage.PAYMENT_INSTRUCTION, Stage.REPEAT_DEMAND),
        Stage.URGES_SELF_HARM,
    )
)


@dataclass(slots=True)
class State:
    """What is remembered of one conversation."""

    firsts: dict[str, Finding] = field(default_factory=dict)
    """Sender to the contact finding of their first message, until it is given."""
    met: set[str] = field(default_factory=set)
    """Senders whose first message was seen."""
    stages: set[Stage] = field(default_factory=set)
    waiting: deque[tuple[Finding, frozenset[Stage]]] = field(default_factory=lambda: deque(maxlen=WAITING))
    paid: bool = False
    demanded: str | None = None
    """The sum of the last demand, canonical; empty: without a sum."""
    demanded_at: datetime | None = None
    regions: tuple[str, ...] = ()
    seen: set[tuple[str, str]] = field(default_factory=set)
    familiar: set[tuple[str | None, str | None, Speaker]] = field(default_factory=set)
    """Account, name and speaker of those of whom nothing new shows any more; as many as of `seen`."""

    def add_region(self, region: str | None) -> None:
        if region and region not in self.regions and len(self.regions) < REGIONS:
            self.regions = (*self.regions, region)


class Conversations:
    """The states of the conversations that spoke last."""

    def __init__(self, most: int = CONVERSATIONS) -> None:
        self._states: OrderedDict[str, State] = OrderedDict()
        self._most = most
        self._last: tuple[str, State] | None = None

    def state(self, conversation: str) -> State:
        if self._last is not None and self._last[0] == conversation:
            return self._last[1]
        state = self._states.get(conversation)
        if state is None:
            state = self._states[conversation] = State()
            if len(self._states) > self._most:
                self._states.popitem(last=False)
        else:
            self._states.move_to_end(conversation)
        self._last = (conversation, state)
        return state


class Courses:
    """The rules on the course of a conversation, and how each is told."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: dict[Course, Rule] = {rule.course: rule for rule in rules if rule.course}

    def meet(self, state: State, message: Message) -> Iterator[Finding]:
        """To be called for each message with words or media before its findings."""
        sender = sender_of(message)
        if sender in state.met or message.speaker is Speaker.VICTIM or len(state.met) >= SENDERS:
            return
        state.met.add(sender)
        rule = self._rules.get("first_message")
        if rule is None:
            return
        contact = finding(rule, message, (0, len(message.raw_text)))
        if message.speaker is Speaker.OFFENDER:
            state.stages.add(contact.stage)
            yield contact
        else:
            state.firsts[sender] = contact

    def follow(
        self, state: State, message: Message, found: list[tuple[Finding, Rule]], sum_named: str | None
    ) -> Iterator[Finding]:
        """A message's findings and what they bring with them, in order."""
        ready = []
        for one, rule in found:
            if rule.needs and not rule.needs & (
                state.stages | {other.stage for other, by in found if not by.needs}
            ):
                state.waiting.append((one, rule.needs))
            else:
                ready.append(one)
        if not ready:
            return
        stages = {one.stage for one in ready}
        contact = state.firsts.pop(sender_of(message), None) if stages & _SHOWS_THE_SCHEME else None
        if contact is not None and contact.message != message.id:
            state.stages.add(contact.stage)
            yield contact
        state.stages |= stages
        released = [one for one, needs in state.waiting if needs & state.stages]
        state.waiting = deque(
            ((one, needs) for one, needs in state.waiting if not needs & state.stages), maxlen=WAITING
        )
        yield from released
        state.stages |= {one.stage for one in released}
        if any(one.stage is Stage.PAYMENT_MADE for one in released):
            state.paid = True
        yield from ready
        yield from self._demands(state, message, [*released, *ready], sum_named)
        if Stage.PAYMENT_MADE in stages:
            state.paid = True

    def _demands(
        self, state: State, message: Message, found: list[Finding], sum_named: str | None
    ) -> Iterator[Finding]:
        demand = next((one for one in found if one.stage is Stage.DEMAND and one.message == message.id), None)
        if demand is None:
            return
        course: Course | None = None
        if state.paid:
            course = "demand_after_payment"
        elif state.demanded is not None and self._another(state, message, sum_named):
            course = "another_demand"
        state.paid = False
        state.demanded = sum_named or state.demanded or ""
        state.demanded_at = message.sent_at or state.demanded_at
        rule = self._rules.get(course) if course else None
        if rule is not None:
            state.stages.add(rule.stage)
            yield finding(rule, message, demand.span)

    @staticmethod
    def _another(state: State, message: Message, sum_named: str | None) -> bool:
        if sum_named and state.demanded and sum_named != state.demanded:
            return True
        if state.demanded_at is None or message.sent_at is None:
            return False
        return message.sent_at - state.demanded_at >= LATER


def sender_of(message: Message) -> str:
    """Who said it, as far as the source tells people apart."""
    return message.account or message.sender or ""


def finding(rule: Rule, message: Message, span: tuple[int, int]) -> Finding:
    """What `rule` saw at `span` of the message's raw text."""
    return Finding(
        rule=rule.id,
        stage=rule.offender_stage or rule.stage if message.speaker is Speaker.OFFENDER else rule.stage,
        span=span,
        weight=rule.weight,
        reason=rule.reason[Lang.EN],
        message=message.id,
        conversation=message.conversation,
        said_by=message.speaker,
        sender=sender_of(message) or None,
        locator=message.locator,
    )
