"""Identifiers divided into parts by where their reports stand, so that one that two crews use ties neither to the other."""

from dataclasses import dataclass

import numpy as np

from amparo.linkage.arrays import (
    Flags,
    Integers,
    best_of_runs,
    counted,
    distinct,
    first_of_runs,
    ordered,
)
from amparo.linkage.settings import Settings
from amparo.linkage.ties import ACTOR

NOBODY = -2
"""The part of a mention that ties nobody."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Of each identifier of a region, what other regions saw of it, in any era, when regions were made (`regions`)."""

    placed: Integers
    """Reports that stood anywhere,"""
    alone: Integers
    """of these, those that stood alone with it."""
    regions: Integers
    """Regions that it ties reports of."""


@dataclass(frozen=True, slots=True)
class Parts:
    part: Integers
    """Of each mention, named by where its reports stand (-1: nothing told)."""
    decoy: Flags
    """Of each identifier."""
    largest: Integers
    """Of each identifier its largest part, -1 where it has none."""
    alone: Integers
    """Of each identifier, as in `Elsewhere`, but here."""


def parts(
    stands: Integers,
    identifier: Integers,
    tie: Integers,
    whole: Integers,
    elsewhere: Elsewhere | None,
    given: Settings,
) -> Parts:
    """A part has at least two reports. One report that stands somewhere else (or nowhere) goes to the largest part, unless
    the identifier is a decoy or is money or material that several use: then it ties nobody. Whether it is, all its eras tell:
    `whole` is one number for the eras of one identifier."""
    places = distinct(identifier, stands)
    of_row, place, count, row = places.left, places.right, places.count, places.place
    several = (place >= 0) & (count >= 2)
    placed, alone, users = (told[whole] for told in _scattered(whole[of_row], place, count, len(tie)))
    if elsewhere is None:
        decoy = _decoy(placed, alone, given)
    else:
        decoy = _decoy(placed + elsewhere.placed, alone + elsewhere.alone, given)
        users = users + elsewhere.regions
    largest = np.full(len(tie), -1, np.int64)
    some = np.flatnonzero(several)
    first, best = best_of_runs(of_row[some], count[some])
    largest[of_row[some[first]]] = place[some[best]]
    stray = ~several[row]
    ties_nobody = decoy | ((users > 1) & (tie > ACTOR))
    part = np.where(stray, largest[identifier], stands)
    part = np.where(stray & ties_nobody[identifier], NOBODY, part)
    return Parts(part, decoy, largest, alone)


def scattered(stands: Integers, identifier: Integers, many: int) -> tuple[Integers, Integers, Integers]:
    """Of each identifier how many of its reports stand anywhere; how many of these alone; and in how many places several do."""
    of, place, count = counted(identifier, stands + 1, int(stands.max(initial=0)) + 2)
    return _scattered(of, place - 1, count, many)


def _scattered(
    of: Integers, place: Integers, count: Integers, many: int
) -> tuple[Integers, Integers, Integers]:
    """The same of places, each with how many reports stand there; one may stand in several lines."""
    of, place, count = (column[place >= 0] for column in (of, place, count))
    order = ordered(of, place)
    begin = np.flatnonzero(first_of_runs(of[order], place[order]))
    sums = np.add.reduceat(count[order], begin) if len(begin) else count
    of = of[order[begin]]
    placed = np.bincount(of, weights=sums, minlength=many).astype(np.int64)
    return placed, np.bincount(of[sums == 1], minlength=many), np.bincount(of[sums >= 2], minlength=many)


def _decoy(placed: Integers, alone: Integers, given: Settings) -> Flags:
    decoy: Flags = (alone >= given.strays) & (2 * alone > placed)
    return decoy
