"""Which series a case belongs to, and why: asked of the live index, in a handful of look-ups for each identifier.

The rule is that of the batch (`series`), for one case against groups that stand: a case belongs where most of its
identifiers are in use, of several such to the larger. Decoys count for nobody. An identifier that several series use counts for the one that
the case's other identifiers are for, and so does not decide by itself; material alone decides nothing. An identifier that
comes back after a longer pause than its kind has counts for nobody.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import nlargest, nsmallest
from itertools import groupby

import numpy as np
import pyarrow as pa

from amparo.linkage.mentions import coded
from amparo.linkage.ties import MATERIAL, ORDER

_DAY = 86_400_000_000
"""Microseconds."""
CASES = 50
"""Candidate cases that are named."""
_FREQUENT = 1000
"""Reports from which on an identifier finds no candidate cases that nothing else finds, unless they are too few."""
_STRANGERS = 20
"""Series beyond which an identifier is read no further: so many strangers share it that it tells nothing."""


@dataclass(frozen=True, slots=True)
class Mention:
    kind: str
    value: str
    tie: int
    """As in `ties.ORDER`."""
    seen_at: int | None = None
    """Microseconds since 1970, UTC."""
    written: str = ""
    """What the case says, where `value` is another form of it."""
    folded: str = ""
    """Why these are taken for one."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one identifier of the case says for one series, and what speaks against it."""

    kind: str
    value: str
    tie: str
    counts: bool
    reports_here: int
    reports_elsewhere: int
    series_elsewhere: int
    first_seen: datetime | None
    last_seen: datetime | None
    against: str = ""
    written: str = ""
    """What the case says, where `value` is another form of it."""
    folded: str = ""
    """Why these are taken for one."""


@dataclass(slots=True)
class Candidate:
    """A series that shares something with the case; `votes` is how many identifiers count for it."""

    series: str
    reports: int
    votes: int = 0
    reasons: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Match:
    """`series` is None where nothing ties the case to any; `cases` share the most identifiers, with how many."""

    series: str | None
    candidates: list[Candidate]
    cases: list[tuple[str, int]]


@dataclass(slots=True)
class _Known:
    """An identifier of the case that the index knows."""

    id: int
    mention: Mention
    decoy: bool
    uses: list[tuple[int, int, int | None, int | None]]
    """Series, reports, first and last time; the most used first."""
    past: set[int] = field(default_factory=set)
    """Series that used it too long ago."""
    counts_for: int | None = None


def cases(rows: pa.Table) -> Iterator[tuple[str, list[Mention]]]:
    """The cases of a table as `mentions.read` gives it, in order of their ids. Raises `MentionsError`."""
    told = coded(rows)
    mentions = told.mentions
    kinds, values, reports = told.kinds.to_pylist(), told.values.to_pylist(), told.reports.to_pylist()
    seen = (
        told.seen_at.cast(pa.int64()).to_pylist()
        if told.seen_at is not None
        else [None] * len(mentions.report)
    )
    order = np.argsort(mentions.report, kind="stable").tolist()
    for report, some in groupby(order, key=mentions.report.tolist().__getitem__):
        yield (
            reports[report],
            [
                Mention(
                    kinds[mentions.kind[identifier]],
                    values[identifier],
                    int(mentions.tie[identifier]),
                    seen[row],
                )
                for row, identifier in ((row, int(mentions.identifier[row])) for row in some)
            ],
        )


def match(index: sqlite3.Connection, case: Sequence[Mention]) -> tuple[Match, int | None, list[int]]:
    """The answer; the series by number; the other series that people's identifiers of the case are of."""
    known = list(_known(index, case))
    best = _vote(index, known)
    candidates = _candidates(index, known)
    ordered = sorted(candidates.values(), key=lambda one: (-one.votes, -one.reports, one.series))
    found = candidates[best].series if best is not None else None
    tied = {one.counts_for for one in known if one.mention.tie < MATERIAL} - {best, None}
    return Match(found, ordered, _cases(index, known)), best, sorted(one for one in tied if one is not None)


def _known(index: sqlite3.Connection, case: Sequence[Mention]) -> Iterator[_Known]:
    pauses = dict(index.execute("SELECT kind, days FROM pauses"))
    for mention in case:
        if mention.tie > MATERIAL:
            continue
        row = index.execute(
            "SELECT id, decoy FROM identifiers WHERE kind = ? AND value = ?", (mention.kind, mention.value)
        ).fetchone()
        if row is None:
            continue
        uses = index.execute(
            "SELECT series, reports, first_seen, last_seen FROM uses WHERE identifier = ? "
            "ORDER BY reports DESC, series LIMIT ?",
            (row[0], _STRANGERS),
        ).fetchall()
        past = {
            series
            for series, _, first, last in uses
            if mention.seen_at is not None
            and first is not None
            and max(mention.seen_at - last, first - mention.seen_at)
            > pauses.get(mention.kind, float("inf")) * _DAY
        }
        yield _Known(row[0], mention, bool(row[1]), uses, past)


