"""Regions: reports that could ever be in one series. Series are found region by region, on as many workers as there are.

Two reports are in one region where an identifier of people ties both: all that name one which few use, those of the same part of
any other. What a region does not see of an identifier, it is told (`division.Elsewhere`).
"""

from dataclasses import dataclass

import numpy as np

from amparo.linkage.arrays import Integers, best_of_runs, components, counted, distinct
from amparo.linkage.division import NOBODY, Elsewhere, parts, scattered
from amparo.linkage.settings import Settings
from amparo.linkage.ties import MATERIAL, ORDER


@dataclass(frozen=True, slots=True)
class Regions:
    """Mentions in regions, with identifiers numbered anew: in each region it is another one."""

    first: Integers
    """Of each report the first report of its region; -1 where it is in none."""
    rows: Integers
    """The mentions that are in a region."""
    identifier: Integers
    """Of each of these."""
    of: Integers
    """Of each identifier of a region, which one it is outside."""
    whole: Integers
    """Of each, one number for all eras of one identifier in one region."""
    elsewhere: Elsewhere


def regions(
    report: Integers,
    identifier: Integers,
    stands: Integers,
    tie: Integers,
    of_era: Integers,
    reports: int,
    given: Settings,
) -> Regions:
    """All regions side by side; what is found in them is what would be found in each by itself. `of_era`: which identifier each
    is an era of."""
    divided = parts(stands, identifier, tie, np.arange(len(tie)), None, given)
    live = divided.part != NOBODY
    part = np.where(live, divided.part, divided.largest[identifier])
    nodes = distinct(identifier, part)
    node, of_node = nodes.place, nodes.left
    people = tie[identifier] < MATERIAL
    used = np.zeros(len(of_node), bool)
    used[node[people & live]] = True
    users = np.bincount(of_node[used], minlength=len(tie))
    few = np.array([*given.few, *[0] * len(ORDER)])[tie]
    whole = (users <= few) & (divided.alone <= given.scattered)
    ties = people & (live | whole[identifier])
    first = _firsts(
        report[ties],
        np.where(whole[identifier], len(of_node) + identifier, node)[ties],
        len(of_node) + len(tie),
        reports,
    )
    # A report that no identifier of people ties yet is looked at where what it names ties most others.
    there = first[report] >= 0
    best = _most(node[there], first[report[there]], len(of_node), reports)
    late = ~there & (best[node] >= 0)
    first = np.maximum(first, _most(report[late], best[node[late]], reports, reports))
    there_of = distinct(identifier, first[report])
    of, region, inside = there_of.left, there_of.right, there_of.place
    # What other regions saw counts for all eras of an identifier.
    wholes = distinct(of_era[of], region)
    all_eras, many = wholes.place, len(wholes.left)
    placed, alone, _ = scattered(stands, all_eras[inside], many)
    tied = np.minimum(1, np.bincount(all_eras[inside[live]], minlength=many))
    within = region >= 0
    elsewhere = Elsewhere(
        *(_others(wholes.left, some, len(of_era))[all_eras[within]] for some in (placed, alone, tied))
    )
    rows = np.flatnonzero(within[inside])
    return Regions(
        first,
        rows,
        (np.cumsum(within) - 1)[inside[rows]],
        of[within],
        (np.cumsum(wholes.right >= 0) - 1)[all_eras[within]],
        elsewhere,
    )


def _others(of: Integers, some: Integers, many: int) -> Integers:
    """Of each its group's sum less its own."""
    return np.bincount(of, weights=some, minlength=many).astype(np.int64)[of] - some


def _firsts(report: Integers, node: Integers, nodes: int, reports: int) -> Integers:
    """Of each report that a node ties, the first report of its region; -1 of others."""
    first = np.full(nodes, reports)
    np.minimum.at(first, node, report)
    joined = components(reports, report, first[node])
    lowest = np.full(reports, reports)
    np.minimum.at(lowest, joined, np.arange(reports))
    there = np.zeros(reports, bool)
    there[report] = True
    return np.where(there, lowest[joined], -1)


def _most(of: Integers, vote: Integers, many: int, votes: int) -> Integers:
    """What most vote for, of several the first; -1 where nobody votes."""
    voted, which, count = counted(of, vote, votes)
    _, best = best_of_runs(voted, count)
    most = np.full(many, -1, np.int64)
    most[voted[best]] = which[best]
    return most
