"""From mentions to series: who belongs together, by evidence that no single shared identifier can fake.

The method, after `LINKAGE.md`'s purity and merging on evidence, with what measuring added:

1. *Strong links.* Two identifiers are linked where at least two reports name both, and those are at least a share `tau`
   of the reports of the more frequent one. Material (scripts, photos) makes no link with material.
2. *Where a report stands without a kind.* Links without identifiers of one kind give groups; a report stands, for that
   kind, in the group that most of its other identifiers are in. So a receiver shared by nine crews cannot vouch for itself.
3. *Parts.* The reports of an identifier are divided by where they stand. An identifier that two crews use is not dropped:
   it becomes two parts. One whose reports ever stand somewhere new is a decoy and ties nobody.
4. *Merging.* Groups of parts join in rounds, each with the best partner for the smaller, where the evidence in log-odds reaches
   `threshold`: reports that cross, against what mixed reports would give by chance (Poisson), plus identifiers shared,
   each weighed by its tie and by how many groups share it; less a charge that grows with the smaller group's size.
5. *Again.* With the groups found, each report stands where its other mentions are (a mention never vouches for itself),
   parts are made anew, and links and merging are done again, `rounds` times.

Mentions in, labels out; all in whole columns. The same mentions give the same series whatever their order.
"""

from dataclasses import dataclass

import numpy as np

from amparo.linkage.arrays import Flags, Floats, Integers, components, counted, first_of_runs, within
from amparo.linkage.ties import ORDER, Tie

_ACTOR, _MONEY, _MATERIAL = (ORDER.index(tie) for tie in (Tie.ACTOR, Tie.MONEY, Tie.MATERIAL))


@dataclass(frozen=True, slots=True)
class Settings:
    """Chosen on simulated worlds of seeds that no figure is reported on (`benchmarks/linkage_worlds.py`)."""

    tau: float = 0.1
    """Of the more frequent identifier's reports, those that name both, for a strong link."""
    mixed: float = 0.005
    """Share of reports that carry a stranger's identifier, for what crossing by chance would give."""
    threshold: float = 3.0
    """Log-odds at which two groups join."""
    per_size: float = 0.6
    """Log-odds that each doubling of the smaller group's size asks on top: a large group that belongs to
    another one crosses with it more than once."""
    per_crossing: float = 3.0
    """The most that one crossing report counts."""
    crossing: float = 0.04
    """Crossing reports count only from this share of the smaller group's reports on."""
    shared: tuple[float, float, float] = (0.01, 0.15, 0.5)
    """Chance that an identifier of an actor, of money, of material is used by strangers."""
    per_group: float = 1.5
    """How much a shared identifier loses with the logarithm of the groups that share it."""
    strays: int = 4
    """A decoy has at least so many reports that stand alone with it, and they are over half of those that stand anywhere."""
    rounds: int = 4


@dataclass(frozen=True, slots=True)
class Mentions:
    """Reports and identifiers by number; one row for each mention, none twice."""

    report: Integers
    identifier: Integers
    kind: Integers
    """Of each identifier."""
    tie: Integers
    """Of each identifier, as in `ties.ORDER`."""
    reports: int


@dataclass(frozen=True, slots=True)
class Merge:
    """Groups that were joined at one time, and on what evidence."""

    round: int
    left: Integers
    right: Integers
    crossing: Integers
    shared: Floats
    score: Floats


@dataclass(frozen=True, slots=True)
class Series:
    """What was found."""

    label: Integers
    """Of each report; reports that nothing ties have one of their own."""
    mention: Integers
    """Of each mention: the label of the group that the identifier's part is in, -1 where it ties nobody."""
    decoy: Flags
    """Of each identifier."""
    parts: Integers
    """Of each identifier: how many groups use it."""


