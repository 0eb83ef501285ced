"""What people decided about two cases: of the same people, not, or unsure. Series honour it; contradictions are shown.

A file of JSON lines that only grows, but for withdrawn cases: each judgement, and each undoing of one, with who, when and why. The newest about two
cases holds. *Same* puts two cases' series together. *Not the same* divides a series where the evidence between the two is
least: a minimum cut of the cases and the identifiers that tie them (Ford and Fulkerson 1956), each identifier as strong as its
tie. *Unsure* holds nothing, and says that somebody looked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from amparo.linkage.arrays import Integers, Mentions, components
from amparo.linkage.joins import by_group
from amparo.linkage.mentions import Coded
from amparo.linkage.series import Series
from amparo.linkage.ties import MATERIAL

_STRENGTH = (4, 2, 1)
"""Of an identifier of an actor, of money, of material, when a series has to be cut."""


class Verdict(StrEnum):
    SAME = "same"
    NOT_SAME = "not-same"
    UNSURE = "unsure"
    UNDONE = "undone"
    """What was judged before no longer holds."""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """`one` and `other` are report ids."""

    one: str
    other: str
    verdict: Verdict
    by: str
    at: datetime
    reason: str


class JudgementsError(ValueError):
    """Names the file, the line and the cause."""


def read(path: Path) -> list[Judgement]:
    """All lines, in their order; none where there is no file."""
    if not path.exists():
        return []
    told = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            told.append(msgspec.json.decode(line, type=Judgement))
        except msgspec.DecodeError as cause:
            raise JudgementsError(f"{path.name}, line {number}: no judgement: {cause}") from cause
    return told


def handed_in(path: Path | None) -> list[Judgement]:
    """Those of a file that somebody named, which must be there; none without one."""
    if path is not None and not path.is_file():
        raise JudgementsError(f"{path.name}: no such file")
    return read(path) if path else []


def append(path: Path, judgement: Judgement) -> None:
    if judgement.one == judgement.other:
        raise JudgementsError(f"{judgement.one!r} is one case; a judgement is about two")
    with path.open("ab") as out:
        out.write(msgspec.json.encode(judgement) + b"\n")


def forget(path: Path, report: str) -> None:
    """Leave out every judgement that names a withdrawn case; the file is replaced whole. One that another process appends at
    that moment would be lost: an index has one writer at a time."""
    told = read(path)
    left = [one for one in told if report not in (one.one, one.other)]
    if len(left) == len(told):
        return
    begun = path.with_suffix(".part")
    begun.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in left))
    begun.replace(path)


def holding(told: Iterable[Judgement]) -> list[Judgement]:
    """The newest about each two cases, unless it holds nothing; in order of the cases."""
    newest: dict[tuple[str, str], Judgement] = {}
    for one in told:
        newest[min(one.one, one.other), max(one.one, one.other)] = one
    return [
        newest[pair] for pair in sorted(newest) if newest[pair].verdict in (Verdict.SAME, Verdict.NOT_SAME)
    ]


def about(told: Iterable[Judgement]) -> list[str]:
    """The reports that these name, in order."""
    return sorted({name for one in told for name in (one.one, one.other)})


@dataclass(frozen=True, slots=True)
class Honoured:
    label: Integers
    """Of each report; labels by the order of the reports."""
    conflicts: list[Judgement]
    """*Not the same* of two cases that other judgements make the same; series follow those."""


def honoured(
    label: Integers, mentions: Mentions, own: Integers, number: Mapping[str, int], told: Iterable[Judgement]
) -> Honoured:
    """Labels as people judged them. `own`: of each mention, what it ties its report to, as `Series.mention`; `number` of reports by
    their ids: judgements about others wait until these are there. Of all reports and mentions only those are needed that are judged,
    the other reports of their series, and the mentions of series of which two reports are *not the same*."""
    pairs = [
        (number[one.one], number[one.other], one)
        for one in holding(told)
        if one.one in number and one.other in number
    ]
    same = np.array([(x, y) for x, y, one in pairs if one.verdict is Verdict.SAME], np.int64).reshape(-1, 2)
    block = components(len(label), same[:, 0], same[:, 1])
    conflicts = []
    for x, y, one in pairs:
        if one.verdict is not Verdict.NOT_SAME:
            continue
        if block[x] == block[y]:
            conflicts.append(one)
        elif label[x] == label[y]:
            label = _cut(label, mentions, own, block, x, y)
    # Whom people called the same stays or comes together, after all cuts.
    joined = components(int(label.max(initial=0)) + 1, label[same[:, 0]], label[same[:, 1]])
    together = joined[label]
    for x, y, one in pairs:
        if one.verdict is Verdict.NOT_SAME and one not in conflicts and together[x] == together[y]:
            conflicts.append(one)
    _, first, place = np.unique(together, return_index=True, return_inverse=True)
    return Honoured(np.argsort(np.argsort(first))[place], conflicts)


def judged(cases: Coded, found: Series, told: Iterable[Judgement]) -> tuple[Series, list[Judgement]]:
    """The batch's series as people judged them, and judgements that contradict others."""
    held = holding(told)
    if not held:
        return found, []
    names = about(held)
    place = pc.index_in(pa.array(names), value_set=cases.reports).to_pylist()
    number = {name: one for name, one in zip(names, place, strict=True) if one is not None}
    result = honoured(found.label, cases.mentions, found.mention, number, held)
    of_report = found.label[cases.mentions.report]
    # A mention goes where its report goes; one of another series goes where that series' first report does.
    first = np.unique(found.label, return_index=True)[1]
    new = np.append(result.label[first], -1)
    mention = np.where(found.mention == of_report, result.label[cases.mentions.report], new[found.mention])
    joins = by_group(found.joins)
    joins = replace(joins, group=new[joins.group])
    return replace(found, label=result.label, mention=mention, joins=joins), result.conflicts


def _cut(label: Integers, mentions: Mentions, own: Integers, block: Integers, x: int, y: int) -> Integers:
    """The series of both divided so that they part; blocks of cases that people called the same are not cut."""
    members = np.flatnonzero(label == label[x])
    place = np.full(len(label), -1, np.int64)
    _, place[members] = np.unique(block[members], return_inverse=True)
    rows = np.flatnonzero((label[mentions.report] == label[x]) & (own >= 0))
    identifiers, node = np.unique(mentions.identifier[rows], return_inverse=True)
    cases = int(place.max()) + 1
    strength = np.array(_STRENGTH)[np.minimum(mentions.tie[mentions.identifier[rows]], MATERIAL)]
    left, right = place[mentions.report[rows]], cases + node
    size = cases + len(identifiers)
    flow_in = csr_array(
        (
            np.concatenate([strength, strength]).astype(np.int32),
            (np.concatenate([left, right]), np.concatenate([right, left])),
        ),
        shape=(size, size),
    )
    flow_in.sum_duplicates()
    flow = maximum_flow(flow_in, int(place[y]), int(place[x])).flow
    rest = flow_in - flow
    rest.data = np.where(rest.data > 0, rest.data, 0)
    rest.eliminate_zeros()
    reached = np.zeros(size, bool)
    reached[breadth_first_order(rest, int(place[y]), return_predecessors=False)] = True
    cut = label.copy()
    cut[members[reached[place[members]]]] = label.max() + 1
    return cut
