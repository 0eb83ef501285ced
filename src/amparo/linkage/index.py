"""The live index: all cases and series that are known, so that a new case is placed within milliseconds.

One SQLite file in a folder of its own, written by one process at a time and read by many; a killed process leaves the last
whole state. What is deleted is overwritten (`secure_delete`), in the journal too: a withdrawn case leaves no trace. It is
built from the batch series, of which it keeps the decoys, the pauses after which an identifier is somebody else's, and
that reports set apart tie nobody.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from amparo.linkage import filling, judgements, known_forms, withdrawal
from amparo.linkage.judgements import Judgement
from amparo.linkage.matching import Match, Mention, match
from amparo.linkage.mentions import Coded, coded
from amparo.linkage.reasons import name_of
from amparo.linkage.series import Series, series
from amparo.linkage.ties import MATERIAL, ORDER
from amparo.linkage.withdrawal import SMALL

FILE = "amparo-link.sqlite"
JUDGED = "judgements.jsonl"
_VERSION = 1
_SCHEMA = """
CREATE TABLE identifiers (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, tie INTEGER NOT NULL,
    decoy INTEGER NOT NULL, UNIQUE (kind, value));
CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT NOT NULL, reports INTEGER NOT NULL);
CREATE TABLE reports (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, series INTEGER NOT NULL);
CREATE TABLE mentions (identifier INTEGER NOT NULL, report INTEGER NOT NULL, ties INTEGER NOT NULL, seen_at INTEGER,
    PRIMARY KEY (identifier, report)) WITHOUT ROWID;
CREATE TABLE uses (identifier INTEGER NOT NULL, series INTEGER NOT NULL, reports INTEGER NOT NULL, first_seen INTEGER,
    last_seen INTEGER, PRIMARY KEY (identifier, series)) WITHOUT ROWID;