def series(mentions: Mentions, settings: Settings | None = None) -> Series:
    """Every report gets a label."""
    given = settings or Settings()
    tie = mentions.tie
    degree = np.bincount(mentions.identifier, minlength=len(tie))
    useful = np.flatnonzero((degree[mentions.identifier] > 1) & (tie[mentions.identifier] <= _MATERIAL))
    report, identifier = mentions.report[useful], mentions.identifier[useful]
    stands = _without_kind(report, identifier, mentions, degree, given)
    label = np.full(mentions.reports, -1, np.int64)
    own = np.full(len(report), -1, np.int64)
    decoy = np.zeros(len(tie), bool)
    for _ in range(given.rounds):
        part, decoy = _parts(stands, identifier, tie, given)
        live = part != _NOBODY
        width = int(part.max(initial=0)) + 2
        nodes, node = np.unique(identifier[live] * width + part[live] + 1, return_inverse=True)
        of_node = nodes // width
        group = _groups(report[live], node, tie[of_node], given)
        group = _merged(report[live], node, of_node, group, decoy, tie, mentions.reports, given)
        people = np.zeros(len(group), bool)
        people[group[tie[of_node] < _MATERIAL]] = True
        live[live] = people[group[node]]  # material alone makes no series
        node = node[people[group[node]]]
        label, most, second, less = _two_best(report[live], group[node], mentions.reports)
        own = np.full(len(report), -1, np.int64)
        own[live] = group[node]
        stands = _without_itself(report, own, label, most, second, less)
    return _found(mentions, useful, label, own, decoy)


def _strong(
    report: Integers, node: Integers, tie: Integers, weakest: int, given: Settings
) -> tuple[Integers, Integers]:
    """Linked nodes; at least one of two has a tie stronger than `weakest`."""
    _, left, right = within(report, node)
    left, right, count = counted(left, right, len(tie))
    degree = np.bincount(node, minlength=len(tie))
    enough = (count >= 2) & (count >= given.tau * np.maximum(degree[left], degree[right]))
    enough &= np.minimum(tie[left], tie[right]) < weakest
    return left[enough], right[enough]


def _without_kind(
    report: Integers, identifier: Integers, mentions: Mentions, degree: Integers, given: Settings
) -> Integers:
    """Where the report of each mention stands by identifiers of other kinds; -1 where they say nothing."""
    tie, kind = mentions.tie, mentions.kind
    vouches = tie[identifier] < _MATERIAL
    left, right = _strong(report[vouches], identifier[vouches], tie, _MATERIAL, given)
    stands = np.full(len(report), -1, np.int64)
    for one in np.unique(kind[identifier]):
        others = (kind[left] != one) & (kind[right] != one)
        group = components(len(tie), left[others], right[others])
        told = vouches & (kind[identifier] != one)
        best, _, _, _ = _two_best(report[told], group[identifier[told]], mentions.reports)
        mine = kind[identifier] == one
        stands[mine] = best[report[mine]]
    return stands


def _two_best(
    report: Integers, group: Integers, reports: int
) -> tuple[Integers, Integers, Integers, Integers]:
    """For each report the group with most of its mentions and how many these are, and the same of the next; -1 for none."""
    row, group, count = counted(report, group, int(group.max(initial=0)) + 1)
    order = np.lexsort((group, -count, row))
    row, group, count = row[order], group[order], count[order]
    first = first_of_runs(row)
    next_one = np.zeros(len(row), bool)
    next_one[1:] = first[:-1] & ~first[1:]
    best, second = np.full(reports, -1, np.int64), np.full(reports, -1, np.int64)
    most, less = np.zeros(reports, np.int64), np.zeros(reports, np.int64)
    best[row[first]], most[row[first]] = group[first], count[first]
    second[row[next_one]], less[row[next_one]] = group[next_one], count[next_one]
    return best, most, second, less


def _without_itself(
    report: Integers, own: Integers, best: Integers, most: Integers, second: Integers, less: Integers
) -> Integers:
    """Where the report of each mention stands by its other mentions."""
    counts_itself = own == best[report]
    left = most[report] - counts_itself
    stays = ~counts_itself | ((left > 0) & (left >= less[report]))
    return np.where(stays, best[report], np.where(less[report] > 0, second[report], -1))


_NOBODY = -2
"""The part of a mention that ties nobody."""


