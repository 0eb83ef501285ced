"""First names: who introduces themselves or is named; seldom true, often used again.

>>> [hit.value for hit in find(View("hi, I'm Lea and you? My friend Paul knows"))]
['Lea', 'Paul']

As written. Never the victim's own from the victim's mouth: their name is theirs. Where a name may stand tells
`words/naming.toml`, what is one `words/first_names.txt`.
"""

import re

from amparo.model import IndicatorKind, Speaker
from amparo.recognition.indicators.base import Hit, View
from amparo.recognition.indicators.vocabulary import Phrases, every, key, level, lines, trigger, words

KIND = IndicatorKind.FIRST_NAME
CLAIMS = False
_NAMING = words("naming")
_SHORT = frozenset(
    (
        "si",
        "ni",
        "a",
        "an",
        "na",
        "ok",
        "ya",
        "ate",
        "cc",
        "de",
        "to",
        "by",
        "ana",
        "cest",
        "c'est",
        "moi c",
        "im",
        "its",
        "nombre",
        "nomme",
        "appele",
        "named",
        "soy",
        "sou",
    )
)
"""Too frequent to look closer for, without a capital behind them."""


def _folded(*lists: str) -> list[str]:
    return sorted({key(word) for name in lists for word in every(_NAMING[name])})


TRIGGERS = tuple(
    trigger(word)
    for word in _folded("own", "told")
    if word not in _SHORT and len(word) > 3 and word not in ("this is", "name is", "called", "its me", "it's me", "call me", "de nombre", "my name", "name of", "is called", "was called", "a certain", "known as", "appelle moi", "kina", "nina", "sina", "first name")
)  # fmt: skip
_CAPITAL_FIRST = "[A-ZÀ-ÖØ-Þ]"


def _any_case(listed: list[str]) -> str:
    """Alternatives for plain text, which may begin with a capital."""
    return "|".join(
        "".join(
            f"[{char}{char.upper()}]" if place == 0 and char.isalpha() else re.escape(char)
            for place, char in enumerate(word)
        )
        for word in listed
        if word.isascii()
    )


PLAIN_TRIGGERS = (
    rf"\b({_any_case([word for word in _folded('own', 'casual', 'said', 'told') if word not in ('im', 'its', 'ici', 'aka')])}) ?[:,]? (die |der |a |o )?[A-Z\xc3]",
    # German has `im` before every other noun.
    r"(^|[.,!] |\b(hi|hey|hello|hiya|and|cause|cuz|ok|yes|no) )([iI]m|[iI]ts|[iI]ci|[aA]ka) ([A-Z][a-z]+ ?([,.!?)]|$|and |from |here |your |the )|[a-z]+ [A-Z])",
    rf"^({_any_case(_folded('greeting'))}),? [A-Z\xc3][a-z]",
    r"\b(met|dating|talk(ed|ing)? (to|with)|chat(ted|ting)? with|know|told|avec|rencontr..?.?|con|conoc. a|com|conheci( [ao])?|kay|si|(chat|schr|red|gered|telefon|tr[aei]f|getroffen|zusammen)[a-z]* mit) [A-Z\xc3][a-z]",
    r"[A-Z][a-z]+ (and|et|y|e|at|&) [A-Z][a-z]",
    r"\b(an|von|mit|bei|dein[a-z]*|mein[a-z]*|sein[a-z]*|ihr[a-z]*|kenne?|f\xc3\xbcr|wie|und|hallo|hey) [A-Z][a-z]+ und [A-Z][a-z]",
    r"[A-Z][a-z]+,? [1-5]\d\b",
    r"^([A-Z][a-z]{3,}|[A-NP-XZ][a-z]{2}), (you|answer|listen|pay|send|tu|vous|du|te|we|ich|je|i|ako|yo|eu|sagot|responde|antworte|reponds) ",
    r"[A-Z][a-z]+ (here|ici|aqui|ito|speaking|nga|po ito)\b",
    r"(^|[.,!] |hey |hi )[A-Z][a-z]+ hier($|[.,!])",
    r"[A-Z][a-z]+ (daw |raw |po )?(ang )?(pangalan|name) (ko|niya|nya|daw)",
    r"\xc3\x89coute [A-Z]",
    r"([eE]nvo|[mM]ontr|[dD]i[st]|[pP]arl|crit|cris|[dD]emand|[dD]onn|pon)[a-z\x80-\xff]*( [a-z]+)? \xc3\xa0 [A-Z][a-z]",
    r"\b(send|sent|tell|show|told|text|ask|asked|write|wrote)( it| this| that| everything| the [a-z]+)?( to)? [A-Z][a-z]",
    rf"\b({_any_case(_folded('kin'))}),? [A-Z\xc3][a-z]",
    "(^| )(انا|أنا|يا|معاك|معك|معكم|اخوك|اختك|صاحبتك|خوك|ختك) ",
)
EXAMPLES = (
    ("Hi! I'm Lea", "Lea"),
    ("my name is lea and i live here", "lea"),
    ("je m'appelle Léa et toi", "Léa"),
    ("moi c'est Lea", "Lea"),
    ("اسمي ليلى", "ليلى"),
    ("me llamo Lucía", "Lucía"),
    ("ich bin die Anna", "Anna"),
    ("oi, sou a Carla", "Carla"),
    ("si Liza ang kausap ko", "Liza"),
    ("Hey, Daniel, answer me", "Daniel"),
    ("your brother Kwabenaa will see it", "Kwabenaa"),
    ("he called himself Emeka", "Emeka"),
    ("a guy called Emeka keeps calling", "Emeka"),
    ("Maude speaking", "Maude"),
    ("Jerome daw pangalan niya", "Jerome"),
)
COUNTER_EXAMPLES = (
    "I'm fine",
    "I'm French",
    "my name is on the list",
    "I'm Going to bed",
    "I am Sorry",
    "my name is not important",
    "I'm From Paris",
    "je m'appelle pas comme ça",
    "Hey, Stop it",
    "in May or June",
    "tengo dolores de cabeza",
    "your brother will see it",
    "ich bin Hacker",
    "Im Haus, da war es",
    "speaking of which",
)

