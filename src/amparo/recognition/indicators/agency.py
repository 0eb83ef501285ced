"""Branches of firms that carry money: where a transfer was paid out, or is to be.

>>> [hit.value for hit in find(View("pick it up at Western Union Boulevard Hassan II, Oued Zem"))]
['Western Union Boulevard Hassan II']

A branch is the firm with its street, quarter, number or town, as written from the firm's name on; a firm alone says
nothing that can be asked about. Firms stand in `words/firms.toml`, what makes a branch in `words/branches.toml`.
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators import town
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.vocabulary import any_of, every, key, level, lines, words

KIND = IndicatorKind.AGENCY
CLAIMS = False
_FIRMS = {name: firm for name, firm in words("firms").items() if name != "reference"}
_BRANCH = words("branches")


def _firm_names() -> list[str]:
    return [
        name
        for firm in _FIRMS.values()
        for name in firm["names"]
        if len(name) > 1
        and name
        not in (
            "om",
            "western",
            "ويسترن",
            "mtn",
            "momo",
            "gcash",
            "g cash",
            "pix",
            "paypal",
            "pay pal",
            "cashapp",
            "cash app",
            "zelle",
            "remitly",
            "transferwise",
            "wise",
            "maya",
            "paymaya",
            "sendwave",
            "send wave",
            "taptap send",
            "taptapsend",
            "xoom",
        )
    ]


def _folded(name: str) -> list[str]:
    return sorted({key(word) for word in every(_BRANCH[name])})


_ORDINARY = frozenset(
    key(name) for firm in _FIRMS.values() if firm.get("word") for name in firm["names"] if " " not in name
)
TRIGGERS = tuple(
    dict.fromkeys(
        trigger
        for name in sorted({key(name) for name in _firm_names()})
        for trigger in (
            [rf"(استلم|سحب|خد|شد|من|عند|وكاله|مكتب|فرع|محل).*{re.escape(name)}"]
            if name in _ORDINARY and not name.isascii()
            else [rf"(agen|branch|bureau|filiale|sucursal|oficina|office|guichet|retir|cobra|paga|pago|paid|pick|collect|claim|cash|sent|from|chez|post|envoy|envi|mand|depuis|desde|lieu|point|punto|lugar|local|guich|ausgez|eingez|abgeh|bei |von |stelle|recup|encaiss|touch|saca|saqu|claim|depos|ingres|kios|tabac|magasin|shop|store).*\b{re.escape(name)}\b"]
            if name in _ORDINARY
            else [re.escape(name).replace(r"\ ", "[ -]?") if not name.isascii() or len(name) > 5 else rf"\b{re.escape(name)}\b"]
        )
    )
)  # fmt: skip
EXAMPLES = (
    ("pick up at Western Union Boulevard Hassan II", "Western Union Boulevard Hassan II"),
    ("l'agence Cash Plus Hay El Massira", "Cash Plus Hay El Massira"),
    ("cash plus hay salam vite", "cash plus hay salam"),
    ("agence Cash Plus n° 0234", "Cash Plus n° 0234"),
    ("كاش بلوس حي السلام", "كاش بلوس حي السلام"),
    ("MLhuillier Carmen branch", "MLhuillier Carmen branch"),
    ("paid out at WAFACASH OUED ZEM CENTRE", "WAFACASH OUED ZEM CENTRE"),
    ("lo cobraron en el Ria de la calle Ejemplo", "Ria de la calle Ejemplo"),
    ("مشي لكاش بلوس حي السلام وصيفط دابا", "كاش بلوس حي السلام"),
    ("Agente: Ria, Calle Ejemplo 25, Getafe", "Ria, Calle Ejemplo 25, Getafe"),
    ("Pickup location: Western Union #4821", "Western Union #4821"),
)
COUNTER_EXAMPLES = (
    "send by western union",
    "send £300 by western union to Youssef Exemple, Oued Zem",
    "the western part of the union",
    "Ria is my sister",
    "a wave of heat",
    "western union ou moneygram, vite",
    "FBI agency in Washington",
    "Western Union Gebühren",
)

_FIRM = re.compile(
    rf"(?:(?<![^\W_])|(?<=(?<![^\W_])[لبفو])|(?<=(?<![^\W_])لل))(?:{any_of(_firm_names())})(?![^\W_])"
)
_STREET = re.compile(rf"(?:{any_of(every(_BRANCH['street']))})(?![^\W_])")
_ENDS = re.compile(rf"(?<![^\W_])(?:{any_of(every(_BRANCH['ends']))})(?![^\W_])")
_BETWEEN = re.compile(rf"\s?(?:(?:{any_of(every(_BRANCH['between']))})(?=[\s'’]|$)['’]?\s?)?")
_STEMS = (
    r"(?:cobr|retir|recog|sac|pag|envo|encaiss|recuper|recup|touch|deposit|ingres|envi|mand|levant|receb)[a-z]{1,6} (?:en|em|na|no|a|au|aux|chez|dans|del?|ao|pela|depuis|desde|da|do|dal)"
    r"|(?:abgeholt|ausgezahlt|eingezahlt|uberwiesen|abgehoben|geholt) (?:bei|in|an|von)|(?:paid|cashed|collected|picked|claimed|withdrawn|sent|deposited|put|took)(?: \w{1,6}){0,3} (?:at|in|from)"
)
"""He took it there, she paid it in here, in the forms of the verb."""
_AGENCY = re.compile(
    rf"(?<![^\W_])(?:{any_of(every(_BRANCH['agency']))}|{_STEMS})\s?:?\s?(?:the |la |le |el |un |une |a |l'|der |einer |o |د ?|ل|لل)?$"
)
_TOKEN = re.compile(r"[^\s,;:.!?()\"«»]+\.?")
_NOT = frozenset(_folded("not"))
_PARTICLES = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "le",
        "les",
        "du",
        "des",
        "da",
        "do",
        "dos",
        "das",
        "di",
        "al",
        "d'",
        "l'",
        "of",
        "der",
        "des",
        "the",
        "et",
        "e",
        "y",
    ]
)
_LONGEST = 6
"""Words of a branch behind the firm."""
_NUMBER = re.compile(r"(?:n[°ºo]\.?|nr\.?|#)?\s?\d{1,5}(?![\w:])", re.IGNORECASE)


def find(view: View) -> list[Hit]:
    text, flat = view.text, level(view.text)
    taken = Claims()
    hits = []
    for firm in _FIRM.finditer(flat):
        end = _branch(text, flat, firm)
        if end and taken.take(firm.start(), end):
            hits.append(Hit(text[firm.start() : end], firm.start(), end))
    return hits


def _branch(text: str, flat: str, firm: re.Match[str]) -> int | None:
    """Where the name of the branch ends; None where no branch is named."""
    spoken_of = bool(_AGENCY.search(flat, max(0, firm.start() - 40), firm.start()))
    ordinary = firm[0] in _ORDINARY
    if ordinary and not spoken_of:
        return None
    between = _BETWEEN.match(flat, firm.end())
    start = between.end() if between else firm.end()
    if start == firm.end() or start >= len(text):
        return None
    if _FIRM.match(flat, start):
        return None  # `bureau de poste La Banque Postale ...`: the second is the firm
    street = _STREET.match(flat, start)
    end = _run(text, flat, start, any_case=bool(street))
    if end is None:
        return None
    named = text[start:end]
    proper = bool(street) and end > street.end() if street else False
    proper = proper or bool(_ENDS.search(flat, start, end)) or bool(_NUMBER.search(named) and spoken_of)
    proper = proper or (street is not None and street[0] in _folded("ends"))
    place = town.listed(text, start)
    if not proper and place and (spoken_of or (between and between[0].strip(" ,-"))):
        end, proper = max(place.end, end), True
    proper = proper or (text[start : start + 1] in "#n" and bool(_SIGNED_NUMBER.match(flat, start)))
    if not proper and (text[start].isupper() or _caseless(text[start])):
        # A name of any kind, where the text speaks of an agency or the firm is nothing else.
        first = _TOKEN.match(text, start)
        person = first is not None and key(first[0]) in lines("first_names")
        proper = spoken_of or (
            not ordinary
            and not person
            and not _caseless(text[start])
            and firm.string[start - 1] not in ",-/:"
        )
    if not proper:
        return None
    return _with_town(text, end) if between and between[0].strip() in _COMMAS else end


def _with_town(text: str, end: int) -> int:
    """An address that is written with commas from the firm on ends with its town: `Ria, Calle Mayor 25, Getafe`."""
    comma = _COMMA.match(text, end)
    place = comma and town.listed(text, comma.end())
    return place.end if place else end


_COMMAS = (",", "،", "-", "–", "/", ":")
_COMMA = re.compile(r"\s?[,،]\s?(?:\d{4,5}(?:-\d{3,4})?\s)?")
"""Before a town, with its post code or without."""
_SIGNED_NUMBER = re.compile(r"(?:#|n[°º]|nr\.?|no\.?)\s?\d{1,6}(?![\w:])")


def _caseless(char: str) -> bool:
    return char.isalpha() and not char.isupper() and not char.islower()


def _run(text: str, flat: str, start: int, *, any_case: bool) -> int | None:
    """The end of the words that belong together: capitals, numbers, particles between; two more of any case behind `hay`."""
    end = None
    at = start
    free = 2 if any_case else 0
    for place in range(_LONGEST):
        found = _TOKEN.match(text, at)
        if not found:
            break
        word = flat[found.start() : found.end()].rstrip(".")
        street = bool(_STREET.fullmatch(word) or _ENDS.fullmatch(word))
        first = re.sub(r"^(?:[ld]|qu)['’](?=.)", "", found[0])[0]
        upper = first.isupper() or (_caseless(first) and not flat[start].isascii())
        if word in _NOT and not street:
            break
        if found[0][0].isdigit() and not (len(word) <= 5 and word.isdigit()):
            break
        if upper and not street:
            free = 0
        if street or upper or word.isdigit() or word.lstrip("n°º#o.").isdigit():
            end = found.end() if not found[0].endswith(".") or street else found.end() - 1
        elif word in _PARTICLES:
            pass
        elif free and not (
            place and word in ("b", "f", "l", "w", "au", "avec", "con", "com", "mit", "by", "bsmiyt")
        ):
            free -= 1
            end = found.end()
            if place:
                free = 0
        else:
            break
        if not text[found.end() : found.end() + 1].isspace() or text[found.end()] == "\n":
            break
        at = found.end() + 1
    return end
