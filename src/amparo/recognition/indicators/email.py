"""Mail addresses, also those spelled out to hide them.

>>> [hit.value for hit in find(View("write to Lea.M (at) example dot org"))]
['lea.m@example.org']

Lower case in the value: providers that tell case apart are unknown in practice.
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.EMAIL
CLAIMS = True
TRIGGERS = (
    r"[a-z0-9_.+%\-]@[a-z0-9\x80-\xff]",
    r"[\[({] ?(at|arobase|@) ?[\])}]",
    r" (at|arobase) [^ \n]+( (dot|point) [^ \n]+){0,3} (dot|point) ",
)
EXAMPLES = (
    ("mail Lea.Martin@example.org.", "lea.martin@example.org"),
    ("lea (at) example dot org", "lea@example.org"),
    ("lea[at]mail.example[dot]org", "lea@mail.example.org"),
    ("lea arobase example point org", "lea@example.org"),
    ("<lea+1@example.co.uk>", "lea+1@example.co.uk"),
)
COUNTER_EXAMPLES = (
    "meet me at example street",
    "@lea_m",
    "we met at noon. dot com is dead",
    "phishing@pot",
    "a@b",
)

_DOMAIN = r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*\.[^\W\d_]{2,24}"
_PLAIN = re.compile(rf"(?<![\w.+%-])[\w.+%-]{{1,64}}@{_DOMAIN}(?![\w@])")
_AT = r"\s?[\[({]\s?(?:at|@|arobase)\s?[\])}]\s?"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|\.|point)\s?[\])}]\s?|\s(?:dot|point)\s)"
_SPELLED = re.compile(
    rf"(?<![\w.+-])(?P<name>[\w.+-]{{2,64}})(?:{_AT}(?P<host>[\w-]+(?:{_DOT}[\w-]+){{0,3}}{_DOT}[^\W\d_]{{2,24}})"
    rf"|\s(?:at|arobase)\s(?P<spoken>[\w-]+(?:\s(?:dot|point)\s[\w-]+){{0,3}}\s(?:dot|point)\s[^\W\d_]{{2,24}}))(?!\w)",
    re.IGNORECASE,
)
_DOTS = re.compile(_DOT, re.IGNORECASE)


def find(view: View) -> list[Hit]:
    hits = []
    for found in _PLAIN.finditer(view.text):
        name, _, host = found[0].rpartition("@")
        start = found.start() + len(name) - len(name.lstrip("."))
        if name.strip("."):
            hits.append(Hit(f"{name.lstrip('.')}@{host}".lower(), start, found.end()))
    for found in _SPELLED.finditer(view.text):
        host = _DOTS.sub(".", found["host"] or found["spoken"])
        hits.append(Hit(f"{found['name']}@{host}".lower(), found.start(), found.end()))
    return sorted(hits, key=lambda hit: hit.start)
