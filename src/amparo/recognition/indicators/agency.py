"""Firms that carry money: transfer agencies, mobile-money and payment services. Who can stop a payment.

>>> [hit.value for hit in find(View("go to westernunion or wafa cash"))]
['Western Union', 'Wafacash']
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.AGENCY
CLAIMS = False
# Firm: how people write it. Short names that are also words must be in capitals or beside a word of money.
_FIRMS = {
    "Western Union": r"western ?union|\bWU\b|ويسترن ?يونيون",
    "MoneyGram": r"money ?gram|موني ?جرام",
    "Ria": r"\bRia (?:money|transfer|agency|pin)\b|\b(?:via|par|with|by|through|using) Ria\b",
    "WorldRemit": r"world ?remit",
    "Remitly": r"remitly",
    "Taptap Send": r"tap ?tap ?send",
    "Sendwave": r"send ?wave",
    "Small World": r"small ?world (?:money|transfer)",
    "Wafacash": r"wafa ?cash|وفا ?كاش",
    "Cash Plus": r"cash ?plus\b(?! interest)|كاش ?بلوس",
    "Barid Cash": r"barid ?cash",
    "Damane Cash": r"damane ?cash",
    "Orange Money": r"orange ?money",
    "MTN MoMo": r"\bmtn (?:mo ?mo|money|mobile money)|\bmo ?mo pay\b",
    "Wave": r"\b(?:via|par|sur|by|with|compte) wave\b|\bwave (?:money|senegal|sénégal|account|number)\b",
    "Moov Money": r"moov ?money|\bflooz\b",
    "M-Pesa": r"m-?pesa",
    "GCash": r"\bg-?cash\b",
    "Palawan": r"palawan (?:express|pawnshop|pera)",
    "Cebuana": r"cebuana",
    "MLhuillier": r"m\.? ?lhuillier",
    "PayPal": r"pay ?pal",
    "Cash App": r"cash ?app\b",
    "Venmo": r"\bvenmo\b",
    "Zelle": r"\bzelle\b",
    "Revolut": r"\brevolut\b",
    "Skrill": r"\bskrill\b",
    "Neosurf": r"\bneosurf\b",
    "Transcash": r"\btranscash\b",
    "Paysafecard": r"paysafe ?card",
}
TRIGGERS = ("western", "moneygram", "money gram", "remit", "taptap", "tap tap", "sendwave", "send wave", "small world", "smallworld", "wafa",
            "cash", "orange money", "orangemoney", "mtn", "momo", "mo mo", "wave", "moov", "flooz", "pesa", "palawan", "cebuana",
            "lhuillier", "paypal", "pay pal", "venmo", "zelle", "revolut", "skrill", "neosurf", "paysafe", "ويسترن", "موني", "وفا", "كاش",
            r"\b(wu|ria)\b")  # fmt: skip
EXAMPLES = (
    ("send by western union", "Western Union"),
    ("par Wafacash", "Wafacash"),
    ("orange money", "Orange Money"),
    ("cashapp", "Cash App"),
)
COUNTER_EXAMPLES = (
    "the western part of the union",
    "Ria is my sister",
    "a wave of heat",
    "cash plus interest rates",
)

_ALL = tuple((firm, re.compile(written, re.IGNORECASE)) for firm, written in _FIRMS.items())


def find(view: View) -> list[Hit]:
    hits = [Hit(firm, *found.span()) for firm, pattern in _ALL for found in pattern.finditer(view.text)]
    return sorted(hits, key=lambda hit: hit.start)
