"""Payment card numbers: issuer's range, length and the Luhn digit (ISO/IEC 7812).

>>> [hit.value for hit in find(View("card 4111 1111 1111 1111"))]
['4111111111111111']
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.CARD
CLAIMS = True
TRIGGERS = (r"\d([ \-]?\d){12,}",)
EXAMPLES = (
    ("4111 1111 1111 1111", "4111111111111111"),
    ("amex 3782-822463-10005", "378282246310005"),
    ("carte 5555555555554444 stp", "5555555555554444"),
)
COUNTER_EXAMPLES = (
    "ref 4111111111111112",
    "1234 5678 9012 3456",
    "id 41111111111111110000000",
    "from 100041111111111111111",
)

_CANDIDATE = re.compile(r"(?<![\w+.-])\d(?:[ -]?\d){12,18}(?![ -]?\d)(?!\w)")
_CALLED = re.compile(r"\b(?:card|carte|visa|mastercard|amex|cb)\b", re.IGNORECASE)
# First digits and lengths of the large issuers.
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14,17}"
)


def find(view: View) -> list[Hit]:
    hits = []
    for found in _CANDIDATE.finditer(view.text):
        digits = re.sub(r"\D", "", found[0])
        if not _ISSUERS.fullmatch(digits):
            continue
        valid = luhn(digits)
        if valid or _CALLED.search(view.text, max(0, found.start() - 25), found.start()):
            hits.append(Hit(digits, *found.span(), valid=valid))
    return hits


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        n = int(digit) * (1 + place % 2)
        total += n - 9 * (n > 9)
    return total % 10 == 0
