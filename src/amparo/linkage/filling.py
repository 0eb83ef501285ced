"""What a new index is filled with, in the order of its keys, batch by batch: from a table in memory here, from a larger one in `bulk.indexed`."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amparo.linkage import known_forms
from amparo.linkage.mentions import Coded
from amparo.linkage.reasons import names
from amparo.linkage.series import Series
from amparo.linkage.ties import MATERIAL
from amparo.linkage.variants import FORMS

Batches = Iterable[pa.RecordBatch]
_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Contents:
    """Each is read once, in the order in which they stand here. Reports, identifiers and series are numbered from 0 in the order of their words, a
    series by its first report."""

    identifiers: Batches
    """number, kind, value, tie (as in `ties.ORDER`), decoy (0 or 1)"""
    series: Batches
    """number, id, how many reports"""
    reports: Batches
    """number, id, series"""
    mentions: Batches
    """identifier, report, whether it ties the report to its series or could tie the next (0 or 1), seen_at (microseconds)"""
    pauses: Mapping[str, float]
    """Of each kind of which the data tell, days."""
    forms: Batches | None
    """kind, what reports write, the value that it is folded into; None where every value was taken as it is written"""
    written: Batches | None
    """report, kind, what it writes"""


def of_cases(cases: Coded, found: Series, folded: pa.Table | None) -> Contents:
    """Of a table in memory, and of its mentions that were `folded` (`variants`), if they were."""
    mentions = cases.mentions
    label = found.label[mentions.report]
    # What the batch gave to nobody still ties the next case to this one: two reports make a series.
    ties = ((found.mention == label) | (found.mention < 0)) & ~found.apart[mentions.report]
    ties &= (mentions.tie[mentions.identifier] <= MATERIAL) & ~found.decoy[mentions.identifier]
    order = np.lexsort((mentions.report, mentions.identifier))
    seen = (
        pa.nulls(len(order), pa.int64())
        if cases.seen_at is None
        else cases.seen_at.cast(pa.int64()).take(pa.array(order))
    )
    sizes = np.bincount(found.label)
    kinds = cases.kinds.to_pylist()
    forms, written = (None, None) if folded is None else _forms(folded, cases.reports)
    return Contents(
        _batches(
            np.arange(len(mentions.tie)),
            cases.kinds.take(pa.array(mentions.kind)),
            cases.values,
            mentions.tie,
            found.decoy.astype(np.int64),
        ),
        _batches(np.arange(len(sizes)), names(cases, found), sizes),
        _batches(np.arange(mentions.reports), cases.reports, found.label),
        _batches(mentions.identifier[order], mentions.report[order], ties[order].astype(np.int64), seen),
        {kinds[kind]: days for kind, days in enumerate(found.pauses.tolist()) if np.isfinite(days)},
        forms,
        written,
    )


def _forms(folded: pa.Table, reports: pa.Array) -> tuple[Batches, Batches]:
    told = {name: folded[name].cast(pa.string()) for name in ("report_id", "kind", "written", "value")}
    rows = pa.table({**told, "report": pc.index_in(told["report_id"], value_set=reports)})
    rows = rows.filter(pc.and_(pc.is_valid(rows["report"]), pc.is_valid(rows["value"])))
    rows = rows.filter(pc.is_in(rows["kind"], value_set=pa.array(list(FORMS))))
    return _distinct(rows, "kind", "written", "value"), _distinct(rows, "report", "kind", "written")


def _distinct(rows: pa.Table, *columns: str) -> Batches:
    some = rows.group_by(list(columns)).aggregate([])
    batches: Batches = (
        some.sort_by([(name, "ascending") for name in columns]).select(columns).to_batches(_BATCH)
    )
    return batches


def _batches(*columns: object) -> Batches:
    table = pa.table(
        [pa.array(column) for column in columns], names=[str(one) for one in range(len(columns))]
    )
    batches: Batches = table.to_batches(_BATCH)
    return batches


def fill(index: sqlite3.Connection, contents: Contents) -> None:
    """An index that is empty, and whose keys are made; `uses` are counted from what it holds."""
    for table, columns, batches in (
        ("identifiers", 5, contents.identifiers),
        ("series", 3, contents.series),
        ("reports", 3, contents.reports),
        ("mentions", 4, contents.mentions),
    ):
        marks = ", ".join("?" * columns)
        index.executemany(f"INSERT INTO {table} VALUES ({marks})", _rows(batches))  # noqa: S608 - constants
    index.executemany("INSERT INTO pauses VALUES (?, ?)", sorted(contents.pauses.items()))
    if contents.forms is not None and contents.written is not None:
        known_forms.fill(index, _rows(contents.forms), _rows(contents.written))


def _rows(batches: Batches) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
