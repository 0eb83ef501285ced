"""Weights for the evidence of pairs, learned without a truth by holding identifier kinds out.

Series are found without one kind of identifier, the phone say, and the evidence of pairs is counted without it. Then the phones are
looked at: do the two reports name the same one? That is no truth, but it is a witness that the evidence has not heard:

    P(same phone) = p * m + (1 - p) * u

with p the chance that both are of the same people, which is what is looked for; u how often strangers name the same phone, and m how
often reports of the same people do (`witnesses` counts both). p is logistic in the evidence; its weights are the most likely ones
(Dempster, Laird, Rubin 1977), over all held-out kinds at once.

It rests on three assumptions: the kinds fail independently of each other, given the same people, the strongest tie that the two share and
their distance in the series; of pairs of one series that share as strong a tie, one kind at least tells as often as over the surest;
evidence found with one kind less means what it means with all.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from amparo.linkage.arrays import Floats, Integers
from amparo.linkage.likelihood import Weights, probability
from amparo.linkage.mentions import Coded
from amparo.linkage.pairs import (
    AGAINST,
    COLUMNS,
    FOR_BY_TIE,
    OTHERS,
    SAME,
    Found,
    drawn,
    evidence,
    shares_people,
    tying_rows,
)
from amparo.linkage.reliability import Reliability, reliability
from amparo.linkage.series import Series, series
from amparo.linkage.ties import MATERIAL
from amparo.linkage.witnesses import Witnessed, witnesses

MANY = 60_000
"""Pairs drawn for each kind."""


class CalibrationError(ValueError):
    """Says what the data lack."""


def learned(some: Sequence[Witnessed]) -> tuple[float, dict[str, float]]:
    """Base and weights that make what the witnesses said most likely. An identifier never weighs less than one that more series
    use, or than one of a weaker tie; decoys, and identifiers after a long pause, weigh nothing."""
    agree = np.concatenate([one.agree for one in some])
    same, strangers = (np.concatenate([getattr(one, name) for one in some]) for name in ("same", "strangers"))
    told = np.column_stack(
        [
            np.concatenate([one.counts for one in some]),
            np.where(agree, same, 1 - same),
            np.where(agree, strangers, 1 - strangers),
        ]
    )
    whole = np.concatenate([one.weight * len(one.weight) / one.weight.sum() for one in some])
    first, place = _alike(told)
    weight = np.bincount(place, weights=whole).astype(float)
    like, unlike = told[first, -2], told[first, -1]
    steps = _steps()
    design = told[first, :-2] @ steps
    beta = np.zeros(steps.shape[1])
    beta[0], beta[-1] = _BEGIN
    # The base is no column of the evidence: it is in every line.
    design[:, 0] = 1.0
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-(design @ beta)))
        posterior = p * like / (p * like + (1 - p) * unlike)
        new = _logistic(design, weight * posterior, weight, beta)
        moved = float(np.abs(new - beta).max())
        beta = new
        if moved < _STILL:
            break
    each = steps[:, 1:] @ beta[1:]
    return float(beta[0]), dict(zip(COLUMNS, map(float, each), strict=True))


def _alike(lines: Floats) -> tuple[Integers, Integers]:
    """The first of each different line, and which one each is like."""
    order = np.lexsort(lines.T)
    new = np.ones(len(order), bool)
    new[1:] = (lines[order[1:]] != lines[order[:-1]]).any(axis=1)
    place = np.empty(len(order), np.int64)
    place[order] = np.cumsum(new) - 1
    return order[new], place


_BEGIN = (-3.0, 5.0)
"""Base, and one series holding both: where the search begins."""
_ROUNDS, _STILL = 200, 1e-3
_RIDGE = 1.0


def _steps() -> Floats:
    """Columns of the evidence as sums of steps that are never negative: what a weaker tie with more users weighs, and what each
    stronger and rarer one weighs on top. The first step is the base."""
    steps = []
    for tie in range(MATERIAL + 1):
        for rare in range(len(OTHERS)):
            step = np.zeros(len(COLUMNS))
            for name in (f for t in FOR_BY_TIE[: tie + 1] for f in t[: rare + 1]):
                step[COLUMNS.index(name)] = 1
            steps.append(step)
    for name in AGAINST:
        steps.append(-(np.array(COLUMNS) == name).astype(float))
    steps.append((np.array(COLUMNS) == SAME).astype(float))
    return np.column_stack([np.zeros(len(COLUMNS)), *steps])


def _logistic(design: Floats, target: Floats, mass: Floats, beta: Floats) -> Floats:
    """A few Newton steps with a ridge; all but the base stay at zero or above."""
    ridge = np.full(design.shape[1], _RIDGE)
    ridge[0] = 0.0
    for _ in range(3):
        p = 1 / (1 + np.exp(-(design @ beta)))
        slope = design.T @ (target - mass * p) - ridge * beta
        curve = (design * (mass * p * (1 - p))[:, None]).T @ design + np.diag(ridge + 1e-9)
        free = (beta > 0) | (slope > 0)
        free[0] = True
        step = np.zeros(len(beta))
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        beta = beta + np.clip(step, -2, 2)
        beta[1:] = np.maximum(beta[1:], 0.0)
    return beta


class Calibrated(msgspec.Struct, frozen=True, kw_only=True):
    """What was learned, and how well it holds. It names no report and no identifier."""

    weights: Weights
    reports: int
    kinds: list[str]
    """That were held out."""
    pairs: int
    """Pairs that were looked at."""
    every: Reliability
    people: Reliability
    """Of the pairs that share an identifier of people, not material alone."""


def calibrated(cases: Coded, found: Series | None = None, many: int = MANY, seed: int = 0) -> Calibrated:
    """Learn from all that is known. Raises `CalibrationError` where it is too little."""
    mentions = cases.mentions
    rng = np.random.default_rng(seed)
    some = witnesses(mentions, many, rng)
    if len(some) < 2:
        raise CalibrationError(
            "too few reports name two kinds of identifiers of the same people to learn from"
        )
    base, each = learned(list(some.values()))
    result = found or series(mentions)
    weights = Weights(base=base, each=each, rate=0.5, most=_most(list(some.values())))
    rows = tying_rows(mentions)
    pairs = drawn(mentions, rows, many, rng)
    known = Found(mentions, result.label, result.decoy, result.pauses)
    chance = probability(weights, evidence(known, rows, pairs.one, pairs.other))
    weights = msgspec.structs.replace(weights, rate=float(np.average(chance, weights=pairs.weight)))
    judged = [(one, probability(_without(some, kind, weights), one.counts)) for kind, one in some.items()]
    return Calibrated(
        weights=weights,
        reports=mentions.reports,
        kinds=[cases.kinds[kind].as_py() for kind in some],
        pairs=sum(len(one.agree) for one in some.values()),
        every=_reliability(judged, people=False),
        people=_reliability(judged, people=True),
    )


def load(path: Path) -> Calibrated:
    """Raises `CalibrationError`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Calibrated)
    except (OSError, msgspec.DecodeError) as cause:
        raise CalibrationError(f"{path.name}: no calibration: {cause}") from cause


