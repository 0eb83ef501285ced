"""Towns: where the money goes, where somebody lives or says so.

>>> [hit.value for hit in find(View("receiver: Sara El Amrani. city: Oued Zem, country: Morocco. He lives in Lagos"))]
['Oued Zem', 'Lagos']

As written. What is a town tells `words/towns.txt` (GeoNames), where one may stand `words/places.toml`. Countries, regions,
clubs and people of such a name are none.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.vocabulary import Phrases, any_of, every, key, level, lines, words

KIND = IndicatorKind.TOWN
CLAIMS = False
_PLACES = words("places")


def _folded(name: str) -> list[str]:
    return sorted({key(word) for word in every(_PLACES[name])})


def _any_case(listed: list[str]) -> str:
    return "|".join(f"[{word[0]}{word[0].upper()}]{re.escape(word[1:])}" for word in listed if word.isascii())


_FREQUENT = frozenset(("for", "is", "was", "of", "e", "es", "est", "n", "b", "l", "do", "no", "a", "to", "de", "at", "c'est", "en", "em", "von", "bei", "bis", "uber", "para", "pour", "pra", "luego", "d'", "f", "fi", "ld", "men", "mn", "na", "ng", "sur", "por", "par", "um", "toda", "todo", "tout", "toute", "sa", "east", "west", "north", "south", "central", "past", "through", "whole", "by"))  # fmt: skip
"""Before a capital these are too frequent to look closer for, but for what `_SAID_OF` has before them."""
_SAID_OF = (
    r"([mM]undo|[gG]ente|[tT]od[oa]s|[tT]out|[mM]onde|[vV]ille|[aA]gen[a-z]+|[oO]ficina|[sS]ucursal|[bB]an[ck][oe]?|[vV]o[yu]|[vV]a[smi]?|[vV]amos|[vV]iaj[a-z]+|[iI]r|[lL]leg[a-z]+"
    r"|[cC]heg[a-z]+|[vV]uel[a-z]+|[vV]olt[a-z]+|[tT]ren|[tT]rem|[bB]us|[cC]olegio|[iI]nstituto|[uU]ni[a-z]*|[eE]scola|[lL]yc\xc3\xa9e|[fF]ac|[hH]ospital|[bB]arrio|[aA]qu\xc3\xad|[aA]qui|[aA]c\xc3\xa1"
    r"|[aA]ll\xc3\xa1|[lL]\xc3\xa1|[cC]erca|[pP]erto|[pP]r\xc3\xa8s|[lL]oin|[lL]ejos|[lL]onge|[nN]atural|[oO]rigin[a-z]+|[nN]acid[oa]|[cC]hic[oa]|[gG]ar\xc3\xa7on|[tT]ip[oa]|[cC]amin[ho]+|[rR]umbo|[dD]es[dt]e|[hH]asta"
    r"|[fF]ille|[gG]ars|[mM]eufs?|[mM]ec|[mM]alta|[gG]alera|[pP]essoal|[pP]ovo|[tT]urma|[bB]anda|[mM]ecs|[mM]eufs|[pP]eña|[cC]hicos|[cC]hicas|[bB]anlieue|[cC]entro|[cC]entre|[aA]migos|[fF]am[a-z]+|[pP]ar[et]s?|[hH]abit[a-z]+|[nN]ähe|[nN]\xc3\xa4he|[sS]tadt|[wW]ohn[a-z]*|[lL]eb[a-z]+|[kK]omm[a-z]*|[bB]in|[bB]ist|[aA]lle|[lL]eute|[sS]ak[ei]?na?|[mM]oro|[mM]ora|[vV]iv[a-z]+|[sS]oy|[sS]ou|[sS]on|[eE]res|[eE]st[a-z\x80-\xff]*|\xc3\xa9s?|[lL]yc\xc3\xa9en(ne)?|[cC]oll\xc3\xa9gien(ne)?|\xc3\xa9tudiante?|\xc3\x89tudiante?|[eE]studiante|[hH]abitantes?|[mM]orador[a]?|[vV]ecin[oa]|[rR]esident[ea]?|[aA]lumn[oa]|[jJ]eune|[pP]rofil|[pP]erfil|[vV]\xc3\xadctima|[vV]ictime|[vV]\xc3\xadtima|[nN]atif|[nN]ative|[rR]etir[a-z]+|[cC]obr[a-z]+|[sS]ac[a-z]+|[pP]ag[a-z]+|[eE]nvo[a-z]+|[aA]mis|[pP]otes|[gG]ens|[cC]opains|[aA]migas|[vV]ecinos|[vV]izinhos|[vV]ien[st]|[vV]en[a-z\x80-\xff]+|[mM]and[a-z]+|[eE]nvi[a-z]+|[eE]ra|[eE]s|[dD]e)"
)
_WORDS_TOO = frozenset(_folded("not")) | frozenset(_folded("capital_only")) | frozenset(_folded("words_too"))


def _large() -> Iterator[str]:
    """The towns marked as large, as they stand behind another word: thousands of plain strings are found in one pass."""
    for name in sorted(town.removesuffix("*") for town in lines("towns") if town.endswith("*")):
        if name.isascii() and len(name) > 4 and name not in _WORDS_TOO and name not in lines("first_names"):
            yield f" {name}" if len(name) > 5 else f" {name} "
    for name in _folded("arabic_towns"):
        if len(name) > 4:
            yield from (f" {before}{name}" for before in ("", "ب", "ف", "ل"))
        else:
            yield f"(من|في|الي|كل|كاع|مدينه| ب| ف| ل) ?{name}"


_TOWN_BEGINS = r"[A-Z\xc3][a-z\x80-\xff][a-z\x80-\xff]"
TRIGGERS = (
    *((rf"\b{re.escape(word)}[ \-]" if len(word) < 7 else rf"{re.escape(word)} ") if word.isascii() else rf"{word} " for word in _folded("lives") if len(word) > 3 and word not in ("luego", "despues", "eres de", "es de", "era de", "e de", "ville de", "vient de", "viens de", "son de", "going to", "here in", "there in", "weld", "bent", "wlad", "galing", "عايشه", "address", "in the city of")),
    *(rf"\b{re.escape(word)}( [a-z]+)?( [a-z]+)? ?[:=(\-]" if word.isascii() else rf"{word} ?[:=]" for word in _folded("label")),
    *(rf"\b{re.escape(word)} ?[:=]" if word.isascii() else rf"{word} ?[:=]" for word in _folded("spot")),
    rf"\b({'|'.join(map(re.escape, (word for word in _folded('label') if word.isascii() and ' ' not in word)))}) (is|est|es|ist|ay|hiya) ",
    *(rf"[a-z]'?,? {re.escape(word)}\b" for word in _folded("country") if word.isascii() and word in ("morocco", "maroc", "nigeria", "marruecos", "marokko", "ivory coast", "cote d'ivoire")),
    "(انه|هي|هو|انا|ساكن|عايش|ساكنه|عايشه|كنت|كان) (من|في|ف|ب)",
    r"\b(western union|moneygram|wafacash|cash plus|ria)\b",
    *_large(),
)  # fmt: skip
PLAIN_TRIGGERS = (
    rf"\b({_any_case([word for word in _folded('before') if word not in _FREQUENT and word not in ('in', 'from')])}) {_TOWN_BEGINS}",
    rf"\b([iI]n|[fF]rom):? {_TOWN_BEGINS}",
    rf"(^|[ '(]){_SAID_OF} (a|à|de|d'|do|da|em|en|no|na|von|bei|um|para|f|fi|mn|men|sa) ?{_TOWN_BEGINS}".replace(
        "à", r"\xc3\xa0"
    ),
    rf"\b([tT]rain|[bB]us|[fF]light|[fF]ly|[tT]icket|[wW]ay|[tT]rip|[rR]oad|[sS]traight|[tT]ravel|[fF]lew|[mM]oved?|[wW]ent|[tT]rac(ed|king|ked)( [a-z]+)?|[gG]o|[gG]one|[gG]oing|[sS]ent|[cC]ome|[dD]rive|[bB]ack|[cC]lose) to {_TOWN_BEGINS}",
    rf"([lL]yc\xc3\xa9e|[cC]oll\xc3\xa8ge|[cC]olegio|[eE]scuela|[iI]nstituto|[eE]scola|[cC]ol\xc3\xa9gio|[hH]\xc3\xb4pital|[hH]ospital|[mM]airie|[gG]are) [A-Z][^ \n]+ (de|do|da|d') ?{_TOWN_BEGINS}",
    rf"(\xc3\xa0|\b(sur|vers)) {_TOWN_BEGINS}",
    rf"(^|[ ])([eE]n|[eE]m|[nN]a|[sS]a|[nN]g|[fF]|[fF]i|[mM]n|[mM]en) {_TOWN_BEGINS}",
    rf"\b([tT]out|[tT]oute|[tT]oda|[tT]odo|[gG]anz|[wW]hole|[bB]ei|[cC]ity|[tT]own|[vV]ille|[cC]iudad|[cC]idade|[sS]tadt|[wW]ohnort|[hH]eimatort|[hH]eimatstadt|[oO]rt|[lL]ungsod|[mM]dina|[lL]mdina|[lL]uego|[aA]us) (de |d'|of |ng )?{_TOWN_BEGINS}",
    rf"\b\d{{5}} {_TOWN_BEGINS}",
    rf"\d.*([sS]treet|[sS]t|[rR]oad|[rR]d|[aA]venue|[aA]ve|[lL]ane|[dD]rive|[cC]lose|[cC]ourt|[wW]ay|[bB]lvd)\.?, {_TOWN_BEGINS}",
    rf"([rR]ue|[cC]alle|[rR]ua|[aA]v|[aA]venida|[aA]venue|[bB]d|[bB]oulevard|[sS]tra\xc3\x9fe|[sS]trasse|[sS]tr|[pP]latz|[wW]eg)\b.*, {_TOWN_BEGINS}",
    rf"{_TOWN_BEGINS}[a-z]*-(based|born)\b",
    rf", {_TOWN_BEGINS}[a-z\x80-\xff' ]+,? [A-Z][A-Z]\b",
    rf", {_TOWN_BEGINS}[a-z\x80-\xff' \-]+,? (Morocco|Maroc|Nigeria|France|England|UK|USA|Ghana|Benin|Togo|Kenya|Senegal|Cameroun|Cameroon|Philippines|Marruecos|Marokko|Spain|Ivory)",
)
EXAMPLES = (
    ("western union, name: Sara El Amrani, city: Oued Zem", "Oued Zem"),
    ("Receiver name: Sara El Amrani\nCity : Abidjan\nCountry : Ivory Coast", "Abidjan"),
    ("nom du bénéficiaire: Sara El Amrani, ville : Khouribga", "Khouribga"),
    ("he lives in lagos", "lagos"),
    ("tu habites à Lille non", "Lille"),
    ("das Geld ging nach Marrakesch", "Marrakesch"),
    ("taga Cebu ka di ba", "Cebu"),
    ("sei que você mora em São Paulo", "São Paulo"),
    ("قال إنه من القاهرة", "القاهرة"),
    ("I study in Reading", "Reading"),
    ("tout Roubaix va le voir", "Roubaix"),
    ("Auszahlungsort: Winterthur", "Winterthur"),
    ("Ciudad de pago: Barranquilla", "Barranquilla"),
    ("Lieu : Parakou, Bénin", "Parakou"),
    ("12 rue Exemple, 59000 Lille", "Lille"),
    ("44 Sample Ln, Dayton, OH", "Dayton"),
)
COUNTER_EXAMPLES = (
    "what city are you from?",
    "my town is small",
    "western union in the city centre",
    "she is from Morocco",
    "I'm reading your message in the bath",
    "with Paris Hilton in May",
    "c'est nice",
    "wir essen um acht",
    "place: on the couch",
    "i was a Leeds fan",
)

_WORD = r"[^\W\d_]+(?:['’.-][^\W\d_]+)*"
_WORDS = re.compile(_WORD)
_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{0,4}}")
_PLACE = Phrases(
    {
        "before": (word for word in every(_PLACES["before"]) if word != "d'"),
        "lives": every(_PLACES["lives"]),
        "label": every(_PLACES["label"]),
        "spot": every(_PLACES["spot"]),
        "country": every(_PLACES["country"]),
    }
)
_GAP = {
    "before": re.compile(r"(?:\s?:\s|[\s-])(?:(?:la|el|le|the)\s)?"),
    "lives": re.compile(r"[\s-](?:(?:in|en|a|de|f|fi|مدينه|ديال)\s)?"),
    "spot": re.compile(r"(?:\s(?:de|d'|du|of|del|da|do|der|des|for)?\s?[^\W\d]{1,14}){0,2}\s?[:=]\s?"),
    "label": re.compile(
        r"(?:\s?/\s?[^\W\d]{1,12}|\s(?:de|d'|du|of|del|da|do|der|des|für|for|name)?\s?[^\W\d]{1,14}){0,2}\s?[:=]\s?|\s?[:=-]\s?|\s(?:(?:is|est|es|e|ist|ay|hiya|هي)\s)?"
    ),
}
"""Between such a word and the town."""
_JOINED = re.compile(r"(?<!\w)(?:d'(?=[^\W\d_])|[بفل]\u0640{0,3}(?=[\u0621-\u063a\u0641-\u064a]{3}))")
"""Prepositions that are written as one with the town."""
_SURE = re.compile(rf"(?<![^\W_])(?:{any_of(every(_PLACES['sure']))})\s$")
_COMMA = re.compile(r"(?:,\s|\s[-–]\s)(?=[^\W\d_])")
_COUNTRY_NEXT = re.compile(rf"\s?[,(-]?\s?(?:{any_of(every(_PLACES['country']))})(?![^\W_])")
_STATE_NEXT = re.compile(
    r",? (?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKRN]|P[AR]|QC|RI|S[CDKP]|T[NX]|UT|V[AT]|W[AIVY]|BC|AB|MB|RJ|MG|BA|RS|NSW|VIC|QLD)(?![\w'])"
)
"""`Dayton, OH`: of the United States, Canada, Brazil, Australia."""
_POST_CODE = re.compile(r"(?<![\w.,€$£])(?:[FDBE]-)?\d{5} (?=[A-ZÀ-Ý][a-zà-ÿ])")
"""`75011 Paris`"""
_ADDRESS = re.compile(
    r"(?<!\w)\d{1,5}[a-d]? (?:[^\W\d_]+ ){0,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|crescent|way|place|boulevard|blvd|terrace|gardens|grove)\.?, (?:\d{4,5} )?"
    r"|(?<!\w)\d{1,4}(?: ?bis| ?ter)?,? (?:rue|avenue|av|boulevard|bd|place|chemin|allee|impasse|route|quai|cours|rua|calle|hay|derb)\.? [^,\n\d]{2,30}, (?:\d{4,5} )?"
    r"|(?<!\w)(?:calle|c/|avenida|av\.|avda\.?|plaza|paseo|rua|travessa|largo|praca|rue|hay|via) [^,\n\d]{2,30},? (?:n[°º]? ?)?\d{1,4}[a-d]?, (?:\d{4,5}(?:-\d{3,4})? )?"
    r"|(?:strasse|str\.|weg|platz|allee|gasse) \d{1,4}[a-d]?, (?:\d{4,5} )?"
)
"""From a street and its number to the town: `12 Oak Street, Tulsa`."""
_AND = re.compile(
    r" (?:and|et|y|e|und|at|then|puis|luego|depois|dann|w|و) (?:then |later |puis |a |à |to |en |em |nach |in )?(?=[^\W\d_a-zà-ÿ])"
)
"""From one town to another."""
_BASED = re.compile(
    r"(?<![^\W_])[^\W\d_a-zà-ÿ][^\W\d_]+(?: [^\W\d_a-zà-ÿ][^\W\d_]+){0,2}(?=-(?:based|born|area|bred)\b)"
)
_COUNTRY_GAP = re.compile(r"\s?[,(-]?\s?$")
_MARKS = re.compile(r"[-'’.]")
_COUNTRIES = frozenset(_folded("country"))
_NOT = frozenset(_folded("not"))
_CAPITAL_ONLY = frozenset(_folded("capital_only"))
_TRANSFER = re.compile(
    r"western ?union|money ?gram|\bria\b|wafa ?cash|cash ?plus|palawan|cebuana|lhuillier|wave|momo|pickup|pick-up|payout|branch|agence|agency|receiver|reciever|beneficiair|beneficiar|recipient|destinataire|transfer|virement|mandat|mtcn|"
    r"cash plus|كاش بلوس|وفاكاش|ويسترن"
)
_UNLISTED_STOPS = frozenset(
    "and or the country pays pais land is not a my your small big nice unknown where same la le une what which are life hall center centre wide council limits in of name de del du el von council".split()  # noqa: SIM905
)


def find(view: View) -> list[Hit]:
    taken = Claims()
    hits = [
        hit for hit in _all(view.text) if not _of_a_club(view.text, hit) and taken.take(hit.start, hit.end)
    ]
    for hit in hits:
        following = _AND.match(view.text, hit.end)
        other = following and _listed(view.text, following.end(), lower=False)
        if other and key(other.value) not in lines("first_names") and taken.take(other.start, other.end):
            hits.append(other)
    return sorted(hits, key=lambda hit: hit.start)


def _of_a_club(text: str, hit: Hit) -> bool:
    """Whether the town stands for its team."""
    flat = level(text)
    return bool(
        _CLUB_BEFORE.search(flat, max(0, hit.start - 30), hit.start) or _CLUB_BEHIND.match(flat, hit.end)
    )


_CLUB_BEFORE = re.compile(
    r"(?<![^\W_])(?:torcedora?|torc[oe]|torcer|hinchas?|aficionad[oa]s?|soci[oa]|supporters?|supportrice|support|supports|fans?|fan de foot|anhanger(?:in)?|match|partido|jogo|spiel|mecz|kalaban ng) (?:d[oaeu]l?|de l'|of|for|von|pro|pra|para o|pelo|vs|gegen|ng)?\s?$|(?<![^\W_])(?:fc|real|inter|olympique(?: de)?|atletico(?: de)?|borussia|sporting(?: de)?) $"
)
_CLUB_BEHIND = re.compile(
    r" (?:fans?|supporters?|match|game|jersey|shirt|fc|afc|united|wanderers|rovers|hotspur|season ticket|marathon|times|batchoy|style|lechon|accent|brown ale)(?![^\W_])"
)


def _all(text: str) -> Iterator[Hit]:
    flat = level(text)
    transfer = bool(_TRANSFER.search(flat))
    places: dict[str, list[tuple[int, re.Match[str]]]] = {"before": [], "lives": [], "label": [], "spot": []}
    countries = []
    for name, word in _PLACE.found(flat):
        if name == "country":
            countries.append(word.start())
        elif (
            name == "before"
            and text[word.end() + 1 : word.end() + 2].islower()
            and text[word.end() + 1] not in "tled"
        ):
            continue  # no capital follows, nor an article
        elif gap := _GAP[name].match(flat, word.end()):
            places[name].append((gap.end(), gap))
    for joined in _JOINED.finditer(flat):
        places["before" if joined[0] == "d'" else "lives"].append((joined.end(), joined))
    for start, gap in places["label"]:
        if hit := _listed(text, start, lower=True) or _unlisted(text, gap, transfer):
            yield hit
    for start, _ in places["lives"] + places["spot"]:
        if hit := _listed(text, start, lower=True):
            yield hit
    for start, _ in places["before"]:
        hit = _listed(text, start, lower=False)
        if hit and (
            key(hit.value) not in lines("first_names") or _SURE.search(flat, max(0, start - 20), start)
        ):
            yield hit
    for comma in _COMMA.finditer(flat):
        hit = _listed(text, comma.end(), lower=transfer)
        if (
            hit
            and (transfer or _COUNTRY_NEXT.match(flat, hit.end) or _STATE_NEXT.match(text, hit.end))
            and key(hit.value) not in lines("first_names")
        ):
            yield hit
    for address in _ADDRESS.finditer(flat):
        if hit := _listed(text, address.end(), lower=False):
            yield hit
    for based in _BASED.finditer(text):
        if is_place(key(based[0])) and key(based[0]) not in _COUNTRIES:
            yield Hit(based[0], *based.span())
    for code in _POST_CODE.finditer(text):
        if hit := _listed(text, code.end(), lower=False):
            yield hit
    for country in countries:
        before = _COUNTRY_GAP.search(flat, max(0, country - 3), country)
        end = before.start() if before else country
        for start in _starts(text, end):
            hit = _listed(text, start, lower=transfer)
            if hit and hit.end == end and key(hit.value) not in lines("first_names"):
                yield hit
                break


def _starts(text: str, end: int) -> list[int]:
    """Where the last words before a place begin, the longest run first."""
    found = [match.start() for match in _WORDS.finditer(text[max(0, end - 40) : end])]
    return [max(0, end - 40) + start for start in found[-3:]]


def _listed(text: str, start: int, *, lower: bool) -> Hit | None:
    """The longest listed town that begins here."""
    found = _NAME.match(text, start)
    if not found:
        return None
    capital = found[0][0].isupper()
    caseless = not capital and not found[0][0].islower()
    if not (capital or caseless or lower):
        return None
    ends = [word.end() for word in _WORDS.finditer(found[0])]
    for end in reversed(ends):
        written = found[0][:end]
        name = _looked_up(written)
        if name in _COUNTRIES or (name in _NOT and not (capital and name in _CAPITAL_ONLY)):
            return None
        if name in TOWNS or (f"{name}*" in TOWNS):
            if not (capital or caseless or (lower and f"{name}*" in TOWNS)):
                continue
            city = _CITY.match(text, start + end)
            if city:
                return Hit(f"{written}{city[0]}", start, city.end())
            if capital and _of_a_person(text, start + end):
                return None
            return Hit(written, start, start + end)
    return None


def listed(text: str, start: int) -> Hit | None:
    """The town with a capital that begins at a place, if it is one that the list has."""
    return _listed(text, start, lower=False)


_CITY = re.compile(r" City(?!\w)")
"""Of the name, where it is written."""


def is_country(folded: str) -> bool:
    """Whether a folded name is a country's or a region's."""
    return folded in _COUNTRIES


def is_place(word: str) -> bool:
    """Whether a folded word is a listed town or country."""
    return word in TOWNS or f"{word}*" in TOWNS or word in _COUNTRIES


TOWNS = lines("towns") | frozenset(_folded("nicknames")) | frozenset(_folded("arabic_towns"))


@lru_cache(maxsize=20_000)
def _looked_up(written: str) -> str:
    return " ".join(_MARKS.sub(" ", key(written)).split())


def _of_a_person(text: str, end: int) -> bool:
    """Whether another capital follows that is no country: `Paris Hilton`."""
    following = _CAPITAL_NEXT.match(text, end)
    if not following or following[1].isupper() or not following[1][0].isupper():
        return False
    return key(following[1]) not in _COUNTRIES


_CAPITAL_NEXT = re.compile(r"\s([^\W\d_a-zà-ÿ][^\W\d_]+)")
_AFTER_LABEL = re.compile(r"[^\W\d_]+(?:[ '-](?:(?:de|el|la|du|des|do|da) )?[^\W\d_a-zà-ÿ][^\W\d_]*){0,2}")


def _unlisted(text: str, place: re.Match[str], transfer: bool) -> Hit | None:
    """What stands behind `city:` is the town, listed or not."""
    marked = place[0].strip()[:1] == "-" or place[0].rstrip()[-1:] in (":", "=")
    found = _AFTER_LABEL.match(text, place.end())
    if not found or key(found[0].split()[0]) in _UNLISTED_STOPS or _looked_up(found[0]) in _COUNTRIES:
        return None
    capital = found[0][0].isupper() and (marked or transfer)
    return Hit(found[0], *found.span()) if capital or (marked and transfer) else None
