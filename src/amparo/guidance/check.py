"""What is wrong with the guidance, and what is missing from it: for `amparo guidance check`.

An error (a row without source, a text that breaks its English master) has to be mended before anybody is led by the
data. Everything else is work to do: rows to look up again, translations, reviews by a speaker, countries without help.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby, product
from typing import Any, Literal

import msgspec

from amparo.guidance.emergency import METADATA_CHECKED_ON, metadata
from amparo.guidance.files import FOLDER, Files, GuidanceError, Texts, unknown_sources
from amparo.guidance.howtos import HowtoRow
from amparo.guidance.posters import PosterRow
from amparo.guidance.rows import (
    CONSENSUS,
    COUNTRIES,
    LANGUAGES,
    EmergencyRow,
    Row,
    ServiceRow,
    Situation,
    Source,
    StepRow,
)
from amparo.model import AgeGroup

STALE_DAYS = 180
"""A row that was checked longer ago is looked up again: services vanish."""

_ROWS: dict[str, type[Row]] = {
    "steps": StepRow,
    "directory": ServiceRow,
    "emergency": EmergencyRow,
    "howto": HowtoRow,
    "posters": PosterRow,
}
_TEXTS = (*_ROWS, "sentences", "page", "countries")
_FILLED = re.compile(r"\{\w*\}")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    kind: Literal["error", "stale", "unverified", "reported", "missing", "unreviewed"]
    where: str
    """File, and row where it is one row's."""
    what: str
    country: str | None = None
    """ISO code, for what a country lacks."""
    lang: str | None = None
    """For what a language lacks."""


def check(files: Files, today: date) -> tuple[Problem, ...]:
    """Every problem, errors first."""
    return tuple(sorted(_problems(files, today), key=lambda problem: problem.kind != "error"))


def _problems(files: Files, today: date) -> Iterator[Problem]:
    sources, wrong = files.merged("sources", Source)
    loaded: dict[str, dict[str, Any]] = {}
    for name, kind in _ROWS.items():
        loaded[name], problems = files.merged(name, kind)
        wrong += problems + unknown_sources(loaded[name], sources, name)
    yield from (Problem(kind="error", where=where, what=what) for where, what in map(_split, wrong))
    for name, rows in loaded.items():
        for row in rows.values():
            yield from _row(name, row, today)
    if (today - METADATA_CHECKED_ON).days > STALE_DAYS:
        yield _stale("emergency_numbers.toml", METADATA_CHECKED_ON)
    yield from _strangers(files)
    yield from _places(loaded)
    yield from _consensus(loaded["steps"].values())
    yield from _help(loaded["directory"])
    yield from _words(files, loaded)


def _split(problem: str) -> tuple[str, str]:
    """`file: row: cause` to where it is and what it is."""
    where, _, what = problem.partition(": ")
    if what.startswith("row "):
        row, _, what = what.partition(": ")
        where = f"{where}: {row}"
    return where, what


def _row(name: str, row: Any, today: date) -> Iterator[Problem]:
    where = f"{name}.toml: {row.id}"
    other = getattr(row, "other_view", None)
    for grade in {row.grade, other.grade if other else row.grade}:
        if grade == "U":
            yield Problem(kind="unverified", where=where, what="not verified, so shown to nobody")
        elif grade == "P":
            yield Problem(
                kind="reported", where=where, what=f"rests on others' reports: {', '.join(row.sources)}"
            )
    if row.checked_on > today:
        yield Problem(kind="error", where=where, what=f"checked on {row.checked_on}, which is still to come")
    elif (today - row.checked_on).days > STALE_DAYS:
        yield _stale(where, row.checked_on)


def _stale(where: str, checked_on: date) -> Problem:
    return Problem(
        kind="stale", where=where, what=f"last checked on {checked_on}, over {STALE_DAYS} days ago"
    )


def _strangers(files: Files) -> Iterator[Problem]:
    """Files that nothing reads: a slip in a name would otherwise leave a helpline's words unheard."""
    read = {f"{name}.toml" for name in (*_ROWS, "sources", "emergency_numbers")}
    read |= {f"texts/{lang}/{name}.toml" for lang in LANGUAGES for name in _TEXTS}
    for folder in files.folders:
        for path in sorted(folder.rglob("*.toml")):
            name = path.relative_to(folder).as_posix()
            if name not in read or (name == "emergency_numbers.toml" and folder != FOLDER):
                yield Problem(kind="error", where=str(path), what="no file of this name is read")


