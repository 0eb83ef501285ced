"""Kinds of identifiers as witnesses: what one kind says of pairs of reports whose evidence was found without it.

Series are found without one kind, the phone say, and the evidence of pairs is counted without it. Then the phones are looked at: do
the two reports name the same one? How often strangers do is counted over all pairs in different series. How often reports of the
same people do is what the surest pairs tell, and all that is sure overstates it: who shares one thing shares others. So it is
counted three ways, and the lowest holds:

1. over pairs that one series holds and that share an identifier of people which nobody else uses, by how many reports of the series
   lie between the two and how large it is (people change their phones);
2. over pairs that are chained, from report to report, by two identifiers of people at a time, by the strongest tie that the two share
   themselves: the hands of a crew keep phones of their own, and share its receiver;
3. for pairs of one series that share a tie of one strength, the kind that bears most of them out is believed, and the others are
   taken to agree so much less often: kinds are kept apart within a crew, series that err are borne out by none.

Two reports of different series agree, if they are of the same people, as often as two of one series that share as strong a tie.
"""

from dataclasses import dataclass, replace

import numpy as np

from amparo.linkage.arrays import Flags, Floats, Integers, Mentions, components, only, within
from amparo.linkage.pairs import (
    COLUMNS,
    FOR_BY_TIE,
    SAME,
    Found,
    drawn,
    evidence,
    shared,
    strongest,
    tying_rows,
)
from amparo.linkage.series import series
from amparo.linkage.ties import MATERIAL

KINDS = 5
"""Kinds that are held out at most: those that most reports name."""
_FEWEST = 200
"""Reports that must name a kind."""
_SIZES = (2, 6, 21, 101)
_BETWEEN = (0, 3, 8, 21, 61, 201)
_TRUST = 20.0
"""Pairs that a cell needs to speak for itself; with fewer it leans on the coarser one."""
_HEARD = 200.0
"""Pairs with which a witness is believed over the mean of all,"""
_SOME = 50.0
"""and with which it speaks for pairs of different series."""
_LEAST = 0.02
_CLEAR = [COLUMNS.index(FOR_BY_TIE[tie][0]) for tie in range(MATERIAL)]
"""Identifiers of people that nobody else uses."""
_STRENGTHS = MATERIAL + 2
"""Actor, money, material, and nothing that counts."""


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


def witnesses(mentions: Mentions, many: int, rng: np.random.Generator) -> dict[int, Witnessed]:
    """By kind; without those that have too few pairs to learn from. `many` pairs are drawn for each."""
    told = {kind: _witnessed(mentions, kind, many, rng) for kind in held_out(mentions)}
    return borne_out({kind: one for kind, one in told.items() if one is not None})


def _witnessed(mentions: Mentions, kind: int, many: int, rng: np.random.Generator) -> Witnessed | None:
    """Pairs that share something else and both name the kind."""
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
    holds = _holds(counts)
    sure = holds & (counts[:, _CLEAR].sum(axis=1) > 0)
    if sure.sum() < _TRUST:
        return None
    size, between = _distance(rest, result.label, pairs.one, pairs.other)
    overall = np.full(len(agree), float(agree[sure].mean()))
    by_distance = _leaning(agree, sure, between, overall)
    by_size = _leaning(agree, sure, between * len(_SIZES) + size, by_distance)
    core = _cores(found)
    sure = holds & (core[pairs.one] == core[pairs.other])
    strength = strongest(counts)
    chained = _leaning(agree, sure, strength, by_size)
    chained = _leaning(agree, sure, between * _STRENGTHS + strength, chained)
    same = np.where(holds, np.minimum(by_size, chained), overall)
    strangers = np.full(len(agree), _strangers(mentions, mine, result.label))
    return Witnessed(counts, agree, same, strangers, pairs.weight)


def _holds(counts: Floats) -> Flags:
    """One series holds both."""
    holds: Flags = counts[:, COLUMNS.index(SAME)] > 0
    return holds


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


def _cores(found: Found) -> Integers:
    """Of each report the chain that it is in: each report in it shares two identifiers of people with the next, in one series."""
    mentions = found.mentions
    people = (mentions.tie < MATERIAL) & ~found.decoy
    rows = np.flatnonzero(people[mentions.identifier])
    report, left, right = within(mentions.report[rows], mentions.identifier[rows])
    _, both = np.unique(left * len(mentions.tie) + right, return_inverse=True)
    _, node = np.unique(both * (int(found.label.max()) + 1) + found.label[report], return_inverse=True)
    width = mentions.reports + int(node.max(initial=-1)) + 1
    return components(width, report, mentions.reports + node)[: mentions.reports]


def _leaning(agree: Flags, sure: Flags, cell: Integers, on: Floats) -> Floats:
    """How often the sure pairs of its cell agree, for each pair; a cell that has few leans on what is known otherwise."""
    width = int(cell.max(initial=0)) + 1
    count = np.bincount(cell[sure], minlength=width)
    told = np.bincount(cell[sure & agree], minlength=width)
    return (told[cell] + _TRUST * on) / (count[cell] + _TRUST)


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


def borne_out(some: dict[int, Witnessed]) -> dict[int, Witnessed]:
    """The third way of counting: what share of the pairs of one series each witness bears out, by the strongest tie that they
    share, and all agree with the one that bears out most."""
    sums = np.array([_sums(one) for one in some.values()]).reshape(len(some), 3, _STRENGTHS)
    told, would, pairs = sums[:, 0], sums[:, 1], sums[:, 2]
    share = told / np.maximum(would, 1e-9)
    mean = (np.clip(share, 0, 1) * pairs).sum(axis=0) / np.maximum(pairs.sum(axis=0), 1)
    most = ((share * pairs + mean * _HEARD) / (pairs + _HEARD)).max(axis=0, initial=_LEAST)
    part = np.where(pairs > 0, np.minimum(1, np.maximum(share, _LEAST) / np.minimum(most, 1)), 1.0)
    made = {}
    for (kind, one), by, rate, count in zip(some.items(), part, would, pairs, strict=True):
        strength = strongest(one.counts)
        inside = one.strangers + (one.same - one.strangers) * by[strength]
        across = np.where(count[strength] < _SOME, one.same, one.strangers + (rate * by)[strength])
        same = np.where(_holds(one.counts), inside, across)
        made[kind] = replace(one, same=np.maximum(same, 2 * one.strangers))
    return made


def _sums(one: Witnessed) -> Floats:
    """Of the pairs of one series, by the strongest tie: how often they agree beyond strangers, how often they would, and how many
    pairs of equal weight tell as much."""
    holds = _holds(one.counts)
    strength, weight = strongest(one.counts)[holds], one.weight[holds]

    def by_strength(column: Floats) -> Floats:
        return np.bincount(strength, weights=column, minlength=_STRENGTHS).astype(float)

    mass = by_strength(weight)
    least = np.maximum(mass, 1e-300)
    return np.array(
        [
            by_strength(weight * (one.agree - one.strangers)[holds]) / least,
            by_strength(weight * (one.same - one.strangers)[holds]) / least,
            mass**2 / np.maximum(by_strength(weight**2), 1e-300),
        ]
    )
