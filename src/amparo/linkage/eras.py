"""How long an identifier stays with the same people: phones are given out again, receivers hired by others, scripts sold on.

The data say it themselves. Where the reports of an identifier stand by identifiers of other kinds is compared between one
report and the next in time: up to some pause they mostly stand together, after longer ones hardly ever. At pauses
longer than that an identifier is taken for another one that looks the same.
"""

from dataclasses import replace

import numpy as np

from amparo.linkage.arrays import Flags, Floats, Integers, Mentions

_PAUSES = (30, 45, 60, 75, 90, 120, 150, 180, 240, 365, 540)
"""Days that are tried."""
_FEWEST = 20
"""Pauses of a kind that must be longer, for it to say anything."""
_EVEN = 0.5
"""After a pause that ends an era, fewer than this share of the next reports stand where the one before does,"""
_FALL = 0.2
"""and the odds of it are at most this part of those after shorter pauses: where time tells nothing, none ends."""


def pauses(mentions: Mentions, rows: Integers, stands: Integers) -> Floats:
    """For each kind, the days of pause that end an era; infinite where the data do not tell. `rows` are the mentions whose
    reports' standing by other kinds is `stands`, -1 for none."""
    longest = np.full(int(mentions.kind.max(initial=0)) + 1, np.inf)
    if mentions.at is None:
        return longest
    identifier, at = mentions.identifier[rows], mentions.at[rows]
    order = np.lexsort((rows, at, identifier))
    identifier, at, stands = identifier[order], at[order], stands[order]
    follows = (identifier[1:] == identifier[:-1]) & (stands[1:] >= 0) & (stands[:-1] >= 0)
    follows &= np.isfinite(at[1:])
    pause = (at[1:] - at[:-1])[follows]
    together = (stands[1:] == stands[:-1])[follows]
    kind = mentions.kind[identifier[1:][follows]]
    for one in np.unique(kind):
        longest[one] = _longest(pause[kind == one], together[kind == one])
    return longest


def _longest(pause: Floats, together: Flags) -> float:
    for days in _PAUSES:
        after = pause >= days
        if after.sum() < _FEWEST:
            break
        share, before = (_share(together[some]) for some in (after, ~after))
        if share < _EVEN and share / (1 - share) < _FALL * before / (1 - before):
            return float(days)
    return float(np.inf)


def _share(together: Flags) -> float:
    return (float(together.sum()) + 0.5) / (len(together) + 1)


def divided(mentions: Mentions, longest: Floats) -> tuple[Mentions, Integers]:
    """Each era of an identifier as one of its own, and which identifier it is of."""
    if mentions.at is None:
        return mentions, np.arange(len(mentions.tie))
    order = np.lexsort((mentions.report, mentions.at, mentions.identifier))
    identifier, at = mentions.identifier[order], mentions.at[order]
    new = np.ones(len(order), bool)
    new[1:] = identifier[1:] != identifier[:-1]
    new[1:] |= at[1:] - at[:-1] > longest[mentions.kind[identifier[1:]]]
    era = np.empty(len(order), np.int64)
    era[order] = np.cumsum(new) - 1
    of = identifier[new]
    return replace(mentions, identifier=era, kind=mentions.kind[of], tie=mentions.tie[of]), of