def _vote(index: sqlite3.Connection, known: list[_Known]) -> int | None:
    """The series with most votes; sets whom each identifier counts for."""
    votes: Counter[int] = Counter()
    open_ones: list[_Known] = []
    for one in known:
        fit = [use for use in one.uses if use[0] not in one.past]
        if one.decoy or not fit:
            continue
        several = [use for use in fit if use[1] >= 2]
        if len(several) > 1:
            open_ones.append(one)
        else:
            # One report alone that names the same material is no series yet.
            series, reports, _, _ = fit[0]
            if reports >= 2 or one.mention.tie < MATERIAL:
                one.counts_for = series
                votes[series] += 1
    for one in open_ones:
        told = [
            (votes[series], series) for series, *_ in one.uses if series not in one.past and votes[series]
        ]
        if told:
            one.counts_for = max(told, key=lambda pair: (pair[0], -pair[1]))[1]
        elif one.mention.tie == 0:
            one.counts_for = next(series for series, *_ in one.uses if series not in one.past)
    votes = Counter(one.counts_for for one in known if one.counts_for is not None)
    if not votes:
        return None
    size = {series: _size(index, series)[1] for series in votes}
    return max(votes, key=lambda series: (votes[series], size[series], -series))


def _size(index: sqlite3.Connection, series: int) -> tuple[str, int]:
    name, reports = index.execute("SELECT name, reports FROM series WHERE id = ?", (series,)).fetchone()
    return str(name), int(reports)


def _candidates(index: sqlite3.Connection, known: list[_Known]) -> dict[int, Candidate]:
    found: dict[int, Candidate] = {}
    for one in known:
        total = sum(use[1] for use in one.uses)
        for series, reports, first, last in one.uses:
            if series not in found:
                found[series] = Candidate(*_size(index, series))
            counts = one.counts_for == series
            found[series].votes += counts
            found[series].reasons.append(
                Reason(
                    one.mention.kind,
                    one.mention.value,
                    str(ORDER[one.mention.tie]),
                    counts,
                    reports,
                    total - reports,
                    len(one.uses) - 1,
                    _time(first),
                    _time(last),
                    _against(one, series),
                    one.mention.written,
                    one.mention.folded,
                )
            )
    return found


def _against(one: _Known, series: int) -> str:
    if one.decoy:
        return "a decoy: it stands in reports that have nothing else in common"
    if series in one.past:
        return "not seen with this series for longer than identifiers of its kind stay with the same people"
    if one.counts_for == series:
        return ""
    if one.counts_for is None and one.mention.tie == MATERIAL:
        return "material that one other report has: it may be sold or stolen"
    return "several series use it, and nothing else in the case is of this one"


def _time(moment: int | None) -> datetime | None:
    return None if moment is None else datetime.fromtimestamp(moment / 1_000_000, UTC)


def _cases(index: sqlite3.Connection, known: list[_Known]) -> list[tuple[str, int]]:
    """Those that share the most identifiers, of equal ones the first taken in."""
    shared: Counter[int] = Counter()
    frequent: list[tuple[int, list[int]]] = []
    for one in known:
        if not one.decoy:
            rows = index.execute(
                "SELECT report FROM mentions WHERE identifier = ? LIMIT ?", (one.id, _FREQUENT + 1)
            )
            reports = [report for (report,) in rows]
            if len(reports) > _FREQUENT:
                frequent.append((one.id, reports[:CASES]))
            else:
                shared.update(reports)
    if frequent:
        _shared_too(index, shared, frequent)
    best = nsmallest(CASES, ((-count, report) for report, count in shared.items()))
    names = dict(
        index.execute(
            "SELECT id, name FROM reports WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([report for _, report in best]),),
        ).fetchall()
    )
    return [(names[report], -count) for count, report in best]


def _shared_too(
    index: sqlite3.Connection, shared: Counter[int], frequent: list[tuple[int, list[int]]]
) -> None:
    """Counts identifiers that very many reports name: for the cases that others found, and for some more where these are few."""
    if len(shared) < CASES:
        for _, some in frequent:
            for report in some:
                shared[report] += 0
    least = nlargest(CASES, shared.values())[-1]
    could = json.dumps([report for report, count in shared.items() if count >= least - len(frequent)])
    for identifier, _ in frequent:
        rows = index.execute(
            "SELECT report FROM mentions WHERE identifier = ? AND report IN (SELECT value FROM json_each(?))",
            (identifier, could),
        )
        shared.update(report for (report,) in rows.fetchall())
