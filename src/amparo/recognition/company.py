"""In a long text one sentence is not enough.

A chat message is short, and a threat in it stands for itself. A mail or a pasted article of many hundred words holds, sooner or
later, a sentence that looks like one. So in a long text a threat or a demand counts only together with another step of
the scheme that a rule of the same language sees in the same text; a wording that weighs enough is no such step. (Of 4,150 ham mails one in 39 was flagged without this.)

A rule of one language sometimes reads the words of another: "sino" is "who" in Filipino and "but" in Spanish. So beyond
the length of a usual chat message a threat or a demand does not count where nothing around it is of its rule's language and much
is of another one's. Signs of crisis are never held back by either. And blackmail by mail tells its story in one go: what
stands thousands of characters apart in a newsletter is none.
"""

import tomllib
from collections.abc import Sequence
from importlib.resources import files

from amparo.model import Speaker, Stage
from amparo.recognition.matcher import Match
from amparo.recognition.normalise import fold

LONG = 800
"""Characters."""
_PRESSING = frozenset((Stage.THREAT, Stage.DEMAND, Stage.REPEAT_DEMAND))
_STEPS = _PRESSING | {Stage.LEVERAGE, Stage.PROOF, Stage.EXPOSURE, Stage.MAIL_BLACKMAIL}


def accompanied(text: str, matches: Sequence[Match], speaker: Speaker) -> list[Match]:
    """The matches of a message without threats and demands that stand alone in a long text or among the words of another
    language. Where a person has named the speaker as the offender, a long text needs no company."""
    matches = [match for match in matches if not _scattered(match) and not _among_others(text, match)]
    if len(text) <= LONG or speaker is Speaker.OFFENDER:
        return matches
    steps = {
        (match.rule.language, match.rule.stage)
        for match in matches
        if match.rule.stage in _STEPS and not match.rule.weighs
    }

    def has_company(match: Match) -> bool:
        return any(
            stage is not match.rule.stage and (match.rule.weighs or language == match.rule.language)
            for language, stage in steps
        )

    return [match for match in matches if match.rule.stage not in _PRESSING or has_company(match)]


_TONGUES = {
    language: frozenset(words.split())
    for language, words in tomllib.loads(
        files("amparo.recognition").joinpath("tongues.toml").read_text("utf-8")
    ).items()
}
_AROUND = 100
"""Characters on either side."""
_STORY = 4_500
"""Characters from the first to the last part of a blackmail mail; of thirteen real ones the longest has 3,809."""
_SHORT = 250
"""Characters of a message whose few words may well be of two languages."""
_MUCH = 4
"""Function words of another language."""


def _scattered(match: Match) -> bool:
    return match.rule.stage is Stage.MAIL_BLACKMAIL and match.end - match.start > _STORY


def _among_others(text: str, match: Match) -> bool:
    if match.rule.stage not in _PRESSING or len(text) <= _SHORT:
        return False
    folded = fold(text[max(0, match.start - _AROUND) : match.end + _AROUND]).text
    own = _TONGUES.get(match.rule.language)
    if own is None or not folded.isascii():  # what stays after folding accents away is another script
        return False
    words = folded.split()
    if any(word in own for word in words):
        return False
    return any(sum(word in other for word in words) >= _MUCH for other in _TONGUES.values())
