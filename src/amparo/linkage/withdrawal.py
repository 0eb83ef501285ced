"""A withdrawn case: taken out without a trace, and its series looked at around it only.

Two identifiers of a series hang together where two reports of it name both (one of them of people), or by others in between. Those of the case
that still do need nobody to tie them. Where they do not, the case was a bridge: what hangs together on one side stays with the
rest if two other reports that do not say the same cross between them, or one, while a side is small; otherwise it is a series of its
own from now on. So a withdrawal costs as much as the smaller side is large, never the whole series, and mostly a few look-ups.
"""

import heapq
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable

from amparo.linkage import known_forms
from amparo.linkage.reasons import name_of
from amparo.linkage.ties import MATERIAL

SMALL = 3
"""Reports of a series that one report can tie to another; in the batch a lone report that crosses does the same."""
_TOGETHER = """
SELECT there.identifier, uses.reports FROM mentions AS there JOIN identifiers ON identifiers.id = there.identifier
JOIN uses ON uses.identifier = there.identifier AND uses.series = ?
WHERE there.report IN (SELECT value FROM json_each(?)) AND there.ties AND there.identifier <> ?
    AND min(tie, (SELECT tie FROM identifiers WHERE id = ?)) < ?
GROUP BY there.identifier HAVING count(*) >= 2 ORDER BY there.identifier
"""
_SAYS = """
SELECT report, mentions.identifier FROM mentions JOIN uses ON uses.identifier = mentions.identifier AND uses.series = ?
WHERE ties AND report IN (SELECT value FROM json_each(?))
    AND (uses.reports >= 2 OR mentions.identifier IN (SELECT value FROM json_each(?)))
"""
_REST = -1
"""The side of all identifiers that are on no other."""


def taken_out(index: sqlite3.Connection, report: int, series: int) -> list[int]:
    """Of the report nothing is left, but that its series may still hold together by it (`loosened`), or be named after it. The
    identifiers by which it was tied."""
    named = index.execute(
        "SELECT identifier, ties, seen_at FROM mentions WHERE report = ?", (report,)
    ).fetchall()
    known_forms.forget(index, report)
    index.execute("DELETE FROM mentions WHERE report = ?", (report,))
    index.execute("DELETE FROM reports WHERE id = ?", (report,))
    index.execute("UPDATE series SET reports = reports - 1 WHERE id = ?", (series,))
    for identifier, ties, seen_at in named:
        if ties:
            _less(index, identifier, series, seen_at)
    index.executemany(
        "DELETE FROM identifiers WHERE id = ? AND NOT EXISTS (SELECT 1 FROM mentions WHERE identifier = identifiers.id)",
        [(identifier,) for identifier, _, _ in named],
    )
    return [identifier for identifier, ties, _ in named if ties]


def _less(index: sqlite3.Connection, identifier: int, series: int, seen_at: int | None) -> None:
    """One report less of a series, gone already, names an identifier."""
    of = (identifier, series)
    reports, first, last = index.execute(
        "SELECT reports, first_seen, last_seen FROM uses WHERE identifier = ? AND series = ?", of
    ).fetchone()
    if reports == 1:
        index.execute("DELETE FROM uses WHERE identifier = ? AND series = ?", of)
        return
    if seen_at is not None and not first < seen_at < last:
        some = json.dumps(_reports_of(index, identifier, series))
        first, last = index.execute(
            "SELECT min(seen_at), max(seen_at) FROM mentions WHERE identifier = ? AND report IN (SELECT value FROM json_each(?))",
            (identifier, some),
        ).fetchone()
    index.execute(
        "UPDATE uses SET reports = reports - 1, first_seen = ?, last_seen = ? WHERE identifier = ? AND series = ?",
        (first, last, *of),
    )


def _reports_of(index: sqlite3.Connection, identifier: int, series: int) -> list[int]:
    """The reports of a series that an identifier ties, found by way of whichever has fewer reports."""
    (size,) = index.execute("SELECT reports FROM series WHERE id = ?", (series,)).fetchone()
    of = {"identifier": identifier, "series": series, "most": size + 1}
    (named,) = index.execute(
        "SELECT count(*) FROM (SELECT 1 FROM mentions WHERE identifier = :identifier LIMIT :most)", of
    ).fetchone()
    ways = ("reports", "mentions") if named > size else ("mentions", "reports")
    rows = index.execute(
        f"SELECT report FROM {ways[0]} CROSS JOIN {ways[1]} WHERE reports.id = mentions.report AND series = :series "  # noqa: S608
        "AND identifier = :identifier AND ties",  # in this order
        of,
    )
    return [report for (report,) in rows]


