"""Devices: IMEI (3GPP TS 23.003, Luhn digit) where the text calls it so, and network (MAC) addresses.

>>> [hit.value for hit in find(View("IMEI 49-015420-323751-8"))]
['490154203237518']
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View
from amparo.recognition.indicators.card import luhn

KIND = IndicatorKind.DEVICE
CLAIMS = True
TRIGGERS = (r"\bimei", r"[0-9a-f]{2}[:\-][0-9a-f]{2}[:\-][0-9a-f]{2}[:\-][0-9a-f]{2}[:\-]")
EXAMPLES = (
    ("imei: 490154203237518", "490154203237518"),
    ("IMEI 49-015420-323751-8", "490154203237518"),
    ("mac 00:00:5E:00:53:01", "00:00:5e:00:53:01"),
)
COUNTER_EXAMPLES = ("order 490154203237518", "at 10:20:30 and 11:20:30", "what is an imei?")

_IMEI = re.compile(
    r"\bimei\d?\W{0,3}(?:(?:is|number|no|est)\W{1,3})?(?P<imei>\d(?:[ /-]?\d){14})(?!\d)", re.IGNORECASE
)
_MAC = re.compile(
    r"(?<![\w:-])[0-9a-f]{2}(?P<sep>[:-])(?:[0-9a-f]{2}(?P=sep)){4}[0-9a-f]{2}(?![\w:-])", re.IGNORECASE
)


def find(view: View) -> list[Hit]:
    hits = []
    for found in _IMEI.finditer(view.text):
        digits = re.sub(r"\D", "", found["imei"])
        hits.append(Hit(digits, *found.span("imei"), valid=luhn(digits)))
    for found in _MAC.finditer(view.text):
        hits.append(Hit(found[0].lower().replace("-", ":"), *found.span()))
    return sorted(hits, key=lambda hit: hit.start)
