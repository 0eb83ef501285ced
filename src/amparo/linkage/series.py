"""From mentions to series: who belongs together, by evidence that no single shared identifier can fake.

The method, after `LINKAGE.md`'s purity and merging on evidence, with what measuring added:

1. *Strong links.* Two identifiers are linked where at least two reports name both, and those are at least a share `tau`
   of the reports of the more frequent one. Material (scripts, photos) makes no link with material.
2. *Where a report stands without a kind.* Links without identifiers of one kind give groups; a report stands, for that
   kind, in the group that most of its other identifiers are in. So a receiver shared by nine crews cannot vouch for itself.
   By where reports stand it also shows after how long a pause an identifier is somebody else's (`eras`).
3. *Regions.* Reports that could ever be in one series are looked at together; what follows is done in each region by itself
   (`regions`, `rounds`), so that a table that is too large for one memory is divided among workers (`bulk`).
4. *Parts.* The reports of an identifier are divided by where they stand. An identifier that two crews use is not dropped:
   it becomes two parts. One whose reports ever stand somewhere new is a decoy and ties nobody.
5. *Merging.* Groups of parts join in rounds, each with the best partner for the smaller, on evidence (`merging`).
6. *Again.* With the groups found, each report stands where its other mentions are (a mention never vouches for itself),
   parts are made anew, and links and merging are done again, `rounds` times.

Mentions in, labels out; all in whole columns. The same mentions give the same series whatever their order.
"""

from dataclasses import dataclass, replace

import numpy as np

from amparo.linkage.arrays import Flags, Floats, Integers, Mentions, counted, only, tying
from amparo.linkage.copies import voices
from amparo.linkage.eras import divided, in_time, pauses
from amparo.linkage.joins import NO_JOINS, Joins
from amparo.linkage.merging import World
from amparo.linkage.regions import regions
from amparo.linkage.rounds import Found, Told, region_by_region
from amparo.linkage.settings import Settings
from amparo.linkage.standing import standing
from amparo.linkage.ties import ACTOR, MATERIAL
from amparo.linkage.times import near_by_chance


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
    some = only(mentions, believed)
    useful, stands = standing(some, heard.new, given)
    order = in_time(some)
    longest = pauses(some, order, useful, stands)
    eras, of_era = divided(some, order, longest)
    useful, stands = standing(eras, heard.new, given)
    report, identifier, tie = eras.report[useful], eras.identifier[useful], eras.tie
    when = _when(mentions)
    actors = tie[identifier] == ACTOR
    near = near_by_chance(identifier[actors], when[report[actors]], given.slack)
    found = regions(report, identifier, stands, tie, of_era, mentions.reports, given)
    report, stands = report[found.rows], stands[found.rows]
    told = Told(
        report,
        found.identifier,
        stands,
        tie[found.of],
        of_era[found.of],
        found.whole,
        found.elsewhere,
        when,
        heard.new,
    )
    people = int((mentions.tie[mentions.identifier[tying(mentions)]] < MATERIAL).sum())
    world = World(mentions.reports, near, people / max(1, mentions.reports))
    result = region_by_region(told, found.first[report], world, given)
    decoys = _any_of(told.of, result.decoy, len(mentions.tie))
    return _found(mentions, believed[useful[found.rows]], result, decoys, heard.apart, longest)


def _any_of(identifier: Integers, flag: Flags, identifiers: int) -> Flags:
    return np.bincount(identifier[flag], minlength=identifiers) > 0


def _when(mentions: Mentions) -> Floats:
    """The day of each report: the first that one of its mentions has."""
    when = np.full(mentions.reports, np.nan)
    if mentions.at is not None:
        np.fmin.at(when, mentions.report, mentions.at)
    return when


def _found(
    mentions: Mentions,
    useful: Integers,
    found: Found,
    decoy: Flags,
    apart: Flags,
    longest: Floats,
) -> Series:
    """Labels by the order of the reports, so that they do not depend on the numbers used on the way."""
    label, own, joins = found.label, found.own, found.joins
    lots = max(int(some.max(initial=-1)) for some in (label, own, joins.group)) + 1
    of_report = np.where(label >= 0, label, lots + np.arange(mentions.reports))
    first = np.full(lots + mentions.reports, mentions.reports)
    np.minimum.at(first, of_report, np.arange(mentions.reports))
    begins = np.zeros(mentions.reports + 1, bool)
    begins[first[of_report]] = True
    rank = np.append(np.cumsum(begins[:-1]) - 1, -1)[first]  # of each label; -1 for one that no report has
    mention = np.full(len(mentions.report), -1, np.int64)
    mention[useful] = np.where(own >= 0, rank[own], -1)
    used, _, _ = counted(
        mentions.identifier[mention >= 0], mention[mention >= 0], int(mention.max(initial=0)) + 1
    )
    parts = np.bincount(used, minlength=len(mentions.tie))
    joins = replace(joins, group=np.where(joins.group >= 0, rank[joins.group], -1))
    return Series(rank[of_report], mention, decoy, parts, apart, longest, joins)
