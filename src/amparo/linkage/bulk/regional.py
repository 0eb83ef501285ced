"""Series of some whole regions: from rows of a database to `rounds`, and back."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from amparo.linkage.arrays import Floats, Integers, first_of_runs
from amparo.linkage.division import Elsewhere
from amparo.linkage.joins import lines
from amparo.linkage.merging import World
from amparo.linkage.rounds import Told, rounds
from amparo.linkage.settings import Settings

FOUND = pa.schema(
    [
        ("joining", pa.bool_()),
        ("series", pa.int64()),
        ("report", pa.int64()),
        ("identifier", pa.int64()),
        # of a mention:
        ("own", pa.int64()),
        ("decoy", pa.bool_()),
        # of a line of a join:
        ("number", pa.int64()),
        ("one", pa.int64()),
        ("one_reports", pa.int64()),
        ("other", pa.int64()),
        ("other_reports", pa.int64()),
        ("evidence", pa.int64()),
        ("log_odds", pa.float64()),
    ]
)
"""Two kinds of rows. A series is told by the first of its reports. A mention is of an identifier in a report; `series` is that of the
report, `own` that which the identifier has for it, each null where there is none. `joining`: a line of `joins.lines`."""


@dataclass(frozen=True)
class Regional:
    """What holds for all regions; called with rows of whole regions, by report and identifier: `region`, `report`, `identifier`,
    `original` (which it is an era of), `tie`, `stands`, `day`, `voice` (it says something new), and the columns of `Elsewhere`."""

    world: World
    given: Settings

    def __call__(self, rows: pa.Table) -> pa.RecordBatch:
        report, mention = np.unique(_whole(rows, "report"), return_inverse=True)
        begins = np.flatnonzero(first_of_runs(mention))
        region = _whole(rows, "region")
        era = _whole(rows, "identifier")
        identifier = _pairs(era, region)
        lead = np.unique(identifier, return_index=True)[1]
        stands = _whole(rows, "stands")
        told = Told(
            report=mention,
            identifier=identifier,
            stands=np.where(stands < 0, -1, np.unique(stands, return_inverse=True)[1]),
            tie=_whole(rows, "tie")[lead],
            of=_whole(rows, "original")[lead],
            whole=_pairs(_whole(rows, "original")[lead], region[lead]),
            elsewhere=Elsewhere(*(_whole(rows, name)[lead] for name in ("placed", "alone", "regions"))),
            when=_real(rows, "day")[_at(begins, mention)],
            new=(_whole(rows, "voice") == 1)[_at(begins, mention)],
        )
        found = rounds(told, self.world, self.given)
        # Of each group the first report that it is the label of; groups are numbers below that of the nodes.
        first = np.full(
            max(int(found.label.max(initial=-1)), int(found.own.max(initial=-1))) + 1, -1, np.int64
        )
        labelled = np.flatnonzero(found.label >= 0)[::-1]
        first[found.label[labelled]] = report[labelled]
        series = _of(first, found.label)
        mentions = {
            "joining": np.zeros(len(mention), bool),
            "series": _known(series[mention]),
            "report": report[mention],
            "identifier": told.of[identifier],
            "own": _known(_of(first, found.own)),
            "decoy": found.decoy[identifier],
        }
        joins = lines(found.joins, _of(first, found.joins.group))
        told_of_joins = {
            "joining": np.ones(len(joins.number), bool),
            "series": joins.group,
            "report": _known(_of(report, joins.report)),
            "identifier": _known(joins.identifier),
            "number": joins.number,
            "one": joins.one,
            "one_reports": joins.one_reports,
            "other": joins.other,
            "other_reports": joins.other_reports,
            "evidence": joins.evidence,
            "log_odds": joins.log_odds,
        }
        tables = [_filled(mentions, len(mention)), _filled(told_of_joins, len(joins.number))]
        return pa.concat_tables(tables).combine_chunks().to_batches()[0]


def _pairs(left: Integers, right: Integers) -> Integers:
    """One number for each two."""
    order = np.lexsort((right, left))
    number = np.empty(len(left), np.int64)
    number[order] = np.cumsum(first_of_runs(left[order], right[order])) - 1
    return number


def _at(begins: Integers, mention: Integers) -> Integers:
    """The first row of each report, in their order."""
    rows = np.empty(len(begins), np.int64)
    rows[mention[begins]] = begins
    return rows


def _of(first: Integers, group: Integers) -> Integers:
    inside = (group >= 0) & (group < len(first))
    return np.where(inside, first[np.where(inside, group, 0)] if len(first) else -1, -1)


def _known(numbers: Integers) -> pa.Array:
    return pa.array(numbers, mask=numbers < 0)


def _filled(columns: dict[str, object], rows: int) -> pa.Table:
    """With nulls for the columns that are not given."""

    def column(field: pa.Field) -> pa.Array:
        given = columns.get(field.name)
        if given is None:
            return pa.nulls(rows, field.type)
        return given if isinstance(given, pa.Array) else pa.array(given, field.type)

    return pa.table([column(field) for field in FOUND], schema=FOUND)


def _whole(rows: pa.Table, name: str) -> Integers:
    return np.asarray(rows[name].cast(pa.int64()).fill_null(-1).to_numpy())


def _real(rows: pa.Table, name: str) -> Floats:
    return np.asarray(rows[name].to_numpy(), np.float64)
