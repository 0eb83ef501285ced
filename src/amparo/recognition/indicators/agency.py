"""Branches of firms that carry money: where a transfer was paid out, or is to be.

>>> [hit.value for hit in find(View("pick it up at Western Union Boulevard Hassan II, Oued Zem"))]
['Western Union Boulevard Hassan II, Oued Zem']

A branch is the firm with its street, quarter, number or town, as written from the firm's name on; a firm alone says
nothing that can be asked about. Firms stand in `words/firms.toml`, what makes a branch in `words/branches.toml`.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators import town
from amparo.recognition.indicators.agency_triggers import (
    EMPLOYED,
    FIRM_WORDS,
    LANDS,
    ORDINARY,
    WORKS,
    firm_names,
)
from amparo.recognition.indicators.agency_triggers import PLAIN_TRIGGERS as PLAIN_TRIGGERS
from amparo.recognition.indicators.agency_triggers import TRIGGERS as TRIGGERS
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.vocabulary import any_of, every, key, level, lines, words

KIND = IndicatorKind.AGENCY
CLAIMS = False
_BRANCH = words("branches")


def _folded(name: str) -> list[str]:
    return sorted({key(word) for word in every(_BRANCH[name])})


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
    ("payé au guichet, Exemplebank Treichville", "Exemplebank Treichville"),
    ("o dinheiro foi sacado na Exemplocâmbio do Rossio", "Exemplocâmbio do Rossio"),
    ("AGENT: SMALL WORLD ELEPHANT AND CASTLE", "SMALL WORLD ELEPHANT AND CASTLE"),
    ("Cash Plus Bd Mohammed V à Fès", "Cash Plus Bd Mohammed V à Fès"),
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
    "I work at Express Yourself",
    "she paid at Bank of Mum",
)

_FIRM = re.compile(
    rf"(?:(?<![^\W_])|(?<=(?<![^\W_])[لبفو])|(?<=(?<![^\W_])لل))(?:{any_of(firm_names())})(?![^\W_])"
)
_STREET = re.compile(rf"(?!no[^\w.]+\D|no\. \D)(?:{any_of(every(_BRANCH['street']))})(?![^\W_])")
_ENDS = re.compile(rf"(?<![^\W_])(?:{any_of(every(_BRANCH['ends']))})(?![^\W_])")
_THAT_IS = r"(?:qui (?:est|se trouve)|that is|that's|which is|que (?:esta|queda|hay|fica|tem|e)|(?:na |yung )?nasa|na malapit|der|die|das|li ?(?:kayna?|jat|ja)?|lli|اللي|لي)"
"""`the one that is in`"""
_BETWEEN = re.compile(
    rf"(?:\s?|,\s)(?:(?P<what>{any_of(every(_BRANCH['kind']))})(?=[\s,:#(]|$)\s?)?(?:(?:{_THAT_IS})\s)?(?:(?:{any_of(every(_BRANCH['between']))})(?=[\s'’]|$)['’]?\s?){{0,2}}"
)
"""From the firm to the place: `agency in the`."""
_STEMS = (
    r"(?:cobr|retir|recog|sac|pag|envo|encaiss|recuper|recup|touch|depos|ingres|envi|mand|levant|receb|vers[ea]|transf|consign|gir[aoe]|pay|pass|rend|all|est|sui|fui|fue|foi|fomos|fuimos|vou|voy|va[isy]?|ven[ide]|cour|fil|utilis|prend|pris|fait|faire|usei|usou|use|usa|fiz|fez|hic[ei])[a-z]{0,8}(?: [^\W_]{1,12}){0,3} (?:en|em|na|no|nas|nos|aos|as|sur|le|la|o|el|al|a|au|aux|chez|dans|del?|ao|pela|pelo|depuis|desde|da|do|dal|al|par|por)"
    r"|(?:abgeholt|ausgezahlt|eingezahlt|uberwiesen|abgehoben|geholt|geh|geht|ging|war|fahr|lauf|komm|gezahlt|bezahlt|geschickt|gesendet|hab|habe|aufgegeben|abgegeben|wart\w*|steh\w*)(?: [^\W_]{1,12}){0,4} (?:bei|beim|in|an|von|zu|zur|zum|vor)"
    r"|(?:paid|pay|cashed|cash|collected|collect|picked|pick|claimed|claim|withdrawn|withdrew|sent|send|deposited|deposit|put|took|take|go|goes|going|gone|went|walk\w*|drove|drive|head\w*|pop\w*|run|meet|stood|stand|wait\w*|queued?|redeemed|received|processed|handed|made|done|used?|using|handled|dropped)(?: [^\W_]{1,8}){0,4} (?:at|in|from|to|into|inside|outside|by|the|a)"
    r"|(?:punta|pumunta|pupunta|dumaan|daan|dala|dalhin|ipadala|padala|nagpadala|pinadala|kinuha|kunin|kukunin|nakuha|na-?claim|claim|hinulog|ihulog|nagbayad|bayad|galing|nasa)(?: [^\W_]{1,8}){0,4} (?:sa|ng)"
    r"|(?:sir|siri|mchi|mchit|mchiti|mchina|dkhel|dkhol|douz|dazt|doz|khda|khdit|khdaw|chdit|chdat|jbd|tjebdo|jebdo|khellest|khelest|khlst|dfe3|sift|sifet|sifetha|sifto)\w{0,4}(?: [^\W_]{1,8}){0,3} (?:l|f|fi|mn|men|3nd|3end|d|dyal)"
)
"""He took it there, she paid it in here, go there, in the forms of the verb."""
_AGENCY = re.compile(
    rf"(?<![^\W_])(?:{any_of(every(_BRANCH['agency']))}|{_STEMS})(?:\s?[:,]|(?<=[a-z])(?: [^\W_]{{2,14}}){{1,2}}\s?:)?\s?(?:is |was |est |es |e |ist |هي |هو |hiya |howa )?(?:the |la |le |el |un |une |an? |l'|der |dem |die |einer |einem |eine |o |um |uma |una |local |nearest |d |د ?|ل|لل)?(?:(?:bureau |guichet |agencia |agence |kiosque |point |agency |branch |oficina |sucursal |loja |filiale |locutorio |tienda |kiosko )(?:de |del |da |do |dos |das |des |du |of )?)?$"
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
        "ng",
        "e",
        "y",
    ]
)
_BEFORE_DATES = frozenset(("le", "el", "the", "la", "o", "l'", "al"))
_LONGEST = 6
"""Words of a branch behind the firm."""
_LONGEST_SHORTENED = 4
"""Letters that a full stop may shorten: behind more it ends the sentence."""
_NUMBER = re.compile(r"(?:n[°ºo]\.?|nr\.?|#)?\s?\d{1,5}(?![\w:])", re.IGNORECASE)


_SHAPED = re.compile(rf"(?<![^\W_])(?:[^\W\d_]{{2,14}} ){{0,2}}{FIRM_WORDS}(?![^\W_])")
_LOCATIVE = re.compile(
    r"(?<![^\W_])(?:inside|outside|at|from|via|near|devant|dans|chez|au|aux|a la|depuis|bei|beim|zur|zum|vor|vor der|in der|en el|en la|en|del|al|no|na|nas|nos|pelo|pela|ao|sa|nasa|f|fi|l|3nd|mn|men|عند|في|من|ل)(?: the| la| le| l')? ?(?:[^\W\d_]{4,12} (?:de |do |da |du |of )?)?$"
)
"""Where somebody is, goes, stands: no more than a place, so that what follows must be one as well."""


def find(view: View) -> list[Hit]:
    text, flat = view.text, level(view.text)
    taken = Claims()
    hits = []
    for firm in (*_FIRM.finditer(flat), *_shaped(text, flat)):
        end = _branch(text, flat, firm)
        if end and taken.take(firm.start(), end):
            hits.append(Hit(text[firm.start() : end], firm.start(), end))
    return sorted(hits, key=lambda hit: hit.start)


def _shaped(text: str, flat: str) -> Iterator[re.Match[str]]:
    """Firms that are in no list: capitals that end with a word such as `Bank`, where money is paid in or out."""
    for found in _SHAPED.finditer(flat):
        words_in = list(_TOKEN.finditer(text, *found.span()))
        last = words_in[-1]
        first = last
        for word in reversed(words_in[:-1]):
            if not word[0][0].isupper() or key(word[0]) in _NOT or _AGENCY.search(f" {key(word[0])} "):
                break
            first = word
        if key(last[0]) in _HEADS and first is last and (name := _CAPITALISED.match(text, last.end())):
            last = name
        if not text[first.start()].isupper() or (first is last and key(last[0]) in _ALONE_NO_FIRM):
            continue
        if _AGENCY.search(flat, max(0, first.start() - 60), first.start()) and (
            firm := _ANY.match(flat, first.start(), last.end())
        ):
            yield firm


_CLOCK = re.compile(r"\d{1,2}[:h]\d\d(?!\d)")
_GERMAN_STREET = re.compile(r"[^\W\d_]{3,}(?:str|stra(?:ss?|ß)e|weg|platz|allee|gasse|damm|ufer)")
_GERMAN_HOUSE = re.compile(rf"{_GERMAN_STREET.pattern}\.?(?= \d)")
_MERE_WORDS = frozenset(("ria", "wave", "wari", "om", "wise", "maya", "post", "palawan", "chase", "halifax"))
"""Places and things too: a firm only where money is spoken of, with a street, a number or a town."""
_MONEY = re.compile(
    r"(?<![^\W_])(?:money|funds|argent|sous|dinheiro|dinero|plata|geld|pera|flous|lflous|envo[iy]|envi|mand|pag[aou]|pay|paid|transf|sent|send|zahl|eingez|ausgez|gez|cobr|retir|sa[cq]|cash|dep[oô]s|recei|recu|padala|sift|sifet|code|giro|فلوس|لفلوس|المبلغ|حوال|صيفط)"
)
_ANY = re.compile(r"[\s\S]+")
_CAPITALISED = re.compile(r" [^\W\d_a-zà-ÿ][^\W\d_]{2,}")
_HEADS = frozenset(("banco", "banca", "banque", "bank", "money", "giros", "envios", "remesas"))
"""With a name behind it: `Banco Ejemplo`."""
_ALONE_NO_FIRM = frozenset(
    "bank money post poste mart banque banco banca express remit giros envios transfer transfers transfert transferts cash cambio cambios exchange change pera padala remittance remesas".split()  # noqa: SIM905
)
"""By itself no firm's name."""


