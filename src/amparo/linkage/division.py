"""Identifiers divided into parts by where their reports stand, so that one that two crews use ties neither to the other."""

from dataclasses import dataclass

import numpy as np

from amparo.linkage.arrays import Flags, Integers, first_of_runs
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
    width = int(stands.max(initial=0)) + 2
    rows, row, count = np.unique(identifier * width + stands + 1, return_inverse=True, return_counts=True)
    of_row, place = rows // width, rows % width - 1
    several = (place >= 0) & (count >= 2)
    placed, alone, users = (told[whole] for told in scattered(stands, whole[identifier], len(tie)))
    if elsewhere is None:
        decoy = _decoy(placed, alone, given)
    else:
        decoy = _decoy(placed + elsewhere.placed, alone + elsewhere.alone, given)
        users = users + elsewhere.regions
    order = np.lexsort((place[several], -count[several], of_row[several]))
    first = first_of_runs(of_row[several][order])
    largest = np.full(len(tie), -1, np.int64)
    largest[of_row[several][order][first]] = place[several][order][first]
    stray = ~several[row]
    ties_nobody = decoy | ((users > 1) & (tie > ACTOR))
    part = np.where(stray, largest[identifier], stands)
    part = np.where(stray & ties_nobody[identifier], NOBODY, part)
    return Parts(part, decoy, largest, alone)


def scattered(stands: Integers, identifier: Integers, many: int) -> tuple[Integers, Integers, Integers]:
    """Of each identifier how many of its reports stand anywhere; how many of these alone; and in how many places several do."""
    width = int(stands.max(initial=0)) + 2
    rows, count = np.unique(identifier * width + stands + 1, return_counts=True)
    of_row, somewhere = rows // width, rows % width > 0
    placed = np.bincount(identifier[stands >= 0], minlength=many)
    alone = np.bincount(of_row[somewhere & (count == 1)], minlength=many)
    return placed, alone, np.bincount(of_row[somewhere & (count >= 2)], minlength=many)


def _decoy(placed: Integers, alone: Integers, given: Settings) -> Flags:
    decoy: Flags = (alone >= given.strays) & (2 * alone > placed)
    return decoy
