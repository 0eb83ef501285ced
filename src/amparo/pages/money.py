"""Money, as far as the messages name it. Amounts are listed, never added up."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from amparo.model import Case, Indicator, IndicatorKind, Stage
from amparo.pages.identifiers import Identifier, gathered

MOST = 40
"""Entries shown of each list."""

RECEIVERS = frozenset(
    {
        IndicatorKind.RECEIVER,
        IndicatorKind.IBAN,
        IndicatorKind.CARD,
        IndicatorKind.WALLET,
        IndicatorKind.MOBILE_MONEY,
        IndicatorKind.AGENCY,
        IndicatorKind.TOWN,
    }
)
REFERENCES = frozenset({IndicatorKind.TRANSFER_REFERENCE, IndicatorKind.GIFT_CARD})
_DEMANDS = frozenset(
    {Stage.DEMAND, Stage.REPEAT_DEMAND, Stage.DEADLINE, Stage.THREAT, Stage.PAYMENT_INSTRUCTION}
)


@dataclass(frozen=True, slots=True)
class MoneyPart:
    key: str
    """Of the wording: `money.demanded` and the like."""
    entries: tuple[Identifier, ...]
    more: int


def money(case: Case) -> list[MoneyPart]:
    """What was demanded, said to be paid, and otherwise named; receivers; references. Empty parts are left out."""
    demanding = _messages_of(case, _DEMANDS)
    paying = _messages_of(case, frozenset({Stage.PAYMENT_MADE}))
    amounts: dict[str, list[Indicator]] = {"money.paid": [], "money.demanded": [], "money.named": []}
    other: dict[str, list[Indicator]] = {"money.receivers": [], "money.references": []}
    for indicator in case.indicators:
        if indicator.kind is IndicatorKind.AMOUNT:
            # A message that says both is counted as paid: the demand stands in others.
            if indicator.message in paying:
                amounts["money.paid"].append(indicator)
            elif indicator.message in demanding:
                amounts["money.demanded"].append(indicator)
            else:
                amounts["money.named"].append(indicator)
        elif indicator.kind in RECEIVERS:
            other["money.receivers"].append(indicator)
        elif indicator.kind in REFERENCES:
            other["money.references"].append(indicator)
    order = ("money.demanded", "money.paid", "money.named", "money.receivers", "money.references")
    parts = []
    for key in order:
        entries = gathered((amounts | other)[key])
        if entries:
            parts.append(MoneyPart(key, tuple(entries[:MOST]), max(len(entries) - MOST, 0)))
    return parts


def amounts_in(indicators: Iterable[Indicator], messages: Collection[str]) -> Sequence[tuple[str, int]]:
    """Amounts named in `messages`, each with how often, the most frequent first."""
    counted = Counter(
        indicator.value
        for indicator in indicators
        if indicator.kind is IndicatorKind.AMOUNT and indicator.message in messages
    )
    return [(value[:60], count) for value, count in counted.most_common()]


def _messages_of(case: Case, stages: frozenset[Stage]) -> set[str]:
    return {finding.message for finding in case.findings if finding.stage in stages}
