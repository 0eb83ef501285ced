"""Rows of messages in, rows of findings and of conversations out: what `amparo scan` and Spark have in common.

Batches come sorted by conversation, time, message id and text (`ORDER`), so that what is found depends on the rows alone,
and not on how they are divided among files, batches, processes or machines.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from amparo.model import Clock, Course, Finding, Locator, Message, MessageKind, Speaker, Stage
from amparo.recognition.chronicle import Chronicle
from amparo.recognition.recogniser import Recogniser
from amparo.recognition.scheme import scheme

_TIME = pa.timestamp("us", tz="UTC")
NEEDED: Mapping[str, pa.DataType] = {
    "message_id": pa.string(),
    "conversation_id": pa.string(),
    "sender_id": pa.string(),
    "sent_at": _TIME,
    "text": pa.string(),
}
OPTIONAL: Mapping[str, pa.DataType] = {"speaker": pa.string()}
"""`victim`, `offender`, `other`; whatever else is said there counts as unknown."""
ORDER = ("conversation_id", "sent_at", "message_id", "text")
"""Nothing goes behind everything."""
FINDINGS = pa.schema(
    {
        "message_id": pa.string(),
        "rule": pa.string(),
        "stage": pa.string(),
        "start": pa.int32(),
        "end": pa.int32(),
        "weight": pa.float64(),
        "reason": pa.string(),
    }
)
"""`start` and `end` count characters of the text as it came."""
CONVERSATIONS = pa.schema(
    {
        "conversation_id": pa.string(),
        "messages": pa.int64(),
        "recognised": pa.bool_(),
        "stages": pa.list_(pa.string()),
        "first_contact": _TIME,
        "first_threat": _TIME,
        "demands": pa.int32(),
        "amounts": pa.list_(pa.string()),
        "payments": pa.int32(),
        "demands_after_payment": pa.int32(),
        "reasons": pa.list_(pa.string()),
    }
)
"""Steps in the order of first occurrence; times and sums are those of the counterparts."""
CHUNK = 50_000
"""Messages after which the end of a conversation is waited for, before they are recognised."""


class ScanError(ValueError):
    """What is wrong with the input, in one sentence."""


class Found(NamedTuple):
    """What was found in some whole conversations, as rows."""

    findings: list[tuple[str, dict[str, Any]]]
    """Each with its conversation."""
    conversations: list[dict[str, Any]]


def checked(names: Iterable[str]) -> list[str]:
    """The columns to read, of those that there are; raises `ScanError`."""
    there = set(names)
    missing = [name for name in NEEDED if name not in there]
    if missing:
        raise ScanError(
            f"no column {', '.join(missing)}; columns there: {', '.join(sorted(there)) or 'none'}"
        )
    return [*NEEDED, *(name for name in OPTIONAL if name in there)]


def cast(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The wanted columns in the wanted types.

    Ids may be numbers; times may be text (ISO 8601) or without a zone (taken for UTC). A message without a conversation is
    a conversation of its own, one without text is empty. Raises `ScanError` where a column cannot be read so.
    """
    columns: dict[str, pa.Array] = {}
    for name in checked(batch.schema.names):
        column = batch.column(name)
        wanted = NEEDED.get(name) or OPTIONAL[name]
        try:
            columns[name] = _cast(column, wanted)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise ScanError(
                f"column {name} is {column.type} and cannot be read as {wanted}: {str(error).splitlines()[0]}"
            ) from error
    if columns["message_id"].null_count:
        raise ScanError(
            "column message_id is empty in some rows; each message needs one, to tell what was found where"
        )
    columns["conversation_id"] = pc.coalesce(columns["conversation_id"], columns["message_id"])
    columns["text"] = pc.fill_null(columns["text"], "")
    return pa.RecordBatch.from_pydict(columns)


