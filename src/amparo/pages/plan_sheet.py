"""One plan as it is read from top to bottom, before it is drawn on a screen, on paper or at a terminal.

Sources stand at the end, so that they are not in the way of a frightened person; a number leads to each.
"""

from datetime import date

import msgspec

from amparo.guidance import Emergency, Number, Plan, Service, Situation, Step
from amparo.guidance.posters import Poster
from amparo.model import AgeGroup
from amparo.pages.plan_words import PlanWords

Refs = tuple[int, ...]
"""Numbers of sources."""


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """Sources that were checked on one day."""

    checked: str
    named: tuple[tuple[int, str], ...]
    """Number and `Publisher (place)`."""


class Aside(msgspec.Struct, frozen=True, kw_only=True):
    """What another source says instead."""

    text: str
    refs: Refs
    reported: str | None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    """`lead`, `step`, `warning` or `comfort`."""
    mark: str | None
    """What stands before a warning or a comfort."""
    text: str
    refs: Refs
    reported: str | None
    other: Aside | None
    howto: tuple[str, ...]


class Help(msgspec.Struct, frozen=True, kw_only=True):
    purpose: str
    name: str
    contact: tuple[str, ...]
    note: str | None
    refs: Refs
    reported: str | None


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """The emergency number."""

    numbers: tuple[Number, ...]
    sentence: str | None
    refs: Refs
    reported: str | None


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    code: str | None
    country: str | None
    """Its name."""
    title: str
    about: tuple[str, ...]
    """For whom, and what is happening."""
    call: Call
    crisis: tuple[Help, ...]
    no_crisis_line: str | None
    lead: tuple[Item, ...]
    steps: tuple[Item, ...]
    services: tuple[Help, ...]
    shared: tuple[Help, ...]
    """Services that stand on the sheets of all countries, where several are drawn on one page."""
    notes: tuple[str, ...]
    common: tuple[Sources, ...]
    """Sources of lead, steps and shared services; their numbers begin at 1."""
    local: tuple[Sources, ...]
    """Sources of the numbers and services that the others do not name already; numbers go on."""
    reviewed: bool


class PosterSheet(msgspec.Struct, frozen=True, kw_only=True):
    code: str | None
    country: str | None
    audience: str
    headline: str
    lines: tuple[str, ...]
    action: str
    call: Call
    crisis: tuple[Help, ...]
    no_crisis_line: str | None
    services: tuple[Help, ...]
    reported: str | None
    """For the poster's own words."""
    common: tuple[Sources, ...]
    local: tuple[Sources, ...]
    reviewed: bool


class _Numbered:
    """Gives each source its number, in the order in which it is met."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, date], int] = {}

    def __call__(self, source: str, checked_on: date) -> Refs:
        """`source` as guidance names them: `Publisher (place); Publisher (place)`."""
        ends = source.replace("); ", ")\n").split("\n")
        return tuple(self._numbers.setdefault((one, checked_on), len(self._numbers) + 1) for one in ends)

    def __len__(self) -> int:
        return len(self._numbers)

    def listed(self, words: PlanWords, first: int, last: int) -> tuple[Sources, ...]:
        """Those with numbers from `first` to `last`, by the day they were checked on."""
        days: dict[date, list[tuple[int, str]]] = {}
        for (source, checked_on), number in self._numbers.items():
            if first <= number <= last:
                days.setdefault(checked_on, []).append((number, source))
        return tuple(
            Sources(checked=words("checked", date=day.isoformat()), named=tuple(named))
            for day, named in days.items()
        )


def sheet(plan: Plan, words: PlanWords, shared: frozenset[str] = frozenset()) -> Sheet:
    """Lay a plan out; `words` are those of its language, `shared` ids of services to keep apart from the country's."""
    ref = _Numbered()
    lead = tuple(_item(step, words, ref) for step in plan.lead)
    steps = tuple(_item(step, words, ref) for step in plan.steps)
    everywhere = tuple(_help(service, words, ref) for service in plan.services if service.id in shared)
    common = len(ref)
    minor = plan.age is not AgeGroup.ADULT
    about = [words("for_minor" if minor else "for_adult")]
    about += [words.situation(one) for one in plan.situations if one is not Situation.UNDER_18]
    call = _call(plan.emergency, ref)
    crisis = tuple(_help(service, words, ref) for service in plan.crisis)
    services = tuple(_help(service, words, ref) for service in plan.services if service.id not in shared)
    title = words("plan")
    return Sheet(
        code=plan.country,
        country=words.country(plan.country) if plan.country else None,
        title=title,
        about=tuple(about),
        call=call,
        crisis=crisis,
        no_crisis_line=plan.no_crisis_line,
        lead=lead,
        steps=steps,
        services=services,
        shared=everywhere,
        notes=plan.notes,
        common=ref.listed(words, 1, common),
        local=ref.listed(words, common + 1, len(ref)),
        reviewed=plan.reviewed and words.reviewed,
    )


def poster_sheet(poster: Poster, words: PlanWords, code: str | None) -> PosterSheet:
    """Lay a poster out for the country of `code`; for those of form `poster` only."""
    ref = _Numbered()
    common = len(ref(poster.source, poster.checked_on))
    services = [(service.purpose, _help(service, words, ref)) for service in poster.services]
    call = _call(poster.emergency, ref)
    return PosterSheet(
        code=code,
        country=words.country(code) if code else None,
        audience=poster.audience,
        headline=poster.headline or "",
        lines=poster.lines,
        action=poster.action or "",
        call=call,
        crisis=tuple(service for purpose, service in services if purpose == "crisis"),
        no_crisis_line=poster.no_crisis_line,
        services=tuple(service for purpose, service in services if purpose != "crisis"),
        reported=poster.reported,
        common=ref.listed(words, 1, common),
        local=ref.listed(words, common + 1, len(ref)),
        reviewed=poster.reviewed and words.reviewed,
    )


def _item(step: Step, words: PlanWords, ref: _Numbered) -> Item:
    other = step.other_view
    return Item(
        id=step.id,
        kind=step.kind,
        mark=words(step.kind) if step.kind in ("warning", "comfort") else None,
        text=step.text,
        refs=ref(step.source, step.checked_on),
        reported=step.reported,
        other=Aside(text=other.text, refs=ref(other.source, step.checked_on), reported=other.reported)
        if other
        else None,
        howto=step.howto,
    )


def _help(service: Service, words: PlanWords, ref: _Numbered) -> Help:
    return Help(
        purpose=words(service.purpose, "purpose"),
        name=service.name,
        contact=service.contact,
        note=service.note,
        refs=ref(service.source, service.checked_on),
        reported=service.reported,
    )


def _call(emergency: Emergency, ref: _Numbered) -> Call:
    return Call(
        numbers=emergency.numbers,
        sentence=emergency.sentence,
        refs=ref(emergency.source, emergency.checked_on),
        reported=emergency.reported,
    )
