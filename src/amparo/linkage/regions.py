"""Regions: reports that could ever be in one series. Series are found region by region, on as many workers as there are.

Two reports are in one region where an identifier of people ties both: all that name one which few use, those of the same part of
any other. What a region does not see of an identifier, it is told (`division.Elsewhere`).
"""

from dataclasses import dataclass

import numpy as np

from amparo.linkage.arrays import Integers, components, counted, first_of_runs
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
    keys, node = np.unique(identifier * (int(stands.max(initial=0)) + 2) + part + 1, return_inverse=True)
    of_node = np.empty(len(keys), np.int64)
    of_node[node] = identifier
    people = tie[identifier] < MATERIAL
    users = np.bincount(of_node[np.unique(node[people & live])], minlength=len(tie))
    few = np.array([*given.few, *[0] * len(ORDER)])[tie]
    whole = (users <= few) & (divided.alone <= given.scattered)
    ties = people & (live | whole[identifier])
    first = _firsts(
        report[ties],
        np.where(whole[identifier], len(keys) + identifier, node)[ties],
        len(keys) + len(tie),
        reports,
    )
    # A report that no identifier of people ties yet is looked at where what it names ties most others.
    there = first[report] >= 0
    best = _most(node[there], first[report[there]], len(keys), reports)
    late = ~there & (best[node] >= 0)
    first = np.maximum(first, _most(report[late], best[node[late]], reports, reports))
    keys, inside = np.unique(identifier * (reports + 1) + first[report] + 1, return_inverse=True)
    of, region = keys // (reports + 1), keys % (reports + 1)
    # What other regions saw counts for all eras of an identifier.
    wholes, all_eras = np.unique(of_era[of] * (reports + 1) + region, return_inverse=True)
    placed, alone, _ = scattered(stands, all_eras[inside], len(wholes))
    tied = np.minimum(1, np.bincount(all_eras[inside[live]], minlength=len(wholes)))
    within = region > 0
    elsewhere = Elsewhere(
        *(
            _others(wholes // (reports + 1), some, len(of_era))[all_eras[within]]
            for some in (placed, alone, tied)
        )
    )
    rows = np.flatnonzero(within[inside])
    return Regions(
        first,
        rows,
        (np.cumsum(within) - 1)[inside[rows]],
        of[within],
        np.unique(all_eras[within], return_inverse=True)[1],
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
    best = np.lexsort((which, -count, voted))
    best = best[first_of_runs(voted[best])]
    most = np.full(many, -1, np.int64)
    most[voted[best]] = which[best]
    return most
