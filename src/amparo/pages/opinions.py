"""The second opinion, where somebody asked for one: messages that may be worth a look, and nothing more."""

from collections.abc import Iterator

from amparo.model import Case, Opinion, Stage
from amparo.pages.shown import short
from amparo.pages.story import when_text
from amparo.pages.survey import Survey
from amparo.pages.wording import Line, Wording

MOST = 12
"""Messages shown, those that may be of a person in danger first, then those most alike."""


def asked(case: Case) -> set[str]:
    """Ids of the messages that the lines link to."""
    return {opinion.message for opinion in _first(case)}


def lines(case: Case, survey: Survey, words: Wording) -> list[Line]:
    """One a message; none where nobody asked."""
    return list(_lines(case, survey, words))


def _lines(case: Case, survey: Survey, words: Wording) -> Iterator[Line]:
    for opinion in _first(case):
        seen = survey.seen.get(opinion.message)
        yield Line(
            f"opinion.{opinion.stage}",
            {
                "when": when_text(seen, words) if seen else words.texts["clock.none"],
                "quote": seen.quote if seen else "",
                "example": short(opinion.near[0].text, 120),
            },
            (opinion.message,),
        )


def _first(case: Case) -> list[Opinion]:
    ranked = sorted(
        case.opinions or (), key=lambda one: (one.stage is not Stage.CRISIS, -one.near[0].cosine, one.message)
    )
    return ranked[:MOST]
