"""Mentions as columns of numbers, and small tools on such columns: pairs within a group, counted pairs, components."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from amparo.linkage.ties import MATERIAL

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Reports and identifiers by number; one row for each mention, none twice."""

    report: Integers
    identifier: Integers
    kind: Integers
    """Of each identifier."""
    tie: Integers
    """Of each identifier, as in `ties.ORDER`."""
    reports: int
    at: Floats | None = None
    """Of each mention: days since any fixed time, NaN where not known; None where no time is."""
    origin: Integers | None = None
    """Of each report: who handed it in, -1 where not known; None where no report tells."""


def only(mentions: Mentions, rows: Integers) -> Mentions:
    """Some of the mentions, of the same reports and identifiers."""
    at = None if mentions.at is None else mentions.at[rows]
    return replace(mentions, report=mentions.report[rows], identifier=mentions.identifier[rows], at=at)


def tying(mentions: Mentions) -> Flags:
    """The mentions of identifiers that could tie reports: at least two name them, and people or material stand behind."""
    degree = np.bincount(mentions.identifier, minlength=len(mentions.tie))
    ties: Flags = (degree[mentions.identifier] > 1) & (mentions.tie[mentions.identifier] <= MATERIAL)
    return ties


def within(group: Integers, member: Integers) -> tuple[Integers, Integers, Integers]:
    """Every pair of members of a group, with the group; the first of a pair is the smaller. No member may stand twice in a group."""
    order = np.lexsort((member, group))
    group, member = group[order], member[order]
    parts: list[tuple[Integers, Integers, Integers]] = []
    for step in range(1, len(group)):
        same = group[:-step] == group[step:]
        if not same.any():
            break
        parts.append((group[:-step][same], member[:-step][same], member[step:][same]))
    if not parts:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing
    first, second, third = (np.concatenate(column) for column in zip(*parts, strict=True))
    return first, second, third


def counted(left: Integers, right: Integers, width: int) -> tuple[Integers, Integers, Integers]:
    """The pairs that occur, in order, and how often; `width` is more than any of `right`."""
    keys, counts = np.unique(left * width + right, return_counts=True)
    return keys // width, keys % width, counts


def components(nodes: int, left: Integers, right: Integers) -> Integers:
    """The number of its component for each node."""
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(nodes, nodes))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def first_of_runs(*columns: Integers) -> Flags:
    """Where a new run of equal values begins in sorted columns."""
    new = np.zeros(len(columns[0]), bool)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return new
