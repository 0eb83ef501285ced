"""Values that are forms of one another become groups, without long chains: at least half of all pairs between what joins are alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from amparo.linkage.arrays import Floats, Integers

_LARGE_BLOCK = 400
"""Values with one key beyond which only neighbours in order are compared."""
_NEIGHBOURS = 40


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two forms of one thing. `fuller` is 0 where both say as much, else 1 or 2: which one says more."""

    cost: float
    fuller: int
    why: str
    lone: bool = False
    """What says less is taken for the fuller one only if it is the only one of its group: other forms of it make it a name of its own."""


Alike = Callable[[int, int, float], Likeness | None]
"""Of two values by number; costs may be so many times as high as for two of which nothing else is known."""
Contradict = Callable[[int, int], bool]
_SLACK = 1.5
"""For two values that a third one is alike to."""


def candidates(keys: Iterable[Iterable[int]]) -> tuple[Integers, Integers]:
    """The pairs of values that share a key, each once, the smaller number first; `keys` of each value in turn."""
    of: list[int] = []
    lengths: list[int] = []
    for some in keys:
        before = len(of)
        of.extend(some)
        lengths.append(len(of) - before)
    key = np.array(of, np.int64)
    value = np.repeat(np.arange(len(lengths)), lengths)
    order = np.lexsort((value, key))
    key, value = key[order], value[order]
    begin = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else key
    size = np.diff(np.append(begin, len(key)))
    reach = np.repeat(np.where(size > _LARGE_BLOCK, _NEIGHBOURS, _LARGE_BLOCK), size)
    pairs: list[npt.NDArray[np.int64]] = []
    many = len(lengths)
    for step in range(1, int(size.max(initial=0))):
        same = (key[step:] == key[:-step]) & (reach[step:] >= step)
        if not same.any():
            break
        pairs.append(np.unique(value[:-step][same] * many + value[step:][same]))
    both = np.unique(np.concatenate(pairs)) if pairs else np.zeros(0, np.int64)
    return both // max(1, many), both % max(1, many)


@dataclass(frozen=True, slots=True)
class Groups:
    """Of each value: the number of the value that stands for its group; why it is in the group, empty where it is alone."""

    of: list[int]
    why: list[str]


def grouped(many: int, left: Integers, right: Integers, alike: Alike, contradict: Contradict) -> Groups:
    """The nearest pairs join first; two groups join only if at least half of the pairs between them are alike and none contradict each other. Then values that say less (an initial, no
    platform) join where exactly one group says more: where several do, nobody can tell which is meant."""

    @cache
    def fits(one: int, other: int) -> bool:
        return alike(one, other, _SLACK) is not None

    group = list(range(many))
    members: dict[int, list[int]] = {}
    why = [""] * many

    def mostly_alike(one: int, other: int) -> bool:
        pairs = [(a, b) for a in members.get(one, [one]) for b in members.get(other, [other])]
        if any(contradict(*pair) for pair in pairs):
            return False
        return 2 * sum(fits(min(pair), max(pair)) for pair in pairs) >= len(pairs)

    def join(one: int, other: int) -> None:
        keep, gone = min(one, other), max(one, other)
        both = members.pop(keep, [keep]) + members.pop(gone, [gone])
        for member in both:
            group[member] = keep
        members[keep] = both

    same: list[tuple[float, int, int, str]] = []
    less: dict[int, list[tuple[float, int, str, bool]]] = {}
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        like = alike(one, other, 1.0)
        if like is None:
            continue
        if like.fuller:
            small, full = (one, other) if like.fuller == 2 else (other, one)
            less.setdefault(small, []).append((like.cost, full, like.why, like.lone))
        else:
            same.append((like.cost, one, other, like.why))
    for _, one, other, cause in sorted(same):
        if group[one] != group[other] and mostly_alike(group[one], group[other]):
            join(group[one], group[other])
            why[one], why[other] = why[one] or cause, why[other] or cause
    by_group: dict[int, set[int]] = {}
    for small, some in less.items():
        lone = len(members.get(group[small], "1")) == 1
        by_group.setdefault(group[small], set()).update(
            group[full] for _, full, _, only in some if lone or not only
        )
    for first in sorted(by_group, key=lambda one: (len(by_group[one]), one)):
        mine = group[first]
        others = {group[one] for one in by_group[first]} - {mine}
        if len(others) != 1 or not mostly_alike(mine, (theirs := others.pop())):
            continue
        told = members.get(mine, [mine])
        for small in told:
            if small in less:
                why[small] = why[small] or min(less[small])[2]
                full = min(less[small])[1]
                why[full] = why[full] or min(less[small])[2]
        join(mine, theirs)
    return Groups(group, why)


def around(
    many: int, left: Integers, right: Integers, cost: Integers | Floats, said: Callable[[float], str]
) -> Groups:
    """The value with most others near it takes these; then the next of what is left. So everything in a group is near its middle."""
    one, other = np.concatenate([left, right]), np.concatenate([right, left])
    far = np.concatenate([cost, cost])
    order = np.lexsort((other, one))
    one, other, far = one[order], other[order], far[order]
    begin = np.searchsorted(one, np.arange(many + 1))
    group, why = list(range(many)), [""] * many
    taken = np.zeros(many, bool)
    near = np.diff(begin)
    for middle in np.lexsort((np.arange(many), -near))[: int((near > 0).sum())].tolist():
        if taken[middle]:
            continue
        taken[middle] = True
        for place in range(begin[middle], begin[middle + 1]):
            if not taken[member := int(other[place])]:
                taken[member] = True
                group[member], why[member] = middle, said(float(far[place]))
    return Groups(group, why)
