"""Groups of identifiers' parts that belong to the same people: joined in rounds, where the evidence reaches a threshold.

Evidence is in log-odds: reports that cross between two groups, against what mixed reports would give by chance (Poisson);
identifiers that both use, each weighed by its tie and by how many groups use it; whether the groups are of one time,
against how often any two are. Less a charge that grows with the smaller group's size. Every join is logged with its evidence (`joins`).
"""

from dataclasses import dataclass

import numpy as np

from amparo.linkage.arrays import (
    Flags,
    Floats,
    Integers,
    components,
    counted,
    distinct,
    first_of_runs,
    within,
)
from amparo.linkage.joins import Joins, leading, round_of
from amparo.linkage.settings import Settings


@dataclass(frozen=True, slots=True)
class World:
    """What holds for all groups, however the reports are divided among workers."""

    reports: int
    near: float
    """How often reports of strangers are of one time (`times.near_by_chance`)."""
    tying: float
    """Mentions of identifiers of people that another report names too, to a report."""


def worth(tie: Integers, users: Integers, given: Settings) -> Floats:
    """Log-odds that two groups which both use an identifier are of the same people; `users` is how many groups use it."""
    chance = np.array(given.shared)[np.minimum(tie, len(given.shared) - 1)]
    told = np.log((1 - chance) / chance) - given.per_group * np.log(np.maximum(1, users - 1))
    least: Floats = np.maximum(0.0, told)
    return least


def merged(
    report: Integers,
    node: Integers,
    of_node: Integers,
    group: Integers,
    decoy: Flags,
    tie: Integers,
    when: Floats,
    new: Flags,
    world: World,
    whole: Integers,
    elsewhere: Integers,
    given: Settings,
    log: list[Joins] | None = None,
) -> Integers:
    """The groups of nodes after all merging, whose joins are added to `log`, a round each. `report` and `node`: of each mention; `of_node`: the identifier of each node,
    `group` the group it begins in; `decoy` and `tie` of each identifier; of each report `when` it is, in days, NaN where
    not known, and whether what it says is `new`, or a copy that does not count as crossing; `whole`: of each identifier
    one number for all its eras, since who uses it in another era shares it too; `elsewhere`: how many use it that are not among
    these mentions."""
    width = len(of_node)
    while True:
        shared_by, in_group, _ = counted(of_node, group, width)
        users = (
            np.bincount(counted(whole[shared_by], in_group, width)[0], minlength=len(tie))[whole] + elsewhere
        )
        weighs = np.where(decoy, 0.0, worth(tie, users, given))
        tells = (
            weighs[shared_by] > 0
        )  # the others are used by so many groups that their pairs alone would fill the memory
        which, one, other = within(shared_by[tells], in_group[tells])
        in_groups = distinct(report, group[node])
        member, of, row = in_groups.left, in_groups.right, in_groups.place
        size = np.bincount(of, minlength=width)
        telling = np.zeros(len(member))
        np.maximum.at(telling, row, weighs[of_node[node]])
        heard = np.flatnonzero(new[member])
        _, left, right = within(member[heard], heard)
        tells_by = np.minimum(np.minimum(telling[left], telling[right]), given.per_crossing)
        crosses = member[left]
        pairs = distinct(np.concatenate([of[left], one]), np.concatenate([of[right], other]))
        across, by_identifier = pairs.place[: len(left)], pairs.place[len(left) :]
        left, right = pairs.left, pairs.right
        crossing = np.bincount(across[tells_by > 0], minlength=len(left)).astype(float)
        told = np.bincount(across, weights=tells_by, minlength=len(left)).astype(float)
        shared = np.bincount(by_identifier, weights=weighs[which], minlength=len(left)).astype(float)
        has, both = np.bincount(in_group, minlength=width), np.bincount(by_identifier, minlength=len(left))
        shared = np.where(both >= given.common * np.minimum(has[left], has[right]), shared, 0.0)
        score = _crossing(crossing, told, size[left], size[right], world, given) + shared
        time = _of_one_time(_Spans(of, when[member], width, given.slack), left, right, world, given)
        score += time
        good = score >= np.where(time != 0, given.threshold, given.timeless)
        if not good.any():
            return group
        picked = np.flatnonzero(good)
        left, right, score = left[good], right[good], score[good]
        smaller = np.where(size[left] <= size[right], left, right)
        order = np.lexsort((np.arange(len(score)), -score, smaller))
        best = order[first_of_runs(smaller[order])]
        if log is not None:
            pair = picked[best]
            small = smaller[best]
            large = left[best] + right[best] - small
            join = np.full(len(good), -1, np.int64)
            join[pair] = np.arange(len(pair))
            some, also = join[across] >= 0, join[by_identifier] >= 0
            charge = _charge(size[small], world, given)
            log.append(
                round_of(
                    leading(node, group, large),
                    leading(node, group, small),
                    (size[large], size[small]),
                    time[pair],
                    charge,
                    score[best] - shared[pair] - time[pair] + charge,
                    (join[across[some]], crosses[some], tells_by[some]),
                    (join[by_identifier[also]], which[also], weighs[which[also]]),
                )
            )
        group = components(width, left[best], right[best])[group]


def _crossing(
    crossing: Floats, told: Floats, left: Integers, right: Integers, world: World, given: Settings
) -> Floats:
    """Log-odds of so many reports that cross between groups of so many, less the charge for their size; at most what the
    identifiers tell through which they cross."""
    smaller = np.minimum(left, right)
    by_chance = 2 * given.mixed * left * right / world.reports + 1e-6
    cross = crossing * np.log(np.maximum(crossing, 1) / by_chance) - crossing + by_chance
    cross = np.where(crossing >= given.crossing * smaller, np.minimum(cross, told), 0.0)
    return cross - _charge(smaller, world, given)


def _charge(smaller: Integers, world: World, given: Settings) -> Floats:
    """Less where reports name little: the less they name, the less often groups of the same people cross."""
    share = min(1.0, world.tying / given.plenty)
    charge: Floats = given.per_size * share * np.log2(np.maximum(smaller, 2) / 2)
    return charge


class _Spans:
    """From the first to the last report of each group."""

    def __init__(self, of: Integers, at: Floats, width: int, slack: float) -> None:
        known = np.isfinite(at)
        self.group = of[known]
        self._slack = slack
        self._begin, self._end = np.full(width, np.inf), np.full(width, -np.inf)
        np.minimum.at(self._begin, self.group, at[known])
        np.maximum.at(self._end, self.group, at[known])

    def known(self, groups: Integers) -> Flags:
        known: Flags = np.isfinite(self._begin[groups])
        return known

    def near(self, left: Integers, right: Integers) -> Flags:
        begin, end = self._begin, self._end
        meet: Flags = np.maximum(begin[left] - end[right], begin[right] - end[left]) <= self._slack
        return meet


def _of_one_time(spans: _Spans, left: Integers, right: Integers, world: World, given: Settings) -> Floats:
    """Log-odds by whether two groups are of one time, against how often strangers are; where they nearly always are, time
    says nothing."""
    same = max(given.together, world.near)
    far = np.log(max(1 - same, 1e-3) / (1 - world.near))
    told = np.where(spans.near(left, right), np.log(same / world.near), far)
    return np.where(spans.known(left) & spans.known(right), told, 0.0)
