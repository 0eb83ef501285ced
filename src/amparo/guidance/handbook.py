"""The whole of the guidance, with or without a helpline's overlay."""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from amparo.guidance.advice import Plan, advise
from amparo.guidance.files import Files, Voice
from amparo.guidance.howtos import HowTo, by_task, howtos
from amparo.guidance.posters import Poster, posters
from amparo.guidance.rows import Situation
from amparo.model import AgeGroup


class Guidance:
    """Plans, how-tos and posters. Files are read when they are first needed, and only of the language asked.

    `overlay`: a helpline's folder (docs/helpline.md). `GuidanceError` for a file or row that does not hold.
    """

    def __init__(self, overlay: Path | None = None) -> None:
        self.files = Files(overlay)

    def plan(self, country: str | None, age: AgeGroup, lang: str, situation: Collection[str] = ()) -> Plan:
        """The plan for one person.

        `country` is an ISO 3166-1 alpha-2 code, in any case; `lang` one of `LANGUAGES`; `situation` holds values of
        `Situation`. An unknown age counts as under 18. ValueError for a situation or language that does not exist.
        """
        situations = frozenset(Situation(name) for name in situation)
        return advise(Voice(self.files, lang), country, age, situations, by_task(self.files))

    def howtos(self, lang: str, platform: str | None = None) -> tuple[HowTo, ...]:
        """How to keep evidence, pause an account, report it and hide contacts; see `howtos.howtos`."""
        return howtos(self.files, lang, platform)

    def posters(self, lang: str, country: str | None = None) -> tuple[Poster, ...]:
        """Posters and short texts with the services of a country; see `posters.posters`."""
        return posters(self.files, lang, country)


@cache
def shipped() -> Guidance:
    """Ours, without an overlay."""
    return Guidance()


def plan(country: str | None, age: AgeGroup, lang: str, situation: Collection[str] = ()) -> Plan:
    """The plan for one person, from what is shipped; see `Guidance.plan`."""
    return shipped().plan(country, age, lang, situation)