def _cast(column: pa.Array, wanted: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if wanted == _TIME and pa.types.is_temporal(column.type):
        if pa.types.is_timestamp(column.type) and column.type.tz is None:
            return pc.assume_timezone(column.cast(pa.timestamp("us"), safe=False), "UTC")
        return column.cast(_TIME, safe=False)
    if wanted == _TIME and (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return pa.array([None if text is None else _instant(text) for text in column.to_pylist()], _TIME)
    if wanted == _TIME and not pa.types.is_null(column.type):
        raise pa.ArrowInvalid("a time is a timestamp, or text in ISO 8601")
    return column.cast(wanted)


def _instant(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise pa.ArrowInvalid(f"{text[:40]!r} is no time in ISO 8601") from error
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def in_order(table: pa.Table) -> pa.Table:
    """The rows of a table by `ORDER`."""
    return table.take(pc.sort_indices(table, [(name, "ascending") for name in ORDER]))


def recognised(batches: Iterable[pa.RecordBatch], recogniser: Recogniser) -> Iterator[Found]:
    """What the recogniser finds in batches that `cast` made and that come in `ORDER`; a few conversations at a time."""
    messages: list[Message] = []
    for batch in batches:
        for message in _messages(batch):
            if len(messages) >= CHUNK and message.conversation != messages[-1].conversation:
                yield _found(messages, recogniser)
                messages = []
            messages.append(message)
    if messages:
        yield _found(messages, recogniser)


_SPEAKERS = {speaker.value: speaker for speaker in Speaker}
_NOWHERE = Locator("")
"""The rows are their own place."""


def _messages(batch: pa.RecordBatch) -> Iterator[Message]:
    columns = [batch.column(name).to_pylist() for name in NEEDED]
    columns.append(
        batch.column("speaker").to_pylist() if "speaker" in batch.schema.names else [None] * len(batch)
    )
    for id, conversation, sender, sent_at, text, speaker in zip(*columns, strict=True):
        yield Message(
            id=id,
            conversation=conversation,
            sent_at=sent_at,
            wall_time=None,
            clock=Clock.NONE if sent_at is None else Clock.SOURCE,
            sender=sender,
            account=sender,
            speaker=_SPEAKERS.get(speaker, Speaker.UNKNOWN),
            kind=MessageKind.TEXT,
            text=text,
            raw_text=text,
            locator=_NOWHERE,
        )


def _found(messages: list[Message], recogniser: Recogniser) -> Found:
    chronicle = Chronicle(most=len(messages) + 1)
    counts: dict[str, int] = {}
    for message in messages:
        counts[message.conversation] = counts.get(message.conversation, 0) + 1
    findings: dict[str, list[Finding]] = {}
    for one in recogniser.recognise(messages, chronicle):
        if isinstance(one, Finding):
            findings.setdefault(one.conversation, []).append(one)
    courses: dict[str, list[Course]] = {}
    for course in chronicle.courses():
        courses.setdefault(course.conversation, []).append(course)
    return Found(
        [(conversation, _row(one)) for conversation in counts for one in findings.get(conversation, ())],
        [
            _conversation(conversation, count, findings.get(conversation, []), courses.get(conversation, []))
            for conversation, count in counts.items()
        ],
    )


def _row(one: Finding) -> dict[str, Any]:
    return {
        "message_id": one.message,
        "rule": one.rule,
        "stage": one.stage.value,
        "start": one.span[0],
        "end": one.span[1],
        "weight": one.weight,
        "reason": one.reason,
    }


def _conversation(id: str, messages: int, findings: list[Finding], courses: list[Course]) -> dict[str, Any]:
    told = scheme(findings) if findings else None
    contacts = [course.first_contact.sent_at for course in courses]
    threats = [course.first_threat.sent_at for course in courses if course.first_threat is not None]
    return {
        "conversation_id": id,
        "messages": messages,
        "recognised": told is not None and told.recognised,
        "stages": [Stage(stage).value for stage in told.stages] if told is not None else [],
        "first_contact": min((at for at in contacts if at is not None), default=None),
        "first_threat": min((at for at in threats if at is not None), default=None),
        "demands": sum(course.demands for course in courses),
        "amounts": list(dict.fromkeys(one.value for course in courses for one in course.sums)),
        "payments": max((course.payments for course in courses), default=0),
        "demands_after_payment": sum(course.demands_after_payment for course in courses),
        "reasons": list(told.reasons) if told is not None else [],
    }
