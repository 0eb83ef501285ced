"""How long an identifier stays with the same people: phones are given out again, receivers hired by others, scripts sold on.

The data say it themselves. Where the reports of an identifier stand by identifiers of other kinds is compared between one
report and the next in time: up to some pause they mostly stand together, after longer ones hardly ever. At pauses
longer than that an identifier is taken for another one that looks the same.
"""

from dataclasses import replace

import numpy as np

from amparo.linkage.arrays import Floats, Integers, Mentions, ordered

PAUSES = (30, 45, 60, 75, 90, 120, 150, 180, 240, 365, 540)
"""Days that are tried."""
_FEWEST = 20
"""Pauses of a kind that must be longer, for it to say anything."""
_EVEN = 0.5
"""After a pause that ends an era, fewer than this share of the next reports stand where the one before does,"""
_FALL = 0.2
"""and the odds of it are at most this part of those after shorter pauses: where time tells nothing, none ends."""


def in_time(mentions: Mentions) -> Integers | None:
    """The mentions by identifier, then by when, then by report; None where no time is known."""
    if mentions.at is None:
        return None
    by_report = ordered(mentions.report)
    by_time = by_report[np.argsort(mentions.at[by_report], kind="stable")]
    return by_time[ordered(mentions.identifier[by_time])]


def pauses(mentions: Mentions, order: Integers | None, rows: Integers, stands: Integers) -> Floats:
    """For each kind, the days of pause that end an era; infinite where the data do not tell. `order` as `in_time` gives it; `rows`
    are the mentions whose reports' standing by other kinds is `stands`, -1 for none."""
    longest = np.full(int(mentions.kind.max(initial=0)) + 1, np.inf)
    if mentions.at is None or order is None:
        return longest
    place = np.full(len(mentions.report), -1, np.int64)
    place[rows] = np.arange(len(rows))
    order = order[place[order] >= 0]
    identifier, at, stands = mentions.identifier[order], mentions.at[order], stands[place[order]]
    follows = (identifier[1:] == identifier[:-1]) & (stands[1:] >= 0) & (stands[:-1] >= 0)
    follows &= np.isfinite(at[1:])
    pause = (at[1:] - at[:-1])[follows]
    together = (stands[1:] == stands[:-1])[follows].astype(np.int64)
    kind = mentions.kind[identifier[1:][follows]]
    counts = np.zeros((len(longest), len(PAUSES) + 1, 2), np.int64)
    np.add.at(counts, (kind, np.searchsorted(PAUSES, pause, side="right"), together), 1)
    return np.array([ends(of_kind) for of_kind in counts])


def ends(counts: Integers) -> float:
    """The days of pause that end an era of one kind. `counts`: how many reports follow after a pause of less than the first of
    `PAUSES`, of at least that but less than the second, and so on; that stand elsewhere than the one before, that stand with it."""
    for place, days in enumerate(PAUSES, 1):
        before, after = counts[:place].sum(axis=0), counts[place:].sum(axis=0)
        if after.sum() < _FEWEST:
            break
        share, shorter = _share(after), _share(before)
        if share < _EVEN and share / (1 - share) < _FALL * shorter / (1 - shorter):
            return float(days)
    return float(np.inf)


def _share(counts: Integers) -> float:
    return (float(counts[1]) + 0.5) / (float(counts.sum()) + 1)


def divided(mentions: Mentions, order: Integers | None, longest: Floats) -> tuple[Mentions, Integers]:
    """Each era of an identifier as one of its own, and which identifier it is of. `order` as `in_time` gives it."""
    if mentions.at is None or order is None:
        return mentions, np.arange(len(mentions.tie))
    identifier, at = mentions.identifier[order], mentions.at[order]
    new = np.ones(len(order), bool)
    new[1:] = identifier[1:] != identifier[:-1]
    new[1:] |= at[1:] - at[:-1] > longest[mentions.kind[identifier[1:]]]
    era = np.empty(len(order), np.int64)
    era[order] = np.cumsum(new) - 1
    of = identifier[new]
    return replace(mentions, identifier=era, kind=mentions.kind[of], tie=mentions.tie[of]), of
