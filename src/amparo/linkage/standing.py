"""Strong links between identifiers, and where a report stands by them."""

import numpy as np

from amparo.linkage.arrays import Flags, Integers, Mentions, components, counted, first_of_runs, tying, within
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
    _, left, right = within(report, node)
    left, right, count = counted(left, right, len(tie))
    degree = np.bincount(node, minlength=len(tie))
    enough = (count >= 2) & (count >= given.tau * np.maximum(degree[left], degree[right]))
    enough &= np.minimum(tie[left], tie[right]) < weakest
    return left[enough], right[enough]


def without_kind(
    report: Integers, identifier: Integers, mentions: Mentions, new: Flags, given: Settings
) -> Integers:
    """Where the report of each mention stands by identifiers of other kinds; -1 where they say nothing."""
    tie, kind = mentions.tie, mentions.kind
    vouches = tie[identifier] < MATERIAL
    left, right = strong(report[vouches], identifier[vouches], tie, MATERIAL, new, given)
    stands = np.full(len(report), -1, np.int64)
    for one in np.unique(kind[identifier]):
        others = (kind[left] != one) & (kind[right] != one)
        group = components(len(tie), left[others], right[others])
        told = vouches & (kind[identifier] != one)
        best, _, _, _ = two_best(report[told], group[identifier[told]], mentions.reports)
        mine = kind[identifier] == one
        stands[mine] = best[report[mine]]
    return stands


def two_best(
    report: Integers, group: Integers, reports: int
) -> tuple[Integers, Integers, Integers, Integers]:
    """For each report the group with most of its mentions, of several the larger, and how many these are, and the same of
    the next; -1 for none."""
    size = np.bincount(group)
    row, group, count = counted(report, group, int(group.max(initial=0)) + 1)
    order = np.lexsort((group, -size[group], -count, row))
    row, group, count = row[order], group[order], count[order]
    first = first_of_runs(row)
    next_one = np.zeros(len(row), bool)
    next_one[1:] = first[:-1] & ~first[1:]
    best, second = np.full(reports, -1, np.int64), np.full(reports, -1, np.int64)
    most, less = np.zeros(reports, np.int64), np.zeros(reports, np.int64)
    best[row[first]], most[row[first]] = group[first], count[first]
    second[row[next_one]], less[row[next_one]] = group[next_one], count[next_one]
    return best, most, second, less


def without_itself(
    report: Integers, own: Integers, best: Integers, most: Integers, second: Integers, less: Integers
) -> Integers:
    """Where the report of each mention stands by its other mentions."""
    counts_itself = own == best[report]
    left = most[report] - counts_itself
    stays = ~counts_itself | ((left > 0) & (left >= less[report]))
    return np.where(stays, best[report], np.where(less[report] > 0, second[report], -1))
