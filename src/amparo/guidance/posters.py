"""Posters and short texts for those at risk, with the emergency number and the services of a country.

Rows of grade U are shown to nobody; a row of grade P says who reported it.
"""

from datetime import date
from typing import Literal

import msgspec

from amparo.guidance.advice import Plan, Service, advise
from amparo.guidance.emergency import Emergency
from amparo.guidance.files import Files, Voice
from amparo.guidance.rows import Row
from amparo.model import AgeGroup

Audience = Literal["young_men", "professionals", "dating", "schools"]
Form = Literal["poster", "short"]

ON_A_POSTER = ("crisis", "support", "report")
"""Purposes of services that stand on a poster, in this order; money and takedowns are for the plan."""


class PosterRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words stand in the texts under the row's id."""

    audience: Audience
    form: Form
    ages: tuple[Literal["adult", "minor"], ...] = ()
    """Whose services stand on it; empty means both."""


class Poster(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    audience: Audience
    form: Form
    headline: str | None
    """None for a short text."""
    lines: tuple[str, ...]
    """Three to five for a poster; for a short text the one text to copy."""
    action: str | None
    """What to do, in one line; None for a short text."""
    emergency: Emergency
    services: tuple[Service, ...]
    """Crisis lines first."""
    no_crisis_line: str | None
    """Says so where the country has none that was verified."""
    source: str
    grade: str
    reported: str | None
    """For grade P: who reports it, and to check before use."""
    checked_on: date
    reviewed: bool
    """A speaker of the language has read and approved these words."""


def posters(files: Files, lang: str, country: str | None = None) -> tuple[Poster, ...]:
    """Every poster and short text, in the order of the file.

    `country`: ISO 3166-1 alpha-2, in any case; without one there are the international emergency sentence and
    the services that work everywhere. ValueError for a language that does not exist.
    """
    # The services of a plan in no particular situation; their own texts do not count as words of the poster.
    by_age = {
        "adult": advise(Voice(files, lang), country, AgeGroup.ADULT, frozenset(), {}),
        "minor": advise(Voice(files, lang), country, AgeGroup.MINOR, frozenset(), {}),
    }
    return tuple(
        _poster(row, Voice(files, lang), [by_age[age] for age in row.ages or ("adult", "minor")])
        for row in files.rows("posters", PosterRow)
        if row.grade != "U"
    )


def _poster(row: PosterRow, voice: Voice, plans: list[Plan]) -> Poster:
    short = row.form == "short"
    services = {service.id: service for plan in plans for service in (*plan.crisis, *plan.services)}
    no_line = None if any(plan.crisis for plan in plans) else plans[0].no_crisis_line
    lines = (voice.say("posters", "short", row.id),) if short else voice.lines("posters", "lines", row.id)
    return Poster(
        id=row.id,
        audience=row.audience,
        form=row.form,
        headline=None if short else voice.say("posters", "headline", row.id),
        lines=lines,
        action=None if short else voice.say("posters", "action", row.id),
        emergency=plans[0].emergency,
        services=tuple(
            service for purpose in ON_A_POSTER for service in services.values() if service.purpose == purpose
        ),
        no_crisis_line=no_line,
        source=voice.files.named(row.sources),
        grade=row.grade,
        reported=voice.reported(row.sources, row.grade),
        checked_on=row.checked_on,
        reviewed=voice.reviewed,
    )
