"""From mentions to series: who belongs together, by evidence that no single shared identifier can fake.

The method, after `LINKAGE.md`'s purity and merging on evidence, with what measuring added:

1. *Strong links.* Two identifiers are linked where at least two reports name both, and those are at least a share `tau`
   of the reports of the more frequent one. Material (scripts, photos) makes no link with material.
2. *Where a report stands without a kind.* Links without identifiers of one kind give groups; a report stands, for that
   kind, in the group that most of its other identifiers are in. So a receiver shared by nine crews cannot vouch for itself.
   By where reports stand it also shows after how long a pause an identifier is somebody else's (`eras`).
3. *Parts.* The reports of an identifier are divided by where they stand. An identifier that two crews use is not dropped:
   it becomes two parts. One whose reports ever stand somewhere new is a decoy and ties nobody.
4. *Merging.* Groups of parts join in rounds, each with the best partner for the smaller, on evidence (`merging`).
5. *Again.* With the groups found, each report stands where its other mentions are (a mention never vouches for itself),
   parts are made anew, and links and merging are done again, `rounds` times.

Mentions in, labels out; all in whole columns. The same mentions give the same series whatever their order.
"""

from dataclasses import dataclass, replace

import numpy as np

from amparo.linkage.arrays import (
    Flags,
    Floats,
    Integers,
    Mentions,
    components,
    counted,
    first_of_runs,
    only,
    tying,
    within,
)
from amparo.linkage.copies import voices
from amparo.linkage.eras import divided, pauses
from amparo.linkage.joins import NO_JOINS, Joins, joined, settled
from amparo.linkage.merging import merged
from amparo.linkage.settings import Settings
from amparo.linkage.ties import MATERIAL, ORDER, Tie

_ACTOR = ORDER.index(Tie.ACTOR)


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
    apart: Flags
    """Of each report: it is one of many copies that nobody else bears out, and a person must look at it."""
    pauses: Floats
    """Of each kind: days of pause after which an identifier is somebody else's."""
    joins: Joins = NO_JOINS
    """Which groups joined into series, and on what, in the last round."""


def series(mentions: Mentions, settings: Settings | None = None) -> Series:
    """Every report gets a label."""
    given = settings or Settings()
    heard = voices(mentions)
    believed = np.flatnonzero(~heard.apart[mentions.report])
    told = only(mentions, believed)
    useful, stands = _standing(told, heard.new, given)
    longest = pauses(told, useful, stands)
    eras, of_era = divided(told, longest)
    useful, stands = _standing(eras, heard.new, given)
    report, identifier, tie = eras.report[useful], eras.identifier[useful], eras.tie
    when = _when(mentions)
    label = np.full(mentions.reports, -1, np.int64)
    own = np.full(len(report), -1, np.int64)
    decoy = np.zeros(len(tie), bool)
    joins = NO_JOINS
    for _ in range(given.rounds):
        part, decoy = _parts(stands, identifier, tie, given)
        live = part != _NOBODY
        width = int(part.max(initial=0)) + 2
        nodes, node = np.unique(identifier[live] * width + part[live] + 1, return_inverse=True)
        of_node = nodes // width
        group = _groups(report[live], node, tie[of_node], heard.new, given)
        log: list[Joins] = []
        group = merged(report[live], node, of_node, group, decoy, tie, when, heard.new, given, log)
        joins = settled(joined(log), of_node, group, of_era)
        people = np.zeros(len(group), bool)
        people[group[tie[of_node] < MATERIAL]] = True
        live[live] = people[group[node]]  # material alone makes no series
        node = node[people[group[node]]]
        label, most, second, less = _two_best(report[live], group[node], mentions.reports)
        own = np.full(len(report), -1, np.int64)
        own[live] = group[node]
        stands = _without_itself(report, own, label, most, second, less)
    decoys = _any_of(of_era, decoy, len(mentions.tie))
    return _found(mentions, believed[useful], label, own, decoys, heard.apart, longest, joins)


def _any_of(identifier: Integers, flag: Flags, identifiers: int) -> Flags:
    return np.bincount(identifier[flag], minlength=identifiers) > 0


def _when(mentions: Mentions) -> Floats:
    """The day of each report: the first that one of its mentions has."""
    when = np.full(mentions.reports, np.nan)
    if mentions.at is not None:
        np.fmin.at(when, mentions.report, mentions.at)
    return when


def _standing(mentions: Mentions, new: Flags, given: Settings) -> tuple[Integers, Integers]:
    """The mentions that can tie, and where the report of each stands without its kind."""
    useful = np.flatnonzero(tying(mentions))
    stands = _without_kind(mentions.report[useful], mentions.identifier[useful], mentions, new, given)
    return useful, stands


def _strong(
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


def _without_kind(
    report: Integers, identifier: Integers, mentions: Mentions, new: Flags, given: Settings
) -> Integers:
    """Where the report of each mention stands by identifiers of other kinds; -1 where they say nothing."""
    tie, kind = mentions.tie, mentions.kind
    vouches = tie[identifier] < MATERIAL
    left, right = _strong(report[vouches], identifier[vouches], tie, MATERIAL, new, given)
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


def _groups(report: Integers, node: Integers, tie: Integers, new: Flags, given: Settings) -> Integers:
    left, right = _strong(report, node, tie, MATERIAL, new, given)
    return components(len(tie), left, right)


def _found(
    mentions: Mentions,
    useful: Integers,
    label: Integers,
    own: Integers,
    decoy: Flags,
    apart: Flags,
    longest: Floats,
    joins: Joins,
) -> Series:
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
    parts = np.bincount(used, minlength=len(mentions.tie))
    stands = int(label.max(initial=-1))
    into = [renamed.get(group, -1) if group <= stands else -1 for group in joins.group.tolist()]
    joins = replace(joins, group=np.array(into, np.int64))
    return Series(rank[final], mention, decoy, parts, apart, longest, joins)
