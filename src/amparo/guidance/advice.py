"""The plan for the first ten minutes: steps in order, services, the emergency number, the crisis line.

Order and disagreements follow FIELD.md 1: where sources differ the step keeps the evidence, and shows the other view.
Rows of grade U are shown to nobody; rows of grade P say who reported them.
"""

from collections.abc import Collection
from datetime import date

import msgspec

from amparo.guidance import rows
from amparo.guidance.emergency import Emergency, emergency, reported
from amparo.guidance.rows import Filter, ServiceRow, Situation, StepRow
from amparo.model import AgeGroup, Lang


class OtherView(msgspec.Struct, frozen=True, kw_only=True):
    """What another source says instead."""

    text: str
    source: str
    reported: str | None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    """`step`, `warning` or `comfort`."""
    text: str
    source: str
    grade: str
    reported: str | None
    """For grade P: who reports it, and to check before use."""
    checked_on: date
    other_view: OtherView | None = None


class Service(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    purpose: str
    """`crisis`, `report`, `support`, `money` or `takedown`."""
    name: str
    contact: tuple[str, ...]
    note: str | None
    source: str
    grade: str
    reported: str | None
    checked_on: date


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    country: str | None
    emergency: Emergency
    crisis: tuple[Service, ...]
    """Crisis lines; where empty, `no_crisis_line` says so."""
    no_crisis_line: str | None
    steps: tuple[Step, ...]
    services: tuple[Service, ...]
    """Without the crisis lines."""
    notes: tuple[str, ...]
    """What is missing: the country, or services of it."""


def plan(country: str | None, age: AgeGroup, lang: Lang, situation: Collection[str] = ()) -> Plan:
    """The plan for one person.

    `country` is an ISO 3166-1 alpha-2 code, in any case; `situation` holds values of `Situation`. An unknown age
    counts as under 18. ValueError for a situation that does not exist.
    """
    situations = frozenset(Situation(name) for name in situation)
    country = country.upper() if country else None

    def fits(row: Filter) -> bool:
        return row.fits(age, situations)

    steps = tuple(
        _step(row, lang)
        for row in rows.steps()
        if row.grade != "U" and fits(row) and (not row.countries or country in row.countries)
    )
    services = tuple(
        _service(row, lang)
        for row in rows.services()
        if row.grade != "U" and fits(row) and row.country in ("*", country)
    )
    crisis = tuple(service for service in services if service.purpose == "crisis")
    # An unverified line is as good as none here; so is a country that is not known.
    say = rows.sentences()
    no_line = say["no_crisis_line" if country else "no_crisis_line_unknown"][lang]
    own = any(row.country == country and row.grade != "U" for row in rows.services())
    notes = []
    if country is None:
        notes.append(say["name_country"][lang])
    elif not own:
        notes.append(say["no_services"][lang])
    return Plan(
        country=country,
        emergency=emergency(country, lang),
        crisis=crisis,
        no_crisis_line=None if crisis else no_line,
        steps=steps,
        services=tuple(service for service in services if service.purpose != "crisis"),
        notes=tuple(notes),
    )


def _step(row: StepRow, lang: Lang) -> Step:
    other = row.other_view if row.other_view and row.other_view.grade != "U" else None
    return Step(
        id=row.id,
        kind=row.kind,
        text=row.text[lang],
        source=rows.named(row.sources),
        grade=row.grade,
        reported=reported(row.sources, lang) if row.grade == "P" else None,
        checked_on=row.checked_on,
        other_view=OtherView(
            text=other.text[lang],
            source=rows.named(other.sources),
            reported=reported(other.sources, lang) if other.grade == "P" else None,
        )
        if other
        else None,
    )


def _service(row: ServiceRow, lang: Lang) -> Service:
    return Service(
        id=row.id,
        purpose=row.purpose,
        name=row.name,
        contact=row.contact,
        note=row.note.get(lang),
        source=rows.named(row.sources),
        grade=row.grade,
        reported=reported(row.sources, lang) if row.grade == "P" else None,
        checked_on=row.checked_on,
    )
