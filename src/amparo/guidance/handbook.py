"""The whole of the guidance, with or without a helpline's overlay."""

from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.guidance.advice import Plan, advise
from amparo.guidance.files import Files, Voice
from amparo.guidance.howtos import HowTo, by_task, howtos
from amparo.guidance.posters import Poster, posters
from amparo.guidance.rows import Situation
from amparo.model import AgeGroup

if TYPE_CHECKING:
    from amparo.guidance.check import Problem


class Guidance:
    """Plans, how-tos and posters. Files are read when they are first needed, and only of the language asked.

    `overlay`: a helpline's folder (docs/helpline.md). Every method raises `GuidanceError` for a file or row that does
    not hold, and ValueError for a language that does not exist.
    """

    def __init__(self, overlay: Path | None = None) -> None:
        self.files = Files(overlay)

    def plan(self, country: str | None, age: AgeGroup, lang: str, situation: Collection[str] = ()) -> Plan:
        """The plan for one person.

        `country` is an ISO 3166-1 alpha-2 code, in any case; `lang` one of `LANGUAGES`; `situation` holds values of
        `Situation`: ValueError for one that does not exist. An unknown age counts as under 18.
        """
        situations = frozenset(Situation(name) for name in situation)
        return advise(Voice(self.files, lang), country, age, situations, by_task(self.files))

    def howtos(self, lang: str, platform: str | None = None) -> tuple[HowTo, ...]:
        """The how-tos of one platform, or of all."""
        return howtos(self.files, lang, platform)

    def posters(self, lang: str, country: str | None = None) -> tuple[Poster, ...]:
        """Posters and short texts, with the services of the country."""
        return posters(self.files, lang, country)

    def check(self, today: date) -> tuple["Problem", ...]:
        """What is wrong and what is missing, errors first; raises nothing."""
        from amparo.guidance.check import check

        return check(self.files, today)


@cache
def shipped() -> Guidance:
    """Ours, without an overlay."""
    return Guidance()


def plan(country: str | None, age: AgeGroup, lang: str, situation: Collection[str] = ()) -> Plan:
    """The plan for one person, from what is shipped; see `Guidance.plan`."""
    return shipped().plan(country, age, lang, situation)
