"""Pairs of reports that share an identifier: drawn at random, and what speaks for and against each, in columns.

The evidence of a pair is counted, never weighed, here: how many identifiers the two share, by tie and by how many other series use
them; decoys; identifiers that both name, but too far apart in time; kinds that both name with nothing in common; whether one
series holds both.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from amparo.linkage.arrays import Flags, Floats, Integers, Mentions
from amparo.linkage.ties import MATERIAL, ORDER

OTHERS = (0, 1, 4)
"""Bins of how many other series use an identifier: none, one to three, four and more."""
_TIES = tuple(str(tie) for tie in ORDER[: MATERIAL + 1])
FOR_BY_TIE = tuple(tuple(f"{tie}-{least}" for least in OTHERS) for tie in _TIES)
FOR = tuple(name for tie in FOR_BY_TIE for name in tie)
"""Shared identifiers of a tie that so many other series use, at least."""
DECOY, PAST, SAME = "decoy", "past", "series"
AGAINST = tuple(f"no-{tie}" for tie in _TIES)
"""Kinds of a tie that both reports name, with nothing in common."""
COLUMNS = (*FOR, DECOY, PAST, *AGAINST, SAME)
"""Of what `evidence` counts. `SAME` is 1 where one series holds both."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of all reports when a pair is looked at."""

    mentions: Mentions
    label: Integers
    """The series of each report."""
    decoy: Flags
    """Of each identifier."""
    pauses: Floats
    """Of each kind: days after which an identifier is somebody else's."""


@dataclass(frozen=True, slots=True)
class Pairs:
    one: Integers
    other: Integers
    weight: Floats
    """How many pairs of all each stands for; the same for all where they were drawn evenly."""


def tying_rows(mentions: Mentions) -> Integers:
    """Mentions of the identifiers that can make a pair."""
    return np.flatnonzero(mentions.tie[mentions.identifier] <= MATERIAL)


def drawn(
    mentions: Mentions, rows: Integers, many: int, rng: np.random.Generator, even: bool = False
) -> Pairs:
    """Pairs of reports that share an identifier by these mentions; of each kind of tie about as many, unless all are drawn
    `even`. A pair that is drawn twice stands twice."""
    order = rows[np.lexsort((mentions.report[rows], mentions.identifier[rows]))]
    report, identifier = mentions.report[order], mentions.identifier[order]
    degree = np.bincount(identifier, minlength=len(mentions.tie))
    begin = np.cumsum(degree) - degree
    pairs_of = degree * (degree - 1.0) / 2
    tie = np.zeros(len(mentions.tie), np.int64) if even else np.minimum(mentions.tie, MATERIAL)
    total = np.bincount(tie, weights=pairs_of, minlength=MATERIAL + 1)
    there = np.flatnonzero(total)
    if not len(there):
        nobody = np.zeros(0, np.int64)
        return Pairs(nobody, nobody, np.zeros(0))
    each = many // len(there)
    picked = np.concatenate(
        [rng.choice(len(tie), each, p=np.where(tie == one, pairs_of, 0.0) / total[one]) for one in there]
    )
    first = (rng.random(len(picked)) * degree[picked]).astype(np.int64)
    second = (rng.random(len(picked)) * (degree[picked] - 1)).astype(np.int64)
    second += second >= first
    one, other = report[begin[picked] + first], report[begin[picked] + second]
    one, other = np.minimum(one, other), np.maximum(one, other)
    # How often a pair is to be expected, by all that it shares.
    often = np.where(total > 0, each / np.where(total > 0, total, 1.0), 0.0)[tie]
    shares = csr_array(
        (np.ones(len(order)), (report, identifier)), shape=(mentions.reports, len(mentions.tie))
    )
    return Pairs(one, other, 1 / (shares[one].multiply(shares[other]) @ often))


def evidence(found: Found, rows: Integers, one: Integers, other: Integers) -> Floats:
    """A line for each pair, columns as in `COLUMNS`; `rows` are the mentions that count (`tying_rows`, or fewer)."""
    mentions, label = found.mentions, found.label
    counts = np.zeros((len(one), len(COLUMNS)))
    pair, identifier, left, right = shared(mentions, rows, one, other)
    same = label[one] == label[other]
    counts[:, COLUMNS.index(SAME)] = same
    width = int(label.max(initial=0)) + 1
    uses = np.unique(mentions.identifier[rows] * width + label[mentions.report[rows]]) // width
    users = np.bincount(uses, minlength=len(mentions.tie))
    others = users[identifier] - np.where(same[pair], 1, 2)
    column = mentions.tie[identifier] * len(OTHERS) + np.searchsorted(OTHERS, others, "right") - 1
    if mentions.at is not None:
        apart = np.abs(mentions.at[left] - mentions.at[right])
        column = np.where(apart > found.pauses[mentions.kind[identifier]], COLUMNS.index(PAST), column)
    column = np.where(found.decoy[identifier], COLUMNS.index(DECOY), column)
    np.add.at(counts, (pair, column), 1)
    kinds = int(mentions.kind.max(initial=0)) + 1
    names = np.zeros((mentions.reports, kinds), bool)
    names[mentions.report[rows], mentions.kind[mentions.identifier[rows]]] = True
    nothing = names[one] & names[other]
    nothing[pair, mentions.kind[identifier]] = False
    tie_of_kind = np.full(kinds, MATERIAL)
    np.minimum.at(tie_of_kind, mentions.kind, mentions.tie)
    for tie in range(MATERIAL + 1):
        counts[:, COLUMNS.index(AGAINST[tie])] = nothing[:, tie_of_kind == tie].sum(axis=1)
    return counts


def shares_people(counts: Floats) -> Flags:
    """The pairs that share an identifier of people, not material alone."""
    some: Flags = counts[:, : MATERIAL * len(OTHERS)].sum(axis=1) > 0
    return some


def strongest(counts: Floats) -> Integers:
    """The strongest tie of what each pair shares, as in `ties.ORDER`; one more than `MATERIAL` where nothing that it shares counts."""
    ties = [counts[:, tie * len(OTHERS) : (tie + 1) * len(OTHERS)].any(axis=1) for tie in range(MATERIAL + 1)]
    return np.select(ties, np.arange(MATERIAL + 1), MATERIAL + 1)


def shared(
    mentions: Mentions, rows: Integers, one: Integers, other: Integers
) -> tuple[Integers, Integers, Integers, Integers]:
    """Pair and identifier, and the mention of it in each report, for all that pairs share."""
    place = csr_array(
        (rows + 1.0, (mentions.report[rows], mentions.identifier[rows])),
        shape=(mentions.reports, len(mentions.tie)),
    )
    left, right = place[one], place[other]
    both = left.astype(bool).multiply(right.astype(bool)).tocsr()
    first, second = left.multiply(both).tocoo(), right.multiply(both).tocoo()
    a = np.lexsort((first.col, first.row))
    b = np.lexsort((second.col, second.row))
    return (
        first.row[a].astype(np.int64),
        first.col[a].astype(np.int64),
        first.data[a].astype(np.int64) - 1,
        second.data[b].astype(np.int64) - 1,
    )