def _branch(text: str, flat: str, firm: re.Match[str]) -> int | None:
    """Where the name of the branch ends; None where no branch is named."""
    spoken_of = bool(_AGENCY.search(flat, max(0, firm.start() - 60), firm.start()))
    ordinary = firm[0] in ORDINARY
    between = _BETWEEN.match(flat, firm.end())
    kind = between["what"] if between else None
    addressed = bool(_ADDRESS_NEXT.match(text, firm.end()))
    employed = bool(EMPLOYED.search(flat, max(0, firm.start() - 30), firm.start()))
    weak = False
    if ordinary and not (spoken_of or kind or addressed) and not text[firm.start()].islower():
        weak = spoken_of = (
            not WORKS.search(flat, max(0, firm.start() - 30), firm.start())
            and (firm[0] not in _MERE_WORDS or bool(_MONEY.search(flat)))
            and bool(_LOCATIVE.search(flat, max(0, firm.start() - 40), firm.start()))
        )
    if ordinary and not (spoken_of or kind or addressed):
        return None
    start = between.end() if between else firm.end()
    if start == firm.end() or start >= len(text):
        return None
    if _FIRM.match(flat, start):
        return None  # `bureau de poste La Banque Postale ...`: the second is the firm
    if kind and (numbered := _AGENTS_NUMBER.match(flat, start)):
        return _with_address(text, flat, numbered.end(), commas=True)
    commas = bool(between and between[0].strip()[-1:] in _COMMAS)
    street = _STREET.match(flat, start) or _GERMAN_HOUSE.match(flat, start)
    if employed and not street:
        return None
    end = _run(text, flat, start, any_case=bool(_STREET.match(flat, start)))
    if end is None:
        return None
    named = text[start:end]
    if flat[start:end].removeprefix("the ").split(",")[0] in LANDS:
        return None
    proper = bool(street) and end > street.end() if street else False
    proper = proper or bool(_ENDS.search(flat, start, end)) or bool(_NUMBER.search(named) and spoken_of)
    proper = proper or addressed or (street is not None and street[0] in _folded("ends"))
    place = town.listed(text, start)
    if not proper and place and (spoken_of or (between and between[0].strip(" ,-"))):
        end, proper = max(place.end, end), True
    proper = proper or (text[start : start + 1] in "#n" and bool(_SIGNED_NUMBER.match(flat, start)))
    if not proper and (text[start].isupper() or _caseless(text[start])):
        # A name of any kind, where the text speaks of an agency or the firm is nothing else.
        first = _TOKEN.match(text, start)
        person = first is not None and key(first[0]) in lines("first_names")
        proper = (
            bool(spoken_of or kind)
            and not (weak and firm[0] in _MERE_WORDS)
            and not (person and (commas or kind in _PEOPLE))
        ) or (
            not ordinary
            and not person
            and not _caseless(text[start])
            and firm.string[start - 1] not in ",-/:"
        )
    if not proper:
        return None
    return _with_address(text, flat, end, commas=commas)


