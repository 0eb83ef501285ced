"""Which rules match words, whatever the conversation."""

from functools import cache

from amparo.recognition.indicators.base import View
from amparo.recognition.indicators.kinds import KINDS
from amparo.recognition.matcher import Matcher
from amparo.recognition.rules import shipped
from amparo.recognition.triggers import Triggers


@cache
def matcher():
    return Matcher(
        shipped(),
        Triggers(
            {kind.KIND.value: kind.TRIGGERS for kind in KINDS},
            {kind.KIND.value: getattr(kind, "PLAIN_TRIGGERS", ()) for kind in KINDS},
        ),
    )


def places_in(text):
    def of(kind):
        return [
            (hit.start, hit.end)
            for module in KINDS
            if module.KIND.value == kind
            for hit in module.find(View(text))
        ]

    return of


def matches_of(text, speaker):
    """Ids of the rules that match, found through the sieves, as in a case."""
    candidate = matcher().look([text], [speaker]).get(0)
    if candidate is None:
        return set()
    return {
        match.rule.id
        for reading in candidate.readings
        for match in matcher().compose(reading, places_in(text)).held
    }
