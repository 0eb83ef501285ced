"""From a case to mentions: what of it can tie it to other cases, and nothing else of the people in it.

Only conversations in which the scheme was recognised, or that a person picked, are looked at. Of the person who was blackmailed
nothing goes out: not their accounts, not the numbers they gave, not the contacts of theirs that were held up as leverage. What they
tell of money (a receiver, a transfer reference) does, and so does what a receipt says of it. First names and sums tie nobody and stay in
the case.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from amparo.casework import derived
from amparo.model import Account, Conversation, Finding, Indicator, IndicatorKind, Message, Speaker, Stage

_OF_VICTIMS = frozenset(
    (Stage.REFUSAL, Stage.DISTRESS, Stage.HELP, Stage.CRISIS, Stage.BARGAINING, Stage.PAYMENT_MADE)
)
"""Stages that show nothing about the other side."""
_OF_RECEIPTS = frozenset((Stage.PAYMENT_INSTRUCTION,))
"""A conversation with no other step is a transfer agency's mail, not the scheme: only its money goes out."""
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
_PHONE = re.compile(r"\+\d{6,15}")


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
    when = dict(_times(case, taken))
    stages: dict[str, set[Stage]] = {}
    for step in steps:
        stages.setdefault(step.message, set()).add(step.stage)
    rows: set[Row] = set()
    for indicator in derived.rows(case, "indicators", Indicator):
        conversation, did = _conversation(indicator.message), stages.get(indicator.message, set())
        if conversation in taken and _tells(indicator, did, conversation in scheme):
            row = Row(
                told.id,
                str(indicator.kind),
                indicator.value,
                when.get(indicator.message),
                str(indicator.said_by),
            )
            rows.update(replace(row, stage=str(stage)) for stage in did) if did else rows.add(row)
    for talk in told.conversations:
        if talk.id in scheme:
            rows.update(
                _of_accounts(told.id, talk, [one for one in steps if one.conversation == talk.id], when)
            )
    yield from sorted(
        rows, key=lambda row: (row.kind, row.value, row.seen_at or _NEVER, row.speaker, row.stage or "")
    )


def _of_the_other_side(finding: Finding) -> bool:
    return finding.stage not in _OF_VICTIMS and finding.said_by not in (Speaker.VICTIM, Speaker.OTHER)


_NEVER = datetime.max.replace(tzinfo=UTC)


def _conversation(message: str) -> str:
    return message.rpartition("-")[0]


def _times(case: Path, shown: set[str]) -> Iterator[tuple[str, datetime]]:
    for message in derived.rows(case, "timeline", Message):
        if message.conversation in shown:
            if message.sent_at is not None:
                yield message.id, message.sent_at
            elif message.wall_time is not None:
                yield message.id, datetime.fromisoformat(message.wall_time).replace(tzinfo=UTC)


def _tells(indicator: Indicator, stages: set[Stage], scheme: bool) -> bool:
    if indicator.kind in _TIES_NOBODY or indicator.said_by is Speaker.OTHER:
        return False
    if indicator.said_by is Speaker.VICTIM or not scheme:
        return indicator.kind in _OF_MONEY
    return not (indicator.kind in _OF_PEOPLE and Stage.LEVERAGE in stages)


def _of_accounts(
    report: str, talk: Conversation, steps: list[Finding], when: dict[str, datetime]
) -> Iterator[Row]:
    """The accounts of the other side: so marked, or whose sender took a step of the scheme."""
    for account in talk.accounts:
        if account.speaker in (Speaker.VICTIM, Speaker.OTHER):
            continue
        did = [one for one in steps if one.sender is not None and one.sender in (account.id, account.name)]
        for kind, value in _names(account):
            for one in did:
                yield Row(report, kind, value, when.get(one.message), str(account.speaker), str(one.stage))
            if not did and account.speaker is Speaker.OFFENDER:
                yield Row(report, kind, value, None, str(account.speaker))


def _names(account: Account) -> Iterator[tuple[str, str]]:
    """Stable id and handle; a display name is anybody's."""
    if account.id:
        if _PHONE.fullmatch(account.id):
            yield str(IndicatorKind.PHONE), account.id
        elif "@" in account.id:
            yield str(IndicatorKind.EMAIL), account.id.lower()
        else:
            yield (
                str(IndicatorKind.ACCOUNT),
                account.id.removeprefix("user") if account.platform == "telegram" else account.id,
            )
    if account.handle:
        yield str(IndicatorKind.HANDLE), account.handle.lower()