def _places(loaded: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    """Countries that do not exist, and numbers that they do not have."""
    _, listed = metadata()
    named = [("directory", row.id, row.country) for row in loaded["directory"].values() if row.country != "*"]
    named += [("steps", row.id, country) for row in loaded["steps"].values() for country in row.countries]
    named += [("emergency", id, id) for id in loaded["emergency"]]
    for name, id, country in named:
        if country not in listed:
            yield Problem(
                kind="error", where=f"{name}.toml: {id}", what=f"no country has the code {country!r}"
            )
    for row in loaded["emergency"].values():
        if row.first not in (*listed.get(row.id, ()), *row.extra):
            yield Problem(
                kind="error",
                where=f"emergency.toml: {row.id}",
                what=f"{row.first} is neither in the metadata nor in `extra`",
            )


def _consensus(rows: Iterable[StepRow]) -> Iterator[Problem]:
    """Situations whose plan lacks one of the eight steps that all sources advise, or has them in another order."""
    everywhere = sorted((r for r in rows if r.grade != "U" and not r.countries), key=lambda row: row.order)
    for situation, age in product(Situation, (AgeGroup.ADULT, AgeGroup.MINOR)):
        steps = [
            row.consensus for row in everywhere if row.fits(age, frozenset([situation])) and row.consensus
        ]
        if (kept := [step for step, _ in groupby(steps)]) != list(CONSENSUS):
            what = f"the plan of {situation} for {age}s goes {', '.join(kept)}; it has to go {', '.join(CONSENSUS)}"
            yield Problem(kind="error", where="steps.toml", what=what)


def _help(services: dict[str, ServiceRow]) -> Iterator[Problem]:
    """What the people of a country lack."""
    for country in COUNTRIES:
        for age in (AgeGroup.ADULT, AgeGroup.MINOR):
            own = [
                row
                for row in services.values()
                if row.country == country and row.grade != "U" and (not row.ages or age in row.ages)
            ]
            if not any(row.purpose == "crisis" for row in own):
                what = f"no crisis line for {age}s"
                yield Problem(kind="missing", where="directory.toml", what=what, country=country)
            if all(row.purpose == "crisis" for row in own):
                what = f"no service for {age}s"
                yield Problem(kind="missing", where="directory.toml", what=what, country=country)


def _words(files: Files, loaded: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    """Each language against the rows and against English."""
    ours = Files()
    for name in _TEXTS:
        known = None
        if name in _ROWS:
            known = {*loaded[name], *ours.merged(name, _ROWS[name])[0]}
        wanted: set[tuple[str, str]] = set()
        english: Texts = {}
        for lang in LANGUAGES:
            file = f"texts/{lang}/{name}.toml"
            try:
                texts = files.texts(lang, name)
            except GuidanceError as cause:
                where, what = _split(str(cause))
                yield Problem(kind="error", where=where, what=what, lang=lang)
                continue
            have = {(table, id) for table, found in texts.items() for id, said in found.items() if said.text}
            if lang == "en":
                english = texts
                wanted = have | set(_needed(name, loaded.get(name, {})))
            if known is not None:
                for table, id in sorted(have):
                    if _row_of(name, id) not in known:
                        yield Problem(
                            kind="error", where=file, what=f"[{table}] {id}: no such row", lang=lang
                        )
            yield from _like(file, lang, texts, english)
            lacks = [f"[{table}] {id}" for table, id in sorted(wanted - have)]
            if lacks:
                shown = ", ".join(lacks[:8]) + (" ..." if len(lacks) > 8 else "")
                what = f"{len(lacks)} of {len(wanted)} texts: {shown}"
                yield Problem(kind="missing", where=file, what=what, lang=lang)
            fresh = sum(not texts[table][id].reviewed for table, id in have)
            if fresh:
                yield Problem(
                    kind="unreviewed",
                    where=file,
                    what=f"{fresh} of {len(have)} texts not read by a speaker",
                    lang=lang,
                )


def _row_of(name: str, id: str) -> str:
    """Meanings of emergency numbers stand under `<country>-<number>`."""
    return id.partition("-")[0] if name == "emergency" else id


def _needed(name: str, rows: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts that rows cannot do without."""
    for row in rows.values():
        if name == "steps":
            yield "text", row.id
            if row.other_view:
                yield "other_view", row.id
        elif name == "howto":
            yield from (("title", row.id), ("steps", row.id))
        elif name == "posters":
            parts = ("short",) if row.form == "short" else ("headline", "lines", "action")
            yield from ((part, row.id) for part in parts)


def _like(file: str, lang: str, texts: Texts, english: Texts) -> Iterator[Problem]:
    """A translation has the form of its English master: a text or a list, with the same places to fill in."""
    for table, found in texts.items():
        for id, said in found.items():
            master = english.get(table, {}).get(id)
            if master is None or not said.text:
                continue
            if type(said.text) is not type(master.text):
                what = f"[{table}] {id}: {type(master.text).__name__} in English, here not"
                yield Problem(kind="error", where=file, what=what, lang=lang)
            elif (here := _places_in(said.text)) != (there := _places_in(master.text)):
                what = f"[{table}] {id}: fills in {here or 'nothing'}, in English {there or 'nothing'}"
                yield Problem(kind="error", where=file, what=what, lang=lang)


def _places_in(text: str | tuple[str, ...]) -> list[str]:
    return sorted(_FILLED.findall(text if isinstance(text, str) else " ".join(text)))
