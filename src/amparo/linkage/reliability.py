"""Do probabilities hold what they say? Bins of equal mass, expected calibration error and log-loss (Guo et al. 2017).

What is compared with need not be a truth: `told` of `would` pairs are of the same people, where for a truth `would` is one each, and for a
held-out kind how often it could have told.
"""

import msgspec
import numpy as np

from amparo.linkage.arrays import Floats

BINS = 10
_LEAST = 1e-9
_CELL = 0.25
"""Log-odds within which probabilities are taken for one when their loss is counted: a witness that could seldom have told
says something of many pairs, nothing of one."""


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    low: float
    high: float
    said: float
    """Mean probability."""
    seen: float
    """Share that is of the same people."""
    pairs: int


class Reliability(msgspec.Struct, frozen=True, kw_only=True):
    bins: list[Bin]
    pairs: int
    rate: float
    """Share of all pairs that are of the same people."""
    error: float
    """Expected calibration error: the mean distance of what is said from what is seen."""
    log_loss: float
    rate_log_loss: float
    """Of whoever says the base rate of every pair."""


def reliability(chance: Floats, told: Floats, would: Floats, weight: Floats, bins: int = BINS) -> Reliability:
    """Of no pairs there are no bins."""
    if not len(chance):
        return Reliability(bins=[], pairs=0, rate=0.0, error=0.0, log_loss=0.0, rate_log_loss=0.0)
    order = np.argsort(chance, kind="stable")
    mass = np.cumsum(weight[order]) / weight.sum()
    where = np.empty(len(chance), np.int64)
    where[order] = np.minimum((mass * bins - 1e-9).astype(np.int64), bins - 1)
    made: list[Bin] = []
    masses = []
    rate = _share(told, would, weight)
    for one in np.unique(where):
        some = where == one
        p = chance[some]
        seen = _share(told[some], would[some], weight[some])
        said = float(np.average(p, weights=weight[some]))
        made.append(Bin(low=float(p.min()), high=float(p.max()), said=said, seen=seen, pairs=int(some.sum())))
        masses.append(float(weight[some].sum() / weight.sum()))
    return Reliability(
        bins=made,
        pairs=len(chance),
        rate=rate,
        error=sum(m * abs(b.said - b.seen) for m, b in zip(masses, made, strict=True)),
        log_loss=_log_loss(chance, told, would, weight),
        rate_log_loss=-sum(q * float(np.log(q)) for q in (rate, 1 - rate) if q > 0),
    )


def _share(told: Floats, would: Floats, weight: Floats) -> float:
    of = float((would * weight).sum())
    return float(np.clip((told * weight).sum() / of, 0, 1)) if of > 0 else 0.0


def _log_loss(chance: Floats, told: Floats, would: Floats, weight: Floats) -> float:
    p = np.clip(chance, _LEAST, 1 - _LEAST)
    _, cell = np.unique(np.floor(np.log(p / (1 - p)) / _CELL), return_inverse=True)
    of, yes, mass, for_yes, for_no = (
        np.bincount(cell, weights=weight * column)
        for column in (would, told, np.ones(len(p)), -np.log(p), -np.log(1 - p))
    )
    seen = np.clip(yes / np.where(of > 0, of, 1.0), 0, 1)
    return float((seen * for_yes + (1 - seen) * for_no).sum() / mass.sum())
