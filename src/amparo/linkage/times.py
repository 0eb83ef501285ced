"""When groups of reports were at work, and how often strangers were at the same time."""

import numpy as np

from amparo.linkage.arrays import Floats, Integers, ordered


def near_by_chance(group: Integers, when: Floats, slack: float) -> float:
    """How often two of different groups are of groups whose times, from first to last, are at most `slack` days apart. `group`
    and `when`, in days, of each of what is grouped; NaN where not known."""
    known = np.isfinite(when)
    of, day = group[known], np.floor(when[known]).astype(np.int64)
    size = np.bincount(of)
    begin, end = np.full(len(size), np.iinfo(np.int64).max), np.full(len(size), np.iinfo(np.int64).min)
    np.minimum.at(begin, of, day)
    np.maximum.at(end, of, day)
    some = size > 0
    begin, end, size = begin[some], end[some], size[some]
    return near_of_spans(begin, end, size, int((size * size).sum()), slack)


def near_of_spans(begin: Integers, end: Integers, size: Integers, same: int, slack: float) -> float:
    """The same of groups by their first and last day and size; `same` is the sum of all groups' squared sizes, where several of one
    time stand in one line."""
    order = ordered(end)
    ended = np.concatenate([[0], np.cumsum(size[order])])
    before = ended[np.searchsorted(end[order], begin - slack, side="left")]
    strangers = int(size.sum()) ** 2 - same
    far = 2 * int((size * before).sum())
    return (strangers - far + 1) / (strangers + 2)
