"""Mentions as columns of numbers, and small tools on such columns: pairs within a group, counted pairs, components."""

from dataclasses import dataclass, replace
from math import prod

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
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


def ordered(*columns: Integers) -> Integers:
    """The rows by the first column, of equal ones by the next, of equal rows the first first. Where the first column is nearly in order the
    rows are compared, otherwise numbers are counted: either takes time in proportion to the rows, and reaches over the memory
    as little as can be."""
    low = [int(column.min(initial=0)) for column in columns]
    span = [int(column.max(initial=0)) - least + 1 for column, least in zip(columns, low, strict=True)]
    if _nearly_in_order(columns[0]) and prod(span) < _FITS:
        key = columns[0] - low[0]
        for column, least, wide in zip(columns[1:], low[1:], span[1:], strict=True):
            key = key * wide + (column - least)
        return np.argsort(key, kind="stable")
    order: Integers | None = None
    for column, least, wide in list(zip(columns, low, span, strict=True))[::-1]:
        told = column if order is None else column[order]
        many = len(told)
        if wide <= 8 * many + 1024:
            lots = csr_array((np.ones(many, np.int8), told - least, np.arange(many + 1)), shape=(many, wide))
            by = lots.tocsc().indices.astype(np.int64)
        else:
            by = np.argsort(told, kind="stable")
        order = by if order is None else order[by]
    assert order is not None  # noqa: S101 - there is a column
    return order


_FITS = 1 << 62


def _nearly_in_order(column: Integers) -> bool:
    return 16 * int(np.count_nonzero(column[1:] < column[:-1])) <= len(column)


@dataclass(frozen=True, slots=True)
class Distinct:
    """The pairs that occur in two columns, in order."""

    left: Integers
    right: Integers
    count: Integers
    place: Integers
    """Of each row, which pair it is."""


def distinct(left: Integers, right: Integers) -> Distinct:
    order = ordered(left, right)
    one, other = left[order], right[order]
    begins = first_of_runs(one, other)
    place = np.empty(len(order), np.int64)
    place[order] = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    return Distinct(one[first], other[first], np.diff(first, append=len(order)), place)


def within(group: Integers, member: Integers) -> tuple[Integers, Integers, Integers]:
    """Every pair of members of a group, with the group; the first of a pair is the smaller. No member may stand twice in a group."""
    order = ordered(group, member)
    group, member = group[order], member[order]
    parts: list[tuple[Integers, Integers, Integers]] = []
    begins = np.arange(len(group))
    for step in range(1, len(group)):
        begins = begins[: np.searchsorted(begins, len(group) - step)]
        begins = begins[group[begins] == group[begins + step]]
        if not len(begins):
            break
        parts.append((group[begins], member[begins], member[begins + step]))
    if not parts:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing
    first, second, third = (np.concatenate(column) for column in zip(*parts, strict=True))
    return first, second, third


def counted(left: Integers, right: Integers, width: int) -> tuple[Integers, Integers, Integers]:
    """The pairs that occur, in order, and how often; `width` is more than any of `right`."""
    keys = left * width + right
    keys.sort(kind="stable" if _nearly_in_order(left) else "quicksort")
    first = np.flatnonzero(first_of_runs(keys))
    counts = np.diff(first, append=len(keys))
    keys = keys[first]
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


def best_of_runs(group: Integers, *worth: Integers) -> tuple[Integers, Integers]:
    """Where each run of equal groups begins, and which row of it has most of the first worth, of several of the next; of
    several the first row."""
    first = np.flatnonzero(first_of_runs(group))
    if not len(first):
        return first, first
    length = np.diff(first, append=len(group))
    best = np.ones(len(group), bool)
    for column in worth:
        told = np.where(best, column, np.iinfo(np.int64).min)
        best &= told == np.repeat(np.maximum.reduceat(told, first), length)
    rows = np.flatnonzero(best)
    return first, rows[first_of_runs(group[rows])]
