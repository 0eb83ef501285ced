"""Why two reports, or a report and a series, belong together: every identifier that they share, what speaks against, the chain where
they share nothing, and a likelihood ratio.

Read off what the linkage found (`Known`), from a whole table or from the part of an index around two series; nothing is found anew here. A report
that is gone is in no reason.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

import msgspec
import numpy as np
import pyarrow.compute as pc

from amparo.linkage.arrays import Integers
from amparo.linkage.judgements import Judgement
from amparo.linkage.likelihood import Weights, ratio
from amparo.linkage.mentions import Coded
from amparo.linkage.pairs import AGAINST, COLUMNS, PAST, SAME, Found, evidence, tying_rows
from amparo.linkage.reasons import merges_table
from amparo.linkage.series import Series
from amparo.linkage.settings import Settings
from amparo.linkage.ties import MATERIAL, ORDER

NAMED = 10
"""Reports that are named; of others, how many."""


class ExplainError(ValueError):
    """Names the report or the series."""


class Against(StrEnum):
    """What speaks against a shared identifier."""

    SHARED = "shared"
    """Other series use it."""
    DECOY = "decoy"
    PAUSE = "pause"
    """The two name it further apart than identifiers of its kind stay with the same people."""
    ORIGIN = "origin"
    """All reports here that name it were handed in by one person or device."""
    MATERIAL = "material"
    """Scripts are sold, photos stolen again."""


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """One identifier that both sides name."""

    kind: str
    value: str
    tie: str
    reports_here: int
    """Of the series of the two, or of both where they are of two."""
    reports_elsewhere: int
    series_elsewhere: int
    purity: float
    """Share of the pairs of its reports that one series holds."""
    reports: list[str]
    """The first of those here."""
    first_seen: datetime | None
    last_seen: datetime | None
    against: list[Against]
    log_odds: float


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One bar of a waterfall."""

    what: str
    """`base`, `identifier`, `series`, `nothing` (a kind that both name with nothing in common), `most` (what the data cannot bear out)."""
    kind: str = ""
    value: str = ""
    log_odds: float


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """From one report to the next, through an identifier that both name."""

    one: str
    kind: str
    value: str
    other: str


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said about two reports."""

    one: str
    other: str
    verdict: str
    by: str
    at: datetime
    reason: str


class PairExplained(msgspec.Struct, frozen=True, kw_only=True):
    one: str
    other: str
    series_one: str
    series_other: str
    ties: list[Tie]
    nothing_in_common: list[str]
    """Kinds that both name."""
    judged: list[Judged]
    chain: list[Step]
    """Through reports of the series, where they share nothing themselves."""
    pieces: list[Piece]
    log_odds: float
    probability: float
    ratio: float
    capped: bool
    candidates: bool
    """They share an identifier that ties: only then does the ratio say anything."""
    simulated: bool
    """The weights were learned on simulated reports, not on these."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was found, with its words."""

    cases: Coded
    found: Found
    series: Sequence[str]
    """The id of each series, by label."""
    judgements: Sequence[Judgement] = ()

    def number(self, report: str) -> int:
        place = self.cases.reports.index(report).as_py()
        if place < 0:
            raise ExplainError(f"the report {report!r} is not known")
        return int(place)


def pair(known: Known, weights: Weights, one: str, other: str, simulated: bool) -> PairExplained:
    """Raises `ExplainError` where a report is not known."""
    if one == other:
        raise ExplainError(f"{one!r} is one report; two can be of the same people")
    one, other = sorted((one, other))
    x, y = known.number(one), known.number(other)
    mentions, label = known.found.mentions, known.found.label
    rows = tying_rows(mentions)
    counts = evidence(known.found, rows, np.array([x]), np.array([y]))[0]
    result = ratio(weights, counts)
    shared = _in_common(known, rows, x, y)
    ties = [_tie(known, weights, rows, identifier, x, y) for identifier in shared]
    nothing = _nothing(known, rows, x, y)
    pieces = [Piece(what="base", log_odds=weights.base)]
    pieces += [Piece(what="identifier", kind=t.kind, value=t.value, log_odds=t.log_odds) for t in ties]
    if label[x] == label[y]:
        pieces.append(Piece(what="series", log_odds=weights.each[SAME]))
    pieces += [Piece(what="nothing", kind=kind, log_odds=weights.each[AGAINST[tie]]) for kind, tie in nothing]
    if (rest := result.log_odds - sum(piece.log_odds for piece in pieces)) < -1e-9:
        pieces.append(Piece(what="most", log_odds=rest))
    return PairExplained(
        one=one,
        other=other,
        series_one=known.series[label[x]],
        series_other=known.series[label[y]],
        ties=ties,
        nothing_in_common=[kind for kind, _ in nothing],
        judged=[_judged(j) for j in known.judgements if {j.one, j.other} == {one, other}],
        chain=[] if shared else _chain(known, x, y),
        pieces=pieces,
        log_odds=result.log_odds,
        probability=result.probability,
        ratio=result.ratio,
        capped=result.capped,
        candidates=bool(shared),
        simulated=simulated,
    )


