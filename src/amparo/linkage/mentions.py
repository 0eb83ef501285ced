"""The one table that linkage takes: who was mentioned in which report.

Columns: `report_id`, `kind` (as in `IndicatorKind`; an unknown kind counts as weak), `value` (canonical), and, if there,
`seen_at` (a time), `speaker`, `tie` (`actor`, `money`, `material`, `place`, `weak`: overrules the kind's), `origin` (who handed the report in: a
person or device, never the helpline through which it came), `stage` (of the scheme: what the account did, or what the message was that the identifier
stands in; see `parts`). Parquet, Arrow
(`.arrow`, `.feather`), CSV or JSON lines, by the end of the name.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.feather
import pyarrow.json
import pyarrow.parquet

from amparo.linkage.arrays import Floats, Integers, Mentions, distinct, first_of_runs, ordered
from amparo.linkage.cores import side_by_side
from amparo.linkage.ties import ORDER, TIES, Tie

_NEEDED = ("report_id", "kind", "value")
_OPTIONAL = ("seen_at", "speaker", "tie", "origin", "stage")
KNOWN = (*_NEEDED, *_OPTIONAL)
"""Columns."""
_READERS = {
    ".parquet": lambda path: pyarrow.parquet.read_table(path),
    ".arrow": lambda path: pyarrow.feather.read_table(path),
    ".feather": lambda path: pyarrow.feather.read_table(path),
    ".csv": lambda path: pyarrow.csv.read_csv(path),
    ".jsonl": lambda path: pyarrow.json.read_json(path),
    ".ndjson": lambda path: pyarrow.json.read_json(path),
}


class MentionsError(ValueError):
    """Names the file and the cause."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Mentions by number, with the words behind the numbers; reports and identifiers in order of their words."""

    mentions: Mentions
    reports: pa.Array
    """Ids."""
    kinds: pa.Array
    """Names of kinds, by number."""
    values: pa.Array
    """Of each identifier."""
    seen_at: pa.Array | None
    """Of each mention: the first time, in UTC."""
    skipped: int
    """Rows without report, kind or value."""


def read(path: Path) -> pa.Table:
    """The columns that linkage knows; raises `MentionsError`."""
    whole = table(path)
    checked(path, whole.column_names)
    return whole.select([name for name in KNOWN if name in whole.column_names])


def checked(path: Path, columns: list[str]) -> None:
    """Raises `MentionsError` where one is missing."""
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        has = ", ".join(map(repr, columns))
        raise MentionsError(f"{path.name}: lacks the column {missing[0]!r}; it has {has}")