_ADDRESS_NEXT = re.compile(
    rf"\s?[,،-] ?(?:\d{{1,4}}(?:bis|ter|[a-d])?,? (?:(?:{any_of(every(_BRANCH['street']))}) |[^\W\d_a-zà-ÿ][^\W\d_]+ [^\W\d_])|(?:[^\W\d_a-zà-ÿ][^\W\d_]*[ -]?)?(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Ww]eg|[Pp]latz|[Aa]llee|[Gg]asse|[Dd]amm|[Uu]fer) \d|(?:{any_of(every(_BRANCH['street']))}) [^,\d]{{2,30}},? \d)"
)
"""A house number and a street."""
_AGENTS_NUMBER = re.compile(r"(?:code |id |no\.? |n[°º] ?|number |numero |num |# ?)?\d{3,8}(?![\w:]|[.,]\d)")
_PEOPLE = frozenset(("agent", "agente"))


def _with_address(text: str, flat: str, end: int, *, commas: bool) -> int:
    """An address goes on behind a comma with its street, its number, its town: `Ria, Calle Mayor 25, Getafe`."""
    within = _WITHIN.match(flat, end)
    place = town.listed(text, within.end()) if within else None
    if place and not _PERSON_NEXT.match(text, place.end):
        end = place.end
    while comma := _COMMA.match(text, end):
        start = comma.end()
        code = _POST_CODE.match(text, start)
        place = town.listed(text, code.end() if code else start)
        street = _STREET.match(flat, start) or _HOUSE.match(text, start)
        if not street and commas and (ending := _run(text, flat, start, any_case=False)):
            street = _ENDS.search(flat, start, ending)
        if place and not _PERSON_NEXT.match(text, place.end):
            end = place.end
        elif street and (ending := _run(text, flat, start, any_case=bool(_STREET.match(flat, start)))):
            end = ending
        else:
            break
    if on := _ON.match(flat, end):
        ending = _run(text, flat, on.end(), any_case=False)
        if ending and _ENDS.search(flat, on.end(), ending):
            end = ending
    if state := _STATE.match(text, end):
        end = state.end()
    return end


