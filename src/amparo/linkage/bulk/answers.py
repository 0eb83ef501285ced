"""What was found as the tables of `reasons`, row for row the same, as queries."""

from collections.abc import Iterator

import pyarrow as pa

from amparo.linkage.bulk.engine import Engine
from amparo.linkage.joins import EVIDENCE
from amparo.linkage.ties import MATERIAL, ORDER

_STRING, _WHOLE, _TIME = pa.string(), pa.int64(), pa.timestamp("us", tz="UTC")
SERIES = pa.schema([("report_id", _STRING), ("series_id", _STRING)])
REASONS = pa.schema(
    [
        ("series_id", _STRING),
        ("report_id", _STRING),
        ("kind", _STRING),
        ("value", _STRING),
        ("tie", _STRING),
        ("reports_here", _WHOLE),
        ("reports_elsewhere", _WHOLE),
        ("series_elsewhere", _WHOLE),
        ("first_seen", _TIME),
        ("last_seen", _TIME),
    ]
)
PARTS = pa.schema(
    [
        ("series_id", _STRING),
        ("part", _STRING),
        ("kind", _STRING),
        ("value", _STRING),
        ("reports", _WHOLE),
        ("first_seen", _TIME),
        ("last_seen", _TIME),
    ]
)
SHARED = pa.schema(
    [
        ("kind", _STRING),
        ("value", _STRING),
        ("tie", _STRING),
        ("series", _WHOLE),
        ("reports", _WHOLE),
        ("decoy", pa.bool_()),
    ]
)
REVIEW = pa.schema(
    [("report_id", _STRING), ("kind", _STRING), ("value", _STRING), ("tie", _STRING), ("copies", _WHOLE)]
)
MERGES = pa.schema(
    [
        ("series_id", _STRING),
        ("join", _WHOLE),
        ("one_kind", _STRING),
        ("one_value", _STRING),
        ("one_reports", _WHOLE),
        ("other_kind", _STRING),
        ("other_value", _STRING),
        ("other_reports", _WHOLE),
        ("evidence", _STRING),
        ("report_id", _STRING),
        ("kind", _STRING),
        ("value", _STRING),
        ("tie", _STRING),
        ("log_odds", pa.float64()),
    ]
)


Answer = tuple[pa.Schema, Iterator[pa.RecordBatch]]


