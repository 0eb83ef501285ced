"""From a case to mentions: what of it can tie it to other cases, and nothing else of the people in it.

Only conversations in which the scheme was recognised, or that a person picked, are looked at. Of the person who was blackmailed
nothing goes out: not their accounts, not the numbers they gave, whoever repeats them, not the contacts of theirs that were held up as
leverage. Where nobody said who is who, whoever took no step of the scheme is taken for that person. What they tell of money (a receiver, a
transfer reference) does go out, and so does what a receipt says of it. First names and sums tie nobody and stay in the case. Of what the
other side wrote, long messages that pressed go out as fingerprints of scripts, from which no word can be read back.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from amparo.casework import derived
from amparo.casework.scripts import fingerprint
from amparo.model import Finding, Indicator, IndicatorKind, Message, Speaker, Stage

_OF_VICTIMS = frozenset(
    (Stage.REFUSAL, Stage.DISTRESS, Stage.HELP, Stage.CRISIS, Stage.BARGAINING, Stage.PAYMENT_MADE)
)
"""Stages that show nothing about the other side."""
_OF_RECEIPTS = frozenset((Stage.PAYMENT_INSTRUCTION,))
"""A conversation with no other step is a transfer agency's mail, not the scheme: only its money goes out."""
_SENDER = (0, 0)
"""The span of an indicator that is the account behind a message."""
_OF_ANYBODY = frozenset((Stage.CONTACT, Stage.MOVE, Stage.PAYMENT_INSTRUCTION))
"""Steps that the person who was blackmailed may seem to take as well: giving a number, naming a receiver."""
_TIES_NOBODY = frozenset((IndicatorKind.FIRST_NAME, IndicatorKind.AMOUNT))
_OF_MONEY = frozenset(
    (
        IndicatorKind.RECEIVER,
        IndicatorKind.MOBILE_MONEY,
        IndicatorKind.WALLET,
        IndicatorKind.TRANSFER_REFERENCE,
        IndicatorKind.GIFT_CARD,
        IndicatorKind.AGENCY,
    )
)
"""What the person who was blackmailed says of these is about the other side's money; an account or a card may be their own."""
_OF_PEOPLE = frozenset(
    (
        IndicatorKind.ACCOUNT,
        IndicatorKind.HANDLE,
        IndicatorKind.PHONE,
        IndicatorKind.EMAIL,
        IndicatorKind.URL,
    )
)
"""Of these, those beside a threat to contacts may be of the contacts."""


class Row(msgspec.Struct, frozen=True):
    """One mention, in the columns that `amparo link` reads."""

    report_id: str
    kind: str
    value: str
    seen_at: datetime | None
    """UTC. Of a message with a wall time only, that time as if it were UTC: right to within a day, which is what linkage asks."""
    speaker: str
    stage: str | None = None
    """What the message, or the account, did in the scheme; a row for each stage."""


def mentions(case: Path) -> Iterator[Row]:
    """The rows of a case on disk, sorted, none twice."""
    told = derived.summary(case)
    steps = [one for one in derived.rows(case, "findings", Finding) if _of_the_other_side(one)]
    taken = {one.conversation for one in steps} | {one.id for one in told.conversations if one.picked}
    scheme = taken - {one.conversation for one in steps} | {
        one.conversation for one in steps if one.stage not in _OF_RECEIPTS
    }
    said = dict(_said(case, taken))
    hard = {(step.conversation, step.sender) for step in steps if step.stage not in _OF_ANYBODY}
    # Where nobody pressed, whoever made contact is the other side.
    pressed = {conversation for conversation, _ in hard}
    senders = hard | {(step.conversation, step.sender) for step in steps if step.conversation not in pressed}
    stages: dict[str, set[Stage]] = {}
    for step in steps:
        stages.setdefault(step.message, set()).add(step.stage)

    def theirs(indicator: Indicator) -> bool:
        """It is of the other side's words, or of nobody's that can be told."""
        sender = said[indicator.message][1]
        return indicator.said_by is Speaker.OFFENDER or (
            indicator.said_by is Speaker.UNKNOWN
            and (sender is None or (_conversation(indicator.message), sender) in senders)
        )

    indicators = [
        one
        for one in derived.rows(case, "indicators", Indicator)
        if one.message in said and one.kind not in _TIES_NOBODY and one.said_by is not Speaker.OTHER
    ]
    own = {one.value for one in indicators if one.kind not in _OF_MONEY and not theirs(one)}
    for talk in told.conversations:
        for account in talk.accounts:
            if account.speaker is Speaker.VICTIM:
                own.update(name for name in (account.id, account.handle) if name)
    rows: set[Row] = set()
    for indicator in indicators:
        conversation, (at, sender) = _conversation(indicator.message), said[indicator.message]
        did = stages.get(indicator.message, set())
        if indicator.kind not in _OF_MONEY and not (
            theirs(indicator) and conversation in scheme and _tells(indicator, did)
        ):
            continue
        row = Row(told.id, str(indicator.kind), indicator.value, at, str(indicator.said_by))
        if indicator.span == _SENDER:  # once a conversation, for all that the account did there
            took = [one for one in steps if (one.conversation, one.sender) == (conversation, sender)]
            rows.update(replace(row, seen_at=said[one.message][0], stage=str(one.stage)) for one in took)
        rows.update(replace(row, stage=str(stage)) for stage in did) if did else rows.add(row)
    pressing = {
        step.message for step in steps if step.stage not in _OF_ANYBODY and step.conversation in scheme
    }
    for message in derived.rows(case, "timeline", Message):
        if message.id in pressing and (script := fingerprint(message.text)):
            row = Row(told.id, str(IndicatorKind.SCRIPT), script, said[message.id][0], str(message.speaker))
            rows.update(replace(row, stage=str(stage)) for stage in stages[message.id])
    yield from sorted(
        (row for row in rows if row.value not in own),
        key=lambda row: (row.kind, row.value, row.seen_at or _NEVER, row.speaker, row.stage or ""),
    )


def _of_the_other_side(finding: Finding) -> bool:
    return finding.stage not in _OF_VICTIMS and finding.said_by not in (Speaker.VICTIM, Speaker.OTHER)


_NEVER = datetime.max.replace(tzinfo=UTC)


def _conversation(message: str) -> str:
    return message.rpartition("-")[0]


def _said(case: Path, shown: set[str]) -> Iterator[tuple[str, tuple[datetime | None, str | None]]]:
    """When and by whom, of each message of these conversations."""
    for message in derived.rows(case, "timeline", Message):
        if message.conversation in shown:
            at = message.sent_at
            if at is None and message.wall_time is not None:
                at = datetime.fromisoformat(message.wall_time).replace(tzinfo=UTC)
            yield message.id, (at, message.account or message.sender)


def _tells(indicator: Indicator, stages: set[Stage]) -> bool:
    """Who names people beside a threat to contacts may name the contacts."""
    return not (indicator.kind in _OF_PEOPLE and Stage.LEVERAGE in stages)
