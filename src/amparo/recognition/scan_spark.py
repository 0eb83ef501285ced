"""The same on Spark, where one machine is too small: what `amparo scan` finds, row by row."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from amparo.recognition.scan import recogniser_for
from amparo.recognition.scan_rows import CONVERSATIONS, FINDINGS, ORDER, Found, cast, checked, recognised

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_FINDINGS = "message_id string, rule string, stage string, start int, end int, weight double, reason string"
_CONVERSATIONS = (
    "conversation_id string, messages bigint, recognised boolean, stages array<string>, first_contact timestamp, "
    "first_threat timestamp, demands int, amounts array<string>, payments int, demands_after_payment int, "
    "reasons array<string>"
)


def findings(messages: "DataFrame", *, country: str | None = None, rules: Path | None = None) -> "DataFrame":
    """One row a finding (`scan_rows.FINDINGS`) in messages (`scan_rows.NEEDED`); `rules` must be there on every worker."""

    def batches(found: Found) -> pa.RecordBatch:
        return pa.RecordBatch.from_pylist([row for _, row in found.findings], FINDINGS)

    return _by_conversation(messages).mapInArrow(_told(batches, country, rules), _FINDINGS)


def conversations(
    messages: "DataFrame", *, country: str | None = None, rules: Path | None = None
) -> "DataFrame":
    """One row a conversation (`scan_rows.CONVERSATIONS`)."""

    def batches(found: Found) -> pa.RecordBatch:
        return pa.RecordBatch.from_pylist(found.conversations, CONVERSATIONS)

    return _by_conversation(messages).mapInArrow(_told(batches, country, rules), _CONVERSATIONS)


def _by_conversation(messages: "DataFrame") -> "DataFrame":
    from pyspark.sql import functions as F

    wanted = messages.select(*checked(messages.columns))
    for name in ("message_id", "conversation_id", "sender_id"):
        wanted = wanted.withColumn(name, F.col(name).cast("string"))
    wanted = wanted.withColumn("conversation_id", F.coalesce("conversation_id", "message_id"))
    wanted = wanted.withColumn("text", F.coalesce("text", F.lit("")))
    return wanted.repartition("conversation_id").sortWithinPartitions(
        *(F.col(name).asc_nulls_last() for name in ORDER)
    )


def _told(
    of: Callable[[Found], pa.RecordBatch], country: str | None, rules: Path | None
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for found in recognised(map(cast, batches), recogniser_for(country, rules)):
            yield of(found)

    return work
