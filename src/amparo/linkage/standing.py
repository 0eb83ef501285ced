"""Strong links between identifiers, and where a report stands by them."""

import numpy as np

from amparo.linkage.arrays import Flags, Integers, Mentions, best_of_runs, components, counted, tying, within
from amparo.linkage.cores import side_by_side
from amparo.linkage.settings import Settings
from amparo.linkage.ties import MATERIAL


def standing(mentions: Mentions, new: Flags, given: Settings) -> tuple[Integers, Integers]:
    """The mentions that can tie, and where the report of each stands without its kind."""
    useful = np.flatnonzero(tying(mentions))
    stands = without_kind(mentions.report[useful], mentions.identifier[useful], mentions, new, given)
    return useful, stands


def strong(
    report: Integers, node: Integers, tie: Integers, weakest: int, new: Flags, given: Settings
) -> tuple[Integers, Integers]:
    """Linked nodes; at least one of two has a tie stronger than `weakest`."""
    heard = new[report]
    report, node = report[heard], node[heard]
    degree = np.bincount(node, minlength=len(tie))
    often = degree[node] >= 2
    _, left, right = within(report[often], node[often])
    people = np.minimum(tie[left], tie[right]) < weakest
    left, right, count = counted(left[people], right[people], len(tie))
    enough = (count >= 2) & (count >= given.tau * np.maximum(degree[left], degree[right]))
    return left[enough], right[enough]


def without_kind(
    report: Integers, identifier: Integers, mentions: Mentions, new: Flags, given: Settings
) -> Integers:
    """Where the report of each mention stands by identifiers of other kinds; -1 where they say nothing."""
    tie, kind = mentions.tie, mentions.kind
    vouches = tie[identifier] < MATERIAL
    left, right = strong(report[vouches], identifier[vouches], tie, MATERIAL, new, given)
    stands = np.full(len(report), -1, np.int64)
    linked = np.zeros(len(tie), bool)
    linked[left] = linked[right] = True
    nodes, place = np.flatnonzero(linked), np.cumsum(linked) - 1
    kind_of_row = kind[identifier]

    def by_others(one: int) -> tuple[Integers, Integers]:
        """The mentions of a kind, and where the others of their reports stand."""
        others = (kind[left] != one) & (kind[right] != one)
        joined = components(len(nodes), place[left[others]], place[right[others]])
        group = np.arange(len(tie))
        group[nodes] = nodes[np.unique(joined, return_index=True)[1]][joined]
        told, mine = vouches & (kind_of_row != one), np.flatnonzero(kind_of_row == one)
        of = group[identifier[told]]
        size = np.bincount(of, minlength=len(tie))
        has = np.zeros(mentions.reports, bool)
        has[report[mine]] = True
        asked = has[report[told]]
        best, _, _, _ = two_best(report[told][asked], of[asked], mentions.reports, size)
        return mine, best[report[mine]]

    for mine, theirs in side_by_side(by_others, np.flatnonzero(np.bincount(kind_of_row)).tolist()):
        stands[mine] = theirs
    return stands


def two_best(
    report: Integers, group: Integers, reports: int, size: Integers
) -> tuple[Integers, Integers, Integers, Integers]:
    """For each report the group with most of its mentions, of several the larger by `size`, and how many these are, and the same of
    the next; -1 for none."""
    row, group, count = counted(report, group, int(group.max(initial=0)) + 1)
    best, second = np.full(reports, -1, np.int64), np.full(reports, -1, np.int64)
    most, less = np.zeros(reports, np.int64), np.zeros(reports, np.int64)
    for place, many in ((best, most), (second, less)):
        _, rows = best_of_runs(row, count, size[group])
        place[row[rows]], many[row[rows]] = group[rows], count[rows]
        left = np.ones(len(row), bool)
        left[rows] = False
        row, group, count = row[left], group[left], count[left]
    return best, most, second, less


def without_itself(
    report: Integers, own: Integers, best: Integers, most: Integers, second: Integers, less: Integers
) -> Integers:
    """Where the report of each mention stands by its other mentions."""
    counts_itself = own == best[report]
    left = most[report] - counts_itself
    stays = ~counts_itself | ((left > 0) & (left >= less[report]))
    return np.where(stays, best[report], np.where(less[report] > 0, second[report], -1))
