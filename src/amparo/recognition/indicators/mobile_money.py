"""Mobile-money accounts: a phone number to which the text asks to pay by such a service.

>>> [(hit.value, hit.platform) for hit in find(View("orange money +225 07 01 23 45 67"))]
[('+2250701234567', 'orange-money')]

The number is a phone number as well, and is given as one too.
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators import phone
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.MOBILE_MONEY
CLAIMS = False
# Service: how it is written, in what countries it has accounts.
_SERVICES = {
    "orange-money": (r"orange ?money|\bom\b", ("CI", "SN", "CM", "ML", "BF", "MA", "TN")),
    "mtn-momo": (r"\bmtn\b|mo ?mo(?: pay)?\b|mobile money", ("CI", "CM", "BJ", "NG", "GH", "UG")),
    "wave": (r"\bwave\b", ("SN", "CI")),
    "moov-money": (r"\bmoov\b|flooz", ("CI", "BJ", "TG")),
    "m-pesa": (r"m-?pesa", ("KE", "TZ")),
    "gcash": (r"g-?cash\b", ("PH",)),
    "maya": (r"\bpaymaya\b|\bmaya\b", ("PH",)),
    "airtel-money": (r"airtel ?money", ("KE", "UG", "GA")),
    "bkash": (r"bkash", ("BD",)),
    "easypaisa": (r"easy ?paisa|jazz ?cash", ("PK",)),
    "opay": (r"\bopay\b|palmpay", ("NG",)),
}
TRIGGERS = ("orange money", "orangemoney", "mtn", "momo", "mo mo", "mobile money", "wave", "moov", "flooz", "pesa", "gcash", "g-cash",
            "maya", "airtel", "bkash", "paisa", "jazzcash", "jazz cash", "opay", "palmpay", r"\bom\b")  # fmt: skip
EXAMPLES = (
    ("send by Orange Money to 0701234567", "+2250701234567"),
    ("wave: +221 77 123 45 67", "+221771234567"),
    ("gcash 0917 123 4567", "+639171234567"),
)
COUNTER_EXAMPLES = ("do you have orange money?", "+225 07 01 23 45 67", "I wave at you")

_NAMES = {service: re.compile(name, re.IGNORECASE) for service, (name, _) in _SERVICES.items()}
_REACH = 60
"""Characters between the service and the number."""


def find(view: View) -> list[Hit]:
    hits: dict[int, Hit] = {}
    for service, (_, countries) in _SERVICES.items():
        for mention in _NAMES[service].finditer(view.text):
            local = view._replace(
                text=" " * mention.end() + view.text[mention.end() : mention.end() + _REACH],
                regions=(*view.regions, *countries),
            )
            for hit in phone.find(local):
                hits.setdefault(hit.start, hit._replace(platform=service))
                break
    return [hits[start] for start in sorted(hits)]
