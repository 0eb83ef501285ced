"""Which groups joined into a series, and on what: the log that merging keeps, and a person reads."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from amparo.linkage.arrays import Floats, Integers, first_of_runs


@dataclass(frozen=True, slots=True)
class Joins:
    """A line for each join, in their order; a line for each piece of evidence. All of a join's pieces, with `time` and less `charge`,
    are the log-odds that it was joined on."""

    one: Integers
    """Of each join: the identifier that most reports of the larger group name."""
    other: Integers
    """The same of the smaller group."""
    one_reports: Integers
    other_reports: Integers
    time: Floats
    """Log-odds by whether the two are of one time."""
    charge: Floats
    """Log-odds that the smaller group's size asks."""
    group: Integers
    """What came of it in the end: while joining a node, in a finished log the label of the series, -1 where none came of it."""
    join: Integers
    """Of each piece of evidence: which join it is of."""
    report: Integers
    """That crosses, or -1."""
    identifier: Integers
    """That both groups use, or -1."""
    weight: Floats
    """Log-odds. What crossing reports tell together is divided among them by what each could tell."""


_WHOLE, _BROKEN = np.zeros(0, np.int64), np.zeros(0)
NO_JOINS = Joins(_WHOLE, _WHOLE, _WHOLE, _WHOLE, _BROKEN, _BROKEN, _WHOLE, _WHOLE, _WHOLE, _WHOLE, _BROKEN)


def joined(rounds: Sequence[Joins]) -> Joins:
    """One log of several."""
    if not rounds:
        return NO_JOINS
    before = np.cumsum([0, *(len(one.one) for one in rounds[:-1])])
    columns = {
        field.name: np.concatenate([getattr(one, field.name) for one in rounds]) for field in fields(Joins)
    }
    columns["join"] += np.repeat(before, [len(one.join) for one in rounds])
    return Joins(**columns)


def settled(log: Joins, of_node: Integers, label: Integers, of_identifier: Integers) -> Joins:
    """With identifiers for nodes, and labels for groups; `label` of each node. `of_identifier`: which one each era is of, that
    nodes and evidence name."""
    shares = log.identifier >= 0
    identifier = np.where(shares, of_identifier[np.where(shares, log.identifier, 0)], -1)
    return replace(
        log,
        one=of_identifier[of_node[log.one]],
        other=of_identifier[of_node[log.other]],
        group=label[log.group],
        identifier=identifier,
    )


def by_group(log: Joins) -> Joins:
    """The same, group by group: where some become one, the joins of the first are the first."""
    order = np.argsort(log.group, kind="stable")
    place = np.argsort(order)
    of_joins = ("one", "other", "one_reports", "other_reports", "time", "charge", "group")
    return replace(log, join=place[log.join], **{name: getattr(log, name)[order] for name in of_joins})


def leading(node: Integers, group: Integers, wanted: Integers) -> Integers:
    """Of each wanted group, the node that most mentions are of; of several the first. `node` of each mention, `group` of each node."""
    asked = np.zeros(len(group), bool)
    asked[wanted] = True
    some = np.flatnonzero(asked[group])
    mentions = np.bincount(node, minlength=len(group))
    order = some[np.lexsort((some, -mentions[some], group[some]))]
    of = group[order]
    first = first_of_runs(of)
    leads = np.full(len(group), -1, np.int64)
    leads[of[first]] = order[first]
    return leads[wanted]


def round_of(
    one: Integers,
    other: Integers,
    sizes: tuple[Integers, Integers],
    time: Floats,
    charge: Floats,
    crossed: Floats,
    crossing: tuple[Integers, Integers, Floats],
    shared: tuple[Integers, Integers, Floats],
) -> Joins:
    """The log of one round; groups are told by a node of theirs. `crossed`: log-odds of each join by crossing reports; `crossing`: join, report and what it could tell, a line
    each; `shared`: join, identifier and log-odds."""
    join, report, could = crossing
    together = np.bincount(join, weights=could, minlength=len(one))
    told = crossed[join] * could / np.where(together > 0, together, 1.0)[join]
    heard = told > 0
    join, report, told = join[heard], report[heard], told[heard]
    of_shared, identifier, worth = shared
    nobody = np.full(max(len(join), len(of_shared)), -1, np.int64)
    whole = np.concatenate([join, of_shared])
    order = np.argsort(whole, kind="stable")
    return Joins(
        one,
        other,
        *sizes,
        time,
        charge,
        one,
        whole[order],
        np.concatenate([report, nobody[: len(of_shared)]])[order],
        np.concatenate([nobody[: len(join)], identifier])[order],
        np.concatenate([told, worth])[order],
    )


@dataclass(frozen=True, slots=True)
class Lines:
    """The log as a person reads it: by series, in the order of joining; a line for each piece of evidence."""

    group: Integers
    number: Integers
    """Of the join within its series, from 1 on."""
    one: Integers
    one_reports: Integers
    other: Integers
    other_reports: Integers
    evidence: Integers
    """As in `EVIDENCE`."""
    report: Integers
    identifier: Integers
    """-1 where the evidence is none."""
    log_odds: Floats


EVIDENCE = ("report", "identifier", "time", "size")


def lines(joins: Joins, group: Integers) -> Lines:
    """`group`: of each join the series that came of it, -1 where none did: these are left out."""
    which = np.arange(len(joins.one))
    timed, sized = which[joins.time != 0], which[joins.charge != 0]
    nobody = np.full(len(which), -1, np.int64)
    join = np.concatenate([joins.join, timed, sized])
    report = np.concatenate([joins.report, nobody[timed], nobody[sized]])
    identifier = np.concatenate([joins.identifier, nobody[timed], nobody[sized]])
    weight = np.concatenate([joins.weight, joins.time[timed], -joins.charge[sized]])
    sort = np.concatenate([np.where(joins.report >= 0, 0, 1), np.full(len(timed), 2), np.full(len(sized), 3)])
    order = np.lexsort((identifier, report, sort, join, group[join]))
    order = order[group[join[order]] >= 0]
    join = join[order]
    begins = first_of_runs(group[join])
    running = np.cumsum(first_of_runs(join))
    number: Integers = running - np.repeat(running[begins] - 1, np.diff([*np.flatnonzero(begins), len(join)]))
    return Lines(
        group[join],
        number,
        joins.one[join],
        joins.one_reports[join],
        joins.other[join],
        joins.other_reports[join],
        sort[order],
        report[order],
        identifier[order],
        weight[order],
    )