_WITHIN = re.compile(r" (?:a|in|en|em|sa|f|fi|في|ف) ")
_ON = re.compile(r" (?:on|in|at|sur|en|na|an der|in der)(?: the| la| le)? ")
_STATE = re.compile(r",? [A-Z]{2}(?: \d{5}(?:-\d{4})?)?(?![\w.])(?! [A-Z])(?<! OK)(?<! ID)")
"""Behind a town, as in the United States."""
_PERSON_NEXT = re.compile(r" [^\W\d_a-zà-ÿ][a-zà-ÿ]+")
_HOUSE = re.compile(
    rf"\d{{1,4}}(?:bis|ter|[a-dA-D])?,? (?:[NSEW]{{1,2}}\.? )?(?=(?i:{any_of(every(_BRANCH['street']))})(?![^\W_])|[^\W\d_a-zà-ÿ][a-zà-ÿ]{{2}}|\d{{1,3}}(?:st|nd|rd|th) )"
)
_COMMAS = (",", "،", "-", "–", "/", ":")
_COMMA = re.compile(r"\s?(?:[,،]|[-–](?=\s))\s?")
_POST_CODE = re.compile(r"(?:\d{4,5}(?:-\d{3,4})?\s)?")
_SIGNED_NUMBER = re.compile(r"(?:#|n[°º]|nr\.?|no\.?)\s?[A-Z]{0,2}\d{1,6}(?![\w:])")


def _caseless(char: str) -> bool:
    return char.isalpha() and not char.isupper() and not char.islower()