def _judged(one: Judgement) -> Judged:
    return Judged(
        one=one.one, other=one.other, verdict=str(one.verdict), by=one.by, at=one.at, reason=one.reason
    )


def _of(known: Known, rows: Integers, report: int) -> Integers:
    mine: Integers = rows[known.found.mentions.report[rows] == report]
    return mine


def _in_common(known: Known, rows: Integers, x: int, y: int) -> list[int]:
    """Strongest tie first."""
    mentions = known.found.mentions
    both = np.intersect1d(mentions.identifier[_of(known, rows, x)], mentions.identifier[_of(known, rows, y)])
    return [int(one) for one in both[np.lexsort((both, mentions.tie[both]))]]


def _nothing(known: Known, rows: Integers, x: int, y: int) -> list[tuple[str, int]]:
    mentions = known.found.mentions
    mine, yours = (mentions.identifier[_of(known, rows, one)] for one in (x, y))
    common = mentions.kind[np.intersect1d(mine, yours)]
    kinds = np.setdiff1d(np.intersect1d(mentions.kind[mine], mentions.kind[yours]), common)
    tie = {int(kind): int(mentions.tie[mentions.kind == kind].min()) for kind in kinds}
    return [(known.cases.kinds[kind].as_py(), tie[kind]) for kind in tie]


def _tie(known: Known, weights: Weights, rows: Integers, identifier: int, x: int, y: int) -> Tie:
    mentions, label = known.found.mentions, known.found.label
    users = rows[mentions.identifier[rows] == identifier]
    of = label[mentions.report[users]]
    here = users[(of == label[x]) | (of == label[y])]
    elsewhere = np.unique(of[(of != label[x]) & (of != label[y])])
    alone = np.concatenate([_of(known, users, x), _of(known, users, y)])
    counts = evidence(
        Found(mentions, label, known.found.decoy, known.found.pauses), users, np.array([x]), np.array([y])
    )[0]
    column = next(n for n, name in enumerate(COLUMNS) if counts[n] > 0 and name != SAME)
    against = []
    if len(elsewhere) or (label[x] != label[y] and len(users) > 2):
        against.append(Against.SHARED)
    if known.found.decoy[identifier]:
        against.append(Against.DECOY)
    elif COLUMNS[column] == PAST:
        against.append(Against.PAUSE)
    origins = set() if mentions.origin is None else set(mentions.origin[mentions.report[here]].tolist())
    if len(origins) == 1 and origins != {-1}:
        against.append(Against.ORIGIN)
    if mentions.tie[identifier] == MATERIAL:
        against.append(Against.MATERIAL)
    _, sizes = np.unique(of, return_counts=True)
    many = len(users)
    first, last = _seen(known, here)
    names = [known.cases.reports[int(mentions.report[row])].as_py() for row in here]
    others = sorted(set(names) - {known.cases.reports[x].as_py(), known.cases.reports[y].as_py()})
    both = [known.cases.reports[int(mentions.report[row])].as_py() for row in alone]
    return Tie(
        kind=known.cases.kinds[int(mentions.kind[identifier])].as_py(),
        value=known.cases.values[identifier].as_py(),
        tie=str(ORDER[int(mentions.tie[identifier])]),
        reports_here=len(here),
        reports_elsewhere=many - len(here),
        series_elsewhere=len(elsewhere),
        purity=float((sizes * (sizes - 1)).sum() / (many * (many - 1))) if many > 1 else 1.0,
        reports=[*both, *others][:NAMED],
        first_seen=first,
        last_seen=last,
        against=against,
        log_odds=weights.each[COLUMNS[column]],
    )


def _seen(known: Known, rows: Integers) -> tuple[datetime | None, datetime | None]:
    if known.cases.seen_at is None:
        return None, None
    told = [
        moment for moment in (known.cases.seen_at[int(row)].as_py() for row in rows) if moment is not None
    ]
    return (min(told).astimezone(UTC), max(told).astimezone(UTC)) if told else (None, None)


