"""What was found as the contents of an index, row for row as `filling.of_cases` has them of a table in memory, as queries."""

from collections.abc import Mapping

from amparo.linkage.bulk.answers import named
from amparo.linkage.bulk.engine import Engine
from amparo.linkage.filling import Contents
from amparo.linkage.ties import MATERIAL
from amparo.linkage.variants import FORMS


def contents(engine: Engine, pauses: Mapping[str, float], folded: bool) -> Contents:
    """Of the tables that `steps` left, `found` of `regional.FOUND` and `labels` of `judged`. Unlike these, an index knows what only one report
    names too, and reports that nothing ties: all are numbered anew."""
    engine.numbered(
        "all_reports",
        """
        SELECT e.report_id, l.report, l.series, coalesce(f.report_id, e.report_id) AS first
        FROM everyone e LEFT JOIN labels l ON l.report_id = e.report_id LEFT JOIN labels f ON f.report = l.series""",
        "number",
        "report_id",
    )
    engine.numbered(
        "all_series", "SELECT first, count(*) AS reports FROM all_reports GROUP BY first", "number", "first"
    )
    engine.numbered(
        "all_identifiers",
        """
        SELECT t.kind, t.value, min(t.tie) AS tie, min(i.identifier) AS identifier,
               max(CASE WHEN d.identifier IS NULL THEN 0 ELSE 1 END) AS decoy
        FROM told t LEFT JOIN identifiers i ON i.kind = t.kind AND i.value = t.value
        LEFT JOIN (SELECT DISTINCT identifier FROM found WHERE decoy) d ON d.identifier = i.identifier
        GROUP BY t.kind, t.value""",
        "number",
        "kind",
        "value",
    )
    # Mentions that tie their report to another series than its own.
    engine.table(
        "strays",
        """
        SELECT f.report, f.identifier FROM found f JOIN labels l ON l.report = f.report JOIN labels o ON o.report = f.own
        WHERE NOT f.joining AND f.own <> f.series AND o.series <> l.series""",
    )
    forms = written = None
    if folded:
        kinds = ", ".join(f"'{kind}'" for kind in FORMS)
        forms = engine.batches(
            f"SELECT DISTINCT kind, written, value FROM rows WHERE kind IN ({kinds}) ORDER BY kind, written"
        )
        written = engine.batches(
            f"""
            SELECT DISTINCT r.number, w.kind, w.written FROM rows w JOIN all_reports r ON r.report_id = w.report_id
            WHERE w.kind IN ({kinds}) ORDER BY r.number, w.kind, w.written"""
        )
    return Contents(
        engine.batches("SELECT number, kind, value, tie, decoy FROM all_identifiers ORDER BY number"),
        engine.batches(f"SELECT number, {named('first')} AS id, reports FROM all_series ORDER BY number"),
        engine.batches(
            """
            SELECT r.number, r.report_id, s.number AS series FROM all_reports r JOIN all_series s ON s.first = r.first
            ORDER BY r.number"""
        ),
        engine.batches(
            f"""
            SELECT i.number AS identifier, r.number AS report,
                   CASE WHEN i.tie <= {MATERIAL} AND i.decoy = 0 AND a.report IS NULL AND s.report IS NULL
                        THEN 1 ELSE 0 END AS ties, t.seen
            FROM told t JOIN all_identifiers i ON i.kind = t.kind AND i.value = t.value
            JOIN all_reports r ON r.report_id = t.report_id
            LEFT JOIN apart a ON a.report = r.report
            LEFT JOIN strays s ON s.report = r.report AND s.identifier = i.identifier
            ORDER BY i.number, r.number"""
        ),
        pauses,
        forms,
        written,
    )
