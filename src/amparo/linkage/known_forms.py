"""The forms of names, handles, fingerprints and scripts that the live index knows: a new form is folded into the identifier of its
group at once.

Two tables beside the index's own: every form with its identifier and the numbers that its like is found by, and which report writes which.
With the last report that writes a form the form is gone; if it named the group, the most written of the others does. A new form
joins the identifier that has the nearest form, if at least half of the forms there are like it and none contradicts; where forms of
another identifier are like it too, that is said. A form that says less (an initial) joins only where one identifier alone says more.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from amparo.linkage.matching import Mention
from amparo.linkage.variants import AROUND, FORMS, SLACK, Forms

SCHEMA = """
CREATE TABLE forms (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, identifier INTEGER NOT NULL,
    UNIQUE (kind, value));
CREATE INDEX forms_by_identifier ON forms (identifier);
CREATE TABLE form_keys (key INTEGER NOT NULL, form INTEGER NOT NULL, PRIMARY KEY (key, form)) WITHOUT ROWID;
CREATE INDEX form_keys_by_form ON form_keys (form);
CREATE TABLE written (report INTEGER NOT NULL, form INTEGER NOT NULL, PRIMARY KEY (report, form)) WITHOUT ROWID;
CREATE INDEX written_by_form ON written (form);
"""


_NEAREST = 24
"""Identifiers that are compared: those that have most of a value's numbers."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The identifier's name, and what to say of a form that the index does not know."""

    value: str
    why: str = ""


def folds(index: sqlite3.Connection) -> bool:
    """Whether the index was built with folding."""
    return index.execute("SELECT 1 FROM sqlite_master WHERE name = 'forms'").fetchone() is not None


def as_written(index: sqlite3.Connection) -> str:
    """A table in SQL: report, identifier, and what the report says of it, where it has forms."""
    if not folds(index):
        return "(SELECT 0 AS report, 0 AS identifier, NULL AS value WHERE 0)"
    return (
        "(SELECT written.report AS report, forms.identifier AS identifier, forms.value AS value "
        "FROM written JOIN forms ON forms.id = written.form)"
    )


def folded(index: sqlite3.Connection, case: Sequence[Mention]) -> list[Mention]:
    """With the names of known identifiers for forms of these."""
    if not folds(index):
        return list(case)
    told = [(mention, placed(index, mention.kind, mention.value)) for mention in case]
    return [
        replace(one, value=to.value, written=one.value if to.value != one.value else "", folded=to.why)
        for one, to in told
    ]


def fill(
    index: sqlite3.Connection, forms: Iterable[tuple[str, str, str]], written: Iterable[tuple[int, str, str]]
) -> None:
    """Into an index that has its identifiers and reports, as `filling.Contents` has them."""
    index.executescript(SCHEMA)
    for kind, said, value in forms:
        if FORMS[kind].folds(said):
            _add(index, kind, said, value)
    index.executemany("INSERT INTO written SELECT ?, id FROM forms WHERE kind = ? AND value = ?", written)


def _add(index: sqlite3.Connection, kind: str, said: str, value: str) -> int:
    form = index.execute(
        "INSERT INTO forms (kind, value, identifier) SELECT ?, ?, id FROM identifiers WHERE kind = ? AND value = ? RETURNING id",
        (kind, said, kind, value),
    ).fetchone()[0]
    if FORMS[kind] not in AROUND or said == value:
        _keyed(index, kind, said, int(form))
    return int(form)


def _keyed(index: sqlite3.Connection, kind: str, said: str, form: int) -> None:
    """Of groups that have a middle only this is found by its numbers."""
    index.executemany(
        "INSERT OR IGNORE INTO form_keys VALUES (?, ?)",
        [(key, form) for key in sorted(FORMS[kind].kept(said))],
    )


def placed(index: sqlite3.Connection, kind: str, said: str) -> Placed:
    """Where a value belongs, known or not."""
    forms = FORMS.get(kind)
    if forms is None:
        return Placed(said)
    known = index.execute(
        "SELECT identifiers.value FROM forms JOIN identifiers ON identifiers.id = forms.identifier "
        "WHERE forms.kind = ? AND forms.value = ?",
        (kind, said),
    ).fetchone()
    if known:
        return Placed(known[0])
    if not forms.folds(said):
        return Placed(said)
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
        "SELECT identifier, count(DISTINCT form_keys.key) AS shared FROM json_each(?) AS asked "
        "CROSS JOIN form_keys ON form_keys.key = asked.value CROSS JOIN forms ON forms.id = form_keys.form WHERE forms.kind = ? "  # in this order
        "GROUP BY identifier ORDER BY shared DESC, min(forms.value) LIMIT ?",
        (keys, kind, _NEAREST),
    ).fetchall()
    for identifier, _ in near:
        name, of = _forms_of(index, identifier)
        if forms in AROUND:
            of = [name]
        likes = [forms.likeness(said, one) for one in of]
        nearest = min(
            (like for like in likes if like), key=lambda like: (like.fuller, like.cost), default=None
        )
        if nearest is None or any(forms.contradict(said, one) for one in of):
            continue
        if 2 * sum(forms.likeness(said, one, SLACK) is not None for one in of) >= len(of):
            yield _Fit(nearest.cost, name, bool(nearest.fuller), nearest.why)


def _forms_of(index: sqlite3.Connection, identifier: int) -> tuple[str, list[str]]:
    (name,) = index.execute("SELECT value FROM identifiers WHERE id = ?", (identifier,)).fetchone()
    rows = index.execute("SELECT value FROM forms WHERE identifier = ? ORDER BY value", (identifier,))
    return str(name), [value for (value,) in rows]


def keep(index: sqlite3.Connection, report: int | None, mention: Mention) -> None:
    """A report of the index writes this form of an identifier that is there."""
    forms, said = FORMS.get(mention.kind), mention.written or mention.value
    if forms is None or not folds(index) or not forms.folds(said):
        return
    row = index.execute("SELECT id FROM forms WHERE kind = ? AND value = ?", (mention.kind, said)).fetchone()
    form = row[0] if row else _add(index, mention.kind, said, mention.value)
    index.execute("INSERT OR IGNORE INTO written VALUES (?, ?)", (report, form))


def forget(index: sqlite3.Connection, report: int) -> None:
    """What only this report writes is gone. Called while its identifiers are still there."""
    if not folds(index):
        return
    mine = [form for (form,) in index.execute("SELECT form FROM written WHERE report = ?", (report,))]
    index.execute("DELETE FROM written WHERE report = ?", (report,))
    for form in mine:
        if index.execute("SELECT 1 FROM written WHERE form = ?", (form,)).fetchone():
            continue
        value, identifier = index.execute(
            "SELECT value, identifier FROM forms WHERE id = ?", (form,)
        ).fetchone()
        index.execute("DELETE FROM form_keys WHERE form = ?", (form,))
        index.execute("DELETE FROM forms WHERE id = ?", (form,))
        _named_anew(index, identifier, value)


def _named_anew(index: sqlite3.Connection, identifier: int, gone: str) -> None:
    """If what is gone named the identifier, the most written of the others does."""
    if index.execute("SELECT value FROM identifiers WHERE id = ?", (identifier,)).fetchone()[0] != gone:
        return
    left = index.execute(
        "SELECT forms.id, kind, value FROM forms JOIN written ON written.form = forms.id WHERE identifier = ? "
        "GROUP BY forms.id ORDER BY count(*) DESC, value LIMIT 1",
        (identifier,),
    ).fetchone()
    if left:
        form, kind, value = left
        index.execute("UPDATE identifiers SET value = ? WHERE id = ?", (value, identifier))
        _keyed(index, kind, value, form)
