"""References of money transfers: Western Union's MTCN (10 digits), MoneyGram (8), Ria (11) and those of other firms.

>>> [(hit.value, hit.platform) for hit in find(View("MTCN: 123-456-7890"))]
[('1234567890', 'western_union')]

They carry no check digit, so the text must name the firm and call it a reference, or a MTCN. Firms and the shapes of
their references stand in `words/firms.toml`.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.vocabulary import any_of, key, level, words

KIND = IndicatorKind.TRANSFER_REFERENCE
CLAIMS = True
_FIRMS = {name: firm for name, firm in words("firms").items() if "reference" in firm}
_REFERENCES = words("firms")["reference"]["words"]
_FIRMS.pop("reference", None)


def _triggers() -> Iterator[str]:
    yield r"m\.?t\.?c\.?n"
    yield "ام تي سي ان"
    for firm in _FIRMS.values():
        for name in firm["names"]:
            folded = re.escape(key(name)).replace(r"\ ", "[ -]?")
            edged = rf"\b{folded}\b" if len(name) < 6 or firm.get("word") else folded
            if not folded.isascii():
                edged = folded
            if firm.get("word") or len(name) < 4:
                yield rf"{edged}.*\d\d\d"
                yield rf"\d\d\d.*{edged}"
            else:
                yield edged


TRIGGERS = tuple(dict.fromkeys(_triggers()))
EXAMPLES = (
    ("the mtcn is 123-456-7890", "1234567890"),
    ("code MTCN 1234567890", "1234567890"),
    ("1234567890 is the mtcn", "1234567890"),
    ("I sent it with Western Union, reference 123 456 7890", "1234567890"),
    ("moneygram reference number: 12345678", "12345678"),
    ("Ria pin 11234567890", "11234567890"),
    ("par wafacash, le code c'est 9876543210", "9876543210"),
    ("ID de transaction Orange Money: PP240611.1234.A12345", "PP240611.1234.A12345"),
    ("رقم الحوالة ويسترن يونيون 666 777 8889", "6667778889"),
)
COUNTER_EXAMPLES = (
    "call 1234567890",
    "Western Union opens at 9",
    "moneygram on 12 March",
    "what is the mtcn?",
    "order number 1234567890 shipped",
    "mtcn 12345 - it cut off",
    "western union, call 07700 900123",
)

_REACH = 80
"""Characters between a firm and a reference."""
_NEAR = 45
"""Characters between the word for a reference and the reference."""
_MTCN = re.compile(r"(?<![^\W_])(?:m\.?t\.?c\.?n\.?|ام تي سي ان)(?![^\W_])")
_CALLED = re.compile(rf"(?<![^\W_])(?:{any_of(_REFERENCES)})(?![^\W_])|#")
_NEXT = re.compile(r"\s?(?:,|/|&|and|et|y|e|und|at|w|و|then|puis)\s?")
"""Between two references."""
_NAMES = {
    name: re.compile(rf"(?<![\w@])(?:{any_of(firm['names'])})(?![^\W_])") for name, firm in _FIRMS.items()
}
_SHAPES = {
    name: re.compile(
        rf"(?<![\w/@-])(?<!\d[. ])(?:{firm['reference']})(?![\w-]|[ .,]\d|\s?[€$£%]|\s(?:euros?|dollars?|dh|fcfa|pounds)\b)"
    )
    for name, firm in _FIRMS.items()
}
_MTCN_SHAPE = _SHAPES["western_union"]
_OTHERWISE = re.compile(
    r"(?:\b(?:call|phone|tel|whats ?app|text|ring|appelle|llama|ruf|sms|imei|iban|rib|account|compte|cuenta|conta|konto|card|carte|order number|invoice|facture|hotel|to|au|al|ao|sa)|رقمي|هاتف|واتساب)\W{0,3}(?:\w{1,4}\W)?$"
)
"""What the digits are then."""


def find(view: View) -> list[Hit]:
    taken = Claims()
    return sorted(
        (hit for hit in _all(view.text) if taken.take(hit.start, hit.end)), key=lambda hit: hit.start
    )


def _all(text: str) -> Iterator[Hit]:
    flat = level(text)
    for called in _MTCN.finditer(flat):
        found = _MTCN_SHAPE.search(text, called.end(), called.end() + _NEAR + 14)
        if not found or found.start() - called.end() > _NEAR:
            before = list(_MTCN_SHAPE.finditer(text, max(0, called.start() - _NEAR), called.start()))
            found = before[-1] if before else None
        while found:
            yield _hit(found, "western_union")
            following = _NEXT.match(flat, found.end())
            found = _MTCN_SHAPE.match(text, following.end()) if following else None
    mentions = [(found, name) for name, pattern in _NAMES.items() for found in pattern.finditer(flat)]
    # The nearest firm names it.
    offers = []
    for mention, name in mentions:
        for found in _SHAPES[name].finditer(text, max(0, mention.start() - _REACH), mention.end() + _REACH):
            if found.start() < mention.end() and mention.start() < found.end():
                continue
            distance = (
                found.start() - mention.end()
                if found.start() >= mention.end()
                else mention.start() - found.end()
            )
            if _is_called(flat, mention, found):
                offers.append((distance, found.start(), _hit(found, name)))
    for _, _, hit in sorted(offers, key=lambda offer: offer[:2]):
        yield hit


def _is_called(flat: str, mention: re.Match[str], found: re.Match[str]) -> bool:
    before = flat[max(0, found.start() - _NEAR) : found.start()]
    if _OTHERWISE.search(before):
        return False
    around = flat[
        max(0, min(mention.start(), found.start()) - 30) : mention.end()
        if mention.end() > found.end()
        else found.start()
    ]
    return bool(_CALLED.search(before) or _CALLED.search(around.replace(found[0].lower(), " ")))


def _hit(found: re.Match[str], firm: str) -> Hit:
    value = found[0] if _FIRMS[firm].get("keeps") else re.sub(r"[^A-Za-z0-9]", "", found[0])
    return Hit(value, *found.span(), platform=firm)
