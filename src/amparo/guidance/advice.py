"""The plan for the first ten minutes: steps in order, services, the emergency number, the crisis line.

Order and disagreements follow FIELD.md 1: where sources differ the step keeps the evidence, and shows the other view.
Rows of grade U are shown to nobody; rows of grade P say who reported them.
"""

from datetime import date

import msgspec

from amparo.guidance.emergency import Emergency, emergency
from amparo.guidance.files import Voice
from amparo.guidance.rows import Consensus, ServiceRow, Situation, StepRow, Task
from amparo.model import AgeGroup


class OtherView(msgspec.Struct, frozen=True, kw_only=True):
    """What another source says instead."""

    text: str
    source: str
    reported: str | None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    """`lead`, `step`, `warning` or `comfort`."""
    consensus: Consensus | None
    """Which of the eight steps that all sources advise it is."""
    text: str
    source: str
    grade: str
    reported: str | None
    """For grade P: who reports it, and to check before use."""
    checked_on: date
    other_view: OtherView | None = None
    task: Task | None = None
    """The how-tos of this task show how."""
    howto: tuple[str, ...] = ()
    """Their ids."""


class Service(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    purpose: str
    """`crisis`, `report`, `support`, `money`, `takedown` or `recovery`."""
    name: str
    contact: tuple[str, ...]
    note: str | None
    source: str
    grade: str
    reported: str | None
    checked_on: date


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    country: str | None
    lang: str
    age: AgeGroup
    situations: tuple[Situation, ...]
    emergency: Emergency
    lead: tuple[Step, ...]
    """What to read before anything else in this situation."""
    crisis: tuple[Service, ...]
    """Crisis lines; where empty, `no_crisis_line` says so."""
    no_crisis_line: str | None
    steps: tuple[Step, ...]
    """Without the lead."""
    services: tuple[Service, ...]
    """Without the crisis lines."""
    notes: tuple[str, ...]
    """What is missing: the country, or services of it."""
    reviewed: bool
    """A speaker of the language has read and approved every text of this plan."""
    untranslated: tuple[str, ...]
    """Ids whose text this language lacks: shown in another."""


def advise(
    voice: Voice,
    country: str | None,
    age: AgeGroup,
    situations: frozenset[Situation],
    howto: dict[Task, tuple[str, ...]],
) -> Plan:
    """The plan for one person. `howto`: ids of how-tos by what they show."""
    country = country.upper() if country else None
    if Situation.UNDER_18 in situations:
        age = AgeGroup.MINOR
    files = voice.files
    steps = [
        _step(row, voice, howto)
        for row in sorted(files.rows("steps", StepRow), key=lambda row: row.order)
        if row.grade != "U" and row.fits(age, situations) and (not row.countries or country in row.countries)
    ]
    shown = [row for row in files.rows("directory", ServiceRow) if row.grade != "U"]
    services = [
        _service(row, voice) for row in shown if row.country in ("*", country) and row.fits(age, situations)
    ]
    crisis = tuple(service for service in services if service.purpose == "crisis")
    no_line = None
    if not crisis:
        no_line = voice.say("sentences", "text", "no_crisis_line" if country else "no_crisis_line_unknown")
    notes = []
    if country is None:
        notes.append(voice.say("sentences", "text", "name_country"))
    elif all(row.country != country for row in shown):
        notes.append(voice.say("sentences", "text", "no_services"))
    return Plan(
        country=country,
        lang=voice.lang,
        age=age,
        situations=tuple(situation for situation in Situation if situation in situations),
        emergency=emergency(country, voice),
        lead=tuple(step for step in steps if step.kind == "lead"),
        crisis=crisis,
        no_crisis_line=no_line,
        steps=tuple(step for step in steps if step.kind != "lead"),
        services=tuple(service for service in services if service.purpose != "crisis"),
        notes=tuple(notes),
        reviewed=voice.reviewed,
        untranslated=tuple(dict.fromkeys(voice.untranslated)),
    )


def _step(row: StepRow, voice: Voice, howto: dict[Task, tuple[str, ...]]) -> Step:
    other = row.other_view if row.other_view and row.other_view.grade != "U" else None
    return Step(
        id=row.id,
        kind=row.kind,
        consensus=row.consensus,
        text=voice.say("steps", "text", row.id),
        source=voice.files.named(row.sources),
        grade=row.grade,
        reported=voice.reported(row.sources, row.grade),
        checked_on=row.checked_on,
        other_view=OtherView(
            text=voice.say("steps", "other_view", row.id),
            source=voice.files.named(other.sources),
            reported=voice.reported(other.sources, other.grade),
        )
        if other
        else None,
        task=row.task,
        howto=howto.get(row.task, ()) if row.task else (),
    )


def _service(row: ServiceRow, voice: Voice) -> Service:
    note = voice.find("directory", "note", row.id)
    return Service(
        id=row.id,
        purpose=row.purpose,
        name=voice.name(row.id, row.name),
        contact=row.contact,
        note=note if isinstance(note, str) else None,
        source=voice.files.named(row.sources),
        grade=row.grade,
        reported=voice.reported(row.sources, row.grade),
        checked_on=row.checked_on,
    )
