"""How good are series, against a truth: pairwise and B-cubed precision, recall and F, adjusted Rand index, retrieval; with bootstrap
intervals.

B-cubed after Bagga and Baldwin 1998, the adjusted Rand index after Hubert and Arabie 1985. Retrieval is what police units
understand (Porter 2016): for a report, which share of its true series stands among the first 50 that are offered for it, which here are 50 others
of its series, in no order.

Where nobody knows the truth, a kind of identifier that the series were found without stands for it (`held_out`).
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amparo.linkage.arrays import Floats, Integers, counted, only
from amparo.linkage.mentions import coded
from amparo.linkage.series import series


class EvaluationError(ValueError):
    """Names what is wrong with the tables."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure between 0 and 1 and the interval that holds 95 % of its bootstrap values."""

    name: str
    value: float
    low: float
    high: float


def aligned(found: pa.Table, truth: pa.Table) -> tuple[Integers, Integers]:
    """Labels of the reports of the truth, in both tables (report_id, series_id). Raises `EvaluationError` where a report has none."""
    for table, name in ((found, "series"), (truth, "truth")):
        for column in ("report_id", "series_id"):
            if column not in table.column_names:
                raise EvaluationError(f"the table of the {name} lacks the column {column!r}")
    ids = truth["report_id"].combine_chunks().cast(pa.string())
    place = pc.index_in(ids, value_set=found["report_id"].combine_chunks().cast(pa.string()))
    if place.null_count:
        lost = ids.filter(pc.is_null(place))
        raise EvaluationError(f"{len(lost)} reports of the truth have no series, such as {lost[0].as_py()!r}")
    labels = found["series_id"].combine_chunks().take(place)
    return _numbers(labels), _numbers(truth["series_id"].combine_chunks())


def held_out(rows: pa.Table, kind: str) -> tuple[Integers, Integers]:
    """Labels of the reports that name one identifier of a kind which another report names as well: in the series found without
    that kind, and by that identifier. Crews use several, so what precision says is too low; recall and retrieval are not. Raises
    `EvaluationError` where the kind says nothing."""
    told = coded(rows)
    mentions = told.mentions
    held = np.array([name == kind for name in told.kinds.to_pylist()], bool)[mentions.kind][
        mentions.identifier
    ]
    one = np.bincount(mentions.report[held], minlength=mentions.reports)[mentions.report] == 1
    named = np.bincount(mentions.identifier[held & one], minlength=len(mentions.tie))[mentions.identifier]
    judged = np.flatnonzero(held & one & (named > 1))
    if not len(judged):
        raise EvaluationError(f"no two reports name the same {kind!r}")
    found = series(only(mentions, np.flatnonzero(~held))).label[mentions.report[judged]]
    return _dense(found), _dense(mentions.identifier[judged])


def _dense(labels: Integers) -> Integers:
    return np.asarray(np.unique(labels, return_inverse=True)[1], np.int64)


def _numbers(labels: pa.Array) -> Integers:
    return np.asarray(labels.dictionary_encode().indices.to_numpy(zero_copy_only=False), np.int64)


def measures(found: Integers, truth: Integers, samples: int = 200, seed: int = 0) -> list[Measure]:
    """All of them. The bootstrap draws true series, not reports: reports of one series stand or fall together."""
    sums = _sums(found, truth)
    value = _figures(sums.sum(axis=1), len(found))
    many = sums.shape[1]
    rng = np.random.default_rng(seed)
    drawn = [value]
    for _ in range(samples):
        times = np.bincount(rng.integers(0, many, many), minlength=many)
        drawn.append(_figures(sums @ times, float(sums[0] @ times)))
    low, high = np.quantile(np.array(drawn), (0.025, 0.975), axis=0)
    return [
        Measure(name, *map(float, row))
        for name, row in zip(_NAMES, zip(value, low, high, strict=True), strict=True)
    ]


_NAMES = (
    "pairwise precision", "pairwise recall", "pairwise F1", "B-cubed precision", "B-cubed recall", "B-cubed F", "adjusted Rand index",
    "share in first 50",
)  # fmt: skip


_OFFERED = 50


def _sums(found: Integers, truth: Integers) -> Floats:
    """For each true series the sums over its reports of: one; the others of its series, found with it; all found with it; all
    of its series; B-cubed precision; B-cubed recall; retrieval; whether it has company in its series, which retrieval is about."""
    left, right, count = counted(found, truth, int(truth.max(initial=0)) + 1)
    found_size, true_size = np.bincount(found)[left], np.bincount(truth)[right]
    offered, wanted = np.minimum(found_size - 1, _OFFERED), np.minimum(true_size - 1, _OFFERED)
    hits = (count - 1) * offered / np.maximum(found_size - 1, 1)
    rows = (
        count,
        count * (count - 1),
        count * (found_size - 1),
        count * (true_size - 1),
        count * count / found_size,
        count * count / true_size,
        count * np.minimum(hits / np.maximum(wanted, 1), 1.0),
        count * (true_size > 1),
    )
    return np.array([np.bincount(right, weights=row) for row in rows])


def _figures(sums: Floats, reports: float) -> Floats:
    _, together, with_it, of_series, b_precision, b_recall, retrieved, has_company = map(float, sums)
    precision, recall = _share(together, with_it), _share(together, of_series)
    chance = _share(with_it * of_series, reports * (reports - 1)) if reports > 1 else 0.0
    middle = (with_it + of_series) / 2
    rand = (together - chance) / (middle - chance) if middle != chance else 1.0
    b_precision, b_recall = _share(b_precision, reports), _share(b_recall, reports)
    return np.array(
        [
            precision,
            recall,
            _f(precision, recall),
            b_precision,
            b_recall,
            _f(b_precision, b_recall),
            rand,
            _share(retrieved, has_company),
        ]
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _f(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