def table(path: Path) -> pa.Table:
    """A whole file; raises `MentionsError`."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise MentionsError(
            f"{path.name}: not a table known by its name; it ends in one of {', '.join(_READERS)}"
        )
    try:
        return reader(path)
    except (OSError, pa.ArrowException) as cause:
        raise MentionsError(f"{path.name}: cannot be read as {path.suffix[1:]}: {cause}") from cause


def coded(rows: pa.Table) -> Coded:
    """Numbers for words; a mention that stands twice counts once. Raises `MentionsError` for a tie that is none."""
    rows, told, skipped = _whole(rows)
    (report, reports), (kind, kinds), (value, values) = side_by_side(
        _numbered, (told[name] for name in _NEEDED)
    )
    tie = _ties(rows, kind, kinds)
    named = distinct(kind, value)
    identifier = named.place
    strongest = np.full(len(named.left), len(ORDER) - 1)
    np.minimum.at(strongest, identifier, tie)
    seen = rows["seen_at"].combine_chunks() if "seen_at" in rows.column_names else None
    when = _moments(seen) if seen is not None else None
    report_of_row = report
    order = ordered(report, identifier)
    report, identifier = report[order], identifier[order]
    first = first_of_runs(report, identifier)
    if when is not None and not first.all():
        again = np.flatnonzero(~first | np.append(~first[1:], False))
        order[again] = order[again[np.lexsort((when[order[again]], identifier[again], report[again]))]]
    return Coded(
        Mentions(
            report[first],
            identifier[first],
            named.left,
            strongest,
            len(reports),
            None if when is None else _days(when[order[first]]),
            _origins(rows["origin"], report_of_row, len(reports)) if "origin" in rows.column_names else None,
        ),
        reports,
        kinds,
        values.take(pa.array(named.right)),
        None if seen is None else _in_utc(seen).take(pa.array(order[first])),
        skipped,
    )


def plain(rows: pa.Table) -> tuple[pa.Table, int]:
    """The same rows without numbers: report_id, kind, value, seen (microseconds), tie (a number), origin, and what else stands beside
    them by these names: written, part; and how many rows lack something and were left out. Raises `MentionsError` for a tie that is none."""
    rows, told, skipped = _whole(rows)
    nothing = pa.nulls(rows.num_rows, pa.int64())
    seen = (
        _in_utc(rows["seen_at"].combine_chunks()).cast(pa.int64())
        if "seen_at" in rows.column_names
        else nothing
    )
    tie = pa.array(_ties(rows, *_numbered(told["kind"])))
    beside = {
        name: (rows[name] if name in rows.column_names else nothing).cast(pa.string())
        for name in ("origin", "written", "part")
    }
    return pa.table({**told, "seen": seen, "tie": tie, **beside}), skipped


def _whole(rows: pa.Table) -> tuple[pa.Table, dict[str, pa.ChunkedArray], int]:
    """Rows that lack neither report nor kind nor value, these columns as words, and how many rows lack one."""
    told = {name: rows[name].cast(pa.string()) for name in _NEEDED}
    whole = pc.and_(pc.and_(*(pc.is_valid(told[name]) for name in _NEEDED[:2])), pc.is_valid(told["value"]))
    skipped = rows.num_rows - pc.sum(whole).as_py() if rows.num_rows else 0
    return rows.filter(whole), {name: column.filter(whole) for name, column in told.items()}, skipped


def _numbered(column: pa.ChunkedArray) -> tuple[Integers, pa.Array]:
    """Each word's place in the sorted words, and these."""
    encoded = column.combine_chunks().dictionary_encode()
    words = encoded.dictionary
    order = pc.array_sort_indices(words).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank[encoded.indices.to_numpy(zero_copy_only=False)], words.take(pa.array(order))


def _ties(rows: pa.Table, kind: Integers, kinds: pa.Array) -> Integers:
    by_kind = np.array([ORDER.index(TIES.get(name, Tie.WEAK)) for name in kinds.to_pylist()], np.int64)
    tie: Integers = by_kind[kind] if len(by_kind) else np.zeros(0, np.int64)
    if "tie" in rows.column_names:
        given = rows["tie"].combine_chunks().cast(pa.string())
        place = pc.index_in(given, value_set=pa.array([str(one) for one in ORDER]))
        strange = pc.and_(pc.is_valid(given), pc.is_null(place))
        if pc.any(strange).as_py():
            word = given.filter(strange)[0].as_py()
            raise MentionsError(f"the tie {word!r} is none of {', '.join(ORDER)}")
        tie = np.where(
            pc.is_valid(place).to_numpy(zero_copy_only=False),
            pc.fill_null(place, 0).to_numpy(zero_copy_only=False),
            tie,
        )
    return tie


def _origins(given: pa.ChunkedArray, report: Integers, reports: int) -> Integers:
    """Of each report the first, by its word, that a row of it tells."""
    words = given.cast(pa.string())
    told = np.flatnonzero(words.combine_chunks().is_valid().to_numpy(zero_copy_only=False))
    number, _ = _numbered(words.filter(words.is_valid()))
    origin = np.full(reports, np.iinfo(np.int64).max)
    np.minimum.at(origin, report[told], number)
    return np.where(origin == np.iinfo(np.int64).max, -1, origin)


def _in_utc(seen: pa.Array) -> pa.Array:
    """Times without a zone are taken to be UTC already."""
    return seen.cast(pa.timestamp("us", tz="UTC"))


_NEVER = np.iinfo(np.int64).max
_DAY = 86_400_000_000
"""Microseconds."""


def _moments(seen: pa.Array) -> Integers:
    return np.asarray(pc.fill_null(_in_utc(seen).cast(pa.int64()), _NEVER).to_numpy(zero_copy_only=False))


def _days(when: Integers) -> Floats:
    return np.where(when == _NEVER, np.nan, when / _DAY)
