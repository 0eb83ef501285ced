"""What `explaining` reads: a whole table of mentions, or the part of an index around some reports and series."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from amparo.linkage import judgements
from amparo.linkage.calibration import SIMULATED, Calibrated, load
from amparo.linkage.explaining import ExplainError, Known
from amparo.linkage.index import JUDGED
from amparo.linkage.mentions import Coded, coded
from amparo.linkage.pairs import Found
from amparo.linkage.reasons import names
from amparo.linkage.series import Series
from amparo.linkage.ties import ORDER

CALIBRATION = "calibration.json"
"""Beside an index: what was learned from its cases."""


def whole(cases: Coded, found: Series) -> Known:
    return Known(
        cases, Found(cases.mentions, found.label, found.decoy, found.pauses), names(cases, found).to_pylist()
    )


def around(index: sqlite3.Connection, folder: Path, asked: Sequence[str]) -> tuple[Known, list[str]]:
    """The reports of the series of what is asked, and all others that name an identifier of an asked report; the reports
    of `asked`, that may also be ids of series, come back. Raises `ExplainError` for what is neither."""
    some = json.dumps(list(asked))
    reports = dict(
        index.execute(
            "SELECT name, series FROM reports WHERE name IN (SELECT value FROM json_each(?))", (some,)
        )
    )
    series = dict(
        index.execute("SELECT name, id FROM series WHERE name IN (SELECT value FROM json_each(?))", (some,))
    )
    for one in asked:
        if one not in reports and one not in series:
            raise ExplainError(f"{one!r} is neither a report nor a series of the index")
    inside = json.dumps(sorted({*reports.values(), *series.values()}))
    rows = index.execute(
        "SELECT reports.name, kind, value, seen_at, tie, decoy, series.name FROM mentions "
        "JOIN reports ON reports.id = mentions.report JOIN identifiers ON identifiers.id = mentions.identifier "
        "JOIN series ON series.id = reports.series WHERE mentions.report IN "
        "(SELECT id FROM reports WHERE series IN (SELECT value FROM json_each(?))) OR mentions.identifier IN "
        "(SELECT identifier FROM mentions JOIN reports ON reports.id = mentions.report WHERE name IN (SELECT value FROM json_each(?))) "
        "ORDER BY reports.name",
        (inside, some),
    ).fetchall()
    cases = coded(_table(rows))
    in_series = {row[0]: row[6] for row in rows}
    is_decoy = {(row[1], row[2]) for row in rows if row[5]}
    ids = sorted(set(in_series.values()))
    number = {name: place for place, name in enumerate(ids)}
    kinds = cases.kinds.to_pylist()
    pauses = dict(index.execute("SELECT kind, days FROM pauses"))
    found = Found(
        cases.mentions,
        np.array([number[in_series[report]] for report in cases.reports.to_pylist()], np.int64),
        np.array(
            [
                (kinds[kind], value) in is_decoy
                for kind, value in zip(cases.mentions.kind.tolist(), cases.values.to_pylist(), strict=True)
            ],
            bool,
        ),
        np.array([pauses.get(kind, np.inf) for kind in kinds]),
    )
    told = judgements.read(folder / JUDGED)
    return Known(cases, found, ids, told), [one for one in asked if one in reports]


def only(known: Known, series: str) -> Coded:
    """The cases of one series alone, as the index keeps them."""
    number = known.series.index(series)
    mentions = known.found.mentions
    rows = np.flatnonzero(known.found.label[mentions.report] == number)
    tie = pa.array([str(one) for one in ORDER])
    identifier = mentions.identifier[rows]
    columns = {
        "report_id": known.cases.reports.take(pa.array(mentions.report[rows])),
        "kind": known.cases.kinds.take(pa.array(mentions.kind[identifier])),
        "value": known.cases.values.take(pa.array(identifier)),
        "tie": tie.take(pa.array(mentions.tie[identifier])),
    }
    if known.cases.seen_at is not None:
        columns["seen_at"] = known.cases.seen_at.take(pa.array(rows))
    return coded(pa.table(columns))


def learned(own: Path | None) -> tuple[Calibrated, bool]:
    """What was learned from the data at hand, where it was; otherwise from simulated reports (then True)."""
    return (load(own), False) if own is not None and own.exists() else (load(SIMULATED), True)


def _table(rows: Sequence[tuple[object, ...]]) -> pa.Table:
    report, kind, value, seen, tie, *_ = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return pa.table(
        {
            "report_id": pa.array(report, pa.string()),
            "kind": pa.array(kind, pa.string()),
            "value": pa.array(value, pa.string()),
            "seen_at": pa.array(seen, pa.int64()).cast(pa.timestamp("us", tz="UTC")),
            "tie": pa.array([str(ORDER[one]) for one in tie], pa.string()),
        }
    )