_NOT = frozenset(key(word) for word in every(_NAMING["not"]))
_NAME = re.compile(r"[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?(?![\w@]|'\w)|[^\W\d_]{2,20}(?='s\b)")
_PLACES = Phrases({name: every(listed) for name, listed in _NAMING.items() if name != "not"})
_QUOTES = ('"', "“", "«", "„", "‘")
"""Behind one the victim repeats another's words."""
_GERMAN_TOO = frozenset(("im", "hier ist", "ich bin", "bin der", "bin die"))
"""Before any noun in German: only a known name follows."""
_GAP = re.compile(
    r"[\s,:«\"']{1,3}(?:(?:angeblich|wohl|apparently|allegedly|supposedly|soi-disant|apparemment|supuestamente|supostamente|daw|raw|die|der|la|el|un tal|sgt|sergeant|capt|captain|major|colonel|general|lt|dr|mr|mrs|miss)\.?\s)?"
)
"""Between such a word and the name."""
_ENDS = re.compile(
    r"\s*(?:$|[,.!?;:)\n]|(?:from|and|und|et|y|e|w|de|of|here|aus|da|do|mula|taga|mn|men|\d\d)(?!\w))"
)
"""What follows a name that is not in the list."""
_CAPITAL = r"[^\W\d_a-zà-ÿ][a-zà-ÿ]{1,15}"
_PAIR = re.compile(rf"(?<!\w)({_CAPITAL})\s(?:and|et|y|e|und|at|&)\s({_CAPITAL})(?!\w| [^\W\d_a-zà-ÿ])")
_CALLED_TO = re.compile(rf"(?:^|\n)({_CAPITAL}),\s")
"""`Tom, you have one hour`"""
_HERE = re.compile(
    rf"(?<!\w)({_CAPITAL})\s(?:here|speaking|calling|ici|aqui|aquí|hier|am apparat|ito|nga(?: pala)?(?: ito)?|po ito)(?=\s*(?:$|[.,!?]))"
)
_NAMED_AFTER = re.compile(
    rf"(?<!\w)({_CAPITAL})\s(?:(?:daw|raw|po)\s)?(?:ang\s)?(?:pangalan|name)\s(?:ko|niya|nya|daw)(?!\w)"
)
"""`Jerome daw pangalan niya`"""
_AGED = re.compile(
    rf"(?<!\w)({_CAPITAL}),?\s(?=(?:1[89]|[2-5]\d)(?:[\s,.!]*$|[,.!]|\s(?:ans|years|yo|y/o|anos|años|jahre|taon|from)))"
)


def find(view: View) -> list[Hit]:
    hits: dict[int, Hit] = {}
    flat = level(view.text)
    for name, place in _PLACES.found(flat):
        quoted = name == "own" and view.text[max(0, place.start() - 1) : place.start()] in _QUOTES
        if view.said_by is Speaker.VICTIM and name in ("own", "casual", "greeting") and not quoted:
            continue
        gap = _GAP.match(flat, place.end())
        written = _NAME.match(view.text, gap.end()) if gap else None
        if written and place[0] in _GERMAN_TOO and key(written[0]) not in lines("first_names"):
            continue
        if written and _a_name(name, written, view.text):
            hits.setdefault(written.start(), Hit(written[0], *written.span()))
    for pattern in (_PAIR, _AGED, _CALLED_TO, _HERE, _NAMED_AFTER):
        for found in pattern.finditer(view.text):
            folded = [key(name) for name in found.groups()]
            if all(name in lines("first_names") and name not in _NOT for name in folded):
                for number in range(1, len(folded) + 1):
                    hits.setdefault(found.start(number), Hit(found[number], *found.span(number)))
    return [hits[start] for start in sorted(hits)]


def _a_name(place: str, written: re.Match[str], text: str) -> bool:
    folded = key(written[0])
    stated = written[0][0].isupper() and folded in lines("first_names")
    stated = stated and (
        place in ("told", "own") or (place in ("casual", "said") and bool(_ENDS.match(text, written.end())))
    )
    if (folded in _NOT and not stated) or (folded.endswith("ing") and folded not in lines("first_names")):
        return False
    known = any(part in lines("first_names") for part in (folded, folded.partition("-")[0]))
    capital = written[0][0].isupper() and not written[0].isupper()
    caseless = not written[0][0].isupper() and not written[0][0].islower()
    if caseless:  # Arabic
        return known or place == "own" or (place == "told" and text[: written.start()].rstrip()[-1:] in "هاو")
    if place in ("own", "told"):
        short = (
            text[max(0, written.start() - 20) : written.start()]
            .rstrip(" :,")
            .lower()
            .endswith((" si", " ni", "kay", "c'est", "this is", "nombre", "prenom", "moi c"))
            or written.start() < 4
        )
        return (capital and (known or bool(_ENDS.match(text, written.end())) or not short)) or (
            known and not short
        )
    if place in ("casual", "said"):
        return (known and (capital or bool(_ENDS.match(text, written.end())))) or (
            capital and bool(_ENDS.match(text, written.end()))
        )
    if place == "kin":
        return capital
    return capital and known
