"""The first name under which somebody introduces themselves; seldom true, often used again.

>>> [hit.value for hit in find(View("hi, I'm Lea and you?"))]
['Lea']

Never from the victim: their name is theirs.
"""

import re

from amparo.model import IndicatorKind, Speaker
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.FIRST_NAME
CLAIMS = False
TRIGGERS = ("my name", "my first name", r"je m'?appell?e", "mon (pre)?nom", "اسمي", r"\bsmi?yti")
PLAIN_TRIGGERS = (r"(\b[Ii]'?m|\b[Ii] am|\b[Mm]oi c'?est|\b[Cc]all me|^[Tt]his is)[^\S\n][A-Z\x80-\xff]",)
EXAMPLES = (
    ("Hi! I'm Lea", "Lea"),
    ("my name is lea and i live here", "Lea"),
    ("je m'appelle Léa et toi", "Léa"),
    ("moi c'est Lea", "Lea"),
    ("اسمي ليلى", "ليلى"),
)
COUNTER_EXAMPLES = (
    "I'm fine",
    "I'm French",
    "i'm lea",
    "my name is on the list",
    "I'm Going to bed",
    "I am Sorry",
    "my name is not important",
    "I'm From Paris",
)

_NAME = r"(?P<name>[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?)"
_CAPITAL = r"(?P<name>[^\W\d_a-zà-ÿ][a-zà-ÿ]{1,19}(?:-[^\W\d_a-zà-ÿ][a-zà-ÿ]{1,19})?)"
_STATED = re.compile(
    rf"\b(?:my (?:first )?name(?:'s| is)|je m'?appell?e|mon (?:pr[ée])?nom (?:c')?est|smi?yti)\s{_NAME}(?!\w)|اسمي\s(?P<arabic>[^\W\d_]{{2,20}})",
    re.IGNORECASE,
)
_CASUAL = re.compile(
    rf"(?:\b[Ii]'?m|\b[Ii] am|\b[Mm]oi c'?est|\b[Cc]all me|^[Tt]his is)\s{_CAPITAL}(?![\w'])(?!\s?@)"
)
_NOT_NAMES = frozenset(
    """on not in the a an no so at just very really sorry going from fine good ok okay here back busy tired happy sad sure done
    home ready still also now new single alone waiting looking leaving coming your you my his her their what when if baby dear
    love later maybe never always free down up out off only but and all one from french english british american german
    spanish italian moroccan algerian tunisian african european asian arab muslim christian canadian irish scottish indian
    filipino nigerian russian god christmas monday tuesday wednesday thursday friday saturday sunday pas un une le la les
    comme toujours important unknown secret none hidden whatever""".split()  # noqa: SIM905
)  # fmt: skip


def find(view: View) -> list[Hit]:
    if view.said_by is Speaker.VICTIM:
        return []
    hits: dict[int, Hit] = {}
    for pattern in (_STATED, _CASUAL):
        for found in pattern.finditer(view.text):
            group = "arabic" if pattern is _STATED and found["arabic"] else "name"
            name = found[group]
            if name.lower() not in _NOT_NAMES and not name.endswith("ing"):
                hits.setdefault(found.start(group), Hit(name[0].upper() + name[1:], *found.span(group)))
    return [hits[start] for start in sorted(hits)]
