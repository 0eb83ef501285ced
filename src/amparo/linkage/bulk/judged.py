"""Which series each report is in, as people judged it: by `judgements.honoured`, in this process, of the series that judgements touch."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from amparo.linkage.arrays import Integers, Mentions
from amparo.linkage.bulk.engine import Engine, columns
from amparo.linkage.bulk.scratch import Scratch
from amparo.linkage.judgements import Judgement, Verdict, about, holding, honoured

JUDGED = pa.schema([("one", pa.string()), ("other", pa.string()), ("divides", pa.bool_())])
_MOVED = pa.schema([("report", pa.int64()), ("series", pa.int64())])


class Judged:
    """What people said, as a table `judged`, and what came of it."""

    def __init__(self, engine: Engine, room: Scratch, told: Iterable[Judgement]) -> None:
        self._engine, self._room, self._told = engine, room, holding(told)
        rows = [
            {"one": one.one, "other": one.other, "divides": one.verdict is Verdict.NOT_SAME}
            for one in self._told
        ]
        self._kept("judged", pa.Table.from_pylist(rows, JUDGED))

    def labels(self) -> list[Judgement]:
        """Of `reports` and `found` the table `labels`: `report`, `report_id`, and the first report of its `series`. Judgements that contradict
        others come back."""
        moved, conflicts = self._moved() if self._told else (_MOVED.empty_table(), [])
        self._kept("moved", moved)
        self._engine.table(
            "labels",
            f"""
            SELECT r.report, r.report_id, coalesce(m.series, f.series, r.report) AS series
            FROM reports r LEFT JOIN ({_HELD}) f ON f.report = r.report LEFT JOIN moved m ON m.report = r.report""",
        )
        return conflicts

    def _moved(self) -> tuple[pa.Table, list[Judgement]]:
        """The series of each report of every series that has a judged one."""
        engine = self._engine
        engine.table(
            "asked",
            f"""
            SELECT r.report, r.report_id, coalesce(f.series, r.report) AS series
            FROM reports r JOIN (SELECT one AS name FROM judged UNION SELECT other FROM judged) j ON j.name = r.report_id
            LEFT JOIN ({_HELD}) f ON f.report = r.report""",
        )
        members = columns(
            engine,
            f"""
            SELECT f.report, f.series FROM ({_HELD}) f
            JOIN (SELECT DISTINCT series FROM asked) a ON a.series = f.series
            UNION SELECT report, series FROM asked ORDER BY report""",
        )
        ties = columns(
            engine,
            """
            SELECT f.report, f.identifier, i.tie FROM found f JOIN identifiers i ON i.identifier = f.identifier
            JOIN (SELECT DISTINCT a.series FROM judged j JOIN asked a ON a.report_id = j.one
                  JOIN asked b ON b.report_id = j.other AND b.series = a.series WHERE j.divides) d ON d.series = f.series
            WHERE NOT f.joining AND f.own IS NOT NULL""",
        )
        report = members["report"]
        identifiers, lead, identifier = np.unique(ties["identifier"], return_index=True, return_inverse=True)
        mentions = Mentions(
            np.searchsorted(report, ties["report"]),
            identifier,
            np.zeros(len(identifiers), np.int64),
            ties["tie"][lead],
            len(report),
        )
        label = np.unique(members["series"], return_inverse=True)[1]
        result = honoured(label, mentions, identifier, self._numbers(report), self._told)
        first = np.unique(result.label, return_index=True)[1]
        engine.drop("asked")
        return pa.table([report, report[first[result.label]]], schema=_MOVED), result.conflicts

    def _numbers(self, report: Integers) -> dict[str, int]:
        """Where each judged report stands among these."""
        names = {
            name: number
            for batch in self._engine.batches("SELECT report_id, report FROM asked")
            for name, number in zip(*(column.to_pylist() for column in batch.columns), strict=True)
        }
        known = [name for name in about(self._told) if name in names]
        return dict(
            zip(known, np.searchsorted(report, [names[name] for name in known]).tolist(), strict=True)
        )

    def _kept(self, name: str, table: pa.Table) -> None:
        path = self._room.path(f"{name}.parquet")
        pyarrow.parquet.write_table(table, path)
        self._engine.parquet(name, path)


_HELD = "SELECT report, min(series) AS series FROM found WHERE NOT joining GROUP BY report"
