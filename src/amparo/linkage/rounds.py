"""Series within regions: parts, strong links and merging, again and again. The one place where mentions become series, whether of
a whole table in memory or of some regions of a larger one on a worker (`bulk`)."""

from dataclasses import dataclass, replace

import numpy as np

from amparo.linkage.arrays import Flags, Floats, Integers, components, distinct, first_of_runs, ordered
from amparo.linkage.cores import side_by_side
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


ROWS = 250_000
"""Mentions of whole regions that are looked at side by side: what is worked on then fits into the processor's own memory."""


def region_by_region(told: Told, region: Integers, world: World, given: Settings, rows: int = ROWS) -> Found:
    """As `rounds`, some regions at a time. `region`: of each mention."""
    size = np.bincount(region)
    lot = ((np.cumsum(size) - size) // rows)[region]
    order = ordered(lot)
    lots = np.split(order, np.flatnonzero(np.diff(lot[order])) + 1)

    def found_in(some: Integers) -> tuple[Found, Integers, Integers]:
        part, reports, identifiers = _part(told, some)
        return rounds(part, world, given), reports, identifiers

    label = np.full(len(told.when), -1, np.int64)
    own = np.full(len(told.report), -1, np.int64)
    decoy = np.zeros(len(told.tie), bool)
    logs: list[Joins] = []
    before = 0
    for some, (found, reports, identifiers) in zip(lots, side_by_side(found_in, lots), strict=True):
        groups = (found.label, found.own, found.joins.group)
        label[reports], own[some], group = (np.where(one >= 0, one + before, -1) for one in groups)
        decoy[identifiers] = found.decoy
        crosses = found.joins.report
        logs.append(
            replace(
                found.joins,
                group=group,
                report=np.where(crosses >= 0, reports[np.maximum(crosses, 0)], -1)
                if len(reports)
                else crosses,
            )
        )
        before += max(int(one.max(initial=-1)) for one in groups) + 1
    return Found(label, own, decoy, joined(logs))


def _part(told: Told, rows: Integers) -> tuple[Told, Integers, Integers]:
    """Some of the mentions with their reports and identifiers numbered anew in the same order, and which these are."""
    report, stands = told.report[rows], told.stands[rows]
    begins = first_of_runs(report)
    reports = report[begins]
    identifiers, identifier = np.unique(told.identifier[rows], return_inverse=True)
    elsewhere = told.elsewhere
    part = Told(
        np.cumsum(begins) - 1,
        identifier,
        np.where(stands < 0, -1, np.unique(stands, return_inverse=True)[1]),
        told.tie[identifiers],
        told.of[identifiers],
        np.asarray(np.unique(told.whole[identifiers], return_inverse=True)[1], np.int64),
        Elsewhere(
            elsewhere.placed[identifiers], elsewhere.alone[identifiers], elsewhere.regions[identifiers]
        ),
        told.when[reports],
        told.new[reports],
    )
    return part, reports, identifiers


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