def _chain(known: Known, x: int, y: int) -> list[Step]:
    """The fewest steps through reports of one series, none through a decoy; people's identifiers before material."""
    mentions, label, decoy = known.found.mentions, known.found.label, known.found.decoy
    if label[x] != label[y]:
        return []
    rows = tying_rows(mentions)
    rows = rows[(label[mentions.report[rows]] == label[x]) & ~decoy[mentions.identifier[rows]]]
    rows = rows[np.lexsort((mentions.identifier[rows], mentions.tie[mentions.identifier[rows]]))]
    of_report: dict[int, list[int]] = {}
    of_identifier: dict[int, list[int]] = {}
    for report, identifier in zip(
        mentions.report[rows].tolist(), mentions.identifier[rows].tolist(), strict=True
    ):
        of_report.setdefault(report, []).append(identifier)
        of_identifier.setdefault(identifier, []).append(report)
    came: dict[int, tuple[int, int]] = {x: (x, -1)}
    heard: set[int] = set()
    queue = deque([x])
    while queue and y not in came:
        report = queue.popleft()
        for identifier in of_report.get(report, []):
            if identifier in heard:
                continue
            heard.add(identifier)
            for next_one in of_identifier[identifier]:
                if next_one not in came:
                    came[next_one] = (report, identifier)
                    queue.append(next_one)
    if y not in came:
        return []
    steps: list[Step] = []
    here = y
    while here != x:
        before, identifier = came[here]
        steps.append(
            Step(
                one=known.cases.reports[before].as_py(),
                kind=known.cases.kinds[int(mentions.kind[identifier])].as_py(),
                value=known.cases.values[identifier].as_py(),
                other=known.cases.reports[here].as_py(),
            )
        )
        here = before
    return steps[::-1]


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """Two groups of identifiers that joined; each is told by the one that most of its reports name."""

    number: int
    one_kind: str
    one_value: str
    one_reports: int
    other_kind: str
    other_value: str
    other_reports: int
    pieces: list[Piece]
    """`what` is one of `reasons.EVIDENCE`; of a report, `value` is its id."""
    log_odds: float
    threshold: float
    """That the log-odds had to reach."""


def merges(cases: Coded, found: Series, series: str | None) -> list[Merge]:
    """Of one series, or all, in the order of joining."""
    table = merges_table(cases, found)
    if series is not None:
        table = table.filter(pc.equal(table["series_id"], series))
    made: list[Merge] = []
    for (_, number), some in groupby(table.to_pylist(), key=itemgetter("series_id", "join")):
        rows = list(some)
        pieces = [
            Piece(
                what=row["evidence"],
                kind=row["kind"] or "",
                value=row["value"] or row["report_id"] or "",
                log_odds=row["log_odds"],
            )
            for row in rows
        ]
        made.append(
            Merge(
                number=number,
                **{name: rows[0][name] for name in _GROUPS},
                pieces=pieces,
                log_odds=sum(piece.log_odds for piece in pieces),
                threshold=_asked(pieces),
            )
        )
    return made


def _asked(pieces: Sequence[Piece]) -> float:
    given = Settings()
    return given.threshold if any(piece.what == "time" for piece in pieces) else given.timeless


_GROUPS = ("one_kind", "one_value", "one_reports", "other_kind", "other_value", "other_reports")


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A report and a series: what it shares with the others of it."""

    report: str
    series: str
    reports: int
    holds: bool
    """The report is of the series."""
    ties: list[Tie]
    judged: list[Judged]
    """About the report and any of the series, newest last."""


def member(known: Known, weights: Weights, report: str, series: str) -> Member:
    """Raises `ExplainError` for a report or a series that is not known."""
    x = known.number(report)
    mentions, label = known.found.mentions, known.found.label
    if series not in known.series:
        raise ExplainError(f"the series {series!r} is not known")
    number = known.series.index(series)
    rows = tying_rows(mentions)
    theirs = rows[(label[mentions.report[rows]] == number) & (mentions.report[rows] != x)]
    mine = np.unique(mentions.identifier[_of(known, rows, x)])
    common = np.intersect1d(mine, mentions.identifier[theirs])
    ties = []
    for identifier in common[np.lexsort((common, mentions.tie[common]))]:
        # The report of the series that named it first stands for the others.
        companion = int(mentions.report[theirs[mentions.identifier[theirs] == identifier]].min())
        ties.append(_tie(known, weights, rows, int(identifier), x, companion))
    names = {known.cases.reports[int(one)].as_py() for one in np.flatnonzero(label == number)} - {report}
    return Member(
        report=report,
        series=series,
        reports=int((label == number).sum()),
        holds=bool(label[x] == number),
        ties=ties,
        judged=[
            _judged(j) for j in known.judgements if report in (j.one, j.other) and ({j.one, j.other} & names)
        ],
    )
