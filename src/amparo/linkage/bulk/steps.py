"""The steps that see the whole table, as SQL that DuckDB and Spark both run, in the order of `series.series`: the same words there
say what each is for. Only components of graphs are found here, in this process, of edges as numbers.

Tables between steps hold numbers: `report` and `identifier` in order of their words, as `mentions.coded` gives them.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from amparo.linkage.arrays import Integers, components
from amparo.linkage.bulk.engine import Engine, columns, count
from amparo.linkage.bulk.scratch import Scratch
from amparo.linkage.copies import MANY
from amparo.linkage.eras import PAUSES, ends
from amparo.linkage.settings import Settings
from amparo.linkage.ties import ACTOR, MATERIAL
from amparo.linkage.times import near_of_spans

_DAY = "CAST(86400000000 AS DOUBLE)"
_ERAS = 1 << 20
"""More than an identifier can have: an era ends with a pause of weeks."""


class Steps:
    """Each method needs the tables of those before it."""

    def __init__(self, engine: Engine, room: Scratch, given: Settings) -> None:
        self._engine, self._room, self._given = engine, room, given
        self.pauses: dict[str, float] = {}
        """Of each kind of which the data tell, the days of pause after which an identifier is somebody else's."""

    def number(self) -> int:
        """`rows` (report_id, kind, value, seen, tie, origin) to `mentions` of what could tie, and `reports` that have one, or that are
        `judged` (`judged.JUDGED`): how many reports there are."""
        engine = self._engine
        engine.table(
            "told",
            """
            SELECT report_id, kind, value, min(seen) AS seen, min(tie) AS tie, min(origin) AS origin FROM rows
            GROUP BY report_id, kind, value""",
        )
        engine.table(
            "everyone",
            "SELECT report_id, min(seen) AS seen, min(origin) AS origin FROM told GROUP BY report_id",
        )
        engine.numbered(
            "identifiers",
            f"""
            SELECT kind, value, min(tie) AS tie, count(*) AS reports FROM told GROUP BY kind, value
            HAVING count(*) > 1 AND min(tie) <= {MATERIAL}""",
            "identifier",
            "kind",
            "value",
        )
        engine.numbered("kinds", "SELECT DISTINCT kind FROM identifiers", "place", "kind")
        engine.table(
            "tied",
            """
            SELECT t.report_id, t.seen, i.identifier, k.place AS kind, i.tie
            FROM told t JOIN identifiers i ON t.kind = i.kind AND t.value = i.value JOIN kinds k ON k.kind = i.kind""",
        )
        engine.numbered(
            "reports",
            f"""
            SELECT e.report_id, CAST(e.seen AS DOUBLE) / {_DAY} AS day,
                   CASE WHEN e.origin IS NULL OR o.earliest = e.report_id THEN 1 ELSE 0 END AS opens, e.origin
            FROM everyone e
            JOIN (SELECT report_id FROM tied UNION SELECT one FROM judged UNION SELECT other FROM judged) d
                ON e.report_id = d.report_id
            LEFT JOIN (SELECT origin, min(report_id) AS earliest FROM everyone WHERE origin IS NOT NULL GROUP BY origin) o
                ON e.origin = o.origin""",
            "report",
            "report_id",
        )
        engine.table(
            "mentions",
            f"""
            SELECT r.report, t.identifier, t.kind, t.tie, t.seen, CAST(t.seen AS DOUBLE) / {_DAY} AS day
            FROM tied t JOIN reports r ON t.report_id = r.report_id""",
        )
        engine.drop("tied")
        return count(self._engine, "SELECT count(*) FROM everyone")

    def tying(self, reports: int) -> float:
        """Mentions of identifiers of people that another report names too, to a report."""
        return count(self._engine, f"SELECT count(*) FROM mentions WHERE tie < {MATERIAL}") / max(1, reports)

    def voices(self) -> None:
        """`believed`: mentions of reports that are not set apart (`apart`), with whether their report says something new."""
        engine = self._engine
        engine.table(
            "sayings",
            f"""
            SELECT report, saying, witness, count(*) OVER (PARTITION BY witness) AS copies FROM (
                SELECT report, min(report) OVER (PARTITION BY said) AS saying,
                       min(report) OVER (PARTITION BY CASE WHEN filed >= {MANY} THEN origin END,
                                                      CASE WHEN filed >= {MANY} THEN NULL ELSE said END) AS witness
                FROM (SELECT s.report, s.said, r.origin,
                             CASE WHEN r.origin IS NULL THEN 0 ELSE count(*) OVER (PARTITION BY r.origin) END AS filed
                      FROM (SELECT report, array_sort(array_agg(identifier)) AS said FROM mentions GROUP BY report) s
                      JOIN reports r ON r.report = s.report))""",
        )
        engine.table(
            "once",
            f"""
            SELECT saying, identifier, copies, count(*) OVER (PARTITION BY identifier) AS heard FROM (
                SELECT DISTINCT s.witness AS saying, m.identifier, s.copies
                FROM mentions m JOIN sayings s ON m.report = s.report WHERE m.tie < {MATERIAL})""",
        )
        engine.table(
            "pairs",
            f"""
            SELECT a.saying, a.identifier AS x, b.identifier AS y,
                   CASE WHEN a.heard >= b.heard THEN a.identifier ELSE b.identifier END AS known,
                   greatest(a.heard, b.heard) AS heard
            FROM once a JOIN once b ON a.saying = b.saying AND a.identifier < b.identifier
            WHERE a.copies >= {MANY} AND greatest(a.heard, b.heard) > 1""",
        )
        engine.table(
            "strange",
            """
            SELECT saying, x, y FROM (
                SELECT p.*, count(*) OVER (PARTITION BY known) AS alone FROM pairs p LEFT JOIN (
                    SELECT DISTINCT p.saying, p.x, p.y FROM pairs p
                    JOIN once c ON c.identifier = p.x AND c.saying <> p.saying
                    JOIN once d ON d.identifier = p.y AND d.saying = c.saying
                ) b ON b.saying = p.saying AND b.x = p.x AND b.y = p.y WHERE b.saying IS NULL)
            WHERE 2 * alone <= heard""",
        )
        beside = """
            SELECT DISTINCT s.saying, s.x, s.y, d.identifier FROM strange s
            JOIN once c ON c.identifier = s.{} AND c.saying <> s.saying
            JOIN once d ON d.saying = c.saying AND d.identifier <> s.{}"""
        engine.table(
            "apart",
            f"""
            SELECT r.report FROM sayings r JOIN (
                SELECT DISTINCT s.saying FROM strange s LEFT JOIN (
                    SELECT DISTINCT a.saying, a.x, a.y FROM ({beside.format("x", "x")}) a JOIN ({beside.format("y", "y")}) b
                    ON a.saying = b.saying AND a.x = b.x AND a.y = b.y AND a.identifier = b.identifier
                ) third ON third.saying = s.saying AND third.x = s.x AND third.y = s.y WHERE third.saying IS NULL
            ) q ON r.witness = q.saying""",
        )
        engine.table(
            "believed",
            """
            SELECT m.report, m.identifier, m.identifier AS original, m.kind, m.tie, m.day,
                   CASE WHEN s.saying = m.report AND r.opens = 1 THEN 1 ELSE 0 END AS voice
            FROM mentions m JOIN sayings s ON s.report = m.report JOIN reports r ON r.report = m.report
            LEFT JOIN apart a ON a.report = m.report WHERE a.report IS NULL""",
        )
        engine.drop("sayings", "once", "pairs", "strange")

    def standing(self, mentions: str, name: str) -> None:
        """Mentions that can tie, with where the report of each stands without its kind: the first identifier of a group, or null."""
        engine = self._engine
        engine.table(
            "useful",
            f"""
            SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY identifier) AS reports FROM {mentions}) WHERE reports > 1""",
        )
        engine.table(
            "links",
            f"""
            WITH v AS (SELECT report, identifier, kind, count(*) OVER (PARTITION BY identifier) AS heard FROM useful
                       WHERE tie < {MATERIAL} AND voice = 1)
            SELECT x, y, xkind, ykind FROM (
                SELECT a.identifier AS x, b.identifier AS y, a.kind AS xkind, b.kind AS ykind, count(*) AS many,
                       greatest(max(a.heard), max(b.heard)) AS most
                FROM v a JOIN v b ON a.report = b.report AND a.identifier < b.identifier
                GROUP BY a.identifier, b.identifier, a.kind, b.kind)
            WHERE many >= 2 AND many >= CAST('{self._given.tau}' AS DOUBLE) * most""",
        )
        held = self._room.path(f"held_{name}.parquet")
        with pyarrow.parquet.ParquetWriter(held, _HELD) as out:
            for batch in self._without_kind():
                out.write_batch(batch)
        engine.parquet(f"held_{name}", held)
        engine.table(
            "stood",
            f"""
            SELECT report, kind, lot FROM (
                SELECT report, kind, lot,
                       row_number() OVER (PARTITION BY report, kind ORDER BY many DESC, size DESC, lot) AS place
                FROM (SELECT k.report, k.kind, coalesce(h.lot, v.identifier) AS lot, count(*) AS many,
                             max(coalesce(h.size, v.reports)) AS size
                      FROM (SELECT DISTINCT report, kind FROM useful) k
                      JOIN useful v ON v.report = k.report AND v.kind <> k.kind AND v.tie < {MATERIAL}
                      LEFT JOIN held_{name} h ON h.kind = k.kind AND h.identifier = v.identifier
                      GROUP BY k.report, k.kind, coalesce(h.lot, v.identifier)))
            WHERE place = 1""",
        )
        engine.table(
            name,
            """
            SELECT u.report, u.identifier, u.original, u.kind, u.tie, u.day, u.voice, s.lot AS stands
            FROM useful u LEFT JOIN stood s ON s.report = u.report AND s.kind = u.kind""",
        )
        engine.drop("useful", "links", "stood")

    def _without_kind(self) -> Iterator[pa.RecordBatch]:
        """For each kind, the groups of identifiers that links without it give, where they have several members."""
        nodes = columns(
            self._engine,
            """
            SELECT u.identifier, count(*) AS reports FROM useful u
            JOIN (SELECT x FROM links UNION SELECT y AS x FROM links) l ON l.x = u.identifier
            GROUP BY u.identifier ORDER BY u.identifier""",
        )
        identifier, reports = nodes["identifier"], nodes["reports"]
        links = columns(self._engine, "SELECT x, y, xkind, ykind FROM links")
        x, y = np.searchsorted(identifier, links["x"]), np.searchsorted(identifier, links["y"])
        for one in columns(self._engine, "SELECT DISTINCT kind FROM useful")["kind"].tolist():
            others = (links["xkind"] != one) & (links["ykind"] != one)
            group = components(len(identifier), x[others], y[others])
            size = np.bincount(group, weights=reports, minlength=1).astype(np.int64)
            first = _firsts(group)
            several = np.bincount(group, minlength=1)[group] > 1
            lot = identifier[first[group[several]]]
            held = [np.full(len(lot), one), identifier[several], lot, size[group[several]]]
            yield pa.record_batch([pa.array(column, pa.int64()) for column in held], schema=_HELD)

    def eras(self) -> None:
        """`aged`: believed mentions whose identifier is an era of one."""
        engine = self._engine
        places = " ".join(f"WHEN pause < {days} THEN {place}" for place, days in enumerate(PAUSES))
        counts = columns(
            engine,
            f"""
            SELECT kind, CASE {places} ELSE {len(PAUSES)} END AS pause, together, count(*) AS many FROM (
                SELECT kind, day - before AS pause, CASE WHEN stands = stood THEN 1 ELSE 0 END AS together FROM (
                    SELECT kind, day, stands, lag(day) OVER w AS before, lag(stands) OVER w AS stood FROM stood_first
                    WINDOW w AS (PARTITION BY identifier ORDER BY day NULLS LAST, report))
                WHERE day IS NOT NULL AND before IS NOT NULL AND stands IS NOT NULL AND stood IS NOT NULL)
            GROUP BY kind, CASE {places} ELSE {len(PAUSES)} END, together""",
        )
        names = {
            place: name
            for batch in engine.batches("SELECT place, kind FROM kinds")
            for place, name in zip(*(column.to_pylist() for column in batch.columns), strict=True)
        }
        ended = ""
        for kind in np.unique(counts["kind"]).tolist():
            of_kind = np.zeros((len(PAUSES) + 1, 2), np.int64)
            mine = counts["kind"] == kind
            of_kind[counts["pause"][mine], counts["together"][mine]] = counts["many"][mine]
            if np.isfinite(days := ends(of_kind)):
                self.pauses[names[kind]] = days
                ended += f" WHEN kind = {kind} AND day - before > {days} THEN 1"
        new = f"CASE {ended} ELSE 0 END" if ended else "0"
        engine.table(
            "aged",
            f"""
            SELECT report, identifier * {_ERAS} + era AS identifier, original, kind, tie, day, voice FROM (
                SELECT *, sum({new}) OVER (PARTITION BY identifier ORDER BY day NULLS LAST, report
                                           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS era
                FROM (SELECT *, lag(day) OVER (PARTITION BY identifier ORDER BY day NULLS LAST, report) AS before
                      FROM believed))""",
        )
        engine.drop("stood_first", "believed")

    def near_by_chance(self) -> float:
        spans = columns(
            self._engine,
            f"""
            SELECT opened, closed, sum(size) AS size, sum(size * size) AS same FROM (
                SELECT CAST(floor(min(r.day)) AS BIGINT) AS opened, CAST(floor(max(r.day)) AS BIGINT) AS closed,
                       count(*) AS size
                FROM stood_again s JOIN reports r ON r.report = s.report WHERE s.tie = {ACTOR} AND r.day IS NOT NULL
                GROUP BY s.identifier)
            GROUP BY opened, closed""",
        )
        return near_of_spans(
            spans["opened"], spans["closed"], spans["size"], int(spans["same"].sum()), self._given.slack
        )

    def regions(self) -> None:
        """`led`: of each report in a region the first report of that."""
        engine, given = self._engine, self._given
        decoy = f"(alone >= {given.strays} AND 2 * alone > placed)"
        engine.table(
            "places",
            "SELECT identifier, stands, min(tie) AS tie, count(*) AS many FROM stood_again GROUP BY identifier, stands",
        )
        engine.table(
            "divided",
            f"""
            SELECT d.identifier, d.alone, coalesce(l.stands, -1) AS largest,
                   CASE WHEN {decoy} OR (several > 1 AND d.tie > {ACTOR}) THEN 1 ELSE 0 END AS ties_nobody
            FROM (SELECT identifier, min(tie) AS tie,
                         sum(CASE WHEN stands IS NULL THEN 0 ELSE many END) AS placed,
                         sum(CASE WHEN stands IS NOT NULL AND many = 1 THEN 1 ELSE 0 END) AS alone,
                         sum(CASE WHEN stands IS NOT NULL AND many >= 2 THEN 1 ELSE 0 END) AS several
                  FROM places GROUP BY identifier) d
            LEFT JOIN (SELECT identifier, stands,
                              row_number() OVER (PARTITION BY identifier ORDER BY many DESC, stands) AS place
                       FROM places WHERE stands IS NOT NULL AND many >= 2) l
                ON l.identifier = d.identifier AND l.place = 1""",
        )
        stray = "(s.stands IS NULL OR p.many < 2)"
        engine.table(
            "laid",
            f"""
            SELECT s.report, s.identifier, s.original, s.tie, s.stands, d.alone,
                   CASE WHEN {stray} THEN d.largest ELSE s.stands END AS part,
                   CASE WHEN {stray} THEN 1 - d.ties_nobody ELSE 1 END AS live
            FROM stood_again s JOIN divided d ON d.identifier = s.identifier
            LEFT JOIN places p ON p.identifier = s.identifier AND p.stands = s.stands""",
        )
        few = " ".join(f"WHEN tie = {tie} THEN {most}" for tie, most in enumerate(given.few))
        engine.table(
            "ties",
            f"""
            SELECT report, min(report) OVER (PARTITION BY identifier, node) AS opens FROM (
                SELECT l.report, l.identifier, CASE WHEN whole = 1 THEN -2 ELSE l.part END AS node
                FROM laid l JOIN (
                    SELECT identifier, CASE WHEN count(DISTINCT CASE WHEN live = 1 THEN part END) <= CASE {few} ELSE 0 END
                                                 AND alone <= {given.scattered} THEN 1 ELSE 0 END AS whole
                    FROM laid WHERE tie < {MATERIAL} GROUP BY identifier, tie, alone) w ON w.identifier = l.identifier
                WHERE live = 1 OR whole = 1)""",
        )
        led = self._room.path("led_first.parquet")
        pyarrow.parquet.write_table(self._joined(), led)
        engine.parquet("led_first", led)
        engine.table(
            "nodes_lead",
            _most(
                """
                SELECT l.identifier, l.part, f.lead FROM laid l JOIN led_first f ON f.report = l.report""",
                "identifier, part",
            ),
        )
        late = """
            SELECT l.report, n.lead FROM laid l LEFT JOIN led_first f ON f.report = l.report
            JOIN nodes_lead n ON n.identifier = l.identifier AND n.part = l.part WHERE f.report IS NULL"""
        engine.table(
            "led",
            f"SELECT report, lead FROM led_first UNION ALL SELECT report, lead FROM ({_most(late, 'report')})",
        )
        engine.drop("places", "divided", "ties", "nodes_lead")

    def _joined(self) -> pa.Table:
        """Of each report that is tied, the first of its component."""
        edges = columns(self._engine, "SELECT DISTINCT report, opens FROM ties")
        report, place = np.unique(edges["report"], return_inverse=True)
        group = components(len(report), place, np.searchsorted(report, edges["opens"]))
        return pa.table({"report": report, "lead": report[_firsts(group)[group]]})

    def regional_rows(self) -> str:
        """What `regional.Regional` takes, as a query."""
        self._engine.table(
            "elsewhere",
            """
            SELECT original, region, (sum(placed) OVER w) - placed AS placed, (sum(alone) OVER w) - alone AS alone,
                   (sum(tied) OVER w) - tied AS regions
            FROM (SELECT original, region, sum(CASE WHEN stands IS NULL THEN 0 ELSE many END) AS placed,
                         sum(CASE WHEN stands IS NOT NULL AND many = 1 THEN 1 ELSE 0 END) AS alone, max(tied) AS tied
                  FROM (SELECT l.original, coalesce(d.lead, -1) AS region, l.stands, count(*) AS many,
                               max(l.live) AS tied
                        FROM laid l LEFT JOIN led d ON d.report = l.report
                        GROUP BY l.original, coalesce(d.lead, -1), l.stands)
                  GROUP BY original, region)
            WINDOW w AS (PARTITION BY original)""",
        )
        return """
            SELECT d.lead AS region, s.report, s.identifier, s.original, s.tie, s.stands, s.voice, r.day,
                   CAST(e.placed AS BIGINT) AS placed, CAST(e.alone AS BIGINT) AS alone, CAST(e.regions AS BIGINT) AS regions
            FROM stood_again s JOIN led d ON d.report = s.report JOIN reports r ON r.report = s.report
            JOIN elsewhere e ON e.original = s.original AND e.region = d.lead"""


_HELD = pa.schema(
    [("kind", pa.int64()), ("identifier", pa.int64()), ("lot", pa.int64()), ("size", pa.int64())]
)


def _firsts(group: Integers) -> Integers:
    """The first member of each group."""
    return np.unique(group, return_index=True)[1]


def _most(votes: str, of: str) -> str:
    """What most rows vote for, of several the first."""
    return f"""
        SELECT {of}, lead FROM (
            SELECT {of}, lead, row_number() OVER (PARTITION BY {of} ORDER BY many DESC, lead) AS place
            FROM (SELECT {of}, lead, count(*) AS many FROM ({votes}) GROUP BY {of}, lead))
        WHERE place = 1"""