def loosened(index: sqlite3.Connection, series: int, named: Iterable[int]) -> list[list[int]]:
    """The reports that a series loses with a case that is taken out of it, in lots that stay together; mostly none. `named`: the
    identifiers by which the case was tied."""
    sides = _sides(index, series, sorted(named))
    if not sides:
        return []
    (size,) = index.execute("SELECT reports FROM series WHERE id = ?", (series,)).fetchone()
    side_of = {identifier: place for place, side in enumerate(sides) for identifier in side}
    asked = {report for identifier in side_of for report in _reports_of(index, identifier, series)}
    says: dict[int, list[int]] = {}
    for report, identifier in index.execute(
        _SAYS, (series, json.dumps(sorted(asked)), json.dumps(sorted(side_of)))
    ):
        says.setdefault(report, []).append(identifier)
    members: dict[int, list[int]] = {}
    crossing: dict[tuple[int, int], set[frozenset[int]]] = {}
    for report, said in sorted(says.items()):
        counts = Counter(side_of.get(identifier, _REST) for identifier in said)
        most = max(counts.values())
        members.setdefault(min(side for side in counts if counts[side] == most), []).append(report)
        there = sorted(counts)
        for place, one in enumerate(there):
            for other in there[place + 1 :]:
                crossing.setdefault((one, other), set()).add(frozenset(said))
    many = {side: len(members.get(side, [])) for side in range(len(sides))}
    many[_REST] = size - sum(many.values())
    group = {side: side for side in many}
    for (one, other), by in sorted(crossing.items()):
        if len(by) >= 2 or min(many[one], many[other]) <= SMALL:
            keep, gone = sorted((group[one], group[other]))
            group = {side: keep if of == gone else of for side, of in group.items()}
    lots: dict[int, list[int]] = {}
    for side, some in sorted(members.items()):
        if group[side] != group[_REST]:
            lots.setdefault(group[side], []).extend(some)
    return list(lots.values())


def _sides(index: sqlite3.Connection, series: int, named: list[int]) -> list[set[int]]:
    """The identifiers of all sides but one, which may be large and is not looked at to its end; none where all that the case
    named hangs together."""
    rows = index.execute(
        "SELECT identifier, reports FROM uses WHERE series = ? AND identifier IN (SELECT value FROM json_each(?))",
        (series, json.dumps(named)),
    ).fetchall()
    side = {identifier: identifier for identifier, _ in rows}
    sides = {identifier: {identifier} for identifier, _ in rows}
    waiting = {identifier: [(reports, identifier)] for identifier, reports in rows}
    seen = dict.fromkeys(side, 0)
    done: list[set[int]] = []
    while len(sides) > 1:
        least = min(sides, key=lambda one: (seen[one], one))
        if not waiting[least]:
            done.append(sides.pop(least))
            continue
        reports, identifier = heapq.heappop(waiting[least])  # the rarest tells soonest
        seen[least] += reports
        for other, uses in _together(index, series, identifier):
            if other not in side:
                side[other] = least
                sides[least].add(other)
                heapq.heappush(waiting[least], (uses, other))
            elif (gone := side[other]) != least:
                for one in sides[gone]:
                    side[one] = least
                sides[least] |= sides.pop(gone)
                waiting[least] = sorted(waiting[least] + waiting.pop(gone))
                seen[least] += seen.pop(gone)
    return done


def _together(index: sqlite3.Connection, series: int, identifier: int) -> list[tuple[int, int]]:
    """What two reports of the series name together with an identifier, each with how many reports of it name that."""
    some = json.dumps(_reports_of(index, identifier, series))
    return index.execute(_TOGETHER, (series, some, identifier, identifier, MATERIAL)).fetchall()


def parted(index: sqlite3.Connection, series: int, lot: list[int]) -> str:
    """Some reports of a series become another one: its id."""
    some = json.dumps(lot)
    (first,) = index.execute(
        "SELECT min(name) FROM reports WHERE id IN (SELECT value FROM json_each(?))", (some,)
    ).fetchone()
    new = index.execute(
        "INSERT INTO series (name, reports) VALUES (?, ?) RETURNING id", (name_of(first), len(lot))
    ).fetchone()[0]
    touched = index.execute(
        "SELECT DISTINCT identifier FROM mentions WHERE ties AND report IN (SELECT value FROM json_each(?))",
        (some,),
    ).fetchall()
    index.execute("UPDATE reports SET series = ? WHERE id IN (SELECT value FROM json_each(?))", (new, some))
    index.execute("UPDATE series SET reports = reports - ? WHERE id = ?", (len(lot), series))
    for (identifier,) in touched:
        for of in (series, new):
            index.execute("DELETE FROM uses WHERE identifier = ? AND series = ?", (identifier, of))
            if reports := _reports_of(index, identifier, of):
                index.execute(
                    "INSERT INTO uses SELECT identifier, ?, count(*), min(seen_at), max(seen_at) FROM mentions "
                    "WHERE identifier = ? AND report IN (SELECT value FROM json_each(?))",
                    (of, identifier, json.dumps(reports)),
                )
    return name_of(first)


def called(index: sqlite3.Connection, series: int, taken: set[str]) -> list[str]:
    """The id of what is left of a series, another one than those that are taken; none, and no series, if nothing is left of it."""
    name, reports = index.execute("SELECT name, reports FROM series WHERE id = ?", (series,)).fetchone()
    if not reports:
        index.execute("DELETE FROM series WHERE id = ?", (series,))
        return []
    if name in taken:
        (first,) = index.execute("SELECT min(name) FROM reports WHERE series = ?", (series,)).fetchone()
        name = name_of(first)
        index.execute("UPDATE series SET name = ? WHERE id = ?", (name, series))
    return [str(name)]
