"""Internet addresses, version 4 and 6 (RFC 791, RFC 4291; written as RFC 5952 asks).

>>> [hit.value for hit in find(View("logged in from 192.0.2.17 and 2001:DB8::1"))]
['192.0.2.17', '2001:db8::1']
"""

import ipaddress
import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.IP
CLAIMS = True
TRIGGERS = (r"\d{1,3}([\[({]?\.[\])}]?\d{1,3}){3}", r"[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f:]")
EXAMPLES = (
    ("your ip is 192.0.2.17.", "192.0.2.17"),
    ("2001:DB8::1", "2001:db8::1"),
    ("192[.]0[.]2[.]9", "192.0.2.9"),
)
COUNTER_EXAMPLES = (
    "version 1.2.3.4",
    "at 12:30:45",
    "v10.0.0.1 is out",
    "1.2.3.4.5",
    "999.1.1.1",
    "he said :: ok",
)

_DOT = r"(?:\.|\[\.\])"
_V4 = re.compile(rf"(?<![\w.])\d{{1,3}}(?:{_DOT}\d{{1,3}}){{3}}(?!\w|\.\d)")
_V6 = re.compile(r"(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE)
_NOT_AN_ADDRESS = re.compile(
    r"\b(?:version|release|build|firmware|ios|android|chrome|v)\.?\s?$", re.IGNORECASE
)


def find(view: View) -> list[Hit]:
    hits = []
    for found in [*_V4.finditer(view.text), *_V6.finditer(view.text)]:
        written = found[0].replace("[.]", ".")
        if len(written) < 5 or _NOT_AN_ADDRESS.search(view.text[max(0, found.start() - 12) : found.start()]):
            continue
        try:
            address = ipaddress.ip_address(written)
        except ValueError:
            continue
        hits.append(Hit(address.compressed, *found.span(), valid=True))
    return sorted(hits, key=lambda hit: hit.start)