CREATE TABLE pauses (kind TEXT PRIMARY KEY, days REAL NOT NULL) WITHOUT ROWID;
"""
_INDICES = """
CREATE INDEX mentions_by_report ON mentions (report);
CREATE INDEX reports_by_series ON reports (series);
"""


class LinkIndexError(ValueError):
    """Names the folder or the report, and the cause."""


def build(folder: Path, cases: Coded, found: Series, folded: pa.Table | None = None) -> None:
    """A new index of all cases; `folder` must not hold one. Given the mentions that were `folded`
    (`variants`), of which the cases are, it folds new cases likewise."""
    write(folder, filling.of_cases(cases, found, folded))


def is_free(folder: Path) -> None:
    """Raises `LinkIndexError` where there is an index."""
    if (folder / FILE).exists():
        raise LinkIndexError(f"{folder.name} holds an index already; nothing was overwritten")


def write(folder: Path, contents: filling.Contents) -> None:
    """A new index; `folder` must not hold one. It appears whole or not at all."""
    is_free(folder)
    folder.mkdir(parents=True, exist_ok=True)
    begun = folder / f"{FILE}.part"
    begun.unlink(missing_ok=True)
    try:
        with _connected(begun, "OFF") as index:
            index.executescript(_SCHEMA)
            with index:
                filling.fill(index, contents)
                index.execute(_USES)
                index.executescript(_INDICES)
                index.execute(f"PRAGMA user_version = {_VERSION}")
    except BaseException:
        begun.unlink(missing_ok=True)  # it holds what reports say
        raise
    begun.rename(folder / FILE)


_MORE = (
    "ON CONFLICT DO UPDATE SET reports = reports + excluded.reports, "
    "first_seen = min(coalesce(first_seen, excluded.first_seen), coalesce(excluded.first_seen, first_seen)), "
    "last_seen = max(coalesce(last_seen, excluded.last_seen), coalesce(excluded.last_seen, last_seen))"
)
_USES = (
    "INSERT INTO uses SELECT identifier, series, count(*), min(seen_at), max(seen_at) FROM mentions JOIN reports "
    "ON reports.id = mentions.report WHERE ties GROUP BY identifier, series"
)


@contextmanager
def _connected(path: Path, journal: str) -> Iterator[sqlite3.Connection]:
    index = sqlite3.connect(path, isolation_level="IMMEDIATE")
    try:
        try:
            index.execute("PRAGMA secure_delete = ON")
            index.execute(f"PRAGMA journal_mode = {journal}")
            index.execute("PRAGMA synchronous = NORMAL")
            index.execute("PRAGMA cache_size = -65536")
        except sqlite3.DatabaseError as cause:
            raise LinkIndexError(f"{path.parent.name}: the index is damaged: {cause}") from cause
        yield index
        # so that what was deleted is not left in the journal
        index.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        index.close()


@contextmanager
def opened(folder: Path) -> Iterator["Index"]:
    """Raises `LinkIndexError` where there is none, or of another version."""
    path = folder / FILE
    if not path.is_file():
        raise LinkIndexError(f"{folder.name} holds no index; `amparo link build` makes one")
    with _connected(path, "WAL") as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            raise LinkIndexError(
                f"{folder.name}: the index is of version {version}, not {_VERSION}; build it anew"
            )
        yield Index(connection, folder / JUDGED)


@dataclass(frozen=True, slots=True)
class Index:
    """Made by `opened`. Every change is whole on disk when its method returns."""

    _sql: sqlite3.Connection
    _judged: Path

    @property
    def sql(self) -> sqlite3.Connection:
        """To read from."""
        return self._sql

    def match(self, case: Sequence[Mention]) -> Match:
        """Where a case would belong; nothing is changed."""
        return match(self._sql, known_forms.folded(self._sql, case))[0]

    def add(self, name: str, case: Sequence[Mention]) -> Match:
        """Where it belongs; it is part of the index from now on. Raises `LinkIndexError` for a report that is known."""
        with self._sql:
            if self._sql.execute("SELECT 1 FROM reports WHERE name = ?", (name,)).fetchone():
                raise LinkIndexError(f"the report {name!r} is in the index already")
            case = known_forms.folded(self._sql, case)
            found, number, tied = match(self._sql, case)
            if number is None:
                number = self._sql.execute(
                    "INSERT INTO series (name, reports) VALUES (?, 0)", (name_of(name),)
                ).lastrowid
            self._sql.execute("UPDATE series SET reports = reports + 1 WHERE id = ?", (number,))
            report = self._sql.execute(
                "INSERT INTO reports (name, series) VALUES (?, ?)", (name, number)
            ).lastrowid
            for mention in dict.fromkeys(case):
                self._mention(report, number, mention)
            for other in tied:
                self._join(other, number)
            if any(name in (one.one, one.other) for one in judgements.read(self._judged)):
                self._found_again(self._with_judged(name))
        return found if found.series else Match(name_of(name), found.candidates, found.cases)

    def _mention(self, report: int | None, series: int | None, mention: Mention) -> None:
        sql = self._sql
        sql.execute(
            "INSERT OR IGNORE INTO identifiers (kind, value, tie, decoy) VALUES (?, ?, ?, 0)",
            (mention.kind, mention.value, mention.tie),
        )
        identifier, decoy = sql.execute(
            "SELECT id, decoy FROM identifiers WHERE kind = ? AND value = ?", (mention.kind, mention.value)
        ).fetchone()
        known_forms.keep(sql, report, mention)
        ties = mention.tie <= MATERIAL and not decoy
        sql.execute(
            "INSERT OR IGNORE INTO mentions VALUES (?, ?, ?, ?)", (identifier, report, ties, mention.seen_at)
        )
        if ties and sql.execute("SELECT changes()").fetchone()[0]:
            sql.execute(
                f"INSERT INTO uses VALUES (?, ?, 1, ?, ?) {_MORE}",  # noqa: S608 - a constant
                (identifier, series, mention.seen_at, mention.seen_at),
            )

    def _join(self, small: int, large: int | None) -> None:
        """What one new report ties to a series is part of it while it is small; an established one waits for the batch."""
        sql = self._sql
        (reports,) = sql.execute("SELECT reports FROM series WHERE id = ?", (small,)).fetchone()
        if reports > SMALL:
            return
        # The table of uses is not looked through: what the few reports name leads to theirs.
        named = sql.execute(
            "SELECT DISTINCT identifier FROM reports JOIN mentions ON mentions.report = reports.id WHERE series = ?",
            (small,),
        ).fetchall()
        sql.execute("UPDATE reports SET series = ? WHERE series = ?", (large, small))
        sql.execute("UPDATE series SET reports = reports + ? WHERE id = ?", (reports, large))
        sql.execute("DELETE FROM series WHERE id = ?", (small,))
        of_small = [(identifier, small) for (identifier,) in named]
        sql.executemany(
            "INSERT INTO uses SELECT identifier, ?, reports, first_seen, last_seen FROM uses "  # noqa: S608 - a constant
            f"WHERE identifier = ? AND series = ? {_MORE}",
            [(large, *one) for one in of_small],
        )
        sql.executemany("DELETE FROM uses WHERE identifier = ? AND series = ?", of_small)

    def remove(self, name: str) -> list[str]:
        """Take a case out (a withdrawal), with what people decided about it; its series is divided where nothing but the case held it
        together, and found again from what is left where people judged of it. Returns the ids of the series that
        its former companions are in now. Raises `LinkIndexError` for a report that is not known."""
        with self._sql:
            row = self._sql.execute("SELECT id, series FROM reports WHERE name = ?", (name,)).fetchone()
            if row is None:
                raise LinkIndexError(f"the report {name!r} is not in the index")
            report, number = row
            judgements.forget(self._judged, name)
            named = withdrawal.taken_out(self._sql, report, number)
            if self._is_judged(number):
                return self._found_again([number])[0]
            ids = [
                withdrawal.parted(self._sql, number, lot)
                for lot in withdrawal.loosened(self._sql, number, named)
            ]
            return [*withdrawal.called(self._sql, number, {name_of(name), *ids}), *ids]

    def judge(self, judgement: Judgement) -> list[Judgement]:
        """Keep what a person decided about two cases of the index, and find their series again by it. Returns the judgements that
        contradict others about these series. Raises `LinkIndexError` for a case that is not known."""
        for name in (judgement.one, judgement.other):
            if not self._sql.execute("SELECT 1 FROM reports WHERE name = ?", (name,)).fetchone():
                raise LinkIndexError(f"the report {name!r} is not in the index")
        judgements.append(self._judged, judgement)
        with self._sql:
            both = {*self._with_judged(judgement.one), *self._with_judged(judgement.other)}
            return self._found_again(sorted(both))[1]

    def _with_judged(self, name: str) -> list[int]:
        """The series of a case and of those that people called the same as it."""
        told = judgements.holding(judgements.read(self._judged))
        names = {
            name,
            *(one.one for one in told if one.other == name),
            *(one.other for one in told if one.one == name),
        }
        rows = self._sql.execute(
            "SELECT DISTINCT series FROM reports WHERE name IN (SELECT value FROM json_each(?)) ORDER BY series",
            (json.dumps(sorted(names)),),
        )
        return [series for (series,) in rows]

    def _is_judged(self, number: int) -> bool:
        told = judgements.holding(judgements.read(self._judged))
        names = json.dumps(sorted({name for one in told for name in (one.one, one.other)}))
        return bool(
            told
            and self._sql.execute(
                "SELECT 1 FROM reports WHERE series = ? AND name IN (SELECT value FROM json_each(?))",
                (number, names),
            ).fetchone()
        )

    def _found_again(self, numbers: list[int]) -> tuple[list[str], list[Judgement]]:
        """The ids of the series that the cases of some series are in, found from them alone, and judgements that contradict others."""
        sql = self._sql
        some = json.dumps(numbers)
        rows = sql.execute(
            "SELECT reports.name, kind, value, seen_at, tie FROM reports "
            "JOIN mentions ON mentions.report = reports.id JOIN identifiers ON identifiers.id = mentions.identifier "
            "WHERE series IN (SELECT value FROM json_each(?)) AND ties",
            (some,),
        ).fetchall()
        left = dict(
            sql.execute(
                "SELECT name, id FROM reports WHERE series IN (SELECT value FROM json_each(?))", (some,)
            )
        )
        sql.execute(
            "DELETE FROM uses WHERE series IN (SELECT value FROM json_each(?1)) AND identifier IN (SELECT identifier FROM reports "
            "JOIN mentions ON mentions.report = reports.id WHERE series IN (SELECT value FROM json_each(?1)))",
            (some,),
        )
        sql.execute("DELETE FROM series WHERE id IN (SELECT value FROM json_each(?))", (some,))
        of, conflicts = _labels(rows, sorted(left), judgements.read(self._judged))
        groups: dict[int, list[str]] = {}
        for name in sorted(left):
            groups.setdefault(of[name], []).append(name)
        # Numbers of series that are gone are given again: uses are counted when every case is where it belongs.
        ids, numbered = [], []
        for members in groups.values():
            ids.append(name_of(members[0]))
            new = sql.execute(
                "INSERT INTO series (name, reports) VALUES (?, ?)", (ids[-1], len(members))
            ).lastrowid
            numbered.append((new,))
            sql.executemany(
                "UPDATE reports SET series = ? WHERE id = ?", [(new, left[name]) for name in members]
            )
        sql.executemany(f"{_USES.replace('WHERE ties', 'WHERE ties AND series = ?')}", numbered)
        return ids, conflicts

    def series(self) -> pa.Table:
        """All of it: report_id, series_id."""
        rows = self._sql.execute(
            "SELECT reports.name, series.name FROM reports JOIN series ON series.id = reports.series ORDER BY reports.name"
        ).fetchall()
        report, found = zip(*rows, strict=True) if rows else ((), ())
        return pa.table(
            {"report_id": pa.array(report, pa.string()), "series_id": pa.array(found, pa.string())}
        )

    def mentions(self) -> pa.Table:
        """All of it, as the table that `amparo link` reads, and as the reports write it."""
        rows = self._sql.execute(
            "SELECT reports.name, kind, coalesce(said.value, identifiers.value) AS told, seen_at, tie FROM mentions "  # noqa: S608
            "JOIN reports ON reports.id = mentions.report JOIN identifiers ON identifiers.id = mentions.identifier "
            f"LEFT JOIN {known_forms.as_written(self._sql)} AS said USING (report, identifier) ORDER BY reports.name, kind, told"
        ).fetchall()
        return _table(rows)


def _labels(
    rows: list[tuple[object, ...]], names: list[str], judged: list[Judgement]
) -> tuple[dict[str, int], list[Judgement]]:
    """The label of each case; those that nothing ties have one of their own."""
    cases = coded(_table(rows))
    found = series(cases.mentions)
    told = cases.reports.to_pylist()
    rest = sorted(set(names) - set(told))
    label = np.concatenate([found.label, len(names) + np.arange(len(rest))])
    number = {name: place for place, name in enumerate([*told, *rest])}
    result = judgements.honoured(label, cases.mentions, found.mention, number, judged)
    return dict(zip(number, result.label.tolist(), strict=True)), result.conflicts


def _table(rows: Sequence[tuple[object, ...]]) -> pa.Table:
    report, kind, value, seen, tie = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return pa.table(
        {
            "report_id": pa.array(report, pa.string()),
            "kind": pa.array(kind, pa.string()),
            "value": pa.array(value, pa.string()),
            "seen_at": pa.array(seen, pa.int64()).cast(pa.timestamp("us", tz="UTC")),
            "tie": pa.array([str(ORDER[one]) for one in tie], pa.string()),
        }
    )
