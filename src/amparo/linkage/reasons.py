"""Series as tables that a person can check: which report is in which series, and by which identifiers.

`series`: report_id, series_id. `reasons`: one row for each identifier that ties a report to its series: series_id, report_id,
kind, value, tie, reports_here (of the series, that name it), reports_elsewhere, series_elsewhere (how many other
series use it: shared receivers and bought scripts show here), first_seen, last_seen. `shared`: identifiers that several series
use, and decoys: kind, value, tie, series, reports, decoy. `merges`: which groups of identifiers joined into a series, one row for each
piece of evidence.
"""

import hashlib

import numpy as np
import pyarrow as pa

from amparo.linkage.arrays import Integers, distinct
from amparo.linkage.joins import EVIDENCE, lines
from amparo.linkage.mentions import Coded
from amparo.linkage.series import Series
from amparo.linkage.ties import MATERIAL, ORDER


def names(coded: Coded, found: Series) -> pa.Array:
    """The id of each series, by its number: made from the first of its reports' ids, which it does not show."""
    first = np.unique(found.label, return_index=True)[1]
    return pa.array(list(map(name_of, coded.reports.take(pa.array(first)).to_pylist())), pa.string())


def name_of(first: str) -> str:
    """The id of the series whose first report this is."""
    return "s" + hashlib.sha256(first.encode()).hexdigest()[:12]


def series_table(coded: Coded, found: Series) -> pa.Table:
    return pa.table(
        {"report_id": coded.reports, "series_id": names(coded, found).take(pa.array(found.label))}
    )


def reasons_table(coded: Coded, found: Series) -> pa.Table:
    """Only ties to reports of the same series: an identifier that no other report of it names is no reason."""
    mentions = coded.mentions
    label = found.label[mentions.report]
    width = int(found.label.max(initial=0)) + 1
    here, of_mention, count = _uses(mentions.identifier, label, width)
    ties = (found.mention >= 0) & (count[of_mention] >= 2)
    ties &= ~found.decoy[mentions.identifier]
    rows = np.flatnonzero(ties)
    identifier = mentions.identifier[rows]
    everywhere = np.bincount(mentions.identifier, minlength=len(mentions.tie))
    users = np.bincount(here // width, minlength=len(mentions.tie))
    columns = {
        "series_id": names(coded, found).take(pa.array(label[rows])),
        "report_id": coded.reports.take(pa.array(mentions.report[rows])),
        **_identifiers(coded, identifier),
        "reports_here": pa.array(count[of_mention[rows]]),
        "reports_elsewhere": pa.array(everywhere[identifier] - count[of_mention[rows]]),
        "series_elsewhere": pa.array(users[identifier] - 1),
    }
    if coded.seen_at is not None:
        columns |= _seen(coded, of_mention, len(here), rows)
    return pa.table(columns)


def shared_table(coded: Coded, found: Series) -> pa.Table:
    """Most used first."""
    mentions = coded.mentions
    width = int(found.label.max(initial=0)) + 1
    here, _, _ = _uses(mentions.identifier, found.label[mentions.report], width)
    users = np.bincount(here // width, minlength=len(mentions.tie))
    everywhere = np.bincount(mentions.identifier, minlength=len(mentions.tie))
    several = np.flatnonzero(((users > 1) | found.decoy) & (mentions.tie <= MATERIAL))
    order = several[np.lexsort((several, -everywhere[several], -users[several]))]
    return pa.table(
        {
            **_identifiers(coded, order),
            "series": pa.array(users[order]),
            "reports": pa.array(everywhere[order]),
            "decoy": pa.array(found.decoy[order]),
        }
    )


def review_table(coded: Coded, found: Series) -> pa.Table:
    """The identifiers of people that copies alone tie, by value; `copies` is how many reports of them name one."""
    mentions = coded.mentions
    rows = np.flatnonzero(found.apart[mentions.report] & (mentions.tie[mentions.identifier] < MATERIAL))
    identifier = mentions.identifier[rows]
    copies = np.bincount(identifier, minlength=len(mentions.tie))
    return pa.table(
        {
            "report_id": coded.reports.take(pa.array(mentions.report[rows])),
            **_identifiers(coded, identifier),
            "copies": pa.array(copies[identifier]),
        }
    )


def merges_table(coded: Coded, found: Series) -> pa.Table:
    """By series, in the order of joining. A group is told by its identifier that most reports name; `evidence` is `report` (one that
    crosses), `identifier` (both use it), `time` (whether the two are of one time) or `size` (what the smaller group's size asks)."""
    joins = lines(found.joins, found.joins.group)
    return pa.table(
        {
            "series_id": names(coded, found).take(pa.array(joins.group)),
            "join": pa.array(joins.number),
            **_group(coded, "one", joins.one, joins.one_reports),
            **_group(coded, "other", joins.other, joins.other_reports),
            "evidence": pa.array(EVIDENCE).take(pa.array(joins.evidence)),
            "report_id": coded.reports.take(pa.array(joins.report, mask=joins.report < 0)),
            **_identifiers(coded, joins.identifier),
            "log_odds": pa.array(joins.log_odds),
        }
    )


def _group(coded: Coded, name: str, identifier: Integers, reports: Integers) -> dict[str, pa.Array]:
    words = _identifiers(coded, identifier)
    return {
        f"{name}_kind": words["kind"],
        f"{name}_value": words["value"],
        f"{name}_reports": pa.array(reports),
    }


def _uses(identifier: Integers, label: Integers, width: int) -> tuple[Integers, Integers, Integers]:
    """The pairs of identifier and series, the pair of each mention, and the mentions of each pair."""
    uses = distinct(identifier, label)
    return uses.left * width + uses.right, uses.place, uses.count


def _identifiers(coded: Coded, identifier: Integers) -> dict[str, pa.Array]:
    """-1 is none."""
    tie = pa.array([str(one) for one in ORDER])
    none = identifier < 0
    return {
        "kind": coded.kinds.take(pa.array(coded.mentions.kind[identifier], mask=none)),
        "value": coded.values.take(pa.array(identifier, mask=none)),
        "tie": tie.take(pa.array(coded.mentions.tie[identifier], mask=none)),
    }


def _seen(coded: Coded, of_mention: Integers, pairs: int, rows: Integers) -> dict[str, pa.Array]:
    assert coded.seen_at is not None  # noqa: S101 - asked before
    at = np.asarray(coded.seen_at.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False))
    known = np.asarray(coded.seen_at.is_valid().to_numpy(zero_copy_only=False))
    first = np.full(pairs, np.iinfo(np.int64).max)
    last = np.full(pairs, np.iinfo(np.int64).min)
    np.minimum.at(first, of_mention[known], at[known])
    np.maximum.at(last, of_mention[known], at[known])
    told = (first <= last)[of_mention[rows]]
    return {
        name: pa.array(moment[of_mention[rows]], mask=~told).cast(pa.timestamp("us", tz="UTC"))
        for name, moment in (("first_seen", first), ("last_seen", last))
    }
