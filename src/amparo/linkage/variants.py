"""Values that are forms of one another become one identifier before series are found: names of receivers, handles, photo
fingerprints, texts of scripts.

A group is one identifier with a purity of its own: whether its forms are one thing is then judged by what else their reports name,
as for any identifier. What a report really says stays beside it (`written`), and a table tells which forms were folded, and why.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amparo.linkage import handles, names, photos, scripts
from amparo.linkage.grouping import Groups, Likeness
from amparo.model import IndicatorKind as Kind


class Forms(Protocol):
    """What a module knows about the forms of one kind of values."""

    def folds(self, value: str, /) -> bool:
        """Whether a value can have other forms; the others stay as they are."""

    def groups(self, values: list[str], /) -> Groups:
        """Of sorted values, none twice."""

    def likeness(self, one: str, other: str, slack: float = ..., /) -> Likeness | None:
        """Of two values; None where they are different."""

    def contradict(self, one: str, other: str, /) -> bool:
        """They are different, whatever others are between."""

    def kept(self, value: str, /) -> frozenset[int]:
        """The numbers under which an index keeps a value."""

    def probes(self, value: str, /) -> frozenset[int]:
        """The numbers of which its forms are kept under at least one."""


FORMS: dict[str, Forms] = {
    str(Kind.RECEIVER): names,
    str(Kind.HANDLE): handles,
    str(Kind.PHOTO): photos,
    str(Kind.SCRIPT): scripts,
}
AROUND = (photos, scripts)
"""Their groups have a middle, which everything in them is near to; it names the group."""
NAMES_IT = "names the group"


@dataclass(frozen=True, slots=True)
class Folded:
    mentions: pa.Table
    """As given, `value` being that of the group, and `written` what the report says."""
    variants: pa.Table
    """kind, value, group, why: every value of a group of several."""


def folded(mentions: pa.Table) -> Folded:
    """Of a table as `mentions.read` gives it. A group has the name of the value that most rows have, of several the first; of
    photos and scripts, of its middle."""
    found = renamed(counted([mentions]))
    return Folded(in_groups(mentions, found), found.variants)


Counts = dict[str, Counter[str]]
"""Of each kind that has forms, how many rows have each value."""


def counted(tables: Iterable[pa.Table]) -> Counts:
    """Of tables with kind and value; they may be parts of a larger one."""
    counts: Counts = {name: Counter() for name in FORMS}
    for table in tables:
        kind, value = _words(table)
        for name, many in counts.items():
            told = pc.value_counts(value.filter(pc.fill_null(pc.equal(kind, name), False)).drop_null())
            values, times = told.field("values").to_pylist(), told.field("counts").to_pylist()
            many.update(dict(zip(values, times, strict=True)))
    return counts


@dataclass(frozen=True, slots=True)
class Renamed:
    of: dict[str, dict[str, str]]
    """Of each kind, the group of each value that does not name its own."""
    variants: pa.Table
    """As in `Folded`."""


def renamed(counts: Counts) -> Renamed:
    of: dict[str, dict[str, str]] = {}
    told: list[tuple[str, str, str, str]] = []
    for name, forms in FORMS.items():
        values = sorted(one for one in counts[name] if forms.folds(one))
        if len(values) < 2:
            continue
        found = forms.groups(values)
        groups = _named(values, found, counts[name], forms in AROUND)
        told += [
            (name, one, group, why)
            for one, group, why in zip(values, groups, _why(forms, values, found, groups), strict=True)
            if why
        ]
        of[name] = {one: group for one, group in zip(values, groups, strict=True) if one != group}
    return Renamed(of, _table(told))


def in_groups(mentions: pa.Table, found: Renamed) -> pa.Table:
    """A table, or a part of one, with the groups for values, and beside them as `written` what it says."""
    kind, value = _words(mentions)
    out = value
    for name, groups in found.of.items():
        if groups:
            place = pc.index_in(value, value_set=pa.array(list(groups), pa.string()))
            new = pa.array(list(groups.values()), pa.string()).take(place)
            mine = pc.fill_null(pc.equal(kind, name), False)
            out = pc.if_else(pc.and_(mine, pc.is_valid(place)), new, out)
    columns = {field: mentions[field] for field in mentions.column_names}
    return pa.table(columns | {"value": out, "written": value})


def _words(mentions: pa.Table) -> tuple[pa.Array, pa.Array]:
    kind, value = (mentions[name].combine_chunks().cast(pa.string()) for name in ("kind", "value"))
    return kind, value


def _named(values: list[str], found: Groups, counts: Counter[str], has_middle: bool) -> list[str]:
    if has_middle:
        return [values[group] for group in found.of]
    most: dict[int, str] = {}
    for value, group in zip(values, found.of, strict=True):
        if group not in most or counts[value] > counts[most[group]]:
            most[group] = value
    return [most[group] for group in found.of]


def _why(forms: Forms, values: list[str], found: Groups, of: list[str]) -> list[str]:
    """How each value differs from the one that names its group; empty for what is alone."""
    sizes = np.bincount(found.of, minlength=len(values))
    return [
        ""
        if sizes[group] == 1
        else NAMES_IT
        if value == name
        else cause
        if forms in AROUND
        else why_like(forms, value, name) or cause
        for value, name, group, cause in zip(values, of, found.of, found.why, strict=True)
    ]


SLACK = 1.5
"""Costs between two forms of a group may be so much higher than between two of which nothing else is known."""


def why_like(forms: Forms, value: str, name: str) -> str:
    like = forms.likeness(value, name, SLACK)
    return like.why if like else ""


def _table(rows: list[tuple[str, str, str, str]]) -> pa.Table:
    columns = zip(*sorted(rows), strict=True) if rows else ((), (), (), ())
    names = ("kind", "value", "group", "why")
    return pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    )


def written(table: pa.Table, mentions: pa.Table) -> pa.Table:
    """A table with report_id, kind, value, and beside it as `written` what the report says where that is another form; several are
    divided by ` / `. `mentions` are folded ones."""
    other = mentions.filter(pc.fill_null(pc.not_equal(mentions["value"], mentions["written"]), False))
    said: dict[tuple[str, str, str], set[str]] = {}
    for row in other.select(["report_id", "kind", "value", "written"]).to_pylist():
        said.setdefault((str(row["report_id"]), row["kind"], row["value"]), set()).add(row["written"])
    if not said:
        return table.append_column("written", pa.nulls(table.num_rows, pa.string()))
    keys = zip(*(table[name].to_pylist() for name in ("report_id", "kind", "value")), strict=True)
    told = [" / ".join(sorted(said[key])) if key in said else None for key in keys]
    return table.append_column("written", pa.array(told, pa.string()))
