"""References of money transfers: Western Union's MTCN (10 digits), MoneyGram (8), Ria (11).

>>> [(hit.value, hit.platform) for hit in find(View("MTCN: 123-456-7890"))]
[('1234567890', 'western-union')]

The digits carry no check digit, so the text must name the firm or the reference.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.TRANSFER_REFERENCE
CLAIMS = True
TRIGGERS = (r"m\.?t\.?c\.?n", "western", "moneygram", "money gram", r"\b(ria|wu)\b")
EXAMPLES = (
    ("the mtcn is 123-456-7890", "1234567890"),
    ("code MTCN 1234567890", "1234567890"),
    ("I sent it with Western Union, reference 123 456 7890", "1234567890"),
    ("moneygram reference number: 12345678", "12345678"),
    ("Ria pin 11234567890", "11234567890"),
)
COUNTER_EXAMPLES = (
    "call 1234567890",
    "Western Union opens at 9",
    "moneygram on 12 March",
    "what is the mtcn?",
)

_MTCN = re.compile(
    r"\bm\.?t\.?c\.?n\.?\b[^\d\n]{0,30}?(?P<digits>\d{3}[ .-]?\d{3}[ .-]?\d{4})(?!\d)", re.IGNORECASE
)
_REFERENCE = r"(?:ref(?:erence|\.)?|r[ée]f[ée]rence|number|no|n°|num[ée]ro|code|pin|control|tracking|suivi)"
# Firm, what is written near, shape of the digits.
_FIRMS = (
    ("western-union", r"western ?union|\bwu\b", r"\d{3}[ .-]?\d{3}[ .-]?\d{4}"),
    ("moneygram", r"money ?gram", r"\d{4}[ -]?\d{4}"),
    ("ria", r"\bria\b", r"\d{11}|\d{2}-?\d{3}-?\d{3}-?\d{3}"),
)
_NAMED = tuple(
    (
        firm,
        re.compile(
            rf"(?:{name})[^\n]{{0,60}}?\b{_REFERENCE}\b[^\d\n]{{0,25}}?(?P<digits>{shape})(?!\d)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"\b{_REFERENCE}\b[^\d\n]{{0,15}}?(?P<digits>{shape})(?!\d)[^\n]{{0,40}}?(?:{name})",
            re.IGNORECASE,
        ),
    )
    for firm, name, shape in _FIRMS
)


def find(view: View) -> list[Hit]:
    hits: dict[int, Hit] = {}
    for hit in _all(view.text):
        hits.setdefault(hit.start, hit)
    return [hits[start] for start in sorted(hits)]


def _all(text: str) -> Iterator[Hit]:
    for found in _MTCN.finditer(text):
        yield _hit(found, "western-union")
    for firm, before, after in _NAMED:
        for pattern in (before, after):
            for found in pattern.finditer(text):
                yield _hit(found, firm)


def _hit(found: re.Match[str], firm: str) -> Hit:
    return Hit(re.sub(r"\D", "", found["digits"]), *found.span("digits"), platform=firm)
