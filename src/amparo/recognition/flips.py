"""Who says a thing changes what it is: a threat that somebody quotes or reports is a call for help, not a threat.

Words that report (`he said`) are the rules' own affair (`unless`). Here stands what holds in every language:

- where a sentence tells somebody about the blackmail (stage `help`), nothing in it is a threat or demand of the speaker;
- what stands between quotation marks is somebody else's, unless the whole message does.

Neither holds for a speaker who is known to be the offender.

And where rules have read a sentence, they know better than its wording weighs (`unopposed`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from amparo.model import Speaker, Stage
from amparo.recognition.matcher import Composed, Match
from amparo.recognition.normalise import fold
from amparo.recognition.sentences import sentence_at
from amparo.recognition.words import Words

THE_OTHER_SIDES = frozenset(
    (
        *(Stage.THREAT, Stage.DEMAND, Stage.REPEAT_DEMAND, Stage.DEADLINE),
        *(Stage.LEVERAGE, Stage.PROOF, Stage.PAYMENT_INSTRUCTION),
    )
)
"""What is reported where a sentence tells of the blackmail."""
_PRESSING = frozenset((Stage.THREAT, Stage.DEMAND))
_THE_VICTIMS = frozenset((Stage.HELP, Stage.PAYMENT_MADE, Stage.REFUSAL, Stage.BARGAINING))
_QUOTED = re.compile(
    r"“[^“”\n]{3,600}”|«[^«»\n]{3,600}»|„[^„“”\n]{3,600}[“”]|(?<!\w)\"[^\"\n]{3,600}\"(?!\w)"
)
_A_WORD = re.compile(r"[^\W\d_]{2,}")


def settle(text: str, matches: Sequence[Match], speaker: Speaker) -> list[Match]:
    """The matches of a message without those that are only reported in it."""
    pressing = [match for match in matches if match.rule.stage in THE_OTHER_SIDES]
    if speaker is Speaker.OFFENDER or not pressing:
        return [*matches]
    by_pattern = [match for match in pressing if not match.rule.weighs]
    told = [match for match in matches if match.rule.stage is Stage.HELP and not _inside(match, by_pattern)]
    quotes = _quotes(text)
    if not told and not quotes:
        return [*matches]
    words = Words(fold(text))
    reported = [sentence_at(words, match.start, match.end) for match in told]

    def is_reported(match: Match) -> bool:
        if match.rule.stage not in THE_OTHER_SIDES:
            return False
        if any(2 * _shared(match, start, end) >= match.end - match.start for start, end in quotes):
            return True
        first, last = sentence_at(words, match.start, match.end)
        return any(first < end and start < last for start, end in reported)

    return [match for match in matches if not is_reported(match)]


def unopposed(weighed: Iterable[Match], composed: Composed, speaker: Speaker) -> Iterator[Match]:
    """What a wording weighs enough for, without a threat or demand that rules saw and excused, or that comes from
    somebody who, as rules saw, tells of one, pays, refuses or bargains."""
    seen = {match.rule.stage for match in composed.held}
    victims = speaker is not Speaker.OFFENDER and not seen.isdisjoint(_THE_VICTIMS)
    excused = seen.isdisjoint(_PRESSING) and not composed.excused.isdisjoint(_PRESSING)
    for match in weighed:
        if match.rule.stage not in _PRESSING or not (victims or excused):
            yield match


def _shared(match: Match, start: int, end: int) -> int:
    """Characters of the match between these places."""
    return min(end, match.end) - max(start, match.start)


def _inside(told: Match, pressing: Sequence[Match]) -> bool:
    """`Send 100 or he will leak it`: what seems to tell of a threat is a part of it."""
    return any(match.start <= told.start and told.end <= match.end for match in pressing)


def _quotes(text: str) -> list[tuple[int, int]]:
    """Where somebody is quoted; nothing where no word stands outside."""
    places = [found.span() for found in _QUOTED.finditer(text)]
    return places if places and _A_WORD.search(_QUOTED.sub(" ", text)) else []