class Answers:
    """Of the tables that `steps` left, `found` of `regional.FOUND` and `labels` of `judged`."""

    def __init__(self, engine: Engine, timed: bool, folded: bool) -> None:
        self._engine, self._timed, self._folded = engine, timed, folded
        engine.table(
            "named",
            f"SELECT report AS series, {named('report_id')} AS series_id FROM labels WHERE series = report",
        )
        engine.table(
            "uses",
            """
            SELECT m.identifier, l.series, count(*) AS here, min(m.seen) AS first_seen, max(m.seen) AS last_seen
            FROM mentions m JOIN labels l ON l.report = m.report GROUP BY m.identifier, l.series""",
        )
        engine.table(
            "told_of",
            f"""
            SELECT i.identifier, i.kind, i.value, {_tie("i.tie")} AS tie, i.reports, u.users,
                   d.identifier IS NOT NULL AS decoy
            FROM identifiers i JOIN (SELECT identifier, count(*) AS users FROM uses GROUP BY identifier) u
                ON u.identifier = i.identifier
            LEFT JOIN (SELECT DISTINCT identifier FROM found WHERE decoy) d ON d.identifier = i.identifier""",
        )
        # Two joins, each kept: in one, an engine may take every use of an identifier by every report of it.
        engine.table(
            "ties_here",
            """
            SELECT f.report, f.identifier, l.series FROM found f JOIN labels l ON l.report = f.report
            WHERE NOT f.joining AND f.own IS NOT NULL""",
        )
        engine.table(
            "tied_here",
            """
            SELECT f.report, f.identifier, f.series, u.here, u.first_seen, u.last_seen
            FROM ties_here f JOIN uses u ON u.identifier = f.identifier AND u.series = f.series WHERE u.here >= 2""",
        )
        engine.drop("ties_here")

    def series(self) -> Answer:
        return self._ask(
            SERIES,
            f"""
            SELECT e.report_id, coalesce(n.series_id, {named("e.report_id")}) AS series_id FROM everyone e
            LEFT JOIN labels l ON l.report_id = e.report_id LEFT JOIN named n ON n.series = l.series
            ORDER BY report_id""",
        )

    def reasons(self) -> Answer:
        schema = REASONS if self._timed else pa.schema(list(REASONS)[:-2])
        times = ", f.first_seen, f.last_seen" if self._timed else ""
        written = said = ""
        if self._folded:
            schema = schema.append(pa.field("written", _STRING))
            written = ", w.written"
            said = """
            LEFT JOIN (SELECT report_id, kind, value, array_join(array_sort(array_agg(DISTINCT written)), ' / ') AS written
                       FROM rows WHERE written <> value GROUP BY report_id, kind, value) w
                ON w.report_id = l.report_id AND w.kind = t.kind AND w.value = t.value"""
        return self._ask(
            schema,
            f"""
            SELECT n.series_id, l.report_id, t.kind, t.value, t.tie, f.here AS reports_here,
                   t.reports - f.here AS reports_elsewhere, t.users - 1 AS series_elsewhere{times}{written}
            FROM tied_here f JOIN labels l ON l.report = f.report JOIN named n ON n.series = f.series
            JOIN told_of t ON t.identifier = f.identifier {said} WHERE NOT t.decoy
            ORDER BY f.report, f.identifier""",
        )

    def parts(self) -> Answer:
        return self._ask(
            PARTS,
            """
            SELECT n.series_id, r.part, r.kind, r.value, count(DISTINCT r.report_id) AS reports,
                   min(r.seen) AS first_seen, max(r.seen) AS last_seen
            FROM rows r JOIN labels l ON l.report_id = r.report_id
            JOIN (SELECT series FROM labels GROUP BY series HAVING count(*) > 1) s ON s.series = l.series
            JOIN named n ON n.series = l.series
            WHERE r.part IS NOT NULL GROUP BY n.series_id, r.part, r.kind, r.value
            ORDER BY series_id, part, reports DESC, kind, value""",
        )

    def shared(self) -> Answer:
        return self._ask(
            SHARED,
            """
            SELECT kind, value, tie, users AS series, reports, decoy FROM told_of WHERE users > 1 OR decoy
            ORDER BY users DESC, reports DESC, identifier""",
        )

    def review(self) -> Answer:
        return self._ask(
            REVIEW,
            f"""
            WITH copied AS (SELECT t.report_id, t.kind, t.value FROM told t JOIN reports r ON r.report_id = t.report_id
                          JOIN apart a ON a.report = r.report),
            ties AS (SELECT t.kind, t.value, min(t.tie) AS tie FROM told t
                     JOIN (SELECT DISTINCT kind, value FROM copied) s ON s.kind = t.kind AND s.value = t.value
                     GROUP BY t.kind, t.value HAVING min(t.tie) < {MATERIAL})
            SELECT s.report_id, s.kind, s.value, {_tie("t.tie")} AS tie,
                   count(*) OVER (PARTITION BY s.kind, s.value) AS copies
            FROM copied s JOIN ties t ON t.kind = s.kind AND t.value = s.value
            ORDER BY report_id, kind, value""",
        )

    def merges(self) -> Answer:
        evidence = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(EVIDENCE))
        return self._ask(
            MERGES,
            f"""
            SELECT n.series_id, dense_rank() OVER (PARTITION BY s.series ORDER BY f.series, f.number) AS number, a.kind AS one_kind, a.value AS one_value, f.one_reports,
                   b.kind AS other_kind, b.value AS other_value, f.other_reports,
                   CASE f.evidence {evidence} END AS evidence, l.report_id, c.kind, c.value, c.tie, f.log_odds
            FROM found f JOIN labels s ON s.report = f.series JOIN named n ON n.series = s.series
            JOIN told_of a ON a.identifier = f.one JOIN told_of b ON b.identifier = f.other
            LEFT JOIN labels l ON l.report = f.report LEFT JOIN told_of c ON c.identifier = f.identifier
            WHERE f.joining
            ORDER BY s.series, f.series, f.number, f.evidence, f.report NULLS FIRST, f.identifier NULLS FIRST""",
        )

    def _ask(self, schema: pa.Schema, sql: str) -> Answer:
        return schema, (
            pa.RecordBatch.from_arrays(
                [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=False)],
                schema=schema,
            )
            for batch in self._engine.batches(sql)
        )


def named(report_id: str) -> str:
    """As `reasons.name_of`."""
    return f"concat('s', substr(sha2({report_id}, 256), 1, 12))"


def _tie(number: str) -> str:
    words = " ".join(f"WHEN {place} THEN '{tie}'" for place, tie in enumerate(ORDER))
    return f"CASE {number} {words} END"
