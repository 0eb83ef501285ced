"""Codes of gift cards and prepaid vouchers, where the text names the brand.

>>> [(hit.value, hit.platform) for hit in find(View("steam card AB1CD-EF2GH-IJ3KL"))]
[('AB1CDEF2GHIJ3KL', 'steam')]

The value is the code without separators, in capitals. None of them can be checked without asking the issuer.
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View

KIND = IndicatorKind.GIFT_CARD
CLAIMS = True
# Brand: how it is written, what its codes look like.
_BRANDS = {
    "steam": (r"steam", r"[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}"),
    "amazon": (r"amazon", r"[A-Z0-9]{4}-[A-Z0-9]{6}-[A-Z0-9]{4,5}"),
    "apple": (r"itunes|apple", r"X[A-Z0-9]{15}|X[A-Z0-9]{3}(?:[ -][A-Z0-9]{4}){3}"),
    "google-play": (r"google play|play store", r"[A-Z0-9]{4}(?:[ -]?[A-Z0-9]{4}){3,4}"),
    "xbox": (r"xbox", r"[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}"),
    "playstation": (r"playstation|psn", r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}"),
    "razer": (r"razer", r"[A-Z0-9]{4}-?[A-Z0-9]{4}-?[A-Z0-9]{4}-?[A-Z0-9]{2,4}"),
    "paysafecard": (r"paysafe ?card|paysafe|psc", r"\d{4}(?:[ -]?\d{4}){3}"),
    "neosurf": (r"neosurf", r"[A-Z0-9]{10}"),
    "transcash": (r"transcash", r"\d{4}[ -]?\d{4}[ -]?\d{4}"),
    "pcs": (r"\bpcs\b", r"\d{10}"),
    "toneo": (r"toneo", r"\d{4}[ -]?\d{4}[ -]?\d{4}"),
    "vanilla": (r"vanilla", r"\d{4}(?:[ -]?\d{4}){3}"),
}
TRIGGERS = ("steam", "amazon", "itunes", "apple", "google play", "play store", "xbox", "playstation", "razer", "paysafe", "neosurf",
            "transcash", "toneo", "vanilla", r"\b(psn|psc|pcs)\b")  # fmt: skip
EXAMPLES = (
    ("here is the steam code AB1CD-EF2GH-IJ3KL", "AB1CDEF2GHIJ3KL"),
    ("amazon gift card: AB12-CDEF34-GH56", "AB12CDEF34GH56"),
    ("paysafecard 1234 5678 9012 3456", "1234567890123456"),
    ("coupon pcs 1234567890", "1234567890"),
)
COUNTER_EXAMPLES = (
    "buy a steam card and send the code",
    "AB1CD-EF2GH-IJ3KL",
    "amazon order 123-4567890-1234567",
)

_CODES = {
    brand: (
        re.compile(name, re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{shape})(?![\w-])", re.IGNORECASE),
    )
    for brand, (name, shape) in _BRANDS.items()
}
_REACH = 120
"""Characters between the brand and its code."""


def find(view: View) -> list[Hit]:
    hits: list[Hit] = []
    taken = Claims()
    for brand, (name, shape) in _CODES.items():
        for mention in name.finditer(view.text):
            for found in shape.finditer(view.text, mention.end(), mention.end() + _REACH):
                code = re.sub(r"[ -]", "", found[0]).upper()
                if sum(char.isdigit() for char in code) >= 2 and taken.take(*found.span()):
                    hits.append(Hit(code, *found.span(), platform=brand))
    return sorted(hits, key=lambda hit: hit.start)
