"""Internet addresses, version 4 and 6 (RFC 791, RFC 4291; written as RFC 5952 asks).

>>> [hit.value for hit in find(View("logged in from 192.0.2.17 and 2001:DB8::1"))]
['192.0.2.17', '2001:db8::1']

Without port or prefix length. Addresses of private networks and of the own machine are none: nobody can be asked about
them. Four small numbers may be a version, a date or marks of a school: they count where the text speaks of an address.
"""

import ipaddress
import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.IP
CLAIMS = True
TRIGGERS = (
    r"\d ?(\.|\[\.\]|\(\.\)|[\[(]dot[\])]) ?\d+ ?(\.|\[\.\]|\(\.\)|[\[(]dot[\])]) ?\d+ ?(\.|\[\.\]|\(\.\)|[\[(]dot[\])]) ?\d",
    r"\d(٫| (dot|punto|point|ponto|punkt) )\d+(٫| (dot|punto|point|ponto|punkt) )\d",
    r"[0-9a-f]:[0-9a-f:]*:[0-9a-f:]",
    r"::[0-9a-f]",
)
EXAMPLES = (
    ("your ip is 192.0.2.17.", "192.0.2.17"),
    ("2001:DB8::1", "2001:db8::1"),
    ("192[.]0[.]2[.]9", "192.0.2.9"),
    ("192 . 0 . 2 . 77 is theirs", "192.0.2.77"),
    ("::ffff:192.0.2.128", "192.0.2.128"),
    ("2001:db8:1::/48", "2001:db8:1::"),
    ("my ip 9.9.9.9", "9.9.9.9"),
    ("198 dot 51 dot 100 dot 12", "198.51.100.12"),
)
COUNTER_EXAMPLES = (
    "version 1.2.3.4",
    "at 12:30:45",
    "v10.0.0.1 is out",
    "1.2.3.4.5",
    "999.1.1.1",
    "he said :: ok",
    "router at 192.168.1.1",
    "WhatsApp 2.23.20.76",
    "le 12.10.20.24",
    "MAC 00:00:5e:00:53:af",
)

_DOT = r"(?:\.|\u066b|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)| \. | (?:dot|punto|point|ponto|punkt) )"
_V4 = re.compile(
    rf"(?<![\w.])(?<!\d[,:-])\d{{1,3}}(?:{_DOT}\d{{1,3}}){{3}}(?:/\d{{1,2}})?(?![\w/-]*\w|\.\d|,\d)|(?<=//)\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?=[:/]|$)",
    re.IGNORECASE,
)
_V6 = re.compile(
    r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?::ffff:)?(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4})(?:/\d{1,3})?(?![\w:])",
    re.IGNORECASE,
)
_NOT_AN_ADDRESS = re.compile(
    r"\b(?:version|versión|versão|release|build|firmware|ios|android|chrome|firefox|windows|whatsapp|telegram|app|oid|section|chapter|kernel|driver|update|v|ver|vers)\.?\s?$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?<![^\W_])(?:ips?|ipv[46]|adresse|address|login|logged|log|server|host|hop|hops|dns|proxy|vpn|dirección|direccion|endereço|عنوان|اي بي|الاي بي)(?![^\W_])",
    re.IGNORECASE,
)
_SURE = 100
"""A version seldom has a number as large."""
PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
        "224.0.0.0/3", "::/127", "fc00::/7", "fe80::/10", "ff00::/8",
    )
)  # fmt: skip
_DOTS = re.compile(_DOT, re.IGNORECASE)


def find(view: View) -> list[Hit]:
    hits: list[Hit] = []
    for found in [*_V6.finditer(view.text), *_V4.finditer(view.text)]:
        hit = _hit(view, found)
        if hit and not any(other.start < hit.end and hit.start < other.end for other in hits):
            hits.append(hit)
    return sorted(hits, key=lambda hit: hit.start)


def _hit(view: View, found: re.Match[str]) -> Hit | None:
    written = _DOTS.sub(".", found[0]).partition("/")[0]
    if len(written) < 5 or _NOT_AN_ADDRESS.search(view.text[max(0, found.start() - 20) : found.start()]):
        return None
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    elif max(address.packed) < _SURE and not view.near(_CALLED, *found.span(), before=40, after=20):
        return None
    if any(address in network for network in PRIVATE):
        return None
    linked = view.text[max(0, found.start() - 3) : found.start()].rstrip("[").endswith("//")
    return Hit(address.compressed, *found.span(), valid=True, linked=linked)
