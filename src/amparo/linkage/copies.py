"""Reports that say the same: one voice, however often it is filed.

Offenders file false reports to tie an innocent account to their victims' reports, or two crews to each other. They know what their
victims know. What they cannot give is independent witnesses: their reports name the same identifiers again, or come from
one origin. So copies count once for every link; and many copies, or many reports of one origin, that alone tie what nobody else
ties are set apart for a person to look at: they join no series until somebody says that they should.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from amparo.linkage.arrays import (
    Flags,
    Integers,
    Mentions,
    counted,
    distinct,
    first_of_runs,
    ordered,
    tying,
    within,
)
from amparo.linkage.ties import MATERIAL

MANY = 4
"""Copies from which a tie of theirs alone is not believed. In simulated worlds of 50,000 honest reports four are set apart."""
_MIX = ((33, 0xFF51AFD7ED558CCD), (33, 0xC4CEB9FE1A85EC53), (33, 1))
"""The finalizer of MurmurHash3 (Appleby, public domain): sums of what it makes tell sets apart."""


@dataclass(frozen=True, slots=True)
class Voices:
    """Of each report."""

    new: Flags
    """It is the first that says just this, and the first of its origin."""
    apart: Flags
    """It is one of many copies, or of many reports of its origin, that tie what no other report ties."""


def voices(mentions: Mentions) -> Voices:
    """Of all reports; one that names nothing that could tie it says nothing new."""
    rows = np.flatnonzero(tying(mentions))
    order = rows[ordered(mentions.report[rows], mentions.identifier[rows])]
    report, identifier = mentions.report[order], mentions.identifier[order]
    begins = first_of_runs(report)
    told = np.add.reduceat(_mixed(identifier), np.flatnonzero(begins)) if len(report) else _mixed(identifier)
    _, first, saying = np.unique(told, return_index=True, return_inverse=True)
    new, apart = np.zeros(mentions.reports, bool), np.zeros(mentions.reports, bool)
    new[report[begins][first]] = True
    witness = _witnesses(saying, mentions.origin[report[begins]]) if mentions.origin is not None else saying
    of_row = witness[np.cumsum(begins) - 1]
    people = mentions.tie[identifier] < MATERIAL
    said, told_of, _ = counted(of_row[people], identifier[people], len(mentions.tie))
    suspect = _alone(said, told_of, np.bincount(witness, minlength=1))
    apart[report] = suspect[of_row]
    if mentions.origin is not None:
        origins, one = np.unique(mentions.origin, return_index=True)
        first_of_origin = mentions.origin < 0
        first_of_origin[one[origins >= 0]] = True
        new &= first_of_origin
    return Voices(new, apart)


def _witnesses(saying: Integers, origin: Integers) -> Integers:
    """Of each report who bears it out: everybody who says the same is one witness, and so is an origin of many reports,
    whatever they say."""
    _, place, reports = np.unique(origin, return_inverse=True, return_counts=True)
    many = (origin >= 0) & (reports[place] >= MANY)
    witness = np.where(many, int(saying.max(initial=0)) + 1 + place, saying)
    return np.asarray(np.unique(witness, return_inverse=True)[1], np.int64)


def _mixed(identifier: Integers) -> npt.NDArray[np.uint64]:
    bits = identifier.astype(np.uint64) + np.uint64(1)
    for shift, factor in _MIX:
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
    return bits


def _alone(saying: Integers, identifier: Integers, copies: Integers) -> Flags:
    """The sayings of many reports that alone hold two identifiers together, of which others know at least one: no other
    saying has both, nor each of them beside a third. Where most that is said of an identifier is of that sort it is one
    that strangers share, such as a receiver, and its sayings are not suspect."""
    heard = np.bincount(identifier)
    # Only what many copies say is asked about.
    of_many = np.zeros(len(heard), bool)
    of_many[identifier[copies[saying] >= MANY]] = True
    some = of_many[identifier]
    of, left, right = within(saying[some], identifier[some])
    pairs = distinct(left, right)
    strange = (copies[of] >= MANY) & (pairs.count[pairs.place] == 1)
    strange &= np.maximum(heard[left], heard[right]) > 1
    known = np.where(heard[left] >= heard[right], left, right)
    strange &= 2 * np.bincount(known[strange], minlength=len(heard))[known] <= heard[known]
    of, left, right = of[strange], left[strange], right[strange]
    asked, tells = np.zeros(len(heard), bool), np.zeros(len(copies), bool)
    asked[left] = asked[right] = True
    tells[saying[asked[identifier]]] = True
    some = tells[saying]
    by, here, there = within(saying[some], identifier[some])
    one, other, by = np.concatenate([here, there]), np.concatenate([there, here]), np.concatenate([by, by])
    order = ordered(one)
    one, other, by = one[order], other[order], by[order]

    def beside(identifier: int, saying: int) -> set[int]:
        some = slice(*np.searchsorted(one, (identifier, identifier + 1)))
        return set(other[some][by[some] != saying].tolist())

    suspect = np.zeros(len(copies), bool)
    for said, x, y in zip(of.tolist(), left.tolist(), right.tolist(), strict=True):
        suspect[said] = suspect[said] or not beside(x, said) & beside(y, said)
    return suspect
