"""Codes of gift cards and prepaid vouchers, where the text names the brand, or that it is such a card.

>>> [(hit.value, hit.platform) for hit in find(View("steam card AB1CD-EF2GH-IJ3KL"))]
[('AB1CDEF2GHIJ3KL', 'steam')]

The value is the code without separators, in capitals. None of them can be checked without asking the issuer. Brands and
the shapes of their codes stand in `words/gift_cards.toml`.
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.vocabulary import any_of, key, level, trigger, words

KIND = IndicatorKind.GIFT_CARD
CLAIMS = True
_BRANDS = words("gift_cards")
_FREQUENT = frozenset(
    (
        "apple",
        "amazon",
        "xbox",
        "microsoft",
        "netflix",
        "ebay",
        "steam",
        "vanilla",
        "roblox",
        "nintendo",
        "walmart",
        "playstation",
        "coupon",
        "voucher",
        "spotify",
        "twitch",
        "fortnite",
        "ikea",
        "valorant",
        "free fire",
        "pubg",
        "mobile legends",
        "decathlon",
        "fnac",
        "zalando",
        "battle.net",
        "v-bucks",
        "vbucks",
        "meta quest",
    )
)
"""Brands that people talk about: with a digit in the message."""


def _trigger(name: str) -> list[str]:
    if not name.isascii():
        return [trigger(key(name))]
    folded = re.escape(key(name)).replace(r"\ ", "[ -]?")
    edged = rf"\b{folded}\b" if len(name) < 6 else folded
    return [rf"{edged}.*\d", rf"\d.*{edged}"] if name in _FREQUENT else [edged]


TRIGGERS = tuple(
    pattern for brand in _BRANDS.values() for name in brand["names"] for pattern in _trigger(name)
)
EXAMPLES = (
    ("here is the steam code AB1CD-EF2GH-IJ3KL", "AB1CDEF2GHIJ3KL"),
    ("amazon gift card: AB12-CDEF34-GH56", "AB12CDEF34GH56"),
    ("paysafecard 1234 5678 9012 3456", "1234567890123456"),
    ("coupon pcs 1234567890", "1234567890"),
    ("steam test1-test2-test3", "TEST1TEST2TEST3"),
    ("XQWE-RTYU-2345-6789 that is the apple one", "XQWERTYU23456789"),
    ("gift card AB12-CD34-EF56-GH78", "AB12CD34EF56GH78"),
    ("razer gold pin: 7712004433", "7712004433"),
)
COUNTER_EXAMPLES = (
    "buy a steam card and send the code",
    "AB1CD-EF2GH-IJ3KL",
    "amazon order 123-4567890-1234567",
    "google play says error DF-DFERH-01",
    "amazon order number 1234567890123456",
    "the door code is 7712004433, and buy me a steam game",
)

_CODES = {
    brand: (
        re.compile(rf"(?<![^\W_])(?:{any_of(facts['names'])})(?![^\W_])"),
        re.compile(rf"(?<![\w-])(?:{facts['code']})(?![\w-]|[ .-]?\d)"),
        re.compile(rf"(?<![\w-])(?:{facts['code']})(?![\w-])", re.IGNORECASE),
    )
    for brand, facts in _BRANDS.items()
}
_ANY_CODE = re.compile(
    r"(?<![\w-])(?:\d{3,5}(?:[ -]\d{3,5}){1,5}|\d{9,20}|[A-Z0-9]{3,6}(?:-[A-Z0-9]{3,6}){1,5}|[A-Z0-9]{4,5}(?: [A-Z0-9]{4,5}){2,5}|(?=[A-Z]*\d)[A-Z0-9]{9,25})(?![\w-]|[ .-]?\d)"
)
_CODE_CALLED = re.compile(
    r"(?<![^\W_])(?:codes?|pin|pins|card number|number|no|nr|code ?:|codigo|clave|kode|numero|nummer|serial|cod|kod|lcode|lkod|gutscheincode|kartennummer|coupon|ticket|voucher|كود|الكود|رمز|الرمز|رقم|الرقم|البن)"
    r"(?![^\W_])(?:\W{0,3}(?:is|est|es|e|ist|ay|c'est|da|de la|do|du|der|howa|hiya|هو|هي|ديال|بتاع)(?![^\W_]))?\W{0,4}$"
)
"""Where a code is called so, right before it, and such a card is named, it need not have the brand's own shape."""
_REACH = 90
"""Characters between the brand and its code."""
_BACK = 45
"""The same where the code comes first."""
_OTHERWISE = re.compile(
    r"\b(?:order|commande|pedido|bestellung|tracking|suivi|colis|rechnung|invoice|wifi|password|serial|error|mtcn|imei)\W{0,3}(?:\w{1,6}\W{1,2}){0,2}$"
)


def find(view: View) -> list[Hit]:
    hits: list[Hit] = []
    taken = Claims()
    flat = level(view.text)
    for brand, (name, *shapes) in _CODES.items():
        for mention in name.finditer(flat):
            ahead = _found(shapes, view.text, mention.end(), mention.end() + _REACH)
            behind = (
                [] if ahead else _found(shapes, view.text, max(0, mention.start() - _BACK), mention.start())
            )
            if not ahead and not behind:
                ahead = [
                    found
                    for found in _ANY_CODE.finditer(view.text, mention.end(), mention.end() + _REACH)
                    if _a_code(found[0])
                    and sum(map(str.isdigit, found[0])) >= 3
                    and _CODE_CALLED.search(flat, max(0, found.start() - 40), found.start())
                ]
            for found in ahead + behind:
                code = re.sub(r"[^A-Za-z0-9]", "", found[0])
                if not _OTHERWISE.search(flat, max(0, found.start() - 60), found.start()) and taken.take(
                    *found.span()
                ):
                    hits.append(Hit(code.upper(), *found.span(), platform=None if brand == "any" else brand))
    return sorted(hits, key=lambda hit: hit.start)


def _found(shapes: list[re.Pattern[str]], text: str, start: int, end: int) -> list[re.Match[str]]:
    """In capitals, else as may be."""
    for shape in shapes:
        found = [one for one in shape.finditer(text, start, end) if _a_code(one[0])]
        if found:
            return found
    return []


def _a_code(written: str) -> bool:
    """Not words of a sentence: a digit, and capitals unless hyphens hold it together."""
    code = re.sub(r"[^A-Za-z0-9]", "", written)
    if not any(char.isdigit() for char in code):
        return code.isupper() and len(code) >= 12 and ("-" in written or code[0] == "X")
    return "-" in written or code.upper() == code or (" " not in written and sum(map(str.isdigit, code)) > 2)
