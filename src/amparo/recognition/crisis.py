"""Crisis signs: found rather once too often than once too seldom.

A crisis rule holds whoever speaks, at once, in every language, whatever its weight: `rules.py` refuses one that asks for a
speaker or for company. No other rule's excuse touches it, and no flip of speakers either. What more is done:

- Its own excuses (`I could die laughing`) are not heard in a conversation in which somebody is being blackmailed: there,
  nothing is taken for a joke.
- What the offender writes to drive somebody to it (`offender_stage` of a rule) is a finding of its own, `urges_self_harm`,
  and is shown first as well.

The sieves before the rules let through a superset of what can match; `tests/recognition/test_crisis_path.py` holds them to it
for every crisis rule, beside long, disfigured and hostile neighbours.
"""

from collections.abc import Callable, Iterator, Sequence

from amparo.model import Speaker, Stage
from amparo.recognition.matcher import Match, Reading
from amparo.recognition.pattern import matches
from amparo.recognition.words import Words

_BLACKMAILED = frozenset(
    (
        *(Stage.THREAT, Stage.DEMAND, Stage.REPEAT_DEMAND, Stage.LEVERAGE, Stage.MAIL_BLACKMAIL, Stage.HELP),
        *(Stage.PAYMENT_MADE, Stage.PAYMENT_INSTRUCTION, Stage.EXPOSURE, Stage.URGES_SELF_HARM),
    )
)


def nothing_excuses(speaker: Speaker, stages: set[Stage]) -> bool:
    """Whether words of this speaker are to be read without excuses, after what was found in the conversation."""
    return speaker is not Speaker.OFFENDER and not _BLACKMAILED.isdisjoint(stages)


def unexcused(reading: Reading, kinds: Callable[[str], Sequence[tuple[int, int]]]) -> Iterator[Match]:
    """The first match of every crisis rule, whatever excuses it."""
    units = [unit for unit in reading.units if unit.rule.stage is Stage.CRISIS]
    if not units:
        return
    words = Words(reading.mapped, kinds)
    for unit in units:
        for start, end in matches(unit.node, words):
            yield Match(unit.rule, *words.source_span(start, end))
            break