_BRANCH_BEFORE = re.compile(r"(?:فرع|وكاله|مكتب) $")
_ABBREVIATED = frozenset(word for word in _folded("street") + _folded("ends") if word.endswith("."))
"""Words that keep their full stop: `Mabini St.`"""
_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|er|e|eme|bis|ter|[a-d])")
_JOINS_NUMBERS = re.compile(r"(?<=\d) (?:con|y|esq|esquina|x|[#-]|n[°º]|no\.) (?=\d)")
"""`carrera 7 con 45`"""
_ARABIC_VERB = re.compile(
    r"و(?!اد|ادي|سط|الي|زان|جده|لد|رزازات|يلا)\w{3,}|(?:ارسل|صيفط|سيفط|حول|دفع|خلص|مشي|استلم|سحب|شد|خد|جيب|قال|طلب|كان|بعت|بعث|عطي)\w{0,4}$|(?:كما|مثل|لان|بسبب|حيث|عند|حتي|بدون|اليوم|الساعه|حوالي|صباحا|تقريبا|فورا|الي|عن|علي|وهو|وهي|بنفس|نفس|بواسطه|تحت|امام|بجانب|خلال|حسب|تاع|بلا|غدا|قال|لكنه|امس|صباح|مساء|يوم|بعد|قبل|ثم|لكن|عشان|حتي|كي|غير|شي|تما|هنا|هناك|لاني|باقي|عاد|البارح|هاد|هاذ|ديك|في|حدا|جنب|قدام|مقابل)$|(?:سير|سيري|مشي|روح|تعال|جي|شوف|خود|دير|حط|رجع|وقف|دخل|خرج|جاوب|عيط)\w{0,3}$|بال\w{3,}"
)
"""What follows a place is not of its name."""


_AND = frozenset(("and", "&", "et", "y", "e", "und"))


def _joins(text: str, flat: str, found: re.Match[str]) -> bool:
    """`Elephant and Castle`: between two capitals, of which the second is no firm and nobody's name."""
    following = _TOKEN.match(text, found.end() + 1)
    return (
        text[found.end() : found.end() + 1] == " "
        and following is not None
        and following[0][0].isupper()
        and (text[found.start()].isupper() or key(following[0]) not in lines("first_names"))
        and key(following[0]) not in _NOT
        and not _FIRM.match(flat, following.start())
        and not town.is_place(key(following[0]))
    )


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
        street = bool(_STREET.fullmatch(word) or _ENDS.fullmatch(word) or _GERMAN_STREET.fullmatch(word))
        first = re.sub(r"^(?:[ld]|qu)['’](?=.)", "", found[0])[0]
        after_particle = place > 0 and flat[:at].split()[-1] in _PARTICLES
        upper = first.isupper() or (_caseless(first) and not flat[start].isascii())
        if word in _AND and place and _joins(text, flat, found):
            at = found.end() + 1
            continue
        if (
            word == "و"
            or (
                not place
                and not street
                and _ARABIC_VERB.match(word)
                and not _BRANCH_BEFORE.search(flat, 0, at)
            )
            or (word in _NOT and not street and not (upper and after_particle))
            or (place and _ARABIC_VERB.match(word))
        ):
            break
        if found[0][0].isdigit() and (
            _CLOCK.match(text, found.start())
            or not ((len(word) <= 5 and word.isdigit()) or _ORDINAL.fullmatch(word))
            or (after_particle and flat[:at].split()[-1] in _BEFORE_DATES)
        ):
            break
        if upper and not street:
            free = 0
        if place and _ENDS.fullmatch(word):
            free = 0
        if place and _ORDINAL.fullmatch(word) and not word.isdigit():
            free = 1
        if (
            street
            or upper
            or word.isdigit()
            or _ORDINAL.fullmatch(word)
            or word.lstrip("n°º#o.").lstrip("abcdefghijklmnopqrstuvwxyz" if word[0] == "#" else "").isdigit()
        ):
            end = found.end() - (found[0].endswith(".") and f"{word}." not in _ABBREVIATED)
        elif word in _PARTICLES:
            pass
        elif (
            free
            and len(word) > 2
            and not (
                place and word in ("b", "f", "l", "w", "au", "avec", "con", "com", "mit", "by", "bsmiyt")
            )
        ):
            free -= 1
            end = found.end()
            if place:
                free = 0
        else:
            break
        if end == found.end() and (joined := _JOINS_NUMBERS.match(text, end)):
            at = joined.end()
            continue
        if not text[found.end() : found.end() + 1].isspace() or text[found.end()] == "\n":
            break
        if found[0].endswith(".") and len(word) > _LONGEST_SHORTENED and f"{word}." not in _ABBREVIATED:
            break
        at = found.end() + 1
    return end
