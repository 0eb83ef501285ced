"""Recognised steps of the scheme."""

from enum import StrEnum

import msgspec

from amparo.model.locator import Locator
from amparo.model.message import Speaker


class Stage(StrEnum):
    """The steps, in the order in which the scheme takes them, then those on the victim's side, and danger to life."""

    CONTACT = "contact"
    MOVE = "move"
    LEVERAGE = "leverage"
    PROOF = "proof"
    """Shows, or says, that a recording exists."""
    THREAT = "threat"
    MAIL_BLACKMAIL = "mail_blackmail"
    AUTHORITY = "authority"
    """Claims to be police, a lawyer or a court."""
    DEMAND = "demand"
    DEADLINE = "deadline"
    PAYMENT_INSTRUCTION = "payment_instruction"
    BARGAINING = "bargaining"
    PAYMENT_MADE = "payment_made"
    REPEAT_DEMAND = "repeat_demand"
    EXPOSURE = "exposure"
    """Says that the threat was carried out."""
    RECOVERY_OFFER = "recovery_offer"
    """Offers, mostly for money, to have pictures deleted or money brought back."""
    REFUSAL = "refusal"
    DISTRESS = "distress"
    HELP = "help"
    """Tells somebody about the blackmail, or asks for help: threats are reported or quoted, not made."""
    CRISIS = "crisis"
    """Words that may mean danger to life."""
    URGES_SELF_HARM = "urges_self_harm"
    """The offender tells the person to harm or kill themselves: shown first, as crisis is."""


DANGER = frozenset((Stage.CRISIS, Stage.URGES_SELF_HARM))
"""Stages that a person must read first."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    rule: str
    stage: Stage
    span: tuple[int, int]
    """Start and end (exclusive), in characters of the message's raw text."""
    weight: float
    """How much the rule alone speaks for the scheme, 0 to 1; set with the rule, not learned."""
    reason: str
    """Plain English; pages look the rule id up in their own language."""
    message: str
    conversation: str
    said_by: Speaker
    sender: str | None = None
    """Who said it, as the source tells people apart: account, else name; speakers may all be unknown."""
    locator: Locator


class Scheme(msgspec.Struct, frozen=True, kw_only=True):
    """What the findings of a case amount to, for a person to judge."""

    recognised: bool
    stages: tuple[Stage, ...]
    """Those found, in order of first occurrence."""
    reasons: tuple[str, ...]
    """Why recognised, or why not; never empty."""
