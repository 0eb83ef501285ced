"""Series within regions: parts, strong links and merging, again and again. The one place where mentions become series, whether of
a whole table in memory or of some regions of a larger one on a worker (`bulk`)."""

from dataclasses import dataclass

import numpy as np

from amparo.linkage.arrays import Flags, Floats, Integers, components, distinct
from amparo.linkage.division import NOBODY, Elsewhere, parts
from amparo.linkage.joins import NO_JOINS, Joins, joined, settled
from amparo.linkage.merging import World, merged
from amparo.linkage.settings import Settings
from amparo.linkage.standing import strong, two_best, without_itself
from amparo.linkage.ties import MATERIAL


@dataclass(frozen=True, slots=True)
class Told:
    """Mentions of whole regions, in order of report and identifier."""

    report: Integers
    identifier: Integers
    """Of each mention; the same identifier has another number in each region."""
    stands: Integers
    """Where the report of each mention stands without its kind; -1 for nowhere."""
    tie: Integers
    """Of each identifier."""
    of: Integers
    """Of each identifier, what it is called outside: joins are told by it."""
    whole: Integers
    """Of each identifier, one number for all its eras in its region."""
    elsewhere: Elsewhere
    when: Floats
    """Of each report, in days; NaN where not known."""
    new: Flags
    """Of each report: it says something new."""


@dataclass(frozen=True, slots=True)
class Found:
    label: Integers
    """Of each report, -1 where nothing ties it."""
    own: Integers
    """Of each mention: the label that its identifier has for it; -1 where it ties nobody."""
    decoy: Flags
    """Of each identifier."""
    joins: Joins
    """Of the last round, with labels of groups."""


def rounds(told: Told, world: World, given: Settings) -> Found:
    report, tie, stands = told.report, told.tie, told.stands
    label = np.full(len(told.when), -1, np.int64)
    own = np.full(len(report), -1, np.int64)
    decoy = np.zeros(len(tie), bool)
    joins = NO_JOINS
    for _ in range(given.rounds):
        divided = parts(stands, told.identifier, tie, told.whole, told.elsewhere, given)
        part, decoy = divided.part, divided.decoy
        live = part != NOBODY
        nodes = distinct(told.identifier[live], part[live])
        node, of_node = nodes.place, nodes.left
        left, right = strong(report[live], node, tie[of_node], MATERIAL, told.new, given)
        group = components(len(of_node), left, right)
        log: list[Joins] = []
        group = merged(
            report[live],
            node,
            of_node,
            group,
            decoy,
            tie,
            told.when,
            told.new,
            world,
            told.whole,
            told.elsewhere.regions,
            given,
            log,
        )
        joins = settled(joined(log), of_node, group, told.of)
        people = np.zeros(len(group), bool)
        people[group[tie[of_node] < MATERIAL]] = True
        live[live] = people[group[node]]  # material alone makes no series
        node = node[people[group[node]]]
        label, most, second, less = two_best(
            report[live], group[node], len(told.when), np.bincount(group[node])
        )
        own = np.full(len(report), -1, np.int64)
        own[live] = group[node]
        stands = without_itself(report, own, label, most, second, less)
    return Found(label, own, decoy, joins)
