"""What the findings of a case amount to, in plain words.

Recognised means that the evidence holds together, on one of these grounds:

- a threat, and from the same side in the same conversation a demand, a payment instruction or a deadline to pay;
- a mail that claims a hacked device or a recording, threatens and asks for crypto-currency;
- leverage (contacts shown) and a demand or payment instruction from the same side in the same conversation.

There is no score: either a ground holds, and is named with its conversation, or what is missing is named. Nobody is
presumed to be the offender: where speakers are unknown, the same sender must have said both. What the victim wrote
is never one of the grounds.
"""

from collections.abc import Iterable, Mapping

from amparo.model import DANGER, Conversation, Finding, Scheme, Speaker, Stage

_MONEY = (Stage.DEMAND, Stage.PAYMENT_INSTRUCTION, Stage.REPEAT_DEMAND)
_PRESSURE = (Stage.THREAT, Stage.LEVERAGE)
_CALLED = {
    Stage.CONTACT: "a first contact",
    Stage.MOVE: "a move to another app",
    Stage.LEVERAGE: "that contacts or personal details were shown",
    Stage.PROOF: "that a recording exists",
    Stage.THREAT: "a threat to publish",
    Stage.MAIL_BLACKMAIL: "a blackmail mail that claims a hacked device or a recording",
    Stage.AUTHORITY: "somebody who claims to be police, a lawyer or a court",
    Stage.DEMAND: "a demand for money",
    Stage.DEADLINE: "a deadline",
    Stage.PAYMENT_INSTRUCTION: "how to pay",
    Stage.BARGAINING: "bargaining over the sum",
    Stage.PAYMENT_MADE: "a payment",
    Stage.REPEAT_DEMAND: "a repeated demand",
    Stage.EXPOSURE: "that something was sent or published",
    Stage.RECOVERY_OFFER: "an offer to have it deleted or the money brought back",
    Stage.REFUSAL: "a refusal",
    Stage.DISTRESS: "distress",
    Stage.HELP: "that somebody was told about the blackmail",
    Stage.CRISIS: "words that may mean danger to life",
    Stage.URGES_SELF_HARM: "a push to self-harm",
}


def scheme(findings: Iterable[Finding], conversations: Iterable[Conversation] = ()) -> Scheme:
    """Whether the scheme is recognised, which steps were found in order of first occurrence, and why."""
    titles = {conversation.id: conversation.title for conversation in conversations}
    stages: dict[Stage, None] = {}
    sides: dict[tuple[str, str], dict[Stage, int]] = {}
    for finding in findings:
        stages.setdefault(finding.stage)
        if finding.said_by is not Speaker.VICTIM:
            side = sides.setdefault((finding.conversation, _side(finding)), {})
            side[finding.stage] = side.get(finding.stage, 0) + 1
    grounds = [
        ground
        for (conversation, _), said in sides.items()
        for ground in _grounds(said, _named(conversation, titles))
    ]
    reasons = list(dict.fromkeys(grounds)) or [_missing(stages, sides)]
    if not DANGER.isdisjoint(stages):
        reasons.append("There are words that may mean danger to life: a person must read them first.")
    return Scheme(recognised=bool(grounds), stages=tuple(stages), reasons=tuple(reasons))


def _side(finding: Finding) -> str:
    """All that is known to be the offender's is one side; unknown speakers are told apart by sender."""
    return "offender" if finding.said_by is Speaker.OFFENDER else f"{finding.said_by}:{finding.sender or ''}"


def _grounds(said: Mapping[Stage, int], where: str) -> list[str]:
    grounds = []
    if Stage.MAIL_BLACKMAIL in said:
        grounds.append(f"{where}: {_CALLED[Stage.MAIL_BLACKMAIL]}, with a threat and a way to pay.")
    money = [stage for stage in _MONEY if stage in said]
    pressure = [stage for stage in _PRESSURE if stage in said]
    if pressure and money:
        grounds.append(f"{where}: the same side wrote {_listed([*pressure, *money])}.")
    elif Stage.THREAT in said and Stage.DEADLINE in said:
        grounds.append(f"{where}: the same side wrote {_listed([Stage.THREAT, Stage.DEADLINE])}.")
    return grounds


def _missing(stages: Iterable[Stage], sides: Mapping[tuple[str, str], Mapping[Stage, int]]) -> str:
    found = [stage for stage in stages if stage not in DANGER]
    if not found:
        return "No step of the scheme was found in the words; pictures and calls are not read."
    said = {stage for side in sides.values() for stage in side}
    pressure, money = said & set(_PRESSURE), said & set(_MONEY)
    steps = f"Found {_listed(found)}"
    if pressure and money:
        return f"{steps}, but not from the same side of one conversation."
    if pressure:
        return f"{steps}, but no demand for money from the same side."
    if money:
        return f"{steps}, but no threat from the same side."
    return f"{steps}, but neither a threat nor a demand for money from the other side."


def _named(conversation: str, titles: Mapping[str, str]) -> str:
    title = titles.get(conversation)
    return f"Conversation {conversation} ({title})" if title else f"Conversation {conversation}"


def _listed(stages: Iterable[Stage]) -> str:
    words = [_CALLED[stage] for stage in stages]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