def _parts(stands: Integers, identifier: Integers, tie: Integers, given: Settings) -> tuple[Integers, Flags]:
    """The part of each mention, named by where its reports stand (-1: nothing told), and which identifiers are decoys.

    A part has at least two reports. One report that stands somewhere else (or nowhere) goes to the largest part, unless
    the identifier is a decoy or is money or material that several use: then it ties nobody.
    """
    width = int(stands.max(initial=0)) + 2
    rows, row, count = np.unique(identifier * width + stands + 1, return_inverse=True, return_counts=True)
    of_row, place = rows // width, rows % width - 1
    several = (place >= 0) & (count >= 2)
    placed = np.bincount(identifier[stands >= 0], minlength=len(tie))
    parts = np.bincount(of_row[several], minlength=len(tie))
    alone = np.bincount(of_row[(place >= 0) & (count == 1)], minlength=len(tie))
    decoy = (alone >= given.strays) & (2 * alone > placed)
    order = np.lexsort((place[several], -count[several], of_row[several]))
    first = first_of_runs(of_row[several][order])
    largest = np.full(len(tie), -1, np.int64)
    largest[of_row[several][order][first]] = place[several][order][first]
    stray = ~several[row]
    part = np.where(stray, largest[identifier], stands)
    used_by_several = (parts[identifier] > 1) & (tie[identifier] > _ACTOR)
    return np.where(stray & (decoy[identifier] | used_by_several), _NOBODY, part), decoy


def _groups(report: Integers, node: Integers, tie: Integers, given: Settings) -> Integers:
    left, right = _strong(report, node, tie, _MATERIAL, given)
    return components(len(tie), left, right)


def _merged(
    report: Integers,
    node: Integers,
    of_node: Integers,
    group: Integers,
    decoy: Flags,
    tie: Integers,
    reports: int,
    given: Settings,
) -> Integers:
    """The groups of nodes after all merging."""
    width = len(of_node)
    chance = np.array(given.shared)[np.minimum(tie, _MATERIAL)]
    while True:
        member, of, _ = counted(report, group[node], width)
        size = np.bincount(of, minlength=width)
        _, left, right = within(member, of)
        left, right, crossing = counted(left, right, width)
        shared_by, in_group, _ = counted(of_node, group, width)
        users = np.bincount(shared_by, minlength=len(tie))
        which, one, other = within(shared_by, in_group)
        weight = np.log((1 - chance[which]) / chance[which])
        weight -= given.per_group * np.log(np.maximum(1, users[which] - 1))
        weight = np.where(decoy[which], 0.0, np.maximum(0.0, weight))
        pairs, place = np.unique(
            np.concatenate([left * width + right, one * width + other]), return_inverse=True
        )
        reports_cross = np.bincount(place[: len(left)], weights=crossing, minlength=len(pairs)).astype(float)
        shared = np.bincount(place[len(left) :], weights=weight, minlength=len(pairs)).astype(float)
        left, right = pairs // width, pairs % width
        score = _evidence(reports_cross, shared, size[left], size[right], reports, given)
        good = score >= given.threshold
        if not good.any():
            return group
        left, right, score = left[good], right[good], score[good]
        smaller = np.where(size[left] <= size[right], left, right)
        order = np.lexsort((np.arange(len(score)), -score, smaller))
        best = order[first_of_runs(smaller[order])]
        group = components(width, left[best], right[best])[group]


def _evidence(
    crossing: Floats, shared: Floats, left: Integers, right: Integers, reports: int, given: Settings
) -> Floats:
    """Log-odds for each pair of groups of so many reports."""
    smaller = np.minimum(left, right)
    by_chance = 2 * given.mixed * left * right / reports + 1e-6
    cross = crossing * np.log(np.maximum(crossing, 1) / by_chance) - crossing + by_chance
    cross = np.minimum(cross, given.per_crossing * crossing)
    cross = np.where((crossing > 0) & (crossing >= given.crossing * smaller), cross, 0.0)
    charge: Floats = given.per_size * np.log2(np.maximum(smaller, 2) / 2)
    return cross + shared - charge


def _found(mentions: Mentions, useful: Integers, label: Integers, own: Integers, decoy: Flags) -> Series:
    """Labels by the order of the reports, so that they do not depend on the numbers used on the way."""
    own_label = np.where(label >= 0, label, int(label.max(initial=0)) + 1 + np.arange(mentions.reports))
    names, first, final = np.unique(own_label, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    renamed = dict(zip(names.tolist(), rank.tolist(), strict=True))
    mention = np.full(len(mentions.report), -1, np.int64)
    mention[useful] = [renamed.get(group, -1) for group in own.tolist()]
    used, _, _ = counted(
        mentions.identifier[mention >= 0], mention[mention >= 0], int(mention.max(initial=0)) + 1
    )
    return Series(rank[final], mention, decoy, np.bincount(used, minlength=len(mentions.tie)))
