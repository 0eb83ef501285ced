"""Weights for the evidence of pairs, learned without a truth by holding identifier kinds out.

Series are found without one kind of identifier, the phone say, and the evidence of pairs is counted without it. Then the phones are
looked at: do the two reports name the same one? That is no truth, but it is a witness that the evidence has not heard:

    P(same phone) = p * m + (1 - p) * u

with p the chance that both are of the same people, which is what is looked for; u how often strangers name the same phone, counted over all
pairs in different series; and m how often reports of the same people do. People change their phones, so m is counted by how many
reports of the series lie between the two and how large it is, over pairs about which there is little doubt: one series holds both,
found without the phone, and they share an identifier of people that nobody else uses. p is logistic in the evidence; its weights are the
most likely ones (Dempster, Laird, Rubin 1977), over all held-out kinds at once.

It rests on three assumptions: the kinds fail independently of each other, given the same people and the same distance in the
series; those pairs without doubt are right; evidence found with one kind less means what it means with all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from amparo.linkage.arrays import Flags, Floats, Integers, Mentions, only
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
    shared,
    shares_people,
    tying_rows,
)
from amparo.linkage.reliability import Reliability, reliability
from amparo.linkage.series import Series, series
from amparo.linkage.ties import MATERIAL

KINDS = 5
"""Kinds that are held out at most: those that most reports name."""
_FEWEST = 200
"""Reports that must name a kind."""
_SIZES = (2, 6, 21, 101)
_BETWEEN = (0, 3, 8, 21, 61, 201)
_TRUST = 20.0
"""Pairs that a cell of m needs to speak for itself; with fewer it leans on the coarser one."""
MANY = 60_000
"""Pairs drawn for each kind."""
_CLEAR = [COLUMNS.index(FOR_BY_TIE[tie][0]) for tie in range(MATERIAL)]
"""Identifiers of people that nobody else uses."""


class CalibrationError(ValueError):
    """Says what the data lack."""


@dataclass(frozen=True, slots=True)
class Witnessed:
    """Pairs, seen by one kind that their evidence does not know."""

    counts: Floats
    agree: Flags
    same: Floats
    """How often reports of the same people agree, for each pair."""
    strangers: Floats
    weight: Floats


def without(mentions: Mentions, kind: int) -> Mentions:
    return only(mentions, np.flatnonzero(mentions.kind[mentions.identifier] != kind))


def held_out(mentions: Mentions) -> list[int]:
    """The kinds of people that most reports name."""
    rows = np.flatnonzero(mentions.tie[mentions.identifier] < MATERIAL)
    kind = mentions.kind[mentions.identifier[rows]]
    named = np.bincount(kind, minlength=int(mentions.kind.max(initial=0)) + 1)
    order = np.lexsort((np.arange(len(named)), -named))[:KINDS]
    return [int(one) for one in order if named[one] >= _FEWEST]


def witnessed(mentions: Mentions, kind: int, many: int, rng: np.random.Generator) -> Witnessed | None:
    """Pairs that share something else and both name the kind; None where there are too few to learn from."""
    rest = without(mentions, kind)
    result = series(rest)
    found = Found(rest, result.label, result.decoy, result.pauses)
    rows = tying_rows(rest)
    mine = np.flatnonzero(mentions.kind[mentions.identifier] == kind)
    names = np.bincount(mentions.report[mine], minlength=mentions.reports) > 0
    pairs = drawn(rest, rows[names[rest.report[rows]]], many, rng)
    if not len(pairs.one):
        return None
    counts = evidence(found, rows, pairs.one, pairs.other)
    agree = _agree(mentions, mine, pairs.one, pairs.other)
    size, between = _distance(rest, result.label, pairs.one, pairs.other)
    holds = counts[:, COLUMNS.index(SAME)] > 0
    sure = holds & (counts[:, _CLEAR].sum(axis=1) > 0)
    if sure.sum() < _TRUST:
        return None
    same = _rates(agree, sure, pairs.weight, holds, size, between)
    strangers = _strangers(mentions, mine, result.label)
    return Witnessed(
        counts, agree, np.maximum(same, 2 * strangers), np.full(len(same), strangers), pairs.weight
    )


def _agree(mentions: Mentions, rows: Integers, one: Integers, other: Integers) -> Flags:
    pair, *_ = shared(mentions, rows, one, other)
    return np.bincount(pair, minlength=len(one)) > 0


def _distance(
    mentions: Mentions, label: Integers, one: Integers, other: Integers
) -> tuple[Integers, Integers]:
    """How large the series of both is, and how many of its reports lie between them, in bins."""
    when = np.full(mentions.reports, np.nan)
    if mentions.at is not None:
        np.fmin.at(when, mentions.report, mentions.at)
    order = np.lexsort((np.arange(len(label)), when, label))
    rank = np.empty(len(label), np.int64)
    rank[order] = np.arange(len(label))
    size = np.bincount(label)[label[one]]
    return (
        np.searchsorted(_SIZES, size, "right") - 1,
        np.searchsorted(_BETWEEN, np.abs(rank[one] - rank[other]) - 1, "right") - 1,
    )


def _rates(
    agree: Flags, sure: Flags, weight: Floats, holds: Flags, size: Integers, between: Integers
) -> Floats:
    """How often pairs of the same people agree: by distance and size where enough are sure, else by distance, else by all."""
    overall = float((agree & sure).sum() / sure.sum())

    def leaning(cell: Integers, on: Floats) -> Floats:
        width = int(cell.max(initial=0)) + 1
        count = np.bincount(cell[sure], minlength=width)
        told = np.bincount(cell[sure & agree], minlength=width)
        return (told[cell] + _TRUST * on) / (count[cell] + _TRUST)

    by_distance = leaning(between, np.full(len(agree), overall))
    by_both = leaning(between * len(_SIZES) + size, by_distance)
    return np.where(holds, by_both, overall)


def _strangers(mentions: Mentions, rows: Integers, label: Integers) -> float:
    """Share of the pairs in different series that agree."""
    identifier, of = mentions.identifier[rows], label[mentions.report[rows]]
    width = int(label.max(initial=0)) + 1

    def pairs(key: Integers) -> float:
        _, count = np.unique(key, return_counts=True)
        return float((count * (count - 1.0) / 2).sum())

    every = len(rows) * (len(rows) - 1.0) / 2
    agree = pairs(identifier) - pairs(identifier * width + of)
    return (agree + 0.5) / (every - pairs(of) + 1)


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
    witnesses = {kind: witnessed(mentions, kind, many, rng) for kind in held_out(mentions)}
    some = {kind: one for kind, one in witnesses.items() if one is not None}
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
    """The log-odds to which the witnesses reach. Each says which share of the pairs that one series holds is of the same people; how far they
    are from saying all of them, or from each other, is what nobody can be surer than."""
    said = []
    for one in some:
        holds = one.counts[:, COLUMNS.index(SAME)] > 0
        agree, would = (one.agree - one.strangers)[holds], (one.same - one.strangers)[holds]
        said.append(float(np.dot(one.weight[holds], agree)) / float(np.dot(one.weight[holds], would)))
    apart = float(np.std(said)) / np.sqrt(len(said))
    doubt = min(_MOST_DOUBT, max(1 - float(np.mean(said)), apart, 1 / sum(len(one.agree) for one in some)))
    return float(np.log((1 - doubt) / doubt))


_MOST_DOUBT = 0.25


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