SIMULATED = Path(__file__).with_name("calibration.json")
"""What is taken where nothing was learned from the data at hand: from simulated reports (`amparo simulate --reports 50000 --seed 1`)."""


def _most(some: Sequence[Witnessed]) -> float:
    """The log-odds to which the witnesses reach: nobody can be surer than they are, together, of the pairs that one series holds and
    that share an identifier of people."""
    told = would = 0.0
    for one in some:
        holds = (one.counts[:, COLUMNS.index(SAME)] > 0) & shares_people(one.counts)
        told += float(np.dot(one.weight[holds], (one.agree - one.strangers)[holds])) / one.weight.sum()
        would += float(np.dot(one.weight[holds], (one.same - one.strangers)[holds])) / one.weight.sum()
    doubt = float(np.clip(1 - told / max(would, 1e-9), *_DOUBT))
    return float(np.log((1 - doubt) / doubt))


_DOUBT = (0.01, 0.25)


def _without(some: dict[int, Witnessed], kind: int, weights: Weights) -> Weights:
    """What the other witnesses alone teach: nobody judges what they helped to learn."""
    base, each = learned([one for other, one in some.items() if other != kind])
    return msgspec.structs.replace(weights, base=base, each=each)


def _reliability(judged: list[tuple[Witnessed, Floats]], people: bool) -> Reliability:
    """The share of the same people in a bin, by how often the witness agrees beyond what strangers do, of how often it would."""
    chance, excess, would, weight = (
        np.concatenate(column)
        for column in zip(
            *(
                (p, one.agree - one.strangers, one.same - one.strangers, one.weight / one.weight.sum())
                for one, p in judged
            ),
            strict=True,
        )
    )
    if people:
        some = np.concatenate([shares_people(one.counts) for one, _ in judged])
        chance, excess, would, weight = chance[some], excess[some], would[some], weight[some]
    return reliability(chance, excess, would, weight)
