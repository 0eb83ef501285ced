"""The forms of names, handles, fingerprints and scripts that the live index knows: a new form is folded into the identifier of its
group at once.

Two tables beside the index's own: every form with its identifier and the numbers that its like is found by, and which report writes which.
With the last report that writes a form the form is gone; if it named the group, the most written of the others does. A new form
joins the identifier that has the nearest form, if at least half of the forms there are like it and none contradicts; where forms of
another identifier are like it too, that is said. A form that says less (an initial) joins only where one identifier alone says more.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from amparo.linkage.variants import FORMS, SLACK, Forms

SCHEMA = """
CREATE TABLE forms (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, identifier INTEGER NOT NULL,
    UNIQUE (kind, value));
CREATE INDEX forms_by_identifier ON forms (identifier);
CREATE TABLE form_keys (key INTEGER NOT NULL, form INTEGER NOT NULL, PRIMARY KEY (key, form)) WITHOUT ROWID;
CREATE TABLE written (report INTEGER NOT NULL, form INTEGER NOT NULL, PRIMARY KEY (report, form)) WITHOUT ROWID;
CREATE INDEX written_by_form ON written (form);
"""
AS_WRITTEN = (
    "(SELECT written.report AS report, forms.identifier AS identifier, forms.value AS value "
    "FROM written JOIN forms ON forms.id = written.form)"
)
"""What reports say of an identifier, where it has forms."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The identifier's name, and what to say of a form that the index does not know."""

    value: str
    why: str = ""


def folds(index: sqlite3.Connection) -> bool:
    """Whether the index was built with folding."""
    return index.execute("SELECT 1 FROM sqlite_master WHERE name = 'forms'").fetchone() is not None


def fill(index: sqlite3.Connection, mentions: pa.Table) -> None:
    """Into an index that has its identifiers and reports: the forms of folded mentions (`variants.folded`)."""
    index.executescript(SCHEMA)
    some = mentions.filter(pc.is_in(mentions["kind"], value_set=pa.array(list(FORMS))))
    columns = (some[name].to_pylist() for name in ("report_id", "kind", "value", "written"))
    forms: dict[tuple[str, str], int] = {}
    for report, kind, value, said in zip(*columns, strict=True):
        if report is None or value is None or not FORMS[kind].folds(said):
            continue
        if (kind, said) not in forms:
            forms[kind, said] = _add(index, kind, said, value)
        index.execute(
            "INSERT OR IGNORE INTO written SELECT id, ? FROM reports WHERE name = ?", (forms[kind, said], str(report))
        )


def _add(index: sqlite3.Connection, kind: str, said: str, value: str) -> int:
    form = index.execute(
        "INSERT INTO forms (kind, value, identifier) SELECT ?, ?, id FROM identifiers WHERE kind = ? AND value = ? RETURNING id",
        (kind, said, kind, value),
    ).fetchone()[0]
    index.executemany(
        "INSERT INTO form_keys VALUES (?, ?)", [(key, form) for key in sorted(FORMS[kind].kept(said))]
    )
    return int(form)


def placed(index: sqlite3.Connection, kind: str, said: str) -> Placed:
    """Where a value belongs, known or not."""
    forms = FORMS.get(kind)
    if forms is None or not forms.folds(said):
        return Placed(said)
    known = index.execute(
        "SELECT identifiers.value FROM forms JOIN identifiers ON identifiers.id = forms.identifier "
        "WHERE forms.kind = ? AND forms.value = ?",
        (kind, said),
    ).fetchone()
    if known:
        return Placed(known[0])
    ranked = sorted(_fitting(index, kind, forms, said))
    same = [one for one in ranked if not one.less]
    if not same and len(ranked) > 1:
        return Placed(said, f"could be {' or '.join(one.name for one in ranked[:3])}; which, it does not say")
    if not ranked:
        return Placed(said)
    best, *others = same or ranked
    if others:
        return Placed(best.name, f"{best.why}; also near {others[0].name}, which is further")
    return Placed(best.name, best.why)


@dataclass(frozen=True, slots=True, order=True)
class _Fit:
    cost: float
    name: str
    less: bool
    why: str


def _fitting(index: sqlite3.Connection, kind: str, forms: Forms, said: str) -> Iterator[_Fit]:
    keys = json.dumps(sorted(forms.probes(said)))
    near = index.execute(
        "SELECT DISTINCT forms.identifier FROM form_keys JOIN forms ON forms.id = form_keys.form "
        "WHERE key IN (SELECT value FROM json_each(?)) AND kind = ?",
        (keys, kind),
    ).fetchall()
    for (identifier,) in near:
        name, of = _forms_of(index, identifier)
        likes = [forms.likeness(said, one) for one in of]
        nearest = min((like for like in likes if like), key=lambda like: (like.fuller, like.cost), default=None)
        if nearest is None or any(forms.contradict(said, one) for one in of):
            continue
        if 2 * sum(forms.likeness(said, one, SLACK) is not None for one in of) >= len(of):
            yield _Fit(nearest.cost, name, bool(nearest.fuller), nearest.why)


def _forms_of(index: sqlite3.Connection, identifier: int) -> tuple[str, list[str]]:
    (name,) = index.execute("SELECT value FROM identifiers WHERE id = ?", (identifier,)).fetchone()
    rows = index.execute("SELECT value FROM forms WHERE identifier = ? ORDER BY value", (identifier,))
    return str(name), [value for (value,) in rows]


def keep(index: sqlite3.Connection, report: int, kind: str, said: str, value: str) -> None:
    """A report of the index writes this form of an identifier that is there."""
    forms = FORMS.get(kind)
    if forms is None or not forms.folds(said):
        return
    row = index.execute("SELECT id FROM forms WHERE kind = ? AND value = ?", (kind, said)).fetchone()
    form = row[0] if row else _add(index, kind, said, value)
    index.execute("INSERT OR IGNORE INTO written VALUES (?, ?)", (report, form))


def forget(index: sqlite3.Connection, report: int) -> None:
    """What only this report writes is gone. Called while its identifiers are still there."""
    mine = [form for (form,) in index.execute("SELECT form FROM written WHERE report = ?", (report,))]
    index.execute("DELETE FROM written WHERE report = ?", (report,))
    for form in mine:
        if index.execute("SELECT 1 FROM written WHERE form = ?", (form,)).fetchone():
            continue
        value, identifier = index.execute("SELECT value, identifier FROM forms WHERE id = ?", (form,)).fetchone()
        index.execute("DELETE FROM form_keys WHERE form = ?", (form,))
        index.execute("DELETE FROM forms WHERE id = ?", (form,))
        index.execute(
            "UPDATE identifiers SET value = (SELECT forms.value FROM forms JOIN written ON written.form = forms.id "
            "WHERE identifier = identifiers.id GROUP BY forms.id ORDER BY count(*) DESC, forms.value LIMIT 1) "
            "WHERE id = ? AND value = ? AND EXISTS (SELECT 1 FROM forms WHERE identifier = identifiers.id)",
            (identifier, value),
        )
